//! What holds for any bytes at all.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::{BuildReport, Provider, Status};
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use providers::{Reading, Secrets};
use serde_json::Value;
use sha2::Sha256;

use crate::sender::{SECRET, github_headers, read};

/// Every kind of delivery, with an example of it.
const KINDS: [(Provider, &str, &str); 9] = [
    (Provider::Github, "workflow_run", include_str!("../fixtures/github/run_completed.json")),
    (Provider::Github, "workflow_run", include_str!("../fixtures/github/run_rerun.json")),
    (Provider::Github, "workflow_job", include_str!("../fixtures/github/job_completed.json")),
    (Provider::Gitlab, "Pipeline Hook", include_str!("../fixtures/gitlab/pipeline_failed.json")),
    (Provider::Gitlab, "System Hook", include_str!("../fixtures/gitlab/pipeline_retried.json")),
    (Provider::Gitlab, "Job Hook", include_str!("../fixtures/gitlab/job_failed.json")),
    (Provider::Jenkins, "", include_str!("../fixtures/jenkins/queued.json")),
    (Provider::Jenkins, "", include_str!("../fixtures/jenkins/completed.json")),
    (Provider::Jenkins, "", include_str!("../fixtures/jenkins/old_plugin.json")),
];

/// JSON of no particular shape, with the values that are most trouble.
fn garbage() -> impl Strategy<Value = Value> {
    let hostile = [
        "",
        " ",
        "null",
        "\u{0}",
        "-1",
        "999999999999999999999",
        "2016-08-12 15:23:28 UTC",
        "9999-12-31T23:59:59Z",
        "-009999-01-01T00:00:00Z",
        "javascript:alert(1)",
        "https://\u{202e}x/\n",
        "<!channel>",
        "%",
        "job/%/job/%2",
        "🦀",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        select(vec![0_i64, -1, 1, i64::MAX, 1_700_000_000, 1_700_000_000_000]).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        select(hostile.to_vec()).prop_map(Value::from),
        Just(Value::from("x".repeat(5000))),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((any::<String>(), inner), 0..4).prop_map(|it| Value::Object(it.into_iter().collect())),
        ]
    })
}

/// The value in `place` among all values below `root`, counted in depth.
fn nth(root: &mut Value, place: usize) -> &mut Value {
    let mut pointers = vec![String::new()];
    let mut next = 0;
    while next < pointers.len() {
        let here = pointers[next].clone();
        let keys: Vec<String> = match root.pointer(&here) {
            Some(Value::Object(fields)) => fields.keys().cloned().collect(),
            Some(Value::Array(members)) => (0..members.len()).map(|it| it.to_string()).collect(),
            _ => Vec::new(),
        };
        pointers.extend(keys.iter().map(|it| format!("{here}/{}", it.replace('~', "~0").replace('/', "~1"))));
        next += 1;
    }
    let pointer = &pointers[place % pointers.len()];
    root.pointer_mut(pointer).unwrap()
}

/// Nobody downstream has to check these again.
fn check(report: &BuildReport) {
    let (pipeline, run) = (&report.pipeline, report.run.iter());
    for (told, limit) in [(&pipeline.repository, 1000), (&pipeline.name, 1000), (&report.external_id, 1100)] {
        assert!(!told.is_empty() && told.len() <= limit && !told.chars().any(char::is_control));
    }
    let statuses = run.clone().map(|it| (it.status, it.finished_at, &it.raw_status));
    let statuses = statuses.chain(report.jobs.iter().map(|it| (it.status, it.finished_at, &it.raw_status)));
    for (status, finished_at, raw_status) in statuses {
        assert!(status.is_terminal() || finished_at.is_none());
        assert!(!raw_status.is_empty() && raw_status.chars().count() <= 511);
    }
    let years = "2000-01-01T00:00:00Z".parse::<Timestamp>().unwrap().."2200-01-01T00:00:00Z".parse().unwrap();
    let times = run.clone().flat_map(|it| [it.observed_at, it.queued_at, it.started_at, it.finished_at]);
    let times =
        times.chain(report.jobs.iter().flat_map(|it| [it.observed_at, it.queued_at, it.started_at, it.finished_at]));
    for time in times.flatten() {
        assert!(years.contains(&time) && time.subsec_nanosecond() % 1_000_000 == 0);
    }
    for run in run {
        assert!(run.duration_seconds.is_none_or(|it| it >= 0.0 && run.status.is_terminal()));
        assert!(run.queued_seconds.is_none_or(|it| it >= 0.0));
        assert!(run.status != Status::Queued || run.finished_at.is_none());
        for url in run.web_url.iter().chain(&pipeline.url) {
            assert!(url.starts_with("http") && url.len() <= 2000 && !url.chars().any(char::is_whitespace));
        }
    }
}

fn read_and_check(provider: Provider, event: &str, body: &[u8]) {
    match read(provider, event, body) {
        Ok(Reading::Reports(reports)) => reports.iter().for_each(check),
        Ok(Reading::Ignored(reason)) => assert!(!reason.is_empty()),
        Err(reason) => assert!(reason.to_string().len() < 200),
    }
}

fn flipped(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let bit = bit % (bytes.len() * 8);
    bytes[bit / 8] ^= 1 << (bit % 8);
    bytes
}

proptest! {
    #[test]
    fn any_bytes_have_an_answer(kind in select(KINDS.to_vec()), body in vec(any::<u8>(), 0..256)) {
        read_and_check(kind.0, kind.1, &body);
    }

    #[test]
    fn any_json_has_an_answer(kind in select(KINDS.to_vec()), body in garbage()) {
        read_and_check(kind.0, kind.1, body.to_string().as_bytes());
    }

    #[test]
    fn a_message_with_odd_values_has_an_answer(
        kind in select(KINDS.to_vec()),
        oddities in vec((any::<usize>(), garbage()), 1..6),
    ) {
        let mut body: Value = serde_json::from_str(kind.2).unwrap();
        for (place, value) in oddities {
            *nth(&mut body, place) = value;
        }
        read_and_check(kind.0, kind.1, body.to_string().as_bytes());
    }

    #[test]
    fn a_damaged_message_has_an_answer(kind in select(KINDS.to_vec()), cut in any::<usize>(), bit in any::<usize>()) {
        let body = kind.2.as_bytes();
        read_and_check(kind.0, kind.1, &body[..cut % body.len()]);
        read_and_check(kind.0, kind.1, &flipped(body, bit));
    }

    #[test]
    fn no_bit_of_a_signed_body_or_of_its_signature_can_change(body in vec(any::<u8>(), 1..64), bit in any::<usize>()) {
        let secrets = Secrets::parse(SECRET);
        let headers = github_headers("workflow_run", &body);
        prop_assert!(providers::github::verify(&headers, &body, &secrets).is_ok());
        prop_assert!(providers::github::verify(&headers, &flipped(&body, bit), &secrets).is_err());
        let signature = headers["X-Hub-Signature-256"].as_bytes();
        if let Ok(value) = flipped(signature, bit).as_slice().try_into() {
            let mut headers = headers.clone();
            headers.insert("X-Hub-Signature-256", value);
            prop_assert!(providers::github::verify(&headers, &body, &secrets).is_err());
        }
    }

    #[test]
    fn no_bit_of_what_gitlab_signs_can_change(body in vec(any::<u8>(), 1..64), bit in any::<usize>(), part in 0..4_usize) {
        const NAMES: [&str; 3] = ["webhook-id", "webhook-timestamp", "webhook-signature"];
        let secrets = Secrets::parse(&format!("whsec_{}", BASE64_STANDARD.encode(SECRET)));
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(b"some-id.1700000000.");
        mac.update(&body);
        let signature = format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes()));
        let values = ["some-id", "1700000000", &signature];
        let mut headers: HeaderMap = NAMES.into_iter().zip(values)
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        let now = Timestamp::from_second(1_700_000_000).unwrap();
        prop_assert!(providers::gitlab::verify(&headers, &body, &secrets, now).is_ok());
        let mut sent = body.clone();
        match NAMES.get(part) {
            Some(name) => match flipped(values[part].as_bytes(), bit).as_slice().try_into() {
                Ok(value) => drop(headers.insert(*name, value)),
                Err(_) => return Ok(()),
            },
            None => sent = flipped(&body, bit),
        }
        prop_assert!(providers::gitlab::verify(&headers, &sent, &secrets, now).is_err());
    }

    #[test]
    fn no_bit_of_a_token_can_change(bit in any::<usize>()) {
        let secrets = Secrets::parse(&format!("other,{SECRET}"));
        if let Ok(value) = flipped(SECRET.as_bytes(), bit).as_slice().try_into() {
            let headers: HeaderMap = [("X-Gitlab-Token".parse().unwrap(), value)].into_iter().collect();
            prop_assert!(providers::gitlab::verify(&headers, b"", &secrets, Timestamp::UNIX_EPOCH).is_err());
        }
        let query = |token: &[u8]| format!("token={}", percent_encode(token, NON_ALPHANUMERIC));
        let (right, wrong) = (query(SECRET.as_bytes()), query(&flipped(SECRET.as_bytes(), bit)));
        prop_assert!(providers::jenkins::verify(&HeaderMap::new(), Some(&right), b"", &secrets).is_ok());
        prop_assert!(providers::jenkins::verify(&HeaderMap::new(), Some(&wrong), b"", &secrets).is_err());
    }
}

/// However deep a value is nested, little of the stack is used: a server's threads have two megabytes at most.
#[test]
fn depth_costs_no_stack() {
    const STACK: usize = 256 * 1024;
    const FIELDS: [&str; 6] = ["workflow_run", "workflow_job", "repository", "object_attributes", "builds", "build"];
    let read_all = || {
        let begin = FIELDS.iter().map(|it| format!("{{\"{it}\":")).chain([String::new()]);
        for (begin, (provider, event, _)) in begin.flat_map(|begin| KINDS.map(|kind| (begin.clone(), kind))) {
            for depth in [100, 1_000] {
                for open in ["[", "{\"a\":", "[{\"workflow_run\":"] {
                    let _ = read(provider, event, format!("{begin}{}", open.repeat(depth)).as_bytes());
                }
            }
        }
    };
    std::thread::Builder::new().stack_size(STACK).spawn(read_all).expect("a thread").join().expect("it ends well");
}
