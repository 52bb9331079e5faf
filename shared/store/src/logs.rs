//! What must be known of a build to ask its provider for its log.

use domain::{Provider, Status};
use serde::Deserialize;
use tokio_postgres::types::Type;

use crate::row::{get, word};
use crate::{DEFAULT_ORG, Store, StoreError};

/// A build whose log may be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedBuild {
    /// What was built, as [`domain::PipelineRef::repository`].
    pub repository: String,
    /// The provider's id of the build.
    pub external_id: String,
    /// The latest attempt.
    pub attempt: i64,
    /// Where that stands.
    pub status: Status,
    /// The jobs of all attempts, those of the latest one last, in the order they began.
    pub jobs: Vec<LoggedJob>,
}

/// A job whose log may be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LoggedJob {
    /// The provider's id of the job.
    pub external_id: String,
    /// What people call it.
    pub name: String,
    /// Where it stands.
    pub status: Status,
}

/// The repositories of a provider are few, and within one the id leads to its build by an index.
const BUILD: &str = "select b.repository, b.external_id, b.attempt, b.status::text as status, j.jobs
    from (select distinct repository from pipelines where org_id = $1 and provider = $2::text::provider) r
    cross join lateral (select * from builds b where b.org_id = $1 and b.provider = $2::text::provider
                           and b.repository = r.repository and b.external_id = $3) b
    cross join lateral (select coalesce(jsonb_agg(t), '[]') as jobs
      from (select external_id, name, status::text as status from jobs where org_id = $1 and build_id = b.id
             order by attempt, coalesce(started_at, queued_at, 'infinity'), id limit 2000) t) j
    order by b.id desc limit 1";

impl Store {
    /// The build with a provider's id; `None` where we have not heard of it.
    pub async fn logged_build(&self, provider: Provider, external_id: &str) -> Result<Option<LoggedBuild>, StoreError> {
        let parameters: crate::Parameters<'_> =
            &[(&DEFAULT_ORG, Type::INT8), (&provider.as_str(), Type::TEXT), (&external_id, Type::TEXT)];
        let rows = self.query(BUILD, parameters).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let jobs: serde_json::Value = get(row, "jobs")?;
        Ok(Some(LoggedBuild {
            repository: get(row, "repository")?,
            external_id: get(row, "external_id")?,
            attempt: get(row, "attempt")?,
            status: word(row, "status")?,
            jobs: serde_json::from_value(jobs).map_err(|error| StoreError::Row(error.to_string()))?,
        }))
    }
}
