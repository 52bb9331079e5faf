//! `signalbox`: all of Signalbox in one process.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use signalbox::settings::Settings;
use signalbox::{Host, banner, process, recount};

#[derive(Parser)]
#[command(about = "All of Signalbox in one process")]
struct Arguments {
    /// The folder of the built dashboard.
    #[arg(long)]
    page: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Counts all builds anew, and puts right what was counted wrong.
    Recount,
}

#[tokio::main]
#[expect(clippy::print_stderr, reason = "this speaks to people on a terminal")]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("signalbox: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "this speaks to people on a terminal")]
async fn run(arguments: Arguments) -> Result<()> {
    let settings = Settings::read(arguments.page)?;
    platform::logging::plain(&settings.log);
    if let Some(Command::Recount) = arguments.command {
        println!("{}", recount::text(&recount::run(&settings).await?));
        return Ok(());
    }
    process::allow_many_connections();
    let stop = process::told_to_stop()?;
    // A start that was begun is finished before it is undone, so that no PostgreSQL is left behind.
    let host = Host::start(settings.clone()).await?;
    if !stop.is_cancelled() {
        println!("{}", banner::text(&host, &settings));
    }
    stop.cancelled().await;
    host.stop().await
}
