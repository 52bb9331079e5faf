//! Migrations: each in the list, each tried on a database that has rows, none run twice.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use store::migrations::{FUNCTIONS, TABLES};
use testing::Database;
use tokio_postgres::NoTls;

#[test]
fn every_file_is_in_the_list() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let listed: BTreeSet<_> = TABLES.iter().chain(FUNCTIONS).map(|file| root.join(file.name)).collect();
    let mut there = BTreeSet::new();
    for folder in [root.clone(), root.join("functions")] {
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                there.insert(path);
            }
        }
    }
    assert_eq!(listed, there);
    assert!(TABLES.is_sorted_by_key(|file| file.name), "tables run in the order of their numbers");
}

#[tokio::test]
async fn a_second_run_has_nothing_to_do() {
    let database = Database::new();
    assert_eq!(database.store().migrate().await.expect("it runs"), Vec::<&str>::new());
}

#[tokio::test]
async fn two_at_once_run_each_file_once() {
    let database = embedded_postgres::test::empty().expect("an empty database");
    let (one, other) = (testing::connect(&database.url), testing::connect(&database.url));
    let (one, other) = tokio::join!(one.migrate(), other.migrate());
    let mut ran = [one.expect("it runs"), other.expect("it runs")].concat();
    ran.sort_unstable();
    let mut listed: Vec<_> = TABLES.iter().chain(FUNCTIONS).map(|file| file.name).collect();
    listed.sort_unstable();
    assert_eq!(ran, listed);
}

/// The first migration begins a database; each later one, and all functions, run on one that has rows.
#[tokio::test]
async fn every_later_migration_runs_on_a_database_that_has_rows() {
    let database = embedded_postgres::test::empty().expect("an empty database");
    let (client, connection) = tokio_postgres::connect(&database.url, NoTls).await.expect("a connection");
    tokio::spawn(connection);
    for file in TABLES {
        client.batch_execute(file.sql).await.expect(file.name);
        let later = ROWS_SINCE.iter().filter(|(since, _)| *since <= file.name).map(|(_, rows)| *rows);
        let rows: String = std::iter::once(ROWS).chain(later).collect();
        let rows = client.batch_execute(&rows.replace("{file}", file.name)).await;
        rows.unwrap_or_else(|error| panic!("rows after {}: {error:?}", file.name));
    }
    for file in FUNCTIONS.iter().chain(FUNCTIONS) {
        client.batch_execute(file.sql).await.expect(file.name);
    }
}

const ROWS: &str = "
    insert into pipelines (provider, repository, name, external_id) values ('jenkins', 'team', 'nightly', 'team/{file}');
    insert into builds (pipeline_id, provider, repository, external_id, attempt, status, created_at, sequence)
    select id, provider, repository, '{file}', 1, 'failure', now(), 1 from pipelines where external_id = 'team/{file}';
    insert into attempts (build_id, sequence, attempt, status) select id, 1, 1, 'failure' from builds where external_id = '{file}';
    insert into jobs (build_id, external_id, sequence, attempt, name, status)
    select id, 'a', 1, 1, 'compile', 'failure' from builds where external_id = '{file}';
    insert into transitions (build_id, to_status, attempt, version) select id, 'failure', 1, 1 from builds where external_id = '{file}';
    insert into deliveries (provider, event, delivery_key, body_sha256, outcome) values ('jenkins', '', '{file}', '{file}', 'applied');
    insert into outbox (topic, dedupe_key, payload) values ('push', '{file}', '{}');
    insert into connections (id, endpoint) values ('{file}', '');
    insert into cursors (name, position) values ('{file}', '');";

/// Rows of the tables that later migrations make.
const ROWS_SINCE: &[(&str, &str)] = &[("0003_alerts.sql", ALERTS)];

const ALERTS: &str = "
    insert into verdicts (build_id, attempt, pipeline_id, branch, at, red, decided_at)
    select id, 1, pipeline_id, 'main', created_at, true, created_at from builds where external_id = '{file}';
    insert into breakages (pipeline_id, branch, opened_by, opened_attempt, position, opened_at)
    select pipeline_id, 'main', id, 1, created_at, created_at from builds where external_id = '{file}';
    insert into alert_channels (kind, name) values ('slack', '{file}');
    insert into alert_routes (name) values ('{file}');
    insert into alert_route_channels (route_id, channel_id)
    select r.id, c.id from alert_routes r, alert_channels c where r.name = '{file}' and c.name = '{file}';
    insert into silences (starts_at, ends_at, reason) values (now(), now() + interval '1 hour', '{file}');
    insert into alerts (breakage_id, channel_id, kind, dedupe_key)
    select b.id, c.id, 'broken', '{file}' from alert_channels c, breakages b join builds d on d.id = b.opened_by
     where c.name = '{file}' and d.external_id = '{file}';";
