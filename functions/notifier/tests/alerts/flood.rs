//! Two thousand transitions through a Slack and a mail server that misbehave.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::ChannelKind::{Email, Slack};
use domain::Status;
use testing::fakes::slack::{Answer, Post};
use testing::fakes::smtp::Treatment;

use crate::stage::{Stage, headline};

/// How many transitions there are.
const TRANSITIONS: usize = 2_000;
/// How many are told of in one go: with what still waits fewer than a flood.
const BATCH: usize = 12;
/// The pipelines; the first letter says which channel is told.
const PIPELINES: [&str; 24] = [
    "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "b0", "b1", "b2", "b3", "b4", "b5", "b6", "b7", "m0", "m1", "m2",
    "m3", "m4", "m5", "m6", "m7",
];

/// The same numbers every time, without a pattern.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

fn slack(path: &str, number: usize) -> Answer {
    let Some(channel) = path.strip_prefix("/services/") else { return Answer::Ok };
    match (channel == "a", number % 10) {
        (true, 1) => Answer::After(429, 30),
        (true, 4) => Answer::After(429, 3_600),
        (true, 7) => Answer::Status(500),
        (false, 2 | 3) => Answer::Status(503),
        (false, 6) => Answer::Status(429),
        (_, 5) => Answer::Cut,
        _ => Answer::Ok,
    }
}

fn mail(number: usize) -> Treatment {
    match number % 9 {
        1 => Treatment::Greylist,
        3 => Treatment::Busy,
        6 => Treatment::Reset,
        _ => Treatment::Take,
    }
}

/// What a message says happened, oldest first.
fn news(headline: &str) -> (String, &'static [&'static str]) {
    let (pipeline, what) = headline.split_once(' ').unwrap();
    let news: &[_] = match what {
        "is broken on main" => &["broken"],
        "is fixed on main" => &["fixed"],
        "broke on main and is fixed" => &["broken", "fixed"],
        _ => panic!("{headline}"),
    };
    (pipeline.to_owned(), news)
}

/// That nothing came in a time that the channel asked for, and never two within a second.
fn assert_patient(posts: &[Post]) {
    let mut free_at: BTreeMap<&str, Duration> = BTreeMap::new();
    for post in posts.iter().filter(|it| it.path.starts_with("/services/")) {
        let free = free_at.get(post.path.as_str()).copied().unwrap_or_default();
        assert!(post.at >= free, "{} at {:?}, and it was not free before {free:?}", post.path, post.at);
        let pause = if let Answer::After(_, seconds) = post.answer { seconds } else { 1 };
        free_at.insert(&post.path, post.at + Duration::from_secs(pause));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_alert_arrives_once_and_in_order_and_none_in_a_pause_that_was_asked_for() {
    let stage = Stage::start(slack, mail).await;
    for (kind, name) in [(Slack, "a"), (Slack, "b"), (Email, "m")] {
        stage.channel(kind, name, &format!("{name}*")).await;
    }
    let (mut dice, mut broken, mut count) = (Dice(7), BTreeSet::new(), 0);
    let mut expected: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    while count < TRANSITIONS {
        let pipeline = PIPELINES[dice.roll(PIPELINES.len())];
        let status =
            [Status::Failure, Status::TimedOut, Status::Success, Status::Success, Status::Cancelled][dice.roll(5)];
        stage.ends(pipeline, status).await;
        let moved = match status {
            Status::Success => broken.remove(pipeline).then_some("fixed"),
            Status::Cancelled => None,
            _ => broken.insert(pipeline).then_some("broken"),
        };
        let Some(moved) = moved else { continue };
        expected.entry(pipeline.to_owned()).or_default().push(moved);
        count += 1;
        if count.is_multiple_of(BATCH) {
            stage.until_all_is_told().await;
        } else if dice.roll(3) == 0 {
            stage.ring().await;
        }
    }
    stage.until_all_is_told().await;

    let mut told: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let mut tell = |headline: &str| {
        let (pipeline, news) = news(headline);
        told.entry(pipeline).or_default().extend(news);
    };
    let taken = stage.slack.taken();
    let services: Vec<_> = taken.iter().filter(|it| it.path.starts_with("/services/")).collect();
    for post in &services {
        tell(&headline(&post.body));
    }
    let (mut ids, mails) = (BTreeSet::new(), stage.mail.received());
    for mail in &mails {
        let text = std::str::from_utf8(&mail.mail).unwrap();
        let field = |name: &str| text.lines().find_map(|it| it.strip_prefix(name)).unwrap();
        assert!(ids.insert(field("Message-ID: ").to_owned()), "a mail came twice");
        tell(field("Subject: ").trim_start_matches("acme/api: "));
    }
    assert_eq!(told, expected);
    assert_patient(&stage.slack.posts());
    let history = stage.history().await;
    assert!(history.iter().all(|(_, state)| ["sent", "collapsed"].contains(state)));
    let sent = history.iter().filter(|(_, state)| *state == "sent").count();
    assert_eq!(sent, services.len() + mails.len());
}
