//! Open WebSocket connections.

use jiff::Timestamp;
use serde_json::Value;
use tokio_postgres::types::Type;

use crate::row::get;
use crate::{DEFAULT_ORG, Store, StoreError};

/// A connection that frames go to.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    /// The gateway's id of it.
    pub id: String,
    /// What its client asked to be told of; an object, empty for everything.
    pub filters: Value,
}

/// What of a ticket has to be known so that it is used once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpentTicket {
    /// What tells it from every other.
    pub nonce: [u8; 16],
    /// Until when it has to be remembered.
    pub until: Timestamp,
}

impl Store {
    /// Remembers a connection that was opened at `endpoint`, and spends the ticket that it was opened with, where one is
    /// needed; `false` where that had been spent, and then nothing is remembered.
    pub async fn open_connection(
        &self,
        id: &str,
        endpoint: &str,
        ticket: Option<&SpentTicket>,
    ) -> Result<bool, StoreError> {
        let sql = "with spent as (
                     insert into spent_tickets (nonce, until)
                     select $4, $5 where $4::bytea is not null
                     on conflict do nothing returning nonce)
                   insert into connections (id, org_id, endpoint)
                   select $1, $2, $3 where $4 is null or exists (select from spent)
                   on conflict (id) do update set last_seen = clock_timestamp()";
        let (nonce, until) = (ticket.map(|it| it.nonce.as_slice()), ticket.map(|it| it.until));
        let parameters: crate::Parameters<'_> = &[
            (&id, Type::TEXT),
            (&DEFAULT_ORG, Type::INT8),
            (&endpoint, Type::TEXT),
            (&nonce, Type::BYTEA),
            (&until, Type::TIMESTAMPTZ),
        ];
        Ok(self.execute(sql, parameters).await? == 1)
    }

    /// Notes that the connection's client was heard of, and what it asks for, where it says so.
    pub async fn touch_connection(&self, id: &str, filters: Option<&Value>) -> Result<(), StoreError> {
        let sql = "update connections set last_seen = clock_timestamp(), filters = coalesce($2, filters) where id = $1";
        self.execute(sql, &[(&id, Type::TEXT), (&filters, Type::JSONB)]).await.map(drop)
    }

    /// Forgets connections that are no more.
    pub async fn close_connections(&self, ids: &[String]) -> Result<(), StoreError> {
        self.execute("delete from connections where id = any($1)", &[(&ids, Type::TEXT_ARRAY)]).await.map(drop)
    }

    /// The connections that frames go to.
    pub async fn connections(&self) -> Result<Vec<Connection>, StoreError> {
        let sql = "select id, filters from connections where org_id = $1";
        let rows = self.query(sql, &[(&DEFAULT_ORG, Type::INT8)]).await?;
        rows.iter().map(|row| Ok(Connection { id: get(row, "id")?, filters: get(row, "filters")? })).collect()
    }

    /// Forgets connections that the gateway must have closed: it cuts every one after two hours, and after ten minutes
    /// without a message. The message that says so is best effort.
    pub async fn forget_dead_connections(&self) -> Result<u64, StoreError> {
        let sql = "delete from connections where connected_at < clock_timestamp() - interval '2 hours 5 minutes'";
        self.execute(sql, &[]).await
    }

    /// Forgets tickets that could not be used any more.
    pub async fn forget_spent_tickets(&self) -> Result<u64, StoreError> {
        self.execute("delete from spent_tickets where until < clock_timestamp()", &[]).await
    }
}
