//! Builds: the list, and one with all that belongs to it.

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

impl Store {
    /// The builds that `filter` names, newest first, at most `limit` of them.
    pub async fn builds(&self, filter: &BuildFilter, limit: i64) -> Result<Page<domain::Build>, StoreError> {
        let sql = format!(
            "select {} from builds b join pipelines p on p.id = b.pipeline_id
              where b.org_id = $1
                and ($2::text[] is null or b.provider = any($2::text[]::provider[]))
                and ($3::text[] is null or b.status = any($3::text[]::build_status[]))
                and ($4::text is null or b.branch = $4)
                and ($5::bigint is null or b.pipeline_id = $5)
                and ($6::text is null or p.name ilike $6 or b.repository ilike $6 or b.branch ilike $6
                     or b.commit_sha ilike $6 or b.commit_title ilike $6 or b.actor ilike $6)
                and ($7::timestamptz is null or b.created_at >= $7)
                and ($8::timestamptz is null or b.created_at < $8)
                and ($9::timestamptz is null or (b.created_at, b.id) < ($9, $10))
              order by b.created_at desc, b.id desc
              limit $11",
            row::BUILD
        );
        let providers = filter.providers.as_ref().map(|it| words(it, Provider::as_str));
        let statuses = filter.statuses.as_ref().map(|it| words(it, Status::as_str));
        let search = filter.search.as_deref().map(contains);
        let (after_time, after_id) = (filter.after.map(|it| it.at), filter.after.map(|it| it.id));
        let rows = self
            .query(
                &sql,
                &[
                    (&DEFAULT_ORG, Type::INT8),
                    (&providers, Type::TEXT_ARRAY),
                    (&statuses, Type::TEXT_ARRAY),
                    (&filter.branch, Type::TEXT),
                    (&filter.pipeline_id, Type::INT8),
                    (&search, Type::TEXT),
                    (&filter.since, Type::TIMESTAMPTZ),
                    (&filter.until, Type::TIMESTAMPTZ),
                    (&after_time, Type::TIMESTAMPTZ),
                    (&after_id, Type::INT8),
                    (&(limit + 1), Type::INT8),
                ],
            )
            .await?;
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

fn words<T: Copy>(items: &[T], name: impl Fn(T) -> &'static str) -> Vec<&'static str> {
    items.iter().map(|it| name(*it)).collect()
}

/// An `ilike` pattern that finds `text` as it stands.
fn contains(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}
