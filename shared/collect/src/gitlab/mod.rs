//! GitLab: the pipelines of projects, with their jobs.

mod listing;
mod settings;

use std::collections::BTreeMap;

use domain::{BuildReport, Provider};
use http::HeaderMap;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use platform::config::{ConfigError, Environment};
use providers::gitlab::ProjectRef;
use providers::gitlab::api::{self, PipelineRow};

use crate::polling::bad_server;
use crate::{BadServer, Client, Collector, Failure, Gap, Scope, Sources, Step, Unsettled, Window};
pub use listing::Position;
use listing::{Listing, Part};

/// How many pages a list that belongs to one thing may have: 2,000 jobs of a pipeline, projects of a group.
const PAGES: usize = 20;

/// Asks a GitLab server for pipelines.
pub struct Gitlab {
    client: Client,
    wanted: Vec<String>,
}

impl Gitlab {
    /// Asks the server at `url`, with a token that may read its API or for what everybody may read. `projects` are paths,
    /// `group/*` for all projects in a group and the groups in it, and `*` for all that the token's user is a member of.
    pub fn new(url: &str, token: Option<&str>, projects: Vec<String>) -> Result<Self, BadServer> {
        Ok(Self { client: Self::client_of(url, token)?, wanted: projects })
    }

    /// The client alone, for what is no listing.
    pub fn client_of(url: &str, token: Option<&str>) -> Result<Client, BadServer> {
        let url = format!("{}/api/v4", url.trim().trim_end_matches('/'));
        let credentials = token.map(|it| format!("Bearer {}", it.trim()));
        Client::new(&url, credentials.as_deref(), HeaderMap::new())
    }

    /// A client of the server that the environment names, else of gitlab.com.
    pub fn client_from_environment(environment: &Environment) -> Result<Client, ConfigError> {
        let url = environment.optional("GITLAB_URL").unwrap_or("https://gitlab.com");
        Self::client_of(url, environment.optional("GITLAB_TOKEN"))
            .map_err(|error| bad_server(error, "GITLAB_URL", "GITLAB_TOKEN"))
    }

    /// The paths of a group's projects that are not archived.
    async fn projects_of(&self, pattern: &str) -> Result<Vec<String>, Failure> {
        const QUERY: &str = "archived=false&simple=true&order_by=id&sort=asc&per_page=100";
        let path = match pattern.strip_suffix("/*") {
            Some(group) => format!("/groups/{}/projects?include_subgroups=true&{QUERY}", encoded(group)),
            None => format!("/projects?membership=true&{QUERY}"),
        };
        let mut projects = Vec::new();
        for page in self.pages(path).await? {
            projects.extend(api::projects(&page)?);
        }
        Ok(projects)
    }

    /// The bodies of a list's pages.
    async fn pages(&self, first: String) -> Result<Vec<Vec<u8>>, Failure> {
        let (mut pages, mut next) = (Vec::new(), Some(first));
        while let Some(path) = next.filter(|_| pages.len() < PAGES) {
            let answer = self.client.get(&path).await?;
            next = answer.next().map(str::to_owned);
            pages.push(answer.body.to_vec());
        }
        Ok(pages)
    }

    /// The project, where it can be read. Whether it is there its pipelines say.
    async fn project(&self, source: &str) -> Result<Option<ProjectRef>, Failure> {
        match self.client.get(&format!("/projects/{}", encoded(source))).await {
            Ok(answer) => Ok(Some(api::project(&answer.body)?)),
            Err(Failure::NotFound | Failure::Forbidden) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// A pipeline with its jobs, the retried ones too, and the branch of its merge request.
    async fn pipeline(
        &self,
        source: &str,
        project: Option<&ProjectRef>,
        id: &str,
        branches: &mut BTreeMap<i64, Option<String>>,
    ) -> Result<(PipelineRow, BuildReport), Failure> {
        let base = format!("/projects/{}", encoded(source));
        let pipeline = self.client.get(&format!("{base}/pipelines/{}", encoded(id))).await?.body;
        let row = api::pipeline_row(&pipeline)?;
        let jobs = self.pages(format!("{base}/pipelines/{}/jobs?include_retried=true&per_page=100", row.id)).await?;
        let branch = match row.merge_request {
            Some(number) => self.branch_of(&base, number, branches).await?,
            None => None,
        };
        let told;
        let project = match project {
            Some(project) => project,
            None => {
                told = api::project_of(source, &pipeline)?;
                &told
            }
        };
        Ok((row, api::report(project, &pipeline, &jobs, branch)?))
    }

    /// The branch that a merge request brings; none where the token may not see it.
    async fn branch_of(
        &self,
        base: &str,
        number: i64,
        known: &mut BTreeMap<i64, Option<String>>,
    ) -> Result<Option<String>, Failure> {
        if let Some(branch) = known.get(&number) {
            return Ok(branch.clone());
        }
        let branch = match self.client.get(&format!("{base}/merge_requests/{number}")).await {
            Ok(answer) => api::source_branch(&answer.body)?,
            Err(Failure::NotFound | Failure::Forbidden) => None,
            Err(failure) => return Err(failure),
        };
        known.insert(number, branch.clone());
        Ok(branch)
    }
}

impl Collector for Gitlab {
    type Position = Position;

    const PROVIDER: Provider = Provider::Gitlab;

    fn client(&self) -> &Client {
        &self.client
    }

    fn wanted(&self) -> &[String] {
        &self.wanted
    }

    fn has_patterns(&self) -> bool {
        self.wanted.iter().any(|it| is_pattern(it))
    }

    async fn sources(&self) -> Result<Sources, Failure> {
        let mut sources = Sources::default();
        for wanted in &self.wanted {
            if !is_pattern(wanted) {
                sources.names.push(wanted.clone());
                continue;
            }
            match self.projects_of(wanted).await {
                Ok(projects) => sources.names.extend(projects),
                Err(failure) if failure.is_of_the_provider() => return Err(failure),
                Err(failure) => sources.failed.push((wanted.clone(), failure)),
            }
        }
        sources.names.sort();
        sources.names.dedup();
        Ok(sources)
    }

    /// Pipelines by the time of their last change, oldest first: what changes meanwhile moves to the end and is told there.
    async fn list_recent_builds(&self, source: &str, scope: Scope, position: &mut Position) -> Result<Step, Failure> {
        let mut next = position.clone();
        let mut repository = None;
        if next.listing.is_none() {
            next.listing = Some(Listing::of_changes(&next, scope));
            if next.project.is_none() || scope.thorough {
                next.project = self.project(source).await?;
                repository = next.project.as_ref().map(|it| it.path.clone()).filter(|it| it != source);
            }
        }
        let step = self.step(source, &mut next).await?;
        *position = next;
        Ok(Step { repository, ..step })
    }

    async fn list_builds_between(
        &self,
        source: &str,
        window: Window,
        position: &mut Position,
    ) -> Result<Step, Failure> {
        let mut next = position.clone();
        if next.listing.is_none() {
            next.listing = Some(Listing::between(window));
        }
        if next.project.is_none() {
            next.project = self.project(source).await?;
        }
        let step = self.step(source, &mut next).await?;
        *position = next;
        Ok(step)
    }

    async fn look_again(&self, source: &str, build: &Unsettled) -> Result<Vec<BuildReport>, Failure> {
        let (_, report) = self.pipeline(source, None, &build.external_id, &mut BTreeMap::new()).await?;
        Ok(vec![report])
    }

    /// The pipelines with these iids. A pipeline's children count in the same row as it does.
    async fn find_missing(&self, source: &str, gap: &Gap) -> Result<Vec<BuildReport>, Failure> {
        let mut found = Vec::new();
        for part in [Part::Between, Part::ChildrenBetween] {
            for page in self.pages(part.path(source, gap.window.from, Some(gap.window.until))).await? {
                for row in api::pipelines(&page)? {
                    if row.iid.is_some_and(|it| gap.numbers.contains(&it)) {
                        found.extend(self.unless_gone(source, None, &row, &mut BTreeMap::new()).await?);
                    }
                }
            }
            if found.len() == gap.numbers.len() {
                break;
            }
        }
        Ok(found.into_iter().map(|(_, report)| report).collect())
    }
}

fn is_pattern(wanted: &str) -> bool {
    wanted == "*" || wanted.ends_with("/*")
}

/// A path as one part of another.
fn encoded(path: &str) -> String {
    utf8_percent_encode(path, NON_ALPHANUMERIC).to_string()
}
