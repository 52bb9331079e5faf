//! `GET /api/metrics/…`: what builds add up to.

mod answers;
mod window;

use api::Problem;
use api::metrics::{FlakyPipelines, RankedPipelines, Regressions};
use api::query::Query;
use platform::clock;
use platform::http::{self, Request, Response};
use store::Store;
use store::metrics::{MetricsFilter, Range};

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
        let path = request.uri().path().strip_prefix("/api/metrics/").unwrap_or_default();
        let query = Query::parse(request.uri().query().unwrap_or_default());
        if let Some(id) = path.strip_prefix("pipeline/") {
            return self.pipeline(id, &query).await;
        }
        let (filter, range) = (filter(&query)?, window::range(&query, clock::now())?);
        match path {
            "overview" => Ok(http::ok(&answers::overview(self.store.overview(&filter, range).await?))),
            "pipelines" => self.ranked(&filter, range).await,
            "flaky" => {
                let items = answers::flaky(self.store.flaky(&filter, range).await?);
                Ok(http::ok(&FlakyPipelines { items }))
            }
            "regressions" => {
                let slower = self.store.slower(&filter, range).await?;
                Ok(http::ok(&Regressions { items: slower.into_iter().map(answers::regression).collect() }))
            }
            _ => Err(Problem::not_found("address").into()),
        }
    }

    async fn pipeline(&self, id: &str, query: &Query) -> anyhow::Result<Response> {
        let id = id.parse().ok().filter(|it| *it > 0);
        let id = id.ok_or_else(|| Problem::bad_parameter("pipeline_id", "a whole number from 1"))?;
        let (branch, range) = (query.text("branch")?, window::range(query, clock::now())?);
        match self.store.pipeline_numbers(id, branch.as_deref(), range).await? {
            Some(numbers) => Ok(http::ok(&answers::pipeline(numbers))),
            None => Err(Problem::not_found("pipeline").into()),
        }
    }

    async fn ranked(&self, filter: &MetricsFilter, range: Range) -> anyhow::Result<Response> {
        let items = answers::ranked(self.store.ranked_pipelines(filter, range).await?, range.seconds());
        Ok(http::ok(&RankedPipelines { items }))
    }
}

fn filter(query: &Query) -> Result<MetricsFilter, Problem> {
    Ok(MetricsFilter {
        providers: query.list("provider", "a comma list of github, gitlab, jenkins")?,
        branch: query.text("branch")?,
        repository: query.text("repository")?,
        pipeline_id: None,
    })
}
