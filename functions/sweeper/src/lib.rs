//! Rings for rows that waited too long.
