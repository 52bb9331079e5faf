//! Frames: how changes are told to a connection. Pure.

use domain::Provider;
use serde::Serialize;
use serde_json::{Value, json};
use store::changes::{Change, FeedCursor};

/// The largest frame, in bytes. API Gateway meters and cuts at 32 KB.
pub const LARGEST: usize = 30 * 1024;

/// What a client asked to be told of; an empty list is everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    providers: Vec<Provider>,
    pipeline_ids: Vec<i64>,
}

impl Filters {
    /// The filters as a connection's row keeps them; what cannot be read does not narrow.
    pub fn read(filters: &Value) -> Self {
        let list = |name: &str| filters.get(name).and_then(Value::as_array).into_iter().flatten();
        Self {
            providers: list("provider").filter_map(|it| it.as_str()?.parse().ok()).collect(),
            pipeline_ids: list("pipeline_id").filter_map(Value::as_i64).collect(),
        }
    }

    fn pass(&self, change: &Change) -> bool {
        (self.providers.is_empty() || self.providers.contains(&change.build.provider))
            && (self.pipeline_ids.is_empty() || self.pipeline_ids.contains(&change.build.pipeline_id))
    }
}

/// Tells a client to ask for its pages anew, and to go on from `cursor`.
pub fn refetch(cursor: FeedCursor) -> String {
    json!({ "v": 1, "type": "refetch", "cursor": cursor.to_string() }).to_string()
}

/// Tells `changes`, which follow `after` without a gap, in as few frames as hold them. Each frame begins where the one
/// before it ended, also where a filter keeps changes back.
pub fn builds(after: FeedCursor, changes: &[Change], filters: &Filters) -> Vec<String> {
    let mut frames = Vec::new();
    let mut open = Frame::new(after);
    for change in changes {
        let item = if filters.pass(change) { item(change) } else { String::new() };
        if open.size() + item.len() + 1 > LARGEST && !open.items.is_empty() {
            let next = Frame::new(open.cursor);
            frames.push(std::mem::replace(&mut open, next).close());
        }
        open.add(change.cursor, &item);
    }
    frames.push(open.close());
    frames
}

/// A frame that is being filled.
struct Frame {
    after: FeedCursor,
    cursor: FeedCursor,
    items: String,
}

impl Frame {
    /// Room for everything but the items: two cursors of at most 40 characters, and the names.
    const ENVELOPE: usize = 160;

    fn new(after: FeedCursor) -> Self {
        Self { after, cursor: after, items: String::new() }
    }

    fn size(&self) -> usize {
        Self::ENVELOPE + self.items.len()
    }

    fn add(&mut self, cursor: FeedCursor, item: &str) {
        self.cursor = cursor;
        if !self.items.is_empty() && !item.is_empty() {
            self.items.push(',');
        }
        self.items.push_str(item);
    }

    fn close(self) -> String {
        let Self { after, cursor, items } = self;
        format!(r#"{{"v":1,"type":"builds","after":"{after}","cursor":"{cursor}","items":[{items}]}}"#)
    }
}

#[derive(Serialize)]
struct Item<'a> {
    from: Option<domain::Status>,
    to: domain::Status,
    build: &'a domain::Build,
}

fn item(change: &Change) -> String {
    let item = Item { from: change.from, to: change.to, build: &change.build };
    serde_json::to_string(&item).expect("a build holds nothing that JSON cannot")
}
