//! `cargo xtask destroy`: takes a deployment down.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use super::Target;
use super::stack::Stack;
use crate::aws::Aws;
use crate::progress::{is_watched, say};
use crate::workspace::{Workspace, run as run_command};

/// Take Signalbox off AWS. The database and the settings stay.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    target: Target,
    /// Do not ask.
    #[arg(long)]
    yes: bool,
}

/// Empties the page's bucket, which AWS does not delete otherwise, and deletes the stack.
pub fn run(args: &Args) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    let aws = Aws::find(&workspace)?;
    let name = &args.target.stack;
    let Some(stack) = Stack::find(&aws, name)? else { bail!("there is no stack {name}") };
    if !args.yes && !confirmed(name)? {
        say("Nothing was deleted.");
        return Ok(ExitCode::FAILURE);
    }
    if let Ok(bucket) = stack.output("SiteBucket") {
        let bucket = format!("s3://{bucket}");
        run_command(aws.command("aws").args(["s3", "rm", "--recursive", "--only-show-errors", &bucket]))?;
    }
    let mut sam = aws.command("sam");
    run_command(sam.current_dir(&workspace.root).args(["delete", "--no-prompts", "--stack-name", name]))?;
    say(&format!("The stack {name} is deleted. The database and the settings below {} are as they were.", {
        &args.target.settings
    }));
    Ok(ExitCode::SUCCESS)
}

fn confirmed(name: &str) -> Result<bool> {
    if !is_watched() {
        bail!("nobody is there to ask; --yes deletes without asking");
    }
    say(&format!("This deletes the stack {name}: functions, queues with what waits in them, page and logs."));
    let mut out = std::io::stdout();
    write!(out, "Type the stack's name to go ahead: ").and_then(|()| out.flush()).context("could not ask")?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).context("could not read the answer")?;
    Ok(answer.trim() == name)
}
