//! The Lambda function `api-session`.

use api_session::Function;
use lambda_http::service_fn;
use platform::gate::Gate;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let environment = platform::function::start().await?;
    let gate = &Gate::from_environment(&environment)?;
    let function = &Function::new(gate.clone(), true);
    lambda_http::run(service_fn(|request| gate.pass(request, |request| function.handle(request)))).await
}
