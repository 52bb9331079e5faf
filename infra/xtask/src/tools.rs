//! The programs that must be on the machine: found, installed where that is ordinary, or named in one sentence.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::environment::variable;
use crate::progress::say_aside;
use crate::workspace::{Workspace, run};

/// The oldest Node.js that the front end's tools run on.
const NODE: (u32, u32) = (20, 19);

/// The oldest Python that the tools run on.
const PYTHON: (u32, u32) = (3, 10);

/// Fails with one sentence unless Node.js and npm are there and new enough.
pub(crate) fn check_node() -> Result<()> {
    let wanted = format!("Node.js {}.{} or later", NODE.0, NODE.1);
    let found = version("node").with_context(|| format!("{wanted} is needed to build the page and is not in PATH"))?;
    ensure!(found >= NODE, "{wanted} is needed to build the page, and this one is {}.{}", found.0, found.1);
    ensure!(output("npm", &["--version"]).is_some(), "npm is needed to build the page and is not in PATH");
    Ok(())
}

/// A Python environment with what a list in `infra/xtask/requirements` pins, made and filled if need be.
pub(crate) fn python(workspace: &Workspace, list: &str) -> Result<PathBuf> {
    let wanted = format!("Python {}.{} or later", PYTHON.0, PYTHON.1);
    let found = version("python3").with_context(|| format!("{wanted} is needed and `python3` is not in PATH"))?;
    ensure!(found >= PYTHON, "{wanted} is needed, and this one is {}.{}", found.0, found.1);
    let folder = workspace.state(&format!("python-{list}"))?;
    let requirements = workspace.root.join(format!("infra/xtask/requirements/{list}.txt"));
    let pinned =
        std::fs::read_to_string(&requirements).with_context(|| format!("could not read {}", requirements.display()))?;
    let stamp = folder.join("requirements.txt");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == pinned) {
        return Ok(folder);
    }
    say_aside(&format!("installing Python packages: {}", pinned.split_whitespace().collect::<Vec<_>>().join(", ")));
    let make = || run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder));
    if let Err(error) = make() {
        install_with_apt("python3-venv", "Python's `venv` module is needed").map_err(|_| error)?;
        make()?;
    }
    let mut pip = Command::new(folder.join("bin/python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(&requirements);
    run(&mut pip)?;
    std::fs::write(stamp, pinned).context("could not note what was installed")?;
    Ok(folder)
}

/// A Chromium: the one that `CHROMIUM_PATH` names, one in PATH, or Debian's, installed when this is root on Debian.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(named) = variable("CHROMIUM_PATH") {
        ensure!(runs(&named), "CHROMIUM_PATH names {named}, which does not run");
        return Ok(PathBuf::from(named));
    }
    if let Some(found) = chromium_in_path() {
        return Ok(found);
    }
    install_with_apt("chromium", "a Chromium is needed for the browser tests")?;
    chromium_in_path().context(
        "a Chromium is needed for the browser tests; install Chromium or Google Chrome, or name one with CHROMIUM_PATH",
    )
}

fn chromium_in_path() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let found = names.iter().filter_map(|name| output("sh", &["-c", &format!("command -v {name}")]));
    found.map(|path| path.trim().to_owned()).find(|path| runs(path)).map(PathBuf::from)
}

fn install_with_apt(package: &str, need: &str) -> Result<()> {
    let root = rustix::process::geteuid().is_root();
    if !root || !Path::new("/usr/bin/apt-get").exists() {
        bail!("{need}; install the package `{package}` or its like");
    }
    say_aside(&format!("installing {package} with apt-get"));
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        run(command
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdin(Stdio::null())
            .stdout(std::io::stderr()))
    };
    apt(&["update", "--quiet=2"])?;
    apt(&["install", "--yes", "--quiet=2", "--no-install-recommends", package])
}

fn runs(program: &str) -> bool {
    output(program, &["--version"]).is_some()
}

fn version(program: &str) -> Option<(u32, u32)> {
    parse_version(&output(program, &["--version"])?)
}

fn parse_version(text: &str) -> Option<(u32, u32)> {
    let number = text.split_whitespace().last()?.trim_start_matches('v');
    let mut parts = number.split('.').map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}

fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let run = Command::new(program).args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    run.status.success().then(|| String::from_utf8_lossy(&run.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_programs_print_them() {
        assert_eq!(parse_version("v20.20.2\n"), Some((20, 20)));
        assert_eq!(parse_version("Python 3.11.7\n"), Some((3, 11)));
        assert_eq!(parse_version(""), None);
    }
}
