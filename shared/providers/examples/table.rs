//! Reads every recorded payload below a folder and prints what became of it, one line each:
//! `cargo run -p providers --example table -- <folder>`.
//!
//! A folder in the path must be called `github`, `gitlab` or `jenkins`; the event is guessed from the shape. A file that
//! ends in `.jsonl` holds rows of the provider's API, one a line: GitLab's jobs, Jenkins' builds or stages.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use domain::{BuildReport, JobReport, Provider, Run};
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use jiff::Timestamp;
use providers::jenkins::JobName;
use providers::{Reading, Secrets, Unreadable, Verified, gitlab, jenkins};
use serde_json::{Value, json};
use sha2::Sha256;

const SECRET: &str = "example";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("give a folder of recorded payloads")?;
    println!("payload | answer | row");
    for path in files(Path::new(&folder))? {
        let shown = path.strip_prefix(&folder)?.display().to_string();
        let Some(provider) = provider(&path) else { continue };
        if path.extension().is_some_and(|it| it == "jsonl") {
            for (number, row) in (1..).zip(fs::read_to_string(&path)?.lines()) {
                println!("{shown}:{number} | API | {}", api_row(provider, row).join("\n    "));
            }
            continue;
        }
        let Ok(delivery) = delivery(provider, &fs::read(&path)?) else {
            println!("{shown} | refused |");
            continue;
        };
        let (answer, rows) = outcome(providers::read(&delivery));
        println!("{shown} | {} | {answer} |", delivery.event());
        for row in rows {
            println!("    {row}");
        }
    }
    Ok(())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|it| it == "json" || it == "jsonl") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn provider(path: &Path) -> Option<Provider> {
    path.iter().find_map(|it| it.to_str()?.parse().ok())
}

/// The body as a delivery: signed, under the event that its shape suggests.
fn delivery(provider: Provider, body: &[u8]) -> Result<Verified, Box<dyn Error>> {
    let message: Value = serde_json::from_slice(body).unwrap_or_default();
    let inner = message.get("payload").filter(|it| it.is_object());
    let body = inner.map_or(body.to_vec(), |it| it.to_string().into_bytes());
    let (secrets, mut headers) = (Secrets::parse(SECRET), HeaderMap::new());
    Ok(match provider {
        Provider::Github => {
            headers.insert("X-GitHub-Event", github_event(inner.unwrap_or(&message)).parse()?);
            headers.insert("X-Hub-Signature-256", signature(&body)?.parse()?);
            providers::github::verify(&headers, &body, &secrets)?
        }
        Provider::Gitlab => {
            headers.insert("X-Gitlab-Event", gitlab_event(&message).parse()?);
            headers.insert("X-Gitlab-Token", SECRET.parse()?);
            providers::gitlab::verify(&headers, &body, &secrets, Timestamp::UNIX_EPOCH)?
        }
        Provider::Jenkins => providers::jenkins::verify(&headers, Some("token=example"), &body, &secrets)?,
    })
}

fn signature(body: &[u8]) -> Result<String, Box<dyn Error>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes())?;
    mac.update(body);
    Ok(format!("sha256={}", hex::encode(mac.finalize().into_bytes())))
}

/// What a row of the API becomes: a job within its pipeline, a build, or a stage within a build that is made up.
fn api_row(provider: Provider, row: &str) -> Vec<String> {
    let value: Value = serde_json::from_str(row).unwrap_or_default();
    let report = match provider {
        Provider::Gitlab => gitlab_job(&value),
        Provider::Jenkins => jenkins_build(&value),
        Provider::Github => return vec!["not read".to_owned()],
    };
    report.map_or_else(|reason| vec![format!("unreadable: {reason}")], |it| rows(&it))
}

fn gitlab_job(job: &Value) -> Result<BuildReport, Unreadable> {
    let page = job["web_url"].as_str().unwrap_or_default();
    let project = json!({ "web_url": page.split("/-/").next() });
    let project = gitlab::api::project(project.to_string().as_bytes())?;
    let jobs = json!([job]).to_string().into_bytes();
    gitlab::api::report(&project, job["pipeline"].to_string().as_bytes(), &[jobs], None)
}

fn jenkins_build(row: &Value) -> Result<BuildReport, Unreadable> {
    let job = JobName::from_full("recorded/job");
    if row.get("startTimeMillis").is_none() {
        return jenkins::api::build(row.to_string().as_bytes())?.report(&job, false, None);
    }
    let stages = jenkins::api::stages(json!({ "stages": [row] }).to_string().as_bytes())?;
    jenkins::api::build(br#"{"number": 1, "building": true}"#)?.report(&job, false, Some(&stages))
}

fn github_event(message: &Value) -> &'static str {
    let has = |key| message.get(key).is_some();
    match () {
        () if has("workflow_job") => "workflow_job",
        () if has("check_run") => "check_run",
        () if has("check_suite") => "check_suite",
        () if has("deployment") => "deployment",
        () if has("workflow_run") => "workflow_run",
        () if has("zen") => "ping",
        () => "other",
    }
}

fn gitlab_event(message: &Value) -> &'static str {
    match message["object_kind"].as_str() {
        Some("pipeline") => "Pipeline Hook",
        Some("build") => "Job Hook",
        Some(_) => "Other Hook",
        None => "System Hook",
    }
}

fn outcome(read: Result<Reading, Unreadable>) -> (String, Vec<String>) {
    match read {
        Ok(Reading::Reports(reports)) => ("applied".to_owned(), reports.iter().flat_map(rows).collect()),
        Ok(Reading::Ignored(reason)) => (format!("ignored: {reason}"), Vec::new()),
        Err(reason) => (format!("unreadable: {reason}"), Vec::new()),
    }
}

fn rows(report: &BuildReport) -> Vec<String> {
    let pipeline = &report.pipeline;
    let head = format!(
        "{} [{}] in {} url={} default={} build {} {:?}",
        pipeline.name,
        shown(pipeline.external_id.as_ref()),
        pipeline.repository,
        shown(pipeline.url.as_ref()),
        shown(pipeline.default_branch.as_ref()),
        report.external_id,
        report.sequence
    );
    let run = report.run.iter().map(run_row);
    [head].into_iter().chain(run).chain(report.jobs.iter().map(job_row)).collect()
}

fn run_row(run: &Run) -> String {
    format!(
        "run {} ({}) at={} q={} s={} f={} d={} w={} {} {} {:?} by={} on={} {}",
        run.status,
        run.raw_status,
        shown(run.observed_at),
        shown(run.queued_at),
        shown(run.started_at),
        shown(run.finished_at),
        shown(run.duration_seconds),
        shown(run.queued_seconds),
        shown(run.branch.as_ref()),
        shown(run.commit_sha.as_ref()),
        shown(run.commit_title.as_ref()),
        shown(run.actor.as_ref()),
        shown(run.event.as_ref()),
        shown(run.web_url.as_ref())
    )
}

fn job_row(job: &JobReport) -> String {
    format!(
        "job {} {}/{} {:?} {} ({}) at={} q={} s={} f={} {}",
        job.external_id,
        shown(job.stage.as_ref()),
        job.name,
        job.sequence,
        job.status,
        job.raw_status,
        shown(job.observed_at),
        shown(job.queued_at),
        shown(job.started_at),
        shown(job.finished_at),
        shown(job.web_url.as_ref())
    )
}

fn shown(value: Option<impl ToString>) -> String {
    value.map_or("-".to_owned(), |it| it.to_string())
}
