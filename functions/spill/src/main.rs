//! The Lambda function `spill`.

use std::convert::Infallible;

use aws_lambda_events::event::sqs::SqsEvent;
use intake::Intake;
use lambda_runtime::{LambdaEvent, service_fn};
use spill::Function;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let environment = platform::function::start().await?;
    let function = &Function::new(Intake::from_environment(&environment)?);
    lambda_runtime::run(service_fn(|event: LambdaEvent<SqsEvent>| async move {
        Ok::<_, Infallible>(function.handle(event.payload).await)
    }))
    .await
}
