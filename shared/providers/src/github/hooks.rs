//! Webhooks of a repository and their deliveries, as the REST API tells them.

use jiff::Timestamp;
use serde::Deserialize;

use crate::Unreadable;
use crate::reading::parse_list;
use crate::told::{Object, Told};

/// A webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// The provider's id.
    pub id: i64,
    /// Where it delivers to.
    pub url: String,
}

/// One try to deliver an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookDelivery {
    /// The provider's id of the try.
    pub id: i64,
    /// The event, the same over all tries.
    pub guid: String,
    /// The event's name.
    pub event: String,
    /// When it was tried.
    pub delivered_at: Timestamp,
    /// Whether it was answered 2xx.
    pub succeeded: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct HookRow {
    id: Told,
    active: Told,
    config: Object<Config>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Config {
    url: Told,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DeliveryRow {
    id: Told,
    guid: Told,
    event: Told,
    delivered_at: Told,
    status_code: Told,
}

/// `GET /repos/{owner}/{repo}/hooks`: those that are switched on.
pub fn hooks(body: &[u8]) -> Result<Vec<Hook>, Unreadable> {
    let rows: Vec<HookRow> = parse_list(body)?;
    let read = |it: &HookRow| Some(Hook { id: it.id.id()?, url: it.config.get()?.url.url()? });
    Ok(rows.iter().filter(|it| it.active != Told::Flag(false)).filter_map(read).collect())
}

/// `GET /repos/{owner}/{repo}/hooks/{id}/deliveries`, newest first.
pub fn deliveries(body: &[u8]) -> Result<Vec<HookDelivery>, Unreadable> {
    let rows: Vec<DeliveryRow> = parse_list(body)?;
    Ok(rows.iter().filter_map(DeliveryRow::read).collect())
}

impl DeliveryRow {
    fn read(&self) -> Option<HookDelivery> {
        Some(HookDelivery {
            id: self.id.id()?,
            guid: self.guid.name()?,
            event: self.event.name()?,
            delivered_at: self.delivered_at.time()?,
            succeeded: self.status_code.id().is_some_and(|it| (200..300).contains(&it)),
        })
    }
}
