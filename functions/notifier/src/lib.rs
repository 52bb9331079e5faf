//! Queue messages to pushes.
