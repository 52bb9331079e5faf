//! One alert at a time.

use std::time::Duration;

use domain::ChannelKind::{Email, Slack};
use domain::waiting::FLOOD;
use store::history::{AlertFilter, Resent};
use testing::fakes::slack::Answer;
use testing::fakes::smtp::Treatment;

use crate::stage::{Stage, headline, ring};

#[tokio::test]
async fn what_breaks_and_is_fixed_is_told_to_each_channel_once() {
    let stage = Stage::quiet().await;
    stage.channel(Slack, "ops", "*").await;
    stage.channel(Email, "team", "*").await;
    stage.breaks("CI").await;
    stage.until_all_is_told().await;
    stage.breaks("CI").await;
    stage.is_fixed("CI").await;
    stage.until_all_is_told().await;
    assert_eq!(stage.told("ops"), ["CI is broken on main", "CI is fixed on main"]);
    let mails = stage.mail.received();
    assert_eq!(mails.len(), 2);
    let id = |mail: &[u8], name: &str| {
        let mail = std::str::from_utf8(mail).unwrap();
        mail.lines().find_map(|it| it.strip_prefix(name)).map(str::to_owned)
    };
    assert!(id(&mails[0].mail, "Message-ID: ").is_some());
    assert_eq!(id(&mails[1].mail, "In-Reply-To: "), id(&mails[0].mail, "Message-ID: "), "`fixed` answers `broken`");
    assert!(stage.history().await.iter().all(|it| it.1 == "sent"));
}

#[tokio::test]
async fn what_broke_and_was_fixed_meanwhile_is_one_message() {
    let stage =
        Stage::start(|_, number| if number == 0 { Answer::Status(500) } else { Answer::Ok }, |_| Treatment::Take).await;
    stage.channel(Slack, "ops", "*").await;
    stage.breaks("CI").await;
    stage.ring().await;
    stage.is_fixed("CI").await;
    stage.until_all_is_told().await;
    assert_eq!(stage.told("ops"), ["CI broke on main and is fixed"]);
    assert_eq!(stage.history().await, [("broken", "collapsed"), ("broken_and_fixed", "sent")]);
}

#[tokio::test]
async fn a_flood_becomes_one_digest_that_names_everything() {
    let stage = Stage::quiet().await;
    stage.channel(Slack, "ops", "*").await;
    for number in 0..=FLOOD {
        stage.breaks(&format!("p{number:02}")).await;
    }
    stage.is_fixed("p00").await;
    stage.until_all_is_told().await;
    assert_eq!(stage.told("ops"), [format!("{} alerts at once: {FLOOD} broken, 1 fixed", FLOOD + 1)]);
    let told = stage.slack.taken().last().unwrap().body.to_string();
    assert!((1..20).all(|it| told.contains(&format!("broken: acme/api, p{it:02} on main"))), "{told}");
}

#[tokio::test]
async fn a_channel_that_is_gone_is_switched_off_with_all_that_waits_and_can_be_told_again() {
    for status in [403, 404, 410] {
        let stage = Stage::start(
            move |_, number| if number == 0 { Answer::Status(status) } else { Answer::Ok },
            |_| Treatment::Take,
        )
        .await;
        let id = stage.channel(Slack, "ops", "*").await;
        stage.breaks("a").await;
        stage.breaks("b").await;
        stage.until_all_is_told().await;
        // What comes while it is off is not forgotten either.
        stage.breaks("c").await;
        stage.until_all_is_told().await;
        let channel = stage.store.channel(id).await.unwrap().unwrap();
        assert!(!channel.enabled && channel.disabled_reason.unwrap().contains(&status.to_string()));
        assert_eq!(stage.slack.posts().iter().filter(|it| it.path.contains("ops")).count(), 1);
        let history = stage.store.alerts(&AlertFilter::default(), 10).await.unwrap().items;
        assert_eq!(history.len(), 3);
        assert!(history.iter().all(|it| it.state.as_str() == "dead" && it.last_error.is_some()), "{history:?}");
        assert_eq!(stage.store.resend_alert(history[0].id).await.unwrap(), Resent::ChannelOff);

        stage.sql("update alert_channels set enabled = true, disabled_reason = null").await;
        for alert in &history {
            assert!(matches!(stage.store.resend_alert(alert.id).await.unwrap(), Resent::Waits(_)));
            assert_eq!(stage.store.resend_alert(alert.id).await.unwrap(), Resent::NotDead);
        }
        assert_eq!(stage.store.resend_alert(999).await.unwrap(), Resent::Missing);
        stage.until_all_is_told().await;
        assert_eq!(stage.told("ops"), ["a is broken on main", "b is broken on main", "c is broken on main"]);
    }
}

#[tokio::test]
async fn a_message_that_is_refused_is_a_dead_letter_and_holds_nobody() {
    let stage =
        Stage::start(|_, number| if number == 0 { Answer::Status(400) } else { Answer::Ok }, |_| Treatment::Refuse)
            .await;
    stage.channel(Slack, "ops", "*").await;
    stage.channel(Email, "team", "*").await;
    stage.breaks("a").await;
    stage.breaks("b").await;
    stage.until_all_is_told().await;
    assert_eq!(stage.told("ops"), ["b is broken on main"]);
    let history = stage.store.alerts(&AlertFilter::default(), 10).await.unwrap().items;
    let dead: Vec<_> = history.iter().filter(|it| it.state.as_str() == "dead").collect();
    assert_eq!(dead.len(), 3);
    let says = |it: &str| it.contains("400") || it.contains("550");
    assert!(dead.iter().all(|it| it.tries == 1 && it.last_error.as_deref().is_some_and(says)), "{dead:?}");
}

#[tokio::test]
async fn what_never_works_is_tried_ten_times_and_then_given_up() {
    let stage = Stage::start(|_, _| Answer::Status(500), |_| Treatment::Greylist).await;
    stage.channel(Slack, "ops", "*").await;
    stage.channel(Email, "team", "*").await;
    stage.breaks("CI").await;
    stage.until_all_is_told().await;
    let posts: Vec<_> = stage.slack.posts().into_iter().filter(|it| it.path.contains("ops")).collect();
    assert_eq!(posts.len(), 10);
    let hours = posts[9].at.saturating_sub(posts[0].at).as_secs_f64() / 3_600.0;
    assert!((60.0..91.0).contains(&hours), "75 hours, give or take a fifth: {hours}");
    let history = stage.store.alerts(&AlertFilter::default(), 10).await.unwrap().items;
    assert!(history.iter().all(|it| it.state.as_str() == "dead" && it.tries == 10), "{history:?}");
}

#[tokio::test]
async fn in_a_silence_nothing_is_told_and_what_outlives_it_is_told_after() {
    let stage = Stage::quiet().await;
    stage.channel(Slack, "ops", "*").await;
    stage
        .sql(
            "insert into silences (starts_at, ends_at, reason)
              values (now() - interval '1 day', now() + interval '1 hour', 'a move')",
        )
        .await;
    stage.breaks("short").await;
    stage.breaks("long").await;
    stage.ring().await;
    stage.is_fixed("short").await;
    stage.ring().await;
    assert_eq!(stage.history().await, []);
    stage.until_all_is_told().await;
    assert_eq!(stage.told("ops"), ["long is broken on main"]);
}

#[tokio::test]
async fn what_waits_for_another_try_is_not_told_in_a_silence_that_came_since() {
    let stage =
        Stage::start(|_, number| if number == 0 { Answer::Status(500) } else { Answer::Ok }, |_| Treatment::Take).await;
    stage.channel(Slack, "ops", "*").await;
    stage.breaks("CI").await;
    stage.ring().await;
    stage
        .sql("insert into silences (starts_at, ends_at, reason) values (now(), now() + interval '1 hour', 'a move')")
        .await;
    stage.forward(Duration::from_mins(1)).await;
    stage.ring().await;
    assert!(stage.told("ops").is_empty());
    stage.until_all_is_told().await;
    assert_eq!(stage.told("ops"), ["CI is broken on main"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_hangs_holds_neither_another_channel_nor_the_push() {
    let hang = |path: &str, _: usize| if path.contains("slow") { Answer::Hang } else { Answer::Ok };
    let stage = Stage::start(hang, |_| Treatment::Take).await;
    stage.channel(Slack, "slow", "*").await;
    stage.channel(Slack, "quick", "*").await;
    stage.store.open_connection("c1", "wss://ci.example.com", None).await.unwrap();
    stage.breaks("CI").await;
    let both = async {
        loop {
            let posts = stage.slack.posts();
            let is_there = |part: &str| posts.iter().any(|it| it.path.contains(part));
            if is_there("quick") && is_there("@connections/c1") && is_there("slow") {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    // The call itself ends only when the slow channel's time is up, which nobody waits for.
    tokio::select! {
        _ = stage.notifier.handle(ring()) => panic!("the slow channel was not waited for"),
        () = both => {}
    }
    assert_eq!(
        headline(&stage.slack.taken().iter().find(|it| it.path.contains("quick")).unwrap().body),
        "CI is broken on main"
    );
}
