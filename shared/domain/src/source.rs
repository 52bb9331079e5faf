//! Sources of builds as they are shown: whether all that they know has come to us.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Provider;

/// How long a webhook may be later than the poll that told of the same build.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);
/// How often it is noted at most that a webhook came, by `hear_webhook` in `migrations/functions/collect.sql`.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// Where a source stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SourceState {
    /// All is well.
    Ok,
    /// The last poll failed.
    Failing,
    /// The provider asked to wait.
    Throttled,
    /// It has not been polled to the end yet.
    Waiting,
}

/// A repository, project or folder that builds come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Source {
    /// Who runs its builds.
    pub provider: Provider,
    /// What its builds call their repository, or the pattern of the configuration that led nowhere.
    pub name: String,
    /// Where it stands.
    pub state: SourceState,
    /// When the last webhook of a build came, to the minute.
    pub last_webhook_at: Option<Timestamp>,
    /// When it was last polled; `null` where only webhooks know it.
    pub last_poll_at: Option<Timestamp>,
    /// Every build that came to be before this time is known.
    pub complete_until: Option<Timestamp>,
    /// How far the first look back has come.
    pub backfill: Option<Backfill>,
    /// Numbers that were missing among its builds.
    pub holes: Holes,
    /// Why the last poll failed, if it did.
    pub last_error: Option<SourceError>,
    /// What the polls have asked of the provider.
    pub requests: Requests,
    /// What the provider still grants.
    pub budget: Option<BudgetLeft>,
    /// Whether only polls tell of its builds, though webhooks should.
    pub webhook_missing: bool,
    /// What to do about it, for people.
    pub advice: Option<String>,
}

/// A first look back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Backfill {
    /// How far back it is to look.
    pub from: Timestamp,
    /// How far back it has looked.
    pub reached: Timestamp,
    /// Whether it is at its end.
    pub done: bool,
}

/// Missing numbers, by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Holes {
    /// Not yet asked for.
    pub open: i64,
    /// Asked for, and there.
    pub found: i64,
    /// Asked for, and the provider has them no more.
    pub gone: i64,
}

/// Why a poll failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SourceError {
    /// One sentence for people.
    pub message: String,
    /// When.
    pub at: Timestamp,
}

/// Requests that were made of a provider.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Requests {
    /// By the last poll of the source.
    pub last_poll: i64,
    /// By all of them.
    pub total: i64,
}

/// What a provider still grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BudgetLeft {
    /// Requests in one period.
    pub limit: i64,
    /// Requests in the rest of this period.
    pub remaining: i64,
    /// When the next period begins.
    pub resets_at: Timestamp,
}

/// A poller, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Poll {
    /// Whose builds it asks for.
    pub provider: Provider,
    /// The number of its last run, asked for or begun.
    pub run: i64,
    /// What that run does.
    pub state: PollState,
    /// When it was asked for, if anybody did.
    pub requested_at: Option<Timestamp>,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// Why it failed as a whole, if it did.
    pub error: Option<String>,
    /// When the next one begins by itself.
    pub next_poll_at: Option<Timestamp>,
}

/// What a run of a poller does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum PollState {
    /// It has ended.
    Idle,
    /// It was asked for and has not begun.
    Queued,
    /// It is under way.
    Running,
}

/// Whether a source's webhook is missing: a poll told of a build that a webhook should have told of first, and none has
/// come since, as far as that is noted.
pub fn webhook_missing(polled_news_at: Option<Timestamp>, last_webhook_at: Option<Timestamp>, now: Timestamp) -> bool {
    let came = |news| last_webhook_at.is_some_and(|it| it + NOTED_EVERY >= news);
    polled_news_at.is_some_and(|news| !came(news) && now.duration_since(news) > PATIENCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    #[test]
    fn a_webhook_is_missing_when_only_polls_bring_news() {
        assert!(!webhook_missing(None, None, at(60)), "nothing has happened");
        assert!(!webhook_missing(Some(at(0)), None, at(10)), "it may still come");
        assert!(webhook_missing(Some(at(0)), None, at(11)));
        assert!(!webhook_missing(Some(at(0)), Some(at(1)), at(60)), "it came after the poll");
        assert!(!webhook_missing(Some(at(2)), Some(at(1)), at(60)), "another that came then is not noted");
        assert!(webhook_missing(Some(at(30)), Some(at(1)), at(60)), "it has stopped");
    }
}
