//! Which servers logs are read from, as the environment says.

use anyhow::Context;
use collect::gitlab::Gitlab;
use collect::jenkins::Jenkins;
use collect::{BadServer, Client};
use http::{HeaderMap, HeaderName, HeaderValue};
use platform::config::Environment;

use crate::Logs;

impl Logs {
    /// Reads the logs of the providers whose API can be asked: those with a token, and GitHub also with an address alone.
    pub fn from_environment(environment: &Environment) -> anyhow::Result<Self> {
        let github = (environment.optional("GITHUB_API_URL"), environment.optional("GITHUB_TOKEN"));
        let github = match github {
            (None, None) => None,
            (url, token) => Some(github_client(url.unwrap_or("https://api.github.com"), token)),
        };
        let gitlab = environment.optional("GITLAB_TOKEN").map(|token| {
            let url = environment.optional("GITLAB_URL").unwrap_or("https://gitlab.com");
            Gitlab::client_of(url, token)
        });
        let jenkins = (environment.optional("JENKINS_URL"), environment.optional("JENKINS_TOKEN"));
        let jenkins = match jenkins {
            (Some(url), Some(token)) => {
                let user = environment.required("JENKINS_USER", "the user that JENKINS_TOKEN belongs to")?;
                Some(Jenkins::client_of(url, user, token))
            }
            _ => None,
        };
        Ok(Self::new(
            github.transpose().context("GITHUB_API_URL or GITHUB_TOKEN cannot be used")?,
            gitlab.transpose().context("GITLAB_URL or GITLAB_TOKEN cannot be used")?,
            jenkins.transpose().context("JENKINS_URL, JENKINS_USER or JENKINS_TOKEN cannot be used")?,
        ))
    }
}

fn github_client(url: &str, token: Option<&str>) -> Result<Client, BadServer> {
    let credentials = token.map(|it| format!("Bearer {}", it.trim()));
    let version = (HeaderName::from_static("x-github-api-version"), HeaderValue::from_static("2022-11-28"));
    Client::new(url, credentials.as_deref(), HeaderMap::from_iter([version]))
}
