//! Builds: the list, and one with all that belongs to it.

use std::fmt::Display;

use domain::{Attempt, BuildDetail, Job, Provider, Status, Transition};
use futures_util::try_join;
use jiff::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::page::{Page, TimeCursor};
use crate::row::{self, get, word};
use crate::{DEFAULT_ORG, Store, StoreError};

/// Which builds to list. What is absent does not narrow.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BuildFilter {
    /// Any of these providers.
    pub providers: Option<Vec<Provider>>,
    /// Any of these statuses.
    pub statuses: Option<Vec<Status>>,
    /// This branch.
    pub branch: Option<String>,
    /// This pipeline.
    pub pipeline_id: Option<i64>,
    /// Text that occurs in pipeline name, repository, branch, commit or actor, in whatever case.
    pub search: Option<String>,
    /// Created at this time or later.
    pub since: Option<Timestamp>,
    /// Created before this time.
    pub until: Option<Timestamp>,
    /// After this row.
    pub after: Option<TimeCursor>,
}

/// Whether a build, as `b`, is of these providers and statuses, and of the branch `$2`; empty where any is. Words of ours
/// stand in the statement itself, where the planner sees how rare they are.
pub(crate) fn kind(filter: &BuildFilter, statuses: Option<&[Status]>) -> String {
    let of_provider = filter.providers.as_ref().map(|it| one_of("b.provider", it));
    let of_status = statuses.map(|it| one_of("b.status", it));
    let of_branch = filter.branch.as_ref().map(|_| " and b.branch = $2".to_owned());
    [of_provider, of_status, of_branch].into_iter().flatten().collect()
}

/// Whether a column holds one of these words of ours.
pub(crate) fn one_of(column: &str, words: &[impl Display]) -> String {
    let words: Vec<_> = words.iter().map(|it| format!("'{it}'")).collect();
    format!(" and {column} in ({})", words.join(", "))
}

/// Whether a row, whose build's id is `id`, is of the pipeline and the time of a filter, and after its cursor. Whose the
/// pipeline is, is asked once and not of each row: the index of a pipeline's builds does not tell.
pub(crate) fn place(filter: &BuildFilter, row: &str, id: &str) -> String {
    let whose = match filter.pipeline_id {
        None => format!("{row}.org_id = $1"),
        Some(_) => format!("{row}.pipeline_id = $3 and exists (select from pipelines where id = $3 and org_id = $1)"),
    };
    format!(
        "{whose}
         and ($4::timestamptz is null or {row}.created_at >= $4) and ($5::timestamptz is null or {row}.created_at < $5)
         and ($6::timestamptz is null or ({row}.created_at, {row}.{id}) < ($6, $7))"
    )
}

/// The parameters of [`kind`] and [`place`], and as `$8` how many builds are wanted.
pub(crate) fn parameters<'a>(filter: &'a BuildFilter, wanted: &'a i64) -> Vec<crate::Parameter<'a>> {
    let after = filter.after.as_ref();
    vec![
        (&DEFAULT_ORG, Type::INT8),
        (&filter.branch, Type::TEXT),
        (&filter.pipeline_id, Type::INT8),
        (&filter.since, Type::TIMESTAMPTZ),
        (&filter.until, Type::TIMESTAMPTZ),
        (after.map_or(&NO_TIME as _, |it| &it.at as _), Type::TIMESTAMPTZ),
        (after.map_or(&NO_ID as _, |it| &it.id as _), Type::INT8),
        (wanted, Type::INT8),
    ]
}

const NO_TIME: Option<Timestamp> = None;
const NO_ID: Option<i64> = None;

impl Store {
    /// The builds that `filter` names, newest first, at most `limit` of them.
    pub async fn builds(&self, filter: &BuildFilter, limit: i64) -> Result<Page<domain::Build>, StoreError> {
        let wanted = limit + 1;
        let rows = match &filter.search {
            Some(text) => self.search(filter, text, wanted).await?,
            None => self.query(&list(filter), &parameters(filter, &wanted)).await?,
        };
        Ok(Page::of(rows.iter().map(row::build).collect::<Result<_, _>>()?, limit))
    }

    /// The build with its jobs, attempts and transitions; `None` where there is no such build.
    pub async fn build(&self, id: i64) -> Result<Option<BuildDetail>, StoreError> {
        let build = format!(
            "select {} from builds b join pipelines p on p.id = b.pipeline_id where b.org_id = $1 and b.id = $2",
            row::BUILD
        );
        let parameters: crate::Parameters<'_> = &[(&DEFAULT_ORG, Type::INT8), (&id, Type::INT8)];
        let connection = self.connection().await?;
        let (build, jobs, attempts, transitions) = try_join!(
            connection.query_typed(&build, parameters),
            connection.query_typed(JOBS, parameters),
            connection.query_typed(ATTEMPTS, parameters),
            connection.query_typed(TRANSITIONS, parameters),
        )?;
        let Some(build) = build.first() else { return Ok(None) };
        Ok(Some(BuildDetail {
            build: row::build(build)?,
            jobs: jobs.iter().map(job).collect::<Result<_, _>>()?,
            attempts: attempts.iter().map(attempt).collect::<Result<_, _>>()?,
            transitions: transitions.iter().map(transition).collect::<Result<_, _>>()?,
        }))
    }
}

/// The builds of a filter without text.
fn list(filter: &BuildFilter) -> String {
    format!(
        "select {} from ({}) b join pipelines p on p.id = b.pipeline_id order by b.created_at desc, b.id desc limit $8",
        row::BUILD,
        newest_first(filter, "$8")
    )
}

/// At least the `limit` newest builds of a filter. Each status is asked for by itself: its index is in the order of the
/// list, and an index on several is not.
pub(crate) fn newest_first(filter: &BuildFilter, limit: &str) -> String {
    let of = |statuses: Option<&[Status]>| {
        format!(
            "(select b.* from builds b where {}{} order by b.created_at desc, b.id desc limit {limit})",
            place(filter, "b", "id"),
            kind(filter, statuses)
        )
    };
    match &filter.statuses {
        None => of(None),
        Some(statuses) => statuses.iter().map(|it| of(Some(&[*it]))).collect::<Vec<_>>().join(" union all "),
    }
}

const JOBS: &str = "select id, external_id, attempt, name, stage, status::text, raw_status, queued_at, started_at, \
    finished_at, seconds_between(started_at, finished_at) as duration_seconds, web_url
    from jobs where org_id = $1 and build_id = $2
    order by attempt, coalesce(started_at, queued_at, 'infinity'), id limit 2000";

const ATTEMPTS: &str = "select n.attempt, coalesce((j.a).status, 'queued')::text as status, (j.a).raw_status, \
    (j.a).queued_at, (j.a).started_at, (j.a).finished_at, \
    coalesce((j.a).duration_seconds, seconds_between((j.a).started_at, (j.a).finished_at)) as duration_seconds, \
    coalesce((j.a).queued_seconds, seconds_between((j.a).queued_at, (j.a).started_at)) as queued_seconds, (j.a).web_url
    from (select attempt from attempts where build_id = $2 union select attempt from jobs where build_id = $2) n
    join builds b on b.org_id = $1 and b.id = $2
    cross join lateral (select shown_attempt(b.id, n.attempt, b.provider <> 'gitlab') a) j
    order by n.attempt limit 1000";

const TRANSITIONS: &str = "select from_status::text, to_status::text, attempt, version, at
    from transitions where org_id = $1 and build_id = $2 order by version, id limit 2000";

fn job(row: &Row) -> Result<Job, StoreError> {
    Ok(Job {
        id: get(row, "id")?,
        external_id: get(row, "external_id")?,
        attempt: get(row, "attempt")?,
        name: get(row, "name")?,
        stage: get(row, "stage")?,
        status: word(row, "status")?,
        raw_status: get(row, "raw_status")?,
        queued_at: get(row, "queued_at")?,
        started_at: get(row, "started_at")?,
        finished_at: get(row, "finished_at")?,
        duration_seconds: get(row, "duration_seconds")?,
        web_url: get(row, "web_url")?,
    })
}

fn attempt(row: &Row) -> Result<Attempt, StoreError> {
    Ok(Attempt {
        attempt: get(row, "attempt")?,
        status: word(row, "status")?,
        raw_status: get(row, "raw_status")?,
        queued_at: get(row, "queued_at")?,
        started_at: get(row, "started_at")?,
        finished_at: get(row, "finished_at")?,
        duration_seconds: get(row, "duration_seconds")?,
        queued_seconds: get(row, "queued_seconds")?,
        web_url: get(row, "web_url")?,
    })
}

fn transition(row: &Row) -> Result<Transition, StoreError> {
    Ok(Transition {
        from: row::status(row, "from_status")?,
        to: word(row, "to_status")?,
        attempt: get(row, "attempt")?,
        version: get(row, "version")?,
        at: get(row, "at")?,
    })
}
