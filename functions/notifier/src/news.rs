//! News of breakages: decided by the rules, and told channel by channel.

mod decide;
mod turn;

use std::time::{Duration, Instant};

use futures_util::stream::{FuturesUnordered, StreamExt};
use platform::doorbell::Doorbell;
use senders::Senders;
use store::Store;
use tokio::sync::OnceCell;

/// How long a call goes on taking turns: the longest send that begins then ends before the function must.
const TURNS: Duration = Duration::from_secs(12);
/// How many channels are told something at once.
const AT_ONCE: usize = 8;

/// The teller of news, with its parts.
pub(crate) struct News {
    pub(crate) store: Store,
    pub(crate) senders: Senders,
    pub(crate) doorbell: Doorbell,
    pub(crate) seeded: OnceCell<()>,
}

impl News {
    /// Decides and tells what is due, and rings for what is due next.
    pub(crate) async fn tell_due(&self) -> anyhow::Result<()> {
        if !self.store.has_news().await? {
            return Ok(());
        }
        let kinds = self.senders.targets().kinds();
        self.seeded.get_or_try_init(|| self.store.seed_alerts(&kinds)).await?;
        let decided = self.decide_due().await?;
        let taken = self.take_turns().await?;
        if decided + taken > 0
            && let Some((outbox_id, delay)) = self.store.next_news().await?
        {
            self.doorbell.ring_after(delay, outbox_id).await;
        }
        Ok(())
    }

    /// Takes the turns of all channels that have something due, each on its own: a slow one holds nobody. Answers how
    /// many there were.
    async fn take_turns(&self) -> anyhow::Result<usize> {
        let begun = Instant::now();
        let (mut taken, mut failed, mut turns) = (0, None, FuturesUnordered::new());
        loop {
            while failed.is_none() && turns.len() < AT_ONCE && begun.elapsed() < TURNS {
                match self.store.take_turn().await {
                    Ok(Some(turn)) => turns.push(self.turn(turn)),
                    Ok(None) => break,
                    Err(error) => failed = Some(error.into()),
                }
                taken += 1;
            }
            match turns.next().await {
                Some(Ok(())) => {}
                // The others are let end: what was posted is to be recorded.
                Some(Err(error)) => failed = Some(error),
                None => return failed.map_or(Ok(taken), Err),
            }
        }
    }
}
