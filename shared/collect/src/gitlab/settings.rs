//! What the environment says about GitLab.

use platform::config::{ConfigError, Environment};

use super::{Gitlab, is_pattern};
use crate::polling::members;

const PROJECTS: &str = "group/project, group/* or *, several separated by commas";

impl Gitlab {
    /// The collector that the environment asks for; `None` where it names no projects.
    pub fn from_environment(environment: &Environment) -> Result<Option<Self>, ConfigError> {
        let wanted = members(environment.optional("GITLAB_PROJECTS"));
        if wanted.is_empty() {
            return Ok(None);
        }
        if !wanted.iter().all(|it| is_path(it.strip_suffix("/*").unwrap_or(it)) || is_pattern(it)) {
            return Err(ConfigError::Invalid { name: "GITLAB_PROJECTS", takes: PROJECTS });
        }
        Ok(Some(Self { client: Self::client_from_environment(environment)?, wanted }))
    }
}

/// A group's or a project's path, or a project's number.
fn is_path(path: &str) -> bool {
    path.split('/').all(|it| {
        !it.is_empty()
            && ![".", ".."].contains(&it)
            && it.chars().all(|it| it.is_alphanumeric() || ['.', '_', '-', '+'].contains(&it))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        assert!(Gitlab::from_environment(&environment(&[])).unwrap().is_none());
        for projects in ["acme/shop", "acme/tools/*, acme/shop", "*", "42"] {
            assert!(Gitlab::from_environment(&environment(&[("GITLAB_PROJECTS", projects)])).unwrap().is_some());
        }
        for (name, value) in [
            ("GITLAB_PROJECTS", "acme/shop,../x"),
            ("GITLAB_PROJECTS", "/acme"),
            ("GITLAB_PROJECTS", "acme/*/x"),
            ("GITLAB_PROJECTS", "https://gitlab.com/acme/shop"),
            ("GITLAB_URL", "gitlab.com"),
            ("GITLAB_TOKEN", "a\u{7f}"),
        ] {
            let environment = environment(&[("GITLAB_PROJECTS", "acme/*"), (name, value)]);
            let error = Gitlab::from_environment(&environment).err().expect("it is refused").to_string();
            assert!(error.starts_with(name) && !error.contains(value), "{error}");
        }
    }
}
