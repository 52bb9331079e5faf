//! Polls: by the schedule, and when somebody asks.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use testing::fakes::github::Run;

use crate::check::{Story, until};
use crate::stage::{POLLED, STACK, Stage};

/// Longer than the schedule takes once it is every minute.
const LIMIT: Duration = Duration::from_secs(150);

/// What no webhook told is found by a poll that somebody asked for, and by the schedule's.
pub(crate) async fn find_what_no_webhook_told(stage: &Stage) -> Result<()> {
    let story = Story::begin("what no webhook told is found when somebody asks for it");
    let now = platform::clock::now();
    stage.github.put(POLLED, Run::ended(1, 1, now, "success"));
    let asked = stage.request("POST", "/api/collect/trigger").bearer_auth(&stage.token);
    let answer = asked.header("content-type", "application/json").body("{}").send().await?;
    ensure!(answer.status() == 202, "a poll is asked for: {}", answer.status());
    polled(stage, 1).await?;
    story.end();

    let story = Story::begin("and by the schedule's poll");
    stage.github.put(POLLED, Run::ended(2, 2, now, "success"));
    every_minute(stage, &format!("{STACK}-poll-github")).await?;
    polled(stage, 2).await?;
    let source = &stage.get("/api/sources").await?["items"][0];
    ensure!(source["state"] == "ok", "the source is {source}");
    story.end();
    Ok(())
}

async fn polled(stage: &Stage, number: usize) -> Result<()> {
    until("the builds that are polled", LIMIT, async || {
        let page = stage.get("/api/builds?limit=200").await?;
        let items = page["items"].as_array().context("no list")?;
        Ok((items.iter().filter(|it| it["repository"] == POLLED).count() == number).then_some(()))
    })
    .await
}

/// Every five minutes is too seldom for whoever waits.
async fn every_minute(stage: &Stage, name: &str) -> Result<()> {
    let schedule = stage.aws.ask(&["scheduler", "get-schedule", "--name", name]).await?;
    ensure!(schedule["ScheduleExpression"] == "rate(5 minutes)", "the schedule is {schedule}");
    let json = |it: &str| serde_json::to_string(schedule.get(it).unwrap_or(&Value::Null));
    let (window, target) = (json("FlexibleTimeWindow")?, json("Target")?);
    let rule = ["scheduler", "update-schedule", "--name", name, "--schedule-expression", "rate(1 minute)"];
    let rest = ["--flexible-time-window", &window, "--target", &target];
    stage.aws.ask(&[rule.as_slice(), &rest].concat()).await?;
    Ok(())
}
