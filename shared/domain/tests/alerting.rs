//! Who is told what: globs, the default branch, kinds, silences, and news that is none.

use domain::alerting::{Decision, FRESH, News, Route, Silence, Subject, decide, is_default_branch};
use domain::{NewsKind, Provider};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;

fn hour(hours: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + hours.hours()
}

/// Broken on the default branch since hour 10.
fn subject() -> Subject {
    Subject {
        provider: Provider::Github,
        repository: "acme/api".to_owned(),
        pipeline_name: "CI".to_owned(),
        branch: "main".to_owned(),
        is_default_branch: true,
        opened_at: hour(10),
        closed_at: None,
    }
}

fn route() -> Route {
    Route {
        id: 1,
        name: "all".to_owned(),
        provider: "*".to_owned(),
        repository: "*".to_owned(),
        pipeline: "*".to_owned(),
        branch: None,
        kinds: vec![NewsKind::Broken, NewsKind::Fixed],
        channel_ids: vec![7],
        enabled: true,
    }
}

fn silence(id: i64, from: i64, until: i64) -> Silence {
    Silence {
        id,
        provider: "*".to_owned(),
        repository: "*".to_owned(),
        pipeline: "*".to_owned(),
        branch: None,
        from: hour(from),
        until: hour(until),
        reason: "a release".to_owned(),
        active: true,
    }
}

fn broken() -> News {
    News { kind: NewsKind::Broken, at: hour(10), heard_at: hour(10) }
}

fn told(subject: &Subject, route: Route) -> bool {
    matches!(decide(subject, broken(), &[route], &[], hour(10)), Decision::Send { .. })
}

#[test]
fn every_glob_of_a_route_must_match() {
    let yes = [
        Route { provider: "git*".to_owned(), ..route() },
        Route { repository: "acme/*".to_owned(), pipeline: "C?".to_owned(), ..route() },
        Route { branch: Some("*".to_owned()), ..route() },
        Route { branch: Some("ma?n".to_owned()), ..route() },
    ];
    let no = [
        Route { provider: "gitlab".to_owned(), ..route() },
        Route { repository: "acme".to_owned(), ..route() },
        Route { pipeline: "ci".to_owned(), ..route() },
        Route { pipeline: "?".to_owned(), ..route() },
        Route { branch: Some("[m]ain".to_owned()), ..route() },
        Route { enabled: false, ..route() },
        Route { kinds: vec![NewsKind::Fixed, NewsKind::StillFailing], ..route() },
        Route { channel_ids: Vec::new(), ..route() },
    ];
    for route in yes {
        assert!(told(&subject(), route.clone()), "{route:?}");
    }
    for route in no {
        assert!(!told(&subject(), route.clone()), "{route:?}");
    }
}

#[test]
fn without_a_branch_a_route_is_about_the_default_branch() {
    let on = |branch: &str, default: Option<&str>| Subject {
        branch: branch.to_owned(),
        is_default_branch: is_default_branch(branch, default),
        ..subject()
    };
    assert!(told(&on("trunk", Some("trunk")), route()));
    assert!(!told(&on("main", Some("trunk")), route()));
    assert!(told(&on("master", None), route()));
    assert!(!told(&on("trunk", None), route()));
    assert!(is_default_branch("main", None));
}

#[test]
fn a_channel_of_several_routes_is_told_once() {
    let routes = [route(), Route { id: 2, channel_ids: vec![9, 7], ..route() }];
    let decision = decide(&subject(), broken(), &routes, &[], hour(10));
    assert_eq!(decision, Decision::Send { channels: vec![7, 9] });
}

#[test]
fn a_silence_holds_news_back_until_the_last_one_ends() {
    let silences = [silence(1, 9, 12), silence(2, 9, 14), silence(3, 0, 9)];
    let decide = |now| decide(&subject(), broken(), &[route()], &silences, now);
    assert_eq!(decide(hour(10)), Decision::Silenced { silence: 2, until: hour(14) });
    assert_eq!(decide(hour(14)), Decision::Send { channels: vec![7] });
    let elsewhere = Silence { repository: "acme/web".to_owned(), ..silence(1, 9, 12) };
    assert!(matches!(decided_under(&[elsewhere]), Decision::Send { .. }));
    let branch = Silence { branch: Some("release/*".to_owned()), ..silence(1, 9, 12) };
    assert!(matches!(decided_under(&[branch]), Decision::Send { .. }));
}

fn decided_under(silences: &[Silence]) -> Decision {
    decide(&subject(), broken(), &[route()], silences, hour(10))
}

#[test]
fn what_broke_and_was_fixed_within_a_silence_is_told_to_nobody() {
    let silences = [silence(1, 9, 14)];
    let over = |closed| Subject { closed_at: Some(hour(closed)), ..subject() };
    let decide = |subject: &Subject| decide(subject, broken(), &[route()], &silences, hour(20));
    assert_eq!(decide(&over(13)), Decision::Nobody);
    assert_eq!(decide(&over(14)), Decision::Send { channels: vec![7] });
}

#[test]
fn a_failure_that_has_since_been_fixed_is_no_news() {
    let still = News { kind: NewsKind::StillFailing, ..broken() };
    let routes = [Route { kinds: vec![NewsKind::StillFailing], ..route() }];
    let decide = |subject: &Subject| decide(subject, still, &routes, &[], hour(10));
    assert_eq!(decide(&subject()), Decision::Send { channels: vec![7] });
    assert_eq!(decide(&Subject { closed_at: Some(hour(11)), ..subject() }), Decision::Nobody);
}

#[test]
fn what_was_old_when_we_heard_of_it_is_told_to_nobody_however_long_it_waited_since() {
    let heard = |heard_at| News { heard_at, ..broken() };
    let decide = |news| decide(&subject(), news, &[route()], &[], hour(1_000));
    assert_eq!(decide(heard(hour(10) + FRESH)), Decision::Send { channels: vec![7] });
    assert_eq!(decide(heard(hour(10) + FRESH + 1.second())), Decision::Nobody);
}

prop_compose! {
    fn any_silence()(id in 0..9_i64, from in 0..30_i64, hours in 1..30_i64, matches in any::<bool>()) -> Silence {
        let branch = Some(if matches { "m*" } else { "n*" }.to_owned());
        Silence { branch, ..silence(id, from, from + hours) }
    }
}

proptest! {
    #[test]
    fn what_is_held_back_is_decided_once_the_silences_are_over(
        silences in prop::collection::vec(any_silence(), 0..5), start in 0..40_i64,
    ) {
        let (mut now, mut held) = (hour(start), 0);
        while let Decision::Silenced { until, silence } = decide(&subject(), broken(), &[route()], &silences, now) {
            prop_assert!(until > now, "time goes on");
            prop_assert!(silences.iter().any(|it| it.id == silence && it.until == until));
            (now, held) = (until, held + 1);
        }
        prop_assert!(held <= silences.len());
        let quiet = silences.iter().any(|it| it.branch.as_deref() == Some("m*") && (it.from..it.until).contains(&now));
        prop_assert!(!quiet, "nothing is told in a silence");
        prop_assert_eq!(decide(&subject(), broken(), &[route()], &silences, now), Decision::Send { channels: vec![7] });
    }

    #[test]
    fn a_glob_of_question_marks_and_stars_counts_characters(text in "[a-z/é*?]{0,12}", fixed in any::<bool>()) {
        let length = text.chars().count();
        let glob = "?".repeat(length) + if fixed { "" } else { "*" };
        let named = Subject { pipeline_name: text, ..subject() };
        let is_told = told(&named, Route { pipeline: glob, ..route() });
        prop_assert!(is_told);
        let is_longer_told = told(&named, Route { pipeline: "?".repeat(length + 1), ..route() });
        prop_assert!(!is_longer_told);
    }
}
