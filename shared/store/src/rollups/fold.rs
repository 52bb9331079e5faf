//! Adding what has changed to the rollups.

use deadpool_postgres::{Object, Transaction};
use tokio_postgres::IsolationLevel;
use tokio_postgres::types::Type;

use super::cells::{Cells, forget};
use crate::row::get;
use crate::{DEFAULT_ORG, Store, StoreError};

/// How many changes are folded in one transaction.
const BATCH: i64 = 20_000;
/// After how many transactions the rest is left to the next time.
const BATCHES: usize = 10;

/// One at a time changes rollups. Taken before the transaction sees anything, so that it sees all that the one before
/// has done; the table is one that nobody else locks so.
const ALONE: &str = "lock table orgs in share update exclusive mode";

impl Store {
    /// Adds changes that wait to the rollups, the oldest first. Answers how many.
    pub async fn fold(&self) -> Result<usize, StoreError> {
        let mut connection = self.connection().await?;
        let mut all = 0;
        for _ in 0..BATCHES {
            let folded = fold_some(&mut connection).await?;
            all += folded;
            if i64::try_from(folded).is_ok_and(|it| it < BATCH) {
                break;
            }
        }
        Ok(all)
    }
}

async fn fold_some(connection: &mut Object) -> Result<usize, StoreError> {
    let transaction = alone(connection).await?;
    let sql = "with taken as (delete from rollup_changes
                               where id in (select id from rollup_changes where org_id = $1 order by id limit $2) returning *)
               select t.n, t.provider::text, t.pipeline_id, t.branch, t.at, t.status::text, t.first_status::text,
                      t.duration_seconds, t.queued_seconds, t.restored_seconds, t.at >= o.counted_until as counts
                 from taken t join orgs o on o.id = t.org_id";
    let rows = transaction.query_typed(sql, &[(&DEFAULT_ORG, Type::INT8), (&BATCH, Type::INT8)]).await?;
    let mut cells = Cells::default();
    for row in &rows {
        if get(row, "counts")? {
            cells.add(row)?;
        }
    }
    // What came and went since leaves nothing to read.
    cells.take_empty();
    for known in cells.known(&transaction).await? {
        cells.merge(&known)?;
    }
    forget(&transaction, &cells.take_empty()).await?;
    cells.write(&transaction).await?;
    transaction.commit().await?;
    Ok(rows.len())
}

/// A transaction that alone changes rollups, and sees the database as it is at its first question.
pub(super) async fn alone(connection: &mut Object) -> Result<Transaction<'_>, StoreError> {
    let transaction = connection.build_transaction().isolation_level(IsolationLevel::RepeatableRead).start().await?;
    transaction.batch_execute(ALONE).await?;
    Ok(transaction)
}
