//! The database goes away and comes back.

use std::collections::BTreeSet;

use futures_util::future::{join, join_all};
use serde_json::Value;
use testing::Database;

use crate::delivery::Delivery;
use crate::host::TestHost;
use crate::proxy::{Mode, Proxy};
use crate::sockets::Socket;

/// How many deliveries come while the database is away.
const DELIVERIES: u64 = 30;

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_wait_on_disk_while_the_database_refuses() {
    deliveries_wait_while(Mode::Cut).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_wait_on_disk_while_the_database_says_nothing() {
    deliveries_wait_while(Mode::Silent).await;
}

async fn deliveries_wait_while(mode: Mode) {
    let database = Database::new();
    let proxy = Proxy::before(database.url()).await;
    let host = TestHost::with(|settings| settings.database_url = Some(proxy.url(database.url()))).await;
    let mut socket = Socket::open(&host.socket()).await;

    proxy.set(mode);
    let deliveries: Vec<_> = (0..DELIVERIES).map(|number| Delivery::run(number, "success")).collect();
    let health = host.client.get(format!("{}/api/health", host.url)).send();
    let (answers, health) = join(join_all(deliveries.iter().map(|it| host.send(it))), health).await;
    assert_eq!(health.unwrap().status(), 503);
    for answer in answers {
        assert_eq!(answer.status(), 202);
        assert_eq!(answer.json::<Value>().await.unwrap()["outcome"], "queued");
    }

    proxy.set(Mode::Pass);
    let expected: BTreeSet<_> = (0..DELIVERIES).map(Delivery::external_id).collect();
    let mut told = BTreeSet::new();
    while told != expected {
        told.extend(socket.builds().await.into_iter().map(|it| it.external_id));
    }
    let builds = host.get("/api/builds?limit=200").await;
    assert_eq!(builds["items"].as_array().unwrap().len(), expected.len());
    host.stop().await;
}
