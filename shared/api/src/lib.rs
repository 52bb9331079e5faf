//! The REST contract: parameters, answers, problems and the OpenAPI document made of them.

pub mod problem;

pub use problem::Problem;
