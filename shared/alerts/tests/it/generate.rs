//! Alerts with names that somebody chose to do harm.

use alerts::{Digest, Story};
use domain::alert::DigestLine;
use domain::breakage::{Breakage, Suspect};
use domain::{AlertKind, Build, Provider, Status};
use jiff::Timestamp;
use proptest::prelude::*;

/// Where the dashboard is.
pub(crate) const PUBLIC_URL: &str = "https://ci.example.com";
/// A build's page at its provider.
pub(crate) const WEB_URL: &str = "https://github.com/acme/api/actions/runs/1";

/// Names that git takes for branches, and some that only titles can have.
pub(crate) const HOSTILE: [&str; 22] = [
    "<!channel>",
    "<!here|here>",
    "<@U123>",
    "<#C123>",
    "<https://evil.example|click>",
    "<mailto:evil@evil.example>",
    "<img/src=x/onerror=alert(1)>",
    "<script>alert(1)</script>",
    "\"onmouseover=\"alert(1)",
    "'onfocus='alert(1)'autofocus='",
    "</td></table><form/action=//evil>",
    "-->]]><svg/onload=alert(1)>",
    "$(id)",
    "=HYPERLINK(\"http\")",
    "%0d%0aBcc",
    "a\r\nBcc: victim@example.com",
    "a\n.\r\nMAIL FROM:<evil@evil.example>",
    "a\r.\r",
    "gpj.exe\u{202e}\u{2066}",
    "\0\u{7f}\u{85}\u{2028}\u{2029}\u{feff}",
    "*bold* _it_ ~no~ `code` :tada: @channel &lt;!channel&gt; &amp;",
    "=?utf-8?q?=0d=0aBcc:_x?=",
];

/// A name: hostile, made of hostile pieces, or anything.
pub(crate) fn name() -> impl Strategy<Value = String> {
    let pieces = proptest::collection::vec(proptest::sample::select(&HOSTILE[..]), 1..4);
    prop_oneof![
        proptest::sample::select(&HOSTILE[..]).prop_map(str::to_owned),
        pieces.prop_map(|it| it.concat()),
        any::<String>(),
        "[<>!@#|&a-z ]{0,40}",
        "x{300,5000}",
    ]
}

/// A story of any kind, with names from outside everywhere.
pub(crate) fn story() -> impl Strategy<Value = Story> {
    let names = proptest::collection::vec(name(), 8);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    (proptest::sample::select(&AlertKind::ALL[..]), names, flags, 0..30_usize).prop_map(|(kind, names, flags, many)| {
        let (is_open, is_linked, is_known) = flags;
        match kind {
            AlertKind::Test => Story::of_test(&names[0], PUBLIC_URL),
            AlertKind::Digest => Story::of_digest(&digest(&names, many), PUBLIC_URL),
            _ => {
                let mut breakage = breakage(&names, many);
                breakage.closed_at = (!is_open).then(|| at(9_000));
                breakage.last_green = is_known.then(|| build(&names));
                breakage.last_build.web_url = Some(if is_linked { WEB_URL.to_owned() } else { names[7].clone() });
                Story::of_breakage(kind, &breakage, PUBLIC_URL)
            }
        }
    })
}

/// Where the links of such a story may lead.
pub(crate) fn is_ours(url: &str) -> bool {
    [WEB_URL, "https://ci.example.com/b/7", "https://ci.example.com/"].contains(&url)
}

fn digest(names: &[String], many: usize) -> Digest {
    let line = |index: usize| DigestLine {
        repository: names[index % 8].clone(),
        pipeline_name: names[(index + 1) % 8].clone(),
        branch: names[(index + 2) % 8].clone(),
        is_broken: index.is_multiple_of(2),
    };
    Digest { alerts: many, pipelines: (0..many).map(line).collect() }
}

fn breakage(names: &[String], many: usize) -> Breakage {
    let suspect = |index: usize| Suspect {
        commit_sha: names[index % 8].clone(),
        commit_title: Some(names[(index + 3) % 8].clone()),
        actor: Some(names[(index + 5) % 8].clone()),
    };
    Breakage {
        id: 3,
        pipeline_id: 1,
        provider: Provider::Github,
        repository: names[0].clone(),
        pipeline_name: names[1].clone(),
        branch: names[2].clone(),
        is_default_branch: true,
        opened_at: at(1_000),
        closed_at: None,
        failures: 2,
        opened_by: build(names),
        last_build: build(names),
        last_green: None,
        suspects: (0..many).map(suspect).collect(),
        silenced: None,
        retracted: many == 7,
    }
}

fn build(names: &[String]) -> Build {
    Build {
        id: 7,
        pipeline_id: 1,
        provider: Provider::Github,
        repository: names[0].clone(),
        pipeline_name: names[1].clone(),
        external_id: "1".to_owned(),
        attempt: 1,
        status: Status::Failure,
        raw_status: None,
        branch: Some(names[2].clone()),
        commit_sha: Some(names[3].clone()),
        commit_title: Some(names[4].clone()),
        actor: Some(names[5].clone()),
        event: Some("push".to_owned()),
        queued_at: None,
        started_at: None,
        finished_at: Some(at(900)),
        duration_seconds: None,
        queued_seconds: None,
        web_url: Some(names[6].clone()),
        created_at: at(800),
        version: 1,
    }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}
