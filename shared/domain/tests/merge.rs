//! The laws of the merge, and what they are for: any order and any duplicates of a history end in the same build.

mod generate;

use domain::merge::transition;
use domain::{BuildReport, BuildState, Status};
use generate::{History, any_report, history, shuffled};
use proptest::prelude::*;

/// How many histories the last two tests try between them.
const HISTORIES: u32 = 100_000;

fn state_of(reports: &[BuildReport]) -> BuildState {
    reports.iter().fold(BuildState::default(), BuildState::merge)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn the_merge_is_commutative(a in any_report(), b in any_report()) {
        prop_assert_eq!(state_of(&[a.clone(), b.clone()]), state_of(&[b, a]));
    }

    #[test]
    fn the_merge_is_associative(a in any_report(), b in any_report(), c in any_report()) {
        let (a, b, c) = (BuildState::from(&a), BuildState::from(&b), BuildState::from(&c));
        let left = a.clone().join(b.clone()).join(c.clone());
        prop_assert_eq!(left, a.join(b.join(c)));
    }

    #[test]
    fn the_merge_is_idempotent(reports in prop::collection::vec(any_report(), 1..5)) {
        let once = state_of(&reports);
        prop_assert_eq!(once.clone().join(once.clone()), once.clone());
        prop_assert_eq!(once.clone().merge(&reports[0]), once);
    }

    #[test]
    fn what_is_shown_never_goes_back_to_an_earlier_attempt(reports in prop::collection::vec(any_report(), 1..6)) {
        let mut state = BuildState::default();
        let mut numbered = 0;
        for report in reports.iter().filter(|it| matches!(it.sequence, domain::Sequence::Attempt(_))) {
            state = state.merge(report);
            let head = state.head().map_or(0, |it| it.attempt);
            prop_assert!(head >= numbered);
            numbered = head;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(HISTORIES / 2))]

    #[test]
    fn any_order_with_any_duplicates_ends_in_the_same_build(
        (History { reports, outcomes }, order) in history().prop_flat_map(|it| (Just(it.clone()), shuffled(it.reports)))
    ) {
        let state = state_of(&order);
        prop_assert_eq!(&state, &state_of(&reports));
        let attempts: Vec<Status> = state.attempts().iter().map(|it| it.status).collect();
        prop_assert_eq!(attempts, outcomes);
    }

    #[test]
    fn a_transition_is_told_once_for_each_change_of_what_is_shown(
        order in history().prop_flat_map(|it| shuffled(it.reports))
    ) {
        let mut state = BuildState::default();
        let mut shown = None;
        for report in &order {
            state = state.merge(report);
            let head = state.head().expect("a report was merged");
            let change = transition(shown.as_ref(), &head);
            let moved = shown.as_ref().map(|it| (it.status, it.attempt)) != Some((head.status, head.attempt));
            prop_assert_eq!(change.is_some(), moved);
            if let Some(change) = change {
                prop_assert_eq!(change.from, shown.as_ref().map(|it| it.status));
                prop_assert_eq!((change.to, change.attempt), (head.status, head.attempt));
            }
            prop_assert_eq!(transition(Some(&head), &head), None);
            shown = Some(head);
        }
    }
}

#[test]
fn every_permutation_of_a_re_run_ends_at_success_with_the_failure_kept() {
    let reports = generate::re_run();
    let mut seen = 0;
    permute(&mut reports.clone(), 0, &mut |order| {
        let doubled: Vec<_> = order.iter().flat_map(|it| [it.clone(), it.clone()]).collect();
        let shown: Vec<_> = state_of(&doubled).attempts().iter().map(|it| (it.attempt, it.status)).collect();
        assert_eq!(shown, [(1, Status::Failure), (2, Status::Success)]);
        seen += 1;
    });
    assert_eq!(seen, 120);
}

#[test]
fn a_job_heard_of_before_its_build_makes_a_queued_build() {
    let mut report = generate::re_run().remove(0);
    report.run = None;
    report.jobs = vec![generate::job("1", 1, Status::Running)];
    let head = state_of(&[report]).head().expect("the job makes a build");
    assert_eq!((head.attempt, head.status, head.raw_status), (1, Status::Queued, None));
}

fn permute<T>(items: &mut Vec<T>, from: usize, visit: &mut impl FnMut(&[T])) {
    if from == items.len() {
        visit(items);
        return;
    }
    for other in from..items.len() {
        items.swap(from, other);
        permute(items, from + 1, visit);
        items.swap(from, other);
    }
}
