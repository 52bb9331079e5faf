//! The checks of the Rust code.

use anyhow::{Context, Result};
use embedded_postgres::{Cluster, Options, test};

use super::Checkout;
use crate::workspace::run;

/// `cargo fmt`, without changing anything.
pub(super) fn format(checkout: &Checkout) -> Result<()> {
    run(&mut checkout.workspace.cargo(&["fmt", "--all", "--check"]))
}

/// Clippy over everything; a warning is an error.
pub(super) fn clippy(checkout: &Checkout) -> Result<()> {
    let arguments = ["clippy", "--workspace", "--all-targets", "--quiet", "--", "--deny", "warnings"];
    run(&mut checkout.workspace.cargo(&arguments))
}

/// All Rust tests, which share one throwaway server for the run.
pub(super) fn tests(checkout: &Checkout) -> Result<()> {
    let cluster = Cluster::ephemeral(&Options::default()).context("could not start PostgreSQL for the tests")?;
    let mut command = checkout.workspace.cargo(&["test", "--workspace", "--no-fail-fast"]);
    run(command.env(test::HANDOVER, cluster.url("postgres")))?;
    cluster.stop()
}
