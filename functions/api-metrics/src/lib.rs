//! `GET /api/metrics/overview`.

use api::Problem;
use api::answers::{MetricsSummary, Overview, Window};
use api::query::Query;
use domain::rates;
use platform::http::{self, Request, Response};
use store::Store;
use store::metrics::{MetricsFilter, Summary};

/// The function with its parts.
pub struct Function {
    store: Store,
}

impl Function {
    /// Answers from `store`.
    pub fn new(store: Store) -> Self {
        Self { store }
    }

    /// Answers one request.
    pub async fn handle(&self, request: Request) -> Response {
        http::answer(self.respond(&request).await)
    }

    async fn respond(&self, request: &Request) -> anyhow::Result<Response> {
        http::only_get(request)?;
        if request.uri().path() != "/api/metrics/overview" {
            return Err(Problem::not_found("address").into());
        }
        let query = Query::parse(request.uri().query().unwrap_or_default());
        let filter = MetricsFilter {
            providers: query.list("provider", "a comma list of github, gitlab, jenkins")?,
            branch: query.text("branch")?,
        };
        let overview = self.store.overview(&filter, window_seconds(&query)?).await?;
        let previous = Window { from: overview.previous_from, to: overview.from };
        Ok(http::ok(&Overview {
            current: summary(Window { from: overview.from, to: overview.to }, overview.current),
            previous: summary(previous, overview.previous),
            last_build: overview.last_build,
        }))
    }
}

fn window_seconds(query: &Query) -> Result<f64, Problem> {
    const DAY: f64 = 24.0 * 60.0 * 60.0;
    let takes = "24h, 7d, 30d or 90d";
    match query.parsed::<String>("window", takes)?.as_deref() {
        None | Some("24h") => Ok(DAY),
        Some("7d") => Ok(7.0 * DAY),
        Some("30d") => Ok(30.0 * DAY),
        Some("90d") => Ok(90.0 * DAY),
        Some(_) => Err(Problem::bad_parameter("window", takes)),
    }
}

fn summary(window: Window, row: Summary) -> MetricsSummary {
    let rates = rates::of(&row.builds);
    MetricsSummary {
        window,
        builds: row.builds.into_iter().collect(),
        decided: rates.decided,
        success_rate: rates.success,
        failure_rate: rates.failure,
        avg_duration_seconds: row.avg_duration_seconds,
        p50_duration_seconds: row.p50_duration_seconds,
        p95_duration_seconds: row.p95_duration_seconds,
    }
}
