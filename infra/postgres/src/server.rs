//! Runs PostgreSQL's programs: makes a cluster, starts its server, stops what a dead process left behind.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, test_kill_process};
use sysinfo::{MemoryRefreshKind, RefreshKind, System};

use crate::account::Account;
use crate::binaries::Binaries;
use crate::folder::Folder;

/// The database user, who owns everything in the cluster.
pub(crate) const USER: &str = "signalbox";

/// How many times a start is tried when the port was taken in between or backends of a killed server still end.
const TRIES: u32 = 100;

/// Settings of every server; autovacuum and the rest stay at PostgreSQL's own defaults. A question is answered by one
/// process: starting more takes longer than the questions of a page do.
const COMMON: &str = "-c listen_addresses=127.0.0.1 -c unix_socket_directories='' \
    -c random_page_cost=1.1 -c jit=off -c max_parallel_workers_per_gather=0 -c timezone=UTC -c log_timezone=UTC";

/// Settings of a server whose data may be lost.
const THROWAWAY: &str = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal \
    -c max_wal_senders=0 -c max_connections=200";

/// Settings of a server that keeps what it was given.
const DURABLE: &str = "-c fsync=on -c synchronous_commit=on -c max_connections=100";

/// The least and the most memory that a server keeps pages in, in MB. PostgreSQL's own default is the least; more than
/// the most is seldom faster.
const LEAST_BUFFERS: u64 = 128;
const MOST_BUFFERS: u64 = 8_192;

/// A server that answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Running {
    /// The process id of the server.
    pub(crate) postmaster: i32,
    /// The port on 127.0.0.1.
    pub(crate) port: u16,
}

/// Makes a cluster in `data`, which must not be there yet.
pub(crate) fn init(binaries: &Binaries, account: Account, data: &Path, password: &Path) -> Result<()> {
    let mut command = account.command(&binaries.program("initdb"));
    command.arg("--pgdata").arg(data).arg("--pwfile").arg(password);
    command.args(["--username", USER, "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]);
    command.args(["--builtin-locale=C.UTF-8", "--auth-local=reject", "--auth-host=scram-sha-256"]);
    command.args(["--data-checksums", "--no-instructions", "--set", "scram_iterations=1"]);
    let output = command.output().context("could not start initdb")?;
    if !output.status.success() {
        bail!("could not make a PostgreSQL cluster in {}: {}", data.display(), last_words(&output.stderr));
    }
    Ok(())
}

/// Starts the server of `folder` on a free port and waits until it answers.
pub(crate) fn start(binaries: &Binaries, folder: &Folder, throwaway: bool) -> Result<Running> {
    stop_leftover(binaries, folder)?;
    for _ in 0..TRIES {
        let port = free_port()?;
        // Each start has a log of its own, so that its last words are about this start.
        let _ = fs::rename(folder.log(), folder.path.join("postgres.log.old"));
        let mode = if throwaway { THROWAWAY } else { DURABLE };
        let buffers = if throwaway { LEAST_BUFFERS } else { buffers(memory()) };
        let mut command = pg_ctl(binaries, folder, "start");
        let options = format!("-p {port} -c shared_buffers={buffers}MB {COMMON} {mode}");
        command.arg("--log").arg(folder.log()).arg("--options").arg(options);
        if command.status().context("could not start pg_ctl")?.success() {
            let postmaster = read_pid(&folder.data()).context("PostgreSQL started but left no process id")?;
            return Ok(Running { postmaster, port });
        }
        let log = fs::read(folder.log()).unwrap_or_default();
        let said = String::from_utf8_lossy(&log);
        let passing = ["could not bind", "could not create any TCP/IP sockets", "pre-existing shared memory block"];
        if !passing.iter().any(|reason| said.contains(reason)) {
            bail!("PostgreSQL did not start over {}: {}", folder.path.display(), last_words(&log));
        }
    }
    bail!("PostgreSQL did not start over {} in {TRIES} tries", folder.path.display())
}

/// Stops the server that a killed process of ours left running over this folder: we hold the lock, so nobody owns it.
fn stop_leftover(binaries: &Binaries, folder: &Folder) -> Result<()> {
    let data = folder.data();
    let Some(pid) = read_pid(&data) else { return Ok(()) };
    if serves(pid, &data) {
        tracing::info!(postmaster.pid = pid, "stopping the PostgreSQL that a killed process left running");
        let mut command = pg_ctl(binaries, folder, "stop");
        command.args(["--mode", "fast"]);
        if !command.status().context("could not start pg_ctl")?.success() && serves(pid, &data) {
            bail!("a PostgreSQL that was left running over {} does not stop (process {pid})", folder.path.display());
        }
    } else if alive(pid) {
        // The number now belongs to somebody else, and PostgreSQL would take that for a server of its own.
        fs::remove_file(data.join("postmaster.pid")).context("could not remove a stale postmaster.pid")?;
    }
    Ok(())
}

fn pg_ctl(binaries: &Binaries, folder: &Folder, what: &str) -> Command {
    let mut command = folder.account.command(&binaries.program("pg_ctl"));
    command.arg(what).args(["--wait", "--silent", "--timeout", "120", "--pgdata"]).arg(folder.data());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// What a server that is kept may hold pages in, in MB: a quarter of the memory, as PostgreSQL's manual advises. None of it
/// is taken before there are pages to hold.
fn buffers(memory: u64) -> u64 {
    (memory / 4 / 1_048_576).clamp(LEAST_BUFFERS, MOST_BUFFERS)
}

/// The memory that this process may use, in bytes: the machine's, or what its container is given of it.
fn memory() -> u64 {
    let ram = MemoryRefreshKind::nothing().with_ram();
    let system = System::new_with_specifics(RefreshKind::nothing().with_memory(ram));
    system.cgroup_limits().map_or(system.total_memory(), |it| it.total_memory.min(system.total_memory()))
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("there is no free port on 127.0.0.1")?;
    Ok(listener.local_addr()?.port())
}

/// The process id in the first line of `postmaster.pid`.
pub(crate) fn read_pid(data: &Path) -> Option<i32> {
    fs::read_to_string(data.join("postmaster.pid")).ok()?.lines().next()?.trim().parse().ok().filter(|pid| *pid > 0)
}

fn alive(pid: i32) -> bool {
    let found = Pid::from_raw(pid).map(test_kill_process);
    matches!(found, Some(Ok(()) | Err(rustix::io::Errno::PERM)))
}

/// Whether the process is a PostgreSQL over this very folder, as its command line tells.
fn serves(pid: i32, data: &Path) -> bool {
    let line = if cfg!(target_os = "linux") {
        fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default()
    } else {
        let listed = Command::new("ps").args(["-o", "args=", "-p", &pid.to_string()]).output();
        listed.map(|output| output.stdout).unwrap_or_default()
    };
    String::from_utf8_lossy(&line).contains(&*data.to_string_lossy())
}

/// The last line that names a reason, or simply the last line.
fn last_words(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let named = text.lines().rev().find(|line| ["FATAL:", "error:"].iter().any(|word| line.contains(word)));
    let line = named.or_else(|| text.lines().rev().find(|line| !line.trim().is_empty()));
    line.unwrap_or("it gave no reason").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_words_are_the_last_reason_given() {
        let log = b"x LOG:  starting\nx FATAL:  lock file is empty\nx LOG:  shut down\n";
        assert_eq!(last_words(log), "x FATAL:  lock file is empty");
        assert_eq!(last_words(b""), "it gave no reason");
    }

    #[test]
    fn a_quarter_of_the_memory_holds_pages_and_neither_too_little_nor_too_much() {
        let gigabyte = 1_073_741_824;
        assert_eq!([0, 2, 16, 1_024].map(|it| buffers(it * gigabyte)), [128, 512, 4_096, 8_192]);
        assert!(memory() > gigabyte / 8, "{}", memory());
    }
}
