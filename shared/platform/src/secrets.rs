//! Settings that are kept in the SSM parameter store: a variable says `ssm:/signalbox/DATABASE_URL` in its value's place.
//!
//! So no secret stands in a function's configuration, and a function reads what its own variables name and no more.

use std::collections::HashMap;

use anyhow::Context;
use aws_config::SdkConfig;
use aws_sdk_ssm::Client;

use crate::config::Environment;

/// What the value of such a variable begins with; the parameter's name follows.
const KEPT: &str = "ssm:";
/// How many parameters can be asked for at once.
const AT_ONCE: usize = 10;

/// Puts the kept values in the place of their names. A variable whose parameter is not there becomes absent.
pub async fn fetch(environment: &mut Environment) -> anyhow::Result<()> {
    let kept = environment.beginning_with(KEPT);
    if kept.is_empty() {
        return Ok(());
    }
    let parameters: Vec<_> = kept.iter().map(|(_, parameter)| parameter.clone()).collect();
    let values = read(crate::aws::sdk_config().config().await, &parameters).await?;
    put(environment, kept, &values);
    Ok(())
}

async fn read(config: &SdkConfig, parameters: &[String]) -> anyhow::Result<HashMap<String, String>> {
    let client = Client::new(config);
    let mut values = HashMap::new();
    for names in parameters.chunks(AT_ONCE) {
        let asked = client.get_parameters().set_names(Some(names.to_vec())).with_decryption(true);
        let answer = asked.send().await.context("the settings in the parameter store cannot be read")?;
        values.extend(answer.parameters.unwrap_or_default().into_iter().filter_map(|it| Some((it.name?, it.value?))));
    }
    Ok(values)
}

fn put(environment: &mut Environment, kept: Vec<(String, String)>, values: &HashMap<String, String>) {
    for (name, parameter) in kept {
        environment.replace(name, values.get(&parameter).cloned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_value_takes_its_name_s_place_and_a_missing_one_is_absent() {
        let variables = [
            ("DATABASE_URL", "ssm:/signalbox/DATABASE_URL"),
            ("GITHUB_TOKEN", "ssm:/signalbox/GITHUB_TOKEN"),
            ("RUST_LOG", "info"),
        ];
        let mut environment: Environment =
            variables.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let kept = environment.beginning_with(KEPT);
        assert_eq!(kept.len(), 2);
        put(&mut environment, kept, &HashMap::from([("/signalbox/DATABASE_URL".to_owned(), "postgres://".to_owned())]));
        assert_eq!(environment.optional("DATABASE_URL"), Some("postgres://"));
        assert_eq!(environment.optional("GITHUB_TOKEN"), None);
        assert_eq!(environment.optional("RUST_LOG"), Some("info"));
    }
}
