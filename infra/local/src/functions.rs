//! The functions of this host, with their parts.

use std::sync::Arc;

use anyhow::Result;
use collect::github::Github;
use collect::gitlab::Gitlab;
use collect::jenkins::Jenkins;
use collect::{LookBack, Polling};
use domain::Provider;
use intake::Intake;
use logs::Logs;
use platform::aws::loopback_config;
use platform::doorbell::Doorbell;
use platform::push::{Push, Sockets};
use platform::queue::Queues;
use providers::Secrets;
use store::Store;

use crate::settings::Settings;

/// Every function, each as it runs on Lambda.
#[allow(missing_docs, reason = "each is described in its own crate")]
pub struct Functions {
    pub webhook_github: webhook_github::Function,
    pub webhook_gitlab: webhook_gitlab::Function,
    pub webhook_jenkins: webhook_jenkins::Function,
    pub api_alerts: api_alerts::Function,
    pub api_breakages: api_breakages::Function,
    pub api_builds: api_builds::Function,
    pub api_changes: api_changes::Function,
    pub api_collect: api_collect::Function,
    pub api_deliveries: api_deliveries::Function,
    pub api_logs: api_logs::Function,
    pub api_metrics: api_metrics::Function,
    pub api_pipelines: api_pipelines::Function,
    pub api_session: api_session::Function,
    pub api_status: api_status::Function,
    pub websocket: websocket::Function,
    pub sweeper: sweeper::Function,
}

/// The functions that queues lead to.
#[allow(missing_docs, reason = "each is described in its own crate")]
pub struct Consumers {
    pub notifier: notifier::Function,
    pub poll_github: poll_github::Function,
    pub poll_gitlab: poll_gitlab::Function,
    pub poll_jenkins: poll_jenkins::Function,
    pub spill: spill::Function,
}

/// Wires the functions to `store`, to `sockets` and, through the AWS SDK clients, to the queues at `endpoint`; people reach
/// this host at `public_url`.
pub fn wire(
    settings: &Settings,
    store: &Store,
    sockets: Arc<dyn Sockets>,
    public_url: &str,
    endpoint: &str,
) -> Result<(Functions, Consumers)> {
    let sdk = loopback_config(endpoint);
    let queues = Queues::new(&sdk);
    let doorbell = Doorbell::in_background(queues.queue(format!("{endpoint}/notify")));
    let intake = Intake::new(store.clone(), queues.queue(format!("{endpoint}/spill")), doorbell.clone());
    let secrets = |wanted: Provider| {
        let list = settings.secrets.iter().find(|(provider, _)| *provider == wanted);
        Secrets::parse(list.map(|(_, secret)| secret.as_str()).unwrap_or_default())
    };
    let senders = settings.senders.clone().at(public_url);
    let polling = Polling::from_environment(&settings.environment)?;
    let collectors = Provider::ALL.map(|it| (it, queues.queue(format!("{endpoint}/collect-{it}")))).to_vec();
    let functions = Functions {
        webhook_github: webhook_github::Function::new(intake.clone(), secrets(Provider::Github)),
        webhook_gitlab: webhook_gitlab::Function::new(intake.clone(), secrets(Provider::Gitlab)),
        webhook_jenkins: webhook_jenkins::Function::new(intake.clone(), secrets(Provider::Jenkins)),
        api_alerts: api_alerts::Function::new(store.clone(), senders.clone(), doorbell.clone()),
        api_breakages: api_breakages::Function::new(store.clone()),
        api_builds: api_builds::Function::new(store.clone()),
        api_changes: api_changes::Function::new(store.clone()),
        api_collect: api_collect::Function::new(store.clone(), polling, collectors, settings.public_url.as_deref()),
        api_deliveries: api_deliveries::Function::new(store.clone()),
        api_logs: api_logs::Function::new(store.clone(), Logs::from_environment(&settings.environment)?, logs::LARGEST),
        api_metrics: api_metrics::Function::new(store.clone()),
        api_pipelines: api_pipelines::Function::new(store.clone()),
        api_session: api_session::Function::new(settings.gate.clone(), settings.is_https()),
        api_status: api_status::Function::new(store.clone()),
        websocket: websocket::Function::new(store.clone(), settings.gate.clone()),
        sweeper: sweeper::Function::new(
            store.clone(),
            doorbell.clone(),
            sweeper::Retention::from_environment(&settings.environment)?,
        ),
    };
    let github = Github::from_environment(&settings.environment)?;
    let gitlab = Gitlab::from_environment(&settings.environment)?;
    let jenkins = Jenkins::from_environment(&settings.environment)?;
    let look_back = LookBack::from_environment(&settings.environment)?;
    let consumers = Consumers {
        notifier: notifier::Function::new(store.clone(), Push::here(sockets), senders, doorbell.clone()),
        poll_github: poll_github::Function::new(github, look_back, store.clone(), doorbell.clone()),
        poll_gitlab: poll_gitlab::Function::new(gitlab, look_back, store.clone(), doorbell.clone()),
        poll_jenkins: poll_jenkins::Function::new(jenkins, look_back, store.clone(), doorbell),
        spill: spill::Function::new(intake),
    };
    Ok((functions, consumers))
}
