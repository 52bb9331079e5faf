//! The HTML of a mail, read as a browser reads it.

use alerts::mail::Mail;
use proptest::prelude::*;
use scraper::{Html, Node};

use crate::generate::{is_ours, story};

/// The elements of the document, with their attributes.
const ELEMENTS: [(&str, &[&str]); 16] = [
    ("html", &["lang"]),
    ("head", &[]),
    ("meta", &["charset"]),
    ("title", &[]),
    ("body", &["style"]),
    ("h2", &["style"]),
    ("table", &[]),
    ("tbody", &[]),
    ("tr", &[]),
    ("th", &["style"]),
    ("td", &[]),
    ("p", &[]),
    ("b", &[]),
    ("ul", &[]),
    ("li", &[]),
    ("a", &["href"]),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn names_are_inert_in_html(story in story()) {
        let document = Html::parse_document(&Mail::of(&story).html);
        let (mut cells, mut items, mut links) = (0, 0, 0);
        for node in document.tree.values() {
            match node {
                Node::Element(element) => {
                    let known = ELEMENTS.iter().find(|(name, _)| *name == element.name());
                    prop_assert!(known.is_some(), "<{}>", element.name());
                    for (name, value) in element.attrs() {
                        prop_assert!(known.unwrap().1.contains(&name), "{name}={value}");
                        prop_assert!(name != "href" || is_ours(value), "{value}");
                    }
                    cells += usize::from(element.name() == "td");
                    items += usize::from(element.name() == "li");
                    links += usize::from(element.name() == "a");
                }
                Node::Comment(_) | Node::ProcessingInstruction(_) => prop_assert!(false, "{:?}", node),
                Node::Document | Node::Fragment | Node::Doctype(_) | Node::Text(_) => {}
            }
        }
        prop_assert_eq!((cells, items, links), (story.facts.len(), story.list.1.len(), story.links.len()));
        let text: String = document.root_element().text().collect();
        for (_, value) in &story.facts {
            prop_assert!(text.contains(value.as_str()), "{} lacks {}", text, value);
        }
    }
}
