//! The Lambda function `api-logs`.

use api_logs::{Function, LARGEST_ANSWER};
use lambda_http::service_fn;
use logs::Logs;
use platform::gate::Gate;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let environment = platform::function::start().await?;
    let gate = &Gate::from_environment(&environment)?;
    let logs = Logs::from_environment(&environment)?;
    let store = Store::new(platform::database::from_environment(&environment)?);
    let function = &Function::new(store, logs, LARGEST_ANSWER);
    let handle = async |request| function.handle(request).await.whole().await;
    lambda_http::run(service_fn(|request| gate.pass(request, handle))).await
}
