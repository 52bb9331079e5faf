//! Answers of the routes about breakages and alerts.

use domain::alert::Alert;
use domain::alerting::{Route, Silence};
use domain::breakage::Breakage;
use domain::channel::Target;
use domain::{ChannelKind, NewsKind, Provider};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A page of breakages, the one that opened last first.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct BreakagePage {
    /// The breakages.
    pub items: Vec<Breakage>,
    /// Where the next page begins; `null` where this is the last.
    pub next_cursor: Option<String>,
}

/// A channel as it is shown: never with a webhook's address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Channel {
    /// Our id.
    pub id: i64,
    /// Which way it tells people.
    pub kind: ChannelKind,
    /// What people call it.
    pub name: String,
    /// Where it leads, the secret parts left out; empty where the environment should say so and does not.
    pub target: String,
    /// Whether the environment says where it leads.
    pub from_environment: bool,
    /// Whether it is in use.
    pub enabled: bool,
    /// Why it was switched off without being asked to.
    pub disabled_reason: Option<String>,
    /// How many alerts wait for it.
    pub waiting: i64,
    /// When the last alert went out.
    pub last_sent_at: Option<Timestamp>,
    /// What went wrong with the last alert, if anything did.
    pub last_error: Option<String>,
}

impl Channel {
    /// The channel as it may be shown; `environment` is where one leads that says nothing itself.
    pub fn shown(channel: domain::channel::Channel, environment: Option<&Target>) -> Self {
        let target = channel.target.as_ref().or(environment);
        Self {
            id: channel.id,
            kind: channel.kind,
            target: target.map(|it| it.masked(channel.kind)).unwrap_or_default(),
            from_environment: channel.target.is_none(),
            name: channel.name,
            enabled: channel.enabled,
            disabled_reason: channel.disabled_reason,
            waiting: channel.waiting,
            last_sent_at: channel.last_sent_at,
            last_error: channel.last_error,
        }
    }
}

/// All channels, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChannelList {
    /// The channels.
    pub items: Vec<Channel>,
}

/// All routes, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RouteList {
    /// The routes.
    pub items: Vec<Route>,
}

/// All silences, the one that ends last first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SilenceList {
    /// The silences.
    pub items: Vec<Silence>,
}

/// What a route would have told over the last 30 days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Preview {
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
    /// How many alerts there would have been, those in a silence included.
    pub total: usize,
    /// The newest of them, at most 200, newest first.
    pub items: Vec<PreviewItem>,
}

/// An alert that a route would have sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PreviewItem {
    /// What happened.
    pub kind: NewsKind,
    /// When it happened.
    pub at: Timestamp,
    /// Our id of the breakage.
    pub breakage_id: i64,
    /// Our id of the pipeline.
    pub pipeline_id: i64,
    /// Who runs the pipeline.
    pub provider: Provider,
    /// What the pipeline builds.
    pub repository: String,
    /// What people call the pipeline.
    pub pipeline_name: String,
    /// The branch.
    pub branch: String,
    /// Whether a silence that is known today would have held it back.
    pub silenced: bool,
}

/// A page of alerts, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AlertPage {
    /// The alerts.
    pub items: Vec<Alert>,
    /// Where the next page begins; `null` where this is the last.
    pub next_cursor: Option<String>,
}

/// An alert that is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Resent {
    /// Our id of it.
    pub id: i64,
}

/// What became of a trial of a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Tested {
    /// Whether the channel took it.
    pub sent: bool,
    /// Why it did not.
    pub error: Option<String>,
}
