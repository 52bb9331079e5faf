//! A history in a database, made with `COPY`; what it adds up to is counted by the product's own recount.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::pin::pin;

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use futures_util::SinkExt;
use store::Store;
use tokio_postgres::Client;

use super::rows::{self, Build, DAY, PIPELINES, time};

/// How much is sent at once, in bytes.
const CHUNK: usize = 256 * 1024;
/// How long deliveries are kept, and jobs are told of here, in seconds.
const RECENT: i64 = 30 * DAY;

/// Whether a history has been put into a database before, whole, and reaches to today.
pub(crate) async fn is_filled(database: &str) -> Result<bool> {
    let client = platform::database::pool(database, 1)?.get().await?;
    let sql = "select to_regclass('bench_filled') is not null
                      and exists (select from builds where created_at > now() - interval '12 hours')";
    Ok(client.query_one(sql, &[]).await?.get(0))
}

/// Puts so many builds over a year into a database that has the tables.
pub(crate) async fn fill(database: &str, builds: u64) -> Result<()> {
    let pool = platform::database::pool(database, 1)?;
    let client = pool.get().await?;
    let now = client.query_one("select extract(epoch from now())::bigint", &[]).await?.get(0);
    // Nobody is told of what is made up, and references hold by the way it is made.
    client
        .batch_execute("begin; set local session_replication_role = replica; set local maintenance_work_mem = '1GB'")
        .await?;
    client.batch_execute("truncate pipelines, deliveries cascade").await?;
    let indexes = take_indexes(&client).await?;
    let history = History { builds, now };
    history.copy(&client).await?;
    for index in indexes {
        client.batch_execute(&index).await.with_context(|| index.clone())?;
    }
    client.batch_execute("commit").await?;
    client.batch_execute("analyze").await?;
    drop(client);
    let counted = Store::new(pool.clone()).recount().await?;
    ensure!(u64::try_from(counted.facts)? >= builds, "the recount has seen {} builds of {builds}", counted.facts);
    // What a database does beside its work when much was written is done before anything is measured.
    for statement in ["vacuum analyze", "checkpoint", "create table if not exists bench_filled ()"] {
        pool.get().await?.batch_execute(statement).await?;
    }
    Ok(())
}

/// Drops the indexes that are no constraint's, because a whole index is made faster than many entries; how to make them
/// again.
async fn take_indexes(client: &Client) -> Result<Vec<String>> {
    let sql = "select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
                 from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = 'public' and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
                  and c.relname in ('builds', 'build_texts', 'attempts', 'jobs', 'verdicts', 'breakages', 'transitions', 'deliveries')";
    let mut definitions = Vec::new();
    for row in client.query(sql, &[]).await? {
        client.batch_execute(&format!("drop index {}", row.get::<_, &str>(0))).await?;
        definitions.push(row.get(1));
    }
    Ok(definitions)
}

/// A history that is being written.
struct History {
    builds: u64,
    now: i64,
}

impl History {
    /// Writes every table, in one transaction that has emptied them: nothing has to be written twice or looked at again.
    async fn copy(&self, client: &Client) -> Result<()> {
        let mut pipelines =
            Copy::into(client, "pipelines (id, provider, repository, name, external_id, default_branch)");
        pipelines.all((1..=PIPELINES).map(pipeline)).await?;
        Copy::into(client, BUILDS).all(self.all().map(|it| build(&it))).await?;
        client.batch_execute(TEXTS).await?;
        Copy::into(client, ATTEMPTS).all(self.all().flat_map(|it| attempts(&it))).await?;
        Copy::into(client, VERDICTS).all(self.all().flat_map(|it| verdicts(&it))).await?;
        Copy::into(client, BREAKAGES).all(Breakages::default().of(self.all())).await?;
        Copy::into(client, TRANSITIONS).all(self.all().map(|it| transition(&it))).await?;
        Copy::into(client, JOBS).all(self.recent().flat_map(|it| jobs(&it))).await?;
        Copy::into(client, DELIVERIES).all(self.recent().map(|it| delivery(&it))).await?;
        for table in ["pipelines", "builds"] {
            let sql = format!("select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))");
            client.execute(&sql, &[]).await?;
        }
        Ok(())
    }

    fn all(&self) -> impl Iterator<Item = Build> {
        let (builds, now) = (self.builds, self.now);
        (0..builds).map(move |n| rows::build(n, builds, now))
    }

    fn recent(&self) -> impl Iterator<Item = Build> {
        let since = self.now - RECENT;
        self.all().filter(move |it| it.at >= since)
    }
}

/// Lines of one table on their way.
struct Copy<'a> {
    client: &'a Client,
    statement: String,
}

impl<'a> Copy<'a> {
    fn into(client: &'a Client, columns: &str) -> Self {
        Self { client, statement: format!("copy {columns} from stdin (freeze)") }
    }

    async fn all(&mut self, lines: impl Iterator<Item = String>) -> Result<()> {
        let sink = self.client.copy_in::<_, Bytes>(&self.statement).await.with_context(|| self.statement.clone())?;
        let mut sink = pin!(sink);
        let mut chunk = String::with_capacity(CHUNK + 1_024);
        for line in lines {
            chunk.push_str(&line);
            chunk.push('\n');
            if chunk.len() >= CHUNK {
                sink.send(std::mem::replace(&mut chunk, String::with_capacity(CHUNK + 1_024)).into()).await?;
            }
        }
        sink.send(chunk.into()).await?;
        sink.finish().await.with_context(|| self.statement.clone()).map(drop)
    }
}

fn pipeline(id: u64) -> String {
    let (repository, name) = (rows::repository(id), rows::name(id));
    format!("{id}\t{}\t{repository}\t{name}\t{repository}:{name}\tmain", rows::provider(id))
}

/// What builds are searched by, as the database keeps it.
const TEXTS: &str = "insert into build_texts (build_id, pipeline_id, created_at, commit_sha, rare_status, words)
    select id, pipeline_id, created_at, commit_sha, rare_status(status),
           lower(branch || E'\n' || commit_title || E'\n' || actor) from builds";

const BUILDS: &str = "builds (id, pipeline_id, provider, repository, external_id, attempt, status, raw_status, branch,
    commit_sha, commit_title, actor, event, queued_at, started_at, finished_at, duration_seconds, queued_seconds, web_url,
    created_at, heard_at, version, sequence, number)";

fn build(it: &Build) -> String {
    let (id, attempt, repository) = (it.id, it.attempt(), rows::repository(it.pipeline));
    let (at, started, finished) = (time(it.at), time(it.started_at()), time(it.finished_at()));
    format!(
        "{id}\t{}\t{}\t{repository}\t{id}\t{attempt}\t{}\tcompleted\t{}\t{}\t{}\t{}\t{}\t{at}\t{started}\t{finished}\t{}\t{}\t\
         https://ci.example/{repository}/runs/{id}\t{at}\t{finished}\t3\t{attempt}\t{id}",
        it.pipeline,
        rows::provider(it.pipeline),
        it.status,
        it.branch(),
        rows::commit(id),
        it.title(),
        rows::actor(id),
        event(it),
        it.took,
        it.queued,
    )
}

fn event(it: &Build) -> &'static str {
    if it.feature.is_some() { "pull_request" } else { "push" }
}

const ATTEMPTS: &str = "attempts (build_id, sequence, attempt, status, raw_status, observed_at, queued_at, started_at,
    finished_at, branch, commit_sha, commit_title, actor, event, web_url)";

/// The attempts of a build, the first and the last with the same times.
fn attempts(it: &Build) -> impl Iterator<Item = String> + use<> {
    let (at, started, finished) = (time(it.at), time(it.started_at()), time(it.finished_at()));
    let rest = format!(
        "{finished}\t{at}\t{started}\t{finished}\t{}\t{}\t{}\t{}\t{}\thttps://ci.example/{}/runs/{}",
        it.branch(),
        rows::commit(it.id),
        it.title(),
        rows::actor(it.id),
        event(it),
        rows::repository(it.pipeline),
        it.id,
    );
    let (id, last, status) = (it.id, it.attempt(), it.status);
    (1..=last).map(move |n| {
        let status = if n < last { "failure" } else { status };
        format!("{id}\t{n}\t{n}\t{status}\tcompleted\t{rest}")
    })
}

const VERDICTS: &str = "verdicts (build_id, attempt, pipeline_id, branch, at, red, decided_at)";

/// What the attempts of a build on the default branch say of it, as times of decision and whether it is red.
fn verdicts(it: &Build) -> Vec<String> {
    let line = |(attempt, red): (u64, bool)| {
        let (at, decided) = (time(it.at), time(it.finished_at()));
        format!("{}\t{attempt}\t{}\tmain\t{at}\t{red}\t{decided}", it.id, it.pipeline)
    };
    told(it).into_iter().map(line).collect()
}

/// The attempts of a build that decide how the default branch fares, and whether each is red.
fn told(it: &Build) -> Vec<(u64, bool)> {
    let last = match it.status {
        "success" => Some(false),
        "failure" | "timed_out" => Some(true),
        _ => None,
    };
    if it.feature.is_some() {
        return Vec::new();
    }
    let first = it.again.then_some((1, true));
    first.into_iter().chain(last.map(|red| (it.attempt(), red))).collect()
}

const BREAKAGES: &str = "breakages (pipeline_id, branch, opened_by, opened_attempt, position, opened_at, closed_by,
    closed_attempt, closed_at, told)";

/// The breakages that are open, by pipeline, with how their line begins.
#[derive(Default)]
struct Breakages(HashMap<u64, String>);

impl Breakages {
    /// From the first red verdict of a pipeline to the next green one.
    fn of(mut self, mut builds: impl Iterator<Item = Build>) -> impl Iterator<Item = String> {
        let mut done = Vec::new().into_iter();
        let mut open = None;
        std::iter::from_fn(move || {
            loop {
                if let Some(line) = done.next() {
                    return Some(line);
                }
                let Some(build) = builds.next() else {
                    let mut rest = open.take().unwrap_or_else(|| std::mem::take(&mut self.0).into_values());
                    let line = rest.next().map(|it| it + "\t\\N\t\\N\t\\N\t1");
                    open = Some(rest);
                    return line;
                };
                done = self.hear(&build).into_iter();
            }
        })
    }

    fn hear(&mut self, it: &Build) -> Vec<String> {
        let mut closed = Vec::new();
        for (attempt, red) in told(it) {
            let (id, at, decided) = (it.id, time(it.at), time(it.finished_at()));
            if red {
                let begin = || format!("{}\tmain\t{id}\t{attempt}\t{at}\t{decided}", it.pipeline);
                self.0.entry(it.pipeline).or_insert_with(begin);
            } else if let Some(mut line) = self.0.remove(&it.pipeline) {
                // Writing to a String cannot fail.
                let _ = write!(line, "\t{id}\t{attempt}\t{decided}\t2");
                closed.push(line);
            }
        }
        closed
    }
}

const TRANSITIONS: &str = "transitions (build_id, from_status, to_status, attempt, version, at)";

/// The last transition of a build: earlier ones add to the table's length alone.
fn transition(it: &Build) -> String {
    format!("{}\trunning\t{}\t{}\t3\t{}", it.id, it.status, it.attempt(), time(it.finished_at()))
}

const JOBS: &str = "jobs (build_id, external_id, sequence, attempt, name, status, raw_status, observed_at, queued_at,
    started_at, finished_at)";

fn jobs(it: &Build) -> [String; 2] {
    ["build", "test"].map(|name| {
        let (id, attempt, status) = (it.id, it.attempt(), it.status);
        let (at, started, finished) = (time(it.at), time(it.started_at()), time(it.finished_at()));
        format!("{id}\t{name}-{id}\t{attempt}\t{attempt}\t{name}\t{status}\tcompleted\t{finished}\t{at}\t{started}\t{finished}")
    })
}

const DELIVERIES: &str = "deliveries (provider, event, delivery_key, body_sha256, outcome, received_at)";

/// The last delivery about a build.
fn delivery(it: &Build) -> String {
    let (provider, key, finished) = (rows::provider(it.pipeline), rows::commit(it.id), time(it.finished_at()));
    format!("{provider}\tworkflow_run\tkey-{key}\t\\\\x{key}{}\tapplied\t{finished}", &key[..24])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(id: u64, status: &'static str) -> Build {
        let made = rows::build(id, 1_000, 1_700_000_000);
        Build { id, pipeline: 1, feature: None, status, again: false, ..made }
    }

    #[test]
    fn a_breakage_goes_from_the_first_red_to_the_next_green() {
        let statuses = ["success", "failure", "cancelled", "timed_out", "success", "failure"];
        let builds = (1..).zip(statuses).map(|(id, status)| build(id, status));
        let lines: Vec<_> = Breakages::default().of(builds).collect();
        let fields: Vec<Vec<_>> = lines.iter().map(|it| it.split('\t').collect()).collect();
        assert_eq!(fields.len(), 2, "{lines:?}");
        assert_eq!((fields[0][2], fields[0][6], fields[0][9]), ("2", "5", "2"), "closed by a green build, told twice");
        assert_eq!((fields[1][2], fields[1][6], fields[1][9]), ("6", "\\N", "1"), "still open");
    }

    #[test]
    fn what_was_tried_again_broke_and_was_fixed_by_itself() {
        let builds = [Build { again: true, ..build(1, "success") }];
        let lines: Vec<_> = Breakages::default().of(builds.into_iter()).collect();
        assert!(lines.len() == 1 && lines[0].ends_with("\t2"), "{lines:?}");
        assert_eq!(attempts(&Build { again: true, ..build(1, "success") }).count(), 2);
    }
}
