//! The few statements that are about databases rather than in them.

use anyhow::{Context, Result};
use tokio_postgres::{Client, NoTls};

/// Runs `work` to its end on a thread and a runtime of its own, so that it may be called from inside another runtime.
pub(crate) fn run<T: Send>(work: impl AsyncFnOnce() -> Result<T> + Send) -> Result<T> {
    std::thread::scope(|scope| {
        let running = scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(work())
        });
        running.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// A connection whose other half runs on the current runtime.
pub(crate) async fn connect(url: &str) -> Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.context("could not reach PostgreSQL")?;
    tokio::spawn(connection);
    Ok(client)
}

/// Whether `name` can stand in a statement as it is.
pub(crate) fn is_plain(name: &str) -> bool {
    let first = name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
    first && name.len() <= 48 && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_stand_in_a_statement() {
        assert!(is_plain("signalbox_17"));
        assert!(!is_plain(""));
        assert!(!is_plain("1a"));
        assert!(!is_plain("a\"; DROP DATABASE postgres"));
        assert!(!is_plain(&"a".repeat(49)));
    }
}
