//! The pure core of Signalbox: ids, statuses, the merge of reports, transitions and the numbers made of them.
//!
//! Nothing here reads a clock, a socket, a file or a database.

pub mod alert;
pub mod alerting;
pub mod breakage;
pub mod build;
pub mod channel;
pub mod delivery;
pub mod merge;
pub mod pipeline;
pub mod rates;
pub mod regression;
pub mod report;
pub mod retry;
pub mod sketch;
pub mod source;
pub mod span;
pub mod status;
pub mod totals;
pub mod waiting;

pub use alert::{AlertKind, AlertState};
pub use build::{Attempt, Build, BuildDetail, Job, Transition};
pub use delivery::Delivery;
pub use merge::{AttemptState, BuildState, Change};
pub use pipeline::Pipeline;
pub use report::{BuildReport, JobReport, Life, PipelineRef, Run, Sequence};
pub use status::{ChannelKind, NewsKind, Outcome, Provider, Status};
