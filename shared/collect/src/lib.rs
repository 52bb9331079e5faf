//! Asking providers for builds: the safety net under the webhooks.
//!
//! A [`Collector`] knows how one provider is asked; it keeps nothing and knows no database. What a provider must be asked,
//! in which order, what is kept of it and how long it may take is decided once for all of them, in [`Poller`].
//!
//! # How a collector is written
//!
//! * **Reading is pure** and lives in `providers`: bytes of an answer to rows or to [`domain::BuildReport`]s, through the
//!   same code that reads the provider's webhooks. A collector only decides what to ask next.
//! * **A source's name is what its builds call [`domain::PipelineRef::repository`]**: by it the poll finds what is already
//!   known of the source.
//! * **[`Collector::list_recent_builds`] takes one step**: at most a few requests, then it returns what they told. All it
//!   must remember is in its position, which is saved after the reports of the step are: a poll that ends in the middle
//!   goes on there, in another process. A step that fails is taken again, so a step may be taken twice.
//! * **[`Client`] is the only way out.** It counts, follows redirects and pages on the same server only, tells limits from
//!   refusals and cuts what is too large. A collector passes [`Failure`]s on with `?`.
//! * **Unfinished builds and what is lacking of a build are asked for by the poll**, through [`Collector::look_again`], as
//!   are gaps in the numbers, through [`Collector::find_missing`].

mod client;
mod collector;
mod deadline;
mod event;
mod failure;
pub mod github;
pub mod gitlab;
pub mod jenkins;
mod limits;
mod look_back;
mod poller;
mod polling;
mod state;
mod visit;

pub use client::{Answer, BadServer, Client, LONG_TIMEOUT, Opened};
pub use collector::{Collector, Gap, Scope, Sources, Step, Undelivered, Unsettled, Window};
pub use deadline::Deadline;
pub use event::{Function, Ring};
pub use failure::Failure;
pub use limits::Budget;
pub use look_back::LookBack;
pub use poller::Poller;
pub use polling::Polling;
