//! A host of a test's own.

use std::path::PathBuf;
use std::time::Duration;

use domain::Provider;
use platform::config::Environment;
use platform::gate::Gate;
use reqwest::{Client, Response};
use senders::Senders;
use serde_json::Value;
use signalbox::Host;
use signalbox::settings::Settings;
use tempfile::TempDir;
use testing::Database;

use crate::delivery::{Delivery, SECRET};

/// A host on a free port, over a fresh database and an empty data folder.
pub(crate) struct TestHost {
    /// Where it answers, `http://127.0.0.1:<port>`.
    pub(crate) url: String,
    /// A client of it.
    pub(crate) client: Client,
    host: Host,
    database: Database,
    _data: TempDir,
}

impl TestHost {
    /// Starts one.
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// Starts one with other settings.
    pub(crate) async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let database = Database::new();
        let data = tempfile::tempdir().unwrap();
        let mut settings = settings(database.url(), data.path().to_owned());
        change(&mut settings);
        let host = Host::start(settings).await.unwrap();
        Self { url: format!("http://{}", host.address), client: client(), host, database, _data: data }
    }

    /// Where its database is.
    pub(crate) fn database_url(&self) -> String {
        self.database.url().to_owned()
    }

    /// Sends a delivery.
    pub(crate) async fn send(&self, delivery: &Delivery) -> Response {
        delivery.to(&self.client, &self.url).send().await.unwrap()
    }

    /// The JSON at a path.
    pub(crate) async fn get(&self, path: &str) -> Value {
        get(&self.client, &self.url, path).await
    }

    /// Where its WebSocket is.
    pub(crate) fn socket(&self) -> String {
        format!("{}/ws", self.url.replace("http", "ws"))
    }

    /// Stops it.
    pub(crate) async fn stop(self) {
        self.host.stop().await.unwrap();
    }
}

/// Settings of a host on a free port.
pub(crate) fn settings(database_url: &str, data: PathBuf) -> Settings {
    let secret = |provider: Provider| {
        (provider, if provider == Provider::Github { SECRET.to_owned() } else { format!("{SECRET} of {provider}") })
    };
    Settings {
        address: ([127, 0, 0, 1], 0).into(),
        data,
        database_url: Some(database_url.to_owned()),
        public_url: None,
        page: None,
        gate: Gate::optional(&Environment::default()).expect("a gate without a token"),
        secrets: [Provider::Github, Provider::Gitlab, Provider::Jenkins].map(secret).to_vec(),
        senders: Senders::from_environment(&Environment::default()).expect("no senders"),
        log: "off".to_owned(),
        poll_every: Duration::from_hours(1),
        environment: Environment::default(),
    }
}

/// A client that follows nowhere and asks no proxy.
pub(crate) fn client() -> Client {
    platform::outbound::client().no_proxy().timeout(Duration::from_mins(1)).build().unwrap()
}

/// The JSON that a host answers with status 200.
pub(crate) async fn get(client: &Client, base: &str, path: &str) -> Value {
    let answer = client.get(format!("{base}{path}")).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    answer.json().await.unwrap()
}

/// Waits for what must come; a test that would wait for ever fails.
pub(crate) async fn within_limit<T>(what: impl Future<Output = T>) -> T {
    /// A bound and no measure. Shorter than the sweeper's minute, so that it does not make up for a ring that is lost.
    const LIMIT: Duration = Duration::from_secs(45);
    tokio::time::timeout(LIMIT, what).await.expect("what must come does not come")
}

/// Every change that a host tells, oldest first.
pub(crate) async fn changes(client: &Client, base: &str) -> Vec<Value> {
    let (mut cursor, mut all) = ("0-0".to_owned(), Vec::new());
    loop {
        let page = get(client, base, &format!("/api/changes?after={cursor}&limit=200")).await;
        all.extend(page["items"].as_array().unwrap().iter().cloned());
        page["cursor"].as_str().unwrap().clone_into(&mut cursor);
        if page["more"] == false {
            return all;
        }
    }
}
