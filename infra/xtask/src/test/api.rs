//! Tests that are made from the OpenAPI document and run against the local host.

use std::process::Command;

use anyhow::Result;

use super::Checkout;
use crate::host::TestHost;
use crate::tools;
use crate::workspace::run;

/// Schemathesis: many legal and illegal requests, the same ones each time, and every answer as the document says.
pub(super) fn schemathesis(checkout: &Checkout) -> Result<()> {
    let python = tools::python(&checkout.workspace, "api")?;
    let (program, page) = checkout.host()?;
    let host = TestHost::start(&checkout.workspace, &program, &page, None)?;
    let mut command = Command::new(python.join("bin/schemathesis"));
    // A folder of its own, because it writes what it found beside itself.
    let config = checkout.workspace.root.join("infra/xtask/schemathesis.toml");
    command
        .current_dir(&python)
        .arg("--config-file")
        .arg(config)
        .arg("run")
        .arg(format!("{}/api/openapi.json", host.url));
    // One worker: some Pythons cannot parse source on two threads at once, which Schemathesis does.
    command.args(["--checks", "all", "--max-examples", "25", "--workers", "1"]);
    command.args(["--generation-deterministic", "--phases", "examples,coverage,fuzzing"]);
    run(&mut command)?;
    host.stop()
}
