//! The database pool.

use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, QueueMode, RecyclingMethod, Runtime};
use rustls::pki_types::CertificateDer;
use tokio_postgres::config::SslMode;
use tokio_postgres::{Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::config::{ConfigError, Environment};
use crate::tls;

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
    make(parse(url)?, Vec::new(), size, RecyclingMethod::Fast)
}

/// The pool of a Lambda function, which serves one request at a time and so needs one connection. It is checked before
/// each use, because a frozen function finds its sockets dead when it thaws.
///
/// The server must show a certificate for its name, unless the address says `sslmode=disable`. `DATABASE_CA` holds the
/// authority of one that neither the public ones nor Amazon RDS vouch for.
pub fn from_environment(environment: &Environment) -> anyhow::Result<Pool> {
    let mut config = parse(environment.required("DATABASE_URL", "postgres://user:password@host:port/database")?)?;
    if config.get_ssl_mode() != SslMode::Disable {
        config.ssl_mode(SslMode::Require);
    }
    let own = environment.optional("DATABASE_CA").unwrap_or_default();
    let own = tls::certificates(own.as_bytes())
        .map_err(|_| ConfigError::Invalid { name: "DATABASE_CA", takes: "certificates of authorities, in PEM" })?;
    Ok(make(config, own, 1, RecyclingMethod::Verified)?)
}

fn parse(url: &str) -> Result<Config, DatabaseUrlError> {
    let mut config: Config = url.parse().map_err(|_| DatabaseUrlError::Unreadable)?;
    config.connect_timeout(WAIT).application_name("signalbox");
    Ok(config)
}

fn make(
    config: Config,
    own: Vec<CertificateDer<'static>>,
    size: usize,
    recycling_method: RecyclingMethod,
) -> Result<Pool, DatabaseUrlError> {
    let recycling = ManagerConfig { recycling_method };
    let manager = if config.get_ssl_mode() == SslMode::Disable {
        Manager::from_config(config, NoTls, recycling)
    } else {
        Manager::from_config(config, MakeRustlsConnect::new(tls::client(|| tls::database_roots(own))), recycling)
    };
    let pool = Pool::builder(manager)
        .max_size(size)
        // A server process that has just run is faster than one that has rested: what it needs is still in the caches.
        .queue_mode(QueueMode::Lifo)
        .wait_timeout(Some(WAIT))
        .create_timeout(Some(WAIT))
        .recycle_timeout(Some(WAIT))
        .runtime(Runtime::Tokio1)
        .build()?;
    Ok(pool)
}
