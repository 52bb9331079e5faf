//! The emulator as the AWS command line sees it.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tokio::process::Command;

use crate::Args;

/// The tools, spoken to in the emulator's place.
#[derive(Clone)]
pub(crate) struct Aws {
    variables: HashMap<&'static str, String>,
    xtask: PathBuf,
    log: PathBuf,
}

impl Aws {
    /// The emulator at `endpoint`.
    pub(crate) fn new(endpoint: &str, args: &Args) -> Self {
        let variables = [
            ("AWS_ENDPOINT_URL", endpoint),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_DEFAULT_REGION", "us-east-1"),
            ("AWS_EC2_METADATA_DISABLED", "true"),
            // The functions as the dev profile builds them: what is proven is how they are wired, and this takes minutes less.
            ("SAM_BUILD_MODE", "debug"),
            // By cargo's own linker, with which the tests have built the most of them; who deploys builds by Zig's.
            ("CARGO_LAMBDA_COMPILER", "cargo"),
            ("SAM_CLI_TELEMETRY", "0"),
        ];
        let mut variables: HashMap<_, _> =
            variables.into_iter().map(|(name, value)| (name, value.to_owned())).collect();
        // The next version's build takes from this one's what is the same.
        variables.extend(args.target.to_str().map(|it| ("CARGO_TARGET_DIR", it.to_owned())));
        Self { variables, xtask: args.xtask.clone(), log: args.folder.join("said.log") }
    }

    /// What `aws` answers; nothing where it answers nothing.
    pub(crate) async fn ask(&self, arguments: &[&str]) -> Result<Value> {
        let mut command = Command::new("aws");
        // Of SQS it takes the endpoint from nowhere else.
        command
            .args(arguments)
            .args(["--output", "json", "--endpoint-url", &self.variables["AWS_ENDPOINT_URL"]])
            .envs(&self.variables)
            .stdin(Stdio::null());
        let output = command.output().await.context("could not start `aws`")?;
        if !output.status.success() {
            bail!("aws {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
        }
        if output.stdout.trim_ascii().is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&output.stdout).context("`aws` did not answer JSON")
    }

    /// One of the developer commands, over this checkout.
    pub(crate) async fn xtask(&self, arguments: &[&str]) -> Result<()> {
        let program = self.xtask.to_str().context("a program whose path is not UTF-8")?;
        let command: Vec<_> = [program].into_iter().chain(arguments.iter().copied()).collect();
        self.run(&command, &std::env::current_dir()?).await
    }

    /// A program in a folder. What it says goes to a file in the run's folder, and is told where it fails.
    pub(crate) async fn run(&self, command: &[&str], folder: &Path) -> Result<()> {
        let log = fs::OpenOptions::new().create(true).append(true).open(&self.log).context("could not open the log")?;
        let mut program = Command::new(command[0]);
        program.args(&command[1..]).envs(&self.variables).current_dir(folder).stdin(Stdio::null());
        program.stdout(log.try_clone()?).stderr(log).kill_on_drop(true);
        let status = program.status().await.with_context(|| format!("could not start `{}`", command[0]))?;
        if !status.success() {
            let said = fs::read_to_string(&self.log).unwrap_or_default();
            let last: Vec<_> = said.lines().rev().take(40).collect();
            bail!("`{}` failed:\n{}", command.join(" "), last.into_iter().rev().collect::<Vec<_>>().join("\n"));
        }
        Ok(())
    }
}
