//! The history of alerts: what was told to whom, what was not and why, and a way to send it again.

use domain::alert::{Alert, AlertChannel};
use domain::{AlertKind, AlertState};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::page::Page;
use crate::row::{get, word};
use crate::{DEFAULT_ORG, Store, StoreError};

/// Which alerts to list. What is absent does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlertFilter {
    /// In any of these states.
    pub states: Option<Vec<AlertState>>,
    /// Of any of these kinds.
    pub kinds: Option<Vec<AlertKind>>,
    /// To this channel.
    pub channel_id: Option<i64>,
    /// Older than the alert with this id.
    pub before: Option<i64>,
}

/// What became of the wish to send an alert again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resent {
    /// It waits once more; this row of the outbox is to be rung for.
    Waits(i64),
    /// It was not given up.
    NotDead,
    /// Its channel is switched off.
    ChannelOff,
    /// There is no such alert.
    Missing,
}

impl Store {
    /// The alerts that `filter` names, newest first, at most `limit` of them.
    pub async fn alerts(&self, filter: &AlertFilter, limit: i64) -> Result<Page<Alert>, StoreError> {
        let sql = "select a.id, a.kind, a.state, a.breakage_id, a.build_id, a.tries, a.last_error, a.created_at, a.sent_at,
                          b.pipeline_id, b.branch, p.provider::text, p.repository, p.name,
                          c.id as channel_id, c.kind as channel_kind, c.name as channel_name,
                          case when a.state = 'waiting' then greatest(c.next_slot, o.available_at) end as next_try_at
                     from alerts a
                     join alert_channels c on c.id = a.channel_id
                     left join breakages b on b.id = a.breakage_id
                     left join pipelines p on p.id = b.pipeline_id
                     left join outbox o on a.state = 'waiting' and o.org_id = a.org_id and o.dedupe_key = 'alert:' || a.id
                    where a.org_id = $1
                      and ($2::text[] is null or a.state = any($2))
                      and ($3::text[] is null or a.kind = any($3))
                      and ($4::bigint is null or a.channel_id = $4)
                      and ($5::bigint is null or a.id < $5)
                    order by a.id desc limit $6";
        let states = filter.states.as_ref().map(|it| it.iter().map(|it| it.as_str()).collect::<Vec<_>>());
        let kinds = filter.kinds.as_ref().map(|it| it.iter().map(|it| it.as_str()).collect::<Vec<_>>());
        let parameters: crate::Parameters<'_> = &[
            (&DEFAULT_ORG, Type::INT8),
            (&states, Type::TEXT_ARRAY),
            (&kinds, Type::TEXT_ARRAY),
            (&filter.channel_id, Type::INT8),
            (&filter.before, Type::INT8),
            (&(limit + 1), Type::INT8),
        ];
        let items: Result<Vec<_>, StoreError> = self.query(sql, parameters).await?.iter().map(alert).collect();
        Ok(Page::of(items?, limit))
    }

    /// Has an alert that was given up wait once more, as if it had never been tried.
    pub async fn resend_alert(&self, id: i64) -> Result<Resent, StoreError> {
        let sql = "with known as (select a.id, a.state, a.org_id, c.enabled from alerts a
                                    join alert_channels c on c.id = a.channel_id
                                   where a.org_id = $1 and a.id = $2 for update of a),
                        again as (update alerts a set state = 'waiting', tries = 0 from known
                                   where a.id = known.id and known.state = 'dead' and known.enabled returning a.id),
                        work as (insert into outbox as o (org_id, topic, dedupe_key, payload)
                                 select $1, 'alert', 'alert:' || id, jsonb_build_object('alert_id', id) from again
                                 on conflict (org_id, dedupe_key) do update
                                    set state = 'ready', tries = 0, available_at = clock_timestamp(), finished_at = null,
                                        lease_until = null
                                 returning o.id)
                   select state, enabled, (select id from work) as outbox_id from known";
        let rows = self.query(sql, &[(&DEFAULT_ORG, Type::INT8), (&id, Type::INT8)]).await?;
        let Some(row) = rows.first() else { return Ok(Resent::Missing) };
        Ok(match (get::<Option<i64>>(row, "outbox_id")?, word::<AlertState>(row, "state")?) {
            (Some(outbox_id), _) => Resent::Waits(outbox_id),
            (None, AlertState::Dead) => Resent::ChannelOff,
            (None, _) => Resent::NotDead,
        })
    }
}

fn alert(row: &Row) -> Result<Alert, StoreError> {
    let provider = match get::<Option<&str>>(row, "provider")? {
        Some(_) => Some(word(row, "provider")?),
        None => None,
    };
    Ok(Alert {
        id: get(row, "id")?,
        kind: word(row, "kind")?,
        state: word(row, "state")?,
        breakage_id: get(row, "breakage_id")?,
        pipeline_id: get(row, "pipeline_id")?,
        provider,
        repository: get(row, "repository")?,
        pipeline_name: get(row, "name")?,
        branch: get(row, "branch")?,
        channel: AlertChannel {
            id: get(row, "channel_id")?,
            kind: word(row, "channel_kind")?,
            name: get(row, "channel_name")?,
        },
        tries: get(row, "tries")?,
        last_error: get(row, "last_error")?,
        created_at: get(row, "created_at")?,
        sent_at: get(row, "sent_at")?,
        next_try_at: get(row, "next_try_at")?,
        build_id: get(row, "build_id")?,
    })
}
