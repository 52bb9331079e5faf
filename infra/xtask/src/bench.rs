//! `cargo xtask bench`: measures Signalbox against the limits of this machine.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::host;
use crate::workspace::{Workspace, run as run_command};

/// Measure ingest, questions, push and cold start, as ratios to the limits of this machine.
#[derive(clap::Args)]
pub struct Args {
    /// Print JSON in place of tables.
    #[arg(long)]
    json: bool,
    /// Take under two minutes, once everything is built: smaller histories, and functions that are built in less time
    /// than those that are deployed.
    #[arg(long)]
    quick: bool,
    /// The profile to build the functions with; `release`, as they are deployed, unless it has to be quick.
    #[arg(long)]
    profile: Option<String>,
}

/// Builds the host, the functions and the measuring program, optimised, and runs the latter. Only that prints to the
/// standard output.
pub fn run(args: &Args) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    let profile = args.profile.as_deref().unwrap_or(if args.quick { "local" } else { "release" });
    say("building for the measurement (the first time takes many minutes)");
    let host = host::build(&workspace, "local")?;
    let names = functions(&workspace)?;
    let binaries = build(&workspace, profile, &names)?;
    let mut command = workspace.cargo(&["run", "--quiet", "--profile", "local", "--package", "bench", "--", "run"]);
    command.arg("--host").arg(host).arg("--functions").arg(binaries).args(["--profile", profile]);
    command.args(args.json.then_some("--json")).args(args.quick.then_some("--quick")).args(names);
    run_command(&mut command)?;
    Ok(ExitCode::SUCCESS)
}

/// The names of all functions.
fn functions(workspace: &Workspace) -> Result<Vec<String>> {
    let folder = fs::read_dir(workspace.root.join("functions")).context("could not read the folder functions")?;
    let mut names: Vec<_> =
        folder.filter_map(|it| it.ok()?.file_name().into_string().ok()).filter(|it| !it.starts_with('.')).collect();
    names.sort();
    Ok(names)
}

/// Builds the functions and the empty one; the folder they are in.
fn build(workspace: &Workspace, profile: &str, names: &[String]) -> Result<PathBuf> {
    let mut command = workspace.cargo(&["build", "--profile", profile, "--package", "empty-function"]);
    for name in names {
        command.args(["--package", name]);
    }
    run_command(&mut command)?;
    Ok(workspace.target.join(profile))
}

#[expect(clippy::print_stderr, reason = "this speaks to people; the output is the measurements")]
fn say(line: &str) {
    eprintln!("{line}");
}
