//! Channels: where alerts go, and what may be typed in as a target.

use std::fmt;

use jiff::Timestamp;

use crate::ChannelKind;

/// The longest target, in bytes.
const LONGEST: usize = 2_000;
/// How many addresses one channel takes.
const MOST_ADDRESSES: usize = 20;
/// What Slack's incoming webhooks begin with, for everybody and for the government's own Slack.
const SLACK: [&str; 2] = ["https://hooks.slack.com/", "https://hooks.slack-gov.com/"];

/// Where a channel leads. A Slack webhook's address is a secret: whoever has it can post.
#[derive(Clone, PartialEq, Eq)]
pub struct Target(String);

/// A target that cannot be used; the text itself is not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a target")]
pub struct NotATarget;

/// A channel as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Our id.
    pub id: i64,
    /// Which way it tells people.
    pub kind: ChannelKind,
    /// What people call it.
    pub name: String,
    /// Where it leads; `None` where the environment says so.
    pub target: Option<Target>,
    /// Whether it is in use.
    pub enabled: bool,
    /// Why it was switched off without being asked to.
    pub disabled_reason: Option<String>,
    /// How many alerts wait for it.
    pub waiting: i64,
    /// When the last alert went out.
    pub last_sent_at: Option<Timestamp>,
    /// What went wrong with the last alert, if anything did.
    pub last_error: Option<String>,
}

/// Where the channels lead that say nothing themselves: what the operator put in the environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Targets {
    /// Slack channels, by `SLACK_WEBHOOK_URL`.
    pub slack: Option<Target>,
    /// Mail channels, by `ALERT_EMAIL_TO`.
    pub email: Option<Target>,
}

impl Targets {
    /// Where channels of this kind lead.
    pub fn of(&self, kind: ChannelKind) -> Option<&Target> {
        match kind {
            ChannelKind::Slack => self.slack.as_ref(),
            ChannelKind::Email => self.email.as_ref(),
        }
    }

    /// The kinds of channels that the environment says anything about.
    pub fn kinds(&self) -> Vec<ChannelKind> {
        ChannelKind::ALL.into_iter().filter(|it| self.of(*it).is_some()).collect()
    }
}

impl Target {
    /// A target that was checked when it was stored, or that the operator has put in the environment.
    pub fn trusted(text: String) -> Self {
        Self(text)
    }

    /// The address of a Slack webhook that somebody typed in: at Slack, or where the operator's own one is. Anything
    /// else would let whoever may edit channels send requests from here to anywhere.
    pub fn slack(text: &str, operators: Option<&Self>) -> Result<Self, NotATarget> {
        let text = text.trim();
        let origin = operators.map(|it| origin(&it.0));
        let allowed = SLACK.into_iter().chain(origin);
        let leads_there = allowed.into_iter().any(|it| text.strip_prefix(it).is_some_and(|path| !path.is_empty()));
        let is_plain = text.len() <= LONGEST && text.bytes().all(|it| it.is_ascii_graphic() && it != b'\\');
        (leads_there && is_plain).then(|| Self(text.to_owned())).ok_or(NotATarget)
    }

    /// A comma list of mail addresses.
    pub fn email(text: &str) -> Result<Self, NotATarget> {
        let addresses: Vec<_> = text.split(',').map(str::trim).collect();
        let fits = addresses.len() <= MOST_ADDRESSES && text.len() <= LONGEST;
        (fits && addresses.iter().all(|it| is_address(it))).then(|| Self(addresses.join(", "))).ok_or(NotATarget)
    }

    /// The target itself, for whoever sends to it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What may be shown of it: mail addresses, and of a webhook's address where it leads and how it ends.
    pub fn masked(&self, kind: ChannelKind) -> String {
        if kind == ChannelKind::Email {
            return self.0.clone();
        }
        let origin = origin(&self.0);
        let path = self.0.get(origin.len()..).unwrap_or_default();
        // The end tells two webhooks apart; of a short path it would tell too much.
        let end = path.char_indices().rev().nth(3).filter(|_| path.len() >= 20).map_or("", |(at, _)| &path[at..]);
        let (scheme, host) = origin.split_once("://").unwrap_or(("", origin));
        let host = host.rsplit('@').next().unwrap_or_default();
        format!("{scheme}://{host}…{end}")
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Target(…)")
    }
}

/// Scheme, host and port of an address, up to the slash after them; all of it where there is none.
fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |it| it + 3);
    let end = url[host..].find(['/', '?', '#']).map_or(url.len(), |it| host + it + 1);
    &url[..end]
}

/// Whether this is `local@domain` in the plain letters that every mail server takes.
fn is_address(text: &str) -> bool {
    let is_atom = |it: &str| {
        !it.is_empty() && it.bytes().all(|it| it.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&it))
    };
    let is_label = |it: &str| {
        !it.is_empty()
            && !it.starts_with('-')
            && !it.ends_with('-')
            && it.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-')
    };
    let Some((local, domain)) = text.split_once('@') else { return false };
    local.len() <= 64 && domain.len() <= 253 && local.split('.').all(is_atom) && domain.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_leads_to_slack_or_to_where_the_operators_own_one_does() {
        let own = Target::trusted("http://127.0.0.1:9000/services/a".to_owned());
        let good =
            ["https://hooks.slack.com/services/T/B/x", " https://hooks.slack-gov.com/x ", "http://127.0.0.1:9000/b"];
        let bad = [
            "",
            "https://hooks.slack.com",
            "https://hooks.slack.com/",
            "http://hooks.slack.com/x",
            "https://hooks.slack.com.evil/x",
            "https://hooks.slack.com@evil/x",
            "https://evil/https://hooks.slack.com/",
            "https://hooks.slack.com/a b",
            "https://hooks.slack.com/\\@evil",
            "http://127.0.0.1:9001/b",
            "https://HOOKS.slack.com/x",
            "file:///etc/passwd",
        ];
        for url in good {
            assert!(Target::slack(url, Some(&own)).is_ok(), "{url}");
        }
        for url in bad {
            assert!(Target::slack(url, Some(&own)).is_err(), "{url}");
        }
        assert!(Target::slack(good[2], None).is_err());
    }

    #[test]
    fn mail_goes_to_one_address_or_some() {
        assert_eq!(Target::email("a@b.example ,c+d@e").map(|it| it.0), Ok("a@b.example, c+d@e".to_owned()));
        let bad = ["", "a", "@b", "a@", "a@b,", "a b@c", "a@b@c", "a@b\r\nBcc: c@d", "<a@b>", "a..b@c", "a@-b", "ä@b"];
        for addresses in bad {
            assert!(Target::email(addresses).is_err(), "{addresses}");
        }
        assert!(Target::email(&["a@b"; 21].join(",")).is_err());
    }

    #[test]
    fn of_a_webhook_s_address_only_the_end_is_shown() {
        let masked = |url: &str| Target::trusted(url.to_owned()).masked(ChannelKind::Slack);
        assert_eq!(masked("https://hooks.slack.com/services/T0000/B0000/secretwxyz"), "https://hooks.slack.com/…wxyz");
        assert_eq!(masked("http://user:hush@localhost:9/short"), "http://localhost:9/…");
        let target = Target::trusted("https://hooks.slack.com/services/secret".to_owned());
        assert!(!format!("{target:?}").contains("secret"));
    }
}
