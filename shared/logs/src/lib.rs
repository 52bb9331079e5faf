//! Logs of builds, told as their providers have them at the moment; nothing of them is kept.
//!
//! Offsets count the provider's bytes, so that the rest of a log that grows can be asked for. What is told is valid UTF-8
//! whatever the provider sends; colours and other escapes are left in for whoever shows it.

mod absent;
mod archive;
#[cfg(test)]
mod archive_tests;
mod away;
mod github;
mod gitlab;
mod jenkins;
mod raw;
mod servers;
mod text;
mod told;

use std::sync::Arc;

use collect::Client;
use domain::Provider;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use store::logs::LoggedBuild;
use tokio::sync::Semaphore;

pub use absent::Absent;
pub use told::{LARGEST, State, Told};

/// How many archives are unpacked at once: each takes up to 96 MB while it is.
const ARCHIVES: usize = 1;

/// The servers that logs are read from.
pub struct Logs {
    github: Option<Arc<Client>>,
    gitlab: Option<Arc<Client>>,
    jenkins: Option<Arc<Client>>,
    archives: Semaphore,
}

impl Logs {
    /// Reads the logs of the providers that there are clients for.
    pub fn new(github: Option<Client>, gitlab: Option<Client>, jenkins: Option<Client>) -> Self {
        Self {
            github: github.map(Arc::new),
            gitlab: gitlab.map(Arc::new),
            jenkins: jenkins.map(Arc::new),
            archives: Semaphore::new(ARCHIVES),
        }
    }

    /// The log of a build, or of one of its jobs, from a byte on. At most `limit` bytes are told at once; with
    /// [`LARGEST`] they are passed on as they come, where the provider says how many there are.
    ///
    /// Jenkins keeps one log for all stages of a build: it is told for each of them.
    pub async fn read(
        &self,
        provider: Provider,
        build: &LoggedBuild,
        job: Option<&str>,
        offset: u64,
        limit: u64,
    ) -> Result<Told, Absent> {
        let job = match job {
            Some(id) => Some(build.jobs.iter().find(|it| it.external_id == id).ok_or(Absent::NotFound("job"))?),
            None => None,
        };
        let client = match provider {
            Provider::Github => &self.github,
            Provider::Gitlab => &self.gitlab,
            Provider::Jenkins => &self.jenkins,
        };
        let client = client.as_ref().ok_or(Absent::NotConfigured)?;
        let raw = match (provider, job) {
            (Provider::Github, Some(job)) => github::job(client, build, job, offset).await?,
            (Provider::Github, None) => github::run(client, build, offset, &self.archives).await?,
            (Provider::Gitlab, Some(job)) => gitlab::job(client, build, job, offset).await?,
            (Provider::Gitlab, None) => gitlab::pipeline(client, build, offset)?,
            (Provider::Jenkins, _) => jenkins::build(client, build, offset).await?,
        };
        told::tell(raw, offset, limit).await
    }
}

/// One part of a path.
fn encoded(part: &str) -> String {
    utf8_percent_encode(part, NON_ALPHANUMERIC).to_string()
}
