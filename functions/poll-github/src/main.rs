//! The Lambda function `poll-github`.

use collect::github::Github;
use collect::{Deadline, LookBack};
use lambda_runtime::{LambdaEvent, service_fn};
use platform::doorbell::Doorbell;
use platform::function::{self, last_moment};
use platform::queue::Queues;
use poll_github::Function;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let environment = function::start().await?;
    let store = Store::new(platform::database::from_environment(&environment)?);
    let queues = Queues::new(&platform::aws::sdk_config());
    let notify = queues.queue(environment.required("NOTIFY_QUEUE_URL", "the notifier's queue's address")?);
    let (collector, look_back) = (Github::from_environment(&environment)?, LookBack::from_environment(&environment)?);
    let function = &Function::new(collector, look_back, store, Doorbell::new(notify));
    lambda_runtime::run(service_fn(|event: LambdaEvent<_>| async move {
        function.handle(event.payload, &Deadline::at(last_moment(&event.context))).await
    }))
    .await
}
