//! A Jenkins server.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::{Asked, Server};

/// What the server holds.
pub struct State {
    /// What `Authorization` must say.
    pub credentials: String,
    /// The present, in milliseconds since 1970.
    pub now: i64,
    /// Folders, and jobs with their builds, by full name.
    pub items: BTreeMap<String, Item>,
    /// Whether the plugin that tells stages is there.
    pub tells_stages: bool,
}

/// A folder or a job.
pub enum Item {
    /// A folder, by its class.
    Folder(&'static str),
    /// A job: its builds by number, and whether it is a Pipeline.
    Job {
        /// The builds.
        builds: BTreeMap<i64, Build>,
        /// Whether its builds have stages.
        is_pipeline: bool,
    },
}

/// A build: what the API tells, its stages and its console.
#[derive(Clone, Default)]
pub struct Build {
    /// The fields of the API.
    pub fields: Value,
    /// What `wfapi/describe` tells.
    pub stages: Value,
    /// The console so far, byte for byte.
    pub console: Vec<u8>,
}

/// The class of a folder.
pub const FOLDER: &str = "com.cloudbees.hudson.plugins.folder.Folder";
/// The class of a folder made of an organisation's repositories.
pub const ORGANIZATION: &str = "jenkins.branch.OrganizationFolder";
/// The class of a project that has a job for each branch.
pub const MULTIBRANCH: &str = "org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject";

/// Starts a server that `ada` may read with the token `hush`.
pub async fn start() -> Server<State> {
    let state = State {
        credentials: "Basic YWRhOmh1c2g=".to_owned(),
        now: 1_754_640_000_000,
        items: BTreeMap::new(),
        tells_stages: true,
    };
    Server::start(state, answer).await
}

impl State {
    /// Makes a folder.
    pub fn folder(&mut self, name: &str, class: &'static str) {
        self.items.insert(name.to_owned(), Item::Folder(class));
    }

    /// Makes a job; its numbers start at 1.
    pub fn job(&mut self, name: &str, is_pipeline: bool) {
        self.items.insert(name.to_owned(), Item::Job { builds: BTreeMap::new(), is_pipeline });
    }

    /// Begins a build of a job; its number.
    pub fn begin(&mut self, job: &str) -> i64 {
        self.now += 1_000;
        let now = self.now;
        let Some(Item::Job { builds, is_pipeline }) = self.items.get_mut(job) else { panic!("no job {job}") };
        let number = builds.keys().next_back().map_or(1, |it| it + 1);
        let class =
            if *is_pipeline { "org.jenkinsci.plugins.workflow.job.WorkflowRun" } else { "hudson.model.FreeStyleBuild" };
        let page = format!("job/{}/", job.replace('%', "%25").replace('/', "/job/"));
        let fields = json!({
            "_class": class, "number": number, "building": true, "result": null, "timestamp": now, "duration": 0,
            "url": format!("https://ci.example/{page}{number}/"), "actions": [{}],
        });
        let stages = json!({
            "status": "IN_PROGRESS", "startTimeMillis": now, "durationMillis": 0,
            "stages": [{"id": "6", "name": "Build", "status": "IN_PROGRESS", "startTimeMillis": now, "durationMillis": 0}],
        });
        builds.insert(number, Build { fields, stages, console: Vec::new() });
        number
    }

    /// Ends a build ten seconds after the last that happened.
    pub fn end(&mut self, job: &str, number: i64, result: &str) {
        self.now += 10_000;
        let now = self.now;
        let build = self.build(job, number);
        let duration = now - build.fields["timestamp"].as_i64().expect("a time");
        super::gitlab::set(&mut build.fields, json!({"building": false, "result": result, "duration": duration}));
        let status = if result == "FAILURE" { "FAILED" } else { result };
        super::gitlab::set(&mut build.stages, json!({"status": status, "durationMillis": duration}));
        super::gitlab::set(&mut build.stages["stages"][0], json!({"status": status, "durationMillis": duration}));
    }

    /// A build, to be changed.
    pub fn build(&mut self, job: &str, number: i64) -> &mut Build {
        let Some(Item::Job { builds, .. }) = self.items.get_mut(job) else { panic!("no job {job}") };
        builds.get_mut(&number).expect("the build is there")
    }
}

fn answer(state: &mut State, asked: &Asked) -> Response {
    if asked.header("authorization") != state.credentials {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some((name, rest)) = place(asked.path()) else { return StatusCode::NOT_FOUND.into_response() };
    let tree = asked.parameter("tree").unwrap_or_default();
    match (state.items.get(&name), rest.as_slice()) {
        (None, ["api", "json"]) if name.is_empty() => {
            Json(folder(state, "", "hudson.model.Hudson", &tree)).into_response()
        }
        (Some(Item::Folder(class)), ["api", "json"]) => Json(folder(state, &name, class, &tree)).into_response(),
        (Some(Item::Job { builds, .. }), ["api", "json"]) => Json(job(&name, builds, &tree)).into_response(),
        (Some(Item::Job { builds, is_pipeline }), [number, rest @ ..]) => {
            match number.parse().ok().and_then(|it: i64| builds.get(&it)) {
                Some(build) => of_build(build, *is_pipeline && state.tells_stages, rest, asked),
                None => StatusCode::NOT_FOUND.into_response(),
            }
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn of_build(build: &Build, tells_stages: bool, rest: &[&str], asked: &Asked) -> Response {
    match rest {
        ["api", "json"] => Json(build.fields.clone()).into_response(),
        ["wfapi", "describe"] if tells_stages => Json(build.stages.clone()).into_response(),
        ["logText", "progressiveText"] => {
            let start = asked.parameter("start").and_then(|it| it.parse().ok()).unwrap_or(0);
            // A start beyond the end begins again.
            let start = if start > build.console.len() { 0 } else { start };
            let mut response = build.console[start..].to_vec().into_response();
            response.headers_mut().insert("x-text-size", build.console.len().into());
            if build.fields["building"] == true {
                response.headers_mut().insert("x-more-data", "true".parse().expect("a value"));
            }
            response
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The item's full name in `/job/a/job/b/…`, and what follows it.
fn place(path: &str) -> Option<(String, Vec<&str>)> {
    let mut parts = path.split('/').filter(|it| !it.is_empty()).peekable();
    let mut names = Vec::new();
    while parts.next_if_eq(&"job").is_some() {
        names.push(percent_decode_str(parts.next()?).decode_utf8_lossy().into_owned());
    }
    Some((names.join("/"), parts.collect()))
}

/// A folder with what is in it, as deep as the tree asks.
fn folder(state: &State, name: &str, class: &str, tree: &str) -> Value {
    let mut told = json!({"_class": class, "name": name.rsplit('/').next()});
    let Some((_, deeper)) = tree.split_once("jobs[") else { return told };
    let inside = state.items.iter().filter(|(it, _)| match it.strip_prefix(name) {
        Some(rest) => {
            let rest = rest.strip_prefix('/').unwrap_or(if name.is_empty() { rest } else { "" });
            !rest.is_empty() && !rest.contains('/')
        }
        None => false,
    });
    let row = |(name, item): (&String, &Item)| match item {
        Item::Folder(class) => folder(state, name, class, deeper),
        Item::Job { builds, .. } => job(name, builds, deeper),
    };
    told["jobs"] = inside.map(row).collect();
    told
}

/// A job with its newest build, and a range of its builds where one is asked for.
fn job(name: &str, builds: &BTreeMap<i64, Build>, tree: &str) -> Value {
    let newest = builds.values().next_back().map(|it| it.fields.clone());
    let mut told = json!({
        "_class": "org.jenkinsci.plugins.workflow.job.WorkflowJob", "name": name.rsplit('/').next(), "lastBuild": newest,
    });
    let list = ["builds", "allBuilds"].into_iter().find(|it| tree.starts_with(&format!("{it}[")));
    if let Some(list) = list {
        let (from, to) =
            tree.rsplit_once('{').and_then(|(_, it)| it.trim_end_matches('}').split_once(',')).expect("a range");
        let (from, to): (usize, usize) = (from.parse().expect("a number"), to.parse().expect("a number"));
        let known = if list == "builds" { 100 } else { usize::MAX };
        let rows = builds.values().rev().take(known).skip(from).take(to - from);
        told[list] = rows.map(|it| it.fields.clone()).collect();
    }
    told
}
