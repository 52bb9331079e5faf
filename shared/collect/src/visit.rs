//! One source, read by one poll.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use domain::{BuildReport, PipelineRef, Provider, Run, Sequence, Status};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::holes::Hole;
use store::sources::Named;
use store::{Store, StoreError};

use crate::state::{Back, Held, Hooks, Live};
use crate::{Collector, Deadline, Failure, Gap, Poller, Step, Unsettled, Window};

/// How many reports are merged in one transaction: short ones keep the feed moving.
const BATCH: usize = 50;
/// How many builds one poll of a source looks at again.
const LOOKS: i64 = 200;
/// After how many of them what was told is kept.
const LOOKS_AT_ONCE: usize = 10;
/// How many missing numbers one poll of a source asks for.
const HOLES: i64 = 100;
/// How often a look back tells how far it has come.
const LOGGED_EVERY: Duration = Duration::from_secs(10);

/// One source, read by one poll.
pub(crate) struct Visit<'a, C: Collector, S> {
    poller: &'a Poller<C>,
    source: &'a str,
    /// Of a build that came to be after this, a webhook should have told first.
    named_at: Timestamp,
    until: &'a Deadline,
    pub(crate) held: Held<S>,
    /// What the source calls itself.
    repository: String,
    /// Builds of which the listing has just told, and those of which it said that they stand as they stood.
    fresh: BTreeSet<String>,
    moved: bool,
    /// When its progress was last logged.
    logged_at: Option<Instant>,
    /// Whether it told of a build that a webhook should have told of first.
    pub(crate) has_news: bool,
}

type Went = anyhow::Result<Result<(), Failure>>;

/// Leaves with what the provider did not give.
macro_rules! given {
    ($answer:expr) => {
        match $answer {
            Ok(answer) => answer,
            Err(failure) => return Ok(Err(failure)),
        }
    };
}

impl<'a, C: Collector, S> Visit<'a, C, S> {
    pub(crate) fn new(poller: &'a Poller<C>, source: &'a Named, until: &'a Deadline, held: Held<S>) -> Self {
        Self {
            poller,
            source: &source.name,
            named_at: source.named_at,
            until,
            held,
            repository: source.name.clone(),
            fresh: BTreeSet::new(),
            moved: false,
            logged_at: None,
            has_news: false,
        }
    }
}

impl<C: Collector> Visit<'_, C, Live<C>> {
    /// Whatever is new, then what is unfinished or lacking, then what is missing.
    pub(crate) async fn live(&mut self, now: Timestamp) -> Went {
        let listing = self.held.state.listing(now, self.named_at);
        loop {
            if self.is_over() {
                return Ok(Ok(()));
            }
            let mut position = self.held.state.position.clone();
            let step = self.poller.collector.list_recent_builds(self.source, listing.scope, &mut position).await;
            let step = given!(step);
            let done = step.done;
            self.take(step).await?;
            self.held.state.position = position;
            if done {
                self.held.state.listed();
            }
            self.held.keep(&self.poller.store).await?;
            if done {
                break;
            }
        }
        if self.moved {
            self.poller.store.follow_unsettled(C::PROVIDER).await?;
        }
        given!(self.look_again().await?);
        if self.moved || listing.scope.thorough {
            given!(self.fill_holes(listing.scope.since).await?);
        }
        if listing.scope.thorough {
            given!(self.redeliver(now).await?);
        }
        Ok(Ok(()))
    }

    /// Asks for what webhooks failed to tell to be sent again. Sources that have a place of webhooks in common leave it to
    /// the first of them.
    async fn redeliver(&mut self, now: Timestamp) -> Went {
        let store = &self.poller.store;
        for place in self.poller.collector.hook_places(self.source, &self.held.state.position) {
            let cursor = format!("hooks:{}:{place}", C::PROVIDER);
            let Some(mut hooks) = Held::take(store, &cursor, Hooks::default()).await? else { continue };
            let mut went = Ok(());
            if hooks.state.is_due(now) && !self.is_over() {
                went = self.scan(&place, hooks.state.scanned_until).await?;
                if went.is_ok() {
                    hooks.state.scanned_until = Some(now);
                    hooks.keep(store).await?;
                }
            }
            hooks.release(store).await?;
            given!(went);
            self.held.keep(store).await?;
        }
        Ok(Ok(()))
    }

    async fn scan(&self, place: &str, since: Option<Timestamp>) -> Went {
        let undelivered = given!(self.poller.collector.undelivered(place, since).await);
        let keys: Vec<&str> = undelivered.iter().map(|it| it.delivery_key.as_str()).collect();
        let applied = self.poller.store.applied_deliveries(C::PROVIDER, &keys).await?;
        for it in undelivered.iter().filter(|it| !applied.contains(&it.delivery_key)) {
            match self.poller.collector.client().post(&it.again).await {
                // It is no more kept, or not to be had again: the poll has its builds.
                Ok(()) | Err(Failure::NotFound | Failure::Gone | Failure::Refused(_)) => {}
                // The token may read the hooks and no more.
                Err(Failure::Forbidden) => break,
                Err(failure) => return Ok(Err(failure)),
            }
        }
        Ok(Ok(()))
    }

    /// Builds that are not over, and those of which something is lacking.
    async fn look_again(&mut self) -> Went {
        let mut builds = self.poller.store.unsettled(C::PROVIDER, &self.repository, LOOKS).await?;
        builds.retain(|it| !self.is_fresh(it));
        for some in builds.chunks(LOOKS_AT_ONCE) {
            let (mut looked, mut reports, mut went) = (Vec::new(), Vec::new(), Ok(()));
            for build in some {
                if self.is_over() || (build.status.is_terminal() && self.poller.is_budget_low()) {
                    break;
                }
                match self.poller.collector.look_again(&self.repository, build).await {
                    Ok(told) => reports.extend(told),
                    Err(failure) if failure.is_gone() => reports.push(gone(C::PROVIDER, build)),
                    Err(failure) => {
                        went = Err(failure);
                        break;
                    }
                }
                looked.push(build.build_id);
            }
            self.apply(&reports, true).await?;
            self.poller.store.looked_at(&looked).await?;
            self.held.keep(&self.poller.store).await?;
            if went.is_err() || looked.len() < some.len() {
                return Ok(went);
            }
        }
        Ok(Ok(()))
    }

    /// Whether there is nothing to ask about a build: it is not over, and the listing has just told so.
    fn is_fresh(&self, build: &Unsettled) -> bool {
        !build.status.is_terminal() && build.lacking_attempts.is_empty() && self.fresh.contains(&build.external_id)
    }
}

impl<C: Collector> Visit<'_, C, Back<C>> {
    /// Slices of history, newest first.
    pub(crate) async fn look_back(&mut self) -> Went {
        while let Some(slice) = self.held.state.slice() {
            if self.is_over() || self.poller.is_budget_low() {
                return Ok(Ok(()));
            }
            let mut position = self.held.state.position.clone();
            let step = given!(self.poller.collector.list_builds_between(self.source, slice, &mut position).await);
            let done = step.done;
            self.take(step).await?;
            self.held.state.position = position;
            if done {
                self.held.state.looked_back(slice);
                self.log_progress(slice.from);
            }
            self.held.keep(&self.poller.store).await?;
            if done {
                self.poller.keep_reached(self.source, &self.held.state, &Ok(())).await?;
            }
        }
        given!(self.fill_holes(self.held.state.horizon).await?);
        Ok(Ok(()))
    }

    /// Logs how far it has come: at the end, and every few seconds on the way.
    fn log_progress(&mut self, reached: Timestamp) {
        let (provider, to) = (C::PROVIDER.as_str(), reached.strftime("%F"));
        let days_left = (reached.duration_since(self.held.state.horizon).as_hours() + 23) / 24;
        if days_left == 0 {
            tracing::info!(provider, source.name = self.source, %to, "looked back at all builds");
        } else if self.logged_at.is_none_or(|it| it.elapsed() >= LOGGED_EVERY) {
            self.logged_at = Some(Instant::now());
            tracing::info!(provider, source.name = self.source, %to, days_left, "looking back at builds");
        }
    }
}

impl<C: Collector, S: Serialize + DeserializeOwned> Visit<'_, C, S> {
    /// Numbers that are missing among the builds since a time: asked for once, and then found or gone.
    async fn fill_holes(&mut self, since: Timestamp) -> Went {
        let store = &self.poller.store;
        store.note_holes(C::PROVIDER, &self.repository, since).await?;
        let holes = store.open_holes(C::PROVIDER, &self.repository, HOLES).await?;
        for gap in holes.chunk_by(|a, b| (a.pipeline_id, a.after, a.before) == (b.pipeline_id, b.after, b.before)) {
            if self.is_over() {
                break;
            }
            let numbers: Vec<i64> = gap.iter().map(|it| it.number).collect();
            let Some(Hole { pipeline_id, pipeline, after, before, .. }) = gap.first() else { continue };
            let asked = Gap {
                pipeline: pipeline.clone(),
                numbers: numbers.clone(),
                window: Window { from: *after, until: *before },
            };
            let found = given!(self.poller.collector.find_missing(self.source, &asked).await);
            self.apply(&found, false).await?;
            self.poller.store.settle_holes(*pipeline_id, &numbers).await?;
            self.held.keep(&self.poller.store).await?;
        }
        Ok(Ok(()))
    }

    async fn take(&mut self, step: Step) -> Result<(), StoreError> {
        if let Some(repository) = step.repository {
            self.repository = repository;
        }
        self.fresh.extend(step.unchanged);
        self.fresh.extend(step.reports.iter().map(|it| it.external_id.clone()));
        self.apply(&step.reports, true).await
    }

    /// Merges reports and rings once.
    async fn apply(&mut self, reports: &[BuildReport], is_live: bool) -> Result<(), StoreError> {
        let mut outbox_id = None;
        for batch in reports.chunks(BATCH) {
            let applied = apply(&self.poller.store, batch).await?;
            self.moved |= !applied.moved.is_empty();
            self.has_news |= is_live && applied.moved.iter().any(|it| self.is_news(&batch[*it]));
            outbox_id = applied.outbox_id.or(outbox_id);
        }
        if let Some(outbox_id) = outbox_id {
            self.poller.doorbell.ring(outbox_id).await;
        }
        Ok(())
    }

    /// Whether a webhook should have told this first. A run that could not start sends none, and those of a source that
    /// was renamed are heard under its new name.
    fn is_news(&self, report: &BuildReport) -> bool {
        let Some(run) = report.run.as_ref().filter(|_| self.repository == self.source) else { return false };
        run.queued_at.or(run.started_at) >= Some(self.named_at) && !run.raw_status.ends_with("startup_failure")
    }

    fn is_over(&self) -> bool {
        self.until.is_over()
    }
}

/// Merges a batch; where the database refuses its values, report by report, so that one does not cost the others.
async fn apply(store: &Store, batch: &[BuildReport]) -> Result<store::intake::Applied, StoreError> {
    match store.apply_reports(batch).await {
        Err(error) if error.is_permanent() => {}
        answer => return answer,
    }
    let mut all = store::intake::Applied::default();
    for (place, report) in batch.iter().enumerate() {
        match store.apply_reports(std::slice::from_ref(report)).await {
            Ok(one) => {
                all.moved.extend(one.moved.iter().map(|_| place));
                all.outbox_id = one.outbox_id.or(all.outbox_id);
            }
            Err(error) if error.is_permanent() => {
                let id = report.external_id.as_str();
                tracing::error!(
                    build.external_id = id,
                    error = error.to_string(),
                    "the database refused a build's values"
                );
            }
            Err(error) => return Err(error),
        }
    }
    Ok(all)
}

/// A build that its provider has no more, though it was not over: nobody can tell how it ended. The row stays, as unknown
/// and gone, a moment after the last news of it, so that any real news goes before.
fn gone(provider: Provider, build: &Unsettled) -> BuildReport {
    let over = build.status.is_terminal();
    let sequence = match provider {
        Provider::Gitlab => Sequence::Generation(build.sequence),
        Provider::Github | Provider::Jenkins => Sequence::Attempt(build.attempt),
    };
    let observed_at = build.observed_at.and_then(|it| it.checked_add(SignedDuration::from_micros(1)).ok());
    BuildReport {
        pipeline: PipelineRef {
            provider,
            repository: build.repository.clone(),
            external_id: None,
            name: String::new(),
            url: None,
            default_branch: None,
        },
        external_id: build.external_id.clone(),
        number: None,
        life: None,
        sequence,
        run: (!over).then(|| Run { observed_at, ..Run::standing(Status::Unknown, "gone".to_owned()) }),
        jobs: Vec::new(),
    }
}
