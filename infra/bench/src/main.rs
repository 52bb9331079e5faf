//! `bench`: measures Signalbox against the limits of the machine it runs on, in the same run.
//!
//! Ingest is set against a bare handler that runs the same statement and against pgbench running it, questions against
//! the way to the database and back, fan-out against a bare WebSocket server, and the start of a function against that of
//! an empty one. Absolute numbers say something about the machine; the ratios say something about us.

mod bare;
mod cold_start;
mod deliveries;
mod fanout;
mod frames;
mod history;
mod ingest;
mod load;
mod pgbench;
mod report;
mod runtime_api;
mod server;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Parser;
use embedded_postgres::{Cluster, Options};

use crate::report::Report;

#[derive(Parser)]
#[command(about = "Measures Signalbox against the limits of this machine")]
enum Command {
    /// Measures and prints tables, or JSON.
    Run(Run),
    /// The bare handler, which `run` starts for itself.
    Bare {
        /// The database it writes to.
        #[arg(long)]
        database: String,
    },
    /// The bare WebSocket server, which `run` starts for itself.
    BareSockets,
    /// Many sockets that listen, which `run` starts for itself.
    Listen {
        /// Where they connect to.
        #[arg(long)]
        url: String,
        /// How many there are.
        #[arg(long)]
        sockets: usize,
    },
}

#[derive(clap::Args)]
struct Run {
    /// The local host's binary.
    #[arg(long)]
    host: PathBuf,
    /// The folder of the functions' binaries.
    #[arg(long)]
    functions: PathBuf,
    /// The profile that those were built with.
    #[arg(long)]
    profile: String,
    /// The functions' names.
    #[arg(required = true)]
    names: Vec<String>,
    /// Prints JSON in place of the tables.
    #[arg(long)]
    json: bool,
    /// Takes under two minutes in place of some fifteen.
    #[arg(long)]
    quick: bool,
    /// A folder that the histories are kept in, and found in by the next run.
    #[arg(long)]
    keep: Option<PathBuf>,
}

/// How much is measured.
struct Plan {
    ingest: u64,
    frames: u64,
    fanout: Vec<fanout::Plan>,
    starts: usize,
    history: history::Plan,
}

impl Plan {
    fn full() -> Self {
        Self {
            ingest: 30_000,
            frames: 3_000,
            fanout: vec![fanout::Plan { sockets: 1_000, frames: 100 }, fanout::Plan { sockets: 10_000, frames: 30 }],
            starts: 40,
            history: history::Plan { sizes: vec![10_000, 1_000_000, 10_000_000], requests: 300, deliveries: 24_000 },
        }
    }

    fn quick() -> Self {
        Self {
            ingest: 1_800,
            frames: 200,
            fanout: vec![fanout::Plan { sockets: 1_000, frames: 30 }],
            starts: 10,
            history: history::Plan { sizes: vec![10_000, 50_000], requests: 40, deliveries: 2_400 },
        }
    }
}

fn main() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match Command::parse() {
            Command::Bare { database } => bare::serve(&database).await,
            Command::BareSockets => fanout::bare::serve().await,
            Command::Listen { url, sockets } => fanout::listeners::run(&url, sockets).await,
            // Whoever stops this finds nothing left behind: what was begun ends with its measurement.
            Command::Run(run) => tokio::select! {
                done = measure(&run) => done,
                _ = tokio::signal::ctrl_c() => bail!("stopped"),
            },
        }
    })
}

async fn measure(run: &Run) -> Result<()> {
    let host = run.host.canonicalize().context("the local host has not been built")?;
    let functions = run.functions.canonicalize().context("the functions have not been built")?;
    let plan = if run.quick { Plan::quick() } else { Plan::full() };
    let cold_start = cold_start::measure(&functions, &run.names, &run.profile, plan.starts).await?;
    let folder = tempfile::tempdir().context("no folder for the database")?;
    let cluster = tokio::task::block_in_place(|| Cluster::start(folder.path(), &Options::default()))?;
    let ingest = ingest::measure(&cluster, &host, plan.ingest).await?;
    say("from a webhook to its frame");
    let frames = frames::measure(&cluster, &host, plan.frames).await?;
    let fanout = fanout::measure(&cluster, &host, &plan.fanout).await?;
    tokio::task::block_in_place(|| cluster.stop())?;
    let folder = tempfile::tempdir().context("no folder for the database")?;
    let kept = run.keep.as_deref().unwrap_or(folder.path());
    let history = history::measure(kept, &host, &plan.history).await?;
    let report = Report { ingest, frames, fanout, cold_start, history };
    print(&if run.json { serde_json::to_string_pretty(&report.json())? } else { report.tables() });
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the measurements are the output of this program")]
fn print(text: &str) {
    println!("{text}");
}

/// Tells whoever waits what is being done.
#[expect(clippy::print_stderr, reason = "this speaks to people; the output is the measurements")]
fn say(line: &str) {
    eprintln!("{line}");
}
