//! Databases for tests: a fresh one for each test, copied from a template that was migrated once.
//!
//! The server is the one that `SIGNALBOX_TEST_DATABASE_URL` names (`cargo xtask test` starts one for the whole run),
//! else a throwaway one that this process starts at the first call and that ends with it.

use std::sync::OnceLock;

use anyhow::{Context, Result, ensure};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config};

use crate::cluster::{Cluster, Options};
use crate::sql;

/// The variable by which a test run hands its server to the tests: the URL of a database whose user may make others.
pub const HANDOVER: &str = "SIGNALBOX_TEST_DATABASE_URL";

/// A database that one test has to itself; it is removed when this is dropped.
#[derive(Debug)]
pub struct TestDatabase {
    /// Where the test connects to.
    pub url: String,
    name: String,
    admin: String,
}

/// A fresh copy of the template `template`, which the first caller makes with `migrate` from an empty database, given
/// its URL. Callers that share a name share the template, in every process of a test run. It may be called from inside
/// a runtime; `migrate` runs on a current-thread runtime of its own.
pub fn database(template: &str, migrate: impl AsyncFnOnce(&str) -> Result<()> + Send) -> Result<TestDatabase> {
    ensure!(sql::is_plain(template), "{template:?} is not a plain database name");
    let admin = server()?;
    let name = format!("test_{}", hex::encode(rand::random::<[u8; 12]>()));
    sql::run(async || {
        let client = sql::connect(&admin).await?;
        if !copy(&client, template, &name).await? {
            make_template(&client, &admin, template, migrate).await?;
            ensure!(copy(&client, template, &name).await?, "the template {template} was removed while it was in use");
        }
        Ok(())
    })
    .context("could not make a test database")?;
    Ok(TestDatabase { url: with_database(&admin, &name)?, name, admin })
}

/// A fresh, empty database.
pub fn empty() -> Result<TestDatabase> {
    database("template1", async |_| Ok(()))
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let statement = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let dropped = sql::run(async || Ok(sql::connect(&self.admin).await?.batch_execute(&statement).await?));
        if let Err(error) = dropped {
            tracing::warn!(error = %error, database.name = self.name, "a test database could not be removed");
        }
    }
}

/// The admin URL of the server that the tests of this process share.
fn server() -> Result<String> {
    static OWN: OnceLock<Result<Cluster, String>> = OnceLock::new();
    #[expect(clippy::disallowed_methods, reason = "a test run hands its server over; no deployed code comes here")]
    if let Ok(url) = std::env::var(HANDOVER) {
        return Ok(url);
    }
    let own = OWN.get_or_init(|| Cluster::ephemeral(&Options::default()).map_err(|error| format!("{error:#}")));
    own.as_ref().map(|cluster| cluster.url("postgres")).map_err(|error| anyhow::anyhow!("{error}"))
}

/// Copies the template; `false` if there is none.
async fn copy(client: &Client, template: &str, name: &str) -> Result<bool> {
    match client.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await {
        Ok(()) => Ok(true),
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_DATABASE) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Makes the template under another name first, so that it is complete whenever it is there.
async fn make_template(
    client: &Client,
    admin: &str,
    template: &str,
    migrate: impl AsyncFnOnce(&str) -> Result<()>,
) -> Result<()> {
    client.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", &[&template]).await?;
    if client.query_opt("SELECT FROM pg_database WHERE datname = $1", &[&template]).await?.is_none() {
        let half_made = format!("{template}_making");
        client.batch_execute(&format!("DROP DATABASE IF EXISTS {half_made} WITH (FORCE)")).await?;
        client.batch_execute(&format!("CREATE DATABASE {half_made}")).await?;
        let url = with_database(admin, &half_made)?;
        migrate(&url).await.with_context(|| format!("could not migrate the template {template}"))?;
        client.batch_execute(&format!("ALTER DATABASE {half_made} RENAME TO {template}")).await?;
    }
    client.execute("SELECT pg_advisory_unlock(hashtextextended($1, 0))", &[&template]).await?;
    Ok(())
}

/// The same server's URL for another database.
fn with_database(url: &str, name: &str) -> Result<String> {
    url.parse::<Config>().context("the test server's URL cannot be read")?;
    let (base, query) = url.split_once('?').map_or((url, None), |(base, query)| (base, Some(query)));
    let scheme = base.find("://").context("the test server's URL has no scheme")? + 3;
    let host = base[scheme..].find('/').map_or(base.len(), |slash| scheme + slash);
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    Ok(format!("{}/{name}{query}", &base[..host]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_database_keeps_the_rest_of_the_url() {
        let cases = [
            ("postgres://u:p@127.0.0.1:5/postgres", "postgres://u:p@127.0.0.1:5/x"),
            ("postgres://u:p@127.0.0.1:5", "postgres://u:p@127.0.0.1:5/x"),
            ("postgres://u@h/a?sslmode=disable", "postgres://u@h/x?sslmode=disable"),
        ];
        for (given, expected) in cases {
            assert_eq!(with_database(given, "x").unwrap(), expected);
        }
    }
}
