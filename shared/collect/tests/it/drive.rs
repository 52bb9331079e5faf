//! Takes a collector through its steps, as the poll does.

use collect::{Collector, Failure, Scope, Unsettled, Window};
use domain::{BuildReport, Status};
use jiff::Timestamp;

/// A time before everything that the fakes tell.
pub(crate) const LONG_AGO: Timestamp = Timestamp::constant(1_750_000_000, 0);

/// How many steps a listing of a test may take.
const STEPS: usize = 500;

/// What a listing of the recent tells from here. The position comes through its stored form at every step.
pub(crate) async fn recent<C: Collector>(
    collector: &C,
    source: &str,
    thorough: bool,
    position: &mut C::Position,
) -> Result<Vec<BuildReport>, Failure> {
    let mut reports = Vec::new();
    for _ in 0..STEPS {
        let stored = serde_json::to_value(&*position).expect("a position can be stored");
        *position = serde_json::from_value(stored).expect("a position can be read again");
        let step = collector.list_recent_builds(source, Scope { since: LONG_AGO, thorough }, position).await?;
        reports.extend(step.reports);
        if step.done {
            return Ok(reports);
        }
    }
    panic!("the listing does not end");
}

/// What a listing of a window tells.
pub(crate) async fn between<C: Collector>(
    collector: &C,
    source: &str,
    window: Window,
) -> Result<Vec<BuildReport>, Failure> {
    let (mut position, mut reports) = (C::Position::default(), Vec::new());
    for _ in 0..STEPS {
        let step = collector.list_builds_between(source, window, &mut position).await?;
        reports.extend(step.reports);
        if step.done {
            return Ok(reports);
        }
    }
    panic!("the listing does not end");
}

/// Ids and statuses of what was told, sorted.
pub(crate) fn told(reports: &[BuildReport]) -> Vec<(String, Status)> {
    let status = |it: &BuildReport| it.run.as_ref().expect("a run is told").status;
    let mut told: Vec<_> = reports.iter().map(|it| (it.external_id.clone(), status(it))).collect();
    told.sort();
    told
}

/// A build that is known to run.
pub(crate) fn unsettled(repository: &str, external_id: &str) -> Unsettled {
    Unsettled {
        build_id: 1,
        repository: repository.to_owned(),
        pipeline: repository.to_owned(),
        external_id: external_id.to_owned(),
        attempt: 1,
        sequence: 1,
        observed_at: None,
        status: Status::Running,
        raw_status: None,
        lacking_attempts: Vec::new(),
        lacks_jobs: false,
    }
}
