//! The checks of the front end, alone and together with the local host.

use anyhow::Result;

use super::Checkout;
use crate::host::TestHost;
use crate::workspace::run;
use crate::{frontend, tools};

/// Lints, types, and that the generated types are those of the OpenAPI document.
pub(super) fn check(checkout: &Checkout) -> Result<()> {
    npm(checkout, "check")
}

/// Unit tests.
pub(super) fn tests(checkout: &Checkout) -> Result<()> {
    npm(checkout, "test")
}

/// A build from nothing, within the size budget.
pub(super) fn build(checkout: &Checkout) -> Result<()> {
    tools::check_node()?;
    frontend::build_anew(&checkout.workspace)
}

/// The page in a browser, over a server that only pretends.
pub(super) fn browser(checkout: &Checkout) -> Result<()> {
    prepare(checkout)?;
    let chromium = tools::chromium()?;
    run(checkout.workspace.npm(&["run", "e2e"]).env("CHROMIUM_PATH", chromium))
}

/// The page in a browser, over the real local host and its own PostgreSQL: one that is open and one that is not.
pub(super) fn host(checkout: &Checkout) -> Result<()> {
    prepare(checkout)?;
    let chromium = tools::chromium()?;
    let (program, page) = checkout.host()?;
    let token = hex::encode(rand::random::<[u8; 16]>());
    let host = TestHost::start(&checkout.workspace, &program, &page, None)?;
    let gated = TestHost::start(&checkout.workspace, &program, &page, Some(&token))?;
    let mut journey = checkout.workspace.npm(&["run", "e2e:host"]);
    journey.env("CHROMIUM_PATH", chromium).env("SIGNALBOX_URL", &host.url);
    journey.env("SIGNALBOX_GATED_URL", &gated.url).env("SIGNALBOX_ACCESS_TOKEN", token);
    run(journey.env("GITHUB_WEBHOOK_SECRET", &host.github_secret))?;
    gated.stop()?;
    host.stop()
}

fn npm(checkout: &Checkout, script: &str) -> Result<()> {
    prepare(checkout)?;
    run(&mut checkout.workspace.npm(&["run", script]))
}

fn prepare(checkout: &Checkout) -> Result<()> {
    tools::check_node()?;
    frontend::install(&checkout.workspace)
}
