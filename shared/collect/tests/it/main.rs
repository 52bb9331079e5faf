//! The collectors against servers of the tests' own.

mod client;
mod drive;
mod gitlab;
mod jenkins;
