//! GitLab: the traces of jobs.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use collect::{Client, Failure};
use domain::Status;
use futures_util::stream::BoxStream;
use futures_util::{FutureExt, StreamExt, TryStreamExt, stream};
use store::logs::{LoggedBuild, LoggedJob};

use crate::absent::Absent;
use crate::raw::{Raw, broken, skip};
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
    let parts: Vec<(String, String)> =
        jobs[..told].iter().map(|it| (format!("==> {}\n", it.name), trace(build, it))).collect();
    let client = client.clone();
    let logs = stream::iter(parts).then(move |(heading, path)| {
        let client = client.clone();
        async move { titled(heading, &client, &path).await }
    });
    let stream: BoxStream<'static, io::Result<Bytes>> = logs.try_flatten().boxed();
    Ok(Raw { stream: skip(stream, offset), length: None, is_running: !build.status.is_terminal(), has_notes: false })
}

async fn titled(heading: String, client: &Client, path: &str) -> io::Result<BoxStream<'static, io::Result<Bytes>>> {
    let heading = stream::iter([Ok(Bytes::from(heading))]);
    match away::open(client, path, 0).await {
        Ok(Some(answer)) => Ok(heading.chain(Raw::of_response(answer, 0).stream).chain(end()).boxed()),
        Ok(None) | Err(Failure::NotFound | Failure::Gone) => Ok(heading.chain(nothing()).boxed()),
        Err(_) => Err(broken()),
    }
}

fn end() -> BoxStream<'static, io::Result<Bytes>> {
    async { Ok(Bytes::from_static(b"\n")) }.into_stream().boxed()
}

fn nothing() -> BoxStream<'static, io::Result<Bytes>> {
    async { Ok(Bytes::from_static(b"(no log)\n")) }.into_stream().boxed()
}

fn trace(build: &LoggedBuild, job: &LoggedJob) -> String {
    format!("/projects/{}/jobs/{}/trace", encoded(&build.repository), encoded(&job.external_id))
}
