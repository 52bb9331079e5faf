//! GitHub: a job's log, and the archive of a whole run.

use bytes::{Bytes, BytesMut};
use collect::{Client, Failure};
use reqwest::Response;
use store::logs::{LoggedBuild, LoggedJob};
use tokio::sync::Semaphore;

use crate::absent::Absent;
use crate::raw::Raw;
use crate::{archive, away, encoded};

/// The log of one job, which is there when the job has ended.
pub(crate) async fn job(client: &Client, build: &LoggedBuild, job: &LoggedJob, offset: u64) -> Result<Raw, Absent> {
    if !job.status.is_terminal() {
        return Err(Absent::NotReady);
    }
    let path = format!("{}/actions/jobs/{}/logs", repository(build), encoded(&job.external_id));
    let answer = away::open(client, &path, offset).await.map_err(|failure| Absent::of_job(failure, job))?;
    Ok(answer.map_or_else(Raw::empty, |it| Raw::of_response(it, offset)))
}

/// The logs of a run that has ended, one job after another.
pub(crate) async fn run(
    client: &Client,
    build: &LoggedBuild,
    offset: u64,
    archives: &Semaphore,
) -> Result<Raw, Absent> {
    if !build.status.is_terminal() {
        return Err(Absent::NotReady);
    }
    let attempt = format!("runs/{}/attempts/{}", encoded(&build.external_id), build.attempt);
    let path = format!("{}/actions/{attempt}/logs", repository(build));
    let answer = away::open(client, &path, 0).await.map_err(|failure| match failure {
        Failure::NotFound => Absent::NotFound("log"),
        Failure::Gone => Absent::Gone,
        failure => Absent::Provider(failure),
    })?;
    let _turn = archives.acquire().await;
    let archive = whole(answer.ok_or(Absent::NotFound("log"))?).await?;
    let text = tokio::task::spawn_blocking(move || archive::text_of(&archive)).await;
    // A task that broke down over an archive takes nobody with it.
    let text = text.unwrap_or(Err(archive::Refused("it cannot be read"))).map_err(|it| Absent::Archive(it.0))?;
    Ok(Raw::of_bytes(&text, offset))
}

/// An archive, unless it is too large.
async fn whole(mut answer: Response) -> Result<Bytes, Absent> {
    let mut archive = BytesMut::new();
    let broken = |_| Failure::Unavailable("the connection broke before the archive was whole".to_owned());
    while let Some(chunk) = answer.chunk().await.map_err(broken)? {
        if archive.len() + chunk.len() > archive::LARGEST {
            return Err(Absent::Archive("it is larger than 32 MB"));
        }
        archive.extend_from_slice(&chunk);
    }
    Ok(archive.freeze())
}

fn repository(build: &LoggedBuild) -> String {
    let parts: Vec<String> = build.repository.split('/').map(encoded).collect();
    format!("/repos/{}", parts.join("/"))
}
