//! A stack as CloudFormation describes it.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::aws::Aws;

/// A stack that is there.
pub(crate) struct Stack(Value);

impl Stack {
    /// The stack of this name, if there is one.
    pub(crate) fn find(aws: &Aws, name: &str) -> Result<Option<Self>> {
        match aws.ask(&["cloudformation", "describe-stacks", "--stack-name", name]) {
            Ok(mut answer) => Ok(Some(Self(answer["Stacks"][0].take()))),
            Err(error) if error.to_string().contains("does not exist") => Ok(None),
            Err(error) => Err(error.context("CloudFormation cannot be asked for the stack")),
        }
    }

    /// What a parameter is set to.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.value("Parameters", "ParameterKey", "ParameterValue", name)
    }

    /// One of the stack's outputs.
    pub(crate) fn output(&self, name: &str) -> Result<&str> {
        self.value("Outputs", "OutputKey", "OutputValue", name).with_context(|| format!("the stack has no {name}"))
    }

    fn value(&self, list: &str, key: &str, value: &str, name: &str) -> Option<&str> {
        self.0[list].as_array()?.iter().find(|it| it[key] == name)?[value].as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_and_parameters_are_found_by_name() {
        let stack = Stack(serde_json::json!({
            "Parameters": [{ "ParameterKey": "Architecture", "ParameterValue": "x86_64" }],
            "Outputs": [{ "OutputKey": "SiteUrl", "OutputValue": "https://ci.example" }],
        }));
        assert_eq!(stack.parameter("Architecture"), Some("x86_64"));
        assert_eq!(stack.output("SiteUrl").unwrap(), "https://ci.example");
        assert!(stack.output("Moon").is_err());
    }
}
