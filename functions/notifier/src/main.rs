//! The Lambda function `notifier`.

use std::convert::Infallible;

use aws_lambda_events::event::sqs::SqsEvent;
use lambda_runtime::{LambdaEvent, service_fn};
use notifier::Function;
use platform::{doorbell::Doorbell, push::Push, queue::Queues};
use senders::Senders;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let environment = platform::function::start().await?;
    let store = Store::new(platform::database::from_environment(&environment)?);
    let sdk = platform::aws::sdk_config();
    let push = Push::new(&sdk, environment.required("WEBSOCKET_ENDPOINT", "the WebSocket API's address")?);
    let doorbell = Doorbell::new(Queues::new(&sdk).queue(environment.required("NOTIFY_QUEUE_URL", "its own queue")?));
    let senders = Senders::from_environment(&environment)?.at(environment.optional("PUBLIC_URL").unwrap_or_default());
    let function = &Function::new(store, push, senders, doorbell);
    lambda_runtime::run(service_fn(|event: LambdaEvent<SqsEvent>| async move {
        Ok::<_, Infallible>(function.handle(event.payload).await)
    }))
    .await
}
