//! What an alert says, and how Slack and mail are told it. Pure.
//!
//! An alert becomes a [`Story`], and a story becomes a Slack message or a mail. Whatever comes from outside passes
//! `text::line` on its way into a story, and each rendering makes it inert in its own way.

mod html;
pub mod link;
pub mod mail;
pub mod slack;
pub mod story;
pub mod text;

pub use story::{Digest, Story};
