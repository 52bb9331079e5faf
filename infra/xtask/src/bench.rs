//! `cargo xtask bench`: measures Signalbox against the limits of this machine.

use std::process::ExitCode;

use anyhow::Result;

use crate::host;
use crate::progress::say;
use crate::workspace::{Workspace, run as run_command};

/// Measure ingest and push, as ratios to the limits of this machine.
#[derive(clap::Args)]
pub struct Args {
    /// Print JSON in place of tables.
    #[arg(long)]
    json: bool,
    /// Take under two minutes, once everything is built.
    #[arg(long)]
    quick: bool,
}

/// Builds the host and the measuring program, optimised, and runs the latter.
pub fn run(args: &Args) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    say("building for the measurement (the first time takes minutes)");
    let host = host::build(&workspace, "local")?;
    let mut command = workspace.cargo(&["run", "--quiet", "--profile", "local", "--package", "bench", "--", "run"]);
    command.arg("--host").arg(host);
    command.args(args.json.then_some("--json")).args(args.quick.then_some("--quick"));
    run_command(&mut command)?;
    Ok(ExitCode::SUCCESS)
}
