//! The Lambda function `migrate`.

use lambda_runtime::{LambdaEvent, service_fn};
use migrate::Function;
use platform::custom_resource;
use serde_json::Value;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let environment = platform::function::start().await?;
    let function = &Function::new(Store::new(platform::database::from_environment(&environment)?));
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| async move {
        custom_resource::answer(event.payload, function.handle()).await
    }))
    .await
}
