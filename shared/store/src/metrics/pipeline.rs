//! One pipeline's numbers.

use domain::{Pipeline, Status};
use futures_util::try_join;
use jiff::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::ranking::{STRIP, strip_build};
use super::scope::Scope;
use super::window::windows;
use super::{Range, Windows, percentiles};
use crate::row::{get, word};
use crate::{DEFAULT_ORG, Store, StoreError, pipelines};

/// How many branches and jobs are told.
const MOST: i32 = 20;
/// Of how many builds of the window the jobs are timed, the newest.
const TIMED: i32 = 100;

/// One pipeline's windows and what is special to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers {
    /// The pipeline.
    pub pipeline: Pipeline,
    /// Its windows.
    pub windows: Windows,
    /// Its last builds, newest first, in whatever window.
    pub last_builds: Vec<LastBuild>,
    /// How its branch has fared without a break.
    pub streak: Option<Streak>,
    /// Its branches in the window, the busiest first.
    pub branches: Vec<BranchHealth>,
    /// The jobs of its last 100 builds in the window, the slowest first.
    pub slowest_jobs: Vec<SlowJob>,
}

/// A build as a strip shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct LastBuild {
    /// Our id.
    pub id: i64,
    /// How it stands.
    pub status: Status,
    /// How long it took, in seconds.
    pub duration_seconds: Option<f64>,
    /// When it came to be.
    pub created_at: Timestamp,
    /// Its branch.
    pub branch: Option<String>,
}

/// Builds of a branch that ended alike, up to the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Streak {
    /// Whether they failed.
    pub red: bool,
    /// How many.
    pub length: i64,
    /// When the first of them was decided.
    pub since: Timestamp,
}

/// A branch's numbers in a window.
#[derive(Clone, Debug, PartialEq)]
pub struct BranchHealth {
    /// The branch; builds of none are told together.
    pub branch: Option<String>,
    /// How many builds are decided.
    pub decided: i64,
    /// How many of those went well.
    pub success: i64,
    /// How the newest stands.
    pub last_status: Status,
}

/// A job's durations in a window.
#[derive(Clone, Debug, PartialEq)]
pub struct SlowJob {
    /// Its name.
    pub name: String,
    /// Median and 95th percentile of its duration, in seconds.
    pub durations: [Option<f64>; 2],
    /// How often it ran to an end.
    pub runs: i64,
}

impl Store {
    /// One pipeline's numbers; `None` where there is no such pipeline.
    pub async fn pipeline_numbers(
        &self,
        id: i64,
        branch: Option<&str>,
        range: Range,
    ) -> Result<Option<Numbers>, StoreError> {
        let parameters: [crate::Parameter<'_>; 4] = [
            (&id, Type::INT8),
            (&branch, Type::TEXT),
            (&range.from, Type::TIMESTAMPTZ),
            (&range.to, Type::TIMESTAMPTZ),
        ];
        let (of_branch, _) = parameters.split_at(2);
        let of_organisation: [crate::Parameter<'_>; 2] = [(&DEFAULT_ORG, Type::INT8), (&id, Type::INT8)];
        let scope = Scope::of_pipelines(vec![id], branch.map(str::to_owned));
        let connection = self.connection().await?;
        let ask = async |sql: String, parameters: crate::Parameters<'_>| {
            Ok::<_, StoreError>(connection.query_typed(&sql, parameters).await?)
        };
        let (pipeline, windows, last, streak, branches, jobs) = try_join!(
            ask(format!("{} and p.id = $2", pipelines::select()), &of_organisation),
            windows(&connection, &scope, range),
            ask(format!("select * from last_builds($1, $2, {STRIP})"), of_branch),
            ask("select * from streak($1, $2)".to_owned(), of_branch),
            ask(format!("select * from busiest_branches($1, $2, $3, $4, {MOST})"), &parameters),
            ask(format!("select * from slowest_jobs($1, $2, $3, $4, {TIMED}, {MOST})"), &parameters),
        )?;
        let Some(pipeline) = pipeline.first().map(pipelines::read).transpose()? else { return Ok(None) };
        Ok(Some(Numbers {
            pipeline,
            windows,
            last_builds: last.iter().map(last_build).collect::<Result<_, _>>()?,
            streak: streak.first().map(to_streak).transpose()?,
            branches: branches.iter().map(branch_health).collect::<Result<_, _>>()?,
            slowest_jobs: jobs.iter().map(slow_job).collect::<Result<_, _>>()?,
        }))
    }
}

fn last_build(row: &Row) -> Result<LastBuild, StoreError> {
    let (id, status) = strip_build(row)?;
    let duration_seconds = get(row, "duration_seconds")?;
    Ok(LastBuild { id, status, duration_seconds, created_at: get(row, "created_at")?, branch: get(row, "branch")? })
}

fn to_streak(row: &Row) -> Result<Streak, StoreError> {
    Ok(Streak { red: get(row, "red")?, length: get(row, "length")?, since: get(row, "since")? })
}

fn branch_health(row: &Row) -> Result<BranchHealth, StoreError> {
    let last_status = word(row, "last_status")?;
    Ok(BranchHealth {
        branch: get(row, "branch")?,
        decided: get(row, "decided")?,
        success: get(row, "success")?,
        last_status,
    })
}

fn slow_job(row: &Row) -> Result<SlowJob, StoreError> {
    Ok(SlowJob { name: get(row, "name")?, durations: percentiles(row, "durations")?, runs: get(row, "runs")? })
}
