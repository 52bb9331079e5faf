//! Holes: numbers that are missing among the builds of a pipeline, and what became of them.

use domain::Provider;
use jiff::Timestamp;
use tokio_postgres::types::Type;

use crate::row::get;
use crate::{DEFAULT_ORG, Store, StoreError};

/// A number that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole {
    /// Our id of the pipeline.
    pub pipeline_id: i64,
    /// The provider's identity of the pipeline.
    pub pipeline: String,
    /// The number.
    pub number: i64,
    /// When the nearest known build before it came to be.
    pub after: Timestamp,
    /// When the nearest known build after it came to be.
    pub before: Timestamp,
}

impl Store {
    /// Notes the numbers that are missing among the builds of a repository that came to be after `since`.
    pub async fn note_holes(&self, provider: Provider, repository: &str, since: Timestamp) -> Result<(), StoreError> {
        let sql = "select note_holes($1, $2::text::provider, $3, $4)";
        let parameters: crate::Parameters<'_> = &[
            (&DEFAULT_ORG, Type::INT8),
            (&provider.as_str(), Type::TEXT),
            (&repository, Type::TEXT),
            (&since, Type::TIMESTAMPTZ),
        ];
        self.execute(sql, parameters).await.map(drop)
    }

    /// At most `limit` holes of a repository that nobody has asked for, those of one pipeline together and ascending.
    pub async fn open_holes(&self, provider: Provider, repository: &str, limit: i64) -> Result<Vec<Hole>, StoreError> {
        let sql = "select h.pipeline_id, p.external_id, h.number, h.after, h.before
                     from holes h join pipelines p on p.id = h.pipeline_id
                    where p.org_id = $1 and p.provider = $2::text::provider and p.repository = $3 and h.state = 'open'
                    order by h.pipeline_id, h.number limit $4";
        let parameters: crate::Parameters<'_> = &[
            (&DEFAULT_ORG, Type::INT8),
            (&provider.as_str(), Type::TEXT),
            (&repository, Type::TEXT),
            (&limit, Type::INT8),
        ];
        let rows = self.query(sql, parameters).await?;
        rows.iter()
            .map(|row| {
                let (pipeline_id, pipeline) = (get(row, "pipeline_id")?, get(row, "external_id")?);
                let (after, before) = (get(row, "after")?, get(row, "before")?);
                Ok(Hole { pipeline_id, pipeline, number: get(row, "number")?, after, before })
            })
            .collect()
    }

    /// Marks holes of a pipeline that were asked for: found where a build of that number is known now, else gone.
    pub async fn settle_holes(&self, pipeline_id: i64, numbers: &[i64]) -> Result<(), StoreError> {
        let sql = "update holes h
                      set state = case when exists (select from builds b
                                                     where b.pipeline_id = h.pipeline_id and b.number = h.number
                                                       and b.created_at between h.after - interval '1 day'
                                                                            and h.before + interval '1 day')
                                       then 'found' else 'gone' end
                    where h.pipeline_id = $1 and h.number = any($2)";
        self.execute(sql, &[(&pipeline_id, Type::INT8), (&numbers, Type::INT8_ARRAY)]).await.map(drop)
    }
}
