//! A GitHub, a database, and a poller between the two.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use collect::github::Github;
use collect::{Deadline, LookBack, Poller};
use domain::source::Source;
use domain::{Build, BuildDetail, Status};
use jiff::{SignedDuration, Timestamp};
use platform::aws::loopback_config;
use platform::doorbell::Doorbell;
use platform::queue::Queues;
use store::Store;
use store::builds::BuildFilter;
use testing::Database;
use testing::fakes::github::{Github as Server, TOKEN};
use tokio_postgres::{NoTls, Row};

/// How far the first poll looks back.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(14 * 24);

pub(crate) struct World {
    pub(crate) server: Server,
    pub(crate) store: Store,
    pub(crate) poller: Poller<Github>,
    database: Database,
}

/// What has become of a build.
pub(crate) struct Outcome {
    pub(crate) repository: String,
    pub(crate) status: Status,
    pub(crate) finished_at: Option<Timestamp>,
    pub(crate) attempt: i64,
    /// How many attempts are known.
    pub(crate) attempts: i64,
    /// What was told of it, in order: status and attempt.
    pub(crate) told: Vec<String>,
}

impl World {
    /// Polls `names` of a server that has `repositories`.
    pub(crate) async fn new(repositories: &[&str], names: &[&str]) -> Self {
        Self::with(repositories, names, TOKEN, LOOK_BACK).await
    }

    pub(crate) async fn with(repositories: &[&str], names: &[&str], token: &str, look_back: SignedDuration) -> Self {
        let (server, database) = (Server::start(repositories).await, Database::new());
        let store = database.store();
        let poller = poller(&server, &store, names, token, look_back);
        Self { server, store, poller, database }
    }

    /// One poll to its end, and what it asked.
    pub(crate) async fn poll(&self) -> Vec<String> {
        self.server.asked();
        self.poller.run(true, &in_time()).await.expect("the poll ends");
        self.poller.look_back(&in_time()).await.expect("the look back ends");
        self.server.asked()
    }

    pub(crate) async fn builds(&self) -> Vec<Build> {
        self.store.builds(&BuildFilter::default(), 20_000).await.expect("a list").items
    }

    /// What has become of every build, by the provider's id.
    pub(crate) async fn outcomes(&self) -> BTreeMap<String, Outcome> {
        let sql = "select b.external_id, b.repository, b.status::text, b.finished_at, b.attempt,
                          (select count(*) from attempts a where a.build_id = b.id) attempts,
                          array(select to_status || ' ' || attempt from transitions t where t.build_id = b.id order by t.id) told
                     from builds b";
        let outcome = |row: &Row| Outcome {
            repository: row.get("repository"),
            status: row.get::<_, &str>("status").parse().expect("a status"),
            finished_at: row.get("finished_at"),
            attempt: row.get("attempt"),
            attempts: row.get("attempts"),
            told: row.get("told"),
        };
        let rows = self.database().await.query(sql, &[]).await.expect("the builds");
        rows.iter().map(|row| (row.get("external_id"), outcome(row))).collect()
    }

    async fn database(&self) -> tokio_postgres::Client {
        let (client, connection) = tokio_postgres::connect(self.database.url(), NoTls).await.expect("a connection");
        tokio::spawn(connection);
        client
    }

    /// Makes every thorough listing as old as to be due.
    pub(crate) async fn an_hour_passes(&self) {
        let sql = "update cursors set position = (position::jsonb - 'thorough_at')::text where name like 'poll:%';
                   update cursors set position = jsonb_build_object('scanned_until',
                          (position::jsonb ->> 'scanned_until')::timestamptz - interval '1 hour')::text where name like 'hooks:%';
                   update transitions set at = at - interval '1 hour';
                   update unsettled set looked_at = looked_at - interval '1 hour'";
        self.database().await.batch_execute(sql).await.expect("the clocks are changed");
    }

    /// Makes it look as if nobody had polled for so many days.
    pub(crate) async fn nobody_polls_for(&self, days: i32) {
        let sql =
            "update cursors set position = (position::jsonb - 'thorough_at' || jsonb_build_object('complete_until',
                          (position::jsonb ->> 'complete_until')::timestamptz - make_interval(days => $1)))::text
                    where name like 'poll:%'";
        self.database().await.execute(sql, &[&days]).await.expect("the cursors are changed");
    }

    /// Polls until nothing is left to look at: one poll looks at so many builds only.
    pub(crate) async fn settle(&self) {
        while self.poll().await.len() > self.sources().await.len() {}
    }

    /// The only build.
    pub(crate) async fn build(&self) -> BuildDetail {
        let builds = self.builds().await;
        assert_eq!(builds.len(), 1, "{builds:#?}");
        self.store.build(builds[0].id).await.expect("a build").expect("it is there")
    }

    pub(crate) async fn sources(&self) -> Vec<Source> {
        self.store.sources().await.expect("a list")
    }

    /// The only source.
    pub(crate) async fn source(&self) -> Source {
        let mut sources = self.sources().await;
        assert_eq!(sources.len(), 1, "{sources:#?}");
        sources.remove(0)
    }
}

pub(crate) fn poller(
    server: &Server,
    store: &Store,
    names: &[&str],
    token: &str,
    look_back: SignedDuration,
) -> Poller<Github> {
    let names = names.iter().map(|it| (*it).to_owned()).collect();
    let github = Github::new(&server.url, Some(token), names, Some("https://ci.example")).expect("a collector");
    // Nobody hears this bell.
    let queue = Queues::new(&loopback_config("http://127.0.0.1:1")).queue("http://127.0.0.1:1/notify");
    Poller::new(github, store.clone(), Doorbell::in_background(queue), LookBack(look_back))
}

/// So many minutes ago, on a whole second.
pub(crate) fn ago(minutes: i64) -> Timestamp {
    let now = Timestamp::from_second(platform::clock::now().as_second()).expect("a time");
    now - SignedDuration::from_mins(minutes)
}

/// A time that no test comes near.
pub(crate) fn in_time() -> Deadline {
    Deadline::at(Instant::now() + Duration::from_mins(5))
}
