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

#[test]
fn a_re_run_that_is_told_with_the_times_of_the_first_run_has_its_own() {
    let at = |seconds: i64| jiff::Timestamp::UNIX_EPOCH + jiff::ToSpan::seconds(seconds);
    // GitLab keeps a pipeline's creation and start; only the jobs of the re-run tell when that began.
    let ended = |job: i64, queued: i64, started: i64, finished: i64| {
        let mut report = generate::report(domain::Sequence::Generation(job), Status::Failure, finished);
        let run = report.run.as_mut().expect("a report of a run");
        (run.queued_at, run.started_at, run.queued_seconds) = (Some(at(0)), Some(at(5)), Some(5.0));
        let mut told = generate::job(&job.to_string(), job, Status::Failure);
        told.sequence = domain::Sequence::Generation(job);
        (told.queued_at, told.started_at) = (Some(at(queued)), Some(at(started)));
        report.jobs = vec![told];
        report
    };
    let reports = [ended(10, 0, 5, 60), ended(11, 900, 907, 960)];
    for order in [[0, 1], [1, 0]] {
        let attempts = state_of(&order.map(|it: usize| reports[it].clone())).attempts();
        let times: Vec<_> = attempts.iter().map(|it| (it.queued_at, it.started_at, it.queued_seconds)).collect();
        let expected = [(Some(at(0)), Some(at(5)), Some(5.0)), (Some(at(900)), Some(at(907)), Some(7.0))];
        assert_eq!(times, expected);
    }
}

#[test]
fn a_run_that_is_only_known_to_have_ended_by_a_time_ended_with_its_last_job() {
    let at = |seconds: i64| jiff::Timestamp::UNIX_EPOCH + jiff::ToSpan::seconds(seconds);
    let run = |by: i64| {
        let mut report = generate::report(domain::Sequence::Attempt(1), Status::Success, by);
        report.run.iter_mut().for_each(|it| (it.finished_at, it.ended_by) = (None, Some(at(by))));
        report
    };
    let job = |id: &str, status: Status, end: Option<i64>| {
        let mut report = BuildReport { run: None, ..run(0) };
        report.jobs = vec![domain::JobReport { finished_at: end.map(at), ..generate::job(id, 1, status) }];
        report
    };
    let ended = |id: &str, end: i64| job(id, Status::Success, Some(end));
    for (jobs, expected) in [
        (vec![], 300),
        (vec![ended("1", 200), ended("2", 298)], 298),
        (vec![ended("2", 298), job("3", Status::Running, None)], 300),
        (vec![ended("1", 200)], 300),
        (vec![ended("1", 200), ended("2", 301)], 301),
    ] {
        // The time of its last change moves on, and is told again.
        let reports = [vec![run(300), run(90_000)], jobs].concat();
        permute(&mut reports.clone(), 0, &mut |order| {
            assert_eq!(state_of(order).head().map(|it| it.finished_at), Some(Some(at(expected))), "{order:#?}");
        });
    }
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
