//! Where alerts go, as the environment says.

use domain::channel::{Target, Targets};

use crate::config::{ConfigError, Environment};

/// The targets in `SLACK_WEBHOOK_URL` and `ALERT_EMAIL_TO`. The operator's webhook may be any address.
pub fn from_environment(environment: &Environment) -> Result<Targets, ConfigError> {
    let url = environment.optional("SLACK_WEBHOOK_URL").map(str::trim);
    let is_url = |it: &str| it.strip_prefix("https://").or(it.strip_prefix("http://")).is_some_and(|it| !it.is_empty());
    let takes = "the address of a Slack incoming webhook, such as https://hooks.slack.com/services/…";
    if url.is_some_and(|it| !is_url(it)) {
        return Err(ConfigError::Invalid { name: "SLACK_WEBHOOK_URL", takes });
    }
    let takes = "mail addresses, separated by commas";
    let invalid = |_| ConfigError::Invalid { name: "ALERT_EMAIL_TO", takes };
    let email = environment.optional("ALERT_EMAIL_TO").map(Target::email).transpose().map_err(invalid)?;
    Ok(Targets { slack: url.map(|it| Target::trusted(it.to_owned())), email })
}
