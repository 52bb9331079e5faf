//! Deciding: who is told what happened.

use domain::NewsKind;
use domain::alerting::{Decision, News as Happened, decide};
use jiff::Timestamp;
use platform::failpoint;
use serde::Deserialize;
use store::outbox::Work;

use super::News;

/// How many pieces of news are decided at once.
const BATCH: i64 = 200;

/// A piece of news as the outbox has it.
#[derive(Deserialize)]
struct Payload {
    breakage_id: i64,
    kind: NewsKind,
    at: Timestamp,
    heard_at: Timestamp,
}

impl News {
    /// Decides what is due: writes the alerts that the rules ask for, or puts off what a silence holds back. Answers how
    /// many pieces of news there were.
    pub(super) async fn decide_due(&self) -> anyhow::Result<usize> {
        let mut count = 0;
        loop {
            let work = self.store.claim("breakage", BATCH).await?;
            if work.is_empty() {
                return Ok(count);
            }
            failpoint::reach("news.claimed");
            count += work.len();
            self.decide(&work).await?;
            failpoint::reach("news.decided");
        }
    }

    async fn decide(&self, work: &[Work]) -> anyhow::Result<()> {
        let rules = self.store.rules().await?;
        let ids: Vec<_> = work.iter().filter_map(|it| it.payload.get("breakage_id")?.as_i64()).collect();
        let subjects = self.store.subjects(&ids).await?;
        let mut told = Vec::with_capacity(work.len());
        for work in work {
            let Ok(payload) = Payload::deserialize(&work.payload) else {
                tracing::error!(outbox.id = work.id, "news cannot be read and is dropped");
                told.push((work, Vec::new()));
                continue;
            };
            let happened = Happened { kind: payload.kind, at: payload.at, heard_at: payload.heard_at };
            // What has been forgotten since is no news.
            let decision = subjects.get(&payload.breakage_id).map_or(Decision::Nobody, |subject| {
                decide(subject, happened, &rules.routes, &rules.silences, rules.now)
            });
            match decision {
                Decision::Send { channels } => told.push((work, channels)),
                Decision::Nobody => told.push((work, Vec::new())),
                Decision::Silenced { until, .. } => self.store.put_off(work, until).await?,
            }
        }
        Ok(self.store.tell(&told).await?)
    }
}
