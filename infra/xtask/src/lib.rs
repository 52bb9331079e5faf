//! Developer commands: one file a command, and what they share.

mod aws;
pub mod bench;
pub mod demo;
pub mod deploy;
mod environment;
mod frontend;
mod functions;
mod host;
mod http;
pub mod parity;
mod progress;
pub mod recount;
pub mod test;
mod tools;
pub mod up;
mod workspace;

pub use progress::failed;
