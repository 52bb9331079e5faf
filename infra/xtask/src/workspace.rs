//! Where things are, and how a program is run.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::environment::told_by_cargo;

/// The folders of this checkout.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    /// The root of the checkout.
    pub(crate) root: PathBuf,
    /// Cargo's target folder, the one that this program was built into.
    pub(crate) target: PathBuf,
    /// The folder of this machine's target in it, with a folder for each profile.
    built: PathBuf,
}

impl Workspace {
    /// The checkout that this program was built from.
    pub(crate) fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let root =
            root.canonicalize().context("the checkout was moved; build the commands again with `cargo xtask`")?;
        let program = std::env::current_exe().context("could not find out where this program is")?;
        let built = program.ancestors().nth(2).context("this program is not in a target folder")?;
        let target = built.parent().context("this program is not in a target folder")?;
        Ok(Self { root, target: target.to_path_buf(), built: built.to_path_buf() })
    }

    /// The front end's folder.
    pub(crate) fn frontend(&self) -> PathBuf {
        self.root.join("frontend")
    }

    /// A file or folder in which the commands keep what they know between two runs.
    pub(crate) fn state(&self, name: &str) -> Result<PathBuf> {
        let folder = self.target.join("xtask");
        fs::create_dir_all(&folder).with_context(|| format!("could not make the folder {}", folder.display()))?;
        Ok(folder.join(name))
    }

    /// Cargo, over this checkout and its target folder.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("cargo");
        command.args(arguments).current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target);
        for name in told_by_cargo() {
            command.env_remove(name);
        }
        command
    }

    /// Builds programs of the workspace with a profile; the folder they are in. Each is built with the features that all of
    /// the workspace wants, so that what they have in common is built once.
    pub(crate) fn build(&self, profile: &str, programs: &[&str]) -> Result<PathBuf> {
        let mut command = self.cargo(&["build", "--profile", profile]);
        command.args(programs.iter().flat_map(|it| ["--bin", it]));
        run(&mut command)?;
        Ok(self.built(profile))
    }

    /// The folder of the programs that a profile has built.
    pub(crate) fn built(&self, profile: &str) -> PathBuf {
        self.built.join(if profile == "dev" { "debug" } else { profile })
    }

    /// npm, over the front end.
    pub(crate) fn npm(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("npm");
        command.args(arguments).current_dir(self.frontend());
        command
    }
}

/// Runs a command to its end and fails if it does; what it prints is shown as it comes.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let name = describe(command);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => bail!("`{name}` failed ({status})"),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            bail!("`{}` is not in PATH", command.get_program().to_string_lossy())
        }
        Err(error) => Err(error).with_context(|| format!("could not start `{name}`")),
    }
}

fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
