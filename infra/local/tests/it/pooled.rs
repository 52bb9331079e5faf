//! Everything by way of a pooler in transaction mode, as a proxy before Aurora is.

use std::collections::BTreeSet;

use testing::pooler::{Pooler, SHARED};
use tokio_postgres::{NoTls, SimpleQueryMessage};

use crate::delivery::Delivery;
use crate::host::{TestHost, within_limit};
use crate::sockets::Socket;

/// What a client has left in a session, of which the next client of the connection would know.
const LEFT: &str = "select pg_backend_pid(), (select count(*) from pg_prepared_statements)
    + (select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid())
    + (select count(*) from pg_listening_channels())
    + (select count(*) from pg_settings where source = 'session')
    + (select count(*) from pg_class where relpersistence = 't')";

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_session_is_needed_or_left() {
    let database = testing::Database::new();
    let pooler = Pooler::before(database.url()).await;
    let url = pooler.url(database.url());
    let host = TestHost::with(|settings| settings.database_url = Some(url.clone())).await;

    let mut socket = Socket::open(&host.socket()).await;
    let deliveries: Vec<_> =
        (1..=40).map(|it| Delivery::run(it, if it % 3 == 0 { "failure" } else { "success" })).collect();
    let sent = futures_util::future::join_all(deliveries.iter().map(|it| host.send(it))).await;
    for answer in sent {
        assert_eq!(answer.status(), 202);
        assert_eq!(answer.json::<serde_json::Value>().await.unwrap()["outcome"], "applied");
    }
    let mut told = BTreeSet::new();
    while told.len() < 40 {
        told.extend(socket.builds().await.into_iter().map(|it| it.external_id));
    }
    let paths = [
        "/api/builds",
        "/api/pipelines",
        "/api/metrics/overview",
        "/api/metrics/pipelines",
        "/api/metrics/flaky",
        "/api/metrics/regressions",
        "/api/changes?after=0-0",
        "/api/deliveries",
        "/api/sources",
        "/api/breakages",
        "/api/alerts/channels",
        "/api/alerts/history",
    ];
    futures_util::future::join_all(paths.iter().map(|it| host.get(it))).await;
    host.stop().await;

    let (client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
    tokio::spawn(connection);
    let mut seen = BTreeSet::new();
    within_limit(async {
        while seen.len() < SHARED {
            let answer = client.simple_query(LEFT).await.unwrap();
            let row = answer.iter().find_map(|it| if let SimpleQueryMessage::Row(row) = it { Some(row) } else { None });
            let row = row.expect("a row");
            assert_eq!(row.get(1), Some("0"), "something is left in a session");
            seen.insert(row.get(0).unwrap().to_owned());
        }
    })
    .await;
}
