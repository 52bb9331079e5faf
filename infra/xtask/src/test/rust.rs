//! The checks of the Rust code.

use std::cmp::Reverse;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use std::vec::IntoIter;

use anyhow::{Context, Result, anyhow, ensure};
use embedded_postgres::{Cluster, Options, test};
use serde::Deserialize;
use serde_json::Deserializer;

use super::Checkout;
use crate::progress::{say, spoken};
use crate::workspace::{Workspace, run};

/// `cargo fmt`, without changing anything.
pub(super) fn format(checkout: &Checkout) -> Result<()> {
    run(&mut checkout.workspace.cargo(&["fmt", "--all", "--check"]))
}

/// Clippy over everything; a warning is an error.
pub(super) fn clippy(checkout: &Checkout) -> Result<()> {
    let arguments = ["clippy", "--workspace", "--all-targets", "--quiet", "--", "--deny", "warnings"];
    run(&mut checkout.workspace.cargo(&arguments))
}

/// All Rust tests, over throwaway servers.
pub(super) fn tests(checkout: &Checkout) -> Result<()> {
    let waiting = Mutex::new(TestProgram::build(&checkout.workspace)?.into_iter());
    let failed = std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(|| lane(&waiting))).collect();
        lanes
            .into_iter()
            .map(|it| it.join().map_err(|_| anyhow!("a lane of tests broke down"))?)
            .collect::<Result<Vec<_>>>()
    })?
    .concat();
    ensure!(failed.is_empty(), "{} of the test programs failed: {}", failed.len(), failed.join(", "));
    Ok(())
}

/// Runs what waits, one after another, on a server of its own: what the programs of another lane hold open does not hold
/// back the feed of changes here. The names of those that failed.
fn lane(waiting: &Mutex<IntoIter<TestProgram>>) -> Result<Vec<String>> {
    let cluster = Cluster::ephemeral(&Options::default()).context("could not start PostgreSQL for the tests")?;
    let database = cluster.url("postgres");
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    let mut failed = Vec::new();
    while let Some(program) = next() {
        if !program.run(&database) {
            failed.push(program.name);
        }
    }
    cluster.stop()?;
    Ok(failed)
}

/// How many test programs run at once: most of the time the longest of them wait for the database.
const AT_ONCE: usize = 2;

/// A program of tests, as cargo has built it.
struct TestProgram {
    /// Its package and what of the package it tests.
    name: String,
    path: PathBuf,
    /// The folder of its package, in which it runs.
    package: PathBuf,
    bytes: u64,
}

/// What cargo tells of something that it has built.
#[derive(Deserialize)]
struct Artifact {
    executable: Option<PathBuf>,
    manifest_path: Option<PathBuf>,
    target: Option<Target>,
    profile: Option<Profile>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

#[derive(Deserialize)]
struct Profile {
    test: bool,
}

impl TestProgram {
    /// Builds all of them. The largest come first: they test the most, and would be waited for at the end.
    fn build(workspace: &Workspace) -> Result<Vec<Self>> {
        let mut command =
            workspace.cargo(&["test", "--workspace", "--no-run", "--message-format", "json-render-diagnostics"]);
        let output = command.stderr(Stdio::inherit()).output().context("could not start cargo")?;
        ensure!(output.status.success(), "the tests could not be built");
        let told = Deserializer::from_slice(&output.stdout).into_iter::<Artifact>();
        let mut programs = Vec::new();
        for artifact in told {
            programs.extend(Self::of(artifact.context("cargo said what cannot be read")?)?);
        }
        programs.sort_by_key(|it| Reverse(it.bytes));
        Ok(programs)
    }

    fn of(artifact: Artifact) -> Result<Option<Self>> {
        let (Some(path), Some(manifest), Some(target)) = (artifact.executable, artifact.manifest_path, artifact.target)
        else {
            return Ok(None);
        };
        if !artifact.profile.is_some_and(|it| it.test) {
            return Ok(None);
        }
        let bytes = fs::metadata(&path).with_context(|| path.display().to_string())?.len();
        let package = manifest.parent().context("a manifest is in no folder")?.to_path_buf();
        let folder = package.file_name().unwrap_or_default().to_string_lossy();
        Ok(Some(Self { name: format!("{folder}/{}", target.name), path, bytes, package }))
    }

    /// Runs it to its end and shows what it printed. Whether all of its tests passed.
    fn run(&self, database: &str) -> bool {
        let began = Instant::now();
        let mut command = Command::new(&self.path);
        command.current_dir(&self.package).env(test::HANDOVER, database);
        match command.output() {
            Ok(output) => {
                let printed = [output.stdout, output.stderr].concat();
                let passed = output.status.success();
                let word = if passed { "passed" } else { "FAILED" };
                say(&format!(
                    "{}\n{} {word} in {}",
                    String::from_utf8_lossy(&printed),
                    self.name,
                    spoken(began.elapsed())
                ));
                passed
            }
            Err(error) => {
                say(&format!("{} could not be started: {error}", self.name));
                false
            }
        }
    }
}
