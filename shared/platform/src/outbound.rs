//! The HTTP client for servers that are not ours: providers and channels.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};
use rustls::RootCertStore;

use crate::tls;

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);
/// Who is asking: GitHub refuses requests that do not say.
const USER_AGENT: &str = concat!("signalbox/", env!("CARGO_PKG_VERSION"));

/// A client that follows no redirect by itself, because our credentials must not follow one to another server.
///
/// It trusts the compiled-in roots and those of the machine; `SSL_CERT_FILE` leads to a private authority's.
pub fn client() -> ClientBuilder {
    Client::builder()
        .tls_backend_preconfigured(tls::client(roots))
        .user_agent(USER_AGENT)
        .redirect(Policy::none())
        .referer(false)
        .connect_timeout(CONNECT)
}

fn roots() -> RootCertStore {
    let mut roots = tls::public_roots();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_client_is_made_without_a_machine_s_roots() {
        assert!(super::client().build().is_ok());
    }
}
