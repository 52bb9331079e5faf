//! `cargo xtask up`: builds everything and starts the local host.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitCode};

use anyhow::{Context, Result};
use embedded_postgres::Binaries;
use rustix::process::Signal;
use tokio::signal::unix::{SignalKind, signal};

use crate::demo;
use crate::environment::Environment;
use crate::host::{self, blocking};
use crate::progress::say;
use crate::workspace::Workspace;
use crate::{frontend, tools};

/// Build everything and start Signalbox on this machine.
#[derive(clap::Args)]
pub struct Args {
    /// Play a week of builds through the webhooks, then keep new ones coming.
    #[arg(long)]
    demo: bool,
}

/// Builds and starts; gives the local host's own exit code.
pub fn run(args: &Args) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    let environment = Environment::read(&workspace.root)?;
    tools::check_node()?;
    let page = frontend::build(&workspace)?;
    if environment.get("DATABASE_URL").is_none() {
        fetch_postgres(&Binaries::default_cache())?;
    }
    say("building the local host (the first time takes minutes)");
    let program = host::build(&workspace, "local")?;
    let mut command = host::command(&workspace, &program, &page);
    if !args.demo {
        // This process becomes the host, so that signals and the exit code are the host's own.
        return Err(command.exec()).context("could not start the local host");
    }
    blocking(with_demo(&mut command, &environment))
}

fn fetch_postgres(cache: &Path) -> Result<()> {
    if Binaries::find(cache).is_none() {
        say("fetching PostgreSQL's binaries (23 MB, once)");
    }
    Binaries::install(cache).map(drop)
}

/// Runs the host as a child and plays the demo beside it; signals are passed on, and the host's end is the end.
async fn with_demo(command: &mut Command, environment: &Environment) -> Result<ExitCode> {
    let mut interrupts = signal(SignalKind::interrupt())?;
    let mut terminations = signal(SignalKind::terminate())?;
    let mut endings = signal(SignalKind::child())?;
    let address = environment.address();
    // A process group of its own, so that Ctrl-C reaches the host once and not twice.
    let mut child = command.env("SIGNALBOX_ADDR", &address).process_group(0).spawn();
    let child = child.as_mut().map_err(|error| anyhow::anyhow!("could not start the local host: {error}"))?;
    let url = format!("http://{}", address.replace("0.0.0.0", "127.0.0.1"));
    let token = environment.get("SIGNALBOX_ACCESS_TOKEN");
    let mut playing = std::pin::pin!(demo::play_beside(url, token));
    let mut played = false;
    loop {
        tokio::select! {
            _ = interrupts.recv() => {
                played = true;
                host::signal(child, Signal::INT);
            }
            _ = terminations.recv() => {
                played = true;
                host::signal(child, Signal::TERM);
            }
            _ = endings.recv() => {}
            result = &mut playing, if !played => {
                played = true;
                if let Err(error) = result {
                    say(&format!("the demo stopped: {error:#}"));
                }
            }
        }
        if let Some(code) = ended(child)? {
            return Ok(code);
        }
    }
}

fn ended(child: &mut Child) -> Result<Option<ExitCode>> {
    let status = child.try_wait().context("could not look after the local host")?;
    Ok(status.map(|status| {
        let code = status.code().and_then(|code| u8::try_from(code).ok());
        code.map_or(ExitCode::FAILURE, ExitCode::from)
    }))
}
