//! `POST /webhooks/jenkins`.
