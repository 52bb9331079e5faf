//! The real database, asked for its breakages and for what was told of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::breakage::{self, Place, Stretch, Verdict};
use domain::{BuildReport, BuildState, Outcome, Provider};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use store::Store;
use store::intake::{Content, NewDelivery};
use testing::Database;
use tokio_postgres::{Client, NoTls};

/// A fresh database and a connection to look into it.
#[derive(Clone)]
pub(crate) struct Table {
    store: Store,
    pub(crate) client: Arc<Client>,
    _database: Arc<Database>,
}

/// A row of the table that is not retracted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) id: i64,
    pub(crate) branch: String,
    pub(crate) stretch: Stretch,
}

impl Table {
    pub(crate) async fn new() -> Self {
        let database = Database::new();
        let (client, connection) = tokio_postgres::connect(database.url(), NoTls).await.expect("a connection");
        tokio::spawn(connection);
        Self { store: database.store(), client: Arc::new(client), _database: Arc::new(database) }
    }

    /// Takes in a delivery of the reports.
    pub(crate) async fn take(&self, key: &str, reports: &[BuildReport]) {
        let delivery = NewDelivery {
            provider: Provider::Github,
            event: "test",
            delivery_key: key,
            body_sha256: Sha256::digest(key).into(),
            content: Content::Reports(reports),
        };
        let taken = self.store.take_delivery(&delivery).await.expect("the delivery is taken");
        assert_eq!(taken.outcome, Outcome::Applied);
    }

    /// The breakages of a repository that are not retracted, oldest first, by pipeline and branch.
    pub(crate) async fn rows(&self, repository: &str) -> BTreeMap<(i64, String), Vec<Row>> {
        let sql = "select b.*, c.created_at as closed_place from breakages b
                     join pipelines p on p.id = b.pipeline_id left join builds c on c.id = b.closed_by
                    where p.repository = $1 and not b.retracted
                    order by b.position, b.opened_by, b.opened_attempt";
        let mut rows: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for row in self.client.query(sql, &[&repository]).await.expect("the breakages are read") {
            let place = |at, build_id, attempt| Place { at: row.get(at), build_id, attempt };
            let closed = row.get::<_, Option<i64>>("closed_by").map(|build_id| {
                (place("closed_place", build_id, row.get("closed_attempt")), row.get::<_, Timestamp>("closed_at"))
            });
            let opened_by = place("position", row.get("opened_by"), row.get("opened_attempt"));
            let stretch = Stretch { opened_by, opened_at: row.get("opened_at"), closed };
            let branch: String = row.get("branch");
            let row = Row { id: row.get("id"), branch: branch.clone(), stretch };
            let pipeline: i64 = self.pipeline_of(row.id).await;
            rows.entry((pipeline, branch)).or_default().push(row);
        }
        rows
    }

    async fn pipeline_of(&self, breakage: i64) -> i64 {
        let row = self.client.query_one("select pipeline_id from breakages where id = $1", &[&breakage]).await;
        row.expect("the breakage is there").get(0)
    }

    /// What was told of a breakage, in order, without what still failed.
    pub(crate) async fn told(&self, breakage: i64) -> Vec<String> {
        let sql = "select payload ->> 'kind' from outbox
                    where topic = 'breakage' and (payload ->> 'breakage_id')::bigint = $1
                      and payload ->> 'kind' <> 'still_failing'
                    order by id";
        let rows = self.client.query(sql, &[&breakage]).await.expect("the outbox is read");
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// Checks that the table holds the breakages that the domain finds in the reports, and that what was told of each,
    /// and of each that was retracted, ends with its state.
    pub(crate) async fn check(&self, repository: &str, reports: &[BuildReport]) {
        let found: BTreeMap<_, Vec<Stretch>> = (self.rows(repository).await.into_iter())
            .map(|(key, rows)| (key, rows.into_iter().map(|it| it.stretch).collect()))
            .collect();
        let verdicts = self.verdicts(repository, reports).await;
        let expected: BTreeMap<_, Vec<Stretch>> = (verdicts.into_iter())
            .map(|(key, verdicts)| (key, breakage::breakages(verdicts)))
            .filter(|(_, stretches)| !stretches.is_empty())
            .collect();
        assert_eq!(found, expected, "{reports:#?}");
        self.check_told(repository).await;
    }

    async fn check_told(&self, repository: &str) {
        let sql = "select b.id, b.closed_at is null as open from breakages b join pipelines p on p.id = b.pipeline_id
                    where p.repository = $1";
        for row in self.client.query(sql, &[&repository]).await.expect("the breakages are read") {
            let told = self.told(row.get("id")).await;
            assert!(told.iter().step_by(2).all(|it| it == "broken"), "{told:?}");
            assert!(told.iter().skip(1).step_by(2).all(|it| it == "fixed"), "{told:?}");
            let is_broken = told.last().is_some_and(|it| it == "broken");
            assert_eq!(is_broken, row.get::<_, bool>("open"), "{told:?}");
        }
    }

    /// The verdicts that the domain finds in the reports, by pipeline and branch.
    async fn verdicts(&self, repository: &str, reports: &[BuildReport]) -> BTreeMap<(i64, String), Vec<Verdict>> {
        let mut states: BTreeMap<&str, BuildState> = BTreeMap::new();
        for report in reports {
            let state = states.remove(report.external_id.as_str()).unwrap_or_default().merge(report);
            states.insert(&report.external_id, state);
        }
        let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (external_id, state) in states {
            let sql = "select id, pipeline_id, created_at from builds where repository = $1 and external_id = $2";
            let row = self.client.query_one(sql, &[&repository, &external_id]).await.expect("the build is there");
            if let Some((branch, verdicts)) = breakage::verdicts(&state, row.get("id"), row.get("created_at")) {
                found.entry((row.get("pipeline_id"), branch)).or_default().extend(verdicts);
            }
        }
        found
    }
}
