//! An embedded PostgreSQL: real binaries, a data folder and a port of its own.
//!
//! [`Cluster`] runs a server over a folder and stops it when the cluster is dropped, or when this process dies.
//! [`test::database`] gives a test a fresh database. Everything here blocks; asynchronous callers use their
//! runtime's blocking threads.

mod account;
mod binaries;
mod cluster;
mod folder;
mod guardian;
mod server;
mod sql;
pub mod test;

pub use binaries::{Binaries, VERSION};
pub use cluster::{Cluster, Options};
