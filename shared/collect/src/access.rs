//! What the environment says about how providers are reached.

use anyhow::Context;
use domain::Provider;
use http::{HeaderMap, HeaderName, HeaderValue};
use platform::config::{ConfigError, Environment};

use crate::gitlab::Gitlab;
use crate::jenkins::Jenkins;
use crate::{BadServer, Client};

/// How one provider is reached, and what of it is to be polled.
#[derive(Clone)]
pub struct Access {
    provider: Provider,
    url: String,
    user: String,
    token: Option<String>,
    wanted: Vec<String>,
}

impl Access {
    /// `GITHUB_API_URL` and `GITHUB_TOKEN`, `GITLAB_URL` and `GITLAB_TOKEN`, or `JENKINS_URL`, `JENKINS_USER` and
    /// `JENKINS_TOKEN`, with the list of what to poll; `None` where none of them is set.
    pub fn read(environment: &Environment, provider: Provider) -> Result<Option<Self>, ConfigError> {
        let [url, token, list] = names(provider);
        let is_named = [url, token, list].iter().any(|it| environment.optional(it).is_some());
        if !is_named {
            return Ok(None);
        }
        let address = match provider {
            Provider::Github => environment.optional(url).unwrap_or("https://api.github.com"),
            Provider::Gitlab => environment.optional(url).unwrap_or("https://gitlab.com"),
            Provider::Jenkins => environment.required(url, "the address of a Jenkins server")?,
        };
        let user = match provider {
            Provider::Jenkins => environment.required("JENKINS_USER", "the user that JENKINS_TOKEN belongs to")?,
            Provider::Github | Provider::Gitlab => "",
        };
        let token = match provider {
            Provider::Github => environment.optional(token),
            Provider::Gitlab | Provider::Jenkins => Some(environment.required(token, "an API token that may read")?),
        };
        let wanted = environment.optional(list).unwrap_or_default().split(',').map(str::trim);
        Ok(Some(Self {
            provider,
            url: address.to_owned(),
            user: user.to_owned(),
            token: token.map(str::to_owned),
            wanted: wanted.filter(|it| !it.is_empty()).map(str::to_owned).collect(),
        }))
    }

    /// Whether anything is to be polled.
    pub fn is_polled(&self) -> bool {
        !self.wanted.is_empty()
    }

    /// What is to be polled: repositories, projects or jobs, and patterns of them.
    pub fn wanted(&self) -> &[String] {
        &self.wanted
    }

    /// A client of the server.
    pub fn client(&self) -> Result<Client, BadServer> {
        let token = self.token.as_deref().unwrap_or_default();
        match self.provider {
            Provider::Github => {
                let credentials = self.token.as_ref().map(|it| format!("Bearer {}", it.trim()));
                let version = (HeaderName::from_static("x-github-api-version"), HeaderValue::from_static("2022-11-28"));
                Client::new(&self.url, credentials.as_deref(), HeaderMap::from_iter([version]))
            }
            Provider::Gitlab => Gitlab::client_of(&self.url, token),
            Provider::Jenkins => Jenkins::client_of(&self.url, &self.user, token),
        }
    }

    /// The collector of a GitLab server.
    pub fn gitlab(&self) -> anyhow::Result<Gitlab> {
        let collector = Gitlab::new(&self.url, self.token.as_deref().unwrap_or_default(), self.wanted.clone());
        collector.context("GITLAB_URL or GITLAB_TOKEN cannot be used")
    }

    /// The collector of a Jenkins server.
    pub fn jenkins(&self) -> anyhow::Result<Jenkins> {
        let token = self.token.as_deref().unwrap_or_default();
        let collector = Jenkins::new(&self.url, &self.user, token, self.wanted.clone());
        collector.context("JENKINS_URL, JENKINS_USER or JENKINS_TOKEN cannot be used")
    }
}

/// The variables of a provider: address, token, what to poll.
fn names(provider: Provider) -> [&'static str; 3] {
    match provider {
        Provider::Github => ["GITHUB_API_URL", "GITHUB_TOKEN", "GITHUB_REPOS"],
        Provider::Gitlab => ["GITLAB_URL", "GITLAB_TOKEN", "GITLAB_PROJECTS"],
        Provider::Jenkins => ["JENKINS_URL", "JENKINS_TOKEN", "JENKINS_JOBS"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(provider: Provider, variables: &[(&str, &str)]) -> Result<Option<Access>, ConfigError> {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Access::read(&variables.collect(), provider)
    }

    #[test]
    fn what_is_not_named_is_not_configured() {
        for provider in Provider::ALL {
            assert!(read(provider, &[]).unwrap().is_none());
        }
    }

    #[test]
    fn a_list_is_read_and_what_lacks_is_named() {
        let gitlab = [("GITLAB_TOKEN", "x"), ("GITLAB_PROJECTS", "acme/shop, other/*,")];
        let access = read(Provider::Gitlab, &gitlab).unwrap().unwrap();
        assert_eq!((access.wanted(), access.is_polled()), (&["acme/shop".to_owned(), "other/*".to_owned()][..], true));
        assert_eq!(access.client().unwrap().base().as_str(), "https://gitlab.com/api/v4");
        let error = read(Provider::Jenkins, &[("JENKINS_JOBS", "*")]).err().unwrap();
        assert_eq!(error.to_string(), "JENKINS_URL is not set; it takes the address of a Jenkins server");
        let error = read(Provider::Gitlab, &[("GITLAB_PROJECTS", "a/b")]).err().unwrap();
        assert!(error.to_string().starts_with("GITLAB_TOKEN is not set"), "{error}");
        let github = read(Provider::Github, &[("GITHUB_REPOS", "acme/api")]).unwrap().unwrap();
        assert_eq!(github.client().unwrap().base().as_str(), "https://api.github.com/");
    }
}
