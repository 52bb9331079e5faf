//! From a webhook's first byte to its frame at an open WebSocket.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use embedded_postgres::Cluster;
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tokio_tungstenite::tungstenite::Message;

use crate::deliveries::Delivery;
use crate::load::{connect, quantile, send};
use crate::server;

/// What was measured, in milliseconds.
pub(crate) struct Frames {
    answer_p50: f64,
    p50: f64,
    p99: f64,
}

/// Sends `count` deliveries, each when the last one's frame has come.
pub(crate) fn measure(runtime: &Runtime, cluster: &Cluster, host: &Path, count: u64) -> Result<Frames> {
    runtime.block_on(async {
        let database = server::database(cluster, "frames").await?;
        let server = server::host(host, &database).await?;
        let (mut socket, _) = tokio_tungstenite::connect_async(format!("ws://{}/ws", server.address)).await?;
        let mut sender = connect(server.address).await?;
        let (mut answers, mut frames): (Vec<Duration>, Vec<Duration>) = (Vec::new(), Vec::new());
        for number in 0..count {
            let delivery = Delivery::github(number);
            let began = Instant::now();
            send(&mut sender, "/webhooks/github", &delivery).await?;
            answers.push(began.elapsed());
            loop {
                let message = socket.next().await.context("the socket was closed")??;
                if matches!(&message, Message::Text(text) if text.contains("\"type\":\"builds\"")) {
                    break;
                }
            }
            frames.push(began.elapsed());
        }
        answers.sort_unstable();
        frames.sort_unstable();
        Ok(Frames { answer_p50: quantile(&answers, 50), p50: quantile(&frames, 50), p99: quantile(&frames, 99) })
    })
}

impl Frames {
    /// The figures by name.
    pub(crate) fn json(&self) -> Value {
        json!({
            "p50_ms": self.p50, "p99_ms": self.p99, "answer_p50_ms": self.answer_p50,
            "ratio_to_answer": self.p50 / self.answer_p50,
        })
    }

    /// The figures as a table.
    pub(crate) fn table(&self) -> String {
        format!(
            "| webhook to frame | p50 | p99 | to the webhook's own answer |\n|---|---|---|---|\n| one client | {:.1} ms | {:.1} ms | {:.2} |\n",
            self.p50,
            self.p99,
            self.p50 / self.answer_p50
        )
    }
}
