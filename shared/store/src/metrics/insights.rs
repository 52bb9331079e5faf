//! What is worth somebody's time: builds that end now so, now so, and pipelines that have become slower.

use std::collections::HashMap;

use domain::Pipeline;
use domain::regression::{Part, Shift, Time, shift};
use jiff::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::scope::{OF_BUILD, Scope};
use super::{MetricsFilter, Range, SECONDS};
use crate::row::get;
use crate::{Store, StoreError};

/// How many green builds of a pipeline are compared, the newest.
const COMPARED: i64 = 200;
/// For how many regressions the job is looked for.
const NAMED: usize = 20;

/// A pipeline whose builds of one commit ended differently.
#[derive(Clone, Debug, PartialEq)]
pub struct Flaky {
    /// The pipeline.
    pub pipeline: Pipeline,
    /// How many commits were decided more than once.
    pub commits: i64,
    /// How many of those ended differently.
    pub flaky: i64,
    /// What their failed attempts took, in minutes.
    pub minutes_lost: f64,
    /// When the last of them ended.
    pub last_at: Option<Timestamp>,
}

/// A pipeline that has become slower.
#[derive(Clone, Debug, PartialEq)]
pub struct Slower {
    /// The pipeline.
    pub pipeline: Pipeline,
    /// How much, and in what.
    pub shift: Shift,
    /// The job that has grown most, where it is the work that has.
    pub job: Option<String>,
    /// When the first slow build came to be.
    pub since: Timestamp,
    /// The first slow build.
    pub first_slow_build: i64,
    /// Its commit.
    pub first_slow_commit: Option<String>,
    /// The commit of the build before it.
    pub last_fast_commit: Option<String>,
}

/// A green build.
struct Green {
    id: i64,
    at: Timestamp,
    commit: Option<String>,
    time: Time,
}

/// The builds of the window, as `b`.
fn builds_of_window() -> String {
    format!("builds b where {OF_BUILD} and b.created_at >= $5 and b.created_at < $6")
}

impl Store {
    /// The pipelines that had commits in the window which ended differently when they were built again: by the same event,
    /// since another event may mean other work.
    pub async fn flaky(&self, filter: &MetricsFilter, range: Range) -> Result<Vec<Flaky>, StoreError> {
        let sql = format!(
            "select c.pipeline_id, count(*) as commits, count(*) filter (where c.good and c.bad) as flaky,
                    coalesce(sum(c.lost) filter (where c.good and c.bad), 0) / 60 as minutes_lost,
                    max(c.last_at) filter (where c.good and c.bad) as last_at
               from (select b.pipeline_id, bool_or(a.status = 'success') as good, bool_or(a.status <> 'success') as bad,
                            sum({SECONDS}) filter (where a.status <> 'success') as lost, max(a.finished_at) as last_at
                       from (select b.id, b.pipeline_id, b.commit_sha, b.event from {builds} and b.commit_sha is not null) b
                       join attempts a on a.build_id = b.id and is_decided(a.status)
                      group by b.pipeline_id, b.commit_sha, b.event
                     having count(distinct (a.build_id, a.attempt)) > 1) c
              group by c.pipeline_id having bool_or(c.good and c.bad)",
            builds = builds_of_window(),
        );
        let rows = self.ask_of_window(&sql, filter, range).await?;
        let pipelines = self.by_id().await?;
        let mut found = Vec::new();
        for row in &rows {
            let Some(pipeline) = pipelines.get(&get(row, "pipeline_id")?) else { continue };
            found.push(Flaky {
                pipeline: pipeline.clone(),
                commits: get(row, "commits")?,
                flaky: get(row, "flaky")?,
                minutes_lost: get(row, "minutes_lost")?,
                last_at: get(row, "last_at")?,
            });
        }
        Ok(found)
    }

    /// The pipelines whose green builds of the default branch, or of the one that is asked for, have become slower in the
    /// window; the most time lost first.
    pub async fn slower(&self, filter: &MetricsFilter, range: Range) -> Result<Vec<Slower>, StoreError> {
        let sql = format!(
            "select g.pipeline_id, g.id, g.created_at, g.commit_sha, g.queue, g.run,
                    case when g.attempt = 1 then 0 else
                      (select coalesce(sum({SECONDS}), 0) from attempts a where a.build_id = g.id and a.attempt < g.attempt)
                    end as retry
               from (select b.pipeline_id, b.id, b.created_at, b.commit_sha, b.attempt, coalesce(b.queued_seconds, 0) as queue,
                            b.duration_seconds as run,
                            row_number() over (partition by b.pipeline_id order by b.created_at desc, b.id desc) as place
                       from {builds} and b.status = 'success' and b.duration_seconds is not null
                        and ($4 is not null or exists (select from pipelines p
                              where p.id = b.pipeline_id and is_default_branch(b.branch, p.default_branch)))) g
              where g.place <= {COMPARED}
              order by g.pipeline_id, g.created_at, g.id",
            builds = builds_of_window(),
        );
        let rows = self.ask_of_window(&sql, filter, range).await?;
        let pipelines = self.by_id().await?;
        let mut builds: HashMap<i64, Vec<Green>> = HashMap::new();
        for row in &rows {
            builds.entry(get(row, "pipeline_id")?).or_default().push(green(row)?);
        }
        let shifts = builds.into_iter().filter_map(|(id, greens)| {
            let times: Vec<Time> = greens.iter().map(|it| it.time).collect();
            Some((pipelines.get(&id)?.clone(), shift(&times)?, greens))
        });
        let mut shifts: Vec<_> = shifts.collect();
        shifts.sort_by(|a, b| b.1.lost.total_cmp(&a.1.lost).then(a.0.id.cmp(&b.0.id)));
        let mut slower = Vec::new();
        for (place, (pipeline, shift, greens)) in shifts.into_iter().enumerate() {
            let job = match shift.part {
                Part::Run if place < NAMED => self.grown_job(&greens, shift.first_slow).await?,
                _ => None,
            };
            let (before, first) = (&greens[shift.first_slow - 1], &greens[shift.first_slow]);
            let (first_slow_commit, last_fast_commit) = (first.commit.clone(), before.commit.clone());
            let (since, first_slow_build) = (first.at, first.id);
            slower.push(Slower { pipeline, shift, job, since, first_slow_build, first_slow_commit, last_fast_commit });
        }
        Ok(slower)
    }

    /// The job whose median has grown most.
    async fn grown_job(&self, greens: &[Green], first_slow: usize) -> Result<Option<String>, StoreError> {
        let sql = "select name from (
             select j.name, percentile_cont(0.5) within group (order by seconds) filter (where j.build_id = any($1)) as before,
                    percentile_cont(0.5) within group (order by seconds) filter (where j.build_id = any($2)) as since
               from (select name, build_id, extract(epoch from finished_at - started_at)::float8 as seconds from jobs
                      where build_id = any($1 || $2) and status = 'success') j
              group by j.name) m
            where since > coalesce(before, 0)
            order by since - coalesce(before, 0) desc, name limit 1";
        let ids: Vec<i64> = greens.iter().map(|it| it.id).collect();
        let (before, since) = ids.split_at(first_slow);
        let parameters: crate::Parameters<'_> = &[(&before, Type::INT8_ARRAY), (&since, Type::INT8_ARRAY)];
        self.query(sql, parameters).await?.first().map(|row| get(row, "name")).transpose()
    }

    async fn ask_of_window(&self, sql: &str, filter: &MetricsFilter, range: Range) -> Result<Vec<Row>, StoreError> {
        let connection = self.connection().await?;
        let scope = Scope::of(&connection, filter).await?;
        let mut parameters = scope.parameters().to_vec();
        parameters.extend([(&range.from as _, Type::TIMESTAMPTZ), (&range.to as _, Type::TIMESTAMPTZ)]);
        Ok(connection.query_typed(sql, &parameters).await?)
    }

    async fn by_id(&self) -> Result<HashMap<i64, Pipeline>, StoreError> {
        Ok(self.pipelines().await?.into_iter().map(|it| (it.id, it)).collect())
    }
}

fn green(row: &Row) -> Result<Green, StoreError> {
    let time = Time { queue: get(row, "queue")?, run: get(row, "run")?, retry: get(row, "retry")? };
    Ok(Green { id: get(row, "id")?, at: get(row, "created_at")?, commit: get(row, "commit_sha")?, time })
}
