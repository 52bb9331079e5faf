//! Pipelines: the list, each with its last build.

use domain::Pipeline;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::row::{self, get, word};
use crate::{DEFAULT_ORG, Store, StoreError};

/// How many pipelines the list holds at most.
const LIMIT: i64 = 5_000;

impl Store {
    /// All pipelines by repository and name. A stand-in whose builds have found their true pipeline is left out.
    pub async fn pipelines(&self) -> Result<Vec<Pipeline>, StoreError> {
        let sql = format!("{} order by p.repository, p.name, p.id limit $2", select());
        let rows = self.query(&sql, &[(&DEFAULT_ORG, Type::INT8), (&LIMIT, Type::INT8)]).await?;
        rows.iter().map(read).collect()
    }

    /// Forgets stand-ins of an hour ago whose builds have all found their true pipeline.
    pub async fn forget_stand_ins(&self) -> Result<u64, StoreError> {
        let sql = "delete from pipelines p
                    where not p.confirmed and p.created_at < clock_timestamp() - interval '1 hour'
                      and not exists (select from builds where pipeline_id = p.id)";
        self.execute(sql, &[]).await
    }
}

/// Pipelines of the organisation `$1`, each with its last build: a statement that more conditions may be added to.
pub(crate) fn select() -> String {
    format!(
        "select p.id as own_id, p.provider::text as own_provider, p.repository as own_repository, p.name,
                p.external_id as own_external_id, p.url, p.default_branch, {}
           from pipelines p
           left join lateral (select * from builds where pipeline_id = p.id order by created_at desc, id desc limit 1) b
             on true
          where p.org_id = $1 and (p.confirmed or b.id is not null)",
        row::BUILD
    )
}

pub(crate) fn read(row: &Row) -> Result<Pipeline, StoreError> {
    let has_build = get::<Option<i64>>(row, "id")?.is_some();
    Ok(Pipeline {
        id: get(row, "own_id")?,
        provider: word(row, "own_provider")?,
        repository: get(row, "own_repository")?,
        name: get(row, "name")?,
        external_id: get(row, "own_external_id")?,
        url: get(row, "url")?,
        default_branch: get(row, "default_branch")?,
        last_build: has_build.then(|| row::build(row)).transpose()?,
    })
}
