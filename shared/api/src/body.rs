//! JSON bodies, read strictly: what cannot be read is a problem that names the field and what it takes.

use domain::alerting::{Route, Silence};
use domain::{ChannelKind, NewsKind};
use jiff::Timestamp;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Number, Value};
use utoipa::ToSchema;

use crate::Problem;

/// The longest name or reason, in characters.
const LONGEST_TEXT: usize = 100;
/// The longest glob, in characters: a branch's name may be as long.
const LONGEST_GLOB: usize = 255;
/// How many channels one route has.
const MOST_CHANNELS: usize = 50;
/// How many kinds of news there are.
const MOST_KINDS: usize = 3;

/// The object that a request brings, read as `T`.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    // An object first: a list of the fields' values would do for the type too.
    let object: Map<String, Value> =
        serde_json::from_slice(body).map_err(|_| Problem::bad_body("the body takes a JSON object"))?;
    serde_path_to_error::deserialize(Value::Object(object)).map_err(|error| {
        let (path, inner) = (error.path().to_string(), error.inner().to_string());
        Problem::bad_body(if path == "." { inner } else { format!("{path}: {inner}") })
    })
}

/// A route as somebody wants it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RouteBody {
    /// What people call it.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// Glob over providers.
    #[serde(default = "anything")]
    #[schema(min_length = 1, max_length = 255)]
    pub provider: String,
    /// Glob over repositories.
    #[serde(default = "anything")]
    #[schema(min_length = 1, max_length = 255)]
    pub repository: String,
    /// Glob over pipeline names.
    #[serde(default = "anything")]
    #[schema(min_length = 1, max_length = 255)]
    pub pipeline: String,
    /// Glob over branches; `null` is the pipeline's default branch.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 255)]
    pub branch: Option<String>,
    /// What is told.
    #[serde(default = "broken_and_fixed")]
    #[schema(min_items = 1, max_items = 3)]
    pub kinds: Vec<NewsKind>,
    /// The channels it goes to.
    #[serde(default, deserialize_with = "ids")]
    #[schema(max_items = 50)]
    pub channel_ids: Vec<i64>,
    /// Whether it is in use.
    #[serde(default = "yes")]
    pub enabled: bool,
}

/// A silence as somebody wants it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SilenceBody {
    /// Glob over providers.
    #[serde(default = "anything")]
    #[schema(min_length = 1, max_length = 255)]
    pub provider: String,
    /// Glob over repositories.
    #[serde(default = "anything")]
    #[schema(min_length = 1, max_length = 255)]
    pub repository: String,
    /// Glob over pipeline names.
    #[serde(default = "anything")]
    #[schema(min_length = 1, max_length = 255)]
    pub pipeline: String,
    /// Glob over branches; `null` is any branch.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 255)]
    pub branch: Option<String>,
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// Why, for people.
    #[schema(min_length = 1, max_length = 100)]
    pub reason: String,
}

/// A channel as somebody wants it.
#[derive(Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChannelBody {
    /// Which way it tells people; it cannot be changed.
    pub kind: ChannelKind,
    /// What people call it.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// The address of a Slack webhook, or a comma list of mail addresses. Left out, a channel that is there keeps its own.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub target: Option<String>,
    /// Whether it is in use.
    #[serde(default = "yes")]
    pub enabled: bool,
}

impl RouteBody {
    /// The route with this id that it asks for.
    pub fn route(self, id: i64) -> Result<Route, Problem> {
        let Self { provider, repository, pipeline, branch, mut kinds, mut channel_ids, enabled, .. } = self;
        let [provider, repository, pipeline] = globs(provider, repository, pipeline)?;
        if !(1..=MOST_KINDS).contains(&kinds.len()) {
            return Err(Problem::bad_parameter("kinds", "one or more of broken, fixed, still_failing"));
        }
        if channel_ids.len() > MOST_CHANNELS {
            return Err(Problem::bad_parameter("channel_ids", "the ids of at most 50 channels"));
        }
        kinds.sort_unstable();
        kinds.dedup();
        channel_ids.sort_unstable();
        channel_ids.dedup();
        let (name, branch) = (line("name", &self.name)?, branch.map(|it| glob("branch", it)).transpose()?);
        Ok(Route { id, name, provider, repository, pipeline, branch, kinds, channel_ids, enabled })
    }
}

impl SilenceBody {
    /// The silence with this id that it asks for.
    pub fn silence(self, id: i64) -> Result<Silence, Problem> {
        let [provider, repository, pipeline] = globs(self.provider, self.repository, self.pipeline)?;
        let (from, until) = (time("from", self.from)?, time("until", self.until)?);
        if until <= from {
            return Err(Problem::bad_parameter("until", "a time after `from`"));
        }
        let branch = self.branch.map(|it| glob("branch", it)).transpose()?;
        let reason = line("reason", &self.reason)?;
        Ok(Silence { id, provider, repository, pipeline, branch, from, until, reason, active: false })
    }
}

impl ChannelBody {
    /// The name, fit to be shown.
    pub fn name(&self) -> Result<String, Problem> {
        line("name", &self.name)
    }
}

fn line(field: &'static str, text: &str) -> Result<String, Problem> {
    let text = text.trim();
    let fits = (1..=LONGEST_TEXT).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned()).ok_or_else(|| Problem::bad_parameter(field, "a line of 1 to 100 characters"))
}

fn globs(provider: String, repository: String, pipeline: String) -> Result<[String; 3], Problem> {
    Ok([glob("provider", provider)?, glob("repository", repository)?, glob("pipeline", pipeline)?])
}

fn glob(field: &'static str, text: String) -> Result<String, Problem> {
    let fits = (1..=LONGEST_GLOB).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    let takes = "1 to 255 characters, of which `*` is any run of characters and `?` is one";
    fits.then_some(text).ok_or_else(|| Problem::bad_parameter(field, takes))
}

fn time(field: &'static str, time: Timestamp) -> Result<Timestamp, Problem> {
    // From 1970 to 9999: what the database and RFC 3339 can both tell.
    let fits = (0..253_402_300_800).contains(&time.as_second());
    fits.then_some(time).ok_or_else(|| Problem::bad_parameter(field, "a time such as 2026-01-31T12:00:00Z"))
}

/// Ids in JSON, to which `7.0` is the integer 7 (JSON Schema 2020-12, section 6.1.1 of its validation part).
fn ids<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<i64>, D::Error> {
    /// Up to here every whole number has a double of its own.
    const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;
    let whole = |it: Number| match (it.as_i64(), it.as_f64()) {
        (Some(id), _) => Ok(id),
        #[expect(clippy::cast_possible_truncation, reason = "whole and within what is exact")]
        (None, Some(id)) if id.fract() == 0.0 && id.abs() <= LARGEST_EXACT => Ok(id as i64),
        _ => Err(D::Error::custom(format!("{it} is no id"))),
    };
    Vec::<Number>::deserialize(deserializer)?.into_iter().map(whole).collect()
}

fn anything() -> String {
    "*".to_owned()
}

fn broken_and_fixed() -> Vec<NewsKind> {
    vec![NewsKind::Broken, NewsKind::Fixed]
}

fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem<T: std::fmt::Debug>(read: Result<T, Problem>) -> String {
        let problem = read.expect_err("it is refused");
        assert_eq!(problem.status, 400);
        problem.detail
    }

    fn route(body: &str) -> Result<Route, Problem> {
        read::<RouteBody>(body.as_bytes())?.route(7)
    }

    #[test]
    fn what_a_route_does_not_say_is_what_most_people_want() {
        let route = route(r#"{"name":" all "}"#).expect("a route");
        assert_eq!(
            (route.name.as_str(), route.provider.as_str(), route.branch, route.enabled),
            ("all", "*", None, true)
        );
        assert_eq!(route.kinds, [NewsKind::Broken, NewsKind::Fixed]);
    }

    #[test]
    fn a_problem_names_the_field() {
        for (body, word) in [
            ("[]", "object"),
            ("nonsense", "object"),
            ("{}", "`name`"),
            (r#"{"name":1}"#, "name: "),
            (r#"{"name":"a","colour":"red"}"#, "`colour`"),
            (r#"{"name":"a","kinds":["broken","burnt"]}"#, "kinds[1]: "),
            (r#"{"name":"a","kinds":[]}"#, "kinds takes"),
            (r#"{"name":"a","kinds":["fixed","fixed","fixed","fixed"]}"#, "kinds takes"),
            (r#"{"name":" "}"#, "name takes"),
            (r#"{"name":"a\u0000"}"#, "name takes"),
            (r#"{"name":"a","branch":""}"#, "branch takes"),
            (r#"{"name":"a","channel_ids":["1"]}"#, "channel_ids[0]: "),
            (r#"{"name":"a","channel_ids":[1.5]}"#, "channel_ids: "),
            (r#"{"name":"a","channel_ids":[1e300]}"#, "channel_ids: "),
        ] {
            let detail = problem(route(body));
            assert!(detail.contains(word), "{body}: {detail}");
        }
    }

    #[test]
    fn an_id_is_a_whole_number_however_it_is_written() {
        let route = route(r#"{"name":"a","channel_ids":[7.0,3,7]}"#).expect("a route");
        assert_eq!(route.channel_ids, [3, 7]);
    }

    #[test]
    fn a_silence_has_a_reason_and_ends_after_it_begins() {
        let silence = |from: &str, until: &str, reason: &str| {
            let body = format!(r#"{{"from":"{from}","until":"{until}","reason":"{reason}"}}"#);
            read::<SilenceBody>(body.as_bytes())?.silence(1)
        };
        let (noon, one) = ("2026-01-31T12:00:00Z", "2026-01-31T13:00:00Z");
        assert!(silence(noon, one, "a release").is_ok());
        assert!(problem(silence(one, noon, "a release")).starts_with("until takes"));
        assert!(problem(silence(noon, one, " ")).starts_with("reason takes"));
        assert!(problem(silence("-000001-01-01T00:00:00Z", one, "x")).starts_with("from takes"));
    }
}
