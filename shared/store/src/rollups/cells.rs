//! Cells: what falls in one span of one scope.

use std::collections::BTreeMap;

use deadpool_postgres::Transaction;
use domain::span::{self, Span};
use domain::totals::Totals;
use jiff::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::{EVERYTHING, bytes, fact, totals};
use crate::row::get;
use crate::{DEFAULT_ORG, StoreError};

/// Whose builds a cell holds, and of when.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    scope: String,
    branch: String,
    span: Span,
    at: Timestamp,
}

/// Cells that are not empty.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Cells(BTreeMap<Key, Totals>);

impl Cells {
    /// Adds what a row tells, in the columns of `rollup_changes`, to each cell that it falls in.
    pub(super) fn add(&mut self, row: &Row) -> Result<(), StoreError> {
        let (fact, n, at) = (fact(row)?, i64::from(get::<i32>(row, "n")?), get(row, "at")?);
        let pipeline = get::<i64>(row, "pipeline_id")?.to_string();
        for scope in [EVERYTHING, get(row, "provider")?] {
            for span in span::ALL {
                self.cell(Key::new(scope, "", span, at)).add(&fact, n);
            }
        }
        self.cell(Key::new(&pipeline, "", span::DAY, at)).add(&fact, n);
        if let Some(branch) = get::<Option<&str>>(row, "branch")? {
            self.cell(Key::new(&pipeline, branch, span::DAY, at)).add(&fact, n);
        }
        Ok(())
    }

    fn cell(&mut self, key: Key) -> &mut Totals {
        self.0.entry(key).or_default()
    }

    /// Adds a row of `rollups`.
    pub(super) fn merge(&mut self, row: &Row) -> Result<(), StoreError> {
        let key = Key {
            scope: get(row, "scope")?,
            branch: get(row, "branch")?,
            span: get(row, "span")?,
            at: get(row, "at")?,
        };
        self.cell(key).merge(&totals(get(row, "totals")?)?);
        Ok(())
    }

    /// Takes the empty ones out; answers their keys.
    pub(super) fn take_empty(&mut self) -> Vec<Key> {
        let empty: Vec<Key> = self.0.iter().filter(|it| it.1.is_empty()).map(|it| it.0.clone()).collect();
        self.0.retain(|_, totals| !totals.is_empty());
        empty
    }

    /// How many cells differ from the other's.
    pub(super) fn differences(&self, other: &Self) -> usize {
        let missing = other.0.keys().filter(|it| !self.0.contains_key(it)).count();
        missing + self.0.iter().filter(|(key, totals)| other.0.get(key) != Some(totals)).count()
    }

    /// The rows of `rollups` with the keys of these cells.
    pub(super) async fn known(&self, transaction: &Transaction<'_>) -> Result<Vec<Row>, StoreError> {
        let sql = "select c.scope, c.branch, c.span, c.at, c.totals
                     from unnest($2::text[], $3::text[], $4::int[], $5::timestamptz[]) k (scope, branch, span, at)
                     join rollups c on c.org_id = $1 and (c.scope, c.branch, c.span, c.at) = (k.scope, k.branch, k.span, k.at)";
        with_keys(transaction, sql, self.0.keys()).await
    }

    /// Writes the cells over those that there are.
    pub(super) async fn write(&self, transaction: &Transaction<'_>) -> Result<(), StoreError> {
        let sql = "insert into rollups (org_id, scope, branch, span, at, totals)
                   select $1, * from unnest($2::text[], $3::text[], $4::int[], $5::timestamptz[], $6::bytea[])
                   on conflict (org_id, scope, branch, span, at) do update set totals = excluded.totals";
        let columns = Columns::of(self.0.keys());
        let totals: Vec<Vec<u8>> = self.0.values().map(bytes).collect::<Result<_, _>>()?;
        let mut parameters = columns.parameters();
        parameters.push((&totals, Type::BYTEA_ARRAY));
        transaction.execute_typed(sql, &parameters).await?;
        Ok(())
    }
}

/// Forgets cells.
pub(super) async fn forget(transaction: &Transaction<'_>, keys: &[Key]) -> Result<(), StoreError> {
    let sql = "delete from rollups c using unnest($2::text[], $3::text[], $4::int[], $5::timestamptz[]) k (scope, branch, span, at)
                where c.org_id = $1 and (c.scope, c.branch, c.span, c.at) = (k.scope, k.branch, k.span, k.at)";
    with_keys(transaction, sql, keys.iter()).await.map(drop)
}

async fn with_keys<'a>(
    transaction: &Transaction<'_>,
    sql: &str,
    keys: impl Iterator<Item = &'a Key>,
) -> Result<Vec<Row>, StoreError> {
    Ok(transaction.query_typed(sql, &Columns::of(keys).parameters()).await?)
}

impl Key {
    fn new(scope: &str, branch: &str, span: Span, at: Timestamp) -> Self {
        Self { scope: scope.to_owned(), branch: branch.to_owned(), span, at: span::at_or_before(at, span) }
    }
}

/// Keys by column, as parameters take them.
#[derive(Default)]
struct Columns<'a> {
    scopes: Vec<&'a str>,
    branches: Vec<&'a str>,
    spans: Vec<Span>,
    times: Vec<Timestamp>,
}

impl<'a> Columns<'a> {
    fn of(keys: impl Iterator<Item = &'a Key>) -> Self {
        let mut columns = Self::default();
        for key in keys {
            columns.scopes.push(&key.scope);
            columns.branches.push(&key.branch);
            columns.spans.push(key.span);
            columns.times.push(key.at);
        }
        columns
    }

    fn parameters(&self) -> Vec<crate::Parameter<'_>> {
        vec![
            (&DEFAULT_ORG, Type::INT8),
            (&self.scopes, Type::TEXT_ARRAY),
            (&self.branches, Type::TEXT_ARRAY),
            (&self.spans, Type::INT4_ARRAY),
            (&self.times, Type::TIMESTAMPTZ_ARRAY),
        ]
    }
}
