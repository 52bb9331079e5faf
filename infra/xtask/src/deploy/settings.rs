//! The settings in the parameter store.

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::aws::Aws;
use crate::progress::say;

/// The setting that only people can give.
pub(crate) const DATABASE_URL: &str = "DATABASE_URL";

/// The secrets that are made where nobody gave them, as the local host makes its own.
const MADE: [&str; 4] =
    ["SIGNALBOX_ACCESS_TOKEN", "GITHUB_WEBHOOK_SECRET", "GITLAB_WEBHOOK_SECRET", "JENKINS_WEBHOOK_SECRET"];

/// Whether a setting is there.
pub(crate) fn is_there(aws: &Aws, settings: &str, name: &str) -> Result<bool> {
    let parameter = format!("{settings}/{name}");
    let answer = aws.ask(&["ssm", "get-parameters", "--names", &parameter])?;
    Ok(answer["Parameters"].as_array().is_some_and(|it| !it.is_empty()))
}

/// Makes the secrets that are not there.
pub(crate) fn make(aws: &Aws, settings: &str) -> Result<()> {
    for name in MADE {
        if !is_there(aws, settings, name)? {
            say(&format!("making the setting {settings}/{name}"));
            put(aws, settings, name, &hex::encode(rand::random::<[u8; 24]>()))?;
        }
    }
    Ok(())
}

/// What is another once a setting was put or taken away, so that functions which are told it start anew.
pub(crate) fn version(aws: &Aws, settings: &str) -> Result<String> {
    let query = "sort_by(Parameters, &Name)[].[Name, LastModifiedDate]";
    let all = aws.ask(&["ssm", "get-parameters-by-path", "--path", settings, "--query", query])?;
    Ok(hex::encode(&Sha256::digest(all.to_string())[..8]))
}

/// Puts a setting. Its value goes by a file, because other users of this machine can see a command's arguments.
fn put(aws: &Aws, settings: &str, name: &str, value: &str) -> Result<()> {
    let parameter = serde_json::json!({ "Name": format!("{settings}/{name}"), "Type": "SecureString", "Value": value });
    let file = tempfile::NamedTempFile::new().context("could not make a temporary file")?;
    std::fs::write(file.path(), parameter.to_string()).context("could not write a temporary file")?;
    aws.ask(&["ssm", "put-parameter", "--cli-input-json", &format!("file://{}", file.path().display())]).map(drop)
}
