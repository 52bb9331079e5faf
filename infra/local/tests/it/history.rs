//! A history long enough that reading all of it is noticed.

use testing::Database;
use tokio_postgres::{Client, NoTls};

/// Builds of 400 days, a hundred a day, most of them on `main`; of what a filter may ask for, some is everywhere, some is
/// rare, and some is only long ago.
const BUILDS: &str = "
    set session_replication_role = replica;
    insert into pipelines (provider, repository, name, external_id, default_branch)
    select (array['github', 'gitlab', 'jenkins'])[1 + n % 3]::provider, 'acme/service-' || n, 'ci', 'service-' || n, 'main'
      from generate_series(1, 50) n;
    insert into builds (pipeline_id, provider, repository, external_id, attempt, status, branch, commit_sha, commit_title,
                        actor, event, queued_at, started_at, finished_at, duration_seconds, queued_seconds, created_at, sequence)
    select p.id, p.provider, p.repository, n, 1,
           (case when n % 8000 = 7 then 'timed_out' when n % 9 = 0 then 'failure' else 'success' end)::build_status,
           case when n < 300 then 'old' when n % 5 = 0 then 'feature/' || n else 'main' end, md5(n::text), 'work on ' || n,
           'dev-' || n % 40, 'push', at, at, at + interval '1 minute', 60, 0, at, 1
      from generate_series(1, 40000) n
      join pipelines p on p.id = 1 + n % 50
     cross join lateral (select now() - interval '400 days' * (1 - n / 40001.0) as at) t;
    insert into attempts (build_id, sequence, attempt, status, finished_at, started_at)
    select id, 1, 1, status, finished_at, started_at from builds;
    insert into jobs (build_id, external_id, sequence, attempt, name, status, started_at, finished_at)
    select id, '1', 1, 1, 'test', status, started_at, finished_at from builds;
    insert into transitions (build_id, to_status, attempt, version, at) select id, status, 1, 1, finished_at from builds;
    insert into verdicts (build_id, attempt, pipeline_id, branch, at, red, decided_at)
    select id, 1, pipeline_id, branch, created_at, status <> 'success', finished_at from builds where branch = 'main';
    insert into build_texts (build_id, pipeline_id, created_at, commit_sha, rare_status, words)
    select id, pipeline_id, created_at, commit_sha, rare_status(status), branch || E'\\n' || commit_title || E'\\n' || actor from builds;";

pub(crate) async fn connect(database: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(database, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// A database with these builds, counted and analysed.
pub(crate) async fn database() -> Database {
    let database = Database::new();
    connect(database.url()).await.batch_execute(BUILDS).await.unwrap();
    database.store().recount().await.unwrap();
    connect(database.url()).await.batch_execute("vacuum analyze").await.unwrap();
    database
}
