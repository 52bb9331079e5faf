//! Questions over a history of builds, small and large, each beside what the way to the database costs by itself; and
//! whether builds come in as fast over a large history as over a small one.

mod data;
mod questions;
mod rows;

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use embedded_postgres::{Cluster, Options};
use serde_json::{Map, Value, json};

use crate::deliveries::Delivery;
use crate::history::questions::{GROUPS, LIMIT, QUESTIONS, Question, Rounds};
use crate::load::{self, Times};
use crate::{say, server};

/// How much is measured.
pub(crate) struct Plan {
    /// Numbers of builds, the smallest first.
    pub(crate) sizes: Vec<u64>,
    /// How often each question is asked.
    pub(crate) requests: u64,
    /// How many deliveries are taken in over the smallest and over the largest history.
    pub(crate) deliveries: u64,
}

/// How often ingest over the smallest and over the largest history take turns.
const TURNS: u64 = 4;

/// What one question took over each history.
struct Row {
    question: &'static Question,
    rounds: Vec<Rounds>,
}

/// What was measured.
pub(crate) struct History {
    sizes: Vec<u64>,
    rows: Vec<Row>,
    ingest: [Times; 2],
}

/// Makes the histories and asks.
pub(crate) async fn measure(folder: &Path, host: &Path, plan: &Plan) -> Result<History> {
    let cluster = tokio::task::block_in_place(|| start(folder))?;
    let mut history = History {
        sizes: plan.sizes.clone(),
        rows: QUESTIONS.iter().map(Row::new).collect(),
        ingest: Default::default(),
    };
    let mut databases = Vec::new();
    for size in &plan.sizes {
        let database = server::database(&cluster, &format!("history_{}", label(*size))).await?;
        let began = Instant::now();
        if data::is_filled(&database).await? {
            say(&format!("{} builds are there", label(*size)));
        } else {
            data::fill(&database, *size).await?;
            say(&format!("{} builds made in {} s", label(*size), began.elapsed().as_secs()));
        }
        let server = server::host(host, &database).await?;
        for row in &mut history.rows {
            row.rounds.push(row.question.ask(server.address, plan.requests).await?);
        }
        databases.push(database);
    }
    let (small, large) = (databases.first().context("a size")?, databases.last().context("a size")?);
    say("ingest over the smallest and the largest history");
    // No delivery is one that an earlier run over the same histories has sent.
    let first = u64::try_from(platform::clock::now().as_second())? * plan.deliveries;
    let servers = [server::host(host, small).await?, server::host(host, large).await?];
    for turn in 0..TURNS {
        let count = plan.deliveries / TURNS;
        for (server, times) in servers.iter().zip(&mut history.ingest) {
            let from = first + turn * count;
            let deliveries = (from..from + count).map(Delivery::github).collect();
            times.add(load::run(server.address, "/webhooks/github", 16, deliveries).await?);
        }
    }
    drop(servers);
    tokio::task::block_in_place(|| cluster.stop())?;
    Ok(history)
}

/// A cluster that takes in a large table without writing it twice.
fn start(folder: &Path) -> Result<Cluster> {
    let cluster = Cluster::start(folder, &Options::default())?;
    let admin = cluster.url("postgres");
    tokio::runtime::Handle::current().block_on(async {
        let client = platform::database::pool(&admin, 1)?.get().await?;
        for setting in ["wal_level = minimal", "max_wal_senders = 0", "max_wal_size = '8GB'"] {
            client.batch_execute(&format!("alter system set {setting}")).await?;
        }
        anyhow::Ok(())
    })?;
    cluster.stop()?;
    Cluster::start(folder, &Options::default())
}

/// A number of builds as it stands in names: `10k`, `1m`.
fn label(size: u64) -> String {
    if size >= 1_000_000 { format!("{}m", size / 1_000_000) } else { format!("{}k", size / 1_000) }
}

impl Row {
    fn new(question: &'static Question) -> Self {
        Self { question, rounds: Vec::new() }
    }

    /// The median over the largest history, to the median over the smallest.
    fn growth(&self) -> f64 {
        let median = |it: Option<&Rounds>| it.map_or(f64::NAN, |it| it.again.percentile(50));
        median(self.rounds.last()) / median(self.rounds.first())
    }

    fn line(&self) -> String {
        let cell = |it: &Rounds| {
            let [median, slowest] = [50, 99].map(|percent| it.again.percentile(percent));
            format!("{median:.1} / {slowest:.1} / {:.1} ms | ", it.first.percentile(99))
        };
        let cells: String = self.rounds.iter().map(cell).collect();
        format!("| {} | {cells}{:.2} |\n", self.question.name, self.growth())
    }
}

impl History {
    /// The figures by group of questions: of each group the worst question's, and those of each question. Those of 10
    /// million builds are absent from a quick run, which has no such history.
    pub(crate) fn json(&self) -> Map<String, Value> {
        let mut groups: Map<_, _> = GROUPS.iter().map(|it| ((*it).to_owned(), self.group(it))).collect();
        groups.insert("select_1".to_owned(), self.group(LIMIT));
        groups.insert("ingest_over_history".to_owned(), self.ingest_json());
        groups
    }

    fn group(&self, name: &str) -> Value {
        let rows: Vec<_> = self.rows.iter().filter(|it| it.question.group == name).collect();
        let mut figures = self.figures(&rows);
        let questions = rows.iter().map(|it| (it.question.name.to_owned(), self.figures(&[it]).into()));
        figures.insert("questions".to_owned(), Value::Object(questions.collect()));
        figures.into()
    }

    /// The worst figures of some questions.
    fn figures(&self, rows: &[&Row]) -> Map<String, Value> {
        let worst = |value: &dyn Fn(&Row) -> f64| rows.iter().map(|it| value(it)).fold(f64::NAN, f64::max);
        let mut figures = Map::new();
        for (n, size) in self.sizes.iter().enumerate() {
            let size = label(*size);
            for percent in [50, 99] {
                let value = worst(&|it| it.rounds[n].again.percentile(percent));
                figures.insert(format!("p{percent}_ms_{size}"), json!(value));
            }
            let first = worst(&|it| it.rounds[n].first.percentile(99));
            figures.insert(format!("first_p99_ms_{size}"), json!(first));
        }
        figures.insert(self.ratio_name(), json!(worst(&Row::growth)));
        figures
    }

    fn ratio_name(&self) -> String {
        let [first, last] = [self.sizes.first(), self.sizes.last()].map(|it| label(it.copied().unwrap_or_default()));
        format!("ratio_{last}_to_{first}")
    }

    fn ingest_json(&self) -> Value {
        let [small, large] = &self.ingest;
        let mut figures = Map::new();
        for (size, times) in [(self.sizes.first(), small), (self.sizes.last(), large)] {
            let size = label(size.copied().unwrap_or_default());
            figures.insert(format!("per_second_{size}"), json!(times.per_second()));
            figures.insert(format!("p99_ms_{size}"), json!(times.percentile(99)));
        }
        figures.insert(self.ratio_name(), json!(large.per_second() / small.per_second()));
        figures.into()
    }

    /// The figures as a table.
    pub(crate) fn table(&self) -> String {
        let sizes: Vec<_> =
            self.sizes.iter().map(|it| format!("{} builds, p50 / p99 / first p99", label(*it))).collect();
        let head = format!("| question | {} | growth |\n|---|{}---|\n", sizes.join(" | "), "---|".repeat(sizes.len()));
        let rows: String = self.rows.iter().map(Row::line).collect();
        let [small, large] = &self.ingest;
        let blank = "| ".repeat(self.sizes.len().saturating_sub(2));
        let ingest = format!(
            "| webhook ingest, 16 clients | {:.0}/s {blank}| {:.0}/s | {:.2} |\n",
            small.per_second(),
            large.per_second(),
            large.per_second() / small.per_second()
        );
        head + &rows + &ingest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_short_names() {
        assert_eq!([10_000, 200_000, 1_000_000, 10_000_000].map(label), ["10k", "200k", "1m", "10m"]);
    }
}
