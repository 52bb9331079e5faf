//! The demo's deliveries at the real receivers' eyes: believed, understood, and telling what really happened.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::{Attempt, BuildState, Status};
use http::HeaderMap;
use jiff::Timestamp;
use providers::{Reading, Secrets, Verified, github, gitlab, jenkins};
use xtask::demo::{Build, Delivery, End, Provider, Schedule, deliveries, headers};

/// Monday 2026-11-23, 15:00 UTC.
const NOW: i64 = 1_795_446_000;

const SECRET: &str = "whsec_dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHRlc3Q=";

fn verify(delivery: &Delivery) -> Verified {
    let signed = headers(delivery, SECRET, NOW).unwrap();
    let headers: HeaderMap =
        signed.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
    let secrets = Secrets::parse(SECRET);
    let verified = match delivery.provider {
        Provider::GitHub => github::verify(&headers, &delivery.body, &secrets),
        Provider::GitLab => {
            let now = Timestamp::from_second(NOW).unwrap();
            gitlab::verify(&headers, &delivery.body, &secrets, now)
        }
        Provider::Jenkins => jenkins::verify(&headers, None, &delivery.body, &secrets),
    };
    verified.unwrap()
}

/// What is known of a build after everything was told.
fn known(build: &Build) -> Attempt {
    let mut state = BuildState::default();
    for delivery in build.steps().into_iter().flat_map(|step| deliveries(build, step)) {
        let Reading::Reports(reports) = providers::read(&verify(&delivery)).unwrap() else {
            panic!("ignored: {}", String::from_utf8_lossy(&delivery.body));
        };
        for report in reports {
            assert_eq!(report.external_id, build.external_id());
            state = state.merge(&report);
        }
    }
    state.head().unwrap()
}

/// What each provider can say of an end: neither GitLab nor Jenkins tells a time limit apart.
fn told(end: End, provider: Provider) -> Status {
    match (end, provider) {
        (End::Success, _) => Status::Success,
        (End::Failure, _) | (End::TimedOut, Provider::GitLab) => Status::Failure,
        (End::TimedOut, Provider::GitHub) => Status::TimedOut,
        (End::Cancelled, _) | (End::TimedOut, Provider::Jenkins) => Status::Cancelled,
        (End::Skipped, _) => Status::Skipped,
    }
}

#[test]
fn the_builds_of_a_week_arrive_as_they_went() {
    for build in (Schedule { seed: 1 }).week(NOW).iter().step_by(3) {
        let last = build.attempts.last().unwrap();
        let known = known(build);
        let number = i64::try_from(build.attempts.len()).unwrap();
        let status = told(last.end, build.pipeline.provider);
        assert_eq!((known.attempt, known.status), (number, status), "{build:?}");
    }
}
