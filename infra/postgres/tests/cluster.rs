//! Clusters over real folders, and what must not lose them: restarts, kills, and two who want the same one.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use embedded_postgres::{Cluster, Options};
use tempfile::TempDir;
use tokio_postgres::NoTls;

#[tokio::test]
async fn a_restart_keeps_the_data() {
    let folder = open_folder();
    let cluster = start(folder.path());
    query(&cluster.url("postgres"), "CREATE TABLE t AS SELECT 7 AS n").await;
    cluster.stop().unwrap();

    let cluster = start(folder.path());
    assert_eq!(query(&cluster.url("postgres"), "SELECT n FROM t").await, ["7"]);
}

#[tokio::test]
async fn data_outlives_a_killed_server() {
    let folder = open_folder();
    let cluster = start(folder.path());
    query(&cluster.url("postgres"), "CREATE TABLE t AS SELECT 7 AS n").await;
    kill(&postmaster(folder.path()));
    drop(cluster);

    let cluster = start(folder.path());
    assert_eq!(query(&cluster.url("postgres"), "SELECT n FROM t").await, ["7"]);
}

#[tokio::test]
async fn a_start_after_a_killed_owner_just_works() {
    let folder = open_folder();
    let (mut owner, url) = hold(folder.path());
    query(&url, "CREATE TABLE t AS SELECT 7 AS n").await;
    kill(&owner.id().to_string());
    owner.wait().unwrap();

    let cluster = start(folder.path());
    assert_eq!(query(&cluster.url("postgres"), "SELECT n FROM t").await, ["7"]);
}

#[tokio::test]
async fn a_start_after_a_killed_owner_and_guardian_stops_the_server_they_left() {
    let folder = open_folder();
    let (mut owner, url) = hold(folder.path());
    query(&url, "CREATE TABLE t AS SELECT 7 AS n").await;
    let left = postmaster(folder.path());
    for guardian in children(&owner) {
        kill(&guardian);
    }
    kill(&owner.id().to_string());
    owner.wait().unwrap();

    let cluster = start(folder.path());
    assert_ne!(postmaster(folder.path()), left);
    assert_eq!(query(&cluster.url("postgres"), "SELECT n FROM t").await, ["7"]);
}

#[test]
fn two_cannot_use_one_folder() {
    let folder = open_folder();
    let _first = start(folder.path());
    let error = Cluster::start(folder.path(), &Options::default()).unwrap_err().to_string();
    assert!(error.starts_with("another process already uses the data folder"), "{error}");
}

#[test]
fn a_half_made_cluster_is_finished_at_the_next_start() {
    let folder = open_folder();
    fs::write(folder.path().join("lock"), "").unwrap();
    fs::create_dir(folder.path().join("data.new")).unwrap();
    fs::write(folder.path().join("data.new/PG_VERSION"), "17\n").unwrap();
    start(folder.path());
    assert!(folder.path().join("data/global/pg_control").is_file());
    assert!(!folder.path().join("data.new").exists());
}

#[test]
fn a_folder_that_is_no_cluster_is_refused_in_one_sentence() {
    let folder = open_folder();
    drop(start(folder.path()));
    fs::remove_file(folder.path().join("data/PG_VERSION")).unwrap();
    let error = Cluster::start(folder.path(), &Options::default()).unwrap_err().to_string();
    assert!(
        error.ends_with("is not a complete PostgreSQL cluster; move it away to start with an empty one"),
        "{error}"
    );
}

#[tokio::test]
async fn a_stale_process_id_of_somebody_else_does_not_stop_a_start() {
    let folder = open_folder();
    drop(start(folder.path()));
    let stale = format!("{}\n{}\n0\n5432\n\n127.0.0.1\n", std::process::id(), folder.path().join("data").display());
    fs::write(folder.path().join("data/postmaster.pid"), stale).unwrap();
    let cluster = start(folder.path());
    assert_eq!(query(&cluster.url("postgres"), "SELECT 1").await, ["1"]);
}

#[tokio::test]
async fn a_folder_the_server_cannot_reach_is_replaced_for_root_only() {
    let closed = tempfile::tempdir().unwrap();
    fs::set_permissions(closed.path(), fs::Permissions::from_mode(0o700)).unwrap();
    let wanted = closed.path().join("postgres");
    let fallback = open_folder();
    let options = Options { fallback: fallback.path().to_path_buf(), ..Options::default() };
    let cluster = Cluster::start(&wanted, &options).unwrap();
    if rustix::process::geteuid().is_root() {
        assert!(cluster.data_dir().starts_with(fallback.path()));
    } else {
        assert_eq!(cluster.data_dir(), wanted);
    }
    assert_eq!(query(&cluster.url("postgres"), "SELECT 1").await, ["1"]);
}

#[tokio::test]
async fn a_database_is_made_once_and_compares_text_as_unicode() {
    let cluster = Cluster::ephemeral(&Options::default()).unwrap();
    let url = cluster.database("signalbox").unwrap();
    assert_eq!(cluster.database("signalbox").unwrap(), url);
    assert_eq!(query(&url, "SELECT lower('ÄÖ')").await, ["äö"]);
}

#[tokio::test]
async fn a_wrong_password_is_refused() {
    let cluster = Cluster::ephemeral(&Options::default()).unwrap();
    let url = format!("postgres://signalbox:wrong@127.0.0.1:{}/postgres", cluster.port());
    assert!(tokio_postgres::connect(&url, NoTls).await.is_err());
}

#[test]
fn a_dropped_throwaway_cluster_leaves_nothing() {
    let cluster = Cluster::ephemeral(&Options::default()).unwrap();
    let folder = cluster.data_dir().to_path_buf();
    assert!(folder.is_dir());
    drop(cluster);
    assert!(!folder.exists());
}

/// A folder that the server's own user can reach when the tests run as root.
fn open_folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

fn start(folder: &Path) -> Cluster {
    Cluster::start(folder, &Options::default()).unwrap()
}

/// A process of its own that holds the cluster, and the cluster's URL.
fn hold(folder: &Path) -> (Child, String) {
    let mut owner = Command::new(env!("CARGO_BIN_EXE_hold-postgres"))
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut url = String::new();
    BufReader::new(owner.stdout.take().unwrap()).read_line(&mut url).unwrap();
    (owner, url.trim().to_owned())
}

fn postmaster(folder: &Path) -> String {
    let file = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap();
    file.lines().next().unwrap().to_owned()
}

fn children(of: &Child) -> Vec<String> {
    let listed = Command::new("ps").args(["-A", "-o", "pid=,ppid="]).output().unwrap();
    let parent = of.id().to_string();
    let text = String::from_utf8(listed.stdout).unwrap();
    let rows = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let found: Vec<_> = rows.filter(|row| row[1] == parent).map(|row| row[0].to_owned()).collect();
    assert!(!found.is_empty());
    found
}

fn kill(pid: &str) {
    assert!(Command::new("kill").args(["-KILL", pid]).status().unwrap().success());
}

/// The first column of every row, as text.
async fn query(url: &str, sql: &str) -> Vec<String> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    let rows = client.simple_query(sql).await.unwrap();
    rows.into_iter()
        .filter_map(|message| match message {
            tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        })
        .collect()
}
