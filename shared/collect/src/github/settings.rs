//! What the environment says about GitHub.

use platform::config::{ConfigError, Environment};

use super::Github;
use crate::polling::{bad_server, members};

const REPOS: &str = "owner/repo or owner/*, several separated by commas";

impl Github {
    /// The collector that the environment asks for; `None` where it names no repositories.
    pub fn from_environment(environment: &Environment) -> Result<Option<Self>, ConfigError> {
        let names = members(environment.optional("GITHUB_REPOS"));
        if names.is_empty() {
            return Ok(None);
        }
        if !names.iter().all(|it| is_repository(it)) {
            return Err(ConfigError::Invalid { name: "GITHUB_REPOS", takes: REPOS });
        }
        let api_url = environment.optional("GITHUB_API_URL").unwrap_or("https://api.github.com");
        let github =
            Self::new(api_url, environment.optional("GITHUB_TOKEN"), names, environment.optional("PUBLIC_URL"));
        github.map(Some).map_err(|error| bad_server(error, "GITHUB_API_URL", "GITHUB_TOKEN"))
    }
}

/// `owner/repo` in the characters that GitHub allows, or `owner/*`.
fn is_repository(name: &str) -> bool {
    let is_name = |it: &str| {
        !it.is_empty()
            && ![".", ".."].contains(&it)
            && it.bytes().all(|it| it.is_ascii_alphanumeric() || b"._-".contains(&it))
    };
    name.split_once('/').is_some_and(|(owner, repo)| is_name(owner) && (repo == "*" || is_name(repo)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        assert!(Github::from_environment(&environment(&[])).unwrap().is_none());
        for (name, value) in [
            ("GITHUB_REPOS", "acme"),
            ("GITHUB_REPOS", "acme/api,../x"),
            ("GITHUB_REPOS", "acme/a?b"),
            ("GITHUB_API_URL", "api.github.com"),
            ("GITHUB_TOKEN", "a\u{7f}"),
        ] {
            let environment = environment(&[("GITHUB_REPOS", "acme/*"), (name, value)]);
            let error = Github::from_environment(&environment).err().expect("it is refused").to_string();
            assert!(error.starts_with(name) && !error.contains(value), "{error}");
        }
    }
}
