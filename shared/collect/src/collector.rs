//! What a provider's collector answers for.

use domain::{BuildReport, Provider};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
pub use store::unsettled::Unsettled;

use crate::{Client, Failure};

/// What a live listing is to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Builds that came to be, or that changed where the provider can tell so, at this time or later.
    pub since: Timestamp,
    /// Whether to list also where a conditional request says that nothing has changed: builds further down may have.
    pub thorough: bool,
}

/// A stretch of time in which builds came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Its first moment.
    pub from: Timestamp,
    /// Its last moment.
    pub until: Timestamp,
}

/// What one step of a listing told.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// The builds, in any order; the same one twice does no harm.
    pub reports: Vec<BuildReport>,
    /// The ids of builds that are known to stand as they stood, because the provider says that nothing has changed: they
    /// need not be looked at by themselves. Those in `reports` need not be named.
    pub unchanged: Vec<String>,
    /// What the source calls itself in its builds, where that is not the name it was configured by: it was renamed.
    pub repository: Option<String>,
    /// Whether the listing is at its end.
    pub done: bool,
}

/// Numbers that nobody has told of, between two builds of a pipeline that are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The provider's identity of the pipeline, as [`domain::PipelineRef::external_id`].
    pub pipeline: String,
    /// The missing numbers, ascending.
    pub numbers: Vec<i64>,
    /// When the builds on either side came to be.
    pub window: Window,
}

/// An event that no try to deliver succeeded in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered {
    /// What its deliveries have in common, as the receiver keeps it: [`domain::Delivery::delivery_key`].
    pub delivery_key: String,
    /// What to post to, to have it delivered again.
    pub again: String,
}

/// The sources that a configuration names.
#[derive(Debug, Default)]
pub struct Sources {
    /// Each as its builds name it in [`domain::PipelineRef::repository`], patterns expanded.
    pub names: Vec<String>,
    /// Names and patterns that led nowhere, with the reason.
    pub failed: Vec<(String, Failure)>,
}

/// A provider, as the poll asks it. How one is written: see the head of this crate.
pub trait Collector: Send + Sync + 'static {
    /// What the collector remembers of a source from one step and one poll to the next. A fresh one begins a listing.
    type Position: Clone + Default + Serialize + DeserializeOwned + Send + Sync;

    /// Whose builds these are.
    const PROVIDER: Provider;

    /// The client that all requests go through; it counts them.
    fn client(&self) -> &Client;

    /// The names and patterns of the configuration.
    fn wanted(&self) -> &[String];

    /// Whether the configuration has patterns, so that its sources are asked for from time to time.
    fn has_patterns(&self) -> bool;

    /// The sources that the configuration names.
    fn sources(&self) -> impl Future<Output = Result<Sources, Failure>> + Send;

    /// The next builds of a source, newest first: one step of at most a few requests, repeated until it is done. A step
    /// that fails is taken again from the position before it.
    fn list_recent_builds(
        &self,
        source: &str,
        scope: Scope,
        position: &mut Self::Position,
    ) -> impl Future<Output = Result<Step, Failure>> + Send;

    /// The next builds of a source that came to be in `window`: one step, repeated until it is done.
    fn list_builds_between(
        &self,
        source: &str,
        window: Window,
        position: &mut Self::Position,
    ) -> impl Future<Output = Result<Step, Failure>> + Send;

    /// One build, looked at again: how it stands if it is not over, and what is lacking of it. [`Failure::NotFound`] and
    /// [`Failure::Gone`] mean that the provider has it no more.
    fn look_again(
        &self,
        source: &str,
        build: &Unsettled,
    ) -> impl Future<Output = Result<Vec<BuildReport>, Failure>> + Send;

    /// Where webhooks that tell of a source are set up, if the provider keeps their deliveries: several sources may have a
    /// place in common.
    fn hook_places(&self, source: &str, position: &Self::Position) -> Vec<String> {
        let _ = (source, position);
        Vec::new()
    }

    /// What of our webhooks at a place failed to reach us since a time, or in as long as is kept; nothing where the token may
    /// not ask.
    fn undelivered(
        &self,
        place: &str,
        since: Option<Timestamp>,
    ) -> impl Future<Output = Result<Vec<Undelivered>, Failure>> + Send {
        let _ = (place, since);
        async { Ok(Vec::new()) }
    }

    /// The builds of a gap, as far as they exist.
    fn find_missing(&self, source: &str, gap: &Gap) -> impl Future<Output = Result<Vec<BuildReport>, Failure>> + Send {
        async move {
            let (mut position, mut found) = (Self::Position::default(), Vec::new());
            for _ in 0..GAP_STEPS {
                let step = self.list_builds_between(source, gap.window, &mut position).await?;
                found.extend(step.reports);
                if step.done {
                    break;
                }
            }
            Ok(found)
        }
    }
}

/// How many steps a gap is worth.
const GAP_STEPS: usize = 10;
