//! Takes a verified delivery to Postgres, or to the spill queue while the database is away, and rings.
