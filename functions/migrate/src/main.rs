//! The Lambda function `migrate`, a custom resource of the template.

use lambda_runtime::{LambdaEvent, service_fn};
use migrate::Function;
use platform::{custom_resource, database};
use serde_json::Value;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    // What is wrong with the settings is for the deployment to hear, so that it does not end this.
    let environment = &platform::function::start().await;
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| {
        custom_resource::answer(event.payload, async {
            let environment = environment.as_ref().map_err(|error| anyhow::anyhow!("{error:#}"))?;
            Function::new(Store::new(database::from_environment(environment)?)).handle().await
        })
    }))
    .await
}
