//! Deliveries: whether webhooks arrive, and what became of each.

use domain::{Delivery, Outcome, Provider};
use jiff::Timestamp;
use tokio_postgres::types::Type;

use crate::page::Page;
use crate::row::{get, word};
use crate::{DEFAULT_ORG, Store, StoreError};

/// Which deliveries to list. What is absent does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeliveryFilter {
    /// Any of these providers.
    pub providers: Option<Vec<Provider>>,
    /// Any of these outcomes.
    pub outcomes: Option<Vec<Outcome>>,
    /// Older than the row with this id.
    pub before: Option<i64>,
}

impl Store {
    /// The deliveries that `filter` names, newest first, at most `limit` of them.
    pub async fn deliveries(&self, filter: &DeliveryFilter, limit: i64) -> Result<Page<Delivery>, StoreError> {
        let sql = "select id, provider::text, event, delivery_key, outcome, error, received_at
                     from deliveries
                    where org_id = $1
                      and ($2::text[] is null or provider = any($2::text[]::provider[]))
                      and ($3::text[] is null or outcome = any($3))
                      and ($4::bigint is null or id < $4)
                    order by id desc limit $5";
        let providers = filter.providers.as_ref().map(|it| it.iter().map(|it| it.as_str()).collect::<Vec<_>>());
        let outcomes = filter.outcomes.as_ref().map(|it| it.iter().map(|it| it.as_str()).collect::<Vec<_>>());
        let rows = self
            .query(
                sql,
                &[
                    (&DEFAULT_ORG, Type::INT8),
                    (&providers, Type::TEXT_ARRAY),
                    (&outcomes, Type::TEXT_ARRAY),
                    (&filter.before, Type::INT8),
                    (&(limit + 1), Type::INT8),
                ],
            )
            .await?;
        let items: Result<Vec<_>, StoreError> = rows
            .iter()
            .map(|row| {
                Ok(Delivery {
                    id: get(row, "id")?,
                    provider: word(row, "provider")?,
                    event: get(row, "event")?,
                    delivery_key: get(row, "delivery_key")?,
                    outcome: word(row, "outcome")?,
                    error: get(row, "error")?,
                    received_at: get(row, "received_at")?,
                })
            })
            .collect();
        Ok(Page::of(items?, limit))
    }

    /// Those of these keys by which a delivery has been applied.
    pub async fn applied_deliveries(&self, provider: Provider, keys: &[&str]) -> Result<Vec<String>, StoreError> {
        let sql = "select delivery_key from deliveries
                    where org_id = $1 and provider = $2::text::provider and delivery_key = any($3) and outcome = 'applied'";
        let parameters: crate::Parameters<'_> =
            &[(&DEFAULT_ORG, Type::INT8), (&provider.as_str(), Type::TEXT), (&keys, Type::TEXT_ARRAY)];
        self.query(sql, parameters).await?.iter().map(|row| get(row, "delivery_key")).collect()
    }

    /// When each provider's last delivery came; `None` where none ever did.
    pub async fn last_deliveries(&self) -> Result<Vec<(Provider, Option<Timestamp>)>, StoreError> {
        let sql = "select w.provider::text, d.received_at
                     from unnest(enum_range(null::provider)) w(provider)
                     left join lateral (select received_at from deliveries
                                         where org_id = $1 and provider = w.provider order by id desc limit 1) d on true";
        let rows = self.query(sql, &[(&DEFAULT_ORG, Type::INT8)]).await?;
        rows.iter().map(|row| Ok((word(row, "provider")?, get(row, "received_at")?))).collect()
    }

    /// Forgets deliveries older than 30 days, and the bodies of unreadable ones older than 14.
    pub async fn forget_old_deliveries(&self) -> Result<u64, StoreError> {
        let sql = "with bodies as (
                     update deliveries set body = null
                      where id in (select id from deliveries where body is not null
                                    and received_at < clock_timestamp() - interval '14 days'
                                    and received_at >= clock_timestamp() - interval '30 days' limit 5000))
                   delete from deliveries where id in (select id from deliveries
                     where received_at < clock_timestamp() - interval '30 days' limit 5000)";
        self.execute(sql, &[]).await
    }
}
