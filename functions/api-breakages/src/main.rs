//! The Lambda function `api-breakages`.

use api_breakages::Function;
use lambda_http::service_fn;
use platform::gate::Gate;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let environment = platform::function::start().await?;
    let gate = &Gate::from_environment(&environment)?;
    let function = &Function::new(Store::new(platform::database::from_environment(&environment)?));
    lambda_http::run(service_fn(|request| gate.pass(request, |request| function.handle(request)))).await
}
