//! Webhook ingest at 1, 16 and 64 clients, as ratios to the bare handler and to pgbench.

use std::path::Path;

use anyhow::Result;
use embedded_postgres::Cluster;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::deliveries::Delivery;
use crate::load::{self, Measured};
use crate::{pgbench, server};

const CLIENTS: [usize; 3] = [1, 16, 64];

/// What was measured at one number of clients.
struct Row {
    clients: usize,
    ours: Measured,
    bare: Measured,
    /// Statements a second of pgbench, where it is installed.
    pgbench: Option<f64>,
}

/// What was measured.
pub(crate) struct Ingest(Vec<Row>);

/// Measures each of the three in turn at each number of clients, with `count` deliveries.
pub(crate) fn measure(runtime: &Runtime, cluster: &Cluster, host: &Path, count: u64) -> Result<Ingest> {
    let (ours, bare, direct) = runtime.block_on(async {
        anyhow::Ok((
            server::database(cluster, "ingest_ours").await?,
            server::database(cluster, "ingest_bare").await?,
            server::database(cluster, "ingest_pgbench").await?,
        ))
    })?;
    let (our_server, bare_server) =
        runtime.block_on(async { anyhow::Ok((server::host(host, &ours).await?, server::bare(&bare).await?)) })?;
    let mut rows = Vec::new();
    for (round, clients) in (0..).zip(CLIENTS) {
        let numbers = round * count..(round + 1) * count;
        let deliveries = numbers.clone().map(Delivery::github).collect();
        let ours = runtime.block_on(load::run(our_server.address, "/webhooks/github", clients, deliveries))?;
        let deliveries = numbers.map(|it| Delivery::github(it).bare()).collect();
        let bare = runtime.block_on(load::run(bare_server.address, "/", clients, deliveries))?;
        rows.push(Row { clients, ours, bare, pgbench: pgbench::run(&direct, clients, count)? });
    }
    Ok(Ingest(rows))
}

impl Row {
    fn to_bare(&self) -> f64 {
        self.ours.per_second / self.bare.per_second
    }

    fn to_pgbench(&self) -> Option<f64> {
        self.pgbench.map(|it| self.ours.per_second / it)
    }
}

impl Ingest {
    /// The figures by name; the ratios are those at 16 clients.
    pub(crate) fn json(&self) -> Value {
        let row = |it: &Row| {
            json!({
                "clients": it.clients, "per_second": it.ours.per_second, "p50_ms": it.ours.p50_ms, "p99_ms": it.ours.p99_ms,
                "limit_per_second": it.bare.per_second, "limit_p99_ms": it.bare.p99_ms, "pgbench_per_second": it.pgbench,
                "ratio_to_limit": it.to_bare(), "ratio_to_pgbench": it.to_pgbench(),
            })
        };
        let at_16 = self.0.iter().find(|it| it.clients == 16);
        json!({
            "ratio_to_limit": at_16.map(Row::to_bare),
            "ratio_to_pgbench": at_16.and_then(Row::to_pgbench),
            "p99_ms_16": at_16.map(|it| it.ours.p99_ms),
            "clients": self.0.iter().map(row).collect::<Vec<_>>(),
        })
    }

    /// The figures as a table.
    pub(crate) fn table(&self) -> String {
        let rows = self.0.iter().map(|it| {
            let direct = it.pgbench.map_or("not installed".to_owned(), |it| format!("{it:.0}/s"));
            let to_pgbench = it.to_pgbench().map_or("–".to_owned(), |it| format!("{it:.2}"));
            format!(
                "| {} | {:.0}/s, p50 {:.1} ms, p99 {:.1} ms | {:.0}/s, p99 {:.1} ms | {direct} | {:.2} | {to_pgbench} |\n",
                it.clients, it.ours.per_second, it.ours.p50_ms, it.ours.p99_ms, it.bare.per_second, it.bare.p99_ms, it.to_bare(),
            )
        });
        let head = "| clients | webhook ingest | bare handler, same SQL | pgbench, same SQL | to the handler | to pgbench |\n\
                    |---|---|---|---|---|---|\n";
        head.to_owned() + &rows.collect::<String>()
    }
}
