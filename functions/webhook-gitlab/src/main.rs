//! The Lambda function `webhook-gitlab`.

use std::convert::Infallible;

use intake::Intake;
use lambda_http::service_fn;
use providers::Secrets;
use webhook_gitlab::Function;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let environment = platform::function::start().await?;
    let secrets = environment.required("GITLAB_WEBHOOK_SECRET", "one or more secrets, separated by commas")?;
    let function = &Function::new(Intake::from_environment(&environment)?, Secrets::parse(secrets));
    lambda_http::run(service_fn(|request| async { Ok::<_, Infallible>(function.handle(request).await) })).await
}
