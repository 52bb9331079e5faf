//! The collectors against servers of the tests' own.

mod client;
