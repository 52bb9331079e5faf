//! How AWS is spoken to: one HTTP client with compiled-in crypto, shared by the SDKs.

use aws_config::{BehaviorVersion, SdkConfig};
use aws_smithy_http_client::{Builder, tls};

/// The SDK configuration of a Lambda function: region and credentials come from its environment.
pub async fn sdk_config() -> SdkConfig {
    let https =
        Builder::new().tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring)).build_https();
    aws_config::defaults(BehaviorVersion::latest()).http_client(https).load().await
}

/// The SDK configuration of the local host: the same clients, spoken to over plain HTTP at `endpoint`.
pub fn loopback_config(endpoint: &str) -> SdkConfig {
    use aws_config::Region;
    use aws_sdk_sqs::config::{Credentials, SharedCredentialsProvider};

    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("local"))
        .endpoint_url(endpoint)
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
            "local", "local", None, None, "loopback",
        )))
        .http_client(Builder::new().build_http())
        .build()
}
