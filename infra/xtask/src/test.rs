//! `cargo xtask test`: runs every check, one after another, and sums up.

mod api;
mod page;
mod rust;
mod template;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::progress::{say, spoken};
use crate::workspace::Workspace;
use crate::{frontend, host, parity};

/// Run every check: Rust, page, browser and API.
#[derive(clap::Args)]
pub struct Args {
    /// Run only these checks, in the usual order.
    #[arg(value_name = "CHECK", value_parser = names())]
    only: Vec<String>,
    /// Stop at the first check that fails.
    #[arg(long)]
    fail_fast: bool,
}

/// One check: its name on the command line, what it proves, and how it is run.
struct Step {
    name: &'static str,
    about: &'static str,
    run: fn(&Checkout) -> Result<()>,
}

/// Every check, in the order they run: quick ones first.
const STEPS: &[Step] = &[
    Step { name: "format", about: "Rust formatting", run: rust::format },
    Step { name: "clippy", about: "Rust lints", run: rust::clippy },
    Step { name: "rust", about: "Rust tests over a real PostgreSQL", run: rust::tests },
    Step { name: "page-lint", about: "page: lints and types", run: page::check },
    Step { name: "page-test", about: "page: unit tests", run: page::tests },
    Step { name: "page-build", about: "page: build and size budget", run: page::build },
    Step { name: "browser", about: "page in a browser", run: page::browser },
    Step { name: "host", about: "browser journey over the local host", run: page::host },
    Step { name: "template", about: "templates: rules and what they allow", run: template::check },
    Step { name: "api", about: "API tests from the OpenAPI document", run: api::schemathesis },
    Step {
        name: "parity",
        about: "the deployed template, on an emulator of AWS",
        run: |it| parity::play(&it.workspace),
    },
];

/// What the checks work on.
struct Checkout {
    workspace: Workspace,
}

impl Checkout {
    /// The local host, built for tests, and the built page.
    fn host(&self) -> Result<(PathBuf, PathBuf)> {
        let page = frontend::build(&self.workspace)?;
        Ok((host::build(&self.workspace, "dev")?, page))
    }
}

/// How one check went.
struct Outcome {
    name: &'static str,
    took: Duration,
    failed: bool,
}

/// Runs the checks; the exit code tells whether all passed.
pub fn run(args: &Args) -> Result<ExitCode> {
    let checkout = Checkout { workspace: Workspace::find()? };
    let steps: Vec<_> = STEPS.iter().filter(|step| wanted(step, &args.only)).collect();
    if steps.is_empty() {
        bail!("there is no such check; these are: {}", names().join(", "));
    }
    let mut outcomes = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        say(&format!("\n── {}/{} {}: {}", index + 1, steps.len(), step.name, step.about));
        let began = Instant::now();
        let result = (step.run)(&checkout);
        let took = began.elapsed();
        match &result {
            Ok(()) => say(&format!("── {} passed in {}", step.name, spoken(took))),
            Err(error) => say(&format!("── {} FAILED in {}: {error:#}", step.name, spoken(took))),
        }
        outcomes.push(Outcome { name: step.name, took, failed: result.is_err() });
        if result.is_err() && args.fail_fast {
            break;
        }
    }
    let failed = outcomes.iter().any(|outcome| outcome.failed);
    say(&format!("\n{}", sum_up(&outcomes, steps.len())));
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn wanted(step: &Step, only: &[String]) -> bool {
    only.is_empty() || only.iter().any(|name| name == step.name)
}

fn names() -> Vec<&'static str> {
    STEPS.iter().map(|step| step.name).collect()
}

/// The last line of a run.
fn sum_up(outcomes: &[Outcome], planned: usize) -> String {
    let took = spoken(outcomes.iter().map(|outcome| outcome.took).sum());
    let failed: Vec<_> = outcomes.iter().filter(|outcome| outcome.failed).map(|outcome| outcome.name).collect();
    if failed.is_empty() {
        return format!("all {planned} checks passed in {took}");
    }
    let left = planned - outcomes.len();
    let left = if left == 0 { String::new() } else { format!(", {left} not run") };
    format!("{} of {planned} checks failed in {took}: {}{left}", failed.len(), failed.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(name: &'static str, failed: bool) -> Outcome {
        Outcome { name, took: Duration::from_secs(40), failed }
    }

    #[test]
    fn the_last_line_sums_up() {
        let passed = [outcome("format", false), outcome("clippy", false)];
        assert_eq!(sum_up(&passed, 2), "all 2 checks passed in 1 min 20 s");
        let failed = [outcome("format", false), outcome("clippy", true)];
        assert_eq!(sum_up(&failed, 3), "1 of 3 checks failed in 1 min 20 s: clippy, 1 not run");
    }

    #[test]
    fn every_check_has_a_name_of_its_own() {
        let mut names = names();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), STEPS.len());
    }
}
