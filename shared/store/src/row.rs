//! Reading columns into the domain's types.

use std::str::FromStr;

use domain::{Build, Status};
use tokio_postgres::Row;
use tokio_postgres::types::FromSql;

use crate::StoreError;

/// The columns of a build, from `builds b join pipelines p`.
pub(crate) const BUILD: &str = "b.id, b.pipeline_id, b.provider::text, b.repository, p.name as pipeline_name, b.external_id, \
    b.attempt, b.status::text, b.raw_status, b.branch, b.commit_sha, b.commit_title, b.actor, b.event, b.queued_at, \
    b.started_at, b.finished_at, b.duration_seconds, b.queued_seconds, b.web_url, b.created_at, b.version";

pub(crate) fn build(row: &Row) -> Result<Build, StoreError> {
    Ok(Build {
        id: get(row, "id")?,
        pipeline_id: get(row, "pipeline_id")?,
        provider: word(row, "provider")?,
        repository: get(row, "repository")?,
        pipeline_name: get(row, "pipeline_name")?,
        external_id: get(row, "external_id")?,
        attempt: get(row, "attempt")?,
        status: word(row, "status")?,
        raw_status: get(row, "raw_status")?,
        branch: get(row, "branch")?,
        commit_sha: get(row, "commit_sha")?,
        commit_title: get(row, "commit_title")?,
        actor: get(row, "actor")?,
        event: get(row, "event")?,
        queued_at: get(row, "queued_at")?,
        started_at: get(row, "started_at")?,
        finished_at: get(row, "finished_at")?,
        duration_seconds: get(row, "duration_seconds")?,
        queued_seconds: get(row, "queued_seconds")?,
        web_url: get(row, "web_url")?,
        created_at: get(row, "created_at")?,
        version: get(row, "version")?,
    })
}

/// The column's value.
pub(crate) fn get<'a, T: FromSql<'a>>(row: &'a Row, column: &str) -> Result<T, StoreError> {
    Ok(row.try_get(column)?)
}

/// The column's word as a member of its set.
pub(crate) fn word<T: FromStr<Err: std::fmt::Display>>(row: &Row, column: &str) -> Result<T, StoreError> {
    get::<&str>(row, column)?.parse().map_err(|error: T::Err| StoreError::Row(format!("{column}: {error}")))
}

/// The column's status, where it has one.
pub(crate) fn status(row: &Row, column: &str) -> Result<Option<Status>, StoreError> {
    match get::<Option<&str>>(row, column)? {
        None => Ok(None),
        Some(_) => word(row, column).map(Some),
    }
}
