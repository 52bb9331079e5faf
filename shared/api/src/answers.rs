//! Answers of the REST routes.

use domain::source::{Poll, Source};
use domain::{Build, Delivery, Pipeline, Provider, Status};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A page of builds, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct BuildPage {
    /// The builds.
    pub items: Vec<Build>,
    /// Where the next page begins; `null` where this is the last.
    pub next_cursor: Option<String>,
}

/// All pipelines, by repository and name.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct PipelineList {
    /// The pipelines.
    pub items: Vec<Pipeline>,
}

/// A window of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Window {
    /// Where it begins; belongs to it.
    pub from: Timestamp,
    /// Where it ends; does not belong to it.
    pub to: Timestamp,
}

/// How many builds stand at each status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[allow(missing_docs, reason = "the statuses are described where they are defined")]
pub struct StatusCounts {
    pub queued: i64,
    pub running: i64,
    pub success: i64,
    pub failure: i64,
    pub cancelled: i64,
    pub skipped: i64,
    pub timed_out: i64,
    pub blocked: i64,
    pub unknown: i64,
}

impl FromIterator<(Status, i64)> for StatusCounts {
    fn from_iter<I: IntoIterator<Item = (Status, i64)>>(counts: I) -> Self {
        let mut all = Self::default();
        for (status, count) in counts {
            let field = match status {
                Status::Queued => &mut all.queued,
                Status::Running => &mut all.running,
                Status::Success => &mut all.success,
                Status::Failure => &mut all.failure,
                Status::Cancelled => &mut all.cancelled,
                Status::Skipped => &mut all.skipped,
                Status::TimedOut => &mut all.timed_out,
                Status::Blocked => &mut all.blocked,
                Status::Unknown => &mut all.unknown,
            };
            *field += count;
        }
        all
    }
}

/// What the builds created in a window add up to.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct MetricsSummary {
    /// The window.
    pub window: Window,
    /// How many builds stand at each status.
    pub builds: StatusCounts,
    /// How many are decided: success, failure or `timed_out`.
    pub decided: i64,
    /// success / decided; `null` where nothing is decided.
    pub success_rate: Option<f64>,
    /// 1 - `success_rate`; `null` where nothing is decided.
    pub failure_rate: Option<f64>,
    /// Mean duration of decided builds, in seconds.
    pub avg_duration_seconds: Option<f64>,
    /// Median duration of decided builds, in seconds.
    pub p50_duration_seconds: Option<f64>,
    /// 95th percentile of the duration of decided builds, in seconds.
    pub p95_duration_seconds: Option<f64>,
}

/// A window, the window of equal length before it, and the newest build.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Overview {
    /// The window up to now.
    #[serde(flatten)]
    pub current: MetricsSummary,
    /// The same for the window before.
    pub previous: MetricsSummary,
    /// The build that was created last, in whatever window.
    pub last_build: Option<Build>,
}

/// A change of what is shown of a build.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Change {
    /// The status before; `null` for the first that was heard of the build.
    pub from: Option<Status>,
    /// The status after.
    pub to: Status,
    /// The build as it is now, which may be newer than the change.
    pub build: Build,
}

/// Changes after a cursor, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Changes {
    /// The changes.
    pub items: Vec<Change>,
    /// Where the next ones begin.
    pub cursor: String,
    /// Whether there are more already.
    pub more: bool,
}

/// A page of deliveries, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeliveryPage {
    /// The deliveries.
    pub items: Vec<Delivery>,
    /// Where the next page begins; `null` where this is the last.
    pub next_cursor: Option<String>,
}

/// Whether the service works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Health {
    /// `ok` or `degraded`.
    pub status: &'static str,
    /// `ok` or `unavailable`.
    pub database: &'static str,
    /// The version that runs.
    pub version: &'static str,
}

/// What became of a webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Receipt {
    /// `applied`, `duplicate`, `ignored`, `unreadable`, or `queued` while the database is away.
    pub outcome: &'static str,
    /// Our id of the delivery, where it is in the database.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery_id: Option<i64>,
    /// Why it was not applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Where webhooks go and what proves them, as the local host tells its own user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Setup {
    /// One entry a provider.
    pub providers: Vec<SetupProvider>,
}

/// Where one provider's webhooks go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SetupProvider {
    /// The provider.
    pub provider: Provider,
    /// The address of its webhook.
    pub url: String,
    /// What its deliveries are proven with.
    pub secret: String,
    /// When its last delivery came; `null` where none ever did.
    pub last_delivery_at: Option<Timestamp>,
}

/// Whether one has to sign in, and has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Session {
    /// Whether there is an access token that one has to know.
    pub required: bool,
    /// Whether the request showed it, or needed not.
    pub signed_in: bool,
}

/// What opens one WebSocket, as `/ws?ticket=…`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SocketTicket {
    /// The ticket, to be used once; `null` where sockets need none.
    pub ticket: Option<String>,
    /// Until when it can be used.
    pub expires_at: Option<Timestamp>,
}

/// What one signs in with.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The access token.
    pub token: String,
}

/// The sources that builds come from, and the pollers that ask them.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct SourceList {
    /// The sources, by provider and name.
    pub items: Vec<Source>,
    /// One for each provider that is polled.
    pub polls: Vec<Poll>,
}

/// Which provider to ask for builds now.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TriggerBody {
    /// The provider; absent for all that are polled.
    #[serde(default)]
    pub provider: Option<Provider>,
}

/// The runs that were asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Triggered {
    /// One for each provider.
    pub polls: Vec<TriggeredPoll>,
}

/// A run that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TriggeredPoll {
    /// Whose builds are asked for.
    pub provider: Provider,
    /// The number of the run: it is done when `/api/sources` tells of an idle one with this number or a greater one.
    pub run: i64,
    /// Whether the run had been asked for or begun before.
    pub joined: bool,
}
