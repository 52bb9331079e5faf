//! Databases for tests: alone, alike and gone afterwards.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use anyhow::Result;
use embedded_postgres::test::{self, TestDatabase};
use tokio_postgres::{Client, NoTls};

#[tokio::test]
async fn each_test_has_a_database_of_its_own() {
    let (one, two) = (migrated(), migrated());
    connect(&one.url).await.batch_execute("INSERT INTO t VALUES (1)").await.unwrap();
    let rows = connect(&two.url).await.query("SELECT n FROM t", &[]).await.unwrap();
    assert!(rows.is_empty());
}

#[tokio::test]
async fn a_dropped_test_database_is_gone_even_while_in_use() {
    let database = migrated();
    let url = database.url.clone();
    let _in_use = connect(&url).await;
    drop(database);
    assert!(tokio_postgres::connect(&url, NoTls).await.is_err());
}

#[tokio::test]
async fn a_failed_migration_leaves_no_template() {
    let failed = test::database("broken_template", async |_| anyhow::bail!("no such column"));
    let error = format!("{:#}", failed.unwrap_err());
    assert!(error.contains("could not migrate the template broken_template: no such column"), "{error}");

    let repaired = test::database("broken_template", async |url| migrate(url).await).unwrap();
    connect(&repaired.url).await.batch_execute("INSERT INTO t VALUES (1)").await.unwrap();
}

#[tokio::test]
async fn an_empty_database_has_no_tables() {
    let database = test::empty().unwrap();
    let tables = connect(&database.url).await;
    let tables = tables.query("SELECT FROM pg_tables WHERE schemaname = 'public'", &[]).await.unwrap();
    assert!(tables.is_empty());
}

#[test]
fn a_template_is_made_once_for_all_who_ask_at_the_same_time() {
    let asked: Vec<_> = (0..8).map(|_| std::thread::spawn(migrated)).collect();
    let databases: Vec<_> = asked.into_iter().map(|one| one.join().unwrap()).collect();
    let mut urls: Vec<_> = databases.iter().map(|database| &database.url).collect();
    urls.sort();
    urls.dedup();
    assert_eq!(urls.len(), 8);
}

fn migrated() -> TestDatabase {
    test::database("own_tests", async |url| migrate(url).await).unwrap()
}

async fn migrate(url: &str) -> Result<()> {
    Ok(connect(url).await.batch_execute("CREATE TABLE t (n int)").await?)
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}
