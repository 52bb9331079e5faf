//! The Lambda function `api-collect`.

use api_collect::Function;
use collect::Polling;
use domain::Provider::{Github, Gitlab, Jenkins};
use lambda_http::service_fn;
use platform::gate::Gate;
use platform::queue::Queues;
use store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let environment = platform::function::start().await?;
    let gate = &Gate::from_environment(&environment)?;
    let store = Store::new(platform::database::from_environment(&environment)?);
    let queues = Queues::new(&platform::aws::sdk_config());
    let takes = "the address of that poller's queue";
    let github = (Github, queues.queue(environment.required("COLLECT_GITHUB_QUEUE_URL", takes)?));
    let gitlab = (Gitlab, queues.queue(environment.required("COLLECT_GITLAB_QUEUE_URL", takes)?));
    let jenkins = (Jenkins, queues.queue(environment.required("COLLECT_JENKINS_QUEUE_URL", takes)?));
    let (polling, url) = (Polling::from_environment(&environment)?, environment.optional("PUBLIC_URL"));
    let function = &Function::new(store, polling, vec![github, gitlab, jenkins], url);
    lambda_http::run(service_fn(|request| gate.pass(request, |request| function.handle(request)))).await
}
