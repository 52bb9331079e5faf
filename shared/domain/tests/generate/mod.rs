//! Histories of builds, legal ones and arbitrary ones.

use domain::{BuildReport, JobReport, PipelineRef, Provider, Run, Sequence, Status};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;

/// The reports of one build in the order things happened, and how each attempt ended.
#[derive(Clone, Debug)]
pub(crate) struct History {
    pub(crate) reports: Vec<BuildReport>,
    pub(crate) outcomes: Vec<Status>,
}

/// A time, in seconds after a fixed one.
fn at(seconds: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + seconds.seconds()
}

/// The pipeline of a provider that numbers attempts, or of one that does not.
fn pipeline(sequence: Sequence) -> PipelineRef {
    PipelineRef {
        provider: if matches!(sequence, Sequence::Attempt(_)) { Provider::Github } else { Provider::Gitlab },
        repository: "acme/api".to_owned(),
        external_id: Some("acme/api:ci.yml".to_owned()),
        name: "CI".to_owned(),
        url: None,
        default_branch: None,
    }
}

pub(crate) fn job(id: &str, sequence: i64, status: Status) -> JobReport {
    JobReport {
        external_id: id.to_owned(),
        sequence: Sequence::Attempt(sequence),
        name: "test".to_owned(),
        stage: None,
        status,
        raw_status: status.to_string(),
        observed_at: None,
        queued_at: None,
        started_at: None,
        finished_at: None,
        web_url: None,
    }
}

fn run(status: Status, seconds: i64) -> Run {
    Run {
        status,
        raw_status: status.to_string(),
        observed_at: Some(at(seconds)),
        queued_at: None,
        started_at: (status != Status::Queued).then(|| at(seconds)),
        finished_at: status.is_terminal().then(|| at(seconds)),
        ended_by: None,
        duration_seconds: None,
        queued_seconds: None,
        branch: Some("main".to_owned()),
        commit_sha: None,
        commit_title: None,
        actor: None,
        event: None,
        web_url: None,
    }
}

pub(crate) fn report(sequence: Sequence, status: Status, seconds: i64) -> BuildReport {
    let run = Some(run(status, seconds));
    let number = Some(1);
    let (pipeline, external_id) = (pipeline(sequence), "1".to_owned());
    BuildReport { pipeline, external_id, number, life: None, sequence, run, jobs: Vec::new() }
}

/// Queued, running, failure, queued again, success.
pub(crate) fn re_run() -> Vec<BuildReport> {
    let steps =
        [(1, Status::Queued), (1, Status::Running), (1, Status::Failure), (2, Status::Queued), (2, Status::Success)];
    (0..).zip(steps).map(|(seconds, (attempt, status))| report(Sequence::Attempt(attempt), status, seconds)).collect()
}

fn outcome() -> impl Strategy<Value = Status> {
    prop::sample::select(vec![Status::Success, Status::Failure, Status::Cancelled, Status::Skipped, Status::TimedOut])
}

/// One to four attempts, each queued, running and ended, some steps never told but the end; of a provider that numbers
/// attempts and of one that makes new job ids instead.
pub(crate) fn history() -> impl Strategy<Value = History> {
    let attempt = (outcome(), any::<bool>(), any::<bool>(), 1..4_i64);
    (prop::collection::vec(attempt, 1..5), any::<bool>()).prop_map(|(attempts, numbered)| {
        let (mut reports, mut outcomes, mut seconds, mut newest_job) = (Vec::new(), Vec::new(), 0, 0);
        for (number, (outcome, queued, running, jobs)) in (1..).zip(attempts) {
            for (status, told) in [(Status::Queued, queued), (Status::Running, running), (outcome, true)] {
                // A job that the provider itself tries again makes a new id in the middle of an attempt.
                newest_job += if status == Status::Running { jobs } else { i64::from(status == Status::Queued) };
                seconds += 1;
                let sequence = if numbered { Sequence::Attempt(number) } else { Sequence::Generation(newest_job) };
                reports.extend(told.then(|| report(sequence, status, seconds)));
            }
            outcomes.push(outcome);
        }
        History { reports, outcomes }
    })
}

/// The reports in any order, each at least once and some of them again.
pub(crate) fn shuffled(reports: Vec<BuildReport>) -> impl Strategy<Value = Vec<BuildReport>> {
    let again = prop::collection::vec(prop::sample::select(reports.clone()), 0..6);
    again.prop_flat_map(move |again| {
        let all: Vec<_> = reports.iter().cloned().chain(again).collect();
        Just(all).prop_shuffle()
    })
}

fn maybe_time() -> impl Strategy<Value = Option<Timestamp>> {
    prop::option::of((0..4_i64).prop_map(at))
}

fn maybe_text() -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop::sample::select(vec!["a", "b", "Ä", "z z"]).prop_map(str::to_owned))
}

fn maybe_seconds() -> impl Strategy<Value = Option<f64>> {
    prop::option::of((0..3_u8).prop_map(f64::from))
}

fn any_status() -> impl Strategy<Value = Status> {
    prop::sample::select(Status::ALL.to_vec())
}

/// Some runs of a provider that numbers attempts are only known to have ended by a time.
fn any_run(numbered: bool) -> impl Strategy<Value = Run> {
    let ended_by = prop::option::of(prop::sample::select(vec![0, 2, 62, 64]).prop_map(at));
    let times = (maybe_time(), maybe_time(), maybe_time(), maybe_time(), ended_by);
    let texts = (maybe_text(), maybe_text(), maybe_text(), maybe_text(), maybe_text(), maybe_text());
    (any_status(), maybe_text(), times, (maybe_seconds(), maybe_seconds()), texts).prop_map(
        move |(status, raw, times, seconds, texts)| Run {
            status,
            raw_status: raw.unwrap_or_default(),
            observed_at: times.0,
            queued_at: times.1,
            started_at: times.2,
            finished_at: times.3.filter(|_| status.is_terminal()),
            ended_by: times.4.filter(|_| numbered && status.is_terminal()),
            duration_seconds: seconds.0.filter(|_| status.is_terminal()),
            queued_seconds: seconds.1,
            branch: texts.0,
            commit_sha: texts.1,
            commit_title: texts.2,
            actor: texts.3,
            event: texts.4,
            web_url: texts.5,
        },
    )
}

fn any_job(numbered: bool) -> impl Strategy<Value = JobReport> {
    let times = (maybe_time(), maybe_time(), maybe_time(), maybe_time());
    (1..4_i64, any_status(), maybe_text(), maybe_text(), maybe_text(), times).prop_map(
        move |(id, status, name, stage, raw, times)| JobReport {
            external_id: id.to_string(),
            sequence: if numbered { Sequence::Attempt(1 + id % 3) } else { Sequence::Generation(id) },
            name: name.unwrap_or_default(),
            stage,
            status,
            raw_status: raw.unwrap_or_default(),
            observed_at: times.0,
            queued_at: times.1,
            started_at: times.2,
            finished_at: times.3.filter(|_| status.is_terminal()),
            web_url: None,
        },
    )
}

/// Reports that lack things and that disagree, about one build of a provider of either kind.
pub(crate) fn any_report_of(numbered: bool) -> impl Strategy<Value = BuildReport> {
    let run = prop::option::weighted(0.8, any_run(numbered));
    let parts = (1..4_i64, run, prop::collection::vec(any_job(numbered), 0..3), prop::option::of(1..4_i64));
    let counted = if numbered { Sequence::Attempt } else { Sequence::Generation };
    parts.prop_map(move |(sequence, run, jobs, number)| BuildReport {
        pipeline: pipeline(counted(sequence)),
        external_id: "1".to_owned(),
        number,
        life: None,
        sequence: counted(sequence),
        run,
        jobs,
    })
}

/// Reports of providers of either kind.
pub(crate) fn any_report() -> impl Strategy<Value = BuildReport> {
    any::<bool>().prop_flat_map(any_report_of)
}
