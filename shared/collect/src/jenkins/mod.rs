//! Jenkins: the builds of jobs, in whatever folders they are.

mod listing;
mod settings;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::{BuildReport, Provider};
use http::HeaderMap;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use platform::config::{ConfigError, Environment};
use providers::jenkins::api::{self, BUILD_TREE, Build, Stages};
use providers::jenkins::{JobName, Walk, walk, walk_tree};

use crate::polling::bad_server;
use crate::{BadServer, Client, Collector, Failure, Gap, Scope, Sources, Step, Unsettled, Window};
pub use listing::Position;
use listing::Reach;

/// How many builds of a job the server has at hand; the rest is on disk.
const IN_MEMORY: usize = 100;
/// How many levels of folders one request asks for when the server is walked.
const LEVELS: usize = 4;
/// How many folders deeper than that are asked for by themselves in one walk.
const FOLDERS: usize = 200;
/// How many missing builds of one gap are asked for: Jenkins throws old builds away, so the latest are the likeliest.
const MISSING: usize = 50;

/// Asks a Jenkins server for builds, one request after another: it serves people with the same threads.
pub struct Jenkins {
    client: Client,
    wanted: Vec<String>,
}

impl Jenkins {
    /// Asks the server at `url`, as a user with an API token or for what everybody may read. `jobs` are full names of jobs or of folders, which stand for
    /// everything in them, and `*` for the whole server.
    pub fn new(url: &str, login: Option<(&str, &str)>, jobs: Vec<String>) -> Result<Self, BadServer> {
        Ok(Self { client: Self::client_of(url, login)?, wanted: jobs })
    }

    /// The client alone, for what is no listing.
    pub fn client_of(url: &str, login: Option<(&str, &str)>) -> Result<Client, BadServer> {
        let encoded = login.map(|(user, token)| BASE64_STANDARD.encode(format!("{}:{}", user.trim(), token.trim())));
        Client::new(url, encoded.map(|it| format!("Basic {it}")).as_deref(), HeaderMap::new())
    }

    /// A client of the server that the environment names.
    pub fn client_from_environment(environment: &Environment) -> Result<Option<Client>, ConfigError> {
        let (url, token) = (environment.optional("JENKINS_URL"), environment.optional("JENKINS_TOKEN"));
        let Some(url) = url else { return Ok(None) };
        let login = match token {
            Some(token) => {
                Some((environment.required("JENKINS_USER", "the user that JENKINS_TOKEN belongs to")?, token))
            }
            None => None,
        };
        let client = Self::client_of(url, login).map_err(|error| bad_server(error, "JENKINS_URL", "JENKINS_TOKEN"))?;
        Ok(Some(client))
    }

    /// Whether the configuration asks for a job.
    fn is_wanted(&self, job: &JobName) -> bool {
        let full = job.full().unwrap_or_default();
        self.wanted.iter().any(|it| {
            let wanted = it.trim_matches('/');
            let rest = full.strip_prefix(wanted);
            wanted == "*" || rest.is_some_and(|it| it.is_empty() || it.starts_with('/'))
        })
    }

    /// A folder or a job with what is in it, `levels` deep.
    async fn walk(&self, at: &JobName, levels: usize) -> Result<Walk, Failure> {
        let path = format!("/{}api/json?tree={}", at.address(), encoded(&walk_tree(levels)));
        Ok(walk(at, &self.client.get(&path).await?.body)?)
    }

    /// The folders of all jobs below one, as builds name them.
    async fn folders(&self, top: JobName) -> Result<Vec<String>, Failure> {
        let (mut todo, mut names, mut asked) = (vec![top], Vec::new(), 0);
        while let Some(at) = todo.pop().filter(|_| asked < FOLDERS) {
            let found = match self.walk(&at, LEVELS).await {
                Err(failure) if failure.is_gone() && asked > 0 => continue,
                found => found?,
            };
            asked += 1;
            todo.extend(found.deeper);
            for job in found.jobs {
                names.push(job.name.folder()?);
            }
        }
        Ok(names)
    }

    /// A range of a job's builds, newest first.
    async fn builds(&self, job: &JobName, first: usize, after: usize) -> Result<Vec<Build>, Failure> {
        let list = if after > IN_MEMORY { "allBuilds" } else { "builds" };
        let tree = encoded(&format!("{list}[{BUILD_TREE}]{{{first},{after}}}"));
        Ok(api::builds(&self.client.get(&format!("/{}api/json?tree={tree}", job.address())).await?.body)?)
    }

    async fn build(&self, job: &JobName, number: i64) -> Result<Build, Failure> {
        let path = format!("/{}{number}/api/json?tree={}", job.address(), encoded(BUILD_TREE));
        Ok(api::build(&self.client.get(&path).await?.body)?)
    }

    /// The stages of a build; `None` for one that has none, and where the plugin that tells them is absent.
    async fn stages(&self, job: &JobName, build: &Build) -> Result<Option<Stages>, Failure> {
        if !build.has_stages() {
            return Ok(None);
        }
        match self.client.get(&format!("/{}{}/wfapi/describe", job.address(), build.number())).await {
            Ok(answer) => Ok(Some(api::stages(&answer.body)?)),
            Err(failure) if failure.is_gone() => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    async fn report(&self, job: &JobName, is_branch: bool, build: &Build) -> Result<BuildReport, Failure> {
        let stages = self.stages(job, build).await?;
        Ok(build.report(job, is_branch, stages.as_ref())?)
    }
}

impl Collector for Jenkins {
    type Position = Position;

    const PROVIDER: Provider = Provider::Jenkins;

    fn client(&self) -> &Client {
        &self.client
    }

    fn wanted(&self) -> &[String] {
        &self.wanted
    }

    /// Any name may be a folder's.
    fn has_patterns(&self) -> bool {
        true
    }

    async fn sources(&self) -> Result<Sources, Failure> {
        let mut sources = Sources::default();
        for wanted in &self.wanted {
            let top = if wanted == "*" { JobName::root() } else { JobName::from_full(wanted) };
            match self.folders(top).await {
                Ok(names) => sources.names.extend(names),
                Err(failure) if failure.is_of_the_provider() => return Err(failure),
                Err(failure) => sources.failed.push((wanted.clone(), failure)),
            }
        }
        sources.names.sort();
        sources.names.dedup();
        Ok(sources)
    }

    /// One request tells the newest build of every job in the folder; only jobs with a new one are asked further. Jenkins
    /// has no conditional requests, so that is what a poll with nothing new costs.
    async fn list_recent_builds(&self, source: &str, scope: Scope, position: &mut Position) -> Result<Step, Failure> {
        self.step(source, Reach::Recent(scope.since), position).await
    }

    async fn list_builds_between(
        &self,
        source: &str,
        window: Window,
        position: &mut Position,
    ) -> Result<Step, Failure> {
        self.step(source, Reach::Between(window), position).await
    }

    async fn look_again(&self, _: &str, build: &Unsettled) -> Result<Vec<BuildReport>, Failure> {
        let (job, number) = parse(&build.external_id).ok_or(Failure::Gone)?;
        let found = self.build(&job, number).await?;
        Ok(vec![self.report(&job, false, &found).await?])
    }

    async fn find_missing(&self, _: &str, gap: &Gap) -> Result<Vec<BuildReport>, Failure> {
        let job = JobName::from_full(&gap.pipeline);
        let mut found = Vec::new();
        for number in gap.numbers.iter().rev().take(MISSING) {
            match self.build(&job, *number).await {
                Ok(build) => found.push(self.report(&job, false, &build).await?),
                Err(failure) if failure.is_gone() => {}
                Err(failure) => return Err(failure),
            }
        }
        Ok(found)
    }
}

/// The job and the number in a build's id; `None` for one that gave its id up, because its job was made anew.
fn parse(external_id: &str) -> Option<(JobName, i64)> {
    let (job, number) = external_id.rsplit_once('#')?;
    Some((JobName::from_full(job), number.parse().ok()?))
}

/// A value of a query. Some servers refuse brackets that are not encoded.
fn encoded(value: &str) -> String {
    utf8_percent_encode(value, NON_ALPHANUMERIC).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_stand_for_what_is_in_them() {
        let jobs = ["acme", "team/api/"].map(str::to_owned).to_vec();
        let jenkins = Jenkins::new("https://ci.example", Some(("ada", "hush")), jobs).unwrap();
        let wanted = |name: &str| jenkins.is_wanted(&JobName::from_full(name));
        assert!(wanted("acme") && wanted("acme/shop/main") && wanted("team/api"));
        assert!(!wanted("acme2") && !wanted("team/other") && !wanted("team"));
    }

    #[test]
    fn a_build_that_gave_its_id_up_is_gone() {
        assert_eq!(parse("a/b#12"), Some((JobName::from_full("a/b"), 12)));
        assert_eq!(parse("a/b#12~1700000000"), None);
        assert_eq!(parse("a/b"), None);
    }
}
