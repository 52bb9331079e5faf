//! The way of an alert to its channel, used by whoever sends one.

use std::time::Duration;

use alerts::Story;
use alerts::mail::{Mail, message_id};
use domain::ChannelKind;
use domain::channel::{Target, Targets};
use jiff::Timestamp;
use platform::config::{ConfigError, Environment};
use platform::mail::{Letter, Mailer};
use platform::outcome::Outcome;
use platform::slack::Slack;
use platform::{metrics, targets};

/// How long a message may take, from the first byte to the channel's answer.
const LIMIT: Duration = Duration::from_secs(15);

/// The ways to all channels.
#[derive(Clone)]
pub struct Senders {
    slack: Slack,
    mailer: Option<Mailer>,
    targets: Targets,
    public_url: String,
    limit: Duration,
}

/// What tells an alert from every other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The key that it is written under once.
    pub dedupe_key: String,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Senders {
    /// What the environment says of Slack and mail.
    pub fn from_environment(environment: &Environment) -> anyhow::Result<Self> {
        let targets = targets::from_environment(environment)?;
        let mailer = Mailer::from_environment(environment)?;
        if targets.email.is_some() && mailer.is_none() {
            let takes = "the name of the mail server, because ALERT_EMAIL_TO asks for mail";
            return Err(ConfigError::Missing { name: "SMTP_HOST", takes }.into());
        }
        Ok(Self { slack: Slack::new()?, mailer, targets, public_url: String::new(), limit: LIMIT })
    }

    /// The same, with the dashboard at `public_url`; alerts lead to nowhere else.
    #[must_use]
    pub fn at(self, public_url: &str) -> Self {
        Self { public_url: public_url.trim_end_matches('/').to_owned(), ..self }
    }

    /// The same, with less patience or more.
    #[must_use]
    pub fn within(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }

    /// Where the dashboard is, without a slash at the end; empty where nobody has said.
    pub fn public_url(&self) -> &str {
        &self.public_url
    }

    /// Where the environment has channels lead.
    pub fn targets(&self) -> &Targets {
        &self.targets
    }

    /// Sends the story to a channel that leads to `target`, or where the environment says. `answers` is the alert that a
    /// mail answers.
    pub async fn send(
        &self,
        (kind, target): (ChannelKind, Option<&Target>),
        story: &Story,
        name: &Name,
        answers: Option<&Name>,
    ) -> Outcome {
        let Some(target) = target.or(self.targets.of(kind)) else {
            return Outcome::retry(match kind {
                ChannelKind::Slack => "SLACK_WEBHOOK_URL is not set",
                ChannelKind::Email => "ALERT_EMAIL_TO is not set",
            });
        };
        let sent = async {
            match kind {
                ChannelKind::Slack => self.slack.post(target.reveal(), &alerts::slack::message(story)).await,
                ChannelKind::Email => self.mail(target, story, name, answers).await,
            }
        };
        let sent = tokio::time::timeout(self.limit, sent).await;
        let outcome = sent.unwrap_or_else(|_| Outcome::retry("the channel did not answer in time"));
        let kind = if outcome == Outcome::Sent { "sent" } else { "failed" };
        metrics::count("Alerts", 1, Some(("Outcome", kind)));
        outcome
    }

    async fn mail(&self, target: &Target, story: &Story, name: &Name, answers: Option<&Name>) -> Outcome {
        let Some(mailer) = &self.mailer else { return Outcome::retry("SMTP_HOST is not set") };
        let id = |it: &Name| message_id(&it.dedupe_key, it.created_at.as_microsecond(), mailer.domain());
        let (mail, answers) = (Mail::of(story), answers.map(id));
        let letter = Letter {
            to: target.reveal(),
            subject: &mail.subject,
            text: &mail.text,
            html: &mail.html,
            id: &id(name),
            answers: answers.as_deref(),
        };
        mailer.send(&letter).await
    }
}
