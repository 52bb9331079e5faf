//! A story as a mail.

use crate::{Story, html};

/// The longest subject, in characters.
const SUBJECT: usize = 150;

/// What a mail says. The subject is one line; the lines of the texts end with CRLF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The subject.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The body as HTML.
    pub html: String,
}

impl Mail {
    /// The mail that tells the story.
    pub fn of(story: &Story) -> Self {
        let mut lines = vec![story.headline.clone(), String::new()];
        lines.extend(story.facts.iter().map(|(name, value)| format!("{name}: {value}")));
        let (heading, items) = &story.list;
        if !items.is_empty() {
            lines.extend([String::new(), format!("{heading}:")]);
            lines.extend(items.iter().map(|it| format!("- {it}")));
        }
        lines.push(String::new());
        lines.extend(story.links.iter().map(|(label, link)| format!("{label}: {link}")));
        lines.push(String::new());
        Self {
            // A word that looks as if it were encoded would be decoded, and might be two lines then.
            subject: crate::text::line(&story.headline, SUBJECT).replace("=?", "= ?"),
            text: lines.join("\r\n"),
            html: html::document(story),
        }
    }
}

/// The id of the mail of the alert with this key, for the headers that say which mail answers which: the same however
/// often the alert is sent, and the same for nobody else at `domain`. `created` sets two installations apart that
/// number alike: the time the alert was made, in microseconds.
pub fn message_id(dedupe_key: &str, created: i64, domain: &str) -> String {
    let is_atom = |it: char| it.is_ascii_alphanumeric() || "-_".contains(it);
    let key: String = dedupe_key.chars().map(|it| if is_atom(it) { it } else { '-' }).collect();
    format!("<signalbox.{key}.{created}@{domain}>")
}
