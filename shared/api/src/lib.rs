//! The REST contract: parameters, answers, problems and the OpenAPI document made of them.

pub mod alerts;
pub mod answers;
pub mod body;
pub mod metrics;
pub mod openapi;
pub mod problem;
pub mod query;

pub use problem::Problem;
