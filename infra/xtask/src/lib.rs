//! Developer commands: one file a command, and what they share.

pub mod bench;
pub mod demo;
mod environment;
mod frontend;
mod host;
mod http;
mod progress;
pub mod test;
mod tools;
pub mod up;
mod workspace;

pub use progress::failed;
