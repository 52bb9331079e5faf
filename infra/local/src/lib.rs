//! The one-process host: the functions that run on Lambda behind one address, over an embedded PostgreSQL.
//!
//! `infra/template.yaml` wires the same functions to API Gateway, SQS and EventBridge. Here a socket, queues of this
//! process and timers take their place; the functions speak to the queues through the real AWS SDK clients, and to the
//! connections, of which there may be thousands, without a request for each.

pub mod banner;
pub mod connections;
pub mod endpoints;
pub mod event_source;
pub mod functions;
pub mod gateway;
pub mod guard;
pub mod listener;
pub mod page;
pub mod pollers;
pub mod process;
pub mod queue;
pub mod queues;
pub mod recount;
pub mod settings;
pub mod websocket;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use embedded_postgres::{Cluster, Options};
use store::Store;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::connections::Connections;
use crate::endpoints::{Endpoints, Served};
use crate::event_source::{FUNCTION_TIMEOUT, Feed};
use crate::functions::Consumers;
use crate::gateway::Gateway;
use crate::guard::Guard;
use crate::listener::Limits;
use crate::page::Page;
use crate::queue::Rules;
use crate::queues::{Channel, Queues};
use crate::settings::Settings;

/// How many database connections this host has: on two cores more are slower.
const DATABASE_CONNECTIONS: usize = 16;
/// How often the sweeper runs.
const SWEEP: Duration = Duration::from_mins(1);
/// After how long a start that goes on says so.
const SILENCE: Duration = Duration::from_secs(2);
/// How long requests and batches under way may take to end when the host is stopped.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running host.
pub struct Host {
    /// Where it listens.
    pub address: SocketAddr,
    /// The address that people and providers reach it by.
    pub public_url: String,
    connections: Arc<Connections>,
    _endpoints: Served,
    stop: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
    cluster: Option<Cluster>,
}

impl Host {
    /// Starts the database, unless one is given, brings it up to date, and serves.
    pub async fn start(settings: Settings) -> Result<Self> {
        let listener = TcpListener::bind(settings.address).await.with_context(|| {
            format!(
                "{} cannot be listened on; is another Signalbox running? SIGNALBOX_ADDR takes another address",
                settings.address
            )
        })?;
        let address = listener.local_addr()?;
        let public_url = settings.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
        let page = settings.page.as_deref().map(Page::read).transpose()?;

        let (database_url, cluster) = database(&settings).await?;
        let store = Store::new(platform::database::pool(&database_url, DATABASE_CONNECTIONS)?);
        migrate::Function::new(store.clone()).handle().await.context("the database cannot be brought up to date")?;

        let queues = Arc::new(queues(&settings)?);
        let connections = Arc::<Connections>::default();
        let endpoints = Endpoints { queues: queues.clone() }.serve().await?;
        let (functions, consumers) =
            functions::wire(&settings, &store, connections.clone(), &public_url, endpoints.url())?;

        let stop = CancellationToken::new();
        let guard = Guard::new(address, settings.public_url.as_deref(), settings.gate.access().is_some());
        let poll_every = settings.poll_every;
        let gateway = Gateway {
            functions,
            connections: connections.clone(),
            page,
            store,
            public_url: public_url.clone(),
            settings,
        };
        let gateway = Arc::new(gateway);
        let mut tasks = consume(&queues, consumers, poll_every, &stop);
        tasks.push(tokio::spawn(sweep(gateway.clone(), stop.clone())));
        let app = gateway::routes(gateway, guard);
        tasks.push(tokio::spawn(listener::serve(listener, app, Limits::default(), stop.clone())));
        Ok(Self { address, public_url, connections, _endpoints: endpoints, stop, tasks, cluster })
    }

    /// Stops: no new requests, those under way end, sockets are told, the database goes down last.
    pub async fn stop(self) -> Result<()> {
        self.stop.cancel();
        let ended = async {
            self.connections.end().await;
            for task in self.tasks {
                let _ = task.await;
            }
        };
        if tokio::time::timeout(PATIENCE, ended).await.is_err() {
            tracing::warn!("some work was still under way when the host stopped");
        }
        if let Some(cluster) = self.cluster {
            tokio::task::spawn_blocking(|| cluster.stop()).await??;
        }
        Ok(())
    }
}

/// The database's address, and the embedded server where none was given.
pub(crate) async fn database(settings: &Settings) -> Result<(String, Option<Cluster>)> {
    if let Some(url) = &settings.database_url {
        return Ok((url.clone(), None));
    }
    let folder = settings.data.join("postgres");
    let mut cluster = tokio::task::spawn_blocking(move || {
        let cluster =
            Cluster::start(&folder, &Options::default()).context("the embedded PostgreSQL cannot be started")?;
        anyhow::Ok((cluster.database("signalbox")?, cluster))
    });
    let started = match tokio::time::timeout(SILENCE, &mut cluster).await {
        Ok(started) => started,
        Err(_) => {
            tracing::info!("PostgreSQL is starting; the first start fetches it and makes a new cluster");
            cluster.await
        }
    };
    let (url, cluster) = started??;
    Ok((url, Some(cluster)))
}

/// The queues, as the template has them.
fn queues(settings: &Settings) -> Result<Queues> {
    let notify = Rules { visibility: Duration::from_mins(3), receives: 10 };
    // At half a minute's pause this is about the 14 days for which SQS keeps a message.
    let spill = Rules { visibility: Duration::from_mins(3), receives: 40_000 };
    let spilled = Channel::on_disk(spill, settings.data.join("spill"))?;
    let collect = Rules { visibility: Duration::from_mins(30), receives: 3 };
    let mut queues = Queues::from([("notify", Channel::of_hints(notify)), ("spill", spilled)]);
    queues.extend(["collect-github", "collect-gitlab", "collect-jenkins"].map(|it| (it, Channel::of_hints(collect))));
    Ok(queues)
}

fn consume(
    queues: &Arc<Queues>,
    consumers: Consumers,
    poll_every: Duration,
    stop: &CancellationToken,
) -> Vec<JoinHandle<()>> {
    let (notifier, spill) = (Arc::new(consumers.notifier), Arc::new(consumers.spill));
    let notify = move |event| {
        let notifier = notifier.clone();
        async move { notifier.handle(event).await }
    };
    let take_spilled = move |event| {
        let spill = spill.clone();
        async move { spill.handle(event).await }
    };
    let feed = Feed { queue: "notify", workers: 5, timeout: FUNCTION_TIMEOUT, pause: |_| Duration::from_secs(1) };
    let mut tasks = event_source::start(queues, feed, stop, notify);
    let feed = Feed { queue: "spill", workers: 2, pause: spill_pause, ..feed };
    tasks.extend(event_source::start(queues, feed, stop, take_spilled));
    tasks.extend(pollers::start(queues, "collect-github", poll_every, stop, consumers.poll_github));
    tasks.extend(pollers::start(queues, "collect-gitlab", poll_every, stop, consumers.poll_gitlab));
    tasks.extend(pollers::start(queues, "collect-jenkins", poll_every, stop, consumers.poll_jenkins));
    tasks
}

/// How long a spilled delivery waits for the database after it failed so many times: two seconds, then up to thirty, so
/// that it is applied within a minute of the database's return.
fn spill_pause(receives: u32) -> Duration {
    Duration::from_secs(u64::from(receives.saturating_mul(2).min(30)))
}

/// Runs the sweeper now, for what an earlier process left behind, and then every minute.
async fn sweep(gateway: Arc<Gateway>, stop: CancellationToken) {
    let mut minute = tokio::time::interval(SWEEP);
    minute.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    while stop.run_until_cancelled(minute.tick()).await.is_some() {
        if let Err(error) = gateway.functions.sweeper.handle().await {
            tracing::error!(error = format!("{error:#}"), "the sweeper failed");
        }
    }
}
