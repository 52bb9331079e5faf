//! What the host asks of the system it runs on.

use std::io::Result;
use std::time::{Duration, Instant};

use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// How long signals after the first are taken for its echo: whoever wraps a process often passes one on twice.
const ECHO: Duration = Duration::from_secs(1);

/// Cancelled when the process is told to end. When it is told so again it ends at once; an embedded PostgreSQL notices
/// that and stops by itself.
pub fn told_to_stop() -> Result<CancellationToken> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let told = CancellationToken::new();
    let stop = told.clone();
    tokio::spawn(async move {
        let mut first = None;
        loop {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            if first.get_or_insert_with(Instant::now).elapsed() > ECHO {
                std::process::exit(1);
            }
            stop.cancel();
        }
    });
    Ok(told)
}

/// Each connection is an open file, and what a shell allows by default is far fewer than the system would.
pub fn allow_many_connections() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // Where it is refused, there are just fewer connections.
    let _ = setrlimit(Resource::Nofile, limit);
}
