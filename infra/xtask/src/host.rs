//! The local host as a process: started over a page, waited for, stopped.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::time::{Instant, interval};

use crate::workspace::Workspace;

/// How long a host may take until it answers; the first start fetches PostgreSQL and makes a cluster.
const START_LIMIT: Duration = Duration::from_mins(3);

/// How often a host that starts is asked whether it answers yet.
const ASK_EVERY: Duration = Duration::from_millis(100);

/// Builds the host with a profile of the workspace and gives the program.
pub(crate) fn build(workspace: &Workspace, profile: &str) -> Result<PathBuf> {
    Ok(workspace.build(profile, &["signalbox"])?.join("signalbox"))
}

/// The command that starts a host over a page, in the checkout's root.
pub(crate) fn command(workspace: &Workspace, program: &Path, page: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("--page").arg(page).current_dir(&workspace.root);
    command
}

/// A host over an empty temporary data folder, on a port and with secrets of its own.
pub(crate) struct TestHost {
    child: Child,
    /// Where it answers.
    pub(crate) url: String,
    /// The secret that GitHub's deliveries are signed with.
    pub(crate) github_secret: String,
    _data: TempDir,
}

impl TestHost {
    /// Starts a host and waits until it says that it is well. With a token it asks for that.
    pub(crate) fn start(workspace: &Workspace, program: &Path, page: &Path, token: Option<&str>) -> Result<Self> {
        let data = tempfile::Builder::new().prefix("signalbox-").permissions(open()).tempdir()?;
        let address = free_address()?;
        let secret = || hex::encode(rand::random::<[u8; 16]>());
        let github_secret = secret();
        let mut command = command(workspace, program, page);
        command.env("SIGNALBOX_ADDR", &address).env("SIGNALBOX_DATA", data.path());
        command.env("GITHUB_WEBHOOK_SECRET", &github_secret);
        command.env("GITLAB_WEBHOOK_SECRET", secret()).env("JENKINS_WEBHOOK_SECRET", secret());
        command
            .env_remove("DATABASE_URL")
            .env("SIGNALBOX_ACCESS_TOKEN", token.unwrap_or_default())
            .stdin(Stdio::null());
        let child = command.process_group(0).spawn().context("could not start the local host")?;
        let mut host = Self { child, url: format!("http://{address}"), github_secret, _data: data };
        blocking(wait_until_well(&mut host.child, &host.url))?;
        Ok(host)
    }

    /// Stops the host and fails unless it ended well.
    pub(crate) fn stop(mut self) -> Result<()> {
        signal(&self.child, Signal::TERM);
        let status = self.child.wait().context("could not wait for the local host to end")?;
        ensure!(status.success(), "the local host ended badly when it was told to stop ({status})");
        Ok(())
    }
}

impl Drop for TestHost {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            signal(&self.child, Signal::TERM);
            let _ = self.child.wait();
        }
    }
}

/// Sends a signal to a child that was not yet waited for.
pub(crate) fn signal(child: &Child, signal: Signal) {
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    if let Some(pid) = pid {
        // It fails only when the child has ended, which is what was wanted.
        let _ = kill_process(pid, signal);
    }
}

/// Waits until the host at `url` says that it is well; fails when it ends before.
pub(crate) async fn wait_until_well(child: &mut Child, url: &str) -> Result<()> {
    let client = crate::http::client()?;
    let began = Instant::now();
    let mut ticks = interval(ASK_EVERY);
    loop {
        ticks.tick().await;
        if let Some(status) = child.try_wait().context("could not look after the local host")? {
            bail!("the local host ended before it answered ({})", describe(status));
        }
        let answer = client.get(format!("{url}/api/health")).send().await;
        if answer.is_ok_and(|answer| answer.status().is_success()) {
            return Ok(());
        }
        ensure!(began.elapsed() < START_LIMIT, "the local host did not answer at {url} in {} s", START_LIMIT.as_secs());
    }
}

/// Runs asynchronous work to its end.
pub(crate) fn blocking<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.context("could not start a runtime")?.block_on(work)
}

fn describe(status: ExitStatus) -> String {
    status.code().map_or_else(|| status.to_string(), |code| format!("exit code {code}"))
}

fn free_address() -> Result<String> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).context("there is no free port on 127.0.0.1")?;
    Ok(listener.local_addr()?.to_string())
}

/// As root, PostgreSQL's own user must be able to pass through the data folder.
fn open() -> std::fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(0o755)
}
