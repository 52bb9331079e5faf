//! Breakages: the list, one with all that people want to know of it, and the news of the last days.

use domain::alerting::{self, Silence, Subject};
use domain::breakage::{Breakage, Silenced, Suspect};
use domain::{Build, NewsKind, Provider};
use futures_util::try_join;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::page::{Page, TimeCursor};
use crate::row::{BUILD, get, word};
use crate::{DEFAULT_ORG, Store, StoreError};

/// Which breakages to list. What is absent does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BreakageFilter {
    /// Whether they are still open.
    pub is_open: Option<bool>,
    /// Any of these providers.
    pub providers: Option<Vec<Provider>>,
    /// This pipeline.
    pub pipeline_id: Option<i64>,
    /// This branch.
    pub branch: Option<String>,
    /// Whether the branch is its pipeline's default branch.
    pub is_default_branch: Option<bool>,
    /// After this row, the time being that of the opening.
    pub after: Option<TimeCursor>,
}

/// News of a breakage, as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastNews {
    /// What happened.
    pub kind: NewsKind,
    /// When it happened.
    pub at: Timestamp,
    /// Our id of the breakage.
    pub breakage_id: i64,
    /// Our id of the pipeline.
    pub pipeline_id: i64,
    /// What it happened to, as it stood then.
    pub subject: Subject,
}

impl Store {
    /// The breakages that `filter` names, the one that opened last first, at most `limit` of them.
    pub async fn breakages(&self, filter: &BreakageFilter, limit: i64) -> Result<Page<Breakage>, StoreError> {
        let sql = shown(
            "(select b.* from breakages b join pipelines p on p.id = b.pipeline_id
               where b.org_id = $1 and not b.retracted
                 and ($2::boolean is null or (b.closed_at is null) = $2)
                 and ($3::text[] is null or p.provider = any($3::text[]::provider[]))
                 and ($4::bigint is null or b.pipeline_id = $4)
                 and ($5::text is null or b.branch = $5)
                 and ($6::boolean is null or is_default_branch(b.branch, p.default_branch) = $6)
                 and ($7::timestamptz is null or (b.opened_at, b.id) < ($7, $8))
               order by b.opened_at desc, b.id desc limit $9)",
        );
        let providers = filter.providers.as_ref().map(|it| it.iter().map(|it| it.as_str()).collect::<Vec<_>>());
        let (after_time, after_id) = (filter.after.map(|it| it.at), filter.after.map(|it| it.id));
        let parameters: crate::Parameters<'_> = &[
            (&DEFAULT_ORG, Type::INT8),
            (&filter.is_open, Type::BOOL),
            (&providers, Type::TEXT_ARRAY),
            (&filter.pipeline_id, Type::INT8),
            (&filter.branch, Type::TEXT),
            (&filter.is_default_branch, Type::BOOL),
            (&after_time, Type::TIMESTAMPTZ),
            (&after_id, Type::INT8),
            (&(limit + 1), Type::INT8),
        ];
        Ok(Page::of(self.shown_breakages(&sql, parameters).await?, limit))
    }

    /// The breakage with this id, also one that was retracted.
    pub async fn breakage(&self, id: i64) -> Result<Option<Breakage>, StoreError> {
        let sql = shown("(select * from breakages where org_id = $1 and id = $2)");
        let found = self.shown_breakages(&sql, &[(&DEFAULT_ORG, Type::INT8), (&id, Type::INT8)]).await?;
        Ok(found.into_iter().next())
    }

    async fn shown_breakages(&self, sql: &str, parameters: crate::Parameters<'_>) -> Result<Vec<Breakage>, StoreError> {
        let (rows, rules) = try_join!(self.query(sql, parameters), self.rules())?;
        rows.iter().map(|row| breakage(row, &rules.silences, rules.now)).collect()
    }

    /// What a route that asks for `kinds` could have been told since `since`, newest first.
    pub async fn past_news(&self, kinds: &[NewsKind], since: Timestamp) -> Result<Vec<PastNews>, StoreError> {
        let wants = |kind| kinds.contains(&kind);
        let parameters: crate::Parameters<'_> = &[
            (&DEFAULT_ORG, Type::INT8),
            (&since, Type::TIMESTAMPTZ),
            (&wants(NewsKind::Broken), Type::BOOL),
            (&wants(NewsKind::Fixed), Type::BOOL),
            (&wants(NewsKind::StillFailing), Type::BOOL),
        ];
        self.query(PAST_NEWS, parameters).await?.iter().map(past_news).collect()
    }
}

const PAST_NEWS: &str = "
    with news as (
      select id, 'broken' as kind, opened_at as at from breakages
       where $3 and org_id = $1 and not retracted and opened_at >= $2
      union all
      select id, 'fixed', closed_at from breakages
       where $4 and org_id = $1 and closed_by is not null and closed_at >= $2
      union all
      select b.id, 'still_failing', v.decided_at
        from breakages b left join verdicts c on c.build_id = b.closed_by and c.attempt = b.closed_attempt
        join verdicts v on v.pipeline_id = b.pipeline_id and v.branch = b.branch and v.red
         and (v.at, v.build_id, v.attempt) > (b.position, b.opened_by, b.opened_attempt)
         and (c.at is null or (v.at, v.build_id, v.attempt) < (c.at, c.build_id, c.attempt))
       where $5 and b.org_id = $1 and not b.retracted and v.decided_at >= $2
         and (b.closed_at is null or b.closed_at >= $2))
    select n.kind, n.at, b.id, b.pipeline_id, p.provider::text, p.repository, p.name as pipeline_name, b.branch,
           is_default_branch(b.branch, p.default_branch) as is_default_branch, b.opened_at,
           case when n.kind = 'fixed' then b.closed_at end as closed_at
      from news n join breakages b on b.id = n.id join pipelines p on p.id = b.pipeline_id
     order by n.at desc, b.id desc, n.kind";

/// The statement that shows the breakages of `page`, each with its builds, in one round trip. Of the builds between the
/// last green one and the opening at most 500 are looked through for suspects.
fn shown(page: &str) -> String {
    let build = |id: &str| {
        format!(
            "(select to_jsonb(x) from (select {BUILD} from builds b join pipelines p on p.id = b.pipeline_id where b.id = {id}) x)"
        )
    };
    format!(
        "select o.id, o.pipeline_id, p.provider::text, p.repository, p.name as pipeline_name, o.branch, o.opened_at,
                o.closed_at, o.retracted, is_default_branch(o.branch, p.default_branch) as is_default_branch,
                reds.failures, suspects.items as suspects, {opened_by} as opened_by, {last} as last_build,
                {green} as last_green
           from {page} o
           join pipelines p on p.id = o.pipeline_id
           left join verdicts c on c.build_id = o.closed_by and c.attempt = o.closed_attempt
           left join lateral (
             select v.at, v.build_id from verdicts v
              where v.pipeline_id = o.pipeline_id and v.branch = o.branch and not v.red
                and (v.at, v.build_id, v.attempt) < (o.position, o.opened_by, o.opened_attempt)
              order by v.at desc, v.build_id desc, v.attempt desc limit 1) green on true
           cross join lateral (
             select count(*) as failures from verdicts v
              where v.pipeline_id = o.pipeline_id and v.branch = o.branch and v.red
                and (v.at, v.build_id, v.attempt) >= (o.position, o.opened_by, o.opened_attempt)
                and (v.at, v.build_id, v.attempt)
                    < (coalesce(c.at, 'infinity'), coalesce(c.build_id, 0), coalesce(c.attempt, 0))) reds
           left join lateral (
             select v.build_id from verdicts v
              where o.closed_at is null and v.pipeline_id = o.pipeline_id and v.branch = o.branch and v.red
              order by v.at desc, v.build_id desc, v.attempt desc limit 1) newest on true
           cross join lateral (
             select coalesce(jsonb_agg(to_jsonb(s)), '[]') as items
               from (select near.commit_sha, near.commit_title, near.actor
                       from (select * from builds b
                              where b.pipeline_id = o.pipeline_id and b.created_at >= coalesce(green.at, o.position)
                                and (b.created_at, b.id) <= (o.position, o.opened_by)
                              order by b.created_at desc, b.id desc limit 500) near
                      where near.branch = o.branch and near.commit_sha is not null
                        and near.id is distinct from green.build_id
                      order by near.created_at desc, near.id desc limit 60) s) suspects
          order by o.opened_at desc, o.id desc",
        opened_by = build("o.opened_by"),
        last = build("coalesce(o.closed_by, newest.build_id, o.opened_by)"),
        green = build("green.build_id"),
    )
}

fn breakage(row: &Row, silences: &[Silence], now: Timestamp) -> Result<Breakage, StoreError> {
    let mut breakage = Breakage {
        id: get(row, "id")?,
        pipeline_id: get(row, "pipeline_id")?,
        provider: word(row, "provider")?,
        repository: get(row, "repository")?,
        pipeline_name: get(row, "pipeline_name")?,
        branch: get(row, "branch")?,
        is_default_branch: get(row, "is_default_branch")?,
        opened_at: get(row, "opened_at")?,
        closed_at: get(row, "closed_at")?,
        failures: get(row, "failures")?,
        opened_by: json::<Build>(row, "opened_by")?,
        last_build: json::<Build>(row, "last_build")?,
        last_green: json::<Option<Build>>(row, "last_green")?,
        suspects: suspects(json(row, "suspects")?),
        silenced: None,
        retracted: get(row, "retracted")?,
    };
    breakage.silenced = alerting::silence_of(&Subject::from(&breakage), silences, now).map(|it| Silenced {
        id: it.id,
        until: it.until,
        reason: it.reason.clone(),
    });
    Ok(breakage)
}

/// Each commit once, as its newest build tells it.
fn suspects(all: Vec<Suspect>) -> Vec<Suspect> {
    let mut suspects: Vec<Suspect> = Vec::new();
    for suspect in all {
        if suspects.len() < 20 && suspects.iter().all(|it| it.commit_sha != suspect.commit_sha) {
            suspects.push(suspect);
        }
    }
    suspects
}

fn past_news(row: &Row) -> Result<PastNews, StoreError> {
    Ok(PastNews {
        kind: word(row, "kind")?,
        at: get(row, "at")?,
        breakage_id: get(row, "id")?,
        pipeline_id: get(row, "pipeline_id")?,
        subject: Subject {
            provider: word(row, "provider")?,
            repository: get(row, "repository")?,
            pipeline_name: get(row, "pipeline_name")?,
            branch: get(row, "branch")?,
            is_default_branch: get(row, "is_default_branch")?,
            opened_at: get(row, "opened_at")?,
            closed_at: get(row, "closed_at")?,
        },
    })
}

fn json<T: DeserializeOwned>(row: &Row, column: &str) -> Result<T, StoreError> {
    let value = get::<Option<Value>>(row, column)?.unwrap_or_default();
    serde_json::from_value(value).map_err(|error| StoreError::Row(format!("{column}: {error}")))
}
