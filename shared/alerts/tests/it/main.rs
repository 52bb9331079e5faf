//! Every rendering of every alert, with names that somebody chose to do harm, judged by parsers.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

mod generate;
mod html;
mod mail;
mod slack;
