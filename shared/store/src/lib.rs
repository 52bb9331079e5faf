//! Every SQL statement of Signalbox: one file a table or a question.
//!
//! Statements are sent unnamed, with their parameter types, in one round trip: nothing of a session is kept, so a
//! pooler in transaction mode is fine.

pub mod alerts;
pub mod breakages;
pub mod builds;
pub mod changes;
pub mod channels;
pub mod connections;
pub mod cursors;
pub mod deliveries;
pub mod history;
pub mod holes;
pub mod intake;
pub mod logs;
pub mod metrics;
pub mod migrations;
pub mod news;
pub mod outbox;
pub mod page;
pub mod pipelines;
pub mod polls;
pub mod rollups;
pub mod routes;
mod row;
pub mod rules;
mod search;
pub mod silences;
pub mod sources;
pub mod unsettled;

use deadpool_postgres::{Object, Pool, PoolError};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Row, error::Error as DriverError};

/// The organisation that everything belongs to until sign-in exists.
pub const DEFAULT_ORG: i64 = 1;

/// The database, as the questions that can be put to it.
#[derive(Clone)]
pub struct Store {
    pool: Pool,
}

/// Why the database did not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There was no connection to be had.
    #[error("no database connection could be had")]
    Connect(#[from] PoolError),
    /// The statement failed.
    #[error("a database statement failed")]
    Statement(#[from] DriverError),
    /// A column holds what no version of ours writes there.
    #[error("a database row cannot be read: {0}")]
    Row(String),
}

impl StoreError {
    /// Whether the statement will fail the same way every time: it is the data, not the database.
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Connect(_) => false,
            Self::Row(_) => true,
            Self::Statement(error) => {
                error.code().is_some_and(|code| code.code().starts_with("22") || code.code().starts_with("23"))
            }
        }
    }

    /// Whether another transaction was in the way, and the same statement will do if it is sent again.
    fn is_conflict(&self) -> bool {
        let Self::Statement(error) = self else { return false };
        matches!(error.code(), Some(&SqlState::T_R_DEADLOCK_DETECTED | &SqlState::T_R_SERIALIZATION_FAILURE))
    }
}

/// Joined into a statement, lets its commit return before it is on disk: for what may be done twice. A crash of the
/// server, not of ours, may undo the last of it. Holds for the statement's own transaction and leaves no session state.
const HASTILY: &str = "(select set_config('synchronous_commit', 'off', true)) hastily";

type Parameter<'a> = (&'a (dyn ToSql + Sync), Type);
type Parameters<'a> = &'a [Parameter<'a>];

impl Store {
    /// The database behind `pool`.
    pub fn new(pool: Pool) -> Self {
        Self { pool }
    }

    /// Whether the database answers at all.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.query("select 1", &[]).await.map(drop)
    }

    async fn connection(&self) -> Result<Object, StoreError> {
        Ok(self.pool.get().await?)
    }

    async fn query(&self, sql: &str, parameters: Parameters<'_>) -> Result<Vec<Row>, StoreError> {
        Ok(self.connection().await?.query_typed(sql, parameters).await?)
    }

    async fn execute(&self, sql: &str, parameters: Parameters<'_>) -> Result<u64, StoreError> {
        Ok(self.connection().await?.execute_typed(sql, parameters).await?)
    }
}
