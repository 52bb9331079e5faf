//! The runs of the pollers: asked for, begun, ended.

use domain::Provider;
use domain::source::{Poll, PollState};
use jiff::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::row::{get, word};
use crate::{DEFAULT_ORG, Store, StoreError};

/// How long a run is left alone before it is believed dead, in seconds: longer than a poller may run.
const LEASE_SECONDS: f64 = 330.0;

/// A run that somebody asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requested {
    /// Its number.
    pub run: i64,
    /// Whether it had been asked for or begun before.
    pub joined: bool,
}

/// A run that has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// Its number.
    pub run: i64,
    /// The database's time.
    pub now: Timestamp,
}

impl Store {
    /// Asks for a run; one that waits or is under way is joined.
    pub async fn request_poll(&self, provider: Provider) -> Result<Requested, StoreError> {
        let sql = "insert into polls as known (org_id, provider, run, state, requested_at)
                   values ($1, $2::text::provider, 1, 'queued', now())
                   on conflict (org_id, provider) do update
                      set run = known.run + 1, state = 'queued', requested_at = now()
                    where known.state = 'idle' or (known.state = 'running' and known.lease_until < now())
                   returning run";
        let joined = "select run from polls where org_id = $1 and provider = $2::text::provider";
        let parameters: crate::Parameters<'_> = &[(&DEFAULT_ORG, Type::INT8), (&provider.as_str(), Type::TEXT)];
        if let Some(row) = self.query(sql, parameters).await?.first() {
            return Ok(Requested { run: get(row, "run")?, joined: false });
        }
        let rows = self.query(joined, parameters).await?;
        let row = rows.first().ok_or_else(|| StoreError::Row("a poll that was asked for is gone".to_owned()))?;
        Ok(Requested { run: get(row, "run")?, joined: true })
    }

    /// Begins a run: one that was asked for, or where `is_due` one that nobody asked for. `None` while one is under way,
    /// or where there is nothing to do.
    pub async fn begin_poll(&self, provider: Provider, is_due: bool) -> Result<Option<Begun>, StoreError> {
        let sql = "with due as (
                     insert into polls (org_id, provider, run, state)
                     select $1, $2::text::provider, 0, 'idle' where $3
                     on conflict do nothing)
                   update polls p
                      set run = case when state = 'queued' then run else run + 1 end, state = 'running',
                          requested_at = case when state = 'queued' then requested_at end,
                          started_at = clock_timestamp(), finished_at = null, error = null,
                          lease_until = clock_timestamp() + make_interval(secs => $4)
                    where org_id = $1 and provider = $2::text::provider
                      and (state = 'queued' or ($3 and (state = 'idle' or lease_until < clock_timestamp())))
                   returning run, started_at";
        let parameters: crate::Parameters<'_> = &[
            (&DEFAULT_ORG, Type::INT8),
            (&provider.as_str(), Type::TEXT),
            (&is_due, Type::BOOL),
            (&LEASE_SECONDS, Type::FLOAT8),
        ];
        let begun = |row: &Row| Ok(Begun { run: get(row, "run")?, now: get(row, "started_at")? });
        let mut rows = self.query(sql, parameters).await?;
        if rows.is_empty() && is_due {
            // The very first run: its row was not there when the update looked.
            rows = self.query(sql, parameters).await?;
        }
        rows.first().map(begun).transpose()
    }

    /// Ends a run, with the reason where it failed as a whole. A run that was believed dead ends nothing.
    pub async fn end_poll(&self, provider: Provider, run: i64, error: Option<&str>) -> Result<(), StoreError> {
        let sql = "update polls
                      set state = 'idle', finished_at = clock_timestamp(), lease_until = null, error = $4
                    where org_id = $1 and provider = $2::text::provider and run = $3 and state = 'running'";
        let parameters: crate::Parameters<'_> =
            &[(&DEFAULT_ORG, Type::INT8), (&provider.as_str(), Type::TEXT), (&run, Type::INT8), (&error, Type::TEXT)];
        self.execute(sql, parameters).await.map(drop)
    }

    /// The pollers of these providers, one that never ran included. `period` is the seconds from one run to the next.
    pub async fn polls(&self, providers: &[Provider], period: f64) -> Result<Vec<Poll>, StoreError> {
        let sql = "select n.name as provider, coalesce(p.run, 0) as run,
                          case when p.state = 'running' and p.lease_until < clock_timestamp() then 'idle'
                               else coalesce(p.state, 'idle') end as state,
                          p.requested_at, p.started_at, p.finished_at, p.error,
                          p.started_at + make_interval(secs => $3) as next_poll_at
                     from unnest($2::text[]) with ordinality n (name, place)
                     left join polls p on p.org_id = $1 and p.provider = n.name::provider
                    order by n.place";
        let names: Vec<&str> = providers.iter().map(|it| it.as_str()).collect();
        let parameters: crate::Parameters<'_> =
            &[(&DEFAULT_ORG, Type::INT8), (&names, Type::TEXT_ARRAY), (&period, Type::FLOAT8)];
        self.query(sql, parameters).await?.iter().map(poll).collect()
    }
}

fn poll(row: &Row) -> Result<Poll, StoreError> {
    Ok(Poll {
        provider: word(row, "provider")?,
        run: get(row, "run")?,
        state: match get(row, "state")? {
            "queued" => PollState::Queued,
            "running" => PollState::Running,
            _ => PollState::Idle,
        },
        requested_at: get(row, "requested_at")?,
        started_at: get(row, "started_at")?,
        finished_at: get(row, "finished_at")?,
        error: get(row, "error")?,
        next_poll_at: get(row, "next_poll_at")?,
    })
}
