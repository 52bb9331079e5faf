//! Migrations: tables once and in order, functions whenever their text has changed.

use deadpool_postgres::Transaction;
use sha2::{Digest, Sha256};
use tokio_postgres::types::Type;

use crate::row::get;
use crate::{Store, StoreError};

/// A file of `migrations/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migration {
    /// The file's name below `migrations/`.
    pub name: &'static str,
    /// Its SQL.
    pub sql: &'static str,
}

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(Migration { name: $name, sql: include_str!(concat!("../../../migrations/", $name)) }),*]
    };
}

/// Tables and their changes: forward only, each run once.
pub const TABLES: &[Migration] = files![
    "0001_core.sql",
    "0002_collect.sql",
    "0003_alerts.sql",
    "0005_tickets.sql",
    "0006_lives.sql",
    "0007_rollups.sql",
    "0008_search.sql",
    "0009_ends.sql",
    "0010_pieces.sql",
    "0011_names.sql",
    "0012_narrow_search.sql",
    "0013_key_last.sql"
];

/// Functions: run again, in this order, when the text of one has changed.
pub const FUNCTIONS: &[Migration] = files![
    "functions/merge.sql",
    "functions/lives.sql",
    "functions/breakage.sql",
    "functions/rollup.sql",
    "functions/metrics.sql",
    "functions/search.sql",
    "functions/seed.sql",
    "functions/report.sql",
    "functions/collect.sql",
    "functions/delivery.sql"
];

/// Why the database could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The database did not answer before, between or after the files.
    #[error("the database cannot be migrated")]
    Database(#[from] StoreError),
    /// The database refused a file.
    #[error("migration {name} failed")]
    File {
        /// The file.
        name: &'static str,
        /// What the database said.
        source: StoreError,
    },
    /// A file that ran here has since been changed.
    #[error("migration {0} ran here with another text; a change takes a new migration")]
    Changed(&'static str),
}

impl From<tokio_postgres::Error> for MigrationError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Database(error.into())
    }
}

/// Keeps two migrations from running at once.
const LOCK: &str = "select pg_advisory_xact_lock(7236518)";

const LEDGER: &str = "create table if not exists migrations (
    name text primary key, checksum bytea not null, applied_at timestamptz not null default clock_timestamp())";

impl Store {
    /// Brings the database up to date, whole or not at all. Answers the names of the files that ran.
    pub async fn migrate(&self) -> Result<Vec<&'static str>, MigrationError> {
        let mut connection = self.connection().await?;
        let transaction = connection.transaction().await?;
        transaction.batch_execute(&format!("set local lock_timeout = '5s'; {LOCK}; {LEDGER}")).await?;

        let mut due = Vec::new();
        for file in TABLES {
            match checksum(&transaction, file.name).await? {
                None => due.push(file),
                Some(known) if known == digest(file.sql) => {}
                Some(_) => return Err(MigrationError::Changed(file.name)),
            }
        }
        if !due.is_empty() || any_changed(&transaction, FUNCTIONS).await? {
            due.extend(FUNCTIONS);
        }
        for file in &due {
            run(&transaction, file).await.map_err(|source| MigrationError::File { name: file.name, source })?;
        }
        transaction.commit().await?;
        Ok(due.iter().map(|file| file.name).collect())
    }
}

/// Functions use one another, so a change of one runs them all.
async fn any_changed(transaction: &Transaction<'_>, files: &[Migration]) -> Result<bool, StoreError> {
    for file in files {
        if checksum(transaction, file.name).await?.is_none_or(|known| known != digest(file.sql)) {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn checksum(transaction: &Transaction<'_>, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let rows =
        transaction.query_typed("select checksum from migrations where name = $1", &[(&name, Type::TEXT)]).await?;
    rows.first().map(|row| get(row, "checksum")).transpose()
}

async fn run(transaction: &Transaction<'_>, file: &Migration) -> Result<(), StoreError> {
    transaction.batch_execute(file.sql).await?;
    let sql = "insert into migrations (name, checksum) values ($1, $2)
               on conflict (name) do update set checksum = excluded.checksum, applied_at = clock_timestamp()";
    transaction.execute_typed(sql, &[(&file.name, Type::TEXT), (&digest(file.sql), Type::BYTEA)]).await?;
    Ok(())
}

fn digest(sql: &str) -> Vec<u8> {
    Sha256::digest(sql.as_bytes()).to_vec()
}
