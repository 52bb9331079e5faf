//! What the server answers.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::run::{Run, seconds};
use super::{Fault, Hook, Repository, State, TOKEN};
use crate::fakes::etag;

/// How many results a question that narrows has at most.
const CAP: usize = 1_000;

/// Answers one request and writes it down.
pub(super) fn answer(state: &mut State, base: &str, request: &Request) -> Response {
    let path = request.uri().path_and_query().map_or("/", |it| it.as_str()).to_owned();
    if let Some(mut meanwhile) = state.meanwhile.take() {
        meanwhile(&mut state.repositories);
        state.meanwhile = Some(meanwhile);
    }
    let mut response = respond(state, base, request);
    let cost = i64::from(response.status() != StatusCode::NOT_MODIFIED);
    state.remaining = (state.remaining - cost).max(0);
    for (name, value) in [("x-ratelimit-limit", 5_000), ("x-ratelimit-remaining", state.remaining)] {
        response.headers_mut().entry(name).or_insert(HeaderValue::from(value));
    }
    let reset = HeaderValue::from(platform::clock::now().as_second() + 1_800);
    response.headers_mut().insert("x-ratelimit-reset", reset);
    state.ledger.push((format!("{} {path}", request.method()), response.status().as_u16()));
    response
}

fn respond(state: &mut State, base: &str, request: &Request) -> Response {
    if let Some(fault) = state.faults.pop_front() {
        return broken(&fault);
    }
    if state.remaining <= 0 {
        return broken(&Fault::Primary);
    }
    if request.headers().get("authorization").is_none_or(|it| it != format!("Bearer {TOKEN}").as_str()) {
        return (StatusCode::UNAUTHORIZED, json!({ "message": "Bad credentials" }).to_string()).into_response();
    }
    assert!(request.headers().contains_key("user-agent"), "GitHub refuses who does not say who asks");
    assert_eq!(request.headers()["x-github-api-version"], "2022-11-28");
    let query = request.uri().query().unwrap_or_default();
    let path: Vec<&str> = request.uri().path().split('/').skip(1).collect();
    match path.as_slice() {
        ["orgs", owner, "repos"] => owned(state, owner),
        ["orgs", owner, "hooks", rest @ ..] => of_hooks(state.hooks.get_mut(*owner), rest),
        ["user", ..] => json!([]).to_string().into_response(),
        ["repos", owner, name, rest @ ..] => {
            let name = format!("{owner}/{name}");
            if let Some(new) = state.renamed.get(&name) {
                let there = format!("{base}/repos/{new}/{}?{query}", rest.join("/"));
                return (StatusCode::MOVED_PERMANENTLY, [("location", there)]).into_response();
            }
            match state.repositories.get_mut(&name) {
                Some(repository) => of_repository(repository, &name, base, request, rest, query),
                None => StatusCode::NOT_FOUND.into_response(),
            }
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn broken(fault: &Fault) -> Response {
    match fault {
        Fault::Status(status) => StatusCode::from_u16(*status).unwrap_or_default().into_response(),
        Fault::Secondary(seconds) => {
            let message = json!({ "message": "You have exceeded a secondary rate limit." }).to_string();
            (StatusCode::FORBIDDEN, [("retry-after", seconds.to_string())], message).into_response()
        }
        Fault::Primary => (StatusCode::FORBIDDEN, [("x-ratelimit-remaining", "0")]).into_response(),
        Fault::Cut => {
            let pieces = [Ok("{\"total"), Err(std::io::Error::other("cut"))];
            ([("content-length", "999")], Body::from_stream(futures_util::stream::iter(pieces))).into_response()
        }
        Fault::Garbage => "<html>down for maintenance</html>".into_response(),
    }
}

fn owned(state: &State, owner: &str) -> Response {
    let rows: Vec<Value> = state
        .repositories
        .iter()
        .filter(|(name, _)| name.starts_with(&format!("{owner}/")))
        .map(|(name, it)| json!({ "full_name": name, "archived": it.is_archived, "disabled": false }))
        .collect();
    if rows.is_empty() { StatusCode::NOT_FOUND.into_response() } else { Value::from(rows).to_string().into_response() }
}

fn of_repository(
    it: &mut Repository,
    name: &str,
    base: &str,
    request: &Request,
    rest: &[&str],
    query: &str,
) -> Response {
    match rest {
        [] | [""] => json!({ "id": 42, "full_name": name, "default_branch": "main" }).to_string().into_response(),
        ["actions", "runs"] => runs(it, name, base, request.headers(), query),
        ["actions", "workflows"] => {
            let path = ".github/workflows/ci.yml";
            json!({ "total_count": 1, "workflows": [{ "id": 7, "name": "CI", "path": path }] })
                .to_string()
                .into_response()
        }
        ["actions", "runs", id, rest @ ..] => match it.runs.iter().find(|it| it.id.to_string() == *id) {
            Some(run) => of_run(run, name, rest, !it.is_old_server),
            None => StatusCode::NOT_FOUND.into_response(),
        },
        ["hooks", rest @ ..] => of_hooks(it.hook.as_mut(), rest),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn of_run(run: &Run, name: &str, rest: &[&str], tells_path: bool) -> Response {
    let attempt = |text: &str| text.parse().ok().filter(|it: &usize| (1..=run.attempts.len()).contains(it));
    match rest {
        [] => run.row(name, run.attempts.len(), tells_path).to_string().into_response(),
        ["attempts", number] => match attempt(number) {
            Some(attempt) => run.row(name, attempt, tells_path).to_string().into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        },
        ["attempts", number, "jobs"] => match attempt(number).map(|it| run.jobs(it)) {
            Some(jobs) => json!({ "total_count": jobs.len(), "jobs": jobs }).to_string().into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        },
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Newest first, in pages, at most a thousand where the question narrows, and nothing where nothing has changed.
fn runs(it: &Repository, name: &str, base: &str, headers: &HeaderMap, query: &str) -> Response {
    let parameter = |wanted: &str| query.split('&').find_map(|it| it.strip_prefix(wanted)?.strip_prefix('='));
    let number = |wanted: &str, otherwise: usize| parameter(wanted).and_then(|it| it.parse().ok()).unwrap_or(otherwise);
    let window = parameter("created").and_then(|it| it.split_once(".."));
    let window = window.and_then(|(from, until)| Some((from.parse().ok()?, until.parse().ok()?)));
    let mut found: Vec<&Run> = it.runs.iter().filter(|run| is_within(run, window)).collect();
    found.sort_by_key(|it| std::cmp::Reverse((it.created_at, it.id)));
    let total = found.len();
    found.truncate(if window.is_some() { CAP } else { total });
    let (page, size) = (number("page", 1), number("per_page", 30));
    let rows: Vec<Value> = found
        .iter()
        .skip((page - 1) * size)
        .take(size)
        .map(|run| run.row(name, run.attempts.len(), !it.is_old_server))
        .collect();
    let body = json!({ "total_count": total, "workflow_runs": rows }).to_string();
    let etag = etag(&body);
    if headers.get("if-none-match").is_some_and(|it| it == etag.as_str()) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let mut response = ([("etag", etag)], body).into_response();
    if page * size < found.len() {
        let rest: Vec<&str> = query.split('&').filter(|it| !it.starts_with("page=")).collect();
        let next = format!("<{base}/repos/{name}/actions/runs?{}&page={}>; rel=\"next\"", rest.join("&"), page + 1);
        let link = HeaderValue::from_str(&next).expect("an address fits a header");
        response.headers_mut().insert(HeaderName::from_static("link"), link);
    }
    response
}

fn is_within(run: &Run, window: Option<(Timestamp, Timestamp)>) -> bool {
    let created_at = run.created_at.as_second();
    window.is_none_or(|(from, until)| (from.as_second()..=until.as_second()).contains(&created_at))
}

fn of_hooks(hook: Option<&mut Hook>, rest: &[&str]) -> Response {
    let Some(hook) = hook else { return StatusCode::NOT_FOUND.into_response() };
    let Hook { url, deliveries } = hook;
    match rest {
        [] => json!([
            { "id": 1, "active": true, "config": { "url": url } },
            { "id": 2, "active": true, "config": { "url": "https://elsewhere.example/hook" } },
        ])
        .to_string()
        .into_response(),
        ["1", "deliveries"] => {
            let row = |it: &super::Delivery| {
                json!({
                    "id": it.id, "guid": it.guid, "event": it.event, "status_code": it.status_code,
                    "delivered_at": seconds(it.at),
                })
            };
            deliveries.iter().rev().map(row).collect::<Value>().to_string().into_response()
        }
        ["1", "deliveries", id, "attempts"] => {
            let again = deliveries.iter().find(|it| it.id.to_string() == *id).cloned();
            let Some(again) = again else { return StatusCode::NOT_FOUND.into_response() };
            let id = deliveries.iter().map(|it| it.id).max().unwrap_or(0) + 1;
            deliveries.push(super::Delivery { id, status_code: 202, ..again });
            (StatusCode::ACCEPTED, "{}").into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
