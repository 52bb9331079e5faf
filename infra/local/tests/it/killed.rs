//! The host as a process that is killed, again and again.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;
use std::sync::Mutex;

use futures_util::stream::{self, StreamExt};
use reqwest::Client;
use testing::Database;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::delivery::{Delivery, SECRET};
use crate::host::{changes, client, within_limit};
use crate::proxy::{Mode, Proxy};

/// How many deliveries are sent.
const DELIVERIES: u64 = 5_000;
/// How many of them are answered between two kills.
const BETWEEN_KILLS: usize = 500;
/// How many are on their way at once.
const AT_ONCE: usize = 16;

/// The program `signalbox`, running.
pub(crate) struct Process {
    child: Child,
    pub(crate) url: String,
}

impl Process {
    /// Starts it and waits until it says where it answers.
    async fn start(database: &str, data: &Path) -> Self {
        Self::start_with(database, data, &[]).await
    }

    /// The same, with more variables in its environment.
    pub(crate) async fn start_with(database: &str, data: &Path, variables: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_signalbox"));
        command.env("DATABASE_URL", database).env("SIGNALBOX_DATA", data).env("SIGNALBOX_ADDR", "127.0.0.1:0");
        command.env("GITHUB_WEBHOOK_SECRET", SECRET).env_remove("PUBLIC_URL").env("RUST_LOG", "off").current_dir(data);
        command.envs(variables.iter().copied());
        let mut child = command.stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        loop {
            let line = within_limit(lines.next_line()).await.unwrap().expect("the host starts");
            if let Some((_, url)) = line.split_once("is ready at ") {
                let url = url.trim().to_owned();
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Self { child, url };
            }
        }
    }

    /// Waits until it has died by itself.
    pub(crate) async fn death(&mut self) {
        within_limit(self.child.wait()).await.unwrap();
    }

    /// Kills it as `kill -9` does.
    pub(crate) async fn kill(&mut self) {
        self.child.kill().await.unwrap();
    }
}

/// Sends what waits until so many were answered, kills the host in the middle of the rest, and takes what was answered
/// out of what waits.
async fn send_and_kill(mut process: Process, client: &Client, waiting: &mut BTreeMap<u64, Delivery>) {
    let answered = Mutex::new(Vec::new());
    {
        let url = process.url.clone();
        let send = async |(number, delivery): (&u64, &Delivery)| {
            let answer = delivery.to(client, &url).send().await;
            if let Ok(answer) = answer {
                assert_eq!(answer.status(), 202);
                answered.lock().unwrap().push(*number);
            }
            answered.lock().unwrap().len()
        };
        let mut answers = std::pin::pin!(stream::iter(waiting.iter()).map(send).buffer_unordered(AT_ONCE));
        while answers.next().await.is_some_and(|count| count < BETWEEN_KILLS) {}
        process.kill().await;
    }
    for number in answered.into_inner().unwrap() {
        waiting.remove(&number);
    }
}

/// That the feed tells each of the runs from 0 to `count` exactly once, as soon as no older transaction of the server, which
/// may be another test's, holds it back.
async fn assert_each_once(client: &Client, url: &str, count: u64) {
    let told = async {
        loop {
            let told = changes(client, url).await;
            if told.len() as u64 >= count {
                return told;
            }
        }
    };
    let told = within_limit(told).await;
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for change in &told {
        *times.entry(change["build"]["external_id"].as_str().unwrap()).or_default() += 1;
    }
    let expected: Vec<_> = (0..count).map(Delivery::external_id).collect();
    assert_eq!(times, expected.iter().map(|id| (id.as_str(), 1)).collect());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_survives_any_number_of_kills() {
    let (database, data, client) = (Database::new(), tempfile::tempdir().unwrap(), client());
    let mut waiting: BTreeMap<_, _> =
        (0..DELIVERIES).map(|number| (number, Delivery::run(number, "success"))).collect();
    while !waiting.is_empty() {
        let process = Process::start(database.url(), data.path()).await;
        send_and_kill(process, &client, &mut waiting).await;
    }
    let mut process = Process::start(database.url(), data.path()).await;
    assert_each_once(&client, &process.url, DELIVERIES).await;
    process.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_while_the_database_was_away_survives_a_kill() {
    const SPILLED: u64 = 200;
    let (database, data, client) = (Database::new(), tempfile::tempdir().unwrap(), client());
    let proxy = Proxy::before(database.url()).await;
    let process = Process::start(&proxy.url(database.url()), data.path()).await;
    proxy.set(Mode::Cut);
    let mut waiting = (0..SPILLED).map(|number| (number, Delivery::run(number, "success"))).collect();
    send_and_kill(process, &client, &mut waiting).await;
    assert!(waiting.is_empty(), "each was answered");

    proxy.set(Mode::Pass);
    let mut process = Process::start(&proxy.url(database.url()), data.path()).await;
    assert_each_once(&client, &process.url, SPILLED).await;
    process.kill().await;
}
