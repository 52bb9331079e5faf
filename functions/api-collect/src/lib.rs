//! `GET /api/sources`: whether all builds have come. `POST /api/collect/trigger`: ask the providers now.

use api::Problem;
use api::answers::{SourceList, TriggerBody, Triggered, TriggeredPoll};
use collect::{Polling, Ring};
use domain::Provider;
use domain::source::{PollState, Source};
use lambda_http::http::{Method, StatusCode};
use platform::http::{self, Request, Response};
use platform::queue::Queue;
use serde::Deserialize;
use serde_json::{Map, Value};
use store::Store;

/// The function with its parts.
pub struct Function {
    store: Store,
    polling: Polling,
    /// The pollers' queues.
    queues: Vec<(Provider, Queue)>,
    public_url: Option<String>,
}

impl Function {
    /// Answers from `store` about what is polled, and rings the pollers' `queues`. `public_url` is where webhooks go, where
    /// that is known.
    pub fn new(store: Store, polling: Polling, queues: Vec<(Provider, Queue)>, public_url: Option<&str>) -> Self {
        Self { store, polling, queues, public_url: public_url.map(|it| it.trim_end_matches('/').to_owned()) }
    }

    /// Answers one request.
    pub async fn handle(&self, request: Request) -> Response {
        http::answer(self.respond(&request).await)
    }

    async fn respond(&self, request: &Request) -> anyhow::Result<Response> {
        match (request.uri().path(), request.method()) {
            ("/api/sources", _) => {
                http::only_get(request)?;
                self.sources().await
            }
            ("/api/collect/trigger", &Method::POST) => self.trigger(request.body()).await,
            ("/api/collect/trigger", _) => Err(Problem::method_not_allowed("POST").into()),
            _ => Err(Problem::not_found("address").into()),
        }
    }

    async fn sources(&self) -> anyhow::Result<Response> {
        // Polls before sources: where a poll is told to be over, what it found is told with it.
        let mut polls = self.store.polls(&self.polling.providers, f64::from(self.polling.seconds)).await?;
        let mut items = self.store.sources().await?;
        for source in &mut items {
            source.advice = self.advice(source);
        }
        // One that waits begins when its ring is heard.
        polls.iter_mut().filter(|it| it.state == PollState::Queued).for_each(|it| it.next_poll_at = it.requested_at);
        Ok(http::ok(&SourceList { items, polls }))
    }

    /// What to do about a source whose webhook is missing.
    fn advice(&self, source: &Source) -> Option<String> {
        if !source.webhook_missing {
            return None;
        }
        let address = self.public_url.as_deref().unwrap_or("<this server>");
        let provider = source.provider;
        let place = match provider {
            Provider::Github => {
                "in the Settings, Webhooks, of the repository or of its organisation (events: workflow runs, workflow jobs)"
            }
            Provider::Gitlab => "in the project's Settings, Webhooks (triggers: pipeline events, job events)",
            Provider::Jenkins => {
                "in the job's configuration, Notification endpoints (format JSON, protocol HTTP, event All)"
            }
        };
        Some(format!("no webhook tells of its builds; check {address}/webhooks/{provider} {place}"))
    }

    async fn trigger(&self, body: &[u8]) -> anyhow::Result<Response> {
        let takes = "github, gitlab or jenkins, as {\"provider\": \"github\"}; without it all are asked";
        // An object first: a list of the fields' values would do for the type too.
        let asked =
            serde_json::from_slice::<Map<_, _>>(body).and_then(|it| TriggerBody::deserialize(Value::Object(it)));
        let asked = asked.map_err(|_| Problem::bad_parameter("provider", takes))?;
        let providers = match asked.provider {
            None => self.polling.providers.clone(),
            Some(provider) if self.polling.providers.contains(&provider) => vec![provider],
            Some(provider) => return Err(Problem::not_polled(provider.as_str()).into()),
        };
        let mut polls = Vec::new();
        for provider in providers {
            let requested = self.store.request_poll(provider).await?;
            self.ring(provider).await;
            polls.push(TriggeredPoll { provider, run: requested.run, joined: requested.joined });
        }
        Ok(http::json(StatusCode::ACCEPTED, &Triggered { polls }))
    }

    /// Rings for a poll that waits; a lost ring makes it as late as the next scheduled one.
    async fn ring(&self, provider: Provider) {
        let Some((_, queue)) = self.queues.iter().find(|(it, _)| *it == provider) else { return };
        if let Err(error) = queue.send(&Ring { v: 1, provider }).await {
            tracing::warn!(error = format!("{error:#}"), "the poller's doorbell did not ring");
        }
    }
}
