//! GitLab: the traces of jobs.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use collect::{Client, Failure};
use domain::Status;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt, stream};
use store::logs::{LoggedBuild, LoggedJob};

use crate::absent::Absent;
use crate::raw::{Raw, skip};
use crate::{away, encoded};

/// The trace of one job; of one that runs, as far as it has come.
pub(crate) async fn job(client: &Client, build: &LoggedBuild, job: &LoggedJob, offset: u64) -> Result<Raw, Absent> {
    if matches!(job.status, Status::Queued | Status::Blocked) {
        return Err(Absent::NotReady);
    }
    let answer =
        away::open(client, &trace(build, job), offset).await.map_err(|failure| Absent::of_job(failure, job))?;
    let raw = answer.map_or_else(Raw::empty, |it| Raw::of_response(it, offset));
    Ok(Raw { is_running: !job.status.is_terminal(), ..raw })
}

/// The traces of a pipeline's jobs one after another, up to the first that runs.
pub(crate) fn pipeline(client: &Arc<Client>, build: &LoggedBuild, offset: u64) -> Result<Raw, Absent> {
    let begun = |it: &&LoggedJob| !matches!(it.status, Status::Queued | Status::Blocked | Status::Skipped);
    let jobs: Vec<&LoggedJob> = build.jobs.iter().filter(begun).collect();
    let running = jobs.iter().position(|it| !it.status.is_terminal());
    let told = running.map_or(jobs.len(), |it| it + 1);
    if told == 0 {
        return Err(if build.status.is_terminal() { Absent::NotFound("log") } else { Absent::NotReady });
    }
    let part = |it: &&LoggedJob| (format!("==> {}\n", it.name), trace(build, it), it.status.is_terminal());
    let parts: Vec<(String, String, bool)> = jobs[..told].iter().map(part).collect();
    let client = client.clone();
    let logs = stream::iter(parts).then(move |(heading, path, is_over)| {
        let client = client.clone();
        async move { titled(heading, &client, &path, is_over).await }
    });
    let stream: BoxStream<'static, io::Result<Bytes>> = logs.try_flatten().boxed();
    Ok(Raw { stream: skip(stream, offset), length: None, is_running: !build.status.is_terminal(), has_notes: false })
}

async fn titled(
    heading: String,
    client: &Client,
    path: &str,
    is_over: bool,
) -> io::Result<BoxStream<'static, io::Result<Bytes>>> {
    let heading = stream::iter([Ok(Bytes::from(heading))]);
    let (log, end) = match away::open(client, path, 0).await {
        Ok(Some(answer)) => (Raw::of_response(answer, 0).stream, "\n"),
        Ok(None) | Err(Failure::NotFound | Failure::Gone) => (stream::empty().boxed(), "(no log)\n"),
        Err(failure) => return Err(io::Error::other(failure)),
    };
    // What stood behind a log that grows would be counted, and as much of the log be left out when it is read on.
    let end = is_over.then(|| Ok(Bytes::from_static(end.as_bytes())));
    Ok(heading.chain(log).chain(stream::iter(end)).boxed())
}

fn trace(build: &LoggedBuild, job: &LoggedJob) -> String {
    format!("/projects/{}/jobs/{}/trace", encoded(&build.repository), encoded(&job.external_id))
}
