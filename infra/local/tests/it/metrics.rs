//! Metrics by the front door: deliveries go in, numbers come out.

use jiff::{SignedDuration, Timestamp};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::delivery::Delivery;
use crate::host::{TestHost, settings};

/// One attempt of a run.
struct Attempt {
    run: u64,
    nth: u64,
    conclusion: &'static str,
    /// How long before now the run came to be, and how long the attempt took.
    minutes_ago: i64,
    seconds: i64,
}

fn text(time: Timestamp) -> String {
    format!("{time:.0}")
}

impl Attempt {
    fn delivery(&self, now: Timestamp) -> Delivery {
        let Self { run, nth, conclusion, minutes_ago, seconds } = *self;
        let mut delivery = Delivery::run(run, conclusion);
        let mut body: Value = serde_json::from_str(&delivery.body).unwrap();
        let created = now - SignedDuration::from_mins(minutes_ago);
        let started = created + SignedDuration::from_secs(10 + 1_000 * (i64::try_from(nth).unwrap() - 1));
        let run = &mut body["workflow_run"];
        run["run_attempt"] = nth.into();
        run["created_at"] = text(created).into();
        run["run_started_at"] = text(started).into();
        run["updated_at"] = text(started + SignedDuration::from_secs(seconds)).into();
        delivery.body = body.to_string();
        delivery.key = format!("{}-{nth}", delivery.key);
        delivery
    }
}

async fn take(host: &TestHost, attempts: impl IntoIterator<Item = Attempt>) {
    // One moment for all, so that they are as far from one another as they say.
    let now = platform::clock::now();
    for attempt in attempts {
        assert_eq!(host.send(&attempt.delivery(now)).await.status(), StatusCode::ACCEPTED);
    }
}

fn close(value: &Value, to: f64) -> bool {
    value.as_f64().is_some_and(|it| (it - to).abs() < 1e-6)
}

/// As near as percentiles are kept: to 1 %, and so the ratio of two to 2.
fn near(value: &Value, to: f64) -> bool {
    value.as_f64().is_some_and(|it| (it - to).abs() <= 0.03 * to)
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_are_those_of_the_builds_and_re_runs_hide_nothing() {
    let host = TestHost::start().await;
    let attempt = |run, nth, conclusion, minutes_ago, seconds| Attempt { run, nth, conclusion, minutes_ago, seconds };
    take(
        &host,
        [
            attempt(1, 1, "success", 300, 100),
            attempt(2, 1, "cancelled", 240, 5),
            attempt(3, 1, "failure", 180, 250),
            attempt(3, 2, "success", 180, 300),
            attempt(4, 1, "failure", 60, 200),
            // Of the window before.
            attempt(5, 1, "success", 40 * 60, 50),
        ],
    )
    .await;
    let overview = host.get("/api/metrics/overview").await;
    assert_eq!((&overview["builds_total"], &overview["decided"]), (&json!(4), &json!(3)));
    assert!(close(&overview["success_rate"], 2.0 / 3.0) && close(&overview["first_attempt_success_rate"], 1.0 / 3.0));
    let (low, high) = (overview["interval"]["low"].as_f64().unwrap(), overview["interval"]["high"].as_f64().unwrap());
    assert!(low < 2.0 / 3.0 && high > 2.0 / 3.0 && low > 0.2 && high < 0.95);
    assert_eq!(overview["first_attempt_decided"], 3);
    let first = &overview["first_attempt_interval"];
    assert!(first["low"].as_f64() < Some(1.0 / 3.0) && first["high"].as_f64() > Some(1.0 / 3.0), "{first}");
    // A second attempt is asked for at the moment that GitHub says it starts.
    assert!(close(&overview["runs_per_week"], 28.0) && close(&overview["avg_queued_seconds"], 7.5), "{overview:#}");
    assert!(close(&overview["avg_duration_seconds"], 200.0) && near(&overview["p50_duration_seconds"], 200.0));
    assert!(close(&overview["avg_success_duration_seconds"], 200.0), "{overview:#}");
    assert!(close(&overview["previous"]["avg_duration_seconds"], 50.0));
    assert_eq!(overview["failing_now"], 1);
    // The breakage of run 3 was mended by its second attempt.
    assert!(close(&overview["mttr_seconds"], 1_050.0), "{}", overview["mttr_seconds"]);
    assert_eq!((&overview["restored"], &overview["previous"]["restored"]), (&json!(1), &json!(0)));
    let hours = overview["series"].as_array().unwrap();
    assert!((24..=25).contains(&hours.len()));
    assert_eq!(hours.iter().map(|it| it["decided"].as_i64().unwrap()).sum::<i64>(), 3);
    assert!(hours.iter().all(|it| it["interval"].is_null() == (it["decided"] == 0)), "{hours:?}");

    let (from, to) = (overview["window"]["from"].as_str().unwrap(), overview["window"]["to"].as_str().unwrap());
    let between = host.get(&format!("/api/metrics/overview?from={from}&to={to}")).await;
    assert_eq!((&between["decided"], &between["window"]), (&overview["decided"], &overview["window"]));
    assert_eq!(host.get("/api/metrics/overview?repository=acme/other").await["builds_total"], 0);

    let ranked = &host.get("/api/metrics/pipelines").await["items"];
    let pipeline = &ranked[0];
    assert_eq!(ranked.as_array().unwrap().len(), 1);
    assert_eq!(pipeline["strip"].as_array().unwrap().len(), 5);
    assert_eq!(pipeline["strip"][4]["status"], "failure");
    assert!(pipeline["failing_since"].is_string() && close(&pipeline["runs_per_week"], 28.0));
    assert!(close(&pipeline["success_rate_change"], 2.0 / 3.0 - 1.0) && near(&pipeline["p50_change"], 3.0));

    let id = &pipeline["pipeline"]["id"];
    let numbers = host.get(&format!("/api/metrics/pipeline/{id}")).await;
    assert_eq!((&numbers["decided"], &numbers["window"]["from"].is_string()), (&overview["decided"], &true));
    assert_eq!((&numbers["streak"]["status"], &numbers["streak"]["length"]), (&json!("failure"), &json!(1)));
    assert_eq!(numbers["last_builds"][0]["status"], "failure");
    assert_eq!(
        (&numbers["branches"][0]["branch"], &numbers["branches"][0]["last_status"]),
        (&json!("main"), &json!("failure"))
    );
    let branch = &numbers["branches"][0]["interval"];
    assert!(branch["low"].as_f64() < Some(2.0 / 3.0) && branch["high"].as_f64() > Some(2.0 / 3.0), "{branch}");
    let none = host.get(&format!("/api/metrics/pipeline/{id}?branch=feature")).await;
    assert_eq!((&none["builds_total"], &none["streak"]), (&json!(0), &Value::Null));

    let flaky = &host.get("/api/metrics/flaky").await["items"];
    assert_eq!((&flaky[0]["flaky"], &flaky[0]["commits"]), (&json!(1), &json!(1)));
    assert!(close(&flaky[0]["minutes_lost"], 250.0 / 60.0));
    assert_eq!(host.get("/api/metrics/regressions").await, json!({ "items": [] }));
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_build_is_the_newest_of_what_is_asked_for() {
    let host = TestHost::start().await;
    // More workflows than are looked at one by one, the last of a repository of its own and on a branch of its own.
    let last = 25_u64;
    for run in 1..=last {
        let mut delivery = Delivery::recent(run, "success");
        let mut body: Value = serde_json::from_str(&delivery.body).unwrap();
        body["workflow"]["id"] = run.into();
        body["workflow"]["path"] = format!(".github/workflows/{run}.yml").into();
        body["workflow_run"]["path"] = body["workflow"]["path"].clone();
        if run == last {
            body["repository"]["full_name"] = "acme/other".into();
            body["workflow_run"]["head_branch"] = "feature".into();
        }
        delivery.body = body.to_string();
        assert_eq!(host.send(&delivery).await.status(), StatusCode::ACCEPTED);
    }
    for (query, newest) in [
        ("", Some(last)),
        ("provider=github", Some(last)),
        ("provider=gitlab", None),
        ("branch=main", Some(last - 1)),
        ("branch=feature", Some(last)),
        ("branch=nowhere", None),
        ("repository=acme/shop", Some(last - 1)),
        ("repository=acme/other", Some(last)),
        ("repository=acme/other&branch=feature", Some(last)),
        ("repository=acme/other&branch=main", None),
    ] {
        let found = host.get(&format!("/api/metrics/overview?{query}")).await["last_build"]["external_id"].clone();
        assert_eq!(found, json!(newest.map(Delivery::external_id)), "{query}");
    }
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_counted_in_advance_is_what_is_counted_anew() {
    let host = TestHost::start().await;
    let runs = (1..=12_u64).map(|run| Attempt {
        run,
        nth: 1,
        conclusion: if run % 4 == 0 { "failure" } else { "success" },
        minutes_ago: 40 * i64::try_from(run).unwrap(),
        seconds: 100,
    });
    take(&host, runs).await;
    let database = host.database_url();
    let data = tempfile::tempdir().unwrap();
    let found = signalbox::recount::run(&settings(&database, data.path().to_owned())).await.unwrap();
    // Each failure but the newest, which is still open, was followed by a success.
    assert_eq!((found.facts, found.wrong), (12 + 3, 0));
    assert!(signalbox::recount::text(&found).starts_with("15 builds and closed breakages of "));
    assert_eq!(host.get("/api/metrics/overview").await["decided"], 12);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipeline_that_has_become_slower_is_named_with_the_commit() {
    let host = TestHost::start().await;
    let runs = (1..=28_u64).map(|run| Attempt {
        run,
        nth: 1,
        conclusion: "success",
        minutes_ago: 1_000 - 30 * i64::try_from(run).unwrap(),
        seconds: if run > 20 { 200 } else { 100 },
    });
    take(&host, runs).await;
    let found = &host.get("/api/metrics/regressions").await["items"];
    assert_eq!(found.as_array().unwrap().len(), 1);
    assert_eq!(found[0]["first_slow_commit"], format!("{:040x}", 21));
    assert_eq!(found[0]["last_fast_commit"], format!("{:040x}", 20));
    assert_eq!((&found[0]["part"], &found[0]["job"]), (&json!("run"), &Value::Null));
    assert!(close(&found[0]["recent_seconds"], 210.0) && close(&found[0]["baseline_seconds"], 110.0));
    assert!(close(&found[0]["minutes_lost"], 800.0 / 60.0));
    assert_eq!(host.get("/api/metrics/flaky").await, json!({ "items": [] }));
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_or_cannot_be_read_is_said() {
    let host = TestHost::start().await;
    for (path, status, code) in [
        ("pipeline/1", StatusCode::NOT_FOUND, "not_found"),
        ("pipeline/x", StatusCode::BAD_REQUEST, "bad_parameter"),
        ("pipeline/", StatusCode::NOT_FOUND, "not_found"),
        ("other", StatusCode::NOT_FOUND, "not_found"),
        ("pipelines?window=1y", StatusCode::BAD_REQUEST, "bad_parameter"),
        ("flaky?from=2026-01-01T00:00:00Z", StatusCode::BAD_REQUEST, "bad_parameter"),
    ] {
        let answer = host.client.get(format!("{}/api/metrics/{path}", host.url)).send().await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
        assert_eq!(answer.json::<Value>().await.unwrap()["code"], code, "{path}");
    }
    for list in ["pipelines", "flaky", "regressions"] {
        assert_eq!(host.get(&format!("/api/metrics/{list}")).await, json!({ "items": [] }));
    }
    assert_eq!(host.get("/api/metrics/overview?window=90d").await["interval"], Value::Null);
    host.stop().await;
}
