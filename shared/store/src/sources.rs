//! Sources: how each stands, as its polls and its webhooks have left it.

use domain::Provider;
use domain::source::{Backfill, BudgetLeft, Holes, Requests, Source, SourceError, SourceState, webhook_missing};
use jiff::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::row::{get, word};
use crate::{DEFAULT_ORG, Store, StoreError};

/// How many sources the list holds at most.
const LIMIT: i64 = 5_000;

/// What a poll of one source came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Polled {
    /// Every build that came to be before this time is known; `None` where the listing did not reach its end.
    pub complete_until: Option<Timestamp>,
    /// How far the first look back is to go, and has come.
    pub backfill: Option<(Timestamp, Timestamp)>,
    /// Why it failed, if it did.
    pub error: Option<String>,
    /// Until when the provider asked to wait, if it did.
    pub throttled_until: Option<Timestamp>,
    /// Whether it told of a build that a webhook should have told of first.
    pub has_news: bool,
    /// How many requests it made.
    pub requests: i64,
    /// What the provider still grants.
    pub budget: Option<BudgetLeft>,
}

/// A source that the configuration names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// When the configuration first named it.
    pub named_at: Timestamp,
    /// Whether its last poll did what it should.
    pub is_well: bool,
    /// How far the first look back has come; `None` where it has not begun.
    pub looked_back_to: Option<Timestamp>,
}

impl Store {
    /// Notes that the configuration names these sources, and forgets the health of those that it names no more.
    pub async fn name_sources(&self, provider: Provider, names: &[String]) -> Result<(), StoreError> {
        let sql = "with unnamed as (
                     update sources set named_at = null, last_poll_at = null, complete_until = null,
                            backfill_from = null, backfill_reached = null, error = null, error_at = null,
                            throttled_until = null, polled_news_at = null
                      where org_id = $1 and provider = $2::text::provider and named_at is not null and name <> all($3))
                   insert into sources as s (org_id, provider, name, named_at)
                   select $1, $2::text::provider, name, clock_timestamp() from unnest($3::text[]) name
                   on conflict (org_id, provider, name) do update set named_at = excluded.named_at
                    where s.named_at is null";
        let parameters: crate::Parameters<'_> =
            &[(&DEFAULT_ORG, Type::INT8), (&provider.as_str(), Type::TEXT), (&names, Type::TEXT_ARRAY)];
        self.execute(sql, parameters).await.map(drop)
    }

    /// The sources of a provider that the configuration names, those first that have waited longest.
    pub async fn named_sources(&self, provider: Provider) -> Result<Vec<Named>, StoreError> {
        let sql = "select name, named_at, error is null and complete_until is not null as is_well, backfill_reached
                     from sources where org_id = $1 and provider = $2::text::provider and named_at is not null
                    order by last_poll_at nulls first, name";
        let parameters: crate::Parameters<'_> = &[(&DEFAULT_ORG, Type::INT8), (&provider.as_str(), Type::TEXT)];
        let named = |row: &Row| {
            let (is_well, looked_back_to) = (get(row, "is_well")?, get(row, "backfill_reached")?);
            Ok(Named { name: get(row, "name")?, named_at: get(row, "named_at")?, is_well, looked_back_to })
        };
        self.query(sql, parameters).await?.iter().map(named).collect()
    }

    /// Until when a provider asked to wait, where that time has not come.
    pub async fn throttled_until(&self, provider: Provider) -> Result<Option<Timestamp>, StoreError> {
        let sql = "select max(throttled_until) as until from sources
                    where org_id = $1 and provider = $2::text::provider and throttled_until > clock_timestamp()";
        let parameters: crate::Parameters<'_> = &[(&DEFAULT_ORG, Type::INT8), (&provider.as_str(), Type::TEXT)];
        self.query(sql, parameters).await?.first().map_or(Ok(None), |row| get(row, "until"))
    }

    /// Keeps what a poll of a source came to. `is_more` adds to the requests of a poll that was kept before.
    pub async fn polled(
        &self,
        provider: Provider,
        name: &str,
        polled: &Polled,
        is_more: bool,
    ) -> Result<(), StoreError> {
        let sql =
            "insert into sources as s (org_id, provider, name, named_at, last_poll_at, complete_until, backfill_from,
                          backfill_reached, error, error_at, throttled_until, polled_news_at, last_requests,
                          total_requests, budget_limit, budget_remaining, budget_resets_at)
                   values ($1, $2::text::provider, $3, clock_timestamp(), clock_timestamp(), $4, $5, $6, $7,
                           case when $7 is not null then clock_timestamp() end, $8,
                           case when $9 then clock_timestamp() end, $10, $10, $11, $12, $13)
                   on conflict (org_id, provider, name) do update
                      set last_poll_at = excluded.last_poll_at, error = excluded.error, error_at = excluded.error_at,
                          complete_until = coalesce(excluded.complete_until, s.complete_until),
                          backfill_from = coalesce(excluded.backfill_from, s.backfill_from),
                          backfill_reached = coalesce(excluded.backfill_reached, s.backfill_reached),
                          throttled_until = excluded.throttled_until,
                          polled_news_at = coalesce(excluded.polled_news_at, s.polled_news_at),
                          last_requests = excluded.last_requests + case when $14 then s.last_requests else 0 end,
                          total_requests = s.total_requests + excluded.total_requests,
                          budget_limit = coalesce(excluded.budget_limit, s.budget_limit),
                          budget_remaining = coalesce(excluded.budget_remaining, s.budget_remaining),
                          budget_resets_at = coalesce(excluded.budget_resets_at, s.budget_resets_at)";
        let (from, reached) = polled.backfill.unzip();
        let budget = |part: fn(&BudgetLeft) -> i64| polled.budget.as_ref().map(part);
        let (limit, remaining) = (budget(|it| it.limit), budget(|it| it.remaining));
        let resets_at = polled.budget.map(|it| it.resets_at);
        let parameters: crate::Parameters<'_> = &[
            (&DEFAULT_ORG, Type::INT8),
            (&provider.as_str(), Type::TEXT),
            (&name, Type::TEXT),
            (&polled.complete_until, Type::TIMESTAMPTZ),
            (&from, Type::TIMESTAMPTZ),
            (&reached, Type::TIMESTAMPTZ),
            (&polled.error, Type::TEXT),
            (&polled.throttled_until, Type::TIMESTAMPTZ),
            (&polled.has_news, Type::BOOL),
            (&polled.requests, Type::INT8),
            (&limit, Type::INT8),
            (&remaining, Type::INT8),
            (&resets_at, Type::TIMESTAMPTZ),
            (&is_more, Type::BOOL),
        ];
        self.execute(sql, parameters).await.map(drop)
    }

    /// All sources by provider and name, as they stand.
    pub async fn sources(&self) -> Result<Vec<Source>, StoreError> {
        let sql = "select s.provider::text, s.name, s.last_webhook_at, s.named_at, s.last_poll_at, s.complete_until,
                          s.backfill_from, s.backfill_reached, s.error, s.error_at, s.throttled_until, s.polled_news_at,
                          s.last_requests, s.total_requests, s.budget_limit, s.budget_remaining, s.budget_resets_at,
                          clock_timestamp() as now, coalesce(h.open, 0) as open, coalesce(h.found, 0) as found,
                          coalesce(h.gone, 0) as gone
                     from sources s
                     left join (select p.org_id, p.provider, p.repository,
                                       count(*) filter (where state = 'open') as open,
                                       count(*) filter (where state = 'found') as found,
                                       count(*) filter (where state = 'gone') as gone
                                  from holes join pipelines p on p.id = holes.pipeline_id group by 1, 2, 3) h
                       on h.org_id = s.org_id and h.provider = s.provider and h.repository = s.name
                    where s.org_id = $1 and (s.last_webhook_at is not null or s.named_at is not null)
                    order by s.provider, s.name limit $2";
        let rows = self.query(sql, &[(&DEFAULT_ORG, Type::INT8), (&LIMIT, Type::INT8)]).await?;
        rows.iter().map(source).collect()
    }
}

fn source(row: &Row) -> Result<Source, StoreError> {
    let (now, last_webhook_at) = (get(row, "now")?, get(row, "last_webhook_at")?);
    let (error, error_at): (Option<String>, Option<Timestamp>) = (get(row, "error")?, get(row, "error_at")?);
    let backfill: (Option<Timestamp>, Option<Timestamp>) = (get(row, "backfill_from")?, get(row, "backfill_reached")?);
    let is_missing = webhook_missing(get(row, "polled_news_at")?, last_webhook_at, now);
    Ok(Source {
        provider: word(row, "provider")?,
        name: get(row, "name")?,
        state: state(row, now)?,
        last_webhook_at,
        last_poll_at: get(row, "last_poll_at")?,
        complete_until: get(row, "complete_until")?,
        backfill: backfill.0.zip(backfill.1).map(|(from, reached)| Backfill { from, reached, done: reached <= from }),
        holes: Holes { open: get(row, "open")?, found: get(row, "found")?, gone: get(row, "gone")? },
        last_error: error.zip(error_at).map(|(message, at)| SourceError { message, at }),
        requests: Requests { last_poll: get(row, "last_requests")?, total: get(row, "total_requests")? },
        budget: budget(row)?,
        webhook_missing: is_missing,
        advice: None,
    })
}

fn state(row: &Row, now: Timestamp) -> Result<SourceState, StoreError> {
    let is_named = get::<Option<Timestamp>>(row, "named_at")?.is_some();
    Ok(if get::<Option<Timestamp>>(row, "throttled_until")?.is_some_and(|it| it > now) {
        SourceState::Throttled
    } else if get::<Option<&str>>(row, "error")?.is_some() {
        SourceState::Failing
    } else if is_named && get::<Option<Timestamp>>(row, "complete_until")?.is_none() {
        SourceState::Waiting
    } else {
        SourceState::Ok
    })
}

fn budget(row: &Row) -> Result<Option<BudgetLeft>, StoreError> {
    let (limit, remaining, resets_at) =
        (get(row, "budget_limit")?, get(row, "budget_remaining")?, get(row, "budget_resets_at")?);
    let (Some(limit), Some(remaining), Some(resets_at)) = (limit, remaining, resets_at) else { return Ok(None) };
    Ok(Some(BudgetLeft { limit, remaining, resets_at }))
}
