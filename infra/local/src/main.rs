//! `signalbox`: all of Signalbox in one process.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;
use signalbox::settings::Settings;
use signalbox::{Host, banner};
use tokio::signal::unix::{SignalKind, signal};

#[derive(Parser)]
#[command(about = "All of Signalbox in one process")]
struct Arguments {
    /// The folder of the built dashboard.
    #[arg(long)]
    page: Option<PathBuf>,
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
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let mut told_to_stop = async || {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    };
    let host = tokio::select! {
        host = Host::start(settings.clone()) => host?,
        () = told_to_stop() => at_once(),
    };
    println!("{}", banner::text(&host, &settings));
    told_to_stop().await;
    tokio::select! {
        stopped = host.stop() => stopped,
        () = told_to_stop() => at_once(),
    }
}

/// Ends the process without waiting for anything. An embedded PostgreSQL notices, and stops by itself.
fn at_once() -> ! {
    std::process::exit(1)
}
