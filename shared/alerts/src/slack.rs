//! A story as the body that a Slack incoming webhook takes.
//!
//! Names from outside stand in `plain_text` and `rich_text` only, where Slack reads no markup; in the fallback, which it
//! does read, its three control characters are escaped.

use serde_json::{Value, json};

use crate::Story;

/// The longest header, in characters.
const HEADER: usize = 150;
/// The longest fallback, in characters.
const FALLBACK: usize = 3_000;

/// The message's body.
pub fn message(story: &Story) -> Value {
    let mut sections: Vec<Value> = Vec::new();
    if !story.facts.is_empty() {
        let facts: Vec<_> = story.facts.iter().enumerate().flat_map(|(index, fact)| lines(index, fact)).collect();
        sections.push(section(&facts));
    }
    let (heading, items) = &story.list;
    if !items.is_empty() {
        sections.push(section(&[bold(&format!("{heading}:"))]));
        let items: Vec<_> = items.iter().map(|it| section(&[text(it)])).collect();
        sections.push(json!({ "type": "rich_text_list", "style": "bullet", "elements": items }));
    }
    if !story.links.is_empty() {
        let links = story.links.iter().enumerate().flat_map(|(index, (label, link))| {
            let gap = (index > 0).then(|| text(" · "));
            gap.into_iter().chain([json!({ "type": "link", "url": link.as_str(), "text": label })])
        });
        sections.push(section(&links.collect::<Vec<_>>()));
    }
    let headline = inert(&crate::text::line(&story.headline, HEADER - 10));
    json!({
        "text": fallback(story),
        "mrkdwn": false,
        "unfurl_links": false,
        "unfurl_media": false,
        "blocks": [
            { "type": "header", "text": { "type": "plain_text", "text": headline, "emoji": false } },
            { "type": "rich_text", "elements": sections },
        ],
    })
}

fn lines(index: usize, (name, value): &(&'static str, String)) -> Vec<Value> {
    let name = if index == 0 { format!("{name}: ") } else { format!("\n{name}: ") };
    vec![bold(&name), text(value)]
}

fn section(elements: &[Value]) -> Value {
    json!({ "type": "rich_text_section", "elements": elements })
}

fn text(text: &str) -> Value {
    json!({ "type": "text", "text": inert(text) })
}

fn bold(text: &str) -> Value {
    json!({ "type": "text", "text": text, "style": { "bold": true } })
}

/// What notifications and old clients show.
fn fallback(story: &Story) -> String {
    let facts = story.facts.iter().map(|(name, value)| format!("{name}: {value}"));
    let lines: Vec<_> = std::iter::once(story.headline.clone()).chain(facts).collect();
    let cut: String = lines.join("\n").chars().take(FALLBACK).collect();
    cut.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Parts what looks like the beginning of a mention or a link with a mark that nobody sees: text that somebody takes out
/// of its element is inert there too.
fn inert(text: &str) -> String {
    const BEGINNINGS: [&str; 3] = ["<!", "<@", "<#"];
    const LINKS: [&str; 3] = ["<http", "<mailto", "<tel"];
    let parted = |text: String, beginning: &str| text.replace(beginning, &format!("<\u{2060}{}", &beginning[1..]));
    BEGINNINGS.into_iter().chain(LINKS).fold(text.to_owned(), parted)
}
