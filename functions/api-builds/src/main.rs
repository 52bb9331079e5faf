//! The Lambda function `api-builds`.

use std::convert::Infallible;

use api_builds::Function;
use lambda_http::service_fn;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let environment = platform::function::start();
    let function = &Function::new(Store::new(platform::database::from_environment(&environment)?));
    lambda_http::run(service_fn(|request| async { Ok::<_, Infallible>(function.handle(request).await) })).await
}
