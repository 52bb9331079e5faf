//! A small companion process that stops the server when its owner ends, in whatever way it ends.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Stdio};

use anyhow::{Context, Result};

use crate::account::Account;

/// Waits for the end of its input, which comes when the owner closes it or dies. Then it stops the server if the
/// folder still belongs to the same one, waits at most a minute and removes what it was told to. The loop looks at the
/// file as well as at the process, because a container whose first process reaps nobody keeps dead ones for ever.
const SCRIPT: &str = r#"
while read -r _; do :; done
if [ "$(head -n 1 "$2/postmaster.pid" 2>/dev/null)" = "$1" ]; then
  kill "-$3" "$1"
  tries=0
  while [ -e "$2/postmaster.pid" ] && kill -0 "$1" 2>/dev/null && [ $tries -lt 1200 ]; do
    sleep 0.05
    tries=$((tries + 1))
  done
fi
if [ -n "$4" ]; then rm -rf "$4"; fi
"#;

/// What the guardian does when its owner ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Farewell {
    /// Disconnects everybody, writes everything down and stops.
    Fast,
    /// Stops at once and removes the folder.
    Discard,
}

/// The companion of one running server.
#[derive(Debug)]
pub(crate) struct Guardian {
    child: Child,
}

impl Guardian {
    /// Starts a guardian over the server with this process id, whose cluster is in `folder`'s `data`.
    pub(crate) fn start(account: Account, postmaster: i32, folder: &Path, farewell: Farewell) -> Result<Self> {
        let (signal, discard) = match farewell {
            Farewell::Fast => ("INT", Path::new("")),
            Farewell::Discard => ("QUIT", folder),
        };
        let child = account
            .command(Path::new("/bin/sh"))
            .args(["-c", SCRIPT, "guardian"])
            .arg(postmaster.to_string())
            .arg(folder.join("data"))
            .arg(signal)
            .arg(discard)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // A group of its own, so that Ctrl-C reaches the owner and not the guardian.
            .process_group(0)
            .spawn()
            .context("could not start the process that watches over PostgreSQL")?;
        Ok(Self { child })
    }

    /// Lets the guardian stop the server and waits until it has.
    pub(crate) fn stop(mut self) -> Result<()> {
        drop(self.child.stdin.take());
        self.child.wait().context("could not wait for PostgreSQL to stop")?;
        Ok(())
    }
}
