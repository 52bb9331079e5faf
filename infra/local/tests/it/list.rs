//! The list of builds: filters one by one, and pages that hold still while builds arrive.

use serde_json::{Value, json};

use crate::delivery::{Delivery, SECRET};
use crate::host::TestHost;

/// Three builds of GitHub, a minute apart, each with something of its own, and one of Jenkins.
async fn start() -> TestHost {
    let host = TestHost::start().await;
    for (number, (state, branch, actor)) in
        (1..).zip([("success", "main", "ada"), ("failure", "fix/100%_done", "grace"), ("in_progress", "main", "ada")])
    {
        let mut delivery = Delivery::run(number, state);
        let mut body: Value = serde_json::from_str(&delivery.body).unwrap();
        let run = &mut body["workflow_run"];
        run["head_branch"] = json!(branch);
        run["triggering_actor"]["login"] = json!(actor);
        run["created_at"] = json!(format!("2026-11-23T10:{number:02}:00Z"));
        run["run_started_at"] = run["created_at"].clone();
        run["updated_at"] = json!(format!("2026-11-23T10:{number:02}:30Z"));
        delivery.body = body.to_string();
        assert_eq!(host.send(&delivery).await.status(), 202);
    }
    let jenkins = json!({
        "name": "deploy", "url": "job/deploy/",
        "build": { "number": 7, "phase": "COMPLETED", "status": "ABORTED", "timestamp": 1_795_428_000_000_i64,
                   "full_url": "https://ci.example/job/deploy/7/" },
    });
    let request = host.client.post(format!("{}/webhooks/jenkins", host.url)).json(&jenkins);
    assert_eq!(request.header("x-jenkins-token", format!("{SECRET} of jenkins")).send().await.unwrap().status(), 202);
    host
}

/// The provider's ids of the builds that a query lists, newest first.
async fn listed(host: &TestHost, query: &str) -> Vec<String> {
    let page = host.get(&format!("/api/builds?{query}")).await;
    let ids = page["items"].as_array().unwrap().iter();
    ids.map(|it| it["external_id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_filter_narrows_the_list() {
    let host = start().await;
    let [first, second, third] = [1, 2, 3].map(Delivery::external_id);
    let pipeline = host.get(&format!("/api/builds?q={first}")).await["items"].clone();
    assert_eq!(pipeline, json!([]), "a run's number is none of the texts");
    let pipeline = host.get("/api/builds?status=success").await["items"][0]["pipeline_id"].clone();
    let all = vec![third.clone(), second.clone(), first.clone()];
    let cases = [
        ("provider=github".to_owned(), all.clone()),
        ("provider=jenkins".to_owned(), vec!["deploy#7".to_owned()]),
        ("provider=gitlab".to_owned(), vec![]),
        ("status=failure".to_owned(), vec![second.clone()]),
        ("status=failure,cancelled&provider=jenkins".to_owned(), vec!["deploy#7".to_owned()]),
        ("branch=main".to_owned(), vec![third.clone(), first.clone()]),
        ("branch=MAIN".to_owned(), vec![]),
        (format!("pipeline_id={pipeline}"), all),
        ("pipeline_id=999999".to_owned(), vec![]),
        ("q=GRACE".to_owned(), vec![second.clone()]),
        ("q=0%25_d".to_owned(), vec![second.clone()]),
        ("q=%25".to_owned(), vec![second.clone()]),
        ("q=deploy".to_owned(), vec!["deploy#7".to_owned()]),
        (format!("q={:040x}", 3), vec![third.clone()]),
        ("since=2026-11-23T10:02:00Z&provider=github".to_owned(), vec![third.clone(), second.clone()]),
        ("until=2026-11-23T10:02:00Z&provider=github".to_owned(), vec![first]),
        ("since=2026-11-23T10:02:00Z&until=2026-11-23T10:03:00Z".to_owned(), vec![second]),
        ("branch=main&status=running&q=ada".to_owned(), vec![third]),
    ];
    for (query, expected) in cases {
        assert_eq!(listed(&host, &query).await, expected, "{query}");
    }
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_hold_still_while_builds_arrive() {
    let host = TestHost::start().await;
    let send = async |number: u64| {
        let mut delivery = Delivery::run(number, "success");
        let mut body: Value = serde_json::from_str(&delivery.body).unwrap();
        // Three come to be in the same second, and pages end between them.
        let minute = number / 3;
        for field in ["created_at", "run_started_at", "updated_at"] {
            body["workflow_run"][field] = json!(format!("2026-11-23T{:02}:{:02}:00Z", minute / 60, minute % 60));
        }
        delivery.body = body.to_string();
        assert_eq!(host.send(&delivery).await.status(), 202);
    };
    for number in 100..130 {
        send(number).await;
    }
    let (mut seen, mut cursor, mut arriving) = (Vec::new(), String::new(), 200);
    loop {
        let page = host.get(&format!("/api/builds?limit=7{cursor}")).await;
        let items = page["items"].as_array().unwrap();
        seen.extend(items.iter().map(|it| it["external_id"].as_str().unwrap().to_owned()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
        // A newer one does not move the pages that follow.
        send(arriving).await;
        arriving += 1;
    }
    let expected: Vec<_> = (100..130).rev().map(Delivery::external_id).collect();
    assert_eq!(seen, expected);
    host.stop().await;
}
