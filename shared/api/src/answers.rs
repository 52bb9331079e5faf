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
