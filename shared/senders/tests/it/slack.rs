//! Slack, and what is made of its answers.

use std::time::Duration;

use domain::ChannelKind;
use domain::channel::Target;
use platform::outcome::Outcome;
use testing::fakes::slack::{Answer, FakeSlack};
use testing::time::Clock;

use crate::{name, senders, story};

async fn outcome(answer: Answer) -> (Outcome, FakeSlack) {
    let slack = FakeSlack::start(Clock::default(), move |_, _| answer).await;
    let target = Target::trusted(slack.webhook("secret"));
    let sent = senders([]).send((ChannelKind::Slack, Some(&target)), &story("x"), &name(1), None).await;
    (sent, slack)
}

fn kind(outcome: &Outcome) -> (&'static str, Option<u64>) {
    match outcome {
        Outcome::Sent => ("sent", None),
        Outcome::Retry { after, .. } => ("retry", after.map(|it| it.as_secs())),
        Outcome::Rejected { .. } => ("rejected", None),
        Outcome::Off { .. } => ("off", None),
    }
}

#[tokio::test]
async fn what_slack_answers_is_what_becomes_of_the_post() {
    let cases = [
        (Answer::Ok, ("sent", None)),
        (Answer::Cut, ("sent", None)),
        (Answer::After(429, 30), ("retry", Some(30))),
        (Answer::Status(429), ("retry", Some(30))),
        (Answer::Status(500), ("retry", None)),
        (Answer::After(503, 7), ("retry", Some(7))),
        (Answer::Status(403), ("off", None)),
        (Answer::Status(404), ("off", None)),
        (Answer::Status(410), ("off", None)),
        (Answer::Status(400), ("rejected", None)),
        (Answer::Status(302), ("rejected", None)),
        (Answer::Hang, ("retry", None)),
    ];
    for (answer, expected) in cases {
        let (outcome, slack) = outcome(answer).await;
        assert_eq!(kind(&outcome), expected, "{answer:?}: {outcome:?}");
        assert_eq!(slack.posts().len(), 1, "no redirect is followed");
        assert!(!format!("{outcome:?}").contains("secret"), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_slack_that_is_away_is_tried_again_and_its_address_is_not_told() {
    let slack = FakeSlack::start(Clock::default(), |_, _| Answer::Ok).await;
    let target = Target::trusted(slack.webhook("secret"));
    drop(slack);
    let senders = senders([]).within(Duration::from_secs(5));
    let outcome = senders.send((ChannelKind::Slack, Some(&target)), &story("x"), &name(1), None).await;
    assert_eq!(kind(&outcome), ("retry", None));
    assert!(!format!("{outcome:?}").contains("secret"), "{outcome:?}");
}

#[tokio::test]
async fn a_channel_without_a_target_waits_for_one() {
    for (kind, variable) in [(ChannelKind::Slack, "SLACK_WEBHOOK_URL"), (ChannelKind::Email, "ALERT_EMAIL_TO")] {
        let outcome = senders([]).send((kind, None), &story("x"), &name(1), None).await;
        assert_eq!(outcome, Outcome::retry(format!("{variable} is not set")));
    }
}
