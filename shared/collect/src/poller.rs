//! A poll: the live builds of every source of a provider. The look back goes on beside it, and holds nobody up.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use domain::Provider;
use domain::source::BudgetLeft;
use jiff::{SignedDuration, Timestamp};
use platform::doorbell::Doorbell;
use platform::metrics;
use store::polls::Begun;
use store::sources::{Named, Polled};
use store::{Store, StoreError};

use crate::state::{Back, Held, Live};
use crate::visit::Visit;
use crate::{Collector, Deadline, Failure, LookBack};

/// What the provider did not give, where it is not we who failed.
type Went = anyhow::Result<Result<(), Failure>>;

/// How long the names that patterns led to are believed, and how long where one led nowhere.
const NAMES_KEPT: SignedDuration = SignedDuration::from_hours(1);
const NAMES_TRIED_AGAIN: SignedDuration = SignedDuration::from_mins(10);

/// Asks one provider for builds and takes them to the database.
pub struct Poller<C> {
    pub(crate) collector: C,
    pub(crate) store: Store,
    pub(crate) doorbell: Doorbell,
    look_back: LookBack,
    /// What the configuration's patterns led to. A process keeps it for itself: another may have another configuration.
    names: Mutex<Option<Names>>,
    /// Why sources could not be polled, as it was logged last.
    logged: Mutex<BTreeMap<String, String>>,
}

/// Sources by name, and until when the names are believed.
#[derive(Clone)]
struct Names {
    list: Vec<String>,
    until: Timestamp,
}

impl<C: Collector> Poller<C> {
    /// Asks through `collector`, keeps in `store`, rings `doorbell` for what has moved, and looks back by `look_back` the
    /// first time.
    pub fn new(collector: C, store: Store, doorbell: Doorbell, look_back: LookBack) -> Self {
        Self { collector, store, doorbell, look_back, names: Mutex::default(), logged: Mutex::default() }
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
        let mut sources = self.store.named_sources(C::PROVIDER).await?;
        sources.retain(|it| names.contains(&it.name));
        for (place, source) in sources.iter().enumerate() {
            if until.is_over() {
                tracing::info!(
                    provider = C::PROVIDER.as_str(),
                    left = sources.len() - place,
                    "the poll's time is over"
                );
                return Ok(None);
            }
            if let Err(failure) = self.visit(source, begun.now, until).await?
                && failure.is_of_the_provider()
            {
                self.tell_all(&sources[place + 1..], &failure).await?;
                return Ok(Some(failure.to_string()));
            }
        }
        Ok(None)
    }

    /// Reads the history of each source that is well, as long as time and budget allow. It is no part of a poll: others may
    /// run meanwhile.
    pub async fn look_back(&self, until: &Deadline) -> anyhow::Result<()> {
        if self.store.throttled_until(C::PROVIDER).await?.is_some() {
            return Ok(());
        }
        for source in self.store.named_sources(C::PROVIDER).await? {
            let is_left = source.looked_back_to.is_none_or(|it| self.horizon(&source).is_ok_and(|to| it > to));
            if !source.is_well || !is_left {
                continue;
            }
            if until.is_over() {
                break;
            }
            if let Err(failure) = self.visit_back(&source, until).await?
                && failure.is_of_the_provider()
            {
                break;
            }
        }
        Ok(())
    }

    /// How far back the builds of a source are wanted.
    fn horizon(&self, source: &Named) -> Result<Timestamp, jiff::Error> {
        source.named_at.checked_sub(self.look_back.0)
    }

    /// Reads one source live, and keeps what came of it.
    async fn visit(&self, source: &Named, now: Timestamp, until: &Deadline) -> Went {
        let horizon = self.horizon(source)?;
        let cursor = format!("poll:{}:{}", C::PROVIDER, source.name);
        let Some(mut held) = Held::take(&self.store, &cursor, Live::<C>::new(horizon)).await? else {
            return Ok(Ok(()));
        };
        // The configuration may have changed how far back is wanted.
        held.state.horizon = horizon;
        let mut visit = Visit::new(self, source, until, held);
        let went = visit.live(now).await?;
        let polled =
            Polled { complete_until: visit.held.state.complete_until, has_news: visit.has_news, ..self.came_of(&went) };
        visit.held.release(&self.store).await?;
        self.keep(&source.name, &polled, false).await?;
        Ok(went)
    }

    /// Reads one source backwards, and keeps what came of it.
    async fn visit_back(&self, source: &Named, until: &Deadline) -> Went {
        let horizon = self.horizon(source)?;
        let cursor = format!("look-back:{}:{}", C::PROVIDER, source.name);
        let fresh = Back::<C>::new(horizon, source.named_at);
        let Some(mut held) = Held::take(&self.store, &cursor, fresh).await? else { return Ok(Ok(())) };
        held.state.horizon = horizon;
        let mut visit = Visit::new(self, source, until, held);
        let went = visit.look_back().await?;
        self.keep_reached(&source.name, &visit.held.state, &went).await?;
        visit.held.release(&self.store).await?;
        Ok(went)
    }

    /// Keeps how far a look back has come, and why it goes no further.
    pub(crate) async fn keep_reached(
        &self,
        name: &str,
        back: &Back<C>,
        went: &Result<(), Failure>,
    ) -> Result<(), StoreError> {
        let polled = Polled { backfill: Some((back.horizon, back.reached)), ..self.came_of(went) };
        self.keep(name, &polled, true).await
    }

    /// What a visit came to, as far as the provider is concerned.
    fn came_of(&self, went: &Result<(), Failure>) -> Polled {
        Polled {
            error: went.as_ref().err().map(ToString::to_string),
            throttled_until: throttled_until(went),
            requests: self.collector.client().take_requests(),
            budget: self.budget(),
            ..Polled::default()
        }
    }

    /// Brings the list of sources up to date and answers it; patterns are asked for once an hour.
    async fn name_sources(&self, begun: &Begun) -> anyhow::Result<Result<Vec<String>, Failure>> {
        let known = self.names.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(Names { list, .. }) = known.filter(|it| self.collector.has_patterns() && begun.now < it.until) {
            return Ok(Ok(list));
        }
        let sources = match self.collector.sources().await {
            Ok(sources) => sources,
            Err(failure) => {
                let named = self.store.named_sources(C::PROVIDER).await?;
                self.tell_all(&named, &failure).await?;
                if named.is_empty() {
                    // Until they have led somewhere, the configuration's own words stand for it.
                    for name in self.collector.wanted() {
                        self.tell(name, &failure).await?;
                    }
                }
                return Ok(Err(failure));
            }
        };
        let mut names = sources.names;
        if sources.failed.iter().any(|(_, failure)| !failure.is_gone()) {
            // What failed for the moment may have led to any that are known.
            let known = self.store.named_sources(C::PROVIDER).await?.into_iter().map(|it| it.name);
            let is_left = |it: &String| !names.contains(it) && sources.failed.iter().all(|(failed, _)| failed != it);
            let left: Vec<String> = known.filter(is_left).collect();
            names.extend(left);
        }
        let failed = sources.failed.iter().map(|(name, _)| name.clone());
        let all: Vec<String> = names.iter().cloned().chain(failed).collect();
        self.store.name_sources(C::PROVIDER, &all).await?;
        for (name, failure) in &sources.failed {
            self.tell(name, failure).await?;
        }
        let kept = if sources.failed.is_empty() { NAMES_KEPT } else { NAMES_TRIED_AGAIN };
        *self.names.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Names { list: names.clone(), until: begun.now + kept });
        Ok(Ok(names))
    }

    async fn tell_all(&self, sources: &[Named], failure: &Failure) -> anyhow::Result<()> {
        for source in sources {
            self.tell(&source.name, failure).await?;
        }
        Ok(())
    }

    /// Keeps why a source could not be polled.
    async fn tell(&self, name: &str, failure: &Failure) -> anyhow::Result<()> {
        Ok(self.keep(name, &self.came_of(&Err(failure.clone())), false).await?)
    }

    async fn keep(&self, name: &str, polled: &Polled, is_more: bool) -> Result<(), StoreError> {
        self.log(name, polled.error.as_ref());
        self.store.polled(C::PROVIDER, name, polled, is_more).await
    }

    /// Logs why a source cannot be polled when that is new, and when it is over.
    fn log(&self, name: &str, error: Option<&String>) {
        let (provider, mut logged) = (C::PROVIDER.as_str(), self.logged.lock().unwrap_or_else(PoisonError::into_inner));
        match error {
            Some(error) if logged.get(name) == Some(error) => {}
            Some(error) => {
                tracing::warn!(provider, source.name = name, source.error = error, "a source cannot be polled");
                logged.insert(name.to_owned(), error.clone());
            }
            None if logged.remove(name).is_some() => {
                tracing::info!(provider, source.name = name, "a source can be polled again");
            }
            None => {}
        }
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
