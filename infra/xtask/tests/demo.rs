//! The demo's company: repeatable, believable and in order.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use serde_json::Value;
use xtask::demo::{Build, End, Moment, PIPELINES, Provider, Schedule, deliveries};

/// Monday 2026-11-23, 15:00 UTC.
const NOW: i64 = 1_795_446_000;

const SCHEDULE: Schedule = Schedule { seed: 1 };

const WEEK: i64 = 7 * 24 * 3600;

/// The week before [`NOW`], made once for all tests.
fn week() -> &'static [Build] {
    static BUILDS: LazyLock<Vec<Build>> = LazyLock::new(|| SCHEDULE.week(NOW));
    &BUILDS
}

fn told(builds: &[Build]) -> Vec<(String, Vec<u8>)> {
    let steps = builds.iter().flat_map(|build| build.steps().into_iter().map(move |step| (build, step)));
    steps.flat_map(|(build, step)| deliveries(build, step)).map(|delivery| (delivery.key, delivery.body)).collect()
}

#[test]
fn the_same_seed_and_time_give_the_same_deliveries() {
    assert_eq!(told(week()), told(&SCHEDULE.week(NOW)));
    assert_ne!(told(week()), told(&Schedule { seed: 2 }.week(NOW)));
}

#[test]
fn a_later_start_finds_the_same_builds_again() {
    let later: HashSet<_> = SCHEDULE.week(NOW + 24 * 3600).iter().map(Build::external_id).collect();
    let shared = week().iter().filter(|build| build.created_at > NOW + 24 * 3600 - WEEK);
    assert!(shared.map(Build::external_id).all(|id| later.contains(&id)));
}

#[test]
fn a_week_has_a_believable_number_of_builds_whenever_it_is_looked_at() {
    for day in 0..4 {
        let builds = SCHEDULE.week(NOW + day * 51 * 3600 + day * 1000);
        assert!((1800..3400).contains(&builds.len()), "{} builds on day {day}", builds.len());
        let (from, until) =
            (builds.iter().map(|one| one.created_at).min(), builds.iter().map(|one| one.created_at).max());
        assert!(until.unwrap() - from.unwrap() <= WEEK);
    }
}

#[test]
fn pipelines_are_of_three_providers_and_all_run() {
    let count = |provider| PIPELINES.iter().filter(|pipeline| pipeline.provider == provider).count();
    assert_eq!([Provider::GitHub, Provider::GitLab, Provider::Jenkins].map(count), [24, 10, 6]);
    let run: HashSet<_> = week().iter().map(|build| build.index).collect();
    assert_eq!(run.len(), PIPELINES.len());
}

#[test]
fn no_two_builds_or_jobs_share_an_id() {
    let builds = week();
    let ids: HashSet<_> = builds.iter().map(|build| (build.pipeline.provider, build.external_id())).collect();
    assert_eq!(ids.len(), builds.len());
    let keys: Vec<_> =
        told(&builds.iter().filter(|one| one.pipeline.provider != Provider::Jenkins).cloned().collect::<Vec<_>>());
    let distinct: HashSet<_> = keys.iter().map(|(key, _)| key).collect();
    assert_eq!(distinct.len(), keys.len());
}

#[test]
fn everything_happens_in_order() {
    for build in SCHEDULE.lively(NOW / 400).iter().chain(week()) {
        let mut before = build.created_at;
        for attempt in &build.attempts {
            assert!(before <= attempt.queued_at && attempt.queued_at <= attempt.started_at);
            assert!(attempt.started_at < attempt.finished_at);
            assert!(attempt.jobs.iter().all(|job| attempt.started_at <= job.started_at));
            assert!(
                attempt
                    .jobs
                    .iter()
                    .all(|job| job.started_at <= job.finished_at && job.finished_at <= attempt.finished_at)
            );
            assert!(attempt.blocked.is_none_or(|(from, until)| attempt.started_at <= from && from < until));
            before = attempt.finished_at;
        }
        let steps = build.steps();
        assert!(steps.windows(2).all(|two| (two[0].attempt, two[0].at) <= (two[1].attempt, two[1].at)));
        let last = steps.last().unwrap();
        assert_eq!((last.moment, last.attempt), (Moment::Ended, build.attempts.len() - 1));
    }
}

#[test]
fn only_a_failed_attempt_is_run_again() {
    for build in week() {
        let (_, earlier) = build.attempts.split_last().unwrap();
        assert!(earlier.iter().all(|attempt| attempt.end == End::Failure));
        assert!(earlier.is_empty() || build.pipeline.provider != Provider::Jenkins);
    }
}

#[test]
fn a_week_shows_everything_that_can_happen() {
    let builds = week();
    let attempts = || builds.iter().flat_map(|build| &build.attempts);
    for end in [End::Success, End::Failure, End::Cancelled, End::TimedOut, End::Skipped] {
        assert!(attempts().any(|attempt| attempt.end == end), "{end:?}");
    }
    assert!(attempts().any(|attempt| attempt.blocked.is_some()));
    assert!(builds.iter().any(|build| build.attempts.len() > 1));
    assert!(builds.iter().any(|build| build.attempts.last().unwrap().finished_at > NOW), "nothing runs right now");
    let good = attempts().filter(|attempt| attempt.end == End::Success).count();
    let bad = attempts().filter(|attempt| matches!(attempt.end, End::Failure | End::TimedOut)).count();
    assert!((70..95).contains(&(100 * good / (good + bad))), "{good} good, {bad} bad");
}

#[test]
fn some_main_branch_is_red_for_a_stretch_and_green_again() {
    let mut mains: BTreeMap<u64, Vec<bool>> = BTreeMap::new();
    for build in week().iter().filter(|build| build.branch == "main") {
        let end = build.attempts.last().unwrap().end;
        if matches!(end, End::Success | End::Failure) {
            mains.entry(build.index).or_default().push(end == End::Success);
        }
    }
    let stretch = [true, false, false, false];
    let fixed = mains.values().filter(|ends| {
        let red = ends.windows(4).position(|four| four == stretch);
        red.is_some_and(|from| ends[from + 4..].contains(&true))
    });
    assert!(fixed.count() >= 3);
}

#[test]
fn quick_builds_are_over_while_somebody_watches() {
    let usual: HashSet<_> = SCHEDULE.between(NOW - 400, NOW + 400).iter().map(Build::external_id).collect();
    for build in SCHEDULE.lively(NOW / 400).iter().filter(|build| !usual.contains(&build.external_id())) {
        let first = &build.attempts[0];
        assert!(first.finished_at - first.queued_at <= 180, "{} s", first.finished_at - first.queued_at);
    }
}

#[test]
fn bodies_have_the_shape_of_their_provider() {
    let builds = week();
    let of = |provider| builds.iter().filter(move |build| build.pipeline.provider == provider);
    let bodies = |build: &Build| -> Vec<Value> {
        let steps = build.steps();
        let told = steps.into_iter().flat_map(|step| deliveries(build, step));
        told.map(|delivery| serde_json::from_slice(&delivery.body).unwrap()).collect()
    };
    for build in of(Provider::GitHub).filter(|build| build.attempts.len() == 1).take(50) {
        let bodies = bodies(build);
        let last = &bodies.last().unwrap()["workflow_run"];
        assert_eq!((last["status"].as_str(), last["id"].as_i64()), (Some("completed"), Some(build.number())));
        assert!(bodies.iter().all(|body| body["repository"]["full_name"] == build.pipeline.repository));
    }
    for build in of(Provider::GitLab).filter(|build| build.attempts.len() == 1).take(50) {
        let bodies = bodies(build);
        let last = &bodies.last().unwrap();
        assert_eq!(last["object_attributes"]["id"], build.number());
        assert!(last["builds"].as_array().unwrap().iter().all(|job| job["status"] != "running"));
    }
    for build in of(Provider::Jenkins).take(50) {
        let bodies = bodies(build);
        assert_eq!(bodies.last().unwrap()["build"]["phase"], "FINALIZED");
        assert!(bodies.last().unwrap()["build"]["status"].is_string());
    }
}
