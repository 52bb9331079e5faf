//! `POST /webhooks/gitlab`.
