//! Metrics over a window of time.

use domain::{Build, Provider, Status};
use futures_util::try_join;
use jiff::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::row::{self, get};
use crate::{DEFAULT_ORG, Store, StoreError};

/// Which builds to count.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MetricsFilter {
    /// Any of these providers.
    pub providers: Option<Vec<Provider>>,
    /// This branch.
    pub branch: Option<String>,
}

/// What the builds of one window add up to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// How many builds stand at each status, every status named.
    pub builds: Vec<(Status, i64)>,
    /// Mean duration of decided builds, in seconds.
    pub avg_duration_seconds: Option<f64>,
    /// Median duration of decided builds, in seconds.
    pub p50_duration_seconds: Option<f64>,
    /// 95th percentile of the duration of decided builds, in seconds.
    pub p95_duration_seconds: Option<f64>,
}

/// A window, the one before it, and the newest build.
#[derive(Clone, Debug, PartialEq)]
pub struct Overview {
    /// Where the window begins.
    pub from: Timestamp,
    /// Where it ends: the database's present.
    pub to: Timestamp,
    /// Builds created in it.
    pub current: Summary,
    /// Where the window of equal length before it begins.
    pub previous_from: Timestamp,
    /// Builds created in that one.
    pub previous: Summary,
    /// The build that was created last, in whatever window.
    pub last_build: Option<Build>,
}

const FILTER: &str = "b.org_id = $1
    and ($2::text[] is null or b.provider = any($2::text[]::provider[]))
    and ($3::text is null or b.branch = $3)";

impl Store {
    /// The window of `seconds` up to now, the one before it, and the newest build.
    pub async fn overview(&self, filter: &MetricsFilter, seconds: f64) -> Result<Overview, StoreError> {
        let summaries = format!(
            "select w.start, w.stop, s.*
               from (select stop - make_interval(secs => $4 * n) as stop, stop - make_interval(secs => $4 * (n + 1)) as start, n
                       from (select clock_timestamp() as stop) present, generate_series(0, 1) n) w
               cross join lateral (
                 select {counts}, avg(b.duration_seconds) filter (where {decided}) as average,
                        percentile_cont(array[0.5, 0.95]) within group (order by b.duration_seconds)
                          filter (where {decided}) as percentiles
                   from builds b
                  where {FILTER} and b.created_at >= w.start and b.created_at < w.stop) s
              order by w.n",
            counts = Status::ALL.map(|it| format!("count(*) filter (where b.status = '{it}') as {it}")).join(", "),
            decided = "b.status in ('success', 'failure', 'timed_out')",
        );
        let last = format!(
            "select {} from builds b join pipelines p on p.id = b.pipeline_id
              where {FILTER} order by b.created_at desc, b.id desc limit 1",
            row::BUILD
        );
        let providers = filter.providers.as_ref().map(|it| it.iter().map(|it| it.as_str()).collect::<Vec<_>>());
        let parameters: crate::Parameters<'_> = &[
            (&DEFAULT_ORG, Type::INT8),
            (&providers, Type::TEXT_ARRAY),
            (&filter.branch, Type::TEXT),
            (&seconds, Type::FLOAT8),
        ];
        let connection = self.connection().await?;
        let (windows, last) = try_join!(
            connection.query_typed(&summaries, parameters),
            connection.query_typed(&last, parameters.split_at(3).0),
        )?;
        let [current, previous] = windows.as_slice() else {
            return Err(StoreError::Row("the overview has two windows".to_owned()));
        };
        Ok(Overview {
            from: get(current, "start")?,
            to: get(current, "stop")?,
            current: summary(current)?,
            previous_from: get(previous, "start")?,
            previous: summary(previous)?,
            last_build: last.first().map(row::build).transpose()?,
        })
    }
}

fn summary(row: &Row) -> Result<Summary, StoreError> {
    let mut builds = Vec::new();
    for status in Status::ALL {
        builds.push((status, get(row, status.as_str())?));
    }
    let percentiles: Option<Vec<Option<f64>>> = get(row, "percentiles")?;
    let percentile = |n: usize| percentiles.as_ref().and_then(|it| it.get(n).copied().flatten());
    Ok(Summary {
        builds,
        avg_duration_seconds: get(row, "average")?,
        p50_duration_seconds: percentile(0),
        p95_duration_seconds: percentile(1),
    })
}
