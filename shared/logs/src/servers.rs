//! Which servers logs are read from, as the environment says.

use anyhow::Context;
use collect::gitlab::Gitlab;
use collect::jenkins::Jenkins;
use collect::{BadServer, Client};
use http::{HeaderMap, HeaderName, HeaderValue};
use platform::config::Environment;

use crate::Logs;

impl Logs {
    /// Reads the logs of the providers whose API can be asked: those with a token or an address.
    pub fn from_environment(environment: &Environment) -> anyhow::Result<Self> {
        let github = (environment.optional("GITHUB_API_URL"), environment.optional("GITHUB_TOKEN"));
        let github = match github {
            (None, None) => None,
            (url, token) => Some(github_client(url.unwrap_or("https://api.github.com"), token)),
        };
        let is_gitlab = environment.optional("GITLAB_URL").or(environment.optional("GITLAB_TOKEN")).is_some();
        let gitlab = is_gitlab.then(|| Gitlab::client_from_environment(environment)).transpose()?;
        let jenkins = Jenkins::client_from_environment(environment)?;
        Ok(Self::new(github.transpose().context("GITHUB_API_URL or GITHUB_TOKEN cannot be used")?, gitlab, jenkins))
    }
}

fn github_client(url: &str, token: Option<&str>) -> Result<Client, BadServer> {
    let credentials = token.map(|it| format!("Bearer {}", it.trim()));
    let version = (HeaderName::from_static("x-github-api-version"), HeaderValue::from_static("2022-11-28"));
    Client::new(url, credentials.as_deref(), HeaderMap::from_iter([version]))
}
