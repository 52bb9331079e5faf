//! From a webhook's first byte to its frame at an open WebSocket.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use embedded_postgres::Cluster;
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::deliveries::Delivery;
use crate::load::{Times, connect, send};
use crate::server;

/// What was measured.
pub(crate) struct Frames {
    answers: Times,
    frames: Times,
}

/// Sends `count` deliveries, each when the last one's frame has come.
pub(crate) async fn measure(cluster: &Cluster, host: &Path, count: u64) -> Result<Frames> {
    let database = server::database(cluster, "frames").await?;
    let server = server::host(host, &database).await?;
    let (mut socket, _) = tokio_tungstenite::connect_async(format!("ws://{}/ws", server.address)).await?;
    let mut sender = connect(server.address).await?;
    let (mut answers, mut frames): (Vec<Duration>, Vec<Duration>) = (Vec::new(), Vec::new());
    for number in 0..count {
        let delivery = Delivery::github(number);
        let began = Instant::now();
        answers.push(send(&mut sender, "/webhooks/github", &delivery).await?);
        loop {
            let message = socket.next().await.context("the socket was closed")??;
            if matches!(&message, Message::Text(text) if text.contains("\"type\":\"builds\"")) {
                break;
            }
        }
        frames.push(began.elapsed());
    }
    Ok(Frames { answers: Times::of(answers), frames: Times::of(frames) })
}

impl Frames {
    fn to_answer(&self) -> f64 {
        self.frames.percentile(50) / self.answers.percentile(50)
    }

    /// The figures by name.
    pub(crate) fn json(&self) -> Value {
        json!({
            "p50_ms": self.frames.percentile(50), "p99_ms": self.frames.percentile(99),
            "answer_p50_ms": self.answers.percentile(50), "ratio_to_answer": self.to_answer(),
        })
    }

    /// The figures as a table.
    pub(crate) fn table(&self) -> String {
        format!(
            "| webhook to frame | p50 | p99 | to the webhook's own answer |\n|---|---|---|---|\n| one client | {:.1} ms | {:.1} ms | {:.2} |\n",
            self.frames.percentile(50),
            self.frames.percentile(99),
            self.to_answer()
        )
    }
}
