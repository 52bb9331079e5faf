//! `cargo xtask deploy` and `cargo xtask destroy`: Signalbox on AWS, and off it again.

mod check;
mod destroy;
mod page;
mod settings;
mod stack;

use std::process::ExitCode;

use anyhow::{Result, ensure};

use crate::aws::Aws;
use crate::progress::say;
use crate::workspace::{Workspace, run as run_command};
use crate::{frontend, functions, tools};

pub use destroy::{Args as DestroyArgs, run as destroy};
use stack::Stack;

/// Build everything and bring it to AWS.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    target: Target,
    /// Only say what is missing.
    #[arg(long)]
    check: bool,
    /// Parameters of the template, such as `AlarmEmail=ops@example.com`; those not named stay as they are.
    #[arg(value_name = "NAME=VALUE")]
    parameters: Vec<String>,
}

/// Which deployment is meant.
#[derive(clap::Args)]
struct Target {
    /// The stack's name.
    #[arg(long, default_value = "signalbox")]
    stack: String,
    /// What the names of its settings in the parameter store begin with.
    #[arg(long, default_value = "/signalbox")]
    settings: String,
}

/// Deploys, or says what is missing.
pub fn run(args: &Args) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    for parameter in &args.parameters {
        ensure!(parameter.contains('='), "`{parameter}` is no parameter; one looks like AlarmEmail=ops@example.com");
    }
    let missing = check::missing(&workspace, &args.target.settings);
    if !missing.is_empty() {
        say("This is missing:");
        for it in &missing {
            say(&format!("- {it}"));
        }
        return Ok(ExitCode::FAILURE);
    }
    if args.check {
        say("Nothing is missing. `cargo xtask deploy` can go ahead.");
        return Ok(ExitCode::SUCCESS);
    }
    deploy(&workspace, args)?;
    Ok(ExitCode::SUCCESS)
}

fn deploy(workspace: &Workspace, args: &Args) -> Result<()> {
    let aws = Aws::find(workspace)?;
    tools::check_node()?;
    let page = frontend::build(workspace)?;
    settings::make(&aws, &args.target.settings)?;
    let before = Stack::find(&aws, &args.target.stack)?;
    let mut parameters: Vec<_> = args.parameters.iter().map(|it| as_sam_takes_it(it)).collect();
    parameters.push(format!("Settings={}", args.target.settings));
    parameters.push(format!("SettingsVersion={}", settings::version(&aws, &args.target.settings)?));
    build(workspace, &aws, before.as_ref(), &parameters)?;
    say("deploying; the database is brought up to date before any code is replaced");
    let mut sam = aws.command("sam");
    sam.current_dir(&workspace.root).args(["deploy", "--template-file", BUILT, "--resolve-s3"]);
    sam.args(["--no-confirm-changeset", "--no-fail-on-empty-changeset", "--no-progressbar"]);
    sam.args(["--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND", "--tags", "application=signalbox"]);
    sam.args(["--stack-name", &args.target.stack]);
    run_command(sam.arg("--parameter-overrides").args(&parameters))?;
    let stack = Stack::find(&aws, &args.target.stack)?;
    let stack = stack.ok_or_else(|| anyhow::anyhow!("the stack is not there after it was deployed"))?;
    page::upload(&aws, &page, stack.output("SiteBucket")?)?;
    tell(&stack, &args.target.settings)
}

/// SAM takes an empty value in quotes alone.
fn as_sam_takes_it(parameter: &str) -> String {
    if let Some((_, "")) = parameter.split_once('=') { format!("{parameter}\"\"") } else { parameter.to_owned() }
}

/// Where `sam build` leaves the template that `sam deploy` takes.
const BUILT: &str = ".aws-sam/build/template.yaml";

/// The template's architecture where nobody names another.
const ARCHITECTURE: &str = "arm64";

/// Builds the functions, for the architecture that they have or shall have.
fn build(workspace: &Workspace, aws: &Aws, before: Option<&Stack>, parameters: &[String]) -> Result<()> {
    say("building the functions (the first time takes many minutes)");
    let given = parameters.iter().rev().find_map(|it| it.strip_prefix("Architecture="));
    let architecture = given.or_else(|| before?.parameter("Architecture")).unwrap_or(ARCHITECTURE);
    functions::build(workspace, aws, architecture, &functions::names(workspace)?)?;
    let mut sam = aws.command("sam");
    sam.current_dir(&workspace.root).args(["build", "--template-file", "infra/template.yaml"]);
    run_command(sam.arg("--parameter-overrides").arg(format!("Architecture={architecture}")).args(parameters))
}

fn tell(stack: &Stack, settings: &str) -> Result<()> {
    let lines = [
        ("dashboard", "SiteUrl"),
        ("GitHub webhook", "GithubWebhookUrl"),
        ("GitLab webhook", "GitlabWebhookUrl"),
        ("Jenkins webhook", "JenkinsWebhookUrl"),
        ("CloudWatch", "DashboardUrl"),
    ];
    say("\nSignalbox is deployed.");
    for (label, output) in lines {
        say(&format!("{label:>16}  {}", stack.output(output)?));
    }
    say(&format!(
        "\nSign in with the access token, and give each provider its secret. They are kept here:\n\
         aws ssm get-parameters-by-path --path {settings} --with-decryption --query 'Parameters[].[Name,Value]' --output text"
    ));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_can_be_emptied() {
        let given = ["AlarmEmail=", "AlarmEmail=a@example.com", "Settings=/a="];
        let taken = ["AlarmEmail=\"\"", "AlarmEmail=a@example.com", "Settings=/a="];
        assert_eq!(given.map(as_sam_takes_it), taken);
    }
}
