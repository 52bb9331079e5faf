//! One pipeline's numbers.

use domain::{Pipeline, Status};
use futures_util::try_join;
use jiff::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::ranking::{STRIP, strip_build};
use super::scope::Scope;
use super::window::windows;
use super::{DECIDED, Range, Windows, percentiles};
use crate::row::{get, word};
use crate::{DEFAULT_ORG, Store, StoreError, pipelines};

/// How many branches and jobs are told.
const MOST: i64 = 20;
/// Of how many builds of the window the jobs are timed, the newest.
const TIMED: i64 = 200;

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
    /// The jobs of its last 200 builds in the window, the slowest first.
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

/// Each colour is read by the index of its own: the newest of each, then what came after the newest of the other.
const STREAK: &str = "with newest as (
     select n.branch, v.* from pipelines p
      cross join lateral unnest(case when $3::text is null then default_branches(p.default_branch) else array[$3] end) n (branch)
      cross join lateral (
        (select red, at, build_id, attempt from verdicts where pipeline_id = $2 and branch = n.branch and red
          order by at desc, build_id desc, attempt desc limit 1)
        union all
        (select red, at, build_id, attempt from verdicts where pipeline_id = $2 and branch = n.branch and not red
          order by at desc, build_id desc, attempt desc limit 1)) v
      where p.id = $2),
   head as (
     select n.branch, n.red, coalesce(o.at, '-infinity') as at, coalesce(o.build_id, 0) as build_id,
            coalesce(o.attempt, 0) as attempt
       from (select * from newest order by at desc, build_id desc, attempt desc limit 1) n
       left join newest o on o.branch = n.branch and o.red <> n.red)
   select head.red, count(distinct v.build_id) as length, min(v.decided_at) as since
     from head cross join lateral (
       select v.build_id, v.decided_at from verdicts v
        where head.red and v.red and v.pipeline_id = $2 and v.branch = head.branch
          and (v.at, v.build_id, v.attempt) > (head.at, head.build_id, head.attempt)
        union all
       select v.build_id, v.decided_at from verdicts v
        where not head.red and not v.red and v.pipeline_id = $2 and v.branch = head.branch
          and (v.at, v.build_id, v.attempt) > (head.at, head.build_id, head.attempt)) v
    group by head.red";

/// The builds of the window, as `b`.
const BUILDS: &str = "builds b where b.org_id = $1 and b.pipeline_id = $2 and ($3::text is null or b.branch = $3)
    and b.created_at >= $4 and b.created_at < $5";

impl Store {
    /// One pipeline's numbers; `None` where there is no such pipeline.
    pub async fn pipeline_numbers(
        &self,
        id: i64,
        branch: Option<&str>,
        range: Range,
    ) -> Result<Option<Numbers>, StoreError> {
        let last = format!(
            "select b.id, b.status::text, b.duration_seconds, b.created_at, b.branch from builds b
              where b.org_id = $1 and b.pipeline_id = $2 and ($3::text is null or b.branch = $3)
              order by b.created_at desc, b.id desc limit {STRIP}"
        );
        let branches = format!(
            "select b.branch, count(*) filter (where {DECIDED}) as decided, count(*) filter (where b.status = 'success') as success,
                    ((array_agg(b.status order by b.created_at desc, b.id desc))[1])::text as last_status
               from {BUILDS} group by b.branch order by decided desc, b.branch limit {MOST}"
        );
        let jobs = format!(
            "select s.name, count(*) as runs, percentile_cont(array[0.5, 0.95]) within group (order by s.seconds) as durations
               from (select j.name, extract(epoch from j.finished_at - j.started_at)::float8 as seconds
                       from (select b.id from {BUILDS} order by b.created_at desc, b.id desc limit {TIMED}) b
                       join jobs j on j.build_id = b.id
                      where is_decided(j.status) and j.finished_at is not null and j.started_at is not null) s
              group by s.name order by percentile_cont(0.5) within group (order by s.seconds) desc, s.name limit {MOST}",
        );
        let pipeline = format!("{} and p.id = $2", pipelines::select());
        let parameters: [crate::Parameter<'_>; 5] = [
            (&DEFAULT_ORG, Type::INT8),
            (&id, Type::INT8),
            (&branch, Type::TEXT),
            (&range.from, Type::TIMESTAMPTZ),
            (&range.to, Type::TIMESTAMPTZ),
        ];
        let scope = Scope::of_pipelines(vec![id], branch.map(str::to_owned));
        let connection = self.connection().await?;
        let all = async { windows(&connection, &scope, range).await };
        let ask = async |sql: &str, first: usize| {
            let rows = connection.query_typed(sql, parameters.split_at(first).0).await;
            Ok::<_, StoreError>(rows?)
        };
        let (pipeline, windows, last, streak, branches, jobs) =
            try_join!(ask(&pipeline, 2), all, ask(&last, 3), ask(STREAK, 3), ask(&branches, 5), ask(&jobs, 5))?;
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
