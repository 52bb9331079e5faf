//! Outside services as tests need them: each keeps its state, remembers what it was asked, and can misbehave.

pub mod github;
pub mod gitlab;
pub mod jenkins;
mod server;
pub mod slack;
pub mod smtp;

pub use server::{Asked, Misbehaviour, Server};
