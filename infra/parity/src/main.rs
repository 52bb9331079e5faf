//! Plays the stories of the end-to-end tests against the template as it is deployed to an emulator of AWS.
//!
//! The emulator is real in what we rely on: it runs the built functions, their roles are enforced, and the database is a
//! PostgreSQL. `cargo xtask parity` starts this program, which calls `cargo xtask deploy` back.

mod aws;
mod check;
mod emulator;
mod page;
mod polls;
mod stage;
mod stories;
mod upgrade;

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;

/// What the developer commands hand over.
#[derive(Parser)]
struct Args {
    /// The Python that has the emulator.
    #[arg(long)]
    python: PathBuf,
    /// Where the emulator keeps its files and what is said goes; it is emptied first.
    #[arg(long)]
    folder: PathBuf,
    /// Cargo's target folder.
    #[arg(long)]
    target: PathBuf,
    /// The program of the developer commands.
    #[arg(long)]
    xtask: PathBuf,
}

#[tokio::main(flavor = "multi_thread")]
async fn main() -> Result<()> {
    let args = Args::parse();
    let mut stage = stage::Stage::set(&args).await?;
    stage.deploy(&[]).await?;
    page::is_hosted(&stage).await?;
    stories::play(&stage).await?;
    polls::find_what_no_webhook_told(&stage).await?;
    upgrade::goes_unnoticed(&stage).await?;
    stage.destroy().await?;
    stage.end();
    Ok(())
}
