//! What the environment says about polling as a whole.

use domain::Provider;
use platform::config::{ConfigError, Environment};

use crate::BadServer;

const SECONDS: &str = "a whole number of seconds from 10";

/// Which providers are polled, and how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Polling {
    /// The seconds from one poll to the next.
    pub seconds: u32,
    /// The providers that are polled: those whose list of sources is set.
    pub providers: Vec<Provider>,
}

impl Polling {
    /// Reads `SIGNALBOX_POLL_SECONDS` and the lists of sources.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let seconds = environment.parsed("SIGNALBOX_POLL_SECONDS", SECONDS, 300)?;
        if seconds < 10 {
            return Err(ConfigError::Invalid { name: "SIGNALBOX_POLL_SECONDS", takes: SECONDS });
        }
        let lists = [
            (Provider::Github, environment.optional("GITHUB_REPOS")),
            (Provider::Gitlab, environment.optional("GITLAB_PROJECTS")),
            (Provider::Jenkins, environment.optional("JENKINS_JOBS")),
        ];
        let polled = lists.into_iter().filter(|(_, list)| !members(*list).is_empty());
        Ok(Self { seconds, providers: polled.map(|(provider, _)| provider).collect() })
    }
}

/// The members of a comma list.
pub(crate) fn members(list: Option<&str>) -> Vec<String> {
    let members = list.unwrap_or_default().split(',').map(str::trim);
    members.filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

/// The variable that a collector cannot be made with.
pub(crate) fn bad_server(error: BadServer, address: &'static str, token: &'static str) -> ConfigError {
    match error {
        BadServer::Address => {
            ConfigError::Invalid { name: address, takes: "an address such as https://ci.example.com" }
        }
        BadServer::Credentials => ConfigError::Invalid { name: token, takes: "a token of visible characters" },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LookBack;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_list_of_sources_switches_a_poller_on() {
        let polling = Polling::from_environment(&environment(&[])).unwrap();
        assert_eq!((polling.seconds, polling.providers.len()), (300, 0));
        let polling =
            Polling::from_environment(&environment(&[("JENKINS_JOBS", "*"), ("GITHUB_REPOS", " , ")])).unwrap();
        assert_eq!(polling.providers, [Provider::Jenkins]);
        assert_eq!(LookBack::from_environment(&environment(&[])).unwrap().0.as_hours(), 14 * 24);
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        let error = Polling::from_environment(&environment(&[("SIGNALBOX_POLL_SECONDS", "9")])).unwrap_err();
        assert!(error.to_string().starts_with("SIGNALBOX_POLL_SECONDS"));
        let error = LookBack::from_environment(&environment(&[("SIGNALBOX_BACKFILL_DAYS", "366")])).unwrap_err();
        assert!(error.to_string().starts_with("SIGNALBOX_BACKFILL_DAYS"));
    }
}
