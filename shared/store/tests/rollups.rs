//! Rollups: whatever is told, in whatever order, they are what the builds add up to.

#[path = "breakages/history.rs"]
mod history;

use std::sync::Arc;

use domain::{BuildReport, Outcome, Provider, Status};
use history::{at, ended, histories};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use sha2::{Digest, Sha256};
use store::Store;
use store::intake::{Content, NewDelivery};
use store::metrics::{MetricsFilter, Range, Summary};
use testing::Database;
use tokio_postgres::{Client, NoTls};

/// How many histories are told to the real database.
const HISTORIES: usize = 60;

#[derive(Clone)]
struct Rollups {
    store: Store,
    client: Arc<Client>,
    _database: Arc<Database>,
}

impl Rollups {
    async fn new() -> Self {
        let database = Database::new();
        let (client, connection) = tokio_postgres::connect(database.url(), NoTls).await.expect("a connection");
        tokio::spawn(connection);
        Self { store: database.store(), client: Arc::new(client), _database: Arc::new(database) }
    }

    async fn take(&self, key: &str, report: &BuildReport) {
        let delivery = NewDelivery {
            provider: Provider::Github,
            event: "test",
            delivery_key: key,
            body_sha256: Sha256::digest(key).into(),
            content: Content::Reports(std::slice::from_ref(report)),
        };
        assert_eq!(self.store.take_delivery(&delivery).await.expect("it is taken").outcome, Outcome::Applied);
    }

    /// Counts anew: nothing may be wrong. Answers how much was counted.
    async fn check(&self) -> usize {
        let found = self.store.recount().await.expect("all is counted");
        assert_eq!(found.wrong, 0);
        found.facts
    }

    async fn execute(&self, sql: &str) {
        assert!(self.client.execute(sql, &[]).await.expect("the statement is run") > 0, "{sql}");
    }

    /// The numbers of a window are those of the builds in it.
    async fn check_window(&self, filter: &MetricsFilter, range: Range) {
        let windows = self.store.overview(filter, range).await.expect("numbers").windows;
        for summary in [&windows.current, &windows.previous] {
            self.check_summary(filter, summary).await;
        }
        let mut of_series = vec![0; Status::ALL.len()];
        for point in &windows.series {
            of_series.iter_mut().zip(point.totals.builds()).for_each(|(sum, it)| *sum += it.1);
        }
        let of_window: Vec<i64> = windows.current.totals.builds().iter().map(|it| it.1).collect();
        assert_eq!(of_series, of_window);
    }

    async fn check_summary(&self, filter: &MetricsFilter, summary: &Summary) {
        let Summary { range, totals } = summary;
        let sql = "with b as (select b.* from builds b join pipelines p on p.id = b.pipeline_id
                               where b.created_at >= $1 and b.created_at < $2 and ($3::text is null or b.branch = $3)
                                 and ($4::text is null or p.repository = $4) and ($5::bigint is null or p.id = $5))
                   select array(select count(*) from b where status::text = s.name) as counts,
                          avg(duration_seconds) filter (where status in ('success', 'failure', 'timed_out')) as mean,
                          percentile_cont(0.95) within group (order by duration_seconds)
                            filter (where status = 'success') as p95
                     from unnest($6::text[]) with ordinality s (name, n) left join b on true group by s.name, s.n order by s.n";
        let names: Vec<&str> = Status::ALL.iter().map(|it| it.as_str()).collect();
        let parameters: &[&(dyn tokio_postgres::types::ToSql + Sync)] =
            &[&range.from, &range.to, &filter.branch, &filter.repository, &filter.pipeline_id, &names];
        let rows = self.client.query(sql, parameters).await.expect("builds");
        for (row, (status, count)) in rows.iter().zip(totals.builds()) {
            assert_eq!(row.get::<_, Vec<i64>>("counts"), [count], "{status} of {range:?}");
        }
        assert_eq!(totals.decided().mean(), rows[0].get("mean"));
        let (found, exact) = (totals.success.percentiles()[1], rows[0].get::<_, Option<f64>>("p95"));
        assert_eq!(found.is_some(), exact.is_some());
        assert!(found.zip(exact).is_none_or(|(found, exact)| (found - exact).abs() <= 0.02 * exact));
    }
}

/// The reports of a history, told of a repository and of a day of its own.
fn placed(mut reports: Vec<BuildReport>, history: usize) -> Vec<BuildReport> {
    let later = jiff::SignedDuration::from_hours(7 * i64::try_from(history).expect("few histories"));
    for report in &mut reports {
        report.pipeline.repository = format!("acme/{:02}", history % 7);
        report.pipeline.external_id =
            report.pipeline.external_id.as_ref().map(|it| format!("{}:{it}", report.pipeline.repository));
        report.external_id = format!("{history}-{}", report.external_id);
        if let Some(run) = &mut report.run {
            for time in [&mut run.observed_at, &mut run.queued_at, &mut run.started_at, &mut run.finished_at] {
                *time = time.map(|it| it + later);
            }
        }
    }
    reports
}

fn windows() -> Vec<Range> {
    let between = |from: i64, to: i64| Range { from: at(from), to: at(to) };
    vec![between(-30, 30), between(3, 600), between(1_441, 4_321), between(-1, 30_000), between(5_003, 20_007)]
}

#[tokio::test]
async fn histories_in_any_order_are_counted_as_they_stand() {
    let rollups = Rollups::new().await;
    let mut runner = TestRunner::deterministic();
    let strategy = histories();
    for history in 0..HISTORIES {
        let reports = placed(strategy.new_tree(&mut runner).expect("a history").current(), history);
        for (index, report) in reports.iter().enumerate() {
            rollups.take(&format!("{history}/{index}"), report).await;
            if (history + index) % 5 == 0 {
                rollups.store.fold().await.expect("changes are added");
            }
        }
        if history % 6 == 0 {
            assert!(rollups.check().await > 0);
        }
    }
    rollups.store.fold().await.expect("changes are added");
    assert_eq!(rollups.store.fold().await.expect("nothing is left"), 0);
    rollups.check().await;
    let pipeline_id = Some(rollups.client.query_one("select min(id) from pipelines", &[]).await.expect("a row").get(0));
    let of = |branch: Option<&str>, repository: Option<&str>, pipeline_id| MetricsFilter {
        providers: None,
        branch: branch.map(str::to_owned),
        repository: repository.map(str::to_owned),
        pipeline_id,
    };
    for range in windows() {
        rollups.check_window(&of(None, None, None), range).await;
        rollups.check_window(&of(Some("main"), None, None), range).await;
        rollups.check_window(&of(None, Some("acme/03"), None), range).await;
        rollups.check_window(&of(Some("dev"), None, pipeline_id), range).await;
    }
}

#[tokio::test]
async fn what_is_deleted_counts_no_more_and_what_is_wrong_is_put_right() {
    let rollups = Rollups::new().await;
    let mut runner = TestRunner::deterministic();
    for history in 0..10 {
        let reports = placed(histories().new_tree(&mut runner).expect("a history").current(), history);
        for (index, report) in reports.iter().enumerate() {
            rollups.take(&format!("{history}/{index}"), report).await;
        }
    }
    rollups.store.fold().await.expect("changes are added");
    let all = rollups.check().await;
    rollups.execute("delete from builds where id % 3 = 0").await;
    assert!(rollups.check().await < all);
    rollups.store.fold().await.expect("changes are added");
    rollups.check().await;

    rollups.execute("delete from rollups where scope = 'github' and span = 3600").await;
    assert!(rollups.store.recount().await.expect("all is counted").wrong > 0);
    rollups.check().await;
    rollups
        .execute(
            "insert into rollup_changes (n, provider, pipeline_id, at, status)
                     select 1, provider, id, now(), 'success' from pipelines",
        )
        .await;
    assert!(rollups.store.recount().await.expect("all is counted").wrong > 0);
    rollups.store.fold().await.expect("changes are added");
    rollups.check().await;
}

#[tokio::test]
async fn builds_may_be_forgotten_and_their_numbers_stay() {
    let rollups = Rollups::new().await;
    let report = |build: i64| ended(build, if build % 5 == 2 { Status::Failure } else { Status::Success }, build * 60);
    for build in 1..=50 {
        rollups.take(&build.to_string(), &report(build)).await;
    }
    let range = Range { from: at(0), to: at(10_000) };
    let numbers = async || rollups.store.overview(&MetricsFilter::default(), range).await.expect("numbers").windows;
    let before = numbers().await;
    assert_eq!(
        rollups.store.forget_old_builds(30).await.expect("it is put off"),
        0,
        "what is told is not yet added up"
    );
    rollups.store.fold().await.expect("changes are added");
    let forgotten = rollups.store.forget_old_builds(30).await.expect("builds are forgotten");
    assert_eq!(forgotten, 20, "the last 30 builds of a pipeline stay");
    assert_eq!(rollups.store.forget_old_builds(30).await.expect("nothing is left"), 0);

    // What is told late of a build that is counted for good counts no second time.
    rollups.take("late", &report(3)).await;
    rollups.store.fold().await.expect("changes are added");
    assert_eq!(rollups.check().await, 0);
    let after = numbers().await;
    assert_eq!((&after.current, &after.previous), (&before.current, &before.previous));
    assert_eq!(after.series, before.series);
}

#[tokio::test]
async fn builds_are_counted_once_whoever_adds_them_up_meanwhile() {
    let rollups = Rollups::new().await;
    let mut runner = TestRunner::deterministic();
    let tasks: Vec<_> = (0..6)
        .map(|history| {
            let reports = placed(histories().new_tree(&mut runner).expect("a history").current(), history);
            let rollups = rollups.clone();
            tokio::spawn(async move {
                for (index, report) in reports.iter().enumerate() {
                    rollups.take(&format!("{history}/{index}"), report).await;
                    match index % 3 {
                        0 => drop(rollups.store.fold().await.expect("changes are added")),
                        1 => drop(rollups.check().await),
                        _ => {}
                    }
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("it ends well");
    }
    rollups.check().await;
}
