//! Query parameters, read strictly: what cannot be read is a problem that names the parameter and what it takes.

use std::ops::RangeInclusive;
use std::str::FromStr;

use jiff::Timestamp;

use crate::Problem;

/// The longest text a parameter takes, in characters.
const LONGEST_TEXT: usize = 200;

/// The parameters of one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// The parameters in a query string.
    pub fn parse(query: &str) -> Self {
        Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// The parameter's text; an empty one counts as absent.
    pub fn text(&self, name: &'static str) -> Result<Option<String>, Problem> {
        let text = self.get(name)?.filter(|it| !it.is_empty());
        if text.is_some_and(|it| it.chars().count() > LONGEST_TEXT || it.contains('\0')) {
            return Err(Problem::bad_parameter(name, "text of at most 200 characters"));
        }
        Ok(text.map(str::to_owned))
    }

    /// The parameter read as `T`.
    pub fn parsed<T: FromStr>(&self, name: &'static str, takes: &str) -> Result<Option<T>, Problem> {
        let read = |text: &str| text.parse().map_err(|_| Problem::bad_parameter(name, takes));
        self.get(name)?.map(read).transpose()
    }

    /// The parameter read as a comma list; `None` where it is absent.
    pub fn list<T: FromStr>(&self, name: &'static str, takes: &str) -> Result<Option<Vec<T>>, Problem> {
        let read = |word: &str| word.parse().map_err(|_| Problem::bad_parameter(name, takes));
        self.get(name)?.map(|text| text.split(',').map(read).collect()).transpose()
    }

    /// An id: a whole number from 1.
    pub fn id(&self, name: &'static str) -> Result<Option<i64>, Problem> {
        self.whole(name, 1..=i64::MAX, "a whole number from 1")
    }

    /// A point in time.
    pub fn time(&self, name: &'static str) -> Result<Option<Timestamp>, Problem> {
        let takes = "a time such as 2026-01-31T12:00:00Z";
        // The years 0 to 9999, which is what RFC 3339 can write.
        let is_told = |it: &Timestamp| (-62_167_219_200..253_402_300_800).contains(&it.as_second());
        match self.parsed(name, takes)? {
            Some(time) if !is_told(&time) => Err(Problem::bad_parameter(name, takes)),
            time => Ok(time),
        }
    }

    /// How many rows to answer: 1 to 200, 50 where nothing is said.
    pub fn limit(&self) -> Result<i64, Problem> {
        Ok(self.whole("limit", 1..=200, "a whole number from 1 to 200")?.unwrap_or(50))
    }

    fn whole(&self, name: &'static str, range: RangeInclusive<i64>, takes: &str) -> Result<Option<i64>, Problem> {
        let Some(text) = self.get(name)? else { return Ok(None) };
        let number = text.bytes().all(|it| it.is_ascii_digit()).then(|| text.parse().ok()).flatten();
        let number = number.filter(|it| range.contains(it));
        number.map(Some).ok_or_else(|| Problem::bad_parameter(name, takes))
    }

    fn get(&self, name: &'static str) -> Result<Option<&str>, Problem> {
        let mut values = self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        match (values.next(), values.next()) {
            (value, None) => Ok(value),
            _ => Err(Problem::bad_parameter(name, "one value")),
        }
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
        let query = Query::parse("status=failure,timed_out");
        assert_eq!(query.list("status", "statuses"), Ok(Some(vec![Status::Failure, Status::TimedOut])));
        assert_eq!(query.list::<Status>("provider", "providers"), Ok(None));
        assert!(Query::parse("status=failure,").list::<Status>("status", "statuses").is_err());
    }

    #[test]
    fn what_is_empty_or_given_twice_is_refused_where_it_would_mean_nothing() {
        assert!(Query::parse("provider=").list::<Status>("provider", "providers").is_err());
        assert!(Query::parse("limit=1&limit=2").limit().is_err());
        assert!(Query::parse("limit=%2B5").limit().is_err());
        assert_eq!(Query::parse("q=").text("q"), Ok(None));
    }

    #[test]
    fn texts_and_times_that_the_database_cannot_hold_are_refused() {
        assert!(Query::parse("q=%00").text("q").is_err());
        assert!(Query::parse("since=-009999-01-01T00:00:00Z").time("since").is_err());
        assert!(Query::parse("since=2026-01-31T12:00:00%2B01:00").time("since").is_ok());
    }
}
