//! Runs the migrations.
