//! Runs a cluster over the folder named by the only argument, prints its URL and stops it when the input ends.

use std::io::Read;
use std::path::PathBuf;

use anyhow::{Context, Result};
use embedded_postgres::{Cluster, Options};

#[expect(clippy::print_stdout, reason = "the URL is what the caller waits for")]
fn main() -> Result<()> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from).context("name the data folder")?;
    let cluster = Cluster::start(&folder, &Options::default())?;
    println!("{}", cluster.url("postgres"));
    std::io::stdin().read_to_end(&mut Vec::new()).context("could not wait for the end of the input")?;
    cluster.stop()
}
