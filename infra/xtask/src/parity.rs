//! `cargo xtask parity`: the template as it is deployed, on an emulator of AWS.

use std::process::ExitCode;

use anyhow::Result;

use crate::aws::Aws;
use crate::tools;
use crate::workspace::{Workspace, run as run_command};

/// Deploy the template to an emulator of AWS and play the stories of the end-to-end tests there.
#[derive(clap::Args)]
pub struct Args {}

/// Plays the stories.
pub fn run(_args: &Args) -> Result<ExitCode> {
    play(&Workspace::find()?)?;
    Ok(ExitCode::SUCCESS)
}

/// Installs the emulator and hands over to the program that plays the stories, which calls back for each deployment.
pub(crate) fn play(workspace: &Workspace) -> Result<()> {
    let emulator = tools::python(workspace, "parity")?;
    let aws = Aws::find(workspace)?;
    // The file that this program was started from may have been built anew meanwhile.
    let programs = workspace.build("dev", &["parity", "xtask"])?;
    let mut parity = aws.command_at(&programs.join("parity"));
    parity
        .current_dir(&workspace.root)
        .arg("--python")
        .arg(emulator.join("bin/python"))
        .arg("--xtask")
        .arg(programs.join("xtask"));
    parity.arg("--folder").arg(workspace.state("parity")?).arg("--target").arg(&workspace.target);
    run_command(&mut parity)
}
