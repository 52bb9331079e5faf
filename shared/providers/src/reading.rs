//! What a delivery turned out to say.

use domain::BuildReport;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::told::Object;

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
    /// JSON that names one thing twice.
    #[error("the body tells a field twice: line {line}, column {column}")]
    Repeated {
        /// Where reading stopped, from 1.
        line: usize,
        /// Where reading stopped, from 1.
        column: usize,
    },
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
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let Object(fields) = serde_json::from_slice(body).map_err(|error| unreadable(&error))?;
    fields.ok_or(Unreadable::NotAnObject)
}

fn unreadable(error: &serde_json::Error) -> Unreadable {
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        Category::Data => Unreadable::Repeated { line, column },
        Category::Syntax | Category::Eof | Category::Io => Unreadable::NotJson { line, column },
    }
}
