//! Counting anew: proof that the rollups are what the builds add up to, and the cure where they are not.

use deadpool_postgres::{Object, Transaction};
use domain::span::{self, DAY};
use jiff::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::cells::Cells;
use super::fold::alone;
use crate::row::get;
use crate::{DEFAULT_ORG, Store, StoreError};

/// What was found by counting anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recounted {
    /// How many days have builds, or are said to.
    pub days: usize,
    /// How many builds, and closings of breakages, were counted.
    pub facts: usize,
    /// How many rows of the rollups were wrong, missing or in excess; they are right now.
    pub wrong: usize,
}

const FACTS: &str = "
    select 1 as n, b.provider::text, b.pipeline_id, b.branch, b.created_at as at, b.status::text, first_status(b)::text as first_status,
           b.duration_seconds, b.queued_seconds, null::float8 as restored_seconds
      from builds b where b.org_id = $1 and b.created_at >= $2 and b.created_at < $3 and b.version > 0
    union all
    select 1, p.provider::text, k.pipeline_id, k.branch, k.closed_at, null, null, null, null,
           extract(epoch from k.closed_at - k.opened_at)::float8
      from breakages k join pipelines p on p.id = k.pipeline_id
     where k.org_id = $1 and k.closed_at >= $2 and k.closed_at < $3 and not k.retracted";

const CHANGES: &str = "
    select n, provider::text, pipeline_id, branch, at, status::text, first_status::text, duration_seconds, queued_seconds,
           restored_seconds
      from rollup_changes where org_id = $1 and at >= $2 and at < $3 order by id";

const ROLLUPS: &str = "select scope, branch, span, at, totals from rollups where org_id = $1 and at >= $2 and at < $3";

impl Store {
    /// Counts all builds anew that are not counted for good, a day at a time while builds go on coming in, and makes the
    /// rollups what they add up to.
    pub async fn recount(&self) -> Result<Recounted, StoreError> {
        let mut connection = self.connection().await?;
        let mut found = Recounted::default();
        let mut from = None;
        while let Some(day) = next_day(&connection, from).await? {
            let next = span::next(day, DAY);
            let (facts, wrong) = recount_day(&mut connection, day, next).await?;
            from = Some(next);
            found = Recounted { days: found.days + 1, facts: found.facts + facts, wrong: found.wrong + wrong };
        }
        Ok(found)
    }
}

/// The first day, from `from` on, that has anything to count.
async fn next_day(connection: &Object, from: Option<Timestamp>) -> Result<Option<Timestamp>, StoreError> {
    let sql = "select least(
        (select min(created_at) from builds where org_id = $1 and created_at >= f.at),
        (select min(closed_at) from breakages where org_id = $1 and closed_by is not null and closed_at >= f.at),
        (select min(at) from rollups where org_id = $1 and scope = '*' and branch = '' and span = $3 and at >= f.at),
        (select min(at) from rollup_changes where org_id = $1 and at >= f.at)) as at
      from (select greatest($2, counted_until) as at from orgs where id = $1) f";
    let parameters: crate::Parameters<'_> =
        &[(&DEFAULT_ORG, Type::INT8), (&from, Type::TIMESTAMPTZ), (&DAY, Type::INT4)];
    let rows = connection.query_typed(sql, parameters).await?;
    let at: Option<Timestamp> = rows.first().map(|row| get(row, "at")).transpose()?.flatten();
    Ok(at.map(|it| span::at_or_before(it, DAY)))
}

async fn recount_day(connection: &mut Object, from: Timestamp, to: Timestamp) -> Result<(usize, usize), StoreError> {
    let transaction = alone(connection).await?;
    let facts = ask(&transaction, FACTS, from, to).await?;
    let mut counted = Cells::default();
    for row in &facts {
        counted.add(row)?;
    }
    let mut told = Cells::default();
    for row in &ask(&transaction, ROLLUPS, from, to).await? {
        told.merge(row)?;
    }
    for row in &ask(&transaction, CHANGES, from, to).await? {
        told.add(row)?;
    }
    told.take_empty();
    let wrong = counted.differences(&told);
    if wrong > 0 {
        for table in ["rollups", "rollup_changes"] {
            ask(&transaction, &format!("delete from {table} where org_id = $1 and at >= $2 and at < $3"), from, to)
                .await?;
        }
        counted.write(&transaction).await?;
    }
    transaction.commit().await?;
    Ok((facts.len(), wrong))
}

async fn ask(transaction: &Transaction<'_>, sql: &str, from: Timestamp, to: Timestamp) -> Result<Vec<Row>, StoreError> {
    let parameters: crate::Parameters<'_> =
        &[(&DEFAULT_ORG, Type::INT8), (&from, Type::TIMESTAMPTZ), (&to, Type::TIMESTAMPTZ)];
    Ok(transaction.query_typed(sql, parameters).await?)
}
