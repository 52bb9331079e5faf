//! Histories of several builds of a pipeline or two, told late, twice and in any order.

use domain::{BuildReport, PipelineRef, Provider, Run, Sequence, Status};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;

/// A time, in minutes after a fixed one.
pub(crate) fn at(minutes: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + minutes.minutes()
}

/// The end of the first attempt of a build, on `main`.
pub(crate) fn ended(build: i64, status: Status, minutes: i64) -> BuildReport {
    BuildReport {
        pipeline: PipelineRef {
            provider: Provider::Github,
            repository: "acme/api".to_owned(),
            external_id: Some("ci.yml".to_owned()),
            name: "CI".to_owned(),
            url: None,
            default_branch: Some("main".to_owned()),
        },
        external_id: build.to_string(),
        sequence: Sequence::Attempt(1),
        run: Some(Run {
            status,
            raw_status: status.to_string(),
            observed_at: Some(at(minutes)),
            queued_at: None,
            started_at: Some(at(minutes)),
            finished_at: status.is_terminal().then(|| at(minutes)),
            ended_by: None,
            duration_seconds: None,
            queued_seconds: None,
            branch: Some("main".to_owned()),
            commit_sha: Some(format!("{build:040x}")),
            commit_title: None,
            actor: None,
            event: Some("push".to_owned()),
            web_url: None,
        }),
        number: None,
        life: None,
        jobs: Vec::new(),
    }
}

/// What is told of one attempt: how it ended, how long after it began, whether its beginning is told too, and what was
/// said of its end before that was corrected.
#[derive(Clone, Debug)]
struct Attempt {
    status: Status,
    minutes: i64,
    begins: bool,
    corrected: Option<Status>,
}

/// What the reports of one build lack or say otherwise.
#[derive(Clone, Debug)]
struct Manner {
    numbered: bool,
    pipeline: &'static str,
    branch: &'static str,
    event: &'static str,
    /// Only the last report tells the branch.
    branch_late: bool,
    /// Only the last report tells which pipeline it is.
    pipeline_late: bool,
    /// The first report tells that the build came to be so many minutes before anything else of it.
    earlier: Option<i64>,
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let ends =
        vec![Status::Success, Status::Failure, Status::Failure, Status::Cancelled, Status::Skipped, Status::TimedOut];
    let corrected = prop::option::weighted(0.15, prop::sample::select(ends.clone()));
    (prop::sample::select(ends), 0..6_i64, any::<bool>(), corrected)
        .prop_map(|(status, minutes, begins, corrected)| Attempt { status, minutes, begins, corrected })
}

fn manner() -> impl Strategy<Value = Manner> {
    let one_of =
        |often: &'static str, seldom: &'static str| prop::sample::select(vec![often, often, often, often, seldom]);
    let events = one_of("push", "pull_request");
    let flags = (
        prop::bool::weighted(0.7),
        prop::bool::weighted(0.2),
        prop::bool::weighted(0.2),
        prop::option::weighted(0.2, Just(7)),
    );
    (flags, one_of("ci.yml", "nightly.yml"), one_of("main", "dev"), events).prop_map(
        |((numbered, branch_late, pipeline_late, earlier), pipeline, branch, event)| Manner {
            numbered,
            pipeline,
            branch,
            event,
            branch_late,
            pipeline_late,
            earlier,
        },
    )
}

/// The reports of one build, in the order things happened.
fn build(number: i64, created: i64, manner: &Manner, attempts: &[Attempt]) -> Vec<BuildReport> {
    let (mut reports, mut minutes) = (Vec::new(), created);
    for (attempt, plan) in (1..).zip(attempts) {
        let mut tell = |status, minutes, job: i64| {
            let mut report = ended(number, status, minutes);
            report.sequence =
                if manner.numbered { Sequence::Attempt(attempt) } else { Sequence::Generation(attempt * 10 + job) };
            report.pipeline.external_id = Some(manner.pipeline.to_owned());
            manner.pipeline.clone_into(&mut report.pipeline.name);
            let run = report.run.as_mut().expect("it tells of a run");
            run.branch = Some(manner.branch.to_owned());
            run.event = Some(manner.event.to_owned());
            reports.push(report);
        };
        if plan.begins {
            tell(Status::Running, minutes, 0);
        }
        minutes += plan.minutes;
        if let Some(status) = plan.corrected {
            tell(status, minutes, 1);
            minutes += 1;
        }
        tell(plan.status, minutes, 1);
    }
    let last = reports.len() - 1;
    for report in &mut reports[..last] {
        report.pipeline.external_id = report.pipeline.external_id.take().filter(|_| !manner.pipeline_late);
        let run = report.run.as_mut().expect("it tells of a run");
        run.branch = run.branch.take().filter(|_| !manner.branch_late);
    }
    if let Some(minutes) = manner.earlier {
        reports[0].run.as_mut().expect("it tells of a run").queued_at = Some(at(created - minutes));
    }
    reports
}

/// The reports of two to six builds in any order, each at least once and some of them again.
pub(crate) fn histories() -> impl Strategy<Value = Vec<BuildReport>> {
    let build = (0..12_i64, manner(), prop::collection::vec(attempt(), 1..4));
    prop::collection::vec(build, 2..7).prop_flat_map(|builds| {
        let reports: Vec<_> = (1..)
            .zip(&builds)
            .flat_map(|(number, (created, manner, attempts))| self::build(number, *created, manner, attempts))
            .collect();
        let again = prop::collection::vec(prop::sample::select(reports.clone()), 0..6);
        again.prop_flat_map(move |again| Just([reports.clone(), again].concat()).prop_shuffle())
    })
}
