//! Metrics for CloudWatch: one JSON line on standard output in its embedded metric format, which costs no call.
//!
//! Only a Lambda function begins to tell them. On the local host nothing is told.

use std::sync::OnceLock;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::clock;

const NAMESPACE: &str = "Signalbox";

static STACK: OnceLock<String> = OnceLock::new();

/// From now on metrics are told, as those of the stack of this name.
pub fn begin(stack: &str) {
    let _ = STACK.set(stack.to_owned());
}

/// Tells that something happened so many times, and for each of its `kinds`.
pub fn count(name: &str, number: u64, kind: Option<(&str, &str)>) {
    tell(name, "Count", json!(number), kind);
}

/// Tells how long something took.
pub fn took(name: &str, time: Duration) {
    tell(name, "Milliseconds", json!(time.as_secs_f64() * 1_000.0), None);
}

/// Tells how old something is.
pub fn age(name: &str, seconds: f64) {
    tell(name, "Seconds", json!(seconds), None);
}

#[expect(clippy::print_stdout, reason = "CloudWatch reads metrics from the standard output")]
fn tell(name: &str, unit: &str, value: Value, kind: Option<(&str, &str)>) {
    if let Some(stack) = STACK.get() {
        println!("{}", line(clock::now().as_millisecond(), stack, name, unit, value, kind));
    }
}

/// A metric is counted for the whole stack, and for its kind where it has one.
fn line(now: i64, stack: &str, name: &str, unit: &str, value: Value, kind: Option<(&str, &str)>) -> Value {
    let mut dimensions = vec![vec!["Stack"]];
    dimensions.extend(kind.map(|(dimension, _)| vec!["Stack", dimension]));
    let directive =
        json!({ "Namespace": NAMESPACE, "Dimensions": dimensions, "Metrics": [{ "Name": name, "Unit": unit }] });
    let mut line = Map::from_iter([
        ("_aws".to_owned(), json!({ "Timestamp": now, "CloudWatchMetrics": [directive] })),
        ("Stack".to_owned(), stack.into()),
        (name.to_owned(), value),
    ]);
    line.extend(kind.map(|(dimension, value)| (dimension.to_owned(), value.into())));
    line.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_as_cloudwatch_reads_it() {
        let line = line(1_700_000_000_000, "ci", "Deliveries", "Count", json!(1), Some(("Outcome", "applied")));
        let expected = json!({
            "_aws": { "Timestamp": 1_700_000_000_000_i64, "CloudWatchMetrics": [{
                "Namespace": "Signalbox",
                "Dimensions": [["Stack"], ["Stack", "Outcome"]],
                "Metrics": [{ "Name": "Deliveries", "Unit": "Count" }],
            }] },
            "Stack": "ci", "Outcome": "applied", "Deliveries": 1,
        });
        assert_eq!(line, expected);
    }
}
