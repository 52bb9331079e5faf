//! Cursors: how far a reader that must be alone has come, leased with a fence.

use std::time::Duration;

use tokio_postgres::types::Type;

use crate::row::get;
use crate::{DEFAULT_ORG, HASTILY, Store, StoreError};

/// How long a reader may be silent before another may take its place. Fixed, and longer than any step between two
/// renewals may take.
const LEASE: Duration = Duration::from_secs(30);

/// The right to read on from a cursor, until the lease ends or somebody else takes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Lease {
    name: String,
    seconds: f64,
    fence: i64,
    /// How far has been read: where the last reader stopped, empty for the very first.
    pub position: String,
}

impl Store {
    /// Leases the cursor `name` for half a minute at a time; `None` while somebody else holds it.
    pub async fn lease_cursor(&self, name: &str) -> Result<Option<Lease>, StoreError> {
        self.lease_cursor_for(name, LEASE).await
    }

    /// Leases the cursor `name`, each time for `length`; `None` while somebody else holds it.
    pub async fn lease_cursor_for(&self, name: &str, length: Duration) -> Result<Option<Lease>, StoreError> {
        let seconds = length.as_secs_f64();
        let sql = format!(
            "insert into cursors as known (org_id, name, position, fence, lease_until)
                   select $1, $2, '', 1, clock_timestamp() + make_interval(secs => $3) from {HASTILY}
                   on conflict (org_id, name) do update
                      set fence = known.fence + 1, lease_until = excluded.lease_until
                    where known.lease_until is null or known.lease_until < clock_timestamp()
                   returning position, fence"
        );
        let parameters: crate::Parameters<'_> =
            &[(&DEFAULT_ORG, Type::INT8), (&name, Type::TEXT), (&seconds, Type::FLOAT8)];
        let rows = self.query(&sql, parameters).await?;
        let lease = |row| {
            let (fence, position) = (get(row, "fence")?, get(row, "position")?);
            Ok(Lease { name: name.to_owned(), seconds, fence, position })
        };
        rows.first().map(lease).transpose()
    }

    /// Moves the cursor to `position` and renews the lease; `false` where the lease was lost, and then nothing is moved.
    pub async fn advance_cursor(&self, lease: &mut Lease, position: String) -> Result<bool, StoreError> {
        lease.position = position;
        self.keep_cursor(lease, Some(lease.seconds)).await
    }

    /// Gives the lease back with the cursor where the lease has it, so that the next reader need not wait for its end.
    pub async fn release_cursor(&self, lease: Lease) -> Result<(), StoreError> {
        self.keep_cursor(&lease, None).await.map(drop)
    }

    /// Keeps the cursor where the lease has it, which goes on for so many seconds or ends; `false` where it was lost.
    async fn keep_cursor(&self, lease: &Lease, seconds: Option<f64>) -> Result<bool, StoreError> {
        let sql = format!(
            "update cursors
                      set position = $4, updated_at = clock_timestamp(),
                          lease_until = clock_timestamp() + make_interval(secs => $5)
                     from {HASTILY}
                    where org_id = $1 and name = $2 and fence = $3"
        );
        let parameters: crate::Parameters<'_> = &[
            (&DEFAULT_ORG, Type::INT8),
            (&lease.name, Type::TEXT),
            (&lease.fence, Type::INT8),
            (&lease.position, Type::TEXT),
            (&seconds, Type::FLOAT8),
        ];
        Ok(self.execute(&sql, parameters).await? == 1)
    }
}
