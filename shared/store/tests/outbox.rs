//! The outbox: claimed once, fenced, retried, dead at the end; and cursors, which are fenced the same way.

use std::collections::BTreeSet;

use store::Store;
use testing::Database;
use tokio_postgres::NoTls;

/// A plain connection, to put the database into states that time would bring.
async fn sql(database: &Database, statements: &str) {
    let (client, connection) = tokio_postgres::connect(database.url(), NoTls).await.expect("a connection");
    let driver = tokio::spawn(connection);
    client.batch_execute(statements).await.expect("the statements run");
    drop(client);
    driver.await.expect("the driver ends").expect("the connection ends");
}

async fn with_work(rows: i32) -> (Database, Store) {
    let database = Database::new();
    let insert = format!(
        "insert into outbox (topic, dedupe_key, payload)
         select 'push', 'k' || n, jsonb_build_object('n', n) from generate_series(1, {rows}) n"
    );
    sql(&database, &insert).await;
    let store = database.store();
    (database, store)
}

#[tokio::test]
async fn eight_claimers_at_once_share_the_work_without_overlap() {
    let (_database, store) = with_work(100).await;
    let claimers: Vec<_> = (0..8)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                loop {
                    let work = store.claim("push", 7).await.expect("a claim");
                    if work.is_empty() {
                        return mine;
                    }
                    mine.extend(work.iter().map(|it| it.id));
                }
            })
        })
        .collect();
    let mut claimed = Vec::new();
    for claimer in claimers {
        claimed.extend(claimer.await.expect("the claimer ends"));
    }
    assert_eq!(claimed.len(), 100);
    assert_eq!(claimed.iter().collect::<BTreeSet<_>>().len(), 100);
}

#[tokio::test]
async fn whoever_lost_the_lease_finishes_nothing() {
    let (database, store) = with_work(1).await;
    let late = store.claim("push", 1).await.expect("a claim");
    sql(&database, "update outbox set lease_until = clock_timestamp() - interval '1 second'").await;
    assert!(store.overdue().await.expect("an answer").is_some(), "the sweeper sees it");
    let owner = store.claim("push", 1).await.expect("a claim");
    assert_eq!((late[0].id, late[0].tries, owner[0].id, owner[0].tries), (owner[0].id, 1, late[0].id, 2));
    assert_eq!(store.finish(&late).await.expect("an answer"), 0);
    assert_eq!(store.finish(&owner).await.expect("an answer"), 1);
    assert!(store.claim("push", 1).await.expect("a claim").is_empty());
}

#[tokio::test]
async fn failed_work_waits_its_turn_and_dies_at_the_end_of_the_schedule() {
    let (database, store) = with_work(1).await;
    let mut tries = 0;
    loop {
        let work = store.claim("push", 1).await.expect("a claim");
        if work.is_empty() {
            break;
        }
        tries += 1;
        store.fail(&work, "it did not work").await.expect("it is recorded");
        assert!(store.claim("push", 1).await.expect("a claim").is_empty(), "it is not due yet");
        sql(&database, "update outbox set available_at = clock_timestamp() where state = 'ready'").await;
    }
    assert_eq!(tries, 10);
    assert_eq!(store.overdue().await.expect("an answer"), None, "the dead are not rung for");
}

#[tokio::test]
async fn a_cursor_has_one_reader_and_a_reader_that_lost_it_moves_nothing() {
    let database = Database::new();
    let store = database.store();
    let mut late = store.lease_cursor("push").await.expect("an answer").expect("the lease");
    assert_eq!(late.position, "");
    assert_eq!(store.lease_cursor("push").await.expect("an answer"), None);
    sql(&database, "update cursors set lease_until = clock_timestamp() - interval '1 second'").await;

    let mut owner = store.lease_cursor("push").await.expect("an answer").expect("the lease");
    assert!(!store.advance_cursor(&mut late, "9-9".to_owned()).await.expect("an answer"));
    assert!(store.advance_cursor(&mut owner, "1-1".to_owned()).await.expect("an answer"));
    store.release_cursor(owner).await.expect("it is released");
    let mut next = store.lease_cursor("push").await.expect("an answer").expect("the lease");
    assert_eq!(next.position, "1-1");

    next.position = "2-2".to_owned();
    store.release_cursor(late).await.expect("it is not its to release");
    assert_eq!(store.lease_cursor("push").await.expect("an answer"), None);
    store.release_cursor(next).await.expect("it is released");
    let last = store.lease_cursor("push").await.expect("an answer").expect("the lease");
    assert_eq!(last.position, "2-2", "the cursor is kept as it is given back");
}
