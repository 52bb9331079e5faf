//! What a deployment needs, and what of it is missing, in plain sentences.

use crate::aws::{Aws, region};
use crate::deploy::settings::{self, DATABASE_URL};
use crate::tools;
use crate::workspace::Workspace;

/// What is missing, a sentence each, with what to do about it. What comes later is not looked for without what it needs.
pub(crate) fn missing(workspace: &Workspace, prefix: &str) -> Vec<String> {
    let mut missing = Vec::new();
    if let Err(error) = tools::check_node() {
        missing.push(format!("{error:#}."));
    }
    let aws = match Aws::find(workspace) {
        Ok(aws) => aws,
        Err(error) => {
            missing.push(format!("AWS's tools cannot be installed: {error:#}."));
            return missing;
        }
    };
    if !has_region(&aws) {
        missing.push("There is no region. Set one, such as `export AWS_REGION=eu-central-1`.".to_owned());
    }
    match aws.ask(&["sts", "get-caller-identity"]) {
        Ok(_) => missing.extend(of_account(&aws, prefix)),
        Err(error) => missing.push(credentials(&error.to_string())),
    }
    missing
}

/// What of the account is missing, once it can be asked.
fn of_account(aws: &Aws, prefix: &str) -> Option<String> {
    match settings::is_there(aws, prefix, DATABASE_URL) {
        Ok(true) => None,
        Ok(false) => Some(format!(
            "The database's address is not in the parameter store. Put it there with\n  aws ssm put-parameter --name \
             {prefix}/{DATABASE_URL} --type SecureString --value 'postgres://user:password@host:5432/database'"
        )),
        Err(error) => Some(format!("The parameter store cannot be read; these credentials may not. AWS says: {error}")),
    }
}

fn has_region(aws: &Aws) -> bool {
    region().is_some()
        || aws.command("aws").args(["configure", "get", "region"]).output().is_ok_and(|it| it.status.success())
}

fn credentials(said: &str) -> String {
    let configure =
        "Sign in with `aws configure`, or `aws configure sso` of its version 2, and name the profile with AWS_PROFILE";
    if said.contains("credentials") || said.contains("Token") {
        format!("There are no credentials for AWS, or they have ended. {configure}. AWS says: {said}")
    } else {
        format!("AWS does not answer. {configure}. It says: {said}")
    }
}
