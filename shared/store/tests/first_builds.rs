//! The first builds of a database, which PostgreSQL knows nothing of yet.

#[path = "../../domain/tests/generate/mod.rs"]
#[allow(dead_code, reason = "the domain's own tests use the rest")]
mod generate;

use domain::{Sequence, Status};
use generate::report;
use serde_json::Value;
use store::DEFAULT_ORG;
use testing::Database;
use tokio_postgres::NoTls;

/// How many builds come in.
const BUILDS: i64 = 500;
/// How many entries of indexes may be read for each: to find it, to write what is kept of it, to see what refers to it.
const ENTRIES: i64 = 30;

#[tokio::test]
async fn each_is_looked_up_and_not_searched_for_among_all() {
    let database = Database::new();
    let (mut client, connection) = tokio_postgres::connect(database.url(), NoTls).await.unwrap();
    tokio::spawn(connection);
    let reports = (1..=BUILDS).filter_map(|n| {
        let mut report = report(Sequence::Attempt(1), Status::Success, n);
        report.external_id = n.to_string();
        store::intake::report(&report)
    });
    let reports = Value::Array(reports.collect());
    let transaction = client.transaction().await.unwrap();
    let moved = transaction.query("select from apply_reports($1, $2)", &[&DEFAULT_ORG, &reports]).await.unwrap();
    assert_eq!(i64::try_from(moved.len()), Ok(BUILDS));
    let sql = "select sum(pg_stat_get_xact_tuples_returned(i.indexrelid))::bigint
                 from pg_index i join pg_class c on c.oid = i.indrelid where c.relnamespace = 'public'::regnamespace";
    let read: i64 = transaction.query_one(sql, &[]).await.unwrap().get(0);
    assert!(read <= BUILDS * ENTRIES, "{read} entries were read for {BUILDS} builds");
}
