//! Alerts: what was told to a channel, or is about to be.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::status::named;
use crate::{ChannelKind, NewsKind, Provider};

/// What an alert says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// A pipeline is broken.
    Broken,
    /// It is fixed.
    Fixed,
    /// It failed once more.
    StillFailing,
    /// It broke and was fixed before anybody could be told.
    BrokenAndFixed,
    /// What a flood of alerts came to.
    Digest,
    /// A trial of the channel.
    Test,
}

impl AlertKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Broken, Self::Fixed, Self::StillFailing, Self::BrokenAndFixed, Self::Digest, Self::Test];

    /// The name used in JSON and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Broken => NewsKind::Broken.as_str(),
            Self::Fixed => NewsKind::Fixed.as_str(),
            Self::StillFailing => NewsKind::StillFailing.as_str(),
            Self::BrokenAndFixed => "broken_and_fixed",
            Self::Digest => "digest",
            Self::Test => "test",
        }
    }
}

/// Where an alert stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AlertState {
    /// It is to be sent.
    Waiting,
    /// The channel has taken it.
    Sent,
    /// It was given up, for the reason that stands with it.
    Dead,
    /// Another alert says what it would have said.
    Collapsed,
}

impl AlertState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Sent, Self::Dead, Self::Collapsed];

    /// The name used in JSON and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Dead => "dead",
            Self::Collapsed => "collapsed",
        }
    }
}

named!(AlertKind);
named!(AlertState);

/// The channel an alert goes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AlertChannel {
    /// Our id.
    pub id: i64,
    /// Which way it tells people.
    pub kind: ChannelKind,
    /// What people call it.
    pub name: String,
}

/// An alert as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Alert {
    /// Our id.
    pub id: i64,
    /// What it says.
    pub kind: AlertKind,
    /// Where it stands.
    pub state: AlertState,
    /// Our id of the breakage it is about.
    pub breakage_id: Option<i64>,
    /// Our id of the pipeline.
    pub pipeline_id: Option<i64>,
    /// Who runs the pipeline.
    pub provider: Option<Provider>,
    /// What the pipeline builds.
    pub repository: Option<String>,
    /// What people call the pipeline.
    pub pipeline_name: Option<String>,
    /// The branch.
    pub branch: Option<String>,
    /// Where it goes.
    pub channel: AlertChannel,
    /// How often it has been tried.
    pub tries: i32,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When the channel took it.
    pub sent_at: Option<Timestamp>,
    /// When it is tried again; `null` where it does not wait.
    pub next_try_at: Option<Timestamp>,
    /// Our id of the build it is about.
    pub build_id: Option<i64>,
}

/// A pipeline's branch in a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestLine {
    /// What the pipeline builds.
    pub repository: String,
    /// What people call the pipeline.
    pub pipeline_name: String,
    /// The branch.
    pub branch: String,
    /// Whether it fails now.
    pub is_broken: bool,
}
