//! Rows of odd shapes, as the providers are known to tell them.

use std::collections::BTreeMap;

use collect::gitlab::{Gitlab, Position as GitlabPosition};
use collect::jenkins::{Jenkins, Position as JenkinsPosition};
use domain::{BuildReport, Status};
use serde_json::{Value, json};
use testing::fakes::github::Run;
use testing::fakes::gitlab::{self, set};
use testing::fakes::jenkins;

use crate::drive::recent;
use crate::world::{World, ago};

const API: &str = "acme/api";
const SHOP: &str = "acme/shop";

#[tokio::test]
async fn every_word_of_github_has_its_status() {
    let world = World::new(&[API], &[API]).await;
    let words = [
        ("requested", None, Status::Queued),
        ("pending", None, Status::Queued),
        ("waiting", None, Status::Blocked),
        ("in_progress", Some("failure"), Status::Running),
        ("completed", None, Status::Unknown),
        ("completed", Some("action_required"), Status::Blocked),
        ("completed", Some("neutral"), Status::Skipped),
        ("completed", Some("skipped"), Status::Skipped),
        ("completed", Some("stale"), Status::Cancelled),
        ("completed", Some("timed_out"), Status::TimedOut),
        ("completed", Some("startup_failure"), Status::Failure),
        ("completed", Some("finished"), Status::Unknown),
    ];
    for (id, (word, conclusion, _)) in (1..).zip(words) {
        world.server.put(API, Run::queued(id, id, ago(100 - id)).then(word, conclusion));
    }
    world.poll().await;
    let told: BTreeMap<_, _> = world.builds().await.into_iter().map(|it| (it.external_id.clone(), it)).collect();
    for (id, (word, conclusion, expected)) in (1..).zip(words) {
        let build = &told[&i64::to_string(&id)];
        assert_eq!(build.status, expected, "{word}/{conclusion:?}");
        assert_eq!(build.finished_at.is_some(), expected.is_terminal(), "{word}/{conclusion:?}");
    }
}

#[tokio::test]
async fn runs_of_forks_runs_that_lack_nearly_all_and_rows_that_are_none_are_read() {
    let world = World::new(&[API], &[API]).await;
    let ended = |id| Run::ended(id, id, ago(100 - id), "success");
    let lacking = json!({
        "name": "", "head_branch": null, "head_repository": null, "head_commit": null, "display_title": null,
        "actor": null, "triggering_actor": null, "run_attempt": null, "pull_requests": null, "event": "",
        "path": ".github/workflows/unnamed.yml",
    });
    let fork = json!({
        "head_repository": { "full_name": "someone/api" }, "head_branch": "patch-1", "event": "pull_request",
        "path": ".github/workflows/ci.yml@refs/pull/9/merge",
    });
    world.server.put(API, Run { odd: lacking, ..ended(1) });
    world.server.put(API, Run { odd: fork, ..ended(2) });
    world.server.put(API, Run { odd: json!({ "repository": null }), ..ended(3) });
    world
        .server
        .put(API, Run { odd: json!({ "created_at": "soon", "run_started_at": 7, "updated_at": {} }), ..ended(4) });
    // Cancelled jobs are known to have ended before they began.
    let odd_jobs = json!({ "started_at": format!("{:.0}", ago(1)), "conclusion": "cancelled", "html_url": 7 });
    world.server.put(API, Run { odd_jobs, ..ended(5) });
    world.poll().await;
    let builds: BTreeMap<_, _> = world.builds().await.into_iter().map(|it| (it.external_id.clone(), it)).collect();
    assert_eq!(builds.keys().collect::<Vec<_>>(), ["1", "2", "4", "5"], "a run of no repository is left out");
    let lacking = &builds["1"];
    assert_eq!((&lacking.branch, &lacking.actor, &lacking.commit_title, &lacking.event), (&None, &None, &None, &None));
    assert_eq!((lacking.status, lacking.pipeline_name.as_str()), (Status::Success, ".github/workflows/unnamed.yml"));
    let fork = &builds["2"];
    assert_eq!(
        (fork.repository.as_str(), fork.branch.as_deref(), fork.pipeline_id),
        (API, Some("patch-1"), builds["5"].pipeline_id)
    );
    let timeless = &builds["4"];
    assert_eq!((timeless.status, timeless.queued_at, timeless.duration_seconds), (Status::Success, None, None));
    let detail = world.store.build(builds["5"].id).await.expect("a build").expect("it is there");
    let job = &detail.jobs[0];
    assert_eq!((job.status, job.duration_seconds, &job.web_url), (Status::Cancelled, Some(0.0), &None));
    assert_eq!(world.source().await.last_error, None);
}

/// What a listing tells of each build, by its id.
fn by_id(reports: Vec<BuildReport>) -> BTreeMap<String, BuildReport> {
    reports.into_iter().map(|it| (it.external_id.clone(), it)).collect()
}

#[tokio::test]
async fn pipelines_of_gitlab_that_never_ran_or_lack_nearly_all_are_read() {
    let server = gitlab::start().await;
    let make = |fields: Value, jobs: Vec<Value>| {
        server.with(|state| {
            let id = state.begin(SHOP, "push");
            let pipeline = state.pipeline(SHOP, id);
            set(&mut pipeline.fields, fields);
            pipeline.jobs = jobs;
            id.to_string()
        })
    };
    let words = [
        ("created", Status::Queued),
        ("waiting_for_resource", Status::Queued),
        ("preparing", Status::Queued),
        ("canceling", Status::Running),
        ("waiting_for_callback", Status::Running),
        ("manual", Status::Blocked),
        ("scheduled", Status::Blocked),
        ("skipped", Status::Skipped),
        ("canceled", Status::Cancelled),
        ("cancelled", Status::Unknown),
    ];
    let worded: Vec<_> =
        words.iter().map(|(word, expected)| (make(json!({ "status": word }), Vec::new()), *expected)).collect();
    let unreadable =
        make(json!({ "status": "failed", "started_at": null, "duration": null, "user": null }), Vec::new());
    let lacking =
        make(json!({ "status": null, "ref": null, "sha": null, "user": null, "web_url": null }), vec![json!({})]);
    let job = |id: i64, fields: Value| {
        let mut job = json!({ "id": id, "name": "test", "stage": "test", "status": "failed", "created_at": "2025-08-08T10:00:00Z" });
        set(&mut job, fields);
        job
    };
    let ran = make(
        json!({ "status": "success", "finished_at": "2025-08-08T10:09:00Z" }),
        vec![
            job(
                3,
                json!({ "failure_reason": "stuck_or_timeout_failure", "started_at": null, "finished_at": "2025-08-08T10:08:00Z" }),
            ),
            job(2, json!({ "status": "manual", "started_at": null, "finished_at": null })),
            job(
                1,
                json!({ "allow_failure": true, "started_at": "2025-08-08T10:01:00Z", "finished_at": "2025-08-08T10:02:00Z" }),
            ),
        ],
    );
    let gitlab = Gitlab::new(&server.url, Some("glpat-of-the-tests"), vec![SHOP.to_owned()]).expect("a collector");
    let told = by_id(recent(&gitlab, SHOP, true, &mut GitlabPosition::default()).await.expect("a listing"));
    let run = |id: &str| told[id].run.as_ref().expect("a run");
    for (id, expected) in &worded {
        assert_eq!(run(id).status, *expected, "{}", run(id).raw_status);
    }
    assert_eq!((run(&unreadable).status, run(&unreadable).duration_seconds), (Status::Failure, None));
    assert_eq!((run(&lacking).status, &run(&lacking).branch, told[&lacking].jobs.len()), (Status::Unknown, &None, 0));
    let jobs: Vec<_> =
        told[&ran].jobs.iter().map(|it| (it.external_id.as_str(), it.status, it.started_at.is_some())).collect();
    assert_eq!(run(&ran).status, Status::Success, "passed with warnings");
    let expected = [("1", Status::Failure, true), ("2", Status::Blocked, false), ("3", Status::TimedOut, false)];
    let mut sorted = jobs;
    sorted.sort_unstable();
    assert_eq!(sorted, expected);
}

#[tokio::test]
async fn builds_of_jenkins_that_lack_nearly_all_are_read() {
    let server = jenkins::start().await;
    server.with(|state| {
        state.job("nightly", true);
        for _ in 0..6 {
            let number = state.begin("nightly");
            state.end("nightly", number, "SUCCESS");
        }
        for (number, fields) in [
            (1, json!({ "building": true, "result": "FAILURE" })),
            (2, json!({ "result": "NOT_BUILD" })),
            (3, json!({ "result": null, "duration": null, "actions": [] })),
            (4, json!({ "result": "ABORTED", "actions": [{ "causes": [{ "_class": "jenkins.model.X$ExceededTimeout" }] }] })),
            (5, json!({ "url": "https://ci.example/view/all/job/nightly/5/", "actions": null, "duration": 3 })),
        ] {
            set(&mut state.build("nightly", number).fields, fields);
        }
        let stage = |id: &str, status: &str| json!({ "id": id, "name": "Test", "status": status, "startTimeMillis": 1_754_640_000_000_i64, "durationMillis": 11 });
        let stages = json!({ "status": "ABORTED", "stages": [stage("6", "SUCCESS"), stage("9", "ABORTED"), stage("12", "NOT_EXECUTED")] });
        set(&mut state.build("nightly", 6).stages, stages);
    });
    let jenkins = Jenkins::new(&server.url, Some(("ada", "hush")), vec!["*".to_owned()]).expect("a collector");
    let told = by_id(recent(&jenkins, "nightly", true, &mut JenkinsPosition::default()).await.expect("a listing"));
    let run = |number: i64| told[&format!("nightly#{number}")].run.as_ref().expect("a run");
    let statuses =
        [Status::Running, Status::Skipped, Status::Unknown, Status::TimedOut, Status::Success, Status::Success];
    assert_eq!([1, 2, 3, 4, 5, 6].map(|it| run(it).status), statuses);
    assert_eq!((run(1).finished_at, run(3).duration_seconds, run(5).duration_seconds), (None, None, Some(0.003)));
    assert_eq!(told["nightly#5"].pipeline.external_id.as_deref(), Some("nightly"));
    let stages: Vec<_> = told["nightly#6"].jobs.iter().map(|it| (it.name.as_str(), it.status)).collect();
    assert_eq!(stages, [("Test", Status::Success), ("Test", Status::Cancelled), ("Test", Status::Skipped)]);
}
