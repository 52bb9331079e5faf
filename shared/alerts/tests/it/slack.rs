//! The Slack message, walked node by node.

use alerts::slack::message;
use proptest::prelude::*;
use serde_json::Value;

use crate::generate::{is_ours, story};

/// What each kind of node may hold, besides its type.
const NODES: [(&str, &[&str]); 7] = [
    ("header", &["text"]),
    ("plain_text", &["text", "emoji"]),
    ("rich_text", &["elements"]),
    ("rich_text_section", &["elements"]),
    ("rich_text_list", &["style", "elements"]),
    ("text", &["text", "style"]),
    ("link", &["url", "text"]),
];

/// Checks a node and all below it; answers how many there are.
fn walk(node: &Value) -> usize {
    let fields = node.as_object().unwrap();
    let kind = node["type"].as_str().unwrap();
    let (_, allowed) = NODES.iter().find(|(it, _)| *it == kind).unwrap_or_else(|| panic!("a node of type {kind}"));
    for field in fields.keys() {
        assert!(field == "type" || allowed.contains(&field.as_str()), "{kind} has {field}");
    }
    match kind {
        "header" => walk(&node["text"]),
        "plain_text" | "text" => {
            let text = node["text"].as_str().unwrap();
            assert!(!text.is_empty());
            assert!(["<!", "<@", "<#", "<http", "<mailto"].iter().all(|it| !text.contains(it)), "{text}");
            assert!(!text.trim_matches('\n').contains(char::is_control), "{text:?}");
            assert!(kind == "text" || (text.chars().count() <= 150 && node["emoji"] == false));
            1
        }
        "link" => {
            assert!(is_ours(node["url"].as_str().unwrap()), "{node}");
            assert!(node["text"].as_str().unwrap().starts_with("The "));
            1
        }
        _ => {
            let elements = node["elements"].as_array().unwrap();
            assert!(!elements.is_empty());
            elements.iter().map(walk).sum::<usize>() + 1
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn names_are_inert_in_slack(story in story()) {
        let message = message(&story);
        let blocks = message["blocks"].as_array().unwrap();
        prop_assert!(blocks.len() <= 50);
        prop_assert!(blocks.iter().map(walk).sum::<usize>() < 200);

        let fallback = message["text"].as_str().unwrap();
        prop_assert!(!fallback.contains(['<', '>']) && fallback.len() < 40_000);
        for entity in fallback.split('&').skip(1) {
            prop_assert!(["amp;", "lt;", "gt;"].iter().any(|it| entity.starts_with(it)), "{}", fallback);
        }
        prop_assert_eq!(&message["mrkdwn"], false);
        prop_assert_eq!((&message["unfurl_links"], &message["unfurl_media"]), (&Value::Bool(false), &Value::Bool(false)));
        let known = ["text", "mrkdwn", "unfurl_links", "unfurl_media", "blocks"];
        prop_assert!(message.as_object().unwrap().keys().all(|it| known.contains(&it.as_str())));
    }
}
