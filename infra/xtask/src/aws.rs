//! AWS's own tools, out of a Python environment of ours: `aws`, `sam`, and `cargo lambda` that `sam` builds with.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::environment::{told_by_cargo, variable};
use crate::tools;
use crate::workspace::Workspace;

/// The names of the region's variable. `aws` and `sam` know it by the second only, the SDKs by the first.
const REGION: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];

/// The region that this environment names.
pub(crate) fn region() -> Option<String> {
    REGION.iter().find_map(|it| variable(it).filter(|region| !region.is_empty()))
}

/// The tools, ready to be run.
pub(crate) struct Aws {
    folder: PathBuf,
    path: OsString,
}

impl Aws {
    /// Finds the tools, or installs them.
    pub(crate) fn find(workspace: &Workspace) -> Result<Self> {
        let folder = tools::python(workspace, "deploy")?.join("bin");
        let mut path = folder.clone().into_os_string();
        path.push(":");
        path.push(variable("PATH").unwrap_or_default());
        Ok(Self { folder, path })
    }

    /// One of the tools, over the credentials and the region of this environment.
    pub(crate) fn command(&self, tool: &str) -> Command {
        self.command_at(&self.folder.join(tool))
    }

    /// Another program, which finds the tools in its PATH.
    pub(crate) fn command_at(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        for name in told_by_cargo() {
            command.env_remove(name);
        }
        command.env("PATH", &self.path).env("SAM_CLI_TELEMETRY", "0").env("AWS_PAGER", "");
        command.envs(region().iter().flat_map(|region| REGION.map(|name| (name, region.clone()))));
        command
    }

    /// What `aws` answers, as JSON; nothing where it answers nothing. What it says against it becomes the error.
    pub(crate) fn ask(&self, arguments: &[&str]) -> Result<Value> {
        let mut command = self.command("aws");
        let output = command.args(arguments).args(["--output", "json"]).output().context("could not start `aws`")?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("{}", said.lines().map(str::trim).filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" "));
        }
        if output.stdout.trim_ascii().is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&output.stdout).context("`aws` answered in another way than it did")
    }
}
