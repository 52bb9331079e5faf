//! Queues and connections as the functions meet them: queues through the AWS SDK clients, and as batches.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent};
use bytes::Bytes;
use platform::aws::loopback_config;
use platform::push::{Posted, Push};
use signalbox::connections::Connections;
use signalbox::endpoints::Endpoints;
use signalbox::event_source::{self, FUNCTION_TIMEOUT, Feed};
use signalbox::queue::Rules;
use signalbox::queues::{Channel, Queues};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::host::within_limit;

const RULES: Rules = Rules { visibility: Duration::from_secs(30), receives: 2 };

fn queues(name: &'static str, channel: Channel) -> Arc<Queues> {
    Arc::new(HashMap::from([(name, channel)]))
}

fn files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap());
    let files = entries.filter(|it| it.file_type().unwrap().is_file());
    files.map(|it| std::fs::read_to_string(it.path()).unwrap()).collect()
}

/// Feeds a queue to a function that tells what it is handed and fails what starts with "bad".
fn consume(queues: &Arc<Queues>, stop: &CancellationToken) -> mpsc::UnboundedReceiver<Vec<String>> {
    let (tell, told) = mpsc::unbounded_channel();
    let handle = move |event: SqsEvent| {
        let tell = tell.clone();
        async move {
            let mut response = SqsBatchResponse::default();
            let bodies: Vec<_> = event.records.iter().map(|it| it.body.clone().unwrap()).collect();
            tell.send(bodies.clone()).unwrap();
            assert!(!bodies.contains(&"broken".to_owned()), "a function breaks down over this one");
            for message in event.records.iter().filter(|it| it.body.as_deref().unwrap().starts_with("bad")) {
                response.add_failure(message.message_id.clone().unwrap());
            }
            response
        }
    };
    let feed = Feed { queue: "spill", workers: 1, timeout: FUNCTION_TIMEOUT, pause: |_| Duration::ZERO };
    event_source::start(queues, feed, stop, handle);
    told
}

#[tokio::test]
async fn what_failed_comes_again_alone_and_dies_at_last() {
    let folder = tempfile::tempdir().unwrap();
    let queues = queues("spill", Channel::on_disk(RULES, folder.path().to_owned()).unwrap());
    for body in ["good", "bad", "fine"] {
        queues["spill"].send(body.to_owned()).unwrap();
    }
    let stop = CancellationToken::new();
    let mut told = consume(&queues, &stop);
    assert_eq!(within_limit(told.recv()).await.unwrap(), ["good", "bad", "fine"]);
    assert_eq!(within_limit(told.recv()).await.unwrap(), ["bad"]);
    queues["spill"].send("late".to_owned()).unwrap();
    assert_eq!(within_limit(told.recv()).await.unwrap(), ["late"]);
    assert_eq!(files(&folder.path().join("dead")), ["bad"]);
    stop.cancel();
}

#[tokio::test]
async fn a_function_that_breaks_down_fails_its_whole_batch() {
    let folder = tempfile::tempdir().unwrap();
    let queues = queues("spill", Channel::on_disk(RULES, folder.path().to_owned()).unwrap());
    for body in ["good", "broken"] {
        queues["spill"].send(body.to_owned()).unwrap();
    }
    let stop = CancellationToken::new();
    let mut told = consume(&queues, &stop);
    for _ in 0..RULES.receives {
        assert_eq!(within_limit(told.recv()).await.unwrap(), ["good", "broken"]);
    }
    stop.cancel();
}

#[tokio::test]
async fn messages_outlive_the_process_and_no_number_is_given_twice() {
    let folder = tempfile::tempdir().unwrap();
    let open = || Channel::on_disk(Rules { receives: 1, ..RULES }, folder.path().to_owned()).unwrap();
    let first = open().send("first".to_owned()).unwrap();
    let again = open();
    let second = again.send("second".to_owned()).unwrap();
    let received = within_limit(again.receive(10)).await;
    assert_eq!(
        received.iter().map(|it| (&it.id, it.body.as_str())).collect::<Vec<_>>(),
        [(&first, "first"), (&second, "second")]
    );
    for message in &received {
        again.give_back(&message.id, Duration::ZERO);
    }
    again.send("third".to_owned()).unwrap();
    assert_eq!(within_limit(again.receive(10)).await.len(), 1, "the others are dead letters now");

    again.delete(&received[0].id);
    drop(again);
    let third = open();
    third.delete(&within_limit(third.receive(10)).await[0].id);
    drop(third);
    let fresh = open().send("fourth".to_owned()).unwrap();
    assert!(fresh > second, "{fresh} follows the dead letters");
}

#[tokio::test]
async fn the_sdk_clients_reach_queues() {
    let queues = queues("notify", Channel::of_hints(RULES));
    let endpoint = Endpoints { queues: queues.clone() }.serve().await.unwrap();
    let sdk = loopback_config(endpoint.url());

    let clients = platform::queue::Queues::new(&sdk);
    clients.queue(format!("{}/notify", endpoint.url())).send(&"<ring> & \u{1F514}").await.unwrap();
    assert_eq!(within_limit(queues["notify"].receive(10)).await[0].body, "\"<ring> & \u{1F514}\"");
    clients.queue(format!("{}/nowhere", endpoint.url())).send(&"ring").await.unwrap_err();
}

#[tokio::test]
async fn frames_reach_connections() {
    let connections = Arc::<Connections>::default();
    let push = Push::here(connections.clone());
    let mut connection = connections.open();
    let frame = Bytes::from_static(b"{}");
    assert_eq!(push.post(&connection.id, &frame).await, Posted::Taken);
    assert_eq!(within_limit(connection.frames.recv()).await.unwrap(), "{}");
    assert_eq!(push.post("nobody", &frame).await, Posted::Gone);
}

#[tokio::test]
async fn a_client_that_falls_behind_is_cut_off_and_delays_nobody() {
    let connections = Connections::default();
    let (slow, mut quick) = (connections.open(), connections.open());
    let mut taken = 0;
    while connections.post(&slow.id, "frame".into()) {
        taken += 1;
        assert!(taken < 10_000, "frames pile up");
        assert!(connections.post(&quick.id, "frame".into()));
        assert_eq!(within_limit(quick.frames.recv()).await.unwrap(), "frame");
    }
    assert!(taken > 0 && slow.cut.is_cancelled());
    assert!(!quick.cut.is_cancelled());
}
