//! The database pool.

use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use tokio_postgres::config::SslMode;
use tokio_postgres::{Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::config::Environment;

/// How long to wait for a connection before the caller hears that the database is away. Providers hang up after ten
/// seconds, and the spill queue must still be reached in that time.
const WAIT: Duration = Duration::from_millis(1_500);

/// A `DATABASE_URL` that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseUrlError {
    /// Not a connection string. The text is not told: it holds a password.
    #[error("DATABASE_URL cannot be read; it takes postgres://user:password@host:port/database")]
    Unreadable,
    /// The pool refused its settings.
    #[error("the database pool cannot be made")]
    Pool(#[from] deadpool_postgres::BuildError),
}

/// A pool of at most `size` connections for a process that runs on, made when they are first needed.
///
/// Without `sslmode` in the address, TLS is used where the server offers it.
pub fn pool(url: &str, size: usize) -> Result<Pool, DatabaseUrlError> {
    make(parse(url)?, size, RecyclingMethod::Fast)
}

/// The pool of a Lambda function, which serves one request at a time and so needs one connection. It is checked before
/// each use, because a frozen function finds its sockets dead when it thaws.
pub fn from_environment(environment: &Environment) -> anyhow::Result<Pool> {
    let url = environment.required("DATABASE_URL", "postgres://user:password@host:port/database")?;
    Ok(make(parse(url)?, 1, RecyclingMethod::Verified)?)
}

fn parse(url: &str) -> Result<Config, DatabaseUrlError> {
    let mut config: Config = url.parse().map_err(|_| DatabaseUrlError::Unreadable)?;
    config.connect_timeout(WAIT).application_name("signalbox");
    Ok(config)
}

fn make(config: Config, size: usize, recycling_method: RecyclingMethod) -> Result<Pool, DatabaseUrlError> {
    let recycling = ManagerConfig { recycling_method };
    let manager = if config.get_ssl_mode() == SslMode::Disable {
        Manager::from_config(config, NoTls, recycling)
    } else {
        Manager::from_config(config, MakeRustlsConnect::with_webpki_roots(), recycling)
    };
    let pool = Pool::builder(manager)
        .max_size(size)
        .wait_timeout(Some(WAIT))
        .create_timeout(Some(WAIT))
        .recycle_timeout(Some(WAIT))
        .runtime(Runtime::Tokio1)
        .build()?;
    Ok(pool)
}
