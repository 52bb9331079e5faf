//! Open WebSocket connections.

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

impl Store {
    /// Remembers a connection that was opened at `endpoint`.
    pub async fn open_connection(&self, id: &str, endpoint: &str) -> Result<(), StoreError> {
        let sql = "insert into connections (id, org_id, endpoint) values ($1, $2, $3)
                   on conflict (id) do update set last_seen = clock_timestamp()";
        let parameters: crate::Parameters<'_> =
            &[(&id, Type::TEXT), (&DEFAULT_ORG, Type::INT8), (&endpoint, Type::TEXT)];
        self.execute(sql, parameters).await.map(drop)
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
}
