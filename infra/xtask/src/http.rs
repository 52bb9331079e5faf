//! The client of hosts on this machine.

use std::time::Duration;

use anyhow::{Context, Result};
use reqwest::Client;

/// How long a host may take to answer.
const TIMEOUT: Duration = Duration::from_mins(1);

/// A client that asks no proxy.
pub(crate) fn client() -> Result<Client> {
    // Nothing here is asked over TLS. Where the workspace is built as a whole the client can, and then wants to know how.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().timeout(TIMEOUT).build().context("could not make an HTTP client")
}
