//! The settings of the local host that the commands must know too: the environment, then `.env`.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result};

/// Settings by name; the environment wins over `.env`.
#[derive(Debug, Default)]
pub(crate) struct Environment {
    file: HashMap<String, String>,
}

impl Environment {
    /// Reads `.env` in `root`, if there is one.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let path = root.join(".env");
        if !path.exists() {
            return Ok(Self::default());
        }
        let lines = dotenvy::from_path_iter(&path).context("could not read .env")?;
        Ok(Self { file: lines.collect::<Result<_, _>>().context("could not read .env")? })
    }

    /// The value of a setting; an empty one counts as none.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let own = variable(name);
        own.or_else(|| self.file.get(name).cloned()).filter(|value| !value.is_empty())
    }

    /// The address that the local host listens on.
    pub(crate) fn address(&self) -> String {
        self.get("SIGNALBOX_ADDR").unwrap_or_else(|| "127.0.0.1:8080".to_owned())
    }
}

/// A variable of this process.
#[expect(clippy::disallowed_methods, reason = "the one place where the developer commands read the environment")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The variables that Cargo told this program about itself. A Cargo that it starts must not see them, because build
/// scripts that look at them would run again each time.
pub(crate) fn told_by_cargo() -> Vec<String> {
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    names.filter(|name| ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|start| name.starts_with(start))).collect()
}
