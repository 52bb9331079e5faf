//! A GitLab server.

use std::collections::{BTreeMap, VecDeque};

use axum::Json;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::{Timestamp, ToSpan};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::{Asked, Server, etag};

/// What the server holds.
pub struct State {
    /// The token that may read it.
    pub token: String,
    /// The present. Every change moves it on by a second.
    pub now: Timestamp,
    /// Projects by path.
    pub projects: BTreeMap<String, Project>,
    /// Paths that projects had before, with those that they have now.
    pub renamed: BTreeMap<String, String>,
    /// How many rows a page holds, whatever is asked for.
    pub page_size: usize,
    /// Pipelines that change as soon as a page of a list has been told.
    pub restless: VecDeque<(String, i64)>,
    last_id: i64,
}

/// A project.
#[derive(Default)]
pub struct Project {
    /// Whether CI/CD is switched off.
    pub is_without_ci: bool,
    /// Its pipelines and those that they began, by id.
    pub pipelines: BTreeMap<i64, Pipeline>,
    /// The source branches of its merge requests.
    pub merge_requests: BTreeMap<i64, String>,
    /// Logs by job; `None` where it was erased.
    pub traces: BTreeMap<i64, String>,
}

/// A pipeline: what its page tells, and its jobs.
#[derive(Clone)]
pub struct Pipeline {
    /// The fields of the API.
    pub fields: Value,
    /// The rows of its jobs, newest first.
    pub jobs: Vec<Value>,
}

/// Starts a server with one project, `acme/shop`.
pub async fn start() -> Server<State> {
    let state = State {
        token: "glpat-of-the-tests".to_owned(),
        now: Timestamp::constant(1_754_640_000, 0),
        projects: BTreeMap::from([("acme/shop".to_owned(), Project::default())]),
        renamed: BTreeMap::new(),
        page_size: 100,
        restless: VecDeque::new(),
        last_id: 4_000,
    };
    Server::start(state, answer).await
}

impl State {
    /// The next moment.
    pub fn tick(&mut self) -> Timestamp {
        self.now += 1.second();
        self.now
    }

    /// A new pipeline of a project, with one job. `source` is what set it off: `parent_pipeline` makes it a child.
    pub fn begin(&mut self, project: &str, source: &str) -> i64 {
        let now = self.tick();
        self.last_id += 1;
        let (id, job) = (self.last_id, self.last_id * 10);
        let known = self.projects.get_mut(project).expect("the project is there");
        let iid = known.pipelines.len() + 1;
        let fields = json!({
            "id": id, "iid": iid, "project_id": 12, "sha": format!("{id:040}"), "ref": "main", "status": "running",
            "source": source, "created_at": now, "updated_at": now, "started_at": now, "finished_at": null,
            "duration": null, "queued_duration": 0, "user": {"username": "ada"},
            "web_url": format!("https://gitlab.example/{project}/-/pipelines/{id}"),
        });
        let job = json!({
            "id": job, "name": "test", "stage": "test", "status": "running", "created_at": now, "started_at": now,
            "finished_at": null, "commit": {"title": "Empty the cart"},
        });
        known.pipelines.insert(id, Pipeline { fields, jobs: vec![job] });
        id
    }

    /// Ends a pipeline and its newest job with a status.
    pub fn end(&mut self, project: &str, id: i64, status: &str) {
        let now = self.tick();
        let pipeline = self.pipeline(project, id);
        set(&mut pipeline.fields, json!({"status": status, "updated_at": now, "finished_at": now, "duration": 1}));
        set(&mut pipeline.jobs[0], json!({"status": status, "finished_at": now}));
    }

    /// Sets a pipeline off again: a new job, the old times.
    pub fn retry(&mut self, project: &str, id: i64) {
        let now = self.tick();
        let pipeline = self.pipeline(project, id);
        set(&mut pipeline.fields, json!({"status": "running", "updated_at": now}));
        let mut job = pipeline.jobs[0].clone();
        let next = job["id"].as_i64().expect("an id") + 1;
        set(
            &mut job,
            json!({"id": next, "status": "running", "created_at": now, "started_at": now, "finished_at": null}),
        );
        pipeline.jobs.insert(0, job);
    }

    /// Changes nothing but the time of change.
    pub fn touch(&mut self, project: &str, id: i64) {
        let now = self.tick();
        set(&mut self.pipeline(project, id).fields, json!({"updated_at": now}));
    }

    /// A pipeline, to be changed.
    pub fn pipeline(&mut self, project: &str, id: i64) -> &mut Pipeline {
        let project = self.projects.get_mut(project).expect("the project is there");
        project.pipelines.get_mut(&id).expect("the pipeline is there")
    }
}

/// Sets fields of an object.
pub fn set(object: &mut Value, fields: Value) {
    let (Some(object), Value::Object(fields)) = (object.as_object_mut(), fields) else { panic!("objects") };
    object.extend(fields);
}

fn answer(state: &mut State, asked: &Asked) -> Response {
    if asked.header("authorization") != format!("Bearer {}", state.token) {
        return refused(401, "401 Unauthorized");
    }
    let Some(path) = asked.path().strip_prefix("/api/v4/") else { return refused(404, "404 Not Found") };
    let parts: Vec<String> =
        path.split('/').map(|it| percent_decode_str(it).decode_utf8_lossy().into_owned()).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match parts.as_slice() {
        ["groups", group, "projects"] => {
            let paths = state.projects.keys().filter(|it| it.starts_with(&format!("{group}/")));
            let rows = paths.map(|it| json!({"path_with_namespace": it})).collect();
            page(asked, state.page_size, rows)
        }
        ["projects", path, rest @ ..] => match state.renamed.get(*path) {
            Some(target) => {
                let target = asked.target.replace(&path.replace('/', "%2F"), &target.replace('/', "%2F"));
                (StatusCode::MOVED_PERMANENTLY, [("location", target)]).into_response()
            }
            None => of_project(state, asked, path, rest),
        },
        _ => refused(404, "404 Not Found"),
    }
}

fn of_project(state: &mut State, asked: &Asked, path: &str, rest: &[&str]) -> Response {
    let page_size = state.page_size;
    let Some(project) = state.projects.get(path) else { return refused(404, "404 Project Not Found") };
    let web_url = format!("https://gitlab.example/{path}");
    let number = |it: &&str| it.parse::<i64>().unwrap_or_default();
    match rest {
        [] => Json(json!({"id": 12, "path_with_namespace": path, "web_url": web_url, "default_branch": "main"}))
            .into_response(),
        ["merge_requests", iid] => match project.merge_requests.get(&number(iid)) {
            Some(branch) => Json(json!({"iid": number(iid), "source_branch": branch})).into_response(),
            None => refused(404, "404 Not found"),
        },
        ["jobs", id, "trace"] => match project.traces.get(&number(id)) {
            Some(trace) => ([("content-type", "text/plain")], trace.clone()).into_response(),
            None => refused(404, "404 Not Found"),
        },
        ["pipelines", ..] if project.is_without_ci => refused(403, "403 Forbidden"),
        ["pipelines"] => {
            let response = page(asked, page_size, listed(project, asked));
            if let Some((project, id)) = state.restless.pop_front() {
                state.touch(&project, id);
            }
            response
        }
        ["pipelines", id, rest @ ..] => match (project.pipelines.get(&number(id)), rest) {
            (Some(pipeline), []) => Json(pipeline.fields.clone()).into_response(),
            (Some(pipeline), ["jobs"]) => page(asked, page_size, pipeline.jobs.clone()),
            _ => refused(404, "404 Not found"),
        },
        _ => refused(404, "404 Not Found"),
    }
}

/// The rows that a list tells: children only where they are asked for, times compared as told.
fn listed(project: &Project, asked: &Asked) -> Vec<Value> {
    let time = |name: &str| asked.parameter(name).map(|it| it.parse::<Timestamp>().expect("a time"));
    let (updated_after, created_after) = (time("updated_after"), time("created_after"));
    let created_before = time("created_before");
    let children = asked.parameter("source").as_deref() == Some("parent_pipeline");
    let of = |row: &Value, field: &str| row[field].as_str().and_then(|it| it.parse::<Timestamp>().ok());
    let mut rows: Vec<Value> = project.pipelines.values().map(|it| it.fields.clone()).collect();
    rows.retain(|it| {
        (it["source"] == "parent_pipeline") == children
            && updated_after.is_none_or(|after| of(it, "updated_at").is_some_and(|it| it > after))
            && created_after.is_none_or(|after| of(it, "created_at") > Some(after))
            && created_before.is_none_or(|before| of(it, "created_at") < Some(before))
    });
    if asked.parameter("order_by").as_deref() == Some("updated_at") {
        rows.sort_by_key(|it| of(it, "updated_at"));
    }
    if asked.parameter("sort").as_deref() == Some("desc") {
        rows.reverse();
    }
    // A list tells only these.
    let told = ["id", "iid", "project_id", "sha", "ref", "status", "source", "created_at", "updated_at", "web_url"];
    let row = |it: Value| told.iter().map(|name| ((*name).to_owned(), it[*name].clone())).collect();
    rows.into_iter().map(row).collect()
}

/// A page of rows with a link to the next; the last page is not told, as above 10,000 rows.
fn page(asked: &Asked, size: usize, rows: Vec<Value>) -> Response {
    let number = asked.parameter("page").and_then(|it| it.parse::<usize>().ok()).unwrap_or(1);
    let rest: Vec<Value> = rows.into_iter().skip((number - 1) * size).collect();
    let more = rest.len() > size;
    let rows: Value = rest.into_iter().take(size).collect();
    let etag = etag(&rows.to_string());
    let is_known = asked.header("if-none-match") == etag;
    let mut response = if is_known { StatusCode::NOT_MODIFIED.into_response() } else { Json(rows).into_response() };
    let headers = response.headers_mut();
    headers.insert("etag", etag.parse().expect("a tag"));
    headers.insert("ratelimit-limit", HeaderValue::from_static("2000"));
    headers.insert("ratelimit-remaining", HeaderValue::from_static("1900"));
    headers.insert("ratelimit-reset", HeaderValue::from_static("4102444800"));
    if more {
        let target = asked.target.replace(&format!("&page={number}"), "");
        let link = format!("<http://{}{target}&page={}>; rel=\"next\"", asked.header("host"), number + 1);
        headers.insert("link", link.parse().expect("a link"));
    }
    response
}

fn refused(status: u16, message: &str) -> Response {
    let status = StatusCode::from_u16(status).expect("a status");
    (status, Json(json!({ "message": message }))).into_response()
}
