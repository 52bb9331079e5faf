//! Answers of the providers' APIs, told apart by their shapes.

use domain::Provider;
use providers::github::api::Workflows;
use providers::jenkins::JobName;
use providers::{Unreadable, github, gitlab, jenkins};
use serde_json::{Value, json};

use crate::rows::{job_row, rows, shown};

/// What an answer becomes, in lines; `None` where the payload is no answer of the API that is of use.
pub(crate) fn read(provider: Provider, value: &Value) -> Option<Result<Vec<String>, Unreadable>> {
    match provider {
        Provider::Github => github(value),
        Provider::Gitlab => value["pipeline"].is_object().then(|| gitlab_job(value)),
        Provider::Jenkins => jenkins(value),
    }
}

fn github(value: &Value) -> Option<Result<Vec<String>, Unreadable>> {
    let has = |key: &str| value.get(key).is_some();
    let of_first = |key: &str| value.get(0).is_some_and(|it| it.get(key).is_some());
    Some(match () {
        () if has("action") => return None,
        () if has("workflow_runs") => github_runs(value),
        () if has("run_number") && has("run_started_at") => github_runs(&json!({ "workflow_runs": [value] })),
        () if has("jobs") => github_jobs(value),
        () if has("run_id") && has("steps") => github_jobs(&json!({ "total_count": 1, "jobs": [value] })),
        () if of_first("guid") => deliveries(value),
        () if of_first("config") => hooks(value),
        () => return None,
    })
}

fn github_runs(page: &Value) -> Result<Vec<String>, Unreadable> {
    let page = github::api::runs(page.to_string().as_bytes())?;
    let reports = page.runs.iter().map(|it| it.report(&Workflows::default(), None));
    Ok(reports.collect::<Result<Vec<_>, _>>()?.iter().flat_map(rows).collect())
}

fn github_jobs(page: &Value) -> Result<Vec<String>, Unreadable> {
    Ok(github::api::jobs(page.to_string().as_bytes())?.jobs.iter().map(job_row).collect())
}

fn deliveries(page: &Value) -> Result<Vec<String>, Unreadable> {
    let deliveries = github::hooks::deliveries(page.to_string().as_bytes())?;
    let row = |it: &github::hooks::HookDelivery| {
        format!("delivery {} {} {} at={} succeeded={}", it.id, it.guid, it.event, it.delivered_at, it.succeeded)
    };
    Ok(deliveries.iter().map(row).collect())
}

fn hooks(page: &Value) -> Result<Vec<String>, Unreadable> {
    let hooks = github::hooks::hooks(page.to_string().as_bytes())?;
    Ok(hooks.iter().map(|it| format!("hook {} to {}", it.id, it.url)).collect())
}

/// A job within its pipeline.
fn gitlab_job(job: &Value) -> Result<Vec<String>, Unreadable> {
    let page = job["web_url"].as_str().unwrap_or_default();
    let project = json!({ "web_url": page.split("/-/").next() });
    let project = gitlab::api::project(project.to_string().as_bytes())?;
    let jobs = json!([job]).to_string().into_bytes();
    let report = gitlab::api::report(&project, job["pipeline"].to_string().as_bytes(), &[jobs], None)?;
    Ok(rows(&report))
}

fn jenkins(value: &Value) -> Option<Result<Vec<String>, Unreadable>> {
    let has = |key: &str| value.get(key).is_some();
    Some(match () {
        () if has("startTimeMillis") && has("stages") => jenkins_stages(value),
        () if has("startTimeMillis") => jenkins_stages(&json!({ "stages": [value] })),
        () if has("number") && has("timestamp") => jenkins_builds(&json!({ "builds": [value] })),
        () if has("builds") || has("allBuilds") => jenkins_builds(value),
        () if has("jobs") => jenkins_jobs(value),
        () => return None,
    })
}

fn jenkins_builds(page: &Value) -> Result<Vec<String>, Unreadable> {
    let builds = jenkins::api::builds(page.to_string().as_bytes())?;
    let reports = builds.iter().map(|it| it.report(&JobName::from_full("recorded/job"), false, None));
    Ok(reports.collect::<Result<Vec<_>, _>>()?.iter().flat_map(rows).collect())
}

/// Stages within a build that is made up.
fn jenkins_stages(stages: &Value) -> Result<Vec<String>, Unreadable> {
    let stages = jenkins::api::stages(stages.to_string().as_bytes())?;
    let build = jenkins::api::build(br#"{"number": 1, "building": true}"#)?;
    Ok(rows(&build.report(&JobName::from_full("recorded/job"), false, Some(&stages))?))
}

fn jenkins_jobs(folder: &Value) -> Result<Vec<String>, Unreadable> {
    let walk = jenkins::walk(&JobName::root(), folder.to_string().as_bytes())?;
    let job = |it: &jenkins::Job| {
        let last = it.last.as_ref().map(|last| format!("#{} building={}", last.number, last.is_building));
        format!("job {} branch={} last={}", shown(it.name.full().ok()), it.is_branch, shown(last))
    };
    let deeper = walk.deeper.iter().map(|it| format!("folder {}", shown(it.full().ok())));
    Ok(walk.jobs.iter().map(job).chain(deeper).collect())
}
