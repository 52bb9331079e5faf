//! The Lambda function `notifier`.

use std::convert::Infallible;

use aws_lambda_events::event::sqs::SqsEvent;
use lambda_runtime::{LambdaEvent, service_fn};
use notifier::Function;
use platform::push::Push;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let environment = platform::function::start().await?;
    let store = Store::new(platform::database::from_environment(&environment)?);
    let endpoint =
        environment.required("WEBSOCKET_ENDPOINT", "https://<api>.execute-api.<region>.amazonaws.com/<stage>")?;
    let function = &Function::new(store, Push::new(&platform::aws::sdk_config().await, endpoint));
    lambda_runtime::run(service_fn(|event: LambdaEvent<SqsEvent>| async move {
        Ok::<_, Infallible>(function.handle(event.payload).await)
    }))
    .await
}
