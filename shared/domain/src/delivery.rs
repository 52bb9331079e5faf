//! Webhook deliveries as they are shown.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Outcome, Provider};

/// A webhook delivery whose sender was proven.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Delivery {
    /// Our id.
    pub id: i64,
    /// Who sent it.
    pub provider: Provider,
    /// The provider's name of the event.
    pub event: String,
    /// The provider's id of the delivery, or one made of its body.
    pub delivery_key: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Why it was not applied.
    pub error: Option<String>,
    /// When it came.
    pub received_at: Timestamp,
}
