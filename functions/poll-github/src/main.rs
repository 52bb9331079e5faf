//! The Lambda function `poll-github`.

use collect::github::Github;
use collect::{Deadline, LookBack};
use lambda_runtime::service_fn;
use platform::doorbell::Doorbell;
use platform::function::{self, last_moment};
use platform::queue::Queues;
use poll_github::Function;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let environment = function::start().await?;
    let store = Store::new(platform::database::from_environment(&environment)?);
    let queues = Queues::new(&platform::aws::sdk_config().await);
    let notify =
        Doorbell::new(queues.queue(environment.required("NOTIFY_QUEUE_URL", "the notifier's queue's address")?));
    let (github, look_back) = (Github::from_environment(&environment)?, LookBack::from_environment(&environment)?);
    let function = &Function::new(github, look_back, store, notify);
    lambda_runtime::run(service_fn(|event: lambda_runtime::LambdaEvent<_>| async move {
        function.handle(event.payload, &Deadline::at(last_moment(&event.context))).await
    }))
    .await
}
