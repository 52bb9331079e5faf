//! The sets of words that everything is told in: providers, statuses, outcomes, kinds of news and of channels.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A CI/CD system that sends us builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// GitHub Actions.
    Github,
    /// GitLab CI.
    Gitlab,
    /// Jenkins.
    Jenkins,
}

impl Provider {
    /// Every provider, in the order people are shown them.
    pub const ALL: [Self; 3] = [Self::Github, Self::Gitlab, Self::Jenkins];

    /// The name used in addresses, in JSON and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Jenkins => "jenkins",
        }
    }
}

/// Where a build, an attempt or a job stands.
///
/// The order of the variants breaks ties between two reports that are otherwise equally far; it says nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The provider said something we do not know; the raw word is kept.
    Unknown,
    /// Waits for a runner.
    Queued,
    /// Waits for a person or a timer.
    Blocked,
    /// Runs.
    Running,
    /// Ended without having run.
    Skipped,
    /// Ended because somebody, or something newer, stopped it.
    Cancelled,
    /// Ended well.
    Success,
    /// Ended because it took too long.
    TimedOut,
    /// Ended badly.
    Failure,
}

impl Status {
    /// Every status, from the least to the most decided.
    pub const ALL: [Self; 9] = [
        Self::Unknown,
        Self::Queued,
        Self::Blocked,
        Self::Running,
        Self::Skipped,
        Self::Cancelled,
        Self::Success,
        Self::TimedOut,
        Self::Failure,
    ];

    /// The name used in JSON and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Queued => "queued",
            Self::Blocked => "blocked",
            Self::Running => "running",
            Self::Skipped => "skipped",
            Self::Cancelled => "cancelled",
            Self::Success => "success",
            Self::TimedOut => "timed_out",
            Self::Failure => "failure",
        }
    }

    /// Whether nothing more is expected of this attempt.
    pub fn is_terminal(self) -> bool {
        matches!(self, Self::Skipped | Self::Cancelled | Self::Success | Self::TimedOut | Self::Failure)
    }

    /// Whether the outcome counts in success and failure rates.
    pub fn is_decided(self) -> bool {
        matches!(self, Self::Success | Self::TimedOut | Self::Failure)
    }
}

/// What became of a delivery whose sender was proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Its news is in the database.
    Applied,
    /// It had been applied before.
    Duplicate,
    /// It holds nothing for us.
    Ignored,
    /// It is kept until we can read it.
    Unreadable,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 4] = [Self::Applied, Self::Duplicate, Self::Ignored, Self::Unreadable];

    /// The name used in JSON and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Duplicate => "duplicate",
            Self::Ignored => "ignored",
            Self::Unreadable => "unreadable",
        }
    }
}

/// What can be told of a breakage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NewsKind {
    /// It began.
    Broken,
    /// It ended.
    Fixed,
    /// Another build failed in it.
    StillFailing,
}

impl NewsKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Broken, Self::Fixed, Self::StillFailing];

    /// The name used in JSON and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Fixed => "fixed",
            Self::StillFailing => "still_failing",
        }
    }
}

/// A way to tell people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// A Slack incoming webhook.
    Slack,
    /// Mail to one or more addresses.
    Email,
}

impl ChannelKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Slack, Self::Email];

    /// The name used in JSON and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Slack => "slack",
            Self::Email => "email",
        }
    }
}

/// A word that names no member of the set it was read as.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not one of {1}")]
pub struct UnknownWord(pub(crate) String, pub(crate) String);

macro_rules! named {
    ($type:ty) => {
        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::std::str::FromStr for $type {
            type Err = $crate::status::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                Self::ALL
                    .into_iter()
                    .find(|it| it.as_str() == word)
                    .ok_or_else(|| $crate::status::UnknownWord(word.to_owned(), Self::ALL.map(Self::as_str).join(", ")))
            }
        }
    };
}

pub(crate) use named;

named!(Provider);
named!(ChannelKind);
named!(NewsKind);
named!(Outcome);
named!(Status);
