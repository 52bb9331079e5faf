//! A run that fails, is run again and passes, told in every order with duplicates.

use serde_json::{Value, json};

use crate::delivery::Delivery;
use crate::host::TestHost;

/// How the five reports of run `number` are told: attempt, status, conclusion, second.
const STEPS: [(u64, &str, Option<&str>, u64); 5] = [
    (1, "queued", None, 1),
    (1, "in_progress", None, 2),
    (1, "completed", Some("failure"), 3),
    (2, "queued", None, 4),
    (2, "completed", Some("success"), 5),
];

fn delivery(number: u64, step: usize, copy: usize) -> Delivery {
    let (attempt, status, conclusion, second) = STEPS[step];
    let mut delivery = Delivery::run(number, "queued");
    let mut body: Value = serde_json::from_str(&delivery.body).unwrap();
    let run = &mut body["workflow_run"];
    run["run_attempt"] = json!(attempt);
    run["status"] = json!(status);
    run["conclusion"] = json!(conclusion);
    run["updated_at"] = json!(format!("2026-11-23T10:00:{second:02}Z"));
    // Another hook's copy of the same news is another body.
    body["copy"] = json!(copy);
    delivery.body = body.to_string();
    delivery.key = format!("{number}-{step}-{copy}");
    delivery
}

fn permutations(items: &[usize]) -> Vec<Vec<usize>> {
    if items.is_empty() {
        return vec![Vec::new()];
    }
    let with_first = |first: &usize| {
        let rest: Vec<_> = items.iter().copied().filter(|it| it != first).collect();
        permutations(&rest).into_iter().map(|rest| [vec![*first], rest].concat()).collect::<Vec<_>>()
    };
    items.iter().flat_map(with_first).collect()
}

#[tokio::test]
async fn every_order_with_duplicates_ends_at_success_with_the_failure_kept() {
    let host = TestHost::start().await;
    let orders = permutations(&[0, 1, 2, 3, 4]);
    assert_eq!(orders.len(), 120);
    for (number, order) in (0..).zip(&orders) {
        for (copy, step) in order.iter().flat_map(|step| [(0, *step), (1, *step)]) {
            assert_eq!(host.send(&delivery(number, step, copy)).await.status(), 202);
        }
    }
    let page = host.get("/api/builds?limit=200").await;
    let builds = page["items"].as_array().unwrap();
    assert_eq!(builds.len(), orders.len());
    for build in builds {
        assert_eq!((&build["status"], &build["attempt"]), (&json!("success"), &json!(2)));
        let detail = host.get(&format!("/api/builds/{}", build["id"])).await;
        let shown = |list: &str, field: &str| -> Vec<Value> {
            detail[list].as_array().unwrap().iter().map(|it| it[field].clone()).collect()
        };
        assert_eq!(shown("attempts", "status"), [json!("failure"), json!("success")]);
        let versions = shown("transitions", "version");
        assert!(versions.windows(2).all(|it| it[0].as_i64() < it[1].as_i64()), "each transition once: {versions:?}");
        assert_eq!(shown("transitions", "to").last(), Some(&json!("success")));
    }
    host.stop().await;
}
