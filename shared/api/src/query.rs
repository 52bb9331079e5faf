//! Query parameters, read strictly: what cannot be read is a problem that names the parameter and what it takes.

use std::str::FromStr;

use jiff::Timestamp;

use crate::Problem;

/// The longest text a parameter takes, in characters.
const LONGEST_TEXT: usize = 200;

/// The parameters of one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// The parameters in a query string. An empty one counts as absent.
    pub fn parse(query: &str) -> Self {
        let pairs = form_urlencoded::parse(query.as_bytes());
        Self(pairs.into_owned().filter(|(_, value)| !value.is_empty()).collect())
    }

    /// The parameter's text.
    pub fn text(&self, name: &'static str) -> Result<Option<String>, Problem> {
        let Some(text) = self.get(name) else { return Ok(None) };
        if text.chars().count() > LONGEST_TEXT || text.contains('\0') {
            return Err(Problem::bad_parameter(name, "text of at most 200 characters"));
        }
        Ok(Some(text.to_owned()))
    }

    /// The parameter read as `T`.
    pub fn parsed<T: FromStr>(&self, name: &'static str, takes: &str) -> Result<Option<T>, Problem> {
        let read = |text: &str| text.parse().map_err(|_| Problem::bad_parameter(name, takes));
        self.get(name).map(read).transpose()
    }

    /// The parameter read as a comma list; `None` where it is absent.
    pub fn list<T: FromStr>(&self, name: &'static str, takes: &str) -> Result<Option<Vec<T>>, Problem> {
        let read = |word: &str| word.trim().parse().map_err(|_| Problem::bad_parameter(name, takes));
        self.get(name).map(|text| text.split(',').map(read).collect()).transpose()
    }

    /// An id: a whole number from 1.
    pub fn id(&self, name: &'static str) -> Result<Option<i64>, Problem> {
        let takes = "a whole number from 1";
        let id = self.parsed(name, takes)?;
        if id.is_some_and(|id: i64| id < 1) { Err(Problem::bad_parameter(name, takes)) } else { Ok(id) }
    }

    /// A point in time.
    pub fn time(&self, name: &'static str) -> Result<Option<Timestamp>, Problem> {
        let takes = "a time such as 2026-01-31T12:00:00Z";
        let time = self.parsed(name, takes)?;
        let in_range = |it: &Timestamp| (0..253_402_300_800).contains(&it.as_second());
        if time.as_ref().is_some_and(|it| !in_range(it)) {
            return Err(Problem::bad_parameter(name, takes));
        }
        Ok(time)
    }

    /// How many rows to answer: 1 to 200, 50 where nothing is said.
    pub fn limit(&self) -> Result<i64, Problem> {
        let takes = "a whole number from 1 to 200";
        let limit = self.parsed("limit", takes)?.unwrap_or(50);
        if (1..=200).contains(&limit) { Ok(limit) } else { Err(Problem::bad_parameter("limit", takes)) }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use domain::Status;

    use super::*;

    #[test]
    fn a_problem_names_the_parameter_and_what_it_takes() {
        let problem = Query::parse("limit=0").limit().unwrap_err();
        assert_eq!((problem.status, problem.parameter), (400, Some("limit")));
        assert_eq!(problem.detail, "limit takes a whole number from 1 to 200");
    }

    #[test]
    fn comma_lists_are_read_word_by_word() {
        let query = Query::parse("status=failure,timed_out&provider=");
        assert_eq!(query.list("status", "statuses"), Ok(Some(vec![Status::Failure, Status::TimedOut])));
        assert_eq!(query.list::<Status>("provider", "providers"), Ok(None));
        assert!(Query::parse("status=failure,").list::<Status>("status", "statuses").is_err());
    }

    #[test]
    fn texts_and_times_that_the_database_cannot_hold_are_refused() {
        assert!(Query::parse("q=%00").text("q").is_err());
        assert!(Query::parse("since=-009999-01-01T00:00:00Z").time("since").is_err());
        assert!(Query::parse("since=2026-01-31T12:00:00%2B01:00").time("since").is_ok());
    }
}
