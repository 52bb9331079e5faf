//! GitHub Actions.

mod listing;
mod looking;
mod redelivery;
mod settings;

use std::sync::Arc;

use bytes::Bytes;
use domain::Provider;
use http::header::ACCEPT;
use http::{HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;
use providers::github::api::{self, RunRow, Workflows};
use serde::{Deserialize, Serialize};

use self::listing::Listing;
use crate::{BadServer, Client, Collector, Failure, Scope, Sources, Step, Undelivered, Unsettled, Window};

/// How many rows a page has.
const PAGE: usize = 100;
/// Where we take GitHub's webhooks.
const HOOK_PATH: &str = "/webhooks/github";
/// How many pages of repositories are read of one owner.
const OWNER_PAGES: usize = 50;

/// Asks GitHub, or a GitHub Enterprise Server.
#[derive(Clone)]
pub struct Github {
    client: Arc<Client>,
    /// `owner/repo`, or `owner/*`.
    names: Vec<String>,
    /// Where our webhooks go, where that is known.
    hook_url: Option<String>,
}

/// What is remembered of a repository.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Position {
    /// What it is called now, once it was asked.
    full_name: Option<String>,
    default_branch: Option<String>,
    /// By which the first page is asked for only if it has changed.
    etag: Option<String>,
    /// The runs of that page that were not over.
    open: Vec<String>,
    listing: Listing,
}

impl Github {
    /// Asks the server at `api_url`, such as `https://api.github.com`, for the repositories `names`. With a token that may,
    /// failed deliveries of the webhooks that lead to `public_url`, where that is known, are asked for again.
    pub fn new(
        api_url: &str,
        token: Option<&str>,
        names: Vec<String>,
        public_url: Option<&str>,
    ) -> Result<Self, BadServer> {
        let headers: HeaderMap = [
            (ACCEPT, HeaderValue::from_static("application/vnd.github+json")),
            (HeaderName::from_static("x-github-api-version"), HeaderValue::from_static("2022-11-28")),
        ]
        .into_iter()
        .collect();
        let credentials = token.map(|it| format!("Bearer {}", it.trim()));
        let client = Arc::new(Client::new(api_url, credentials.as_deref(), headers)?);
        let hook_url = public_url.map(|it| format!("{}{HOOK_PATH}", it.trim_end_matches('/')));
        Ok(Self { client, names, hook_url })
    }

    async fn get(&self, path: &str) -> Result<Bytes, Failure> {
        Ok(self.client.get(path).await?.body)
    }

    /// The workflows of a repository, where a row needs them to be told.
    async fn workflows(&self, repository: &str, rows: &[RunRow]) -> Result<Workflows, Failure> {
        if !rows.iter().any(RunRow::lacks_path) {
            return Ok(Workflows::default());
        }
        let path = format!("/repos/{repository}/actions/workflows?per_page={PAGE}");
        Ok(api::workflows(&self.get(&path).await?)?)
    }

    /// All repositories of an owner that the token sees and that are in use.
    async fn repositories(&self, owner: &str) -> Result<Vec<String>, Failure> {
        match self.all(&format!("/orgs/{owner}/repos?per_page={PAGE}"), owner).await {
            // A person: of their own repositories only they themselves are told the private ones.
            Err(Failure::NotFound) => {
                let mut names = self.all(&format!("/users/{owner}/repos?per_page={PAGE}"), owner).await?;
                names.extend(self.all(&format!("/user/repos?per_page={PAGE}"), owner).await.unwrap_or_default());
                names.sort();
                names.dedup();
                Ok(names)
            }
            names => names,
        }
    }

    async fn all(&self, path: &str, owner: &str) -> Result<Vec<String>, Failure> {
        let (mut names, mut next) = (Vec::new(), Some(path.to_owned()));
        for _ in 0..OWNER_PAGES {
            let Some(path) = next else { break };
            let answer = self.client.get(&path).await?;
            let rows = api::repositories(&answer.body)?;
            let is_of_owner = |it: &str| it.split_once('/').is_some_and(|(of, _)| of.eq_ignore_ascii_case(owner));
            names.extend(
                rows.into_iter().filter(|it| !it.is_retired && is_of_owner(&it.full_name)).map(|it| it.full_name),
            );
            next = answer.next().map(str::to_owned);
        }
        Ok(names)
    }
}

impl Collector for Github {
    type Position = Position;

    const PROVIDER: Provider = Provider::Github;

    fn client(&self) -> &Client {
        &self.client
    }

    fn wanted(&self) -> &[String] {
        &self.names
    }

    fn has_patterns(&self) -> bool {
        self.names.iter().any(|it| it.ends_with("/*"))
    }

    async fn sources(&self) -> Result<Sources, Failure> {
        let mut sources = Sources::default();
        for name in &self.names {
            match name.strip_suffix("/*") {
                None => sources.names.push(name.clone()),
                Some(owner) => match self.repositories(owner).await {
                    Ok(names) => sources.names.extend(names),
                    Err(failure) if failure.is_of_the_provider() => return Err(failure),
                    Err(failure) => sources.failed.push((name.clone(), failure)),
                },
            }
        }
        sources.names.sort();
        sources.names.dedup();
        Ok(sources)
    }

    async fn list_recent_builds(&self, source: &str, scope: Scope, position: &mut Position) -> Result<Step, Failure> {
        self.list_live(source, scope, position).await
    }

    async fn list_builds_between(
        &self,
        source: &str,
        window: Window,
        position: &mut Position,
    ) -> Result<Step, Failure> {
        self.list_window(source, window, position).await
    }

    async fn look_again(&self, source: &str, build: &Unsettled) -> Result<Vec<domain::BuildReport>, Failure> {
        self.look(source, build).await
    }

    fn hook_places(&self, source: &str, position: &Position) -> Vec<String> {
        let repository = position.full_name.as_deref().unwrap_or(source);
        let owner = repository.split('/').next().unwrap_or_default();
        vec![format!("/repos/{repository}"), format!("/orgs/{owner}")]
    }

    async fn undelivered(&self, place: &str, since: Option<Timestamp>) -> Result<Vec<Undelivered>, Failure> {
        self.failed_deliveries(place, since).await
    }
}
