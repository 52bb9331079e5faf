//! What becomes of the alerts that wait for one channel: old news is collapsed, a flood becomes one digest, and the rest
//! goes out one by one.

use std::collections::{BTreeMap, BTreeSet};

use crate::AlertKind;

/// More alerts than this become one digest.
pub const FLOOD: usize = 20;

/// An alert that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Our id of it; a greater one is newer.
    pub id: i64,
    /// What it says.
    pub kind: AlertKind,
    /// The breakage it is about, as it is now.
    pub breakage: Option<Now>,
    /// Whether its time has come.
    pub is_due: bool,
}

/// A breakage as it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Our id of it.
    pub id: i64,
    /// The same number for all breakages of one branch of one pipeline.
    pub line: i64,
    /// Whether it still fails.
    pub is_open: bool,
    /// Whether it never was.
    pub is_retracted: bool,
}

/// What to do with what waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Alerts that say nothing new any more.
    pub collapsed: Vec<i64>,
    /// Alerts that say something else now.
    pub renamed: Vec<(i64, AlertKind)>,
    /// What is sent.
    pub next: Next,
}

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// All of these as one digest.
    Digest(Vec<i64>),
    /// This one.
    Send(i64),
    /// Nothing is due.
    Nothing,
}

/// What to do with all that waits for a channel, oldest first.
///
/// Of one breakage a channel is told at most one thing at a time: what it comes to now. Of one branch of a pipeline it is
/// told in the order of events: what waits to be tried again goes before what came later, and no longer waits then.
pub fn plan(waiting: &[Waiting]) -> Plan {
    let mut plan = Plan { collapsed: Vec::new(), renamed: Vec::new(), next: Next::Nothing };
    let mut groups: BTreeMap<i64, (Now, Vec<&Waiting>)> = BTreeMap::new();
    for alert in waiting {
        if let Some(now) = alert.breakage {
            groups.entry(now.id).or_insert((now, Vec::new())).1.push(alert);
        }
    }
    for (now, alerts) in groups.values() {
        plan.settle(*now, alerts);
    }
    let collapsed: BTreeSet<_> = plan.collapsed.iter().collect();
    let left: Vec<_> = waiting.iter().filter(|it| !collapsed.contains(&it.id)).collect();
    // Of what was collapsed too: what it has come to is due when it was.
    let due: BTreeSet<_> = waiting.iter().filter(|it| it.is_due).filter_map(Waiting::line).collect();
    let is_due = |it: &Waiting| it.line().map_or(it.is_due, |line| due.contains(&line));
    let first = left.iter().find(|it| is_due(it));
    plan.next = match first {
        None => Next::Nothing,
        Some(_) if left.len() > FLOOD => Next::Digest(left.iter().map(|it| it.id).collect()),
        Some(first) => Next::Send(first.id),
    };
    plan
}

impl Waiting {
    fn line(&self) -> Option<i64> {
        self.breakage.map(|now| now.line)
    }
}

impl Plan {
    /// Keeps one of a breakage's alerts at most. The newest carries what they come to: its time is the latest.
    fn settle(&mut self, now: Now, alerts: &[&Waiting]) {
        let come_to = come_to(now, alerts);
        let Some((newest, older)) = alerts.split_last() else { return };
        self.collapsed.extend(older.iter().map(|it| it.id));
        match come_to {
            None => self.collapsed.push(newest.id),
            Some(kind) if kind != newest.kind => self.renamed.push((newest.id, kind)),
            Some(_) => {}
        }
    }
}

/// What alerts about one breakage come to, as it is now.
fn come_to(now: Now, alerts: &[&Waiting]) -> Option<AlertKind> {
    let has = |kind| alerts.iter().any(|it| it.kind == kind);
    let untold = has(AlertKind::Broken) || has(AlertKind::BrokenAndFixed);
    if now.is_open {
        // What was fixed and has broken again is told next; that it was fixed is no longer true.
        let still = has(AlertKind::StillFailing).then_some(AlertKind::StillFailing);
        return if untold { Some(AlertKind::Broken) } else { still };
    }
    if untold {
        return (!now.is_retracted).then_some(AlertKind::BrokenAndFixed);
    }
    has(AlertKind::Fixed).then_some(AlertKind::Fixed)
}

#[cfg(test)]
mod tests {
    use crate::AlertKind::{Broken, BrokenAndFixed, Digest, Fixed, StillFailing, Test};
    use proptest::prelude::*;

    use super::*;

    fn of(id: i64, kind: AlertKind, breakage: i64, is_open: bool) -> Waiting {
        Waiting {
            id,
            kind,
            breakage: Some(Now { id: breakage, line: breakage, is_open, is_retracted: false }),
            is_due: true,
        }
    }

    fn planned(collapsed: &[i64], renamed: &[(i64, AlertKind)], next: Next) -> Plan {
        Plan { collapsed: collapsed.to_vec(), renamed: renamed.to_vec(), next }
    }

    #[test]
    fn what_broke_and_was_fixed_before_we_could_say_so_is_one_message() {
        let waiting = [of(1, Broken, 7, false), of(2, StillFailing, 7, false), of(3, Fixed, 7, false)];
        assert_eq!(plan(&waiting), planned(&[1, 2], &[(3, BrokenAndFixed)], Next::Send(3)));
        assert_eq!(
            plan(&waiting[..1]),
            planned(&[], &[(1, BrokenAndFixed)], Next::Send(1)),
            "nobody asked for `fixed`"
        );
        assert_eq!(plan(&waiting[1..2]), planned(&[2], &[], Next::Nothing));
    }

    #[test]
    fn what_is_no_longer_true_is_not_told() {
        assert_eq!(plan(&[of(1, Fixed, 7, true)]), planned(&[1], &[], Next::Nothing));
        assert_eq!(plan(&[of(1, Fixed, 7, true), of(2, Broken, 7, true)]), planned(&[1], &[], Next::Send(2)));
        let mut never = of(1, Broken, 7, false);
        never.breakage = Some(Now { id: 7, line: 7, is_open: false, is_retracted: true });
        assert_eq!(plan(&[never]), planned(&[1], &[], Next::Nothing));
        never.kind = Fixed;
        assert_eq!(plan(&[never]), planned(&[], &[], Next::Send(1)), "those who were told hear that it was not so");
    }

    #[test]
    fn more_than_twenty_become_one_digest_and_no_fewer() {
        let waiting: Vec<_> = (1..=21).map(|id| of(id, Broken, id, true)).collect();
        assert_eq!(plan(&waiting).next, Next::Digest((1..=21).collect()));
        assert_eq!(plan(&waiting[1..]).next, Next::Send(2));
        let later: Vec<_> = waiting.iter().map(|it| Waiting { is_due: false, ..*it }).collect();
        assert_eq!(plan(&later).next, Next::Nothing);
    }

    #[test]
    fn what_came_later_on_a_branch_waits_for_what_came_before_and_makes_it_due() {
        let on_one_line = |alert: Waiting, is_due| {
            let now = Now { line: 1, ..alert.breakage.unwrap() };
            Waiting { breakage: Some(now), is_due, ..alert }
        };
        let waiting = [on_one_line(of(1, Fixed, 7, false), false), on_one_line(of(2, Broken, 8, true), true)];
        assert_eq!(plan(&waiting), planned(&[], &[], Next::Send(1)));
        assert_eq!(plan(&waiting[1..]), planned(&[], &[], Next::Send(2)));
        assert_eq!(plan(&waiting[..1]), planned(&[], &[], Next::Nothing));
    }

    #[test]
    fn what_is_about_no_breakage_is_sent_as_it_is() {
        let digest = Waiting { id: 4, kind: Digest, breakage: None, is_due: true };
        assert_eq!(plan(&[digest]), planned(&[], &[], Next::Send(4)));
        assert_eq!(plan(&[Waiting { kind: Test, ..digest }]).next, Next::Send(4));
    }

    proptest! {
        #[test]
        fn each_breakage_is_told_once_and_a_plan_is_done_when_it_is_carried_out(
            rows in proptest::collection::vec((0..4_usize, 0..8_i64, any::<bool>()), 0..40), open in any::<[bool; 8]>(),
        ) {
            let kinds = [Broken, Fixed, StillFailing, BrokenAndFixed];
            let waiting: Vec<_> = (1..).zip(&rows).map(|(id, (kind, breakage, is_due))| {
                let is_open = open[usize::try_from(*breakage).unwrap()];
                Waiting { is_due: *is_due, ..of(id, kinds[*kind], *breakage, is_open) }
            }).collect();
            let first = plan(&waiting);
            let left: Vec<_> = waiting.iter().filter(|it| !first.collapsed.contains(&it.id)).map(|it| {
                let renamed = first.renamed.iter().find(|(id, _)| *id == it.id);
                Waiting { kind: renamed.map_or(it.kind, |it| it.1), is_due: true, ..*it }
            }).collect();
            let mut breakages: Vec<_> = left.iter().map(|it| it.breakage.unwrap().id).collect();
            breakages.sort_unstable();
            breakages.dedup();
            prop_assert_eq!(breakages.len(), left.len());
            let second = plan(&left);
            prop_assert_eq!((second.collapsed, second.renamed), (vec![], vec![]));
            for it in left {
                let says_open = matches!(it.kind, Broken | StillFailing);
                prop_assert_eq!(says_open, it.breakage.unwrap().is_open);
            }
        }
    }
}
