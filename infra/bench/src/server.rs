//! The servers that are measured: the local host, and the bare handler, each a process of its own.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result};
use embedded_postgres::Cluster;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::deliveries::SECRET;

/// How many database connections each server has: more are slower on a machine of two cores.
pub(crate) const CONNECTIONS: usize = 16;

/// A server that runs until this is dropped.
pub(crate) struct Server {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    _process: Child,
    _folder: tempfile::TempDir,
}

/// A fresh database with the migrations in it; its address.
pub(crate) async fn database(cluster: &Cluster, name: &str) -> Result<String> {
    let url = tokio::task::block_in_place(|| cluster.database(name))?;
    store::Store::new(platform::database::pool(&url, 1)?).migrate().await?;
    Ok(url)
}

/// The local host at a free port.
pub(crate) async fn host(binary: &Path, database: &str) -> Result<Server> {
    let folder = tempfile::tempdir()?;
    let mut command = Command::new(binary);
    command
        .env("DATABASE_URL", database)
        .env("SIGNALBOX_ADDR", "127.0.0.1:0")
        .env("SIGNALBOX_DATA", folder.path())
        .env("GITHUB_WEBHOOK_SECRET", SECRET)
        .current_dir(folder.path());
    start(command, folder).await
}

/// The bare handler at a free port.
pub(crate) async fn bare(database: &str) -> Result<Server> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["bare", "--database", database]);
    start(command, tempfile::tempdir()?).await
}

/// The bare WebSocket server at a free port.
pub(crate) async fn bare_sockets() -> Result<Server> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("bare-sockets");
    start(command, tempfile::tempdir()?).await
}

/// Starts a server and waits for the first address that it prints.
async fn start(mut command: Command, folder: tempfile::TempDir) -> Result<Server> {
    let mut process = command.stdout(Stdio::piped()).kill_on_drop(true).spawn().context("a server does not start")?;
    let output = process.stdout.take().context("a server's output is piped")?;
    let mut lines = BufReader::new(output).lines();
    while let Some(line) = lines.next_line().await? {
        if let Some(address) = address(&line) {
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok(Server { address, _process: process, _folder: folder });
        }
    }
    anyhow::bail!("a server ended before it listened")
}

fn address(line: &str) -> Option<SocketAddr> {
    let mut words = line.split_whitespace().map(|it| it.trim_start_matches("http://").split('/').next().unwrap_or(it));
    words.find_map(|it| it.parse().ok())
}
