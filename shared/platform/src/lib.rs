//! The edges: configuration from the environment, the database pool, the gate, HTTP answers, queues, push, Slack, mail,
//! logging and metrics.
//!
//! Knows no table and no rule of the product. The AWS SDKs are used here and nowhere else.

pub mod aws;
pub mod batch;
pub mod clock;
pub mod config;
pub mod custom_resource;
pub mod database;
pub mod doorbell;
pub mod failpoint;
pub mod function;
pub mod gate;
pub mod http;
pub mod logging;
pub mod mail;
pub mod metrics;
pub mod outbound;
pub mod outcome;
pub mod push;
pub mod queue;
pub mod secrets;
pub mod slack;
pub mod targets;
pub mod tls;
