//! Asks GitHub for the builds that webhooks have not told of: by a schedule, and when somebody asks.

/// The function with its parts.
pub type Function = collect::Function<collect::github::Github>;
