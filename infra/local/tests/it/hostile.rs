//! Bodies that are signed and make no sense: each is answered 202 and listed, none is a 5xx, none makes a build.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::delivery::{Delivery, signed};
use crate::host::TestHost;

/// How many bodies with arbitrary values in them are sent.
const ARBITRARY: usize = 300;

/// Bodies that nobody can read, by name.
fn unreadable() -> Vec<(&'static str, Vec<u8>)> {
    let whole = Delivery::run(1, "success").body;
    vec![
        ("empty", Vec::new()),
        ("truncated", whole.as_bytes()[..whole.len() / 2].to_vec()),
        ("not text", vec![0xff, 0xfe, 0x00, 0x80]),
        ("nested", "[".repeat(100_000).into()),
        ("array", "[]".into()),
        ("number", "1e999".into()),
        ("lone surrogate", r#"{"workflow_run":{"id":"\ud800"}}"#.into()),
        ("no run", "{}".into()),
        ("no id", whole.replace("7000000001", "null").into()),
        ("no repository", whole.replace("acme/shop", "").into()),
    ]
}

#[tokio::test]
async fn what_cannot_be_read_is_kept_and_listed_and_makes_no_build() {
    let host = TestHost::start().await;
    for (name, body) in unreadable() {
        let answer = signed(&host.client, &host.url, name, body).send().await.unwrap();
        assert_eq!(answer.status(), 202, "{name}");
        let receipt: Value = answer.json().await.unwrap();
        assert_eq!(receipt["outcome"], "unreadable", "{name}: {receipt}");
    }
    let listed = host.get("/api/deliveries?outcome=unreadable").await;
    let listed = listed["items"].as_array().unwrap();
    assert_eq!(listed.len(), unreadable().len());
    assert!(listed.iter().all(|it| it["error"].as_str().is_some_and(|it| !it.is_empty())));
    assert_eq!(host.get("/api/builds").await["items"], json!([]));
    host.stop().await;
}

/// Values that a field may be given: of every type, with everything that a database or a page may choke on.
fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,300}".prop_map(Value::from),
        prop::sample::select(vec!["\0", "\u{202e}", "<script>", "9999-12-31T23:59:59Z", "-1", "'; --"])
            .prop_map(Value::from),
        Just(json!([1])),
        Just(json!({ "id": 1 })),
    ]
}

#[tokio::test]
async fn whatever_stands_in_a_field_the_answer_is_202() {
    let host = TestHost::start().await;
    let mut runner = TestRunner::deterministic();
    let fields: Vec<String> = {
        let body: Value = serde_json::from_str(&Delivery::run(1, "success").body).unwrap();
        body["workflow_run"].as_object().unwrap().keys().cloned().collect()
    };
    for number in 0..ARBITRARY {
        let (field, value) = (any::<prop::sample::Index>(), any_value()).new_tree(&mut runner).unwrap().current();
        let mut delivery = Delivery::run(u64::try_from(number).unwrap(), "success");
        let mut body: Value = serde_json::from_str(&delivery.body).unwrap();
        body["workflow_run"][field.get(&fields)] = value.clone();
        delivery.body = body.to_string();
        let answer = host.send(&delivery).await;
        assert_eq!(answer.status(), 202, "{} = {value}", field.get(&fields));
    }
    // Everything that was kept can be shown.
    let mut cursor = String::new();
    loop {
        let page = host.get(&format!("/api/builds?limit=200{cursor}")).await;
        for build in page["items"].as_array().unwrap() {
            host.get(&format!("/api/builds/{}", build["id"])).await;
        }
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    host.get("/api/metrics/overview?window=90d").await;
    host.stop().await;
}
