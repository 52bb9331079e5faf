//! Fan-out: from a build's commit until the last of many sockets has the frame, against a bare WebSocket server.

pub(crate) mod bare;
pub(crate) mod listeners;

use std::path::Path;

use anyhow::{Context, Result};
use bytes::Bytes;
use embedded_postgres::Cluster;
use http::{Request, StatusCode};
use http_body_util::Full;
use serde_json::{Value, json};

use crate::deliveries::Delivery;
use crate::fanout::listeners::Listeners;
use crate::load::{Sender, ask, connect, send};
use crate::{say, server};

/// How often one frame is brought to all sockets.
pub(crate) struct Plan {
    /// How many sockets are open.
    pub(crate) sockets: usize,
    /// How many frames.
    pub(crate) frames: u64,
}

/// What was measured with so many sockets: milliseconds until the last one had the frame, in order.
struct Row {
    sockets: usize,
    ours: Vec<f64>,
    bare: Vec<f64>,
}

/// What was measured.
pub(crate) struct Fanout(Vec<Row>);

/// Measures ours and the bare server in turn. What listens is a process of its own for each of them.
pub(crate) async fn measure(cluster: &Cluster, host: &Path, plans: &[Plan]) -> Result<Fanout> {
    let mut rows = Vec::new();
    for plan in plans {
        say(&format!("fan-out to {} sockets", plan.sockets));
        rows.push(row(cluster, host, plan).await?);
    }
    Ok(Fanout(rows))
}

async fn row(cluster: &Cluster, host: &Path, plan: &Plan) -> Result<Row> {
    let database = server::database(cluster, &format!("fanout_{}", plan.sockets)).await?;
    let ours = server::host(host, &database).await?;
    let bare = server::bare_sockets().await?;
    let mut at_ours = Listeners::open(&format!("ws://{}/ws", ours.address), plan.sockets).await?;
    let mut at_bare = Listeners::open(&format!("ws://{}/", bare.address), plan.sockets).await?;
    let (mut to_ours, mut to_bare) = (connect(ours.address).await?, connect(bare.address).await?);
    let pool = platform::database::pool(&database, 1)?;
    let mut row = Row { sockets: plan.sockets, ours: Vec::new(), bare: Vec::new() };
    for number in 0..plan.frames {
        send(&mut to_ours, "/webhooks/github", &Delivery::github(number)).await?;
        let heard = at_ours.next().await?;
        let committed = pool.get().await?.query_one(LAST_COMMIT, &[]).await?.get::<_, i64>(0);
        row.ours.push(milliseconds(committed, heard.last_at));
        let sent_at = listeners::now();
        broadcast(&mut to_bare, heard.frame).await?;
        row.bare.push(milliseconds(sent_at, at_bare.next().await?.last_at));
    }
    row.ours.sort_by(f64::total_cmp);
    row.bare.sort_by(f64::total_cmp);
    Ok(row)
}

/// When the last change of a build was about to be committed, in nanoseconds.
const LAST_COMMIT: &str =
    "select (extract(epoch from at) * 1000000000)::bigint from transitions order by id desc limit 1";

async fn broadcast(sender: &mut Sender, frame: String) -> Result<()> {
    let request = Request::post("/").header("host", "127.0.0.1").body(Full::new(Bytes::from(frame)))?;
    ask(sender, request, StatusCode::OK).await.context("the bare server did not take a frame").map(drop)
}

fn milliseconds(from: i64, to: i64) -> f64 {
    std::time::Duration::from_nanos(u64::try_from(to - from).unwrap_or_default()).as_secs_f64() * 1_000.0
}

fn median(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

impl Row {
    fn to_bare(&self) -> f64 {
        median(&self.ours) / median(&self.bare)
    }
}

impl Fanout {
    /// The figures by number of sockets.
    pub(crate) fn json(&self) -> Value {
        let row = |it: &Row| {
            let figures = json!({
                "p50_ms": median(&it.ours), "worst_ms": it.ours.last(),
                "limit_p50_ms": median(&it.bare), "limit_worst_ms": it.bare.last(),
                "ratio_to_limit": it.to_bare(),
            });
            (it.sockets.to_string(), figures)
        };
        self.0.iter().map(row).collect::<serde_json::Map<_, _>>().into()
    }

    /// The figures as a table.
    pub(crate) fn table(&self) -> String {
        let line = |it: &Row| {
            let (ours, bare) = (median(&it.ours), median(&it.bare));
            format!("| {} | {ours:.1} ms | {bare:.1} ms | {:.2} |\n", it.sockets, it.to_bare())
        };
        let head =
            "| sockets | commit to the last frame | bare WebSocket server | to the bare server |\n|---|---|---|---|\n";
        head.to_owned() + &self.0.iter().map(line).collect::<String>()
    }
}
