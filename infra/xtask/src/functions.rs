//! The functions: their names, and how they are built to be deployed.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::aws::Aws;
use crate::environment::variable;
use crate::workspace::{Workspace, run};

/// The names of all functions.
pub(crate) fn names(workspace: &Workspace) -> Result<Vec<String>> {
    let folder = fs::read_dir(workspace.root.join("functions")).context("could not read the folder functions")?;
    let mut names: Vec<_> =
        folder.filter_map(|it| it.ok()?.file_name().into_string().ok()).filter(|it| !it.starts_with('.')).collect();
    names.sort();
    Ok(names)
}

/// Builds programs for Lambda's machines as `sam build` does, but at once: what it then builds by one and one is there.
/// Answers the folder in which each has a folder of its own.
pub(crate) fn build(workspace: &Workspace, aws: &Aws, architecture: &str, programs: &[String]) -> Result<PathBuf> {
    let mut command = aws.command_at(Path::new("cargo"));
    command.current_dir(&workspace.root).args(["lambda", "build"]);
    // The same variable that `sam build` goes by.
    command.args((variable("SAM_BUILD_MODE").as_deref() != Some("debug")).then_some("--release"));
    command.args((architecture == "arm64").then_some("--arm64"));
    run(command.args(programs.iter().flat_map(|it| ["--bin", it.as_str()])))?;
    Ok(workspace.target.join("lambda"))
}
