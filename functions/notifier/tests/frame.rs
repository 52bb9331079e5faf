//! Frames: small enough, without a gap, nothing lost.

use domain::{Build, Provider, Status};
use jiff::Timestamp;
use notifier::frame::{Filters, LARGEST, builds};
use proptest::prelude::*;
use serde_json::{Value, json};
use store::changes::{Change, FeedCursor};

fn change(index: usize, title: &str) -> Change {
    let build = Build {
        id: i64::try_from(index).expect("a small number"),
        pipeline_id: i64::try_from(index % 3).expect("a small number"),
        provider: Provider::ALL[index % 3],
        repository: "acme/api".to_owned(),
        pipeline_name: "CI".to_owned(),
        external_id: index.to_string(),
        attempt: 1,
        status: Status::Running,
        raw_status: None,
        branch: None,
        commit_sha: None,
        commit_title: Some(title.to_owned()),
        actor: None,
        event: None,
        queued_at: None,
        started_at: None,
        finished_at: None,
        duration_seconds: None,
        queued_seconds: None,
        web_url: None,
        created_at: Timestamp::UNIX_EPOCH,
        version: 1,
    };
    let cursor = format!("7-{}", index + 1).parse().expect("a cursor");
    Change { cursor, from: None, to: Status::Running, build }
}

fn read(frames: &[String]) -> Vec<Value> {
    frames.iter().map(|it| serde_json::from_str(it).expect("a frame is JSON")).collect()
}

proptest! {
    #[test]
    fn frames_follow_one_another_and_hold_every_change_once(
        titles in prop::collection::vec("[a-z\"\u{1F6A6}]{0,500}", 0..200)
    ) {
        let changes: Vec<_> = titles.iter().enumerate().map(|(index, it)| change(index, it)).collect();
        let frames = builds(FeedCursor::default(), &changes, &Filters::default());
        prop_assert!(frames.iter().all(|it| it.len() <= LARGEST));
        let frames = read(&frames);
        let mut after = json!("0-0");
        let mut ids = Vec::new();
        for frame in &frames {
            prop_assert_eq!(&frame["after"], &after);
            after = frame["cursor"].clone();
            ids.extend(frame["items"].as_array().expect("items").iter().map(|it| it["build"]["id"].clone()));
        }
        prop_assert_eq!(ids, changes.iter().map(|it| json!(it.build.id)).collect::<Vec<_>>());
    }
}

#[test]
fn a_filter_keeps_changes_back_but_not_the_cursor() {
    let changes: Vec<_> = (0..6).map(|index| change(index, "title")).collect();
    let filters = Filters::read(&json!({ "provider": ["gitlab"], "pipeline_id": [1, 2] }));
    let frames = read(&builds(FeedCursor::default(), &changes, &filters));
    assert_eq!(frames.len(), 1);
    assert_eq!(frames[0]["cursor"], "7-6");
    let ids: Vec<_> =
        frames[0]["items"].as_array().expect("items").iter().map(|it| it["build"]["id"].clone()).collect();
    assert_eq!(ids, [1, 4]);
}

#[test]
fn several_changes_are_one_frame() {
    let changes: Vec<_> = (0..20).map(|index| change(index, "title")).collect();
    assert_eq!(builds(FeedCursor::default(), &changes, &Filters::default()).len(), 1);
}
