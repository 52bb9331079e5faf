//! Builds that a poller should look at again: those that are not over, and those of which something is lacking.

use domain::{Provider, Status};
use jiff::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::row::{get, word};
use crate::{DEFAULT_ORG, Store, StoreError};

/// How much of the feed is followed in one transaction: the feed waits for nobody who writes for long.
const NEWS: i64 = 5_000;

/// A build to look at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsettled {
    /// Our id of the build.
    pub build_id: i64,
    /// What it belongs to, as [`domain::PipelineRef::repository`].
    pub repository: String,
    /// The provider's identity of its pipeline.
    pub pipeline: String,
    /// The provider's id of the build.
    pub external_id: String,
    /// The latest attempt that is known.
    pub attempt: i64,
    /// Its place in the merge's order, as [`domain::Sequence`] counts.
    pub sequence: i64,
    /// The provider's time of the last news of it.
    pub observed_at: Option<Timestamp>,
    /// Where that stands; a terminal one is over, and only what is lacking need be asked for.
    pub status: Status,
    /// The provider's own words for it.
    pub raw_status: Option<String>,
    /// Earlier attempts whose end or whose jobs nobody has told of, ascending; only where the provider numbers them.
    pub lacking_attempts: Vec<i64>,
    /// Whether the latest attempt has ended and its jobs are not all known.
    pub lacks_jobs: bool,
}

impl Store {
    /// Brings the list of builds to look at again up to date with what came in since the last time.
    pub async fn follow_unsettled(&self, provider: Provider) -> Result<(), StoreError> {
        let sql = "select follow_unsettled($1, $2::text::provider, $3) as reached";
        loop {
            let parameters: crate::Parameters<'_> =
                &[(&DEFAULT_ORG, Type::INT8), (&provider.as_str(), Type::TEXT), (&NEWS, Type::INT8)];
            let rows = self.query(sql, parameters).await?;
            if rows.first().map_or(Ok(true), |row| get(row, "reached"))? {
                return self.forget_settled().await;
            }
        }
    }

    /// Those that have come to rest since, and those that nobody has come to look at for longer than a provider keeps.
    async fn forget_settled(&self) -> Result<(), StoreError> {
        let sql = "delete from unsettled u using builds b
                    where b.id = u.build_id
                      and (not (is_unfinished(b) or lacks_anything(b))
                           or u.noted_at < clock_timestamp() - interval '35 days')";
        self.execute(sql, &[]).await.map(drop)
    }

    /// At most `limit` builds of a repository to look at again, those first that have waited longest for a look.
    pub async fn unsettled(
        &self,
        provider: Provider,
        repository: &str,
        limit: i64,
    ) -> Result<Vec<Unsettled>, StoreError> {
        let sql = "select b.id, b.repository, p.external_id as pipeline, b.external_id, b.attempt, b.sequence,
                          (select max(a.observed_at) from attempts a
                            where a.build_id = b.id and a.attempt = b.attempt) as observed_at,
                          b.status::text, b.raw_status,
                          case when is_looked_at(u, b) then '{}' else lacking_attempts(b) end as lacking_attempts,
                          lacks_jobs(b) and not is_looked_at(u, b) as lacks_jobs
                     from unsettled u
                     join builds b on b.id = u.build_id
                     join pipelines p on p.id = b.pipeline_id
                    where u.org_id = $1 and b.provider = $2::text::provider and b.repository = $3
                      and (is_unfinished(b) or (lacks_anything(b) and not is_looked_at(u, b)))
                    order by u.looked_at nulls first, b.created_at desc limit $4";
        let parameters: crate::Parameters<'_> = &[
            (&DEFAULT_ORG, Type::INT8),
            (&provider.as_str(), Type::TEXT),
            (&repository, Type::TEXT),
            (&limit, Type::INT8),
        ];
        self.query(sql, parameters).await?.iter().map(unsettled).collect()
    }

    /// Records that builds were looked at. One that is over is looked at once more when an hour has passed since its last
    /// news, and then not before there is news of it, whatever the provider could not tell.
    pub async fn looked_at(&self, build_ids: &[i64]) -> Result<(), StoreError> {
        let sql = "update unsettled u set looked_at = clock_timestamp(), looked_version = b.version
                     from builds b where u.build_id = any($1) and b.id = u.build_id";
        self.execute(sql, &[(&build_ids, Type::INT8_ARRAY)]).await.map(drop)
    }
}

fn unsettled(row: &Row) -> Result<Unsettled, StoreError> {
    Ok(Unsettled {
        build_id: get(row, "id")?,
        repository: get(row, "repository")?,
        pipeline: get(row, "pipeline")?,
        external_id: get(row, "external_id")?,
        attempt: get(row, "attempt")?,
        sequence: get(row, "sequence")?,
        observed_at: get(row, "observed_at")?,
        status: word(row, "status")?,
        raw_status: get(row, "raw_status")?,
        lacking_attempts: get(row, "lacking_attempts")?,
        lacks_jobs: get(row, "lacks_jobs")?,
    })
}
