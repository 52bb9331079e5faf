//! Slack: posts to incoming webhooks.

use std::time::Duration;

use http::header::RETRY_AFTER;
use jiff::Timestamp;
use reqwest::{Client, Response, StatusCode};
use serde_json::Value;

use crate::clock::now;
use crate::outcome::{Outcome, said};

/// How long a post may take, its answer included.
const LIMIT: Duration = Duration::from_secs(10);
/// How long a channel is left alone when it says 429 and not for how long.
const PAUSE: Duration = Duration::from_secs(30);
/// The longest time a channel may ask to be left alone for: beyond it, the number is a mistake.
const LONGEST_PAUSE: Duration = Duration::from_hours(24);
/// How much of an answer is read, in bytes.
const LARGEST_ANSWER: usize = 1_000;

/// Posts to incoming webhooks. Follows no redirect: the address is the secret.
#[derive(Clone)]
pub struct Slack(Client);

impl Slack {
    /// A client that compiled-in roots and those of the machine prove servers to.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self(crate::outbound::client().timeout(LIMIT).build()?))
    }

    /// Posts `message` to the webhook at `url`.
    pub async fn post(&self, url: &str, message: &Value) -> Outcome {
        match self.0.post(url).json(message).send().await {
            Ok(answer) => read(answer).await,
            Err(error) => Outcome::retry(described(error)),
        }
    }
}

/// What an answer means: 429 and 5xx may pass; 403, 404 and 410 say that the webhook is no more; any other refusal is of
/// this message.
async fn read(answer: Response) -> Outcome {
    let status = answer.status();
    if status.is_success() {
        return Outcome::Sent;
    }
    let after = answer.headers().get(RETRY_AFTER).and_then(|it| pause(it.to_str().ok()?, now()));
    let text = body(answer).await;
    let error = format!("Slack answered {}: {}", status.as_u16(), if text.is_empty() { "nothing" } else { &text });
    match status {
        StatusCode::TOO_MANY_REQUESTS => Outcome::Retry { after: Some(after.unwrap_or(PAUSE)), error },
        StatusCode::REQUEST_TIMEOUT => Outcome::Retry { after, error },
        StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::GONE => Outcome::Off { reason: error },
        _ if status.is_server_error() => Outcome::Retry { after, error },
        _ => Outcome::Rejected { error },
    }
}

/// The beginning of an answer's body. One that breaks off has said what it has.
async fn body(mut answer: Response) -> String {
    let mut bytes = Vec::new();
    while let Ok(Some(chunk)) = answer.chunk().await {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LARGEST_ANSWER {
            break;
        }
    }
    said(&String::from_utf8_lossy(&bytes))
}

/// How long a `Retry-After` asks to wait at the time `now`: it holds seconds or a date.
fn pause(text: &str, now: Timestamp) -> Option<Duration> {
    let asked = match text.trim().parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let until = jiff::fmt::rfc2822::parse(text.trim()).ok()?.timestamp();
            Duration::try_from(until.duration_since(now)).unwrap_or_default()
        }
    };
    Some(asked.min(LONGEST_PAUSE))
}

/// What went wrong, without the address that it went wrong at.
fn described(error: reqwest::Error) -> String {
    let what = match () {
        () if error.is_timeout() => "Slack did not answer in time",
        () if error.is_connect() => "Slack cannot be reached",
        () if error.is_builder() => "the webhook's address cannot be used",
        () => "the connection to Slack broke off",
    };
    format!("{what}: {}", said(&chain(&error.without_url())))
}

fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |it| it.source()).map(ToString::to_string);
    causes.last().unwrap_or_else(|| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_asked_for_in_seconds_or_by_date_and_has_a_bound() {
        let now: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
        let seconds = |text: &str| pause(text, now).map(|it| it.as_secs());
        assert_eq!(seconds("30"), Some(30));
        assert_eq!(seconds(" 0 "), Some(0));
        assert_eq!(seconds("Tue, 24 Nov 2026 10:02:00 GMT"), Some(120));
        assert_eq!(seconds("Tue, 24 Nov 2026 09:00:00 GMT"), Some(0));
        assert_eq!(seconds("99999999999"), Some(86_400));
        assert_eq!(seconds("soon"), None);
        assert_eq!(seconds("-1"), None);
    }
}
