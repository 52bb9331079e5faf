//! Reads every recorded payload below a folder and prints what became of it, one line each:
//! `cargo run -p providers --example table -- <folder>`.
//!
//! A folder in the path must be called `github`, `gitlab` or `jenkins`; whether a payload is an answer of the provider's
//! API or a delivery, and of which event, is guessed from its shape. A file that ends in `.jsonl` holds one a line.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

mod api;
mod rows;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use domain::Provider;
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use jiff::Timestamp;
use providers::{Reading, Secrets, Unreadable, Verified};
use serde_json::Value;
use sha2::Sha256;

const SECRET: &str = "example";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("give a folder of recorded payloads")?;
    println!("payload | answer | row");
    for path in files(Path::new(&folder))? {
        let shown = path.strip_prefix(&folder)?.display().to_string();
        let Some(provider) = provider(&path) else { continue };
        let content = fs::read(&path)?;
        if path.extension().is_some_and(|it| it == "jsonl") {
            let lines = content.split(|it| *it == b'\n').filter(|it| !it.is_empty());
            for (number, body) in (1..).zip(lines) {
                print(provider, &format!("{shown}:{number}"), body);
            }
        } else {
            print(provider, &shown, &content);
        }
    }
    Ok(())
}

fn print(provider: Provider, shown: &str, body: &[u8]) {
    let value: Value = serde_json::from_slice(body).unwrap_or_default();
    let (kind, answer, rows) = match (api::read(provider, &value), delivery(provider, body)) {
        (Some(Ok(rows)), _) => ("API".to_owned(), "read".to_owned(), rows),
        (Some(Err(reason)), _) => ("API".to_owned(), format!("unreadable: {reason}"), Vec::new()),
        (None, Ok(delivery)) => {
            let (answer, rows) = outcome(providers::read(&delivery));
            (delivery.event().to_owned(), answer, rows)
        }
        (None, Err(_)) => (String::new(), "refused".to_owned(), Vec::new()),
    };
    println!("{shown} | {kind} | {answer} |");
    for row in rows {
        println!("    {row}");
    }
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
        Ok(Reading::Reports(reports)) => ("applied".to_owned(), reports.iter().flat_map(rows::rows).collect()),
        Ok(Reading::Ignored(reason)) => (format!("ignored: {reason}"), Vec::new()),
        Err(reason) => (format!("unreadable: {reason}"), Vec::new()),
    }
}
