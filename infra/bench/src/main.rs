//! `bench`: measures Signalbox against the limits of the machine it runs on, in the same run.
//!
//! Ingest is set against a bare handler that runs the same statement and against pgbench running it, each on a database
//! of its own on one server. Absolute numbers say something about the machine; the ratios say something about us.

mod bare;
mod deliveries;
mod frames;
mod ingest;
mod load;
mod pgbench;
mod server;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Parser;
use embedded_postgres::{Cluster, Options};
use serde_json::json;

#[derive(Parser)]
#[command(about = "Measures Signalbox against the limits of this machine")]
enum Command {
    /// Measures and prints a table, or JSON.
    Run {
        /// The local host's binary.
        #[arg(long)]
        host: PathBuf,
        /// Prints JSON in place of the table.
        #[arg(long)]
        json: bool,
        /// Takes under two minutes in place of some ten.
        #[arg(long)]
        quick: bool,
    },
    /// The bare handler, which `run` starts for itself.
    Bare {
        /// The database it writes to.
        #[arg(long)]
        database: String,
    },
}

fn main() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match Command::parse() {
        Command::Bare { database } => runtime.block_on(bare::serve(&database)),
        Command::Run { host, json, quick } => {
            let host = host.canonicalize().context("the local host has not been built")?;
            let folder = tempfile::tempdir().context("no folder for the database")?;
            let cluster = Cluster::start(folder.path(), &Options::default())?;
            let ingest = ingest::measure(&runtime, &cluster, &host, if quick { 6_000 } else { 30_000 })?;
            let frames = frames::measure(&runtime, &cluster, &host, if quick { 300 } else { 3_000 })?;
            cluster.stop()?;
            if json {
                let report = json!({ "ingest": ingest.json(), "webhook_to_frame": frames.json() });
                print(&serde_json::to_string_pretty(&report)?);
            } else {
                print(&format!("{}\n{}", ingest.table(), frames.table()));
            }
            Ok(())
        }
    }
}

#[expect(clippy::print_stdout, reason = "the measurements are the output of this program")]
fn print(text: &str) {
    println!("{text}");
}
