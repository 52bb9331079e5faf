//! Every pipeline with its numbers.

use std::collections::HashMap;

use domain::{Pipeline, Status};
use jiff::Timestamp;
use tokio_postgres::Row;

use super::window::{Given, percentiles};
use super::{DECIDED, MetricsFilter, Range};
use crate::row::{get, word};
use crate::{Store, StoreError};

/// How many builds a strip shows.
pub(super) const STRIP: usize = 30;

/// A pipeline's numbers in a window. Times are in seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// The pipeline.
    pub pipeline: Pipeline,
    /// How many builds were created in the window.
    pub builds: i64,
    /// How many of them are decided.
    pub decided: i64,
    /// How many of those went well.
    pub success: i64,
    /// Median and 95th percentile of their duration.
    pub durations: [Option<f64>; 2],
    /// The same of the window before.
    pub previous_decided: i64,
    /// The same of the window before.
    pub previous_success: i64,
    /// The median of the window before.
    pub previous_median: Option<f64>,
    /// Since when its default branch is broken.
    pub failing_since: Option<Timestamp>,
    /// Its last builds, newest last.
    pub strip: Vec<(i64, Status)>,
}

impl Store {
    /// Every pipeline that has a build, by repository and name.
    pub async fn ranked_pipelines(&self, filter: &MetricsFilter, range: Range) -> Result<Vec<Ranked>, StoreError> {
        let percentiles_of = |n: i32, name: &str| {
            format!(
                "percentile_cont(array[0.5, 0.95]) within group (order by b.duration_seconds)
                   filter (where w.n = {n} and {DECIDED}) as {name}"
            )
        };
        let numbers = format!(
            "with numbers as (
               select b.pipeline_id, count(*) filter (where w.n = 0) as builds,
                      count(*) filter (where w.n = 0 and {DECIDED}) as decided,
                      count(*) filter (where w.n = 0 and b.status = 'success') as success,
                      count(*) filter (where w.n = 1 and {DECIDED}) as previous_decided,
                      count(*) filter (where w.n = 1 and b.status = 'success') as previous_success,
                      {current}, {previous}
                 from (select n, stop - make_interval(secs => $6 * n) as stop, stop - make_interval(secs => $6 * (n + 1)) as start
                         from (select coalesce($7, clock_timestamp()) as stop) present, generate_series(0, 1) n) w
                 join builds b on b.created_at >= w.start and b.created_at < w.stop
                where b.org_id = $1 and ($2::text[] is null or b.provider = any($2::text[]::provider[]))
                  and ($3::text is null or b.branch = $3) and ($4::text is null or b.repository = $4)
                  and ($5::bigint is null or b.pipeline_id = $5)
                group by b.pipeline_id)
             select p.id, coalesce(n.builds, 0) as builds, coalesce(n.decided, 0) as decided, coalesce(n.success, 0) as success,
                    coalesce(n.previous_decided, 0) as previous_decided, coalesce(n.previous_success, 0) as previous_success,
                    n.durations, n.previous_durations, strip.ids, strip.statuses,
                    (select min(k.opened_at) from breakages k
                      where k.pipeline_id = p.id and k.closed_at is null and not k.retracted
                        and is_default_branch(k.branch, p.default_branch)) as failing_since
               from pipelines p
               left join numbers n on n.pipeline_id = p.id
               cross join lateral (
                 select array_agg(s.id order by s.created_at, s.id) as ids,
                        array_agg(s.status::text order by s.created_at, s.id) as statuses
                   from (select b.id, b.status, b.created_at from builds b
                          where b.pipeline_id = p.id and ($3::text is null or b.branch = $3)
                          order by b.created_at desc, b.id desc limit {STRIP}) s) strip
              where p.org_id = $1 and strip.ids is not null
                and ($2::text[] is null or p.provider = any($2::text[]::provider[]))
                and ($4::text is null or p.repository = $4) and ($5::bigint is null or p.id = $5)",
            current = percentiles_of(0, "durations"),
            previous = percentiles_of(1, "previous_durations"),
        );
        let given = Given::new(filter, range);
        let parameters = given.parameters();
        let (pipelines, rows) = futures_util::try_join!(self.pipelines(), self.query(&numbers, &parameters))?;
        let mut rows: HashMap<i64, Row> =
            rows.into_iter().map(|row| Ok((get(&row, "id")?, row))).collect::<Result<_, StoreError>>()?;
        let ranked = pipelines.into_iter().filter_map(|it| rows.remove(&it.id).map(|row| ranked(it, &row)));
        ranked.collect()
    }
}

fn ranked(pipeline: Pipeline, row: &Row) -> Result<Ranked, StoreError> {
    let ids: Vec<i64> = get(row, "ids")?;
    let statuses: Vec<&str> = get(row, "statuses")?;
    let statuses =
        statuses.into_iter().map(|it| it.parse().map_err(|error| StoreError::Row(format!("strip: {error}"))));
    let statuses: Vec<Status> = statuses.collect::<Result<_, _>>()?;
    Ok(Ranked {
        pipeline,
        builds: get(row, "builds")?,
        decided: get(row, "decided")?,
        success: get(row, "success")?,
        durations: percentiles(row, "durations")?,
        previous_decided: get(row, "previous_decided")?,
        previous_success: get(row, "previous_success")?,
        previous_median: percentiles(row, "previous_durations")?[0],
        failing_since: get(row, "failing_since")?,
        strip: ids.into_iter().zip(statuses).collect(),
    })
}

/// A build as a strip shows it.
pub(super) fn strip_build(row: &Row) -> Result<(i64, Status), StoreError> {
    Ok((get(row, "id")?, word(row, "status")?))
}
