//! Deliveries that failed are asked for again, once, wherever the webhook is set up.

use jiff::SignedDuration;
use store::deliveries::DeliveryFilter;
use testing::fakes::github::{Delivery, Hook, Run, TOKEN};

use crate::world::{World, ago};

const API: &str = "acme/api";
const WEB: &str = "acme/web";
const HOOK: &str = "https://ci.example/webhooks/github";

fn delivery(id: i64, guid: &str, event: &str, status_code: u16) -> Delivery {
    Delivery { id, guid: guid.to_owned(), event: event.to_owned(), status_code, at: ago(30) }
}

fn deliveries() -> Hook {
    let deliveries = vec![
        delivery(1, "a", "workflow_run", 502),
        delivery(2, "b", "workflow_run", 503),
        delivery(3, "b", "workflow_run", 202),
        delivery(4, "c", "push", 500),
        delivery(5, "d", "workflow_job", 504),
        delivery(6, "d", "workflow_job", 504),
    ];
    Hook { url: HOOK.to_owned(), deliveries }
}

fn posts(asked: Vec<String>) -> Vec<String> {
    asked.into_iter().filter(|it| it.starts_with("POST")).collect()
}

#[tokio::test]
async fn failed_deliveries_are_asked_for_again_once_and_no_others() {
    let world = World::new(&[API], &[API]).await;
    world.server.edit(|state| state.repositories.get_mut(API).expect("it is there").hook = Some(deliveries()));
    let again = [1, 6].map(|it| format!("POST /repos/{API}/hooks/1/deliveries/{it}/attempts 202"));
    assert_eq!(posts(world.poll().await), again);
    assert_eq!(world.poll().await.len(), 1, "the next scan is an hour away");
    world.an_hour_passes().await;
    assert_eq!(posts(world.poll().await), [""; 0], "they have arrived");
}

#[tokio::test]
async fn the_webhook_of_an_organisation_is_looked_at_once_for_all_of_its_repositories() {
    let world = World::new(&[API, WEB], &["acme/*"]).await;
    world.server.edit(|state| state.hooks.insert("acme".to_owned(), deliveries()));
    let asked = world.poll().await;
    let lists = asked.iter().filter(|it| it.contains("/orgs/acme/hooks?")).count();
    assert_eq!(lists, 1, "{asked:#?}");
    assert_eq!(posts(asked), [1, 6].map(|it| format!("POST /orgs/acme/hooks/1/deliveries/{it}/attempts 202")));
    assert_eq!(world.poll().await.len(), 2, "the next scan is an hour away");
    world.an_hour_passes().await;
    let asked = world.poll().await;
    assert_eq!(asked.iter().filter(|it| it.contains("/orgs/acme/hooks?")).count(), 1);
    assert_eq!(posts(asked), [""; 0], "they have arrived");
}

#[tokio::test]
async fn what_has_arrived_by_another_webhook_is_not_asked_for() {
    let world = World::new(&[API], &[API]).await;
    let run = Run::queued(1, 1, ago(30));
    crate::hear(&world.store, API, &run).await;
    let heard =
        world.store.deliveries(&DeliveryFilter::default(), 1).await.expect("a list").items.remove(0).delivery_key;
    world.server.edit(|state| {
        let deliveries = vec![delivery(1, &heard, "workflow_run", 504), delivery(2, "b", "workflow_run", 504)];
        state.hooks.insert("acme".to_owned(), Hook { url: HOOK.to_owned(), deliveries });
    });
    assert_eq!(posts(world.poll().await), ["POST /orgs/acme/hooks/1/deliveries/2/attempts 202"]);
}

#[tokio::test]
async fn a_token_that_may_not_see_webhooks_is_no_failure() {
    let world = World::with(&[API], &[API], TOKEN, SignedDuration::ZERO).await;
    let asked = world.poll().await;
    assert!(asked.contains(&"GET /orgs/acme/hooks?per_page=100 404".to_owned()), "{asked:#?}");
    assert_eq!(world.source().await.last_error, None);
}
