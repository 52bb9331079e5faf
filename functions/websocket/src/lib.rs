//! Connections of the dashboard.
