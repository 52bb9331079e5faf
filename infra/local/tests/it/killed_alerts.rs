//! The host dies at every named point between a build that breaks a pipeline and the record that a channel was told.

use reqwest::Client;
use serde_json::Value;
use testing::Database;
use testing::delivery::Delivery;
use testing::fakes::slack::{Answer, FakeSlack};
use testing::time::Clock;
use tokio_postgres::NoTls;

use crate::host::{client, get, within_limit};
use crate::killed::Process;

/// The points, and how often the channel is told where the host dies there: twice only between the channel's answer and
/// our record of it.
const POINTS: [(&str, usize); 7] = [
    ("news.claimed", 1),
    ("news.decided", 1),
    ("alert.turn", 1),
    ("alert.collapsed", 1),
    ("alert.claimed", 1),
    ("alert.sent", 2),
    ("alert.recorded", 1),
];

/// Has all leases run out, as a minute would.
async fn a_minute_passes(database: &Database) {
    let (client, connection) = tokio_postgres::connect(database.url(), NoTls).await.unwrap();
    tokio::spawn(connection);
    let statements = "update outbox set lease_until = lease_until - interval '61 seconds', available_at = available_at - interval '61 seconds';
                      update alert_channels set next_slot = next_slot - interval '61 seconds'";
    client.batch_execute(statements).await.unwrap();
}

/// Waits until all that was to be told is told.
async fn until_told(client: &Client, url: &str) -> Vec<Value> {
    within_limit(async {
        loop {
            let history = get(client, url, "/api/alerts/history").await;
            let alerts = history["items"].as_array().unwrap();
            if !alerts.is_empty() && alerts.iter().all(|it| it["state"] != "waiting") {
                return alerts.clone();
            }
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_dies_on_the_way_tells_once_and_twice_only_before_the_record() {
    for (point, times) in POINTS {
        let (database, data, client) = (Database::new(), tempfile::tempdir().unwrap(), client());
        // What is to be collapsed has to wait first.
        let fails_once = point == "alert.collapsed";
        let answer = move |_: &str, number: usize| {
            if fails_once && number == 0 { Answer::Status(500) } else { Answer::Ok }
        };
        let slack = FakeSlack::start(Clock::default(), answer).await;
        let webhook = slack.webhook("ops");
        let variables = [("SLACK_WEBHOOK_URL", webhook.as_str()), ("SIGNALBOX_FAILPOINT", point)];
        let mut process = Process::start_with(database.url(), data.path(), &variables).await;
        // It may be dead before it has answered; the second delivery is one too many then.
        let _ = Delivery::recent(1, "failure").to(&client, &process.url).send().await;
        if fails_once {
            let _ = Delivery::recent(2, "success").to(&client, &process.url).send().await;
        }
        process.death().await;

        a_minute_passes(&database).await;
        let mut process = Process::start_with(database.url(), data.path(), &variables[..1]).await;
        let alerts = until_told(&client, &process.url).await;
        assert_eq!(slack.taken().len(), times, "{point}: {alerts:?}");
        assert_eq!(alerts.iter().filter(|it| it["state"] == "sent").count(), 1, "{point}: {alerts:?}");
        process.kill().await;
    }
}
