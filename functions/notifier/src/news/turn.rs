//! A turn: one message to one channel.

use std::time::Duration;

use alerts::{Digest, Story};
use anyhow::Context;
use domain::AlertKind;
use domain::waiting::{Next, plan};
use jiff::Timestamp;
use platform::failpoint;
use platform::outcome::Outcome;
use senders::Name;
use store::alerts::{Claimed, Told, Turn};

use super::News;

/// How often a record is tried, and how long between two tries: what was told and is not recorded is told twice.
const RECORD_TRIES: usize = 10;
const RECORD_PAUSE: Duration = Duration::from_millis(200);

/// What a claimed alert comes to.
enum Content {
    /// It says this.
    Story(Story),
    /// A silence holds it back until then.
    Silenced(Timestamp),
    /// What it was about has been forgotten.
    Nothing,
}

impl News {
    /// Tells the channel whose turn it is what is to be told next, and ends the turn.
    pub(super) async fn turn(&self, turn: Turn) -> anyhow::Result<()> {
        failpoint::reach("alert.turn");
        let waiting = plan(&self.store.waiting_alerts(&turn).await?);
        if !waiting.collapsed.is_empty() || !waiting.renamed.is_empty() {
            self.store.collapse_alerts(&turn, &waiting.collapsed, &waiting.renamed).await?;
            failpoint::reach("alert.collapsed");
        }
        let next = match waiting.next {
            Next::Nothing => None,
            Next::Send(id) => Some(id),
            Next::Digest(ids) => self.store.digest_alerts(&turn, &ids).await?,
        };
        let claimed = match next {
            Some(id) => self.store.claim_alert(&turn, id).await?,
            None => None,
        };
        let Some(alert) = claimed else { return Ok(self.store.end_turn(&turn).await?) };
        failpoint::reach("alert.claimed");
        match self.content(&turn, &alert).await? {
            Content::Silenced(until) => Ok(self.store.put_off_alert(&turn, &alert, until).await?),
            Content::Nothing => {
                let told = Told::Dead("what it was about has been forgotten".to_owned());
                Ok(self.store.record_alert(&turn, &alert, &told).await?)
            }
            Content::Story(story) => {
                let told = self.send(&turn, &alert, &story).await;
                failpoint::reach("alert.sent");
                self.record(&turn, &alert, &told).await?;
                failpoint::reach("alert.recorded");
                Ok(())
            }
        }
    }

    /// What the alert says, of things as they are now.
    async fn content(&self, turn: &Turn, alert: &Claimed) -> anyhow::Result<Content> {
        let public_url = self.senders.public_url();
        match alert.kind {
            AlertKind::Test => Ok(Content::Story(Story::of_test(&turn.name, public_url))),
            AlertKind::Digest => {
                let pipelines = self.store.digest_lines(&alert.digest_of).await?;
                let digest = Digest { alerts: alert.digest_of.len(), pipelines };
                Ok(Content::Story(Story::of_digest(&digest, public_url)))
            }
            kind => {
                let Some(id) = alert.breakage_id else { return Ok(Content::Nothing) };
                let Some(breakage) = self.store.breakage(id).await? else { return Ok(Content::Nothing) };
                Ok(match &breakage.silenced {
                    Some(silence) => Content::Silenced(silence.until),
                    None => Content::Story(Story::of_breakage(kind, &breakage, public_url)),
                })
            }
        }
    }

    async fn send(&self, turn: &Turn, alert: &Claimed, story: &Story) -> Told {
        let name = |(key, at): &(String, Timestamp)| Name { dedupe_key: key.clone(), created_at: *at };
        let thread = alert.thread.as_ref().map(name);
        let channel = (turn.kind, turn.target.as_ref());
        let outcome = self.senders.send(channel, story, &name(&alert.name), thread.as_ref()).await;
        if outcome != Outcome::Sent {
            tracing::warn!(alert.id = alert.id, channel.id = turn.channel_id, ?outcome, "an alert was not taken");
        }
        match outcome {
            Outcome::Sent => Told::Sent,
            Outcome::Retry { after, error } => Told::Again(after.unwrap_or_default(), error),
            Outcome::Rejected { error } => Told::Dead(error),
            Outcome::Off { reason } => Told::Off(reason),
        }
    }

    async fn record(&self, turn: &Turn, alert: &Claimed, told: &Told) -> anyhow::Result<()> {
        let mut recorded = self.store.record_alert(turn, alert, told).await;
        for _ in 1..RECORD_TRIES {
            if recorded.is_ok() {
                break;
            }
            tokio::time::sleep(RECORD_PAUSE).await;
            recorded = self.store.record_alert(turn, alert, told).await;
        }
        recorded.context("what became of an alert could not be recorded, and it may be told twice")
    }
}
