//! The change feed: every transition, in an order in which none can be missed.
//!
//! The order is (transaction, id), read only below the oldest transaction that is still running. Ids are given out
//! before their transactions commit, so a reader that remembers only the last id loses rows that commit late.

use std::fmt;
use std::str::FromStr;

use domain::{Build, Status};
use futures_util::try_join;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::page::{NotACursor, Page};
use crate::row::{self, get, word};
use crate::{DEFAULT_ORG, Store, StoreError};

/// A place in the feed: everything up to it has been read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FeedCursor {
    xid: u64,
    id: i64,
}

impl FeedCursor {
    /// The transition that was read last.
    pub fn transition_id(self) -> i64 {
        self.id
    }
}

impl fmt::Display for FeedCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.xid, self.id)
    }
}

impl FromStr for FeedCursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let number = |text: &str| text.bytes().all(|it| it.is_ascii_digit()).then(|| text.parse().ok()).flatten();
        let (xid, id) = text.split_once('-').ok_or(NotACursor)?;
        let id = number(id).and_then(|it| i64::try_from(it).ok()).ok_or(NotACursor)?;
        Ok(Self { xid: number(xid).ok_or(NotACursor)?, id })
    }
}

/// A transition with the build as it is now, which may be newer than the transition.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Its place in the feed.
    pub cursor: FeedCursor,
    /// The status before; `None` for the first that was heard of the build.
    pub from: Option<Status>,
    /// The status after.
    pub to: Status,
    /// The build.
    pub build: Build,
}

impl Store {
    /// At most `limit` changes after a cursor, oldest first; `None` where the cursor is not from this database.
    pub async fn changes(&self, after: FeedCursor, limit: i64) -> Result<Option<Page<Change>>, StoreError> {
        let sql = format!(
            "select t.xid::text as feed_xid, t.id as feed_id, t.from_status::text, t.to_status::text, {}
               from transitions t join builds b on b.id = t.build_id join pipelines p on p.id = b.pipeline_id
              where t.org_id = $1 and (t.xid, t.id) > ($2::text::xid8, $3)
                and t.xid < pg_snapshot_xmin(pg_current_snapshot())
              order by t.xid, t.id limit $4",
            row::BUILD
        );
        let xid = after.xid.to_string();
        let parameters: crate::Parameters<'_> =
            &[(&DEFAULT_ORG, Type::INT8), (&xid, Type::TEXT), (&after.id, Type::INT8), (&(limit + 1), Type::INT8)];
        let is_ours = "select $1::text::xid8 < pg_snapshot_xmax(pg_current_snapshot()) as is_ours";
        let known: crate::Parameters<'_> = &[(&xid, Type::TEXT)];
        let connection = self.connection().await?;
        let (known, rows) =
            try_join!(connection.query_typed(is_ours, known), connection.query_typed(&sql, parameters),)?;
        if !known.first().map(|row| get(row, "is_ours")).transpose()?.unwrap_or(false) {
            return Ok(None);
        }
        Ok(Some(Page::of(rows.iter().map(change).collect::<Result<_, _>>()?, limit)))
    }

    /// The feed's present end.
    pub async fn feed_end(&self) -> Result<FeedCursor, StoreError> {
        let sql = "select xid::text as feed_xid, id as feed_id from transitions
                    where org_id = $1 and xid < pg_snapshot_xmin(pg_current_snapshot())
                    order by xid desc, id desc limit 1";
        let rows = self.query(sql, &[(&DEFAULT_ORG, Type::INT8)]).await?;
        rows.first().map_or_else(|| Ok(FeedCursor::default()), cursor)
    }

    /// Whether the transition with this id lies at or before the cursor.
    pub async fn is_past(&self, cursor: FeedCursor, transition_id: i64) -> Result<bool, StoreError> {
        let sql =
            "select not exists (select from transitions where id = $1 and (xid, id) > ($2::text::xid8, $3)) as is_past";
        let xid = cursor.xid.to_string();
        let parameters: crate::Parameters<'_> =
            &[(&transition_id, Type::INT8), (&xid, Type::TEXT), (&cursor.id, Type::INT8)];
        let rows = self.query(sql, parameters).await?;
        rows.first().map_or(Ok(true), |row| get(row, "is_past"))
    }
}

fn change(row: &Row) -> Result<Change, StoreError> {
    Ok(Change {
        cursor: cursor(row)?,
        from: row::status(row, "from_status")?,
        to: word(row, "to_status")?,
        build: row::build(row)?,
    })
}

fn cursor(row: &Row) -> Result<FeedCursor, StoreError> {
    let xid = get::<&str>(row, "feed_xid")?.parse().map_err(|_| StoreError::Row("xid: not a number".to_owned()))?;
    Ok(FeedCursor { xid, id: get(row, "feed_id")? })
}
