//! `cargo xtask bench`: measures Signalbox against the limits of this machine.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::aws::Aws;
use crate::functions;
use crate::progress::say_aside;
use crate::workspace::{Workspace, run as run_command};

/// The profile of what is deployed.
const DEPLOYED: &str = "release";

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
    /// A folder to keep the histories in, so that the next run need not make them: it ends in minutes in place of an hour.
    #[arg(long)]
    keep: Option<PathBuf>,
}

/// Builds the host, the functions and the measuring program, optimised, and runs the latter. Only that prints to the
/// standard output.
pub fn run(args: &Args) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    let profile = args.profile.as_deref().unwrap_or(if args.quick { "local" } else { DEPLOYED });
    say_aside("building for the measurement (the first time takes many minutes)");
    let names = functions::names(&workspace)?;
    let programs = workspace.build("local", &["signalbox", "bench"])?;
    let functions = build(&workspace, profile, &names)?;
    let mut command = Command::new(programs.join("bench"));
    command.current_dir(&workspace.root).arg("run").arg("--host").arg(programs.join("signalbox"));
    command.arg("--functions").arg(functions).args(["--profile", profile]);
    command.args(args.json.then_some("--json")).args(args.quick.then_some("--quick"));
    if let Some(folder) = &args.keep {
        command.arg("--keep").arg(folder);
    }
    command.args(names);
    run_command(&mut command)?;
    Ok(ExitCode::SUCCESS)
}

/// Builds the functions and the empty one, those that are deployed as they are deployed; the folder they are in.
fn build(workspace: &Workspace, profile: &str, names: &[String]) -> Result<PathBuf> {
    let mut programs = names.to_vec();
    programs.push("empty-function".to_owned());
    if profile == DEPLOYED {
        return functions::build(workspace, &Aws::find(workspace)?, std::env::consts::ARCH, &programs);
    }
    workspace.build(profile, &programs.iter().map(String::as_str).collect::<Vec<_>>())
}
