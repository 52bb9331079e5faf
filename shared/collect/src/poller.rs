//! A poll: every source of a provider, live builds first, then the look back.

use domain::Provider;
use domain::source::BudgetLeft;
use jiff::{SignedDuration, Timestamp};
use platform::doorbell::Doorbell;
use platform::metrics;
use store::Store;
use store::polls::Begun;
use store::sources::Polled;

use crate::state::Held;
use crate::visit::Visit;
use crate::{Collector, Deadline, Failure, LookBack};

/// How long the names that patterns led to are believed.
const NAMES_KEPT: SignedDuration = SignedDuration::from_hours(1);

/// Asks one provider for builds and takes them to the database.
pub struct Poller<C> {
    pub(crate) collector: C,
    pub(crate) store: Store,
    pub(crate) doorbell: Doorbell,
    look_back: LookBack,
}

/// A source and the time from which its builds are wanted.
struct Named {
    name: String,
    named_at: Timestamp,
}

impl<C: Collector> Poller<C> {
    /// Asks through `collector`, keeps in `store`, rings `doorbell` for what has moved, and looks back by `look_back` the
    /// first time.
    pub fn new(collector: C, store: Store, doorbell: Doorbell, look_back: LookBack) -> Self {
        Self { collector, store, doorbell, look_back }
    }

    /// Polls, if somebody asked for it or it `is_due` by itself, and no other poll is under way. Begins nothing after
    /// `until`; what is left is taken up by the next poll.
    pub async fn run(&self, is_due: bool, until: &Deadline) -> anyhow::Result<()> {
        let Some(begun) = self.store.begin_poll(C::PROVIDER, is_due).await? else { return Ok(()) };
        let polled = self.poll(&begun, until).await;
        let error = match &polled {
            Ok(error) => error.clone(),
            Err(_) => Some("the poll broke off on our side".to_owned()),
        };
        self.store.end_poll(C::PROVIDER, begun.run, error.as_deref()).await?;
        if error.is_none() {
            tell_sound(C::PROVIDER);
        }
        polled.map(drop)
    }

    /// Why the poll failed as a whole, if it did.
    async fn poll(&self, begun: &Begun, until: &Deadline) -> anyhow::Result<Option<String>> {
        if let Some(until) = self.store.throttled_until(C::PROVIDER).await? {
            return Ok(Some(Failure::Throttled { until }.to_string()));
        }
        let names = match self.name_sources(begun).await? {
            Ok(names) => names,
            Err(failure) => return Ok(Some(failure.to_string())),
        };
        self.store.follow_unsettled(C::PROVIDER).await?;
        let mut sources = self.named().await?;
        sources.retain(|it| names.contains(&it.name));
        let mut sound = Vec::new();
        for (place, source) in sources.iter().enumerate() {
            if until.is_over() {
                tracing::info!(
                    provider = C::PROVIDER.as_str(),
                    left = sources.len() - place,
                    "the poll's time is over"
                );
                return Ok(None);
            }
            match self.visit(source, begun.now, until, false).await? {
                Ok(()) => sound.push(source),
                Err(failure) if failure.is_of_the_provider() => {
                    self.tell_all(&sources[place + 1..], &failure).await?;
                    return Ok(Some(failure.to_string()));
                }
                Err(_) => {}
            }
        }
        self.look_back(&sound, begun.now, until).await?;
        Ok(None)
    }

    /// One slice of each source's history in turn, as long as time and budget allow.
    async fn look_back(&self, sources: &[&Named], now: Timestamp, until: &Deadline) -> anyhow::Result<()> {
        for source in sources {
            if until.is_over() || self.is_budget_low() {
                break;
            }
            if let Err(failure) = self.visit(source, now, until, true).await?
                && failure.is_of_the_provider()
            {
                break;
            }
        }
        Ok(())
    }

    /// Reads one source, live or backwards, and keeps what came of it.
    async fn visit(
        &self,
        source: &Named,
        now: Timestamp,
        until: &Deadline,
        back: bool,
    ) -> anyhow::Result<Result<(), Failure>> {
        let Named { name, named_at } = source;
        let horizon = named_at.checked_sub(self.look_back.0)?;
        let Some(held) = Held::take(&self.store, name, horizon, now).await? else { return Ok(Ok(())) };
        if back && held.state.slice().is_none() {
            held.release(&self.store).await?;
            return Ok(Ok(()));
        }
        let mut visit = Visit::new(self, name, *named_at, until, held);
        let before = self.collector.client().requests();
        let went = if back { visit.look_back().await? } else { visit.live(now).await? };
        let polled = Polled {
            error: went.as_ref().err().map(ToString::to_string),
            throttled_until: throttled_until(&went),
            requests: self.collector.client().requests() - before,
            budget: self.budget(),
            ..visit.polled()
        };
        visit.held.release(&self.store).await?;
        if let Err(failure) = &went {
            tracing::warn!(source.name = name, source.error = failure.to_string(), "a source could not be polled");
        }
        self.store.polled(C::PROVIDER, name, &polled, back).await?;
        Ok(went)
    }

    /// Brings the list of sources up to date and answers it; patterns are asked for once an hour.
    async fn name_sources(&self, begun: &Begun) -> anyhow::Result<Result<Vec<String>, Failure>> {
        let is_fresh = begun.names_at.is_some_and(|it| begun.now.duration_since(it) < NAMES_KEPT);
        if self.collector.has_patterns() && is_fresh {
            return Ok(Ok(begun.names.clone()));
        }
        let sources = match self.collector.sources().await {
            Ok(sources) => sources,
            Err(failure) => {
                self.tell_all(&self.named().await?, &failure).await?;
                return Ok(Err(failure));
            }
        };
        let failed = sources.failed.iter().map(|(name, _)| name.clone());
        let all: Vec<String> = sources.names.iter().cloned().chain(failed).collect();
        self.store.name_sources(C::PROVIDER, &all).await?;
        self.store.keep_names(C::PROVIDER, &sources.names).await?;
        for (name, failure) in &sources.failed {
            self.tell(name, failure).await?;
        }
        Ok(Ok(sources.names))
    }

    /// The sources, those first that have waited longest.
    async fn named(&self) -> anyhow::Result<Vec<Named>> {
        let sources = self.store.named_sources(C::PROVIDER).await?;
        Ok(sources.into_iter().map(|(name, named_at)| Named { name, named_at }).collect())
    }

    async fn tell_all(&self, sources: &[Named], failure: &Failure) -> anyhow::Result<()> {
        for source in sources {
            self.tell(&source.name, failure).await?;
        }
        Ok(())
    }

    /// Keeps why a source could not be polled.
    async fn tell(&self, name: &str, failure: &Failure) -> anyhow::Result<()> {
        let throttled_until = throttled_until(&Err(failure.clone()));
        let polled =
            Polled { error: Some(failure.to_string()), throttled_until, budget: self.budget(), ..Polled::default() };
        Ok(self.store.polled(C::PROVIDER, name, &polled, false).await?)
    }

    fn budget(&self) -> Option<BudgetLeft> {
        let budget = self.collector.client().budget()?;
        Some(BudgetLeft { limit: budget.limit, remaining: budget.remaining, resets_at: budget.resets_at })
    }

    /// Whether only what is live may still be asked for.
    pub(crate) fn is_budget_low(&self) -> bool {
        self.collector.client().budget().is_some_and(|it| it.is_low())
    }
}

/// Counts a poll that did what it should: an alarm goes off where none does for long.
pub(crate) fn tell_sound(provider: Provider) {
    metrics::count("Polls", 1, Some(("Provider", provider.as_str())));
}

fn throttled_until(went: &Result<(), Failure>) -> Option<Timestamp> {
    match went {
        Err(Failure::Throttled { until }) => Some(*until),
        _ => None,
    }
}
