//! The Lambda function `api-alerts`.

use api_alerts::Function;
use lambda_http::service_fn;
use platform::doorbell::Doorbell;
use platform::gate::Gate;
use platform::queue::Queues;
use senders::Senders;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let environment = platform::function::start().await?;
    let gate = &Gate::from_environment(&environment)?;
    let store = Store::new(platform::database::from_environment(&environment)?);
    let queues = Queues::new(&platform::aws::sdk_config());
    let notify = queues.queue(environment.required("NOTIFY_QUEUE_URL", "the notifier's queue's address")?);
    let function = &Function::new(store, Senders::from_environment(&environment)?, Doorbell::new(notify));
    lambda_http::run(service_fn(|request| gate.pass(request, |request| function.handle(request)))).await
}
