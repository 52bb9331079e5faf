//! What the builds of a window add up to, of the window before it, and of each hour or day in it.

use domain::{Build, Provider, Status};
use futures_util::try_join;
use jiff::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::DECIDED;
use crate::row::{self, get};
use crate::{DEFAULT_ORG, Store, StoreError};

/// Which builds to count.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MetricsFilter {
    /// Any of these providers.
    pub providers: Option<Vec<Provider>>,
    /// This branch.
    pub branch: Option<String>,
    /// This repository.
    pub repository: Option<String>,
    /// This pipeline.
    pub pipeline_id: Option<i64>,
}

/// A window of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// Where it ends; the database's present where nothing is said.
    pub to: Option<Timestamp>,
    /// How long it is, in seconds.
    pub seconds: f64,
}

/// What the builds of one window add up to. Times are in seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Where the window begins.
    pub from: Timestamp,
    /// Where it ends.
    pub to: Timestamp,
    /// How many builds stand at each status, every status named.
    pub builds: Vec<(Status, i64)>,
    /// How many builds have a first attempt that is decided.
    pub first_decided: i64,
    /// How many of those went well at once.
    pub first_success: i64,
    /// Mean duration of decided builds.
    pub avg_duration_seconds: Option<f64>,
    /// Median and 95th percentile of the duration of decided builds.
    pub durations: [Option<f64>; 2],
    /// Mean duration of successful builds.
    pub avg_success_duration_seconds: Option<f64>,
    /// Median and 95th percentile of the duration of successful builds.
    pub success_durations: [Option<f64>; 2],
    /// Median and 95th percentile of the wait for a runner.
    pub queued: [Option<f64>; 2],
    /// Mean time from the opening to the closing of the breakages that closed in the window.
    pub mttr_seconds: Option<f64>,
}

/// One hour or day of a window.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Where it begins, in UTC.
    pub at: Timestamp,
    /// How many builds stand at each status.
    pub builds: Vec<(Status, i64)>,
    /// Median and 95th percentile of the duration of decided builds.
    pub durations: [Option<f64>; 2],
}

/// A window, the one of equal length before it, and its hours or days.
#[derive(Clone, Debug, PartialEq)]
pub struct Windows {
    /// Builds created in the window.
    pub current: Summary,
    /// Builds created in the one before.
    pub previous: Summary,
    /// By hour up to two days, else by day.
    pub series: Vec<Point>,
    /// How many pipelines are broken now: on their default branch, or on the branch that is asked for.
    pub failing_now: i64,
}

/// The windows and the newest build.
#[derive(Clone, Debug, PartialEq)]
pub struct Overview {
    /// The windows.
    pub windows: Windows,
    /// The build that was created last, in whatever window.
    pub last_build: Option<Build>,
}

const FILTER: &str = "b.org_id = $1
    and ($2::text[] is null or b.provider = any($2::text[]::provider[]))
    and ($3::text is null or b.branch = $3)
    and ($4::text is null or b.repository = $4)
    and ($5::bigint is null or b.pipeline_id = $5)";

const BREAKAGES: &str = "breakages k join pipelines p on p.id = k.pipeline_id
   where k.org_id = $1 and not k.retracted
     and ($2::text[] is null or p.provider = any($2::text[]::provider[]))
     and ($3::text is null or k.branch = $3)
     and ($4::text is null or p.repository = $4)
     and ($5::bigint is null or p.id = $5)";

/// The window and the `n`th before it.
const WINDOWS: &str =
    "(select n, stop - make_interval(secs => $6 * n) as stop, stop - make_interval(secs => $6 * (n + 1)) as start
      from (select coalesce($7, clock_timestamp()) as stop) present, generate_series(0, 1) n) w";

/// A filter and a range as the parameters that the statements here begin with.
pub(super) struct Given<'a> {
    filter: &'a MetricsFilter,
    providers: Option<Vec<&'static str>>,
    range: Range,
}

impl<'a> Given<'a> {
    pub(super) fn new(filter: &'a MetricsFilter, range: Range) -> Self {
        let providers = filter.providers.as_ref().map(|it| it.iter().map(|it| it.as_str()).collect());
        Self { filter, providers, range }
    }

    pub(super) fn parameters(&self) -> [(&(dyn tokio_postgres::types::ToSql + Sync), Type); 7] {
        let Self { filter, providers, range } = self;
        [
            (&DEFAULT_ORG, Type::INT8),
            (providers, Type::TEXT_ARRAY),
            (&filter.branch, Type::TEXT),
            (&filter.repository, Type::TEXT),
            (&filter.pipeline_id, Type::INT8),
            (&range.seconds, Type::FLOAT8),
            (&range.to, Type::TIMESTAMPTZ),
        ]
    }
}

/// Builds of the window, as `b`: what follows a `from`.
pub(super) fn in_window() -> String {
    format!("{WINDOWS}, builds b where w.n = 0 and {FILTER} and b.created_at >= w.start and b.created_at < w.stop")
}

impl Store {
    /// What the windows add up to, and the newest build.
    pub async fn overview(&self, filter: &MetricsFilter, range: Range) -> Result<Overview, StoreError> {
        let last = format!(
            "select {} from builds b join pipelines p on p.id = b.pipeline_id
              where {FILTER} order by b.created_at desc, b.id desc limit 1",
            row::BUILD
        );
        let given = Given::new(filter, range);
        let connection = self.connection().await?;
        let parameters = given.parameters();
        let last = async { Ok(connection.query_typed(&last, parameters.split_at(5).0).await?) };
        let (windows, last) = try_join!(windows(&connection, &given), last)?;
        Ok(Overview { windows, last_build: last.first().map(row::build).transpose()? })
    }
}

/// Asks for the windows, all statements at once.
pub(super) async fn windows(connection: &deadpool_postgres::Client, given: &Given<'_>) -> Result<Windows, StoreError> {
    let counts = Status::ALL.map(|it| format!("count(*) filter (where b.status = '{it}') as {it}")).join(", ");
    let percentiles = |column: &str, of: &str, name: &str| {
        format!("percentile_cont(array[0.5, 0.95]) within group (order by b.{column}) filter (where {of}) as {name}")
    };
    let durations = percentiles("duration_seconds", DECIDED, "durations");
    let summaries = format!(
        "select w.start, w.stop, s.*, (select avg(extract(epoch from k.closed_at - k.opened_at))::float8 from {BREAKAGES}
                                          and k.closed_at >= w.start and k.closed_at < w.stop) as mttr
           from {WINDOWS}
           cross join lateral (
             select {counts}, avg(b.duration_seconds) filter (where {DECIDED}) as average, {durations},
                    avg(b.duration_seconds) filter (where b.status = 'success') as success_average,
                    {success}, {queued},
                    count(*) filter (where first.status in ('success', 'failure', 'timed_out')) as first_decided,
                    count(*) filter (where first.status = 'success') as first_success
               from builds b
               cross join lateral (
                 select case when b.attempt = 1 then b.status
                             else (select a.status from attempts a where a.build_id = b.id and a.attempt = 1
                                    order by a.sequence desc limit 1) end as status) first
              where {FILTER} and b.created_at >= w.start and b.created_at < w.stop) s
          order by w.n",
        success = percentiles("duration_seconds", "b.status = 'success'", "success_durations"),
        queued = percentiles("queued_seconds", "true", "waits"),
    );
    let series = format!(
        "select g.at, s.*
           from (select start, stop, case when $6 <= 172800 then 'hour' else 'day' end as unit from {WINDOWS} where n = 0) w,
                generate_series(date_trunc(w.unit, w.start, 'UTC'), w.stop - interval '1 microsecond',
                                case w.unit when 'hour' then interval '1 hour' else interval '24 hours' end) g (at)
           cross join lateral (
             select {counts}, {durations} from builds b
              where {FILTER} and b.created_at >= greatest(g.at, w.start)
                and b.created_at < least(w.stop, g.at + case w.unit when 'hour' then interval '1 hour' else interval '24 hours' end)) s
          order by g.at"
    );
    let failing = format!(
        "select count(distinct k.pipeline_id) as failing from {BREAKAGES}
            and k.closed_at is null and ($3 is not null or is_default_branch(k.branch, p.default_branch))"
    );
    let parameters = given.parameters();
    let (windows, series, failing) = try_join!(
        connection.query_typed(&summaries, &parameters),
        connection.query_typed(&series, &parameters),
        connection.query_typed(&failing, parameters.split_at(5).0),
    )?;
    let ([current, previous], [failing]) = (windows.as_slice(), failing.as_slice()) else {
        return Err(StoreError::Row("there are two windows".to_owned()));
    };
    Ok(Windows {
        current: summary(current)?,
        previous: summary(previous)?,
        series: series.iter().map(point).collect::<Result<_, _>>()?,
        failing_now: get(failing, "failing")?,
    })
}

fn summary(row: &Row) -> Result<Summary, StoreError> {
    Ok(Summary {
        from: get(row, "start")?,
        to: get(row, "stop")?,
        builds: counts(row)?,
        first_decided: get(row, "first_decided")?,
        first_success: get(row, "first_success")?,
        avg_duration_seconds: get(row, "average")?,
        durations: percentiles(row, "durations")?,
        avg_success_duration_seconds: get(row, "success_average")?,
        success_durations: percentiles(row, "success_durations")?,
        queued: percentiles(row, "waits")?,
        mttr_seconds: get(row, "mttr")?,
    })
}

fn point(row: &Row) -> Result<Point, StoreError> {
    Ok(Point { at: get(row, "at")?, builds: counts(row)?, durations: percentiles(row, "durations")? })
}

fn counts(row: &Row) -> Result<Vec<(Status, i64)>, StoreError> {
    Status::ALL.into_iter().map(|status| Ok((status, get(row, status.as_str())?))).collect()
}

pub(super) fn percentiles(row: &Row, column: &str) -> Result<[Option<f64>; 2], StoreError> {
    let values: Option<Vec<Option<f64>>> = get(row, column)?;
    let value = |n: usize| values.as_ref().and_then(|it| it.get(n).copied().flatten());
    Ok([value(0), value(1)])
}
