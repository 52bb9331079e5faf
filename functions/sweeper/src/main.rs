//! The Lambda function `sweeper`.

use lambda_runtime::{LambdaEvent, service_fn};
use platform::doorbell::Doorbell;
use platform::queue::Queues;
use serde_json::Value;
use store::Store;
use sweeper::{Function, Retention};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let environment = platform::function::start().await?;
    let store = Store::new(platform::database::from_environment(&environment)?);
    let queues = Queues::new(&platform::aws::sdk_config());
    let notify = queues.queue(environment.required("NOTIFY_QUEUE_URL", "the notifier's queue's address")?);
    let function = &Function::new(store, Doorbell::new(notify), Retention::from_environment(&environment)?);
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| async move {
        let _ = event;
        function.handle().await
    }))
    .await
}
