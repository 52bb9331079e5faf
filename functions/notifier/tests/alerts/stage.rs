//! A notifier with all that stands around it, and time that passes when a test says so.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use aws_lambda_events::event::sqs::SqsEvent;
use domain::channel::Target;
use domain::{BuildReport, ChannelKind, NewsKind, PipelineRef, Provider, Run, Sequence, Status};
use notifier::Function;
use platform::doorbell::Doorbell;
use platform::push::Push;
use platform::queue::Queues;
use senders::Senders;
use serde_json::json;
use store::Store;
use store::channels::WantedChannel;
use store::rules::Saved;
use testing::Database;
use testing::fakes::slack::{Answer, FakeSlack};
use testing::fakes::smtp::{SmtpServer, Treatment};
use testing::time::Clock;
use tokio_postgres::{Client, NoTls};

/// The stage.
pub(crate) struct Stage {
    pub(crate) store: Store,
    pub(crate) notifier: Function,
    pub(crate) slack: FakeSlack,
    pub(crate) mail: SmtpServer,
    clock: Clock,
    sql: Client,
    builds: AtomicI64,
    _database: Database,
}

impl Stage {
    /// One on which Slack and the mail server behave as told.
    pub(crate) async fn start(
        slack: impl Fn(&str, usize) -> Answer + Send + Sync + 'static,
        mail: impl Fn(usize) -> Treatment + Send + Sync + 'static,
    ) -> Self {
        let (database, clock) = (Database::new(), Clock::default());
        let (store, mail) = (database.store(), SmtpServer::start(mail).await);
        let slack = FakeSlack::start(clock.clone(), slack).await;
        let senders = Senders::from_environment(&mail.environment().into_iter().collect()).unwrap();
        let senders = senders.at("https://ci.example.com").within(Duration::from_secs(5));
        // Frames and rings go to the stand-in too, where nobody minds them.
        let sdk = platform::aws::loopback_config(&format!("http://{}/aws", slack.address));
        let push = Push::new(&sdk, &format!("http://{}/push", slack.address));
        let doorbell = Doorbell::new(Queues::new(&sdk).queue(format!("http://{}/aws/notify", slack.address)));
        let notifier = Function::new(store.clone(), push, senders, doorbell);
        let (sql, connection) = tokio_postgres::connect(database.url(), NoTls).await.unwrap();
        tokio::spawn(connection);
        Self { store, notifier, slack, mail, clock, sql, builds: 1.into(), _database: database }
    }

    /// One on which everything works.
    pub(crate) async fn quiet() -> Self {
        Self::start(|_, _| Answer::Ok, |_| Treatment::Take).await
    }

    /// Runs statements, to put the database into states that time would bring.
    pub(crate) async fn sql(&self, statements: &str) {
        self.sql.batch_execute(statements).await.unwrap();
    }

    /// A channel and a route to it for the pipelines whose names match.
    pub(crate) async fn channel(&self, kind: ChannelKind, name: &str, pipelines: &str) -> i64 {
        let target = match kind {
            ChannelKind::Slack => Target::trusted(self.slack.webhook(name)),
            ChannelKind::Email => Target::email("team@example.com").unwrap(),
        };
        let wanted = WantedChannel { kind, name: name.to_owned(), target: Some(target), enabled: true };
        let Saved::Done(channel) = self.store.create_channel(&wanted).await.unwrap() else { panic!("no channel") };
        let route = domain::alerting::Route {
            id: 0,
            name: name.to_owned(),
            provider: "*".to_owned(),
            repository: "*".to_owned(),
            pipeline: pipelines.to_owned(),
            branch: None,
            kinds: vec![NewsKind::Broken, NewsKind::Fixed],
            channel_ids: vec![channel.id],
            enabled: true,
        };
        assert!(matches!(self.store.create_route(route).await.unwrap(), Saved::Done(_)));
        channel.id
    }

    /// A build of a pipeline ends.
    pub(crate) async fn ends(&self, pipeline: &str, status: Status) {
        let number = self.builds.fetch_add(1, Ordering::Relaxed);
        // In the order they are told in, and fresh.
        let at = platform::clock::now() - jiff::SignedDuration::from_hours(3) + jiff::SignedDuration::from_secs(number);
        let report = BuildReport {
            pipeline: PipelineRef {
                provider: Provider::Github,
                repository: "acme/api".to_owned(),
                external_id: Some(pipeline.to_owned()),
                name: pipeline.to_owned(),
                url: None,
                default_branch: Some("main".to_owned()),
            },
            external_id: number.to_string(),
            sequence: Sequence::Attempt(1),
            run: Some(Run {
                status,
                raw_status: status.to_string(),
                observed_at: Some(at),
                queued_at: None,
                started_at: Some(at),
                finished_at: Some(at),
                ended_by: None,
                duration_seconds: None,
                queued_seconds: None,
                branch: Some("main".to_owned()),
                commit_sha: Some(format!("{number:040x}")),
                commit_title: Some("Measure twice".to_owned()),
                actor: Some("ada".to_owned()),
                event: Some("push".to_owned()),
                web_url: Some(format!("https://github.com/acme/api/actions/runs/{number}")),
            }),
            number: None,
            life: None,
            jobs: Vec::new(),
        };
        self.store.apply_reports(&[report]).await.unwrap();
    }

    /// Breaks a pipeline.
    pub(crate) async fn breaks(&self, pipeline: &str) {
        self.ends(pipeline, Status::Failure).await;
    }

    /// Fixes a pipeline.
    pub(crate) async fn is_fixed(&self, pipeline: &str) {
        self.ends(pipeline, Status::Success).await;
    }

    /// Rings the notifier once.
    pub(crate) async fn ring(&self) {
        assert!(self.notifier.handle(ring()).await.batch_item_failures.is_empty());
    }

    /// Lets time pass: what waits has waited for so much longer.
    pub(crate) async fn forward(&self, by: Duration) {
        let by = by + Duration::from_millis(2);
        self.clock.forward(by);
        let gone = format!("make_interval(secs => {})", by.as_secs_f64());
        self.sql(&format!(
            "update alert_channels set next_slot = next_slot - {gone};
             update outbox set available_at = available_at - {gone}, lease_until = lease_until - {gone}
              where state in ('ready', 'leased');
             update silences set starts_at = starts_at - {gone}, ends_at = ends_at - {gone}"
        ))
        .await;
    }

    /// Rings, and lets time pass, until nothing waits any more.
    pub(crate) async fn until_all_is_told(&self) {
        loop {
            self.ring().await;
            match self.store.next_news().await.unwrap() {
                None => return,
                Some((_, delay)) => self.forward(delay).await,
            }
        }
    }

    /// The alerts in the history, oldest first, as kind and state.
    pub(crate) async fn history(&self) -> Vec<(&'static str, &'static str)> {
        let page = self.store.alerts(&store::history::AlertFilter::default(), 10_000).await.unwrap();
        page.items.iter().rev().map(|it| (it.kind.as_str(), it.state.as_str())).collect()
    }

    /// What Slack took, as headlines without their beginning.
    pub(crate) fn told(&self, channel: &str) -> Vec<String> {
        let path = format!("/services/{channel}");
        self.slack.taken().iter().filter(|it| it.path == path).map(|it| headline(&it.body)).collect()
    }
}

/// A message's headline.
pub(crate) fn headline(message: &serde_json::Value) -> String {
    let text = message["blocks"][0]["text"]["text"].as_str().unwrap_or_default();
    text.trim_start_matches("acme/api: ").to_owned()
}

/// What the doorbell sends.
pub(crate) fn ring() -> SqsEvent {
    let event = json!({ "Records": [{ "messageId": "1", "body": "{\"v\":1,\"outbox_id\":1}" }] });
    serde_json::from_value(event).unwrap()
}
