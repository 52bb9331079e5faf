//! The stories of the end-to-end tests, as deployed.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use futures_util::StreamExt;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};
use testing::delivery::Delivery;
use testing::fakes::slack::Post;
use testing::fakes::smtp::Received;
use testing::proxy::Mode;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Error;

use crate::check::{Story, until};
use crate::stage::Stage;

/// Longer than the sweeper's minute, and than a cold function takes on a busy machine.
const LIMIT: Duration = Duration::from_mins(2);

/// Plays them one after another.
pub(crate) async fn play(stage: &Stage) -> Result<()> {
    only_who_knows_the_token_is_answered(stage).await?;
    a_signed_webhook_becomes_a_build(stage).await?;
    a_change_is_told_on_an_open_socket(stage).await?;
    what_breaks_and_is_fixed_is_told(stage).await?;
    the_schedule_runs_the_sweeper(stage).await?;
    deliveries_wait_while_the_database_is_away(stage).await?;
    a_poisonous_message_is_put_aside_alone(stage).await
}

async fn only_who_knows_the_token_is_answered(stage: &Stage) -> Result<()> {
    let story = Story::begin("every route but the open ones asks for the token");
    ensure!(stage.get("/api/health").await?["status"] == "ok", "it is not well");
    for path in ["/api/builds", "/api/pipelines", "/api/metrics/overview", "/api/changes", "/api/openapi.json"] {
        let stranger = stage.request("GET", path).send().await?;
        ensure!(stranger.status() == 401, "{path} answers a stranger {}", stranger.status());
        stage.get(path).await?;
    }
    story.end();
    Ok(())
}

async fn a_signed_webhook_becomes_a_build(stage: &Stage) -> Result<()> {
    let story = Story::begin("a signed webhook becomes a build, an unsigned one nothing");
    let unsigned = stage.request("POST", "/webhooks/github").body("{}").send().await?;
    ensure!(unsigned.status() == 401, "an unsigned delivery is answered {}", unsigned.status());
    let answer = stage.send(&Delivery::run(1, "failure")).await?;
    ensure!(answer.status() == 202, "a delivery is answered {}", answer.status());
    ensure!(answer.json::<Value>().await?["outcome"] == "applied", "it was not applied");
    let build = &stage.get("/api/builds").await?["items"][0];
    ensure!(build["status"] == "failure", "the build is {build}");
    story.end();
    Ok(())
}

async fn a_change_is_told_on_an_open_socket(stage: &Stage) -> Result<()> {
    let story = Story::begin("a change is told on an open socket, which a ticket opens once");
    let Err(Error::Http(refused)) = connect_async(stage.socket()).await else {
        anyhow::bail!("a socket was opened without a ticket")
    };
    ensure!(refused.status().is_client_error(), "without a ticket: {}", refused.status());
    let ticket = stage.request("POST", "/api/session/ticket").bearer_auth(&stage.token).send().await?;
    let ticket: Value = ticket.json().await?;
    let address = format!("{}?ticket={}", stage.socket(), ticket["ticket"].as_str().context("no ticket")?);
    let (mut socket, _) = connect_async(&address).await.context("the ticket opens nothing")?;
    ensure!(connect_async(&address).await.is_err(), "a ticket opened two sockets");

    stage.send(&Delivery::run(2, "success")).await?;
    let told = async {
        while let Some(message) = socket.next().await {
            let frame: Value = serde_json::from_str(message?.to_text()?).unwrap_or_default();
            let items = frame["items"].as_array().cloned().unwrap_or_default();
            if items.iter().any(|it| it["build"]["external_id"] == Delivery::external_id(2)) {
                return Ok(());
            }
        }
        anyhow::bail!("the socket was closed")
    };
    tokio::time::timeout(LIMIT, told).await.context("no frame came")??;
    story.end();
    Ok(())
}

async fn what_breaks_and_is_fixed_is_told(stage: &Stage) -> Result<()> {
    let story = Story::begin("what breaks and what is fixed is told to Slack and by mail");
    for (number, state, told) in [(30, "failure", "acme/told: CI is broken"), (31, "success", "acme/told: CI is fixed")]
    {
        let mut delivery = Delivery::recent(number, state);
        delivery.body = delivery.body.replace("acme/shop", "acme/told");
        stage.send(&delivery).await?;
        until(told, LIMIT, async || Ok((messages(stage, told) == (1, 1)).then_some(()))).await?;
    }
    let all = messages(stage, "acme/told: ");
    ensure!(all == (2, 2), "messages to Slack and mails: {all:?}");
    story.end();
    Ok(())
}

/// How many messages Slack took whose headline begins so, and how many mails came encrypted.
fn messages(stage: &Stage, beginning: &str) -> (usize, usize) {
    let headline =
        |it: &Post| it.body["blocks"][0]["text"]["text"].as_str().is_some_and(|it| it.starts_with(beginning));
    let posts = stage.slack.taken().iter().filter(|it| headline(it)).count();
    let subject = format!("Subject: {beginning}");
    let is_mail = |it: &Received| it.encrypted && String::from_utf8_lossy(&it.mail).contains(&subject);
    (posts, stage.mail.received().iter().filter(|it| is_mail(it)).count())
}

async fn the_schedule_runs_the_sweeper(stage: &Stage) -> Result<()> {
    let story = Story::begin("the schedule runs the sweeper, which forgets what has had its time");
    let database = connect(&stage.database_url).await?;
    database
        .batch_execute("insert into spent_tickets (nonce, until) values ('\\x00', now() - interval '1 day')")
        .await?;
    until("the sweeper", LIMIT, async || {
        let row = database.query_one("select count(*) from spent_tickets where nonce = '\\x00'", &[]).await?;
        Ok((row.get::<_, i64>(0) == 0).then_some(()))
    })
    .await?;
    story.end();
    Ok(())
}

async fn deliveries_wait_while_the_database_is_away(stage: &Stage) -> Result<()> {
    let story = Story::begin("while the database is away deliveries wait, and are applied when it is back");
    // On AWS a message that failed comes again after three minutes; here nobody has that time.
    rules(stage, 5, 1000).await?;
    stage.proxy.set(Mode::Cut);
    for number in 10..13 {
        let answer = stage.send(&Delivery::run(number, "success")).await?;
        ensure!(answer.status() == 202, "while the database is away: {}", answer.status());
        ensure!(answer.json::<Value>().await?["outcome"] == "queued", "the delivery was not put aside");
    }
    let health = stage.request("GET", "/api/health").send().await?;
    ensure!(health.status() == 503, "without a database it says {}", health.status());
    stage.proxy.set(Mode::Pass);
    builds(stage, 10..13).await?;
    story.end();
    Ok(())
}

async fn a_poisonous_message_is_put_aside_alone(stage: &Stage) -> Result<()> {
    let story = Story::begin("a poisonous message ends in the dead letters, its neighbours do not");
    rules(stage, 2, 2).await?;
    let (queue, dead) = (stage.queue("spill").await?, stage.queue("spill-dead").await?);
    let entry = |id: &str, body: String| json!({ "Id": id, "MessageBody": body });
    let poison = r#"{"v":2,"poison":true}"#.to_owned();
    let entries = json!([
        entry("a", spilled(&Delivery::run(20, "success"), &stage.github_secret)?),
        entry("b", poison.clone()),
        entry("c", spilled(&Delivery::run(21, "failure"), &stage.github_secret)?),
    ]);
    let entries = entries.to_string();
    stage.aws.ask(&["sqs", "send-message-batch", "--queue-url", &queue, "--entries", &entries]).await?;
    builds(stage, 20..22).await?;
    let letter = until("the dead letter", LIMIT, async || {
        let got = stage.aws.ask(&["sqs", "receive-message", "--queue-url", &dead, "--wait-time-seconds", "5"]).await?;
        Ok(got["Messages"].as_array().and_then(|it| it.first().cloned()))
    })
    .await?;
    ensure!(letter["Body"] == poison.as_str(), "another message is dead: {letter}");
    rules(stage, 180, 1000).await?;
    story.end();
    Ok(())
}

/// Until these builds are listed.
async fn builds(stage: &Stage, numbers: std::ops::Range<u64>) -> Result<()> {
    until("the builds", LIMIT, async || {
        let page = stage.get("/api/builds?limit=200").await?;
        let items = page["items"].as_array().context("no list")?;
        let is_there = |number: u64| items.iter().any(|it| it["external_id"] == Delivery::external_id(number));
        Ok(numbers.clone().all(is_there).then_some(()))
    })
    .await
}

/// Gives the spill queue other rules than the template's.
async fn rules(stage: &Stage, visibility: u32, receives: u32) -> Result<()> {
    let (queue, dead) = (stage.queue("spill").await?, stage.queue("spill-dead").await?);
    let asked = ["sqs", "get-queue-attributes", "--queue-url", &dead, "--attribute-names", "QueueArn"];
    let arn = stage.aws.ask(&asked).await?["Attributes"]["QueueArn"].clone();
    let redrive = json!({ "deadLetterTargetArn": arn, "maxReceiveCount": receives });
    let attributes =
        json!({ "VisibilityTimeout": visibility.to_string(), "RedrivePolicy": redrive.to_string() }).to_string();
    stage.aws.ask(&["sqs", "set-queue-attributes", "--queue-url", &queue, "--attributes", &attributes]).await?;
    Ok(())
}

/// A delivery as it waits in the spill queue.
fn spilled(delivery: &Delivery, secret: &str) -> Result<String> {
    let header = |(name, value): (&'static str, String)| {
        anyhow::Ok((HeaderName::from_static(name), HeaderValue::from_str(&value)?))
    };
    let headers: HeaderMap = delivery.headers(secret).into_iter().map(header).collect::<Result<_>>()?;
    let verified = providers::github::verify(&headers, delivery.body.as_bytes(), &providers::Secrets::parse(secret))?;
    Ok(serde_json::to_string(&verified.to_spill())?)
}

/// A client of the database, without the way that can be cut.
pub(crate) async fn connect(url: &str) -> Result<tokio_postgres::Client> {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}
