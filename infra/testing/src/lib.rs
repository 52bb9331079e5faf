//! What tests stand on: a database of their own, with the migrations in it, and fakes of the services outside.

pub mod delivery;
pub mod pooler;
pub mod proxy;

pub mod fakes;
pub mod time;

use embedded_postgres::test::{self, TestDatabase};
use store::Store;

/// How many connections a test's store may have.
const CONNECTIONS: usize = 8;

/// A fresh, migrated database; it is removed when this is dropped.
#[derive(Debug)]
pub struct Database {
    database: TestDatabase,
}

impl Database {
    /// A fresh, migrated database.
    ///
    /// # Panics
    /// Where there is no database to be had: a test without one proves nothing.
    pub fn new() -> Self {
        let database = test::database("signalbox_migrated", async |url| {
            connect(url).migrate().await?;
            Ok(())
        });
        Self { database: database.expect("a test database") }
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.database.url
    }

    /// The store over it.
    pub fn store(&self) -> Store {
        connect(self.url())
    }
}

impl Default for Database {
    fn default() -> Self {
        Self::new()
    }
}

/// The store over the database at `url`.
///
/// # Panics
/// Where `url` is no database address.
pub fn connect(url: &str) -> Store {
    Store::new(platform::database::pool(url, CONNECTIONS).expect("a test database's address can be read"))
}
