//! The local host by its front door: what providers, browsers and the AWS SDK clients meet, over a real PostgreSQL.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

mod access;
mod alerts;
mod collect;
mod database_away;
mod front_door;
mod history;
mod host;
mod hostile;
mod killed;
mod killed_alerts;
mod lifecycle;
mod list;
mod metrics;
mod page;
mod plans;
mod pooled;
mod queues;
mod re_run;
mod search;
mod sockets;
mod webhooks;

use testing::{delivery, proxy};
