//! The subject and the text of a mail, line by line.

use alerts::mail::{Mail, message_id};
use proptest::prelude::*;

use crate::generate::{name, story};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_name_begins_no_header_and_no_line(story in story()) {
        let mail = Mail::of(&story);
        prop_assert!(!mail.subject.contains(char::is_control) && !mail.subject.is_empty());
        prop_assert!(mail.subject.chars().count() <= 225 && !mail.subject.contains("=?"));
        let lines: Vec<_> = mail.text.split("\r\n").collect();
        prop_assert!(lines.iter().all(|it| !it.contains(char::is_control)));
        let list = if story.list.1.is_empty() { 0 } else { story.list.1.len() + 2 };
        prop_assert_eq!(lines.len(), 2 + story.facts.len() + list + 1 + story.links.len() + 1);
        prop_assert!(mail.html.split("\r\n").all(|it| !it.contains(char::is_control)));
    }

    #[test]
    fn an_id_is_a_plain_word_whatever_the_key(key in name(), created in any::<i64>()) {
        let id = message_id(&key, created, "example.com");
        let inner = id.strip_prefix('<').unwrap().strip_suffix("@example.com>").unwrap();
        prop_assert!(inner.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_.".contains(&it)));
    }
}

#[test]
fn two_keys_have_two_ids_and_one_key_has_one() {
    let ids = [("breakage:1:broken:1:2", 5), ("breakage:1:fixed:2:2", 5), ("breakage:1:broken:1:2", 6)];
    let ids = ids.map(|(key, created)| message_id(key, created, "ci.example"));
    assert_eq!(ids[0], "<signalbox.breakage-1-broken-1-2.5@ci.example>");
    assert!(ids[0] != ids[1] && ids[0] != ids[2]);
}
