//! No route reads the whole history: PostgreSQL counts how often a table is read from end to end.

use std::collections::BTreeMap;

use signalbox::Host;

use crate::history::{self, connect};
use crate::host::{client, get, settings, within_limit};

/// The tables that grow with every build.
const HISTORY: [&str; 6] = ["attempts", "build_texts", "builds", "jobs", "transitions", "verdicts"];

const ROUTES: [&str; 42] = [
    "/api/builds",
    "/api/builds?limit=200&cursor=1790000000000000-20000",
    "/api/builds?provider=jenkins",
    "/api/builds?provider=jenkins,gitlab",
    "/api/builds?status=failure",
    "/api/builds?status=timed_out",
    "/api/builds?status=blocked",
    "/api/builds?status=timed_out,blocked,unknown",
    "/api/builds?status=timed_out&provider=gitlab&branch=main",
    "/api/builds?branch=main",
    "/api/builds?branch=old",
    "/api/builds?branch=nowhere",
    "/api/builds?branch=main&status=timed_out",
    "/api/builds?pipeline_id=7",
    "/api/builds?pipeline_id=7&status=timed_out",
    "/api/builds?pipeline_id=7&branch=old",
    "/api/builds?since=2020-01-01T00:00:00Z&until=2020-02-01T00:00:00Z",
    "/api/builds?q=main",
    "/api/builds?q=old",
    "/api/builds?q=acme",
    "/api/builds?q=service-7",
    "/api/builds?q=dev-7",
    "/api/builds?q=work%20on%2012345",
    "/api/builds?q=c4ca4238",
    "/api/builds?q=nowhere",
    "/api/builds?q=x1",
    "/api/builds?q=main&status=timed_out",
    "/api/builds?q=dev-7&status=success",
    "/api/builds?q=dev-7&status=failure,cancelled",
    "/api/builds?q=dev-7&branch=main",
    "/api/builds?q=dev-7&pipeline_id=7",
    "/api/builds?q=on%203&branch=main&provider=jenkins,github",
    "/api/builds?q=old&provider=gitlab&status=success",
    "/api/builds/20000",
    "/api/pipelines",
    "/api/metrics/overview",
    "/api/metrics/overview?window=90d&branch=main",
    "/api/metrics/pipeline/7?window=90d",
    "/api/metrics/pipelines?window=7d",
    "/api/metrics/flaky?window=7d",
    "/api/metrics/regressions?window=7d",
    "/api/changes?after=0-0",
];

/// How often each table has been read from end to end, once nobody else is connected: who leaves tells the last of it.
async fn whole_reads(database: &str) -> BTreeMap<String, i64> {
    let client = connect(database).await;
    let others = "select from pg_stat_activity where datname = current_database() and backend_type = 'client backend'
                     and pid <> pg_backend_pid()";
    within_limit(async { while !client.query(others, &[]).await.unwrap().is_empty() {} }).await;
    let sql = "select relname::text, seq_scan from pg_stat_user_tables where relname = any($1)";
    let tables = HISTORY.map(str::to_owned).to_vec();
    client.query(sql, &[&tables]).await.unwrap().iter().map(|it| (it.get(0), it.get(1))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_route_reads_the_whole_history() {
    let database = history::database().await;
    let before = whole_reads(database.url()).await;
    assert_eq!(before.len(), HISTORY.len(), "{before:?}");
    for route in ROUTES {
        // A host for each, so that the one that reads too much is named.
        let data = tempfile::tempdir().unwrap();
        let host = Host::start(settings(database.url(), data.path().to_owned())).await.unwrap();
        get(&client(), &format!("http://{}", host.address), route).await;
        host.stop().await.unwrap();
        assert_eq!(whole_reads(database.url()).await, before, "{route}");
    }
}
