//! Custom resources: a function as a step of a CloudFormation deployment, which waits for the function's answer.

use std::time::Duration;

use anyhow::{Context, ensure};
use serde::Deserialize;
use serde_json::{Value, json};

/// How long the step may take; the function that it runs in has a little longer.
const LIMIT: Duration = Duration::from_secs(100);

/// What CloudFormation asks. It waits an hour for an answer, so that there always has to be one.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Asked {
    request_type: String,
    #[serde(rename = "ResponseURL")]
    response_url: String,
    stack_id: String,
    request_id: String,
    logical_resource_id: String,
}

/// Runs `step` for an event and tells CloudFormation how it went. Nothing is done when the resource is deleted; an event
/// that is not CloudFormation's runs the step too.
pub async fn answer(event: Value, step: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    if event.get("ResponseURL").is_none() {
        return step.await;
    }
    let asked: Asked = serde_json::from_value(event).context("CloudFormation asks in another way than it did")?;
    let done = match asked.request_type.as_str() {
        "Delete" => Ok(()),
        _ => tokio::time::timeout(LIMIT, step).await.context("it took too long").flatten(),
    };
    if let Err(error) = &done {
        tracing::error!(error = format!("{error:#}"), "a step of the deployment failed");
    }
    let client = crate::outbound::client().timeout(Duration::from_secs(15)).build()?;
    let told = client.put(&asked.response_url).body(said(&asked, &done).to_string()).send().await;
    let told = told.map_err(reqwest::Error::without_url).context("CloudFormation cannot be told")?;
    ensure!(told.status().is_success(), "CloudFormation was told and said {}", told.status());
    Ok(())
}

fn said(asked: &Asked, done: &anyhow::Result<()>) -> Value {
    let (status, reason) = match done {
        Ok(()) => ("SUCCESS", String::new()),
        Err(error) => ("FAILED", format!("{error:#}")),
    };
    json!({
        "Status": status, "Reason": reason, "StackId": asked.stack_id, "RequestId": asked.request_id,
        "LogicalResourceId": asked.logical_resource_id,
        // Always the same, so that a change is never taken for another resource.
        "PhysicalResourceId": asked.logical_resource_id,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_with_its_reason() {
        let event = json!({
            "RequestType": "Update", "ResponseURL": "https://s3.example/x", "StackId": "s", "RequestId": "r",
            "LogicalResourceId": "Migration", "ResourceProperties": {}, "OldResourceProperties": {},
        });
        let asked: Asked = serde_json::from_value(event).unwrap();
        let told = said(&asked, &Err(anyhow::anyhow!("migration 0009 failed")));
        assert_eq!((&told["Status"], &told["Reason"]), (&json!("FAILED"), &json!("migration 0009 failed")));
        assert_eq!(told["PhysicalResourceId"], "Migration");
    }
}
