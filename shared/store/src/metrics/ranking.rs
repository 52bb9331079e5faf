//! Every pipeline with its numbers.

use std::collections::HashMap;

use domain::span::DAY;
use domain::totals::Totals;
use domain::{Pipeline, Status};
use jiff::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::scope::Scope;
use super::{MetricsFilter, Range};
use crate::row::{get, word};
use crate::{DEFAULT_ORG, Store, StoreError};

/// How many builds a strip shows.
pub(super) const STRIP: usize = 30;

/// A pipeline's numbers in a window.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// The pipeline.
    pub pipeline: Pipeline,
    /// What its builds of the window add up to.
    pub current: Totals,
    /// What those of the window before add up to.
    pub previous: Totals,
    /// Since when its default branch is broken.
    pub failing_since: Option<Timestamp>,
    /// Its last builds, newest last.
    pub strip: Vec<(i64, Status)>,
}

/// The last builds of each pipeline, and since when it is broken.
fn states() -> String {
    format!(
        "select p.id, strip.ids, strip.statuses,
                (select min(k.opened_at) from breakages k
                  where k.pipeline_id = p.id and k.closed_at is null and not k.retracted
                    and is_default_branch(k.branch, p.default_branch)) as failing_since
           from pipelines p
          cross join lateral (
            select array_agg(s.id order by s.created_at, s.id) as ids,
                   array_agg(s.status::text order by s.created_at, s.id) as statuses
              from (select b.id, b.status, b.created_at from builds b
                     where b.pipeline_id = p.id and ($3::text is null or b.branch = $3)
                     order by b.created_at desc, b.id desc limit {STRIP}) s) strip
          where p.org_id = $1 and p.id = any($2)"
    )
}

impl Store {
    /// Every pipeline that has a build, by repository and name.
    pub async fn ranked_pipelines(&self, filter: &MetricsFilter, range: Range) -> Result<Vec<Ranked>, StoreError> {
        let mut pipelines = self.pipelines().await?;
        pipelines.retain(|it| {
            filter.providers.as_ref().is_none_or(|wanted| wanted.contains(&it.provider))
                && filter.repository.as_ref().is_none_or(|wanted| *wanted == it.repository)
                && filter.pipeline_id.is_none_or(|wanted| wanted == it.id)
        });
        let ids: Vec<i64> = pipelines.iter().map(|it| it.id).collect();
        let parameters: crate::Parameters<'_> =
            &[(&DEFAULT_ORG, Type::INT8), (&ids, Type::INT8_ARRAY), (&filter.branch, Type::TEXT)];
        let connection = self.connection().await?;
        let scope = Scope::of_pipelines(ids.clone(), filter.branch.clone());
        let both = [(range.previous().from, range.from), (range.from, range.to)];
        let sql = states();
        let states = async { Ok(connection.query_typed(&sql, parameters).await?) };
        let (states, entries) = futures_util::try_join!(states, scope.entries(&connection, &both, DAY))?;
        let mut numbers: HashMap<i64, [Totals; 2]> = HashMap::new();
        for entry in entries {
            let Some(id) = entry.pipeline_id else { continue };
            entry.add_to(&mut numbers.entry(id).or_default()[usize::from(entry.at < range.from)]);
        }
        let mut states: HashMap<i64, Row> =
            states.into_iter().map(|row| Ok((get(&row, "id")?, row))).collect::<Result<_, StoreError>>()?;
        let ranked = pipelines.into_iter().filter_map(|pipeline| {
            let state = states.remove(&pipeline.id)?;
            let [current, previous] = numbers.remove(&pipeline.id).unwrap_or_default();
            ranked(pipeline, current, previous, &state).transpose()
        });
        ranked.collect()
    }
}

/// `None` of a pipeline that has no build.
fn ranked(pipeline: Pipeline, current: Totals, previous: Totals, row: &Row) -> Result<Option<Ranked>, StoreError> {
    let Some(ids) = get::<Option<Vec<i64>>>(row, "ids")? else { return Ok(None) };
    let statuses: Vec<&str> = get(row, "statuses")?;
    let statuses =
        statuses.into_iter().map(|it| it.parse().map_err(|error| StoreError::Row(format!("strip: {error}"))));
    let statuses: Vec<Status> = statuses.collect::<Result<_, _>>()?;
    let strip = ids.into_iter().zip(statuses).collect();
    Ok(Some(Ranked { pipeline, current, previous, failing_since: get(row, "failing_since")?, strip }))
}

/// A build as a strip shows it.
pub(super) fn strip_build(row: &Row) -> Result<(i64, Status), StoreError> {
    Ok((get(row, "id")?, word(row, "status")?))
}
