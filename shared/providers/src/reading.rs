//! What a delivery turned out to say.

use domain::BuildReport;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;

use crate::told::{List, Object};

/// What a delivery says.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// News about builds.
    Reports(Vec<BuildReport>),
    /// Nothing for us, and why.
    Ignored(String),
}

impl Reading {
    /// News about one build.
    pub(crate) fn report(report: BuildReport) -> Self {
        Self::Reports(vec![report])
    }

    /// An event of a kind that has nothing for us.
    pub(crate) fn other_event(event: &str) -> Self {
        Self::Ignored(format!("`{event}` events are not used"))
    }
}

/// Why a genuine delivery cannot be understood. Names places in the message, never what stands there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The bytes are not JSON.
    #[error("the body is not valid JSON: line {line}, column {column}")]
    NotJson {
        /// Where reading stopped, from 1.
        line: usize,
        /// Where reading stopped, from 1.
        column: usize,
    },
    /// JSON, but not an object.
    #[error("the body is not a JSON object")]
    NotAnObject,
    /// JSON, but not a list.
    #[error("the body is not a JSON list")]
    NotAList,
    /// Neither JSON nor a form with JSON in it.
    #[error("the body is neither JSON nor a form with a `payload`")]
    NoPayload,
    /// The header that says what the message is about is not there.
    #[error("the {0} header is missing")]
    NoEvent(&'static str),
    /// Without this field nobody can tell what the message is about.
    #[error("`{0}` is missing or of the wrong type")]
    Missing(&'static str),
    /// An identity that would have to be cut, and then might be another's.
    #[error("`{0}` is too long")]
    TooLong(&'static str),
}

/// Reads the fields that `T` asks for out of a body.
pub(crate) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Unreadable> {
    json::<Object<T>>(body)?.0.ok_or(Unreadable::NotAnObject)
}

/// Reads a list of objects out of a body. Members that are no objects are left out.
pub(crate) fn parse_list<T: DeserializeOwned>(body: &[u8]) -> Result<Vec<T>, Unreadable> {
    let List(rows) = json(body)?;
    if body.trim_ascii_start().starts_with(b"[") { Ok(rows) } else { Err(Unreadable::NotAList) }
}

fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Unreadable> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    match serde_json::from_slice(body) {
        // A field that is told twice: the last one counts, as it does for nearly everybody who reads JSON.
        Err(error) if error.classify() == Category::Data => {
            serde_json::from_slice::<Value>(body).and_then(serde_json::from_value)
        }
        read => read,
    }
    .map_err(|error| Unreadable::NotJson { line: error.line(), column: error.column() })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::told::Told;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Fields {
        a: Told,
        many: List<Fields>,
    }

    fn read(body: &str) -> Result<Fields, Unreadable> {
        parse(body.as_bytes())
    }

    #[test]
    fn a_field_of_the_wrong_type_reads_as_absent() {
        for odd in ["null", "[[1],{}]", "{\"b\":[]}", "18446744073709551615"] {
            assert_eq!(read(&format!("{{\"a\":{odd},\"many\":{odd}}}")).unwrap().a, Told::Absent, "{odd}");
        }
        let many = read(r#"{"many":[1,"x",null,[{}],{"a":1},{"a":{}}]}"#).unwrap().many.0;
        assert_eq!(many.len(), 2);
        assert_eq!(many[0].a, Told::Whole(1));
    }

    #[test]
    fn of_a_field_told_twice_the_last_counts() {
        assert_eq!(read(r#"{"a":1,"a":2}"#).unwrap().a, Told::Whole(2));
    }

    #[test]
    fn a_byte_order_mark_is_no_harm() {
        assert_eq!(read("\u{feff}{\"a\":true}").unwrap().a, Told::Flag(true));
    }

    #[test]
    fn what_is_no_object_is_told_from_what_is_no_json() {
        for body in ["[]", "[{\"a\":1}]", "1", "\"x\"", "null"] {
            assert_eq!(read(body), Err(Unreadable::NotAnObject), "{body}");
        }
        for body in ["", "{", "{\"a\":", "{} x", "{'a':1}", "{\"a\":1,}", "// x"] {
            assert!(matches!(read(body), Err(Unreadable::NotJson { .. })), "{body}");
        }
        assert!(matches!(parse::<Fields>(b"{\"a\":\"\xff\"}"), Err(Unreadable::NotJson { .. })));
    }

    #[test]
    fn depth_is_no_harm() {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let deep = format!("{{\"a\":{}1{}}}", open.repeat(100_000), close.repeat(100_000));
            assert!(read(&deep).is_ok_and(|it| it.a == Told::Absent) || read(&deep).is_err());
            assert!(read(&deep[..100_000]).is_err());
        }
    }
}
