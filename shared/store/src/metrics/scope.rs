//! Whose builds are counted, and the facts that are counted of them.

use deadpool_postgres::Object;
use domain::span::{self, Piece, Span};
use domain::totals::{Fact, Totals};
use domain::{Provider, span::DAY};
use jiff::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::MetricsFilter;
use crate::rollups::{self, EVERYTHING};
use crate::row::{get, status};
use crate::{DEFAULT_ORG, StoreError};

/// Whose builds are counted.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    /// Any of these providers.
    providers: Option<Vec<&'static str>>,
    /// Any of these pipelines.
    pipelines: Option<Vec<i64>>,
    branch: Option<String>,
}

/// What counts at a time: many builds that are added up already, or facts, each `n` times.
pub(super) enum Counted {
    Span(Totals),
    Facts(Vec<Fact>, i64),
}

/// Something that counts.
pub(super) struct Entry {
    /// The pipeline; `None` where it is a rollup of many.
    pub(super) pipeline_id: Option<i64>,
    /// When it happened, or the first of what happened, or where the span begins.
    pub(super) at: Timestamp,
    counted: Counted,
}

impl Entry {
    /// Adds it to the totals.
    pub(super) fn add_to(&self, totals: &mut Totals) {
        match &self.counted {
            Counted::Span(more) => totals.merge(more),
            Counted::Facts(facts, n) => facts.iter().for_each(|it| totals.add(it, *n)),
        }
    }
}

impl Scope {
    /// The scope of a filter. Pipelines are named by their repository, and wherever a branch is asked for: what is
    /// counted in advance by branch is counted by pipeline.
    pub(super) async fn of(connection: &Object, filter: &MetricsFilter) -> Result<Self, StoreError> {
        let providers: Option<Vec<&'static str>> =
            filter.providers.as_ref().map(|it| it.iter().map(|it| Provider::as_str(*it)).collect());
        let mut scope =
            Self { providers, pipelines: filter.pipeline_id.map(|it| vec![it]), branch: filter.branch.clone() };
        if filter.pipeline_id.is_none() && (filter.repository.is_some() || filter.branch.is_some()) {
            let sql = "select id from pipelines where org_id = $1 and ($2::text is null or repository = $2)
                          and ($3::text[] is null or provider = any($3::text[]::provider[]))";
            let parameters: crate::Parameters<'_> =
                &[(&DEFAULT_ORG, Type::INT8), (&filter.repository, Type::TEXT), (&scope.providers, Type::TEXT_ARRAY)];
            let rows = connection.query_typed(sql, parameters).await?;
            scope.pipelines = Some(rows.iter().map(|it| get(it, "id")).collect::<Result<_, _>>()?);
        }
        Ok(scope)
    }

    /// The builds of these pipelines.
    pub(super) fn of_pipelines(pipelines: Vec<i64>, branch: Option<String>) -> Self {
        Self { providers: None, pipelines: Some(pipelines), branch }
    }

    /// The parameters of [`OF_BUILD`] and its like: organisation, providers, pipelines, branch.
    pub(super) fn parameters(&self) -> [crate::Parameter<'_>; 4] {
        [
            (&DEFAULT_ORG, Type::INT8),
            (&self.providers, Type::TEXT_ARRAY),
            (&self.pipelines, Type::INT8_ARRAY),
            (&self.branch, Type::TEXT),
        ]
    }

    /// Everything that counts between two times, in one statement, so that nothing moves from one place to another
    /// meanwhile. Nothing that is told together is longer than `unit`, or in two of them.
    pub(super) async fn entries(
        &self,
        connection: &Object,
        windows: &[(Timestamp, Timestamp)],
        unit: Span,
    ) -> Result<Vec<Entry>, StoreError> {
        let spans: &[Span] = if self.pipelines.is_some() { &[DAY] } else { &span::ALL };
        let spans: Vec<Span> = spans.iter().copied().filter(|it| *it <= unit).collect();
        let pieces: Vec<Piece> = windows.iter().flat_map(|it| span::cover(it.0, it.1, &spans)).collect();
        let (edges, whole): (Vec<Piece>, Vec<Piece>) = pieces.into_iter().partition(|it| it.span.is_none());
        let (edges_from, edges_to) = ends(&edges);
        let (from, to) = ends(&whole);
        let whole_spans: Vec<Option<Span>> = whole.iter().map(|it| it.span).collect();
        let scopes = self.scopes();
        let [org, providers, pipelines, branch] = self.parameters();
        let parameters: crate::Parameters<'_> = &[
            org,
            providers,
            pipelines,
            branch,
            (&scopes, Type::TEXT_ARRAY),
            (&unit, Type::INT4),
            (&whole_spans, Type::INT4_ARRAY),
            (&from, Type::TIMESTAMPTZ_ARRAY),
            (&to, Type::TIMESTAMPTZ_ARRAY),
            (&edges_from, Type::TIMESTAMPTZ_ARRAY),
            (&edges_to, Type::TIMESTAMPTZ_ARRAY),
        ];
        let sql = "select * from counted_between($1, $2, $3, $4, $5, $6 * interval '1 second', $7, $8, $9, $10, $11)";
        connection.query_typed(sql, parameters).await?.iter().map(entry).collect()
    }

    fn scopes(&self) -> Vec<String> {
        match (&self.pipelines, &self.providers) {
            (Some(pipelines), _) => pipelines.iter().map(i64::to_string).collect(),
            (None, Some(providers)) => providers.iter().map(|it| (*it).to_owned()).collect(),
            (None, None) => vec![EVERYTHING.to_owned()],
        }
    }
}

/// Whether a build, as `b`, is in the scope.
pub(super) const OF_BUILD: &str = "b.org_id = $1 and ($2::text[] is null or b.provider = any($2::text[]::provider[]))
    and ($3::bigint[] is null or b.pipeline_id = any($3)) and ($4::text is null or b.branch = $4)";

fn ends(pieces: &[Piece]) -> (Vec<Timestamp>, Vec<Timestamp>) {
    pieces.iter().map(|it| (it.from, it.to)).unzip()
}

fn entry(row: &Row) -> Result<Entry, StoreError> {
    let counted = match get::<Option<&[u8]>>(row, "totals")? {
        Some(totals) => Counted::Span(rollups::totals(totals)?),
        None => Counted::Facts(facts(row)?, get::<i32>(row, "n")?.into()),
    };
    Ok(Entry { pipeline_id: get::<&str>(row, "scope")?.parse().ok(), at: get(row, "at")?, counted })
}

/// Facts that are alike but for their times.
fn facts(row: &Row) -> Result<Vec<Fact>, StoreError> {
    let times = |column: &str| get::<Option<Vec<Option<f64>>>>(row, column).map(Option::unwrap_or_default);
    let first = status(row, "first_status")?;
    let Some(status) = status(row, "status")? else {
        let restored = times("restored_seconds")?.into_iter().flatten();
        return Ok(restored.map(|seconds| Fact::Restored { seconds }).collect());
    };
    let times = times("duration_seconds")?.into_iter().zip(times("queued_seconds")?);
    let build = |(duration_seconds, queued_seconds)| Fact::Build { status, first, duration_seconds, queued_seconds };
    Ok(times.map(build).collect())
}
