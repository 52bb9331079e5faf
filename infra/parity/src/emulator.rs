//! The emulator as a process.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rustix::process::{Pid, Signal, kill_process_group};

use crate::check::until;

/// A running emulator; it ends when this is dropped, with the functions that it runs.
pub(crate) struct Emulator {
    child: Child,
    /// The port on this machine.
    pub(crate) port: u16,
}

impl Emulator {
    /// Starts it over a folder of its own. It sees nothing of this environment, which it would hand to functions.
    pub(crate) async fn start(python: &Path, folder: &Path) -> Result<Self> {
        use std::os::unix::process::CommandExt as _;
        let port = std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let log = std::fs::File::create(folder.join("emulator.log")).context("could not make the emulator's log")?;
        let endpoint = format!("http://localhost:{port}");
        let mut command = Command::new(python);
        command.arg("infra/parity/emulator.py").env_clear().process_group(0);
        command.env("PATH", "/usr/local/bin:/usr/bin:/bin").env("HOME", folder).env("TMPDIR", folder);
        command.envs([("LAMBDA_EXECUTOR", "local"), ("AUTH", "true"), ("BIND_HOST", "127.0.0.1")]);
        command.envs([("MINISTACK_HOST", "localhost"), ("IOT_MTLS_ENABLED", "0"), ("SFTP_ENABLED", "0")]);
        command.env("GATEWAY_PORT", port.to_string()).env("AWS_ENDPOINT_URL", &endpoint);
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let child = command.spawn().context("could not start the emulator")?;
        let mut emulator = Self { child, port };
        let health = format!("{endpoint}/_ministack/health");
        let client = platform::outbound::client().no_proxy().build()?;
        until("the emulator", Duration::from_mins(1), async || {
            ensure!(emulator.child.try_wait()?.is_none(), "the emulator ended; its log is in {}", folder.display());
            Ok(client.get(&health).send().await.ok().filter(|it| it.status().is_success()))
        })
        .await?;
        Ok(emulator)
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // The group, because the functions are its children.
        let group = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        if let Some(group) = group {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.wait();
    }
}
