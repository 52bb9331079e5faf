//! A story as an HTML document for mail: no scripts, no pictures, nothing to load.

use std::fmt::Write as _;

use crate::Story;

/// The document.
pub(crate) fn document(story: &Story) -> String {
    let mut rows = String::new();
    for (name, value) in &story.facts {
        let _ = write!(
            rows,
            "<tr><th style=\"text-align:left;padding:2px 16px 2px 0;vertical-align:top\">{}</th><td>{}</td></tr>\r\n",
            escape(name),
            escape(value)
        );
    }
    let (heading, items) = &story.list;
    let mut list = String::new();
    if !items.is_empty() {
        let _ = write!(list, "<p><b>{}</b></p>\r\n<ul>\r\n", escape(heading));
        for item in items {
            let _ = write!(list, "<li>{}</li>\r\n", escape(item));
        }
        list.push_str("</ul>\r\n");
    }
    let links = story.links.iter().map(|(label, link)| format!("<a href=\"{}\">{label}</a>", escape(link.as_str())));
    let headline = escape(&story.headline);
    format!(
        "<!doctype html>\r\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{headline}</title></head>\r\n\
         <body style=\"font-family:sans-serif\">\r\n<h2 style=\"font-size:18px\">{headline}</h2>\r\n\
         <table>\r\n{rows}</table>\r\n{list}<p>{}</p>\r\n</body></html>\r\n",
        links.collect::<Vec<_>>().join(" · ")
    )
}

/// Text as it stands in an element or in an attribute in quotes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            it => escaped.push(it),
        }
    }
    escaped
}
