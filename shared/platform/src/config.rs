//! Configuration: environment variables, read once at start and nowhere else.

use std::collections::HashMap;
use std::str::FromStr;

/// A variable that is missing or says something that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The variable is needed and absent or empty.
    #[error("{name} is not set; it takes {takes}")]
    Missing {
        /// The variable's name.
        name: &'static str,
        /// What it takes, for people.
        takes: &'static str,
    },
    /// The variable's value cannot be read. The value itself is not told: it may be a secret.
    #[error("{name} cannot be read; it takes {takes}")]
    Invalid {
        /// The variable's name.
        name: &'static str,
        /// What it takes, for people.
        takes: &'static str,
    },
}

/// The environment as it stood at start.
#[derive(Clone, Default)]
pub struct Environment(HashMap<String, String>);

impl Environment {
    /// Reads the process's environment. Empty variables count as absent.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
    pub fn read() -> Self {
        std::env::vars().collect()
    }

    /// The variable's value, if it is there.
    pub fn optional(&self, name: &'static str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The variable's value; `takes` tells people what it should have been.
    pub fn required(&self, name: &'static str, takes: &'static str) -> Result<&str, ConfigError> {
        self.optional(name).ok_or(ConfigError::Missing { name, takes })
    }

    /// The variable's value read as `T`, or `default` where it is absent.
    pub fn parsed<T: FromStr>(&self, name: &'static str, takes: &'static str, default: T) -> Result<T, ConfigError> {
        match self.optional(name) {
            None => Ok(default),
            Some(text) => text.trim().parse().map_err(|_| ConfigError::Invalid { name, takes }),
        }
    }

    /// The variables whose values begin with `prefix`, and what follows it.
    pub(crate) fn beginning_with(&self, prefix: &str) -> Vec<(String, String)> {
        let found = self.0.iter().filter_map(|(name, value)| Some((name, value.strip_prefix(prefix)?)));
        found.map(|(name, rest)| (name.clone(), rest.to_owned())).collect()
    }

    /// Gives a variable another value, or none.
    pub(crate) fn replace(&mut self, name: String, value: Option<String>) {
        self.0.remove(&name);
        self.0.extend(value.filter(|it| !it.is_empty()).map(|it| (name, it)));
    }

    /// Puts `value` where the environment says nothing: the environment wins over a file.
    pub fn or_insert(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.0.entry(name.to_owned()).or_insert_with(|| value.to_owned());
        }
    }
}

impl FromIterator<(String, String)> for Environment {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Self {
        Self(variables.into_iter().filter(|(_, value)| !value.is_empty()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(name: &str, value: &str) -> Environment {
        [(name.to_owned(), value.to_owned())].into_iter().collect()
    }

    #[test]
    fn an_error_names_the_variable_and_what_it_takes_but_not_its_value() {
        let environment = environment("SIGNALBOX_POLL_SECONDS", "often");
        let error = environment.parsed("SIGNALBOX_POLL_SECONDS", "a whole number of seconds", 300_u32).unwrap_err();
        assert_eq!(error.to_string(), "SIGNALBOX_POLL_SECONDS cannot be read; it takes a whole number of seconds");
    }

    #[test]
    fn an_empty_variable_is_an_absent_one() {
        assert_eq!(environment("DATABASE_URL", "").optional("DATABASE_URL"), None);
    }

    #[test]
    fn the_environment_wins_over_a_file() {
        let mut environment = environment("PUBLIC_URL", "https://a.example");
        environment.or_insert("PUBLIC_URL", "https://b.example");
        assert_eq!(environment.optional("PUBLIC_URL"), Some("https://a.example"));
    }
}
