//! The Lambda function `websocket`.

use aws_lambda_events::event::apigw::ApiGatewayWebsocketProxyRequest;
use lambda_runtime::{LambdaEvent, service_fn};
use platform::gate::Gate;
use store::Store;
use websocket::Function;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let environment = platform::function::start().await?;
    let store = Store::new(platform::database::from_environment(&environment)?);
    let function = &Function::new(store, Gate::from_environment(&environment)?);
    lambda_runtime::run(service_fn(|event: LambdaEvent<ApiGatewayWebsocketProxyRequest>| async move {
        function.handle(event.payload).await
    }))
    .await
}
