//! How AWS is spoken to: one HTTP client with compiled-in crypto, shared by the SDKs.

use std::sync::Arc;

use aws_config::{BehaviorVersion, SdkConfig};
use aws_smithy_http_client::{Builder, tls};
use tokio::sync::OnceCell;

/// How the SDKs are set up. Made when a client is first needed: many a request needs none, and no start does.
#[derive(Clone, Debug, Default)]
pub struct Sdk(Arc<OnceCell<SdkConfig>>);

impl Sdk {
    pub(crate) async fn config(&self) -> &SdkConfig {
        // Boxed, because whoever may have to wait for it is large otherwise.
        self.0.get_or_init(|| Box::pin(load())).await
    }
}

/// The set-up in a Lambda function: region and credentials come from its environment.
pub fn sdk_config() -> Sdk {
    Sdk::default()
}

async fn load() -> SdkConfig {
    let https =
        Builder::new().tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring)).build_https();
    aws_config::defaults(BehaviorVersion::latest()).http_client(https).load().await
}

/// The set-up on the local host: the same clients, spoken to over plain HTTP at `endpoint`.
pub fn loopback_config(endpoint: &str) -> Sdk {
    use aws_config::Region;
    use aws_sdk_sqs::config::{Credentials, SharedCredentialsProvider};

    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("local"))
        .endpoint_url(endpoint)
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
            "local", "local", None, None, "loopback",
        )))
        .http_client(Builder::new().build_http())
        .build();
    Sdk(Arc::new(OnceCell::new_with(Some(config))))
}
