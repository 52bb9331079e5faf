//! Cold start: from a function's start to its first question for an event, its memory then, and its size.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};
use tokio::process::Command;

use crate::runtime_api::RuntimeApi;
use crate::say;

/// The function that does nothing.
const EMPTY: &str = "empty-function";
/// How long a function may take to start.
const LIMIT: Duration = Duration::from_secs(10);

/// The settings that `infra/template.yaml` takes from the parameter store.
pub(crate) const SETTINGS: [(&str, &str); 10] = [
    ("DATABASE_URL", "postgres://signalbox:secret@database.internal:5432/signalbox"),
    ("SIGNALBOX_ACCESS_TOKEN", "a token that nobody can guess"),
    ("GITHUB_WEBHOOK_SECRET", "secret"),
    ("GITLAB_WEBHOOK_SECRET", "secret"),
    ("JENKINS_WEBHOOK_SECRET", "secret"),
    ("GITHUB_TOKEN", "secret"),
    ("GITLAB_TOKEN", "secret"),
    ("JENKINS_TOKEN", "secret"),
    ("SLACK_WEBHOOK_URL", "https://hooks.slack.com/services/T/B/secret"),
    ("SMTP_PASSWORD", "secret"),
];

/// What else the template sets.
const OTHERS: [(&str, &str); 24] = [
    ("RUST_LOG", "info"),
    ("SIGNALBOX_STACK", "signalbox"),
    ("PUBLIC_URL", "https://ci.example.com"),
    ("NOTIFY_QUEUE_URL", "https://sqs.eu-central-1.amazonaws.com/1/notify"),
    ("SPILL_QUEUE_URL", "https://sqs.eu-central-1.amazonaws.com/1/spill"),
    ("COLLECT_GITHUB_QUEUE_URL", "https://sqs.eu-central-1.amazonaws.com/1/github"),
    ("COLLECT_GITLAB_QUEUE_URL", "https://sqs.eu-central-1.amazonaws.com/1/gitlab"),
    ("COLLECT_JENKINS_QUEUE_URL", "https://sqs.eu-central-1.amazonaws.com/1/jenkins"),
    ("WEBSOCKET_ENDPOINT", "https://ws.execute-api.eu-central-1.amazonaws.com/live"),
    ("GITHUB_REPOS", "acme/*"),
    ("GITLAB_PROJECTS", "acme/*"),
    ("JENKINS_URL", "https://jenkins.example.com"),
    ("JENKINS_USER", "signalbox"),
    ("JENKINS_JOBS", "deploy"),
    ("SMTP_HOST", "smtp.example.com"),
    ("SMTP_USERNAME", "signalbox"),
    ("ALERT_EMAIL_FROM", "signalbox@example.com"),
    ("ALERT_EMAIL_TO", "team@example.com"),
    ("AWS_REGION", "eu-central-1"),
    ("AWS_ACCESS_KEY_ID", "key"),
    ("AWS_SECRET_ACCESS_KEY", "secret"),
    ("AWS_LAMBDA_FUNCTION_NAME", "function"),
    ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
    ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
];

/// One function, over many starts.
struct Row {
    name: String,
    program: PathBuf,
    /// Milliseconds to the first question, in order.
    times: Vec<f64>,
    /// The same where the settings have to be read from a parameter store that answers at once.
    with_store: Vec<f64>,
    /// Peak memory, in KiB.
    memory: u64,
    /// Size of the binary, in bytes.
    size: u64,
}

/// What was measured.
pub(crate) struct ColdStart {
    rows: Vec<Row>,
    /// The profile that the binaries were built with.
    profile: String,
}

/// Starts each binary of the list in `folder` so many times, all in turn.
pub(crate) async fn measure(folder: &Path, functions: &[String], profile: &str, starts: usize) -> Result<ColdStart> {
    say(&format!("cold start of {} functions, {starts} times each", functions.len()));
    let mut api = RuntimeApi::start().await?;
    let names = std::iter::once(EMPTY).chain(functions.iter().map(String::as_str));
    let mut rows = names.map(|name| Row::new(folder, name)).collect::<Result<Vec<_>>>()?;
    for _ in 0..starts {
        for row in &mut rows {
            let (time, memory) = start(&mut api, &row.program, false).await?;
            row.times.push(time);
            row.memory = row.memory.max(memory);
            row.with_store.push(start(&mut api, &row.program, true).await?.0);
        }
    }
    for row in &mut rows {
        row.times.sort_by(f64::total_cmp);
        row.with_store.sort_by(f64::total_cmp);
    }
    Ok(ColdStart { rows, profile: profile.to_owned() })
}

/// Starts a function, and ends it once it has asked for an event; milliseconds and KiB.
async fn start(api: &mut RuntimeApi, program: &Path, from_store: bool) -> Result<(f64, u64)> {
    let mut command = Command::new(program);
    command.env_clear().envs(OTHERS).env("AWS_LAMBDA_RUNTIME_API", api.address.to_string());
    command.stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
    if from_store {
        command.env("AWS_ENDPOINT_URL", format!("http://{}", api.address));
        command.envs(SETTINGS.map(|(name, _)| (name, format!("ssm:/signalbox/{name}"))));
    } else {
        command.envs(SETTINGS);
    }
    let began = Instant::now();
    let mut process = command.spawn().with_context(|| format!("{} does not start", program.display()))?;
    tokio::select! {
        polled = tokio::time::timeout(LIMIT, api.polled()) => {
            let polled = polled.ok().flatten().with_context(|| format!("{} asks for nothing", program.display()))?;
            let memory = process.id().and_then(peak_memory).unwrap_or_default();
            process.kill().await?;
            Ok((polled.duration_since(began).as_secs_f64() * 1_000.0, memory))
        }
        ended = process.wait() => bail!("{} ended at its start ({})", program.display(), ended?),
    }
}

/// The most memory that a process has held, in KiB, as Linux tells it.
fn peak_memory(process: u32) -> Option<u64> {
    peak(&std::fs::read_to_string(PathBuf::from("/proc").join(process.to_string()).join("status")).ok()?)
}

fn peak(status: &str) -> Option<u64> {
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.trim().parse().ok())
}

fn median(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

impl Row {
    fn new(folder: &Path, name: &str) -> Result<Self> {
        let mut program = folder.join(name);
        // `cargo lambda` puts each function into a folder of its own.
        if program.is_dir() {
            program.push("bootstrap");
        }
        let size = std::fs::metadata(&program).with_context(|| format!("{name} has not been built"))?.len();
        Ok(Self { name: name.to_owned(), program, times: Vec::new(), with_store: Vec::new(), memory: 0, size })
    }
}

impl ColdStart {
    fn empty(&self) -> f64 {
        self.rows.first().map_or(f64::NAN, |it| median(&it.times))
    }

    /// The figures by function.
    pub(crate) fn json(&self) -> Value {
        let row = |it: &Row| {
            let figures = json!({
                "ratio_to_empty": median(&it.times) / self.empty(), "p50_ms": median(&it.times),
                "with_parameter_store_p50_ms": median(&it.with_store),
                "peak_memory_kib": it.memory, "binary_bytes": it.size, "profile": self.profile,
            });
            (it.name.clone(), figures)
        };
        self.rows.iter().map(row).collect::<Map<_, _>>().into()
    }

    /// The figures as a table.
    pub(crate) fn table(&self) -> String {
        let mega = |bytes: u64| f64::from(u32::try_from(bytes / 1_024).unwrap_or(u32::MAX)) / 1_024.0;
        let line = |it: &Row| {
            format!(
                "| {} | {:.1} ms | {:.2} | {:.1} ms | {:.1} MB | {:.1} MB |\n",
                it.name,
                median(&it.times),
                median(&it.times) / self.empty(),
                median(&it.with_store),
                mega(it.memory * 1_024),
                mega(it.size)
            )
        };
        let head = format!(
            "| function (profile `{}`) | start to first poll | to the empty one | with the parameter store | peak memory | size |\n\
             |---|---|---|---|---|---|\n",
            self.profile
        );
        head + &self.rows.iter().map(line).collect::<String>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_read_as_linux_tells_it() {
        assert_eq!(peak("Name:\tx\nVmPeak:\t  9000 kB\nVmHWM:\t    5120 kB\nVmRSS:\t 4000 kB\n"), Some(5_120));
        assert_eq!(peak("Name:\tx\n"), None);
    }
}
