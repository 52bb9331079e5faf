//! What the environment says about Jenkins.

use platform::config::{ConfigError, Environment};

use super::Jenkins;
use crate::polling::members;

impl Jenkins {
    /// The collector that the environment asks for; `None` where it names no jobs.
    pub fn from_environment(environment: &Environment) -> Result<Option<Self>, ConfigError> {
        let wanted = members(environment.optional("JENKINS_JOBS"));
        if wanted.is_empty() {
            return Ok(None);
        }
        environment.required("JENKINS_URL", "the address of the server that JENKINS_JOBS are on")?;
        Ok(Self::client_from_environment(environment)?.map(|client| Self { client, wanted }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_is_lacking_is_named() {
        let url = ("JENKINS_URL", "https://ci.example");
        assert!(Jenkins::from_environment(&environment(&[url])).unwrap().is_none());
        assert!(Jenkins::from_environment(&environment(&[url, ("JENKINS_JOBS", "acme, nightly")])).unwrap().is_some());
        for (name, variables) in [
            ("JENKINS_URL", vec![]),
            ("JENKINS_URL", vec![("JENKINS_URL", "ci.example")]),
            ("JENKINS_USER", vec![url, ("JENKINS_TOKEN", "hush")]),
        ] {
            let environment = environment(&[[("JENKINS_JOBS", "*")].as_slice(), &variables].concat());
            let error = Jenkins::from_environment(&environment).err().expect("it is refused").to_string();
            assert!(error.starts_with(name) && !error.contains("hush"), "{error}");
        }
    }
}
