//! Logs by the front door, from servers that do what the providers do.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{Cursor, Write as _};

use api_logs::{Answer, Function};
use axum::body::Body as Served;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::{BuildReport, JobReport, PipelineRef, Provider, Run, Sequence, Status};
use logs::Logs;
use platform::http::Request;
use store::Store;
use store::intake::{Content, NewDelivery};
use testing::Database;
use testing::fakes::{Asked, Misbehaviour, Server, gitlab, jenkins};

/// A function over a fresh database that reaches the given servers.
struct Tried {
    store: Store,
    function: Function,
    _database: Database,
}

impl Tried {
    fn new(variables: &[(&str, &str)], limit: u64) -> Self {
        let database = Database::new();
        let environment = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let logs = Logs::from_environment(&environment).unwrap();
        let store = database.store();
        Self { function: Function::new(store.clone(), logs, limit), store, _database: database }
    }

    /// Makes a build known, with its jobs.
    async fn know(&self, provider: Provider, external_id: &str, status: Status, jobs: &[(&str, Status)]) {
        let reports = [report(provider, external_id, status, jobs)];
        let body_sha256 = std::array::from_fn(|index| external_id.as_bytes().get(index).copied().unwrap_or(0));
        let content = Content::Reports(&reports);
        let delivery = NewDelivery { provider, event: "test", delivery_key: external_id, body_sha256, content };
        self.store.take_delivery(&delivery).await.unwrap();
    }

    async fn get(&self, path: &str) -> (u16, String, String) {
        let request = lambda_http::http::Request::get(format!("http://signalbox.example{path}"));
        let request: Request = request.body(lambda_http::Body::Empty).unwrap();
        let answer = self.function.handle(request).await;
        assert!(path.starts_with("/api/logs/"));
        if let Answer::Log(headers, _) = &answer {
            assert_eq!(headers["content-type"], "text/plain; charset=utf-8");
            assert_eq!(headers["x-content-type-options"], "nosniff");
            assert!(headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
        }
        let response = answer.whole().await;
        let header = |name: &str| response.headers().get(name).map_or("", |it| it.to_str().unwrap()).to_owned();
        let state = format!("{} {}", header("signalbox-log-state"), header("signalbox-log-next"));
        let text = String::from_utf8(response.body().as_ref().to_vec()).unwrap();
        (response.status().as_u16(), state.trim().to_owned(), text)
    }

    async fn code(&self, path: &str) -> (u16, String) {
        let (status, _, body) = self.get(path).await;
        let code = body.split("\"code\":\"").nth(1).and_then(|it| it.split('"').next());
        (status, code.unwrap_or_else(|| panic!("a problem: {body}")).to_owned())
    }
}

fn report(provider: Provider, external_id: &str, status: Status, jobs: &[(&str, Status)]) -> BuildReport {
    let repository = if provider == Provider::Jenkins { "acme" } else { "acme/shop" };
    let job = |(id, status): &(&str, Status)| JobReport {
        external_id: (*id).to_owned(),
        sequence: Sequence::Attempt(1),
        name: format!("job {id}"),
        stage: None,
        status: *status,
        raw_status: status.to_string(),
        observed_at: None,
        queued_at: None,
        started_at: None,
        finished_at: None,
        web_url: None,
    };
    BuildReport {
        pipeline: PipelineRef {
            provider,
            repository: repository.to_owned(),
            external_id: Some(repository.to_owned()),
            name: "CI".to_owned(),
            url: None,
            default_branch: None,
        },
        external_id: external_id.to_owned(),
        number: None,
        life: None,
        sequence: Sequence::Attempt(1),
        run: Some(Run {
            status,
            raw_status: status.to_string(),
            observed_at: None,
            queued_at: None,
            started_at: None,
            finished_at: None,
            ended_by: None,
            duration_seconds: None,
            queued_seconds: None,
            branch: None,
            commit_sha: None,
            commit_title: None,
            actor: None,
            event: None,
            web_url: None,
        }),
        jobs: jobs.iter().map(job).collect(),
    }
}

/// A GitHub, which keeps its logs elsewhere.
struct Hub {
    blobs: String,
}

/// Where it keeps them.
struct Blobs {
    archive: Vec<u8>,
}

const LOG: &str = "\u{feff}2025-08-08T10:00:00.0Z one\n2025-08-08T10:00:01.0Z żółw\n";

fn hub(state: &mut Hub, asked: &Asked) -> Response {
    if asked.path() == "/signed" {
        assert_eq!(asked.header("authorization"), "", "a signed address is asked without our credentials");
        return "here\n".into_response();
    }
    assert_eq!(asked.header("authorization"), "Bearer ghp-hush");
    let to = |blob: &str| (StatusCode::FOUND, [("location", format!("{}/{blob}", state.blobs))]).into_response();
    match asked.path() {
        "/repos/acme/shop/actions/jobs/1/logs" => to("job?sig=s"),
        "/repos/acme/shop/actions/jobs/2/logs" => StatusCode::GONE.into_response(),
        "/repos/acme/shop/actions/jobs/4/logs" => to("erased?sig=s"),
        "/repos/acme/shop/actions/jobs/6/logs" => {
            (StatusCode::MOVED_PERMANENTLY, [("location", "/repositories/1/actions/jobs/6/logs")]).into_response()
        }
        "/repositories/1/actions/jobs/6/logs" => (StatusCode::FOUND, [("location", "/signed")]).into_response(),
        "/repos/acme/shop/actions/runs/7/attempts/1/logs" => to("zip?sig=s"),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn blobs(state: &mut Blobs, asked: &Asked) -> Response {
    assert_eq!(asked.header("authorization"), "", "our credentials stay with the API");
    match (asked.path(), asked.header("range")) {
        ("/job", "") => LOG.into_response(),
        ("/job", range) => {
            let from: usize = range.trim_start_matches("bytes=").trim_end_matches('-').parse().unwrap();
            if from >= LOG.len() {
                return StatusCode::RANGE_NOT_SATISFIABLE.into_response();
            }
            (StatusCode::PARTIAL_CONTENT, LOG.as_bytes()[from..].to_vec()).into_response()
        }
        ("/zip", _) => state.archive.clone().into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn packed(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[tokio::test]
async fn a_github_job_is_read_from_where_github_keeps_it() {
    let archive = packed(&[("1_test.txt", "two"), ("0_build.txt", "one")]);
    let store = Server::start(Blobs { archive }, blobs).await;
    let hub = Server::start(Hub { blobs: store.url.clone() }, hub).await;
    let tried = Tried::new(&[("GITHUB_API_URL", &hub.url), ("GITHUB_TOKEN", "ghp-hush")], logs::LARGEST);
    let jobs = [
        ("1", Status::Success),
        ("2", Status::Failure),
        ("3", Status::Running),
        ("4", Status::Success),
        ("5", Status::Failure),
        ("6", Status::Success),
    ];
    tried.know(Provider::Github, "7", Status::Success, &jobs).await;

    let (status, state, text) = tried.get("/api/logs/github/7?job=1").await;
    assert_eq!((status, state.as_str()), (200, "complete 61"));
    assert_eq!(text, "2025-08-08T10:00:00.0Z one\n2025-08-08T10:00:01.0Z żółw\n");
    assert_eq!(
        tried.get("/api/logs/github/7?job=1&offset=52").await,
        (200, "complete 61".to_owned(), " żółw\n".to_owned())
    );
    assert_eq!(tried.get("/api/logs/github/7?job=1&offset=61").await.2, "");
    assert_eq!(tried.get("/api/logs/github/7?job=6").await.2, "here\n", "of a renamed repository, on its own host");
    assert_eq!(tried.get("/api/logs/github/7").await.2, "==> build\none\n==> test\ntwo\n");

    for (path, expected) in [
        ("/api/logs/github/7?job=2", (410, "log_gone")),
        ("/api/logs/github/7?job=3", (409, "log_not_ready")),
        ("/api/logs/github/7?job=4", (410, "log_gone")),
        ("/api/logs/github/7?job=5", (404, "not_found")),
        ("/api/logs/github/7?job=99", (404, "not_found")),
        ("/api/logs/github/8", (404, "not_found")),
        ("/api/logs/github/7?offset=-1", (400, "bad_parameter")),
        ("/api/logs/gitlab/7", (404, "not_found")),
    ] {
        assert_eq!(tried.code(path).await, (expected.0, expected.1.to_owned()), "{path}");
    }
    hub.asked();
    tried.code("/api/logs/github/9?job=1").await;
    assert!(hub.asked().is_empty(), "nobody is asked about a build that nobody has heard of");

    store.with(|it| it.archive = packed(&[("a.zip", "x")]));
    assert_eq!(tried.code("/api/logs/github/7").await, (502, "provider_failed".to_owned()));
    hub.misbehave("/jobs/1/", Misbehaviour::Answer(401, Vec::new(), ""));
    assert_eq!(tried.code("/api/logs/github/7?job=1").await, (502, "provider_failed".to_owned()));
    let metadata = vec![("location", "http://169.254.169.254/latest/meta-data/".to_owned())];
    hub.misbehave("/jobs/1/", Misbehaviour::Answer(302, metadata, ""));
    assert_eq!(tried.code("/api/logs/github/7?job=1").await, (502, "provider_failed".to_owned()));
}

#[tokio::test]
async fn gitlab_traces_are_told_one_after_another() {
    let server = gitlab::start().await;
    server.with(|state| {
        let project = state.projects.get_mut("acme/shop").unwrap();
        project.traces.insert(11, "first\n".to_owned());
        project.traces.insert(12, "second\n".to_owned());
    });
    let token = ("GITLAB_TOKEN", "glpat-of-the-tests");
    let tried = Tried::new(&[("GITLAB_URL", &server.url), token], logs::LARGEST);
    let jobs = [("11", Status::Success), ("12", Status::Running), ("13", Status::Queued)];
    tried.know(Provider::Gitlab, "4100", Status::Running, &jobs).await;

    assert_eq!(
        tried.get("/api/logs/gitlab/4100?job=11&offset=2").await,
        (200, "complete 6".to_owned(), "rst\n".to_owned())
    );
    assert_eq!(tried.get("/api/logs/gitlab/4100?job=12").await, (200, "running 7".to_owned(), "second\n".to_owned()));
    assert_eq!(tried.code("/api/logs/gitlab/4100?job=13").await, (409, "log_not_ready".to_owned()));
    let (_, state, text) = tried.get("/api/logs/gitlab/4100").await;
    assert_eq!(text, "==> job 11\nfirst\n\n==> job 12\nsecond\n");
    assert_eq!(state, format!("running {}", text.len()));
    assert_eq!(tried.get("/api/logs/gitlab/4100?offset=11").await.2, text[11..]);
    server.with(|state| {
        let project = state.projects.get_mut("acme/shop").unwrap();
        project.traces.insert(12, "second\nthird\n".to_owned());
    });
    assert_eq!(tried.get(&format!("/api/logs/gitlab/4100?offset={}", text.len())).await.2, "third\n");

    server.with(|state| drop(state.projects.get_mut("acme/shop").unwrap().traces.remove(&11)));
    assert_eq!(tried.code("/api/logs/gitlab/4100?job=11").await, (404, "not_found".to_owned()));
    server.misbehave("/trace", Misbehaviour::Cut);
    assert_eq!(tried.code("/api/logs/gitlab/4100?job=12").await, (502, "provider_failed".to_owned()));
    server.misbehave("/trace", Misbehaviour::Answer(401, Vec::new(), ""));
    let (status, _, problem) = tried.get("/api/logs/gitlab/4100").await;
    assert!(status == 502 && problem.contains("the token is not accepted (401)"), "{problem}");
}

#[tokio::test]
async fn a_jenkins_console_is_followed_while_it_grows() {
    let server = jenkins::start().await;
    server.with(|state| {
        state.folder("acme", jenkins::FOLDER);
        state.job("acme/app", true);
        state.begin("acme/app");
        state.build("acme/app", 1).console = b"\x1b[8mha:////4AAA=\x1b[0mStarted\n".to_vec();
    });
    let variables = [("JENKINS_URL", server.url.as_str()), ("JENKINS_USER", "ada"), ("JENKINS_TOKEN", "hush")];
    let tried = Tried::new(&variables, logs::LARGEST);
    tried.know(Provider::Jenkins, "acme/app#1", Status::Running, &[]).await;
    let path = "/api/logs/jenkins/acme%2Fapp%231";

    assert_eq!(tried.get(path).await, (200, "running 28".to_owned(), "Started\n".to_owned()));
    server.with(|state| {
        state.build("acme/app", 1).console.extend_from_slice(b"Done\n");
        state.end("acme/app", 1, "SUCCESS");
    });
    let rest = tried.get(&format!("{path}?offset=28")).await;
    assert_eq!(rest, (200, "complete 33".to_owned(), "Done\n".to_owned()));
    assert_eq!(tried.get(&format!("{path}?offset=99")).await.2, "", "beyond the end there is nothing");
    server.with(|state| state.items.clear());
    assert_eq!(tried.code(path).await, (410, "log_gone".to_owned()));
}

fn endless(size: &mut usize, _: &Asked) -> Response {
    Served::from(vec![b'x'; *size]).into_response()
}

#[tokio::test]
async fn a_log_is_told_in_pieces_where_one_answer_is_limited_and_cut_where_it_is_too_long() {
    let server = Server::start(10, endless).await;
    let variables = [("GITLAB_URL", server.url.as_str()), ("GITLAB_TOKEN", "x")];
    let tried = Tried::new(&variables, 4);
    tried.know(Provider::Gitlab, "4100", Status::Success, &[("11", Status::Success)]).await;
    let mut told = Vec::new();
    let mut next = "0".to_owned();
    loop {
        let (_, state, text) = tried.get(&format!("/api/logs/gitlab/4100?job=11&offset={next}")).await;
        let (state, offset) = state.split_once(' ').unwrap();
        told.push(text.len());
        next = offset.to_owned();
        if state == "complete" {
            break;
        }
        assert_eq!(state, "more");
    }
    assert_eq!((told, next.as_str()), (vec![4, 4, 2], "10"));

    server.with(|size| *size = 65 * 1024 * 1024);
    let tried = Tried::new(&variables, logs::LARGEST);
    tried.know(Provider::Gitlab, "4100", Status::Success, &[("11", Status::Success)]).await;
    let (_, state, text) = tried.get("/api/logs/gitlab/4100?job=11").await;
    assert_eq!(state, format!("cut {}", 64 * 1024 * 1024));
    assert!(text.ends_with("the rest is not shown]\n"));
}

#[tokio::test]
async fn a_provider_that_is_not_configured_is_named() {
    let tried = Tried::new(&[], logs::LARGEST);
    tried.know(Provider::Gitlab, "4100", Status::Success, &[]).await;
    assert_eq!(tried.code("/api/logs/gitlab/4100").await, (503, "not_configured".to_owned()));
}
