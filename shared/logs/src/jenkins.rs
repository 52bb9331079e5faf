//! Jenkins: the console of a build.

use collect::{Client, Failure};
use domain::Status;
use providers::jenkins::JobName;
use reqwest::Response;
use store::logs::LoggedBuild;

use crate::absent::Absent;
use crate::away;
use crate::raw::Raw;

/// The console from a byte on, hidden notes counted. It goes when its build does.
pub(crate) async fn build(client: &Client, build: &LoggedBuild, offset: u64) -> Result<Raw, Absent> {
    let (job, number) = build.external_id.rsplit_once('#').ok_or(Absent::NotFound("log"))?;
    // A build that gave its id up went with its job.
    let number: i64 = number.parse().map_err(|_| Absent::Gone)?;
    let address = JobName::from_full(job).address();
    let path = format!("/{address}{number}/logText/progressiveText?start={offset}");
    let answer = away::open(client, &path, 0).await.map_err(|failure| match failure {
        Failure::NotFound if build.status == Status::Queued => Absent::NotReady,
        Failure::NotFound | Failure::Gone => Absent::Gone,
        failure => Absent::Provider(failure),
    })?;
    let answer = answer.ok_or(Absent::NotFound("log"))?;
    let is_running = header(&answer, "x-more-data") == Some("true");
    let size: Option<u64> = header(&answer, "x-text-size").and_then(|it| it.parse().ok());
    // From beyond the end Jenkins begins again: there is nothing there.
    let raw = if size.is_some_and(|it| it < offset) { Raw::empty() } else { Raw::of_response(answer, 0) };
    let length = size.map(|it| it.saturating_sub(offset)).or(raw.length);
    Ok(Raw { length, is_running, has_notes: true, ..raw })
}

fn header<'a>(answer: &'a Response, name: &str) -> Option<&'a str> {
    answer.headers().get(name)?.to_str().ok()
}
