//! The Lambda function `migrate`.

use lambda_runtime::{LambdaEvent, service_fn};
use migrate::Function;
use serde_json::Value;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let environment = platform::function::start();
    let function = &Function::new(Store::new(platform::database::from_environment(&environment)?));
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| async move {
        let _ = event;
        function.handle().await
    }))
    .await
}
