//! A running PostgreSQL that belongs to this process.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::account::{self, Account};
use crate::binaries::Binaries;
use crate::folder::{self, Folder};
use crate::guardian::{Farewell, Guardian};
use crate::{server, sql};

/// Where things that are not data go.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where PostgreSQL's binaries are kept once fetched.
    pub cache: PathBuf,
    /// Where data goes when this process is root's and the server's own user cannot reach the wanted folder.
    pub fallback: PathBuf,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            cache: Binaries::default_cache(),
            fallback: account::home_or("/var/lib/signalbox", ".local/share/signalbox"),
        }
    }
}

/// A running PostgreSQL. Dropping it stops it, and so does the end of this process, whatever ends it.
#[derive(Debug)]
pub struct Cluster {
    folder: Folder,
    port: u16,
    guardian: Option<Guardian>,
}

impl Cluster {
    /// Starts a durable server over `data_dir` and waits until it answers; a new or empty folder becomes a cluster.
    ///
    /// A server that a killed process left behind is stopped first. Fails with one sentence when another process uses
    /// the folder, when it is not ours or not complete, and when it was made by another major version. As root the
    /// server runs as the folder's owner or as `nobody`; see [`Cluster::data_dir`] for where the data then is.
    pub fn start(data_dir: &Path, options: &Options) -> Result<Self> {
        let wanted = std::path::absolute(data_dir).context("the data folder has no absolute path")?;
        let account = Account::for_folder(&wanted)?;
        let path = folder::place(&wanted, account, &options.fallback)?;
        Self::run(&path, Account::for_folder(&path)?, options, Farewell::Fast)
    }

    /// Starts a server over a new temporary folder, without any durability; the folder goes when the cluster does.
    pub fn ephemeral(options: &Options) -> Result<Self> {
        let made = tempfile::Builder::new().prefix("signalbox-postgres-").tempdir();
        let made = made.context("could not make a temporary folder")?;
        let path = made.path().canonicalize()?;
        let cluster = Self::run(&path, Account::for_folder(&path)?, options, Farewell::Discard)?;
        // From here on the guardian removes it, which also works when this process is killed.
        let _ = made.keep();
        Ok(cluster)
    }

    fn run(path: &Path, account: Account, options: &Options, farewell: Farewell) -> Result<Self> {
        let binaries = Binaries::install(&options.cache)?;
        let folder = Folder::open(path, account, &binaries)?;
        let running = server::start(&binaries, &folder, farewell == Farewell::Discard)?;
        let guardian = Guardian::start(account, running.postmaster, path, farewell)?;
        Ok(Self { folder, port: running.port, guardian: Some(guardian) })
    }

    /// The folder that holds the data.
    pub fn data_dir(&self) -> &Path {
        &self.folder.path
    }

    /// The port on 127.0.0.1; each start takes a free one.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The URL of a database of this cluster, with its password; `postgres` is always there.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{}:{}@127.0.0.1:{}/{database}", server::USER, self.folder.password, self.port)
    }

    /// Makes `name` unless it is there and gives its URL. A name has small letters, digits and `_`.
    pub fn database(&self, name: &str) -> Result<String> {
        ensure!(sql::is_plain(name), "{name:?} is not a plain database name");
        let admin = self.url("postgres");
        sql::run(async || {
            let client = sql::connect(&admin).await?;
            if client.query_opt("SELECT FROM pg_database WHERE datname = $1", &[&name]).await?.is_none() {
                client.batch_execute(&format!("CREATE DATABASE {name}")).await?;
            }
            anyhow::Ok(())
        })
        .with_context(|| format!("could not make the database {name}"))?;
        Ok(self.url(name))
    }

    /// Stops the server and waits until everything is written down.
    pub fn stop(mut self) -> Result<()> {
        self.guardian.take().map_or(Ok(()), Guardian::stop)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(Err(error)) = self.guardian.take().map(Guardian::stop) {
            tracing::warn!(error = %error, "PostgreSQL could not be stopped");
        }
    }
}
