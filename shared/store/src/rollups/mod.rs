//! Rollups: builds that are counted in advance. The transaction of a build appends to `rollup_changes`; [`Store::fold`]
//! adds the changes to `rollups`; whoever asks for numbers reads both in one statement, and so misses nothing and counts
//! nothing twice.

mod cells;
mod fold;
mod recount;
mod retention;

pub use recount::Recounted;

use domain::totals::{Fact, Totals};
use tokio_postgres::Row;

use crate::StoreError;
use crate::row::{get, status};

/// The scope of everything.
pub(crate) const EVERYTHING: &str = "*";

/// A row that tells a [`Fact`], in the columns of `rollup_changes`.
pub(crate) fn fact(row: &Row) -> Result<Fact, StoreError> {
    Ok(match (status(row, "status")?, get::<Option<f64>>(row, "restored_seconds")?) {
        (Some(status), _) => Fact::Build {
            status,
            first: crate::row::status(row, "first_status")?,
            duration_seconds: get(row, "duration_seconds")?,
            queued_seconds: get(row, "queued_seconds")?,
        },
        (None, Some(seconds)) => Fact::Restored { seconds },
        (None, None) => return Err(StoreError::Row("a fact has a status or seconds".to_owned())),
    })
}

/// Totals as they are kept.
pub(crate) fn totals(bytes: &[u8]) -> Result<Totals, StoreError> {
    postcard::from_bytes(bytes).map_err(|error| StoreError::Row(format!("totals: {error}")))
}

fn bytes(totals: &Totals) -> Result<Vec<u8>, StoreError> {
    postcard::to_stdvec(totals).map_err(|error| StoreError::Row(format!("totals: {error}")))
}
