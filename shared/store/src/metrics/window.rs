//! What the builds of a window add up to, of the window before it, and of each hour or day in it.

use deadpool_postgres::Object;
use domain::span::{self, DAY, Span};
use domain::totals::Totals;
use domain::{Build, Provider};
use futures_util::try_join;
use jiff::Timestamp;

use super::scope::{Entry, Scope};
use crate::row::{self, get};
use crate::{Store, StoreError};

/// Up to how long a window is told by the hour: two days, in seconds.
const BY_HOUR: i64 = 2 * 24 * 60 * 60;
const HOUR: Span = 3_600;

/// Which builds to count.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MetricsFilter {
    /// Any of these providers.
    pub providers: Option<Vec<Provider>>,
    /// This branch.
    pub branch: Option<String>,
    /// This repository.
    pub repository: Option<String>,
    /// This pipeline.
    pub pipeline_id: Option<i64>,
}

/// A window of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// Where it begins; belongs to it.
    pub from: Timestamp,
    /// Where it ends; does not belong to it.
    pub to: Timestamp,
}

impl Range {
    /// The window of equal length before it.
    #[must_use]
    pub fn previous(self) -> Self {
        let length = self.to.duration_since(self.from);
        Self { from: self.from.checked_sub(length).unwrap_or(Timestamp::MIN), to: self.from }
    }

    /// How long it is, in seconds.
    pub fn seconds(self) -> f64 {
        self.to.duration_since(self.from).as_secs_f64()
    }
}

/// What the builds of one window add up to.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The window.
    pub range: Range,
    /// What was created in it, and which breakages were closed.
    pub totals: Totals,
}

/// One hour or day of a window.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Where it begins, in UTC.
    pub at: Timestamp,
    /// What was created in it.
    pub totals: Totals,
}

/// A window, the one of equal length before it, and its hours or days.
#[derive(Clone, Debug, PartialEq)]
pub struct Windows {
    /// Builds created in the window.
    pub current: Summary,
    /// Builds created in the one before.
    pub previous: Summary,
    /// By hour up to two days, else by day.
    pub series: Vec<Point>,
    /// How many pipelines are broken now: on their default branch, or on the branch that is asked for.
    pub failing_now: i64,
}

/// The windows and the newest build.
#[derive(Clone, Debug, PartialEq)]
pub struct Overview {
    /// The windows.
    pub windows: Windows,
    /// The build that was created last, in whatever window.
    pub last_build: Option<Build>,
}

impl Store {
    /// What the windows add up to, and the newest build.
    pub async fn overview(&self, filter: &MetricsFilter, range: Range) -> Result<Overview, StoreError> {
        let last = format!(
            "select {} from newest_build($1, $2, $3, $4) b join pipelines p on p.id = b.pipeline_id",
            row::BUILD
        );
        let connection = self.connection().await?;
        let scope = Scope::of(&connection, filter).await?;
        let parameters = scope.parameters();
        let last = async { Ok(connection.query_typed(&last, &parameters).await?) };
        let (windows, last) = try_join!(windows(&connection, &scope, range), last)?;
        Ok(Overview { windows, last_build: last.first().map(row::build).transpose()? })
    }
}

/// Asks for the windows, all statements at once.
pub(super) async fn windows(connection: &Object, scope: &Scope, range: Range) -> Result<Windows, StoreError> {
    let failing = "select failing_now($1, $2, $3, $4) as failing";
    let parameters = scope.parameters();
    let failing = async { Ok(connection.query_typed(failing, &parameters).await?) };
    let unit = if range.to.duration_since(range.from).as_secs() <= BY_HOUR { HOUR } else { DAY };
    let both = [(range.previous().from, range.from), (range.from, range.to)];
    let (entries, failing) = try_join!(scope.entries(connection, &both, unit), failing)?;
    let (mut current, mut previous) = (Totals::default(), Totals::default());
    let mut series = points(range, unit);
    for entry in &entries {
        if entry.at < range.from {
            entry.add_to(&mut previous);
        } else {
            entry.add_to(&mut current);
            add_to_point(&mut series, entry);
        }
    }
    Ok(Windows {
        current: Summary { range, totals: current },
        previous: Summary { range: range.previous(), totals: previous },
        series,
        failing_now: failing.first().map_or(Ok(0), |row| get(row, "failing"))?,
    })
}

fn points(range: Range, unit: Span) -> Vec<Point> {
    let mut points = Vec::new();
    let mut at = span::at_or_before(range.from, unit);
    while at < range.to {
        points.push(Point { at, totals: Totals::default() });
        at = span::next(at, unit);
    }
    points
}

fn add_to_point(series: &mut [Point], entry: &Entry) {
    let after = series.partition_point(|it| it.at <= entry.at);
    if let Some(point) = after.checked_sub(1).and_then(|it| series.get_mut(it)) {
        entry.add_to(&mut point.totals);
    }
}
