//! Applies deliveries that waited while the database was away.
