//! `cargo xtask recount`: counts all builds anew.

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::host;
use crate::progress::say;
use crate::workspace::{Workspace, run as run_command};

/// Count all builds anew and put right what was counted wrong, in `DATABASE_URL` or the embedded database.
#[derive(clap::Args)]
pub struct Args {}

/// Builds the host and has it count.
pub fn run(_args: &Args) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    say("building the local host (the first time takes minutes)");
    let program = host::build(&workspace, "local")?;
    run_command(Command::new(program).arg("recount").current_dir(&workspace.root))?;
    Ok(ExitCode::SUCCESS)
}
