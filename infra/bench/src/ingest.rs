//! Webhook ingest at 1, 16 and 64 clients, as ratios to the bare handler and to pgbench.

use std::path::Path;

use anyhow::Result;
use embedded_postgres::Cluster;
use serde_json::{Value, json};

use crate::deliveries::Delivery;
use crate::load::{self, Times};
use crate::{pgbench, say, server};

const CLIENTS: [usize; 3] = [1, 16, 64];
/// How often the three take turns at each number of clients, so that what else the machine does meets all of them.
const TURNS: u64 = 3;

/// What was measured at one number of clients.
struct Row {
    clients: usize,
    ours: Times,
    bare: Times,
    /// Statements a second of pgbench, where it is installed.
    pgbench: Option<f64>,
}

/// What was measured.
pub(crate) struct Ingest(Vec<Row>);

/// Measures the three at each number of clients, with `count` deliveries.
pub(crate) async fn measure(cluster: &Cluster, host: &Path, count: u64) -> Result<Ingest> {
    let ours = server::host(host, &server::database(cluster, "ingest_ours").await?).await?;
    let bare = server::bare(&server::database(cluster, "ingest_bare").await?).await?;
    let direct = server::database(cluster, "ingest_pgbench").await?;
    let mut rows = Vec::new();
    let mut number = 0;
    for clients in CLIENTS {
        say(&format!("ingest with {clients} clients"));
        let mut row = Row { clients, ours: Times::default(), bare: Times::default(), pgbench: None };
        let mut rates = Vec::new();
        for _ in 0..TURNS {
            let numbers = number..number + count / TURNS;
            number = numbers.end;
            let deliveries: Vec<_> = numbers.map(Delivery::github).collect();
            let prepared = deliveries.iter().map(Delivery::bare).collect();
            row.ours.add(load::run(ours.address, "/webhooks/github", clients, deliveries).await?);
            row.bare.add(load::run(bare.address, "/", clients, prepared).await?);
            rates.extend(tokio::task::block_in_place(|| pgbench::run(&direct, clients, count / TURNS))?);
        }
        row.pgbench = mean(&rates);
        rows.push(row);
    }
    Ok(Ingest(rows))
}

/// The rate over turns with as many statements each.
fn mean(rates: &[f64]) -> Option<f64> {
    let turns = f64::from(u32::try_from(rates.len()).ok()?);
    (!rates.is_empty()).then(|| turns / rates.iter().map(|it| 1.0 / it).sum::<f64>())
}

impl Row {
    fn to_bare(&self) -> f64 {
        self.ours.per_second() / self.bare.per_second()
    }

    fn to_pgbench(&self) -> Option<f64> {
        self.pgbench.map(|it| self.ours.per_second() / it)
    }

    fn json(&self) -> Value {
        json!({
            "clients": self.clients,
            "per_second": self.ours.per_second(), "p50_ms": self.ours.percentile(50), "p99_ms": self.ours.percentile(99),
            "limit_per_second": self.bare.per_second(), "limit_p99_ms": self.bare.percentile(99),
            "pgbench_per_second": self.pgbench,
            "ratio_to_limit": self.to_bare(), "ratio_to_pgbench": self.to_pgbench(),
        })
    }

    fn line(&self) -> String {
        let direct = self.pgbench.map_or("not installed".to_owned(), |it| format!("{it:.0}/s"));
        let to_pgbench = self.to_pgbench().map_or("–".to_owned(), |it| format!("{it:.2}"));
        format!(
            "| {} | {:.0}/s, p50 {:.1} ms, p99 {:.1} ms | {:.0}/s, p99 {:.1} ms | {direct} | {:.2} | {to_pgbench} |\n",
            self.clients,
            self.ours.per_second(),
            self.ours.percentile(50),
            self.ours.percentile(99),
            self.bare.per_second(),
            self.bare.percentile(99),
            self.to_bare(),
        )
    }
}

impl Ingest {
    /// The figures by name; the ratios are those at 16 clients.
    pub(crate) fn json(&self) -> Value {
        let at_16 = self.0.iter().find(|it| it.clients == 16);
        json!({
            "ratio_to_limit": at_16.map(Row::to_bare),
            "ratio_to_pgbench": at_16.and_then(Row::to_pgbench),
            "p99_ms_16": at_16.map(|it| it.ours.percentile(99)),
            "clients": self.0.iter().map(Row::json).collect::<Vec<_>>(),
        })
    }

    /// The figures as a table.
    pub(crate) fn table(&self) -> String {
        let head = "| clients | webhook ingest | bare handler, same SQL | pgbench, same SQL | to the handler | to pgbench |\n\
                    |---|---|---|---|---|---|\n";
        head.to_owned() + &self.0.iter().map(Row::line).collect::<String>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_rate_is_that_of_all_statements() {
        assert_eq!(mean(&[]), None);
        let rate = mean(&[100.0, 300.0]).unwrap();
        assert!((rate - 150.0).abs() < 1e-9, "as many statements each: {rate}");
    }
}
