//! The change feed: a reader that remembers only its cursor misses nothing, however transactions commit.

use std::collections::BTreeSet;
use std::time::Duration;

use store::Store;
use store::changes::FeedCursor;
use testing::Database;
use tokio_postgres::{Client, NoTls};

async fn connect(database: &Database) -> Client {
    let (client, connection) = tokio_postgres::connect(database.url(), NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client
}

/// One build for transitions to be about.
async fn a_build(client: &Client) {
    client
        .batch_execute(
            "insert into pipelines (provider, repository, name, external_id) values ('github', 'acme/api', 'CI', 'x');
             insert into builds (pipeline_id, provider, repository, external_id, attempt, status, created_at, sequence)
             select id, 'github', 'acme/api', '1', 1, 'queued', now(), 1 from pipelines",
        )
        .await
        .expect("the build is made");
}

/// How long the feed is read before the test fails.
const LIMIT: Duration = Duration::from_mins(1);

const TRANSITION: &str =
    "insert into transitions (build_id, to_status, attempt, version) select id, 'running', 1, 1 from builds";

async fn read_all(store: &Store, cursor: &mut FeedCursor) -> usize {
    let mut read = 0;
    loop {
        let page = store.changes(*cursor, 50).await.expect("the feed is read").expect("the cursor is ours");
        read += page.items.len();
        if let Some(last) = page.items.last() {
            *cursor = last.cursor;
        }
        if !page.more {
            return read;
        }
    }
}

#[tokio::test]
async fn a_transaction_that_commits_late_is_still_read() {
    let database = Database::new();
    let store = database.store();
    let (mut slow, quick) = (connect(&database).await, connect(&database).await);
    a_build(&quick).await;

    let held = slow.transaction().await.expect("a transaction");
    held.batch_execute(TRANSITION).await.expect("the row is written");
    quick.batch_execute(TRANSITION).await.expect("the row is written");
    let mut cursor = FeedCursor::default();
    assert_eq!(read_all(&store, &mut cursor).await, 0, "the later row waits for the earlier one");
    held.commit().await.expect("it commits");
    // A transaction of any other database of the server may hold the feed back for as long as it lasts.
    let mut read = 0;
    while read < 2 {
        read += read_all(&store, &mut cursor).await;
    }
    assert_eq!(read, 2);
    assert_eq!(read_all(&store, &mut cursor).await, 0);
}

#[tokio::test]
async fn eight_writers_and_a_reader_that_never_stops_lose_nothing() {
    const EACH: usize = 100;
    let database = Database::new();
    let store = database.store();
    a_build(&connect(&database).await).await;
    let writers: Vec<_> = (0..8).map(|writer| tokio::spawn(write(database.url().to_owned(), writer, EACH))).collect();
    let (mut cursor, mut seen) = (FeedCursor::default(), BTreeSet::new());
    // A transaction of any other database of the server may hold the feed back for as long as it lasts.
    let all = tokio::time::timeout(LIMIT, async {
        while seen.len() < 8 * EACH {
            let page = store.changes(cursor, 50).await.expect("the feed is read").expect("the cursor is ours");
            for change in page.items {
                assert!(change.cursor > cursor, "the feed goes forward");
                cursor = change.cursor;
                seen.insert(cursor);
            }
        }
    });
    assert!(all.await.is_ok(), "{} of {} were read", seen.len(), 8 * EACH);
    for writer in writers {
        writer.await.expect("the writer ends");
    }
    assert_eq!(read_all(&store, &mut cursor).await, 0, "no more than was written");
}

/// Writes rows in transactions of which every fifth stays open over a round trip more.
async fn write(url: String, writer: usize, rows: usize) {
    let (mut client, connection) = tokio_postgres::connect(&url, NoTls).await.expect("a connection");
    tokio::spawn(connection);
    for row in 0..rows {
        let transaction = client.transaction().await.expect("a transaction");
        transaction.batch_execute(TRANSITION).await.expect("the row is written");
        if (row + writer).is_multiple_of(5) {
            transaction.batch_execute("select pg_sleep(0.003)").await.expect("it waits");
        }
        transaction.commit().await.expect("it commits");
    }
}

#[tokio::test]
async fn a_cursor_from_another_database_is_told_apart() {
    let database = Database::new();
    let cursor: FeedCursor = "999999999999-1".parse().expect("a cursor");
    assert_eq!(database.store().changes(cursor, 10).await.expect("an answer"), None);
    assert!("1-x".parse::<FeedCursor>().is_err());
    assert!("-1-1".parse::<FeedCursor>().is_err());
}
