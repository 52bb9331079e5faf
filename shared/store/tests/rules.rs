//! The rules of alerts as they are stored: seeded once, limited, and woken for.

use domain::alerting::{Route, Silence};
use domain::{ChannelKind, NewsKind};
use jiff::Timestamp;
use store::rules::{MOST, Saved};
use testing::Database;
use tokio_postgres::{Client, NoTls};

async fn connect(database: &Database) -> Client {
    let (client, connection) = tokio_postgres::connect(database.url(), NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client
}

fn route(channel_ids: &[i64]) -> Route {
    let any = || "*".to_owned();
    Route {
        id: 0,
        name: any(),
        provider: any(),
        repository: any(),
        pipeline: any(),
        branch: None,
        kinds: vec![NewsKind::Broken],
        channel_ids: channel_ids.to_vec(),
        enabled: true,
    }
}

fn silence() -> Silence {
    let any = || "*".to_owned();
    Silence {
        id: 0,
        provider: any(),
        repository: any(),
        pipeline: any(),
        branch: None,
        from: Timestamp::UNIX_EPOCH,
        until: "2126-01-01T00:00:00Z".parse().expect("a time"),
        reason: "a release".to_owned(),
        active: true,
    }
}

#[tokio::test]
async fn eight_that_seed_at_once_seed_once_and_nobody_seeds_where_there_is_a_rule() {
    let database = Database::new();
    let store = database.store();
    let seeds: Vec<_> = (0..8)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.seed_alerts(&ChannelKind::ALL).await })
        })
        .collect();
    for seed in seeds {
        seed.await.expect("it ends").expect("it seeds");
    }
    let (channels, routes) = (store.channels().await.expect("channels"), store.routes().await.expect("routes"));
    assert_eq!(channels.iter().map(|it| it.kind).collect::<Vec<_>>(), ChannelKind::ALL);
    assert_eq!((routes.len(), routes[0].channel_ids.len()), (1, 2));
    assert!(store.delete_route(routes[0].id).await.expect("an answer"));
    store.seed_alerts(&ChannelKind::ALL).await.expect("it looks");
    assert_eq!(store.routes().await.expect("routes"), []);
}

#[tokio::test]
async fn a_route_has_channels_that_are_there_and_there_are_only_so_many() {
    let database = Database::new();
    let store = database.store();
    store.seed_alerts(&[ChannelKind::Slack]).await.expect("it seeds");
    assert_eq!(store.create_route(route(&[1, 2])).await.expect("an answer"), Saved::UnknownChannel);
    let Saved::Done(made) = store.create_route(route(&[1])).await.expect("an answer") else { panic!("it is made") };
    let changed = Route { channel_ids: vec![2], ..made.clone() };
    assert_eq!(store.update_route(changed).await.expect("an answer"), Saved::UnknownChannel);
    assert!(store.routes().await.expect("routes").contains(&made), "it is as it was");
    assert_eq!(store.update_route(route(&[1])).await.expect("an answer"), Saved::Missing);
    let fill = format!("insert into alert_routes (name) select 'x' from generate_series(3, {MOST})");
    connect(&database).await.batch_execute(&fill).await.expect("the routes are made");
    assert_eq!(store.create_route(route(&[])).await.expect("an answer"), Saved::Full);
}

#[tokio::test]
async fn news_that_a_silence_held_back_need_not_wait_once_it_is_removed_or_changed() {
    let database = Database::new();
    let (store, client) = (database.store(), connect(&database).await);
    for removes in [true, false] {
        let Saved::Done(silence) = store.create_silence(&silence()).await.expect("an answer") else {
            panic!("it is made")
        };
        let wait = "insert into outbox (topic, dedupe_key, payload, available_at)
                    select topic, topic || clock_timestamp(), '{}', clock_timestamp() + interval '1 day'
                      from unnest('{breakage,push}'::text[]) topic";
        client.batch_execute(wait).await.expect("news waits");
        let woken = if removes {
            store.delete_silence(silence.id).await.expect("an answer").1
        } else {
            store.update_silence(&silence).await.expect("an answer").1
        };
        let work = store.claim("breakage", 10).await.expect("a claim");
        assert_eq!(work.iter().map(|it| Some(it.id)).collect::<Vec<_>>(), [woken]);
        assert!(store.claim("push", 10).await.expect("a claim").is_empty(), "other work waits on");
    }
    assert_eq!(store.delete_silence(99).await.expect("an answer"), (false, None));
}
