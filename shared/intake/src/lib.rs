//! Takes a verified delivery to Postgres, or to the spill queue while the database is away, and rings.
//!
//! A delivery is answered 2xx only when it is safe in one of the two. What comes back from the spill queue takes the
//! same way as what comes from a provider, so a delivery that was both spilled and stored is applied once.

use std::time::{Duration, Instant};

use anyhow::Context;
use api::Problem;
use api::answers::Receipt;
use domain::Outcome;
use lambda_http::http::{Method, StatusCode};
use platform::config::Environment;
use platform::doorbell::Doorbell;
use platform::http::{self, Request, Response};
use platform::metrics;
use platform::queue::Queue;
use providers::{Reading, Refused, Spilled, Verified};
use store::intake::{Content, NewDelivery, Taken};
use store::{Store, StoreError};

/// The largest body that is taken, in bytes: what a Lambda function can be handed.
pub const LARGEST_BODY: usize = 6 * 1024 * 1024;

/// How long the database may take before the delivery goes to the spill queue. GitHub and GitLab hang up after ten
/// seconds, a cold start included.
const DATABASE_TIME: Duration = Duration::from_secs(4);

/// The way of a delivery from its sender to safety.
#[derive(Clone)]
pub struct Intake {
    store: Store,
    spill: Queue,
    doorbell: Doorbell,
}

impl Intake {
    /// Keeps deliveries in `store`, or in `spill` while it is away, and rings `doorbell` for what waits.
    pub fn new(store: Store, spill: Queue, doorbell: Doorbell) -> Self {
        Self { store, spill, doorbell }
    }

    /// The parts of a Lambda function, from its environment.
    pub fn from_environment(environment: &Environment) -> anyhow::Result<Self> {
        let queues = platform::queue::Queues::new(&platform::aws::sdk_config());
        let spill = queues.queue(environment.required("SPILL_QUEUE_URL", "the spill queue's address")?);
        let notify = queues.queue(environment.required("NOTIFY_QUEUE_URL", "the notifier's queue's address")?);
        let store = Store::new(platform::database::from_environment(environment)?);
        Ok(Self::new(store, spill, Doorbell::new(notify)))
    }

    /// Answers a webhook: `verify` proves the sender before anything of the body is read.
    pub async fn receive<V>(&self, request: &Request, verify: V) -> Response
    where
        V: FnOnce(&Request) -> Result<Verified, Refused>,
    {
        if request.method() != Method::POST {
            return http::problem(&Problem::method_not_allowed("POST"));
        }
        if request.body().len() > LARGEST_BODY {
            return http::problem(&Problem::body_too_large("6 MB"));
        }
        let began = Instant::now();
        match verify(request) {
            Ok(delivery) => {
                let response = self.keep(&delivery).await;
                metrics::took("IngestTime", began.elapsed());
                response
            }
            Err(refused) => {
                count("refused");
                tracing::info!(reason = refused.to_string(), "a delivery was refused");
                http::problem(&Problem::unauthorized(refused.to_string()))
            }
        }
    }

    async fn keep(&self, delivery: &Verified) -> Response {
        match self.take(delivery).await {
            Ok((taken, reason)) => {
                let outcome = taken.outcome.as_str();
                count(outcome);
                let receipt = Receipt { outcome, delivery_id: Some(taken.delivery_id), reason };
                http::json(StatusCode::ACCEPTED, &receipt)
            }
            Err(error) => self.spill(delivery, &error).await,
        }
    }

    async fn spill(&self, delivery: &Verified, error: &anyhow::Error) -> Response {
        let key = delivery.delivery_key();
        tracing::warn!(
            delivery.key = key,
            error = format!("{error:#}"),
            "the database is away; the delivery is spilled"
        );
        match self.spill.send(&delivery.to_spill()).await {
            Ok(()) => {
                count("queued");
                http::json(StatusCode::ACCEPTED, &Receipt { outcome: "queued", delivery_id: None, reason: None })
            }
            Err(error) => http::failure(&error.context("neither the database nor the spill queue took a delivery")),
        }
    }

    /// Takes in a delivery that waited in the spill queue.
    pub async fn take_spilled(&self, message: &str) -> anyhow::Result<()> {
        let spilled: Spilled = serde_json::from_str(message).context("a spilled delivery cannot be read")?;
        let delivery = Verified::from_spill(spilled).context("a spilled delivery cannot be read")?;
        self.take(&delivery).await.map(drop)
    }

    /// Reads a delivery and stores it whole, then rings. Answers what became of it, and why it was not applied.
    async fn take(&self, delivery: &Verified) -> anyhow::Result<(Taken, Option<String>)> {
        let reading = providers::read(delivery).map_err(|unreadable| unreadable.to_string());
        let (content, mut why) = match &reading {
            Ok(Reading::Reports(reports)) => (Content::Reports(reports), None),
            Ok(Reading::Ignored(reason)) => (Content::Ignored(reason), Some(reason.clone())),
            Err(reason) => (unread(delivery, reason), Some(reason.clone())),
        };
        let stored = match self.store(delivery, content).await? {
            Ok(taken) => taken,
            Err(error) => {
                let reason = "the database refused its values";
                tracing::error!(
                    delivery.key = delivery.delivery_key(),
                    error = format!("{:#}", anyhow::Error::from(error)),
                    "{reason}"
                );
                why = Some(reason.to_owned());
                self.store(delivery, unread(delivery, reason)).await??
            }
        };
        if let Some(outbox_id) = stored.outbox_id {
            self.doorbell.ring(outbox_id).await;
        }
        if stored.outcome == Outcome::Duplicate {
            why = None;
        }
        Ok((stored, why))
    }

    /// The outer error is the database being away, the inner one its refusal of the values.
    async fn store(&self, delivery: &Verified, content: Content<'_>) -> anyhow::Result<Result<Taken, StoreError>> {
        let row = NewDelivery {
            provider: delivery.provider(),
            event: delivery.event(),
            delivery_key: delivery.delivery_key(),
            body_sha256: *delivery.body_sha256(),
            content,
        };
        match tokio::time::timeout(DATABASE_TIME, self.store.take_delivery(&row)).await {
            Err(_) => anyhow::bail!("the database took longer than {} s", DATABASE_TIME.as_secs()),
            Ok(Err(error)) if !error.is_permanent() => Err(error.into()),
            Ok(answer) => Ok(answer),
        }
    }
}

/// Counts a delivery by what became of it.
fn count(outcome: &str) {
    metrics::count("Deliveries", 1, Some(("Outcome", outcome)));
}

fn unread<'a>(delivery: &'a Verified, reason: &'a str) -> Content<'a> {
    Content::Unreadable { reason, body: delivery.body() }
}
