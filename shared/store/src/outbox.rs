//! The outbox: work that waits, leased with a fence, retried on a schedule and dead at the end.

use domain::retry;
use jiff::Timestamp;
use serde_json::Value;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::row::get;
use crate::{HASTILY, Store, StoreError};

/// How long a claimed row is left to its claimer, in seconds. Fixed, and longer than any function may run: a lease made
/// of the time that remains is the bug that others had.
pub(crate) const LEASE_SECONDS: f64 = 60.0;
/// Whether a row `o` of the outbox may be claimed: never claimed, to be tried again, or left by a claimer that died.
pub(crate) const DUE: &str = "((o.state = 'ready' and o.available_at <= clock_timestamp())
    or (o.state = 'leased' and o.lease_until < clock_timestamp()))";

/// A claimed row.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// The row's id.
    pub id: i64,
    pub(crate) fence: i64,
    /// How often it has been claimed, this time included.
    pub tries: i32,
    /// What to do, as the topic has it.
    pub payload: Value,
}

/// A row that is due and that nobody takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overdue {
    /// The row's id.
    pub id: i64,
    /// For how long it has been due.
    pub seconds: f64,
}

impl Store {
    /// Claims at most `limit` rows of a topic that are due: never claimed, to be tried again, or left by a claimer that
    /// died.
    pub async fn claim(&self, topic: &str, limit: i64) -> Result<Vec<Work>, StoreError> {
        let sql = format!(
            "with due as (
                     select o.id from outbox o, {HASTILY} where o.topic = $1 and {DUE}
                      order by o.available_at, o.id limit $2 for update of o skip locked)
                   update outbox o
                      set state = 'leased', lease_until = clock_timestamp() + make_interval(secs => $3),
                          fence = fence + 1, tries = tries + 1
                     from due where o.id = due.id
                   returning o.id, o.fence, o.tries, o.payload"
        );
        let parameters: crate::Parameters<'_> =
            &[(&topic, Type::TEXT), (&limit, Type::INT8), (&LEASE_SECONDS, Type::FLOAT8)];
        let rows = self.query(&sql, parameters).await?;
        let mut work: Vec<Work> = rows.iter().map(Work::read).collect::<Result<_, StoreError>>()?;
        work.sort_by_key(|it| it.id);
        Ok(work)
    }

    /// Takes out work that is done. A row whose lease was lost is left to who holds it; answers how many were ours.
    pub async fn finish(&self, work: &[Work]) -> Result<u64, StoreError> {
        let sql = format!(
            "delete from outbox o using unnest($1::bigint[], $2::bigint[]) held(id, fence), {HASTILY}
              where o.id = held.id and o.fence = held.fence and o.state = 'leased'"
        );
        let (ids, fences) = keys(work);
        self.execute(&sql, &[(&ids, Type::INT8_ARRAY), (&fences, Type::INT8_ARRAY)]).await
    }

    /// Gives failed work back: to be tried again when the schedule says, give or take a fifth, dead when the schedule is
    /// at its end. `error` is kept for people.
    pub async fn fail(&self, work: &[Work], error: &str) -> Result<(), StoreError> {
        let delays: Vec<Option<f64>> =
            work.iter().map(|it| retry::delay(it.tries).map(|delay| delay.as_secs_f64())).collect();
        let sql = "update outbox o
                      set state = case when held.delay is null then 'dead' else 'ready' end, lease_until = null,
                          available_at = clock_timestamp()
                            + make_interval(secs => coalesce(held.delay, 0) * (0.8 + 0.4 * random())),
                          finished_at = case when held.delay is null then clock_timestamp() end, last_error = $4
                     from unnest($1::bigint[], $2::bigint[], $3::double precision[]) held(id, fence, delay)
                    where o.id = held.id and o.fence = held.fence and o.state = 'leased'";
        let (ids, fences) = keys(work);
        let parameters: crate::Parameters<'_> = &[
            (&ids, Type::INT8_ARRAY),
            (&fences, Type::INT8_ARRAY),
            (&delays, Type::FLOAT8_ARRAY),
            (&error, Type::TEXT),
        ];
        self.execute(sql, parameters).await.map(drop)
    }

    /// Gives work back untried and due, for whoever hears the next ring.
    pub async fn give_back(&self, work: &[Work]) -> Result<(), StoreError> {
        let sql = "update outbox o set state = 'ready', lease_until = null, tries = tries - 1
                     from unnest($1::bigint[], $2::bigint[]) held(id, fence)
                    where o.id = held.id and o.fence = held.fence and o.state = 'leased'";
        let (ids, fences) = keys(work);
        self.execute(sql, &[(&ids, Type::INT8_ARRAY), (&fences, Type::INT8_ARRAY)]).await.map(drop)
    }

    /// Gives work back untried, to be looked at again at `until`.
    pub async fn put_off(&self, work: &Work, until: Timestamp) -> Result<(), StoreError> {
        let sql = "update outbox set state = 'ready', lease_until = null, tries = tries - 1, available_at = $3
                    where id = $1 and fence = $2 and state = 'leased'";
        let parameters: crate::Parameters<'_> =
            &[(&work.id, Type::INT8), (&work.fence, Type::INT8), (&until, Type::TIMESTAMPTZ)];
        self.execute(sql, parameters).await.map(drop)
    }

    /// The row that has been due for longest without anybody taking it, where that is five seconds: its ring was lost, or
    /// its time came later than a ring can be put off. An alert waits for its channel too.
    pub async fn overdue(&self) -> Result<Option<Overdue>, StoreError> {
        let sql = "select o.id, extract(epoch from clock_timestamp() - greatest(o.available_at, c.next_slot))::double precision seconds
                     from outbox o
                     left join alerts a on o.topic = 'alert' and a.id = (o.payload ->> 'alert_id')::bigint
                     left join alert_channels c on c.id = a.channel_id
                    where ((o.state = 'ready' and o.available_at < clock_timestamp() - interval '5 seconds')
                           or (o.state = 'leased' and o.lease_until < clock_timestamp()))
                      and (o.topic <> 'alert' or (c.enabled and c.next_slot <= clock_timestamp()))
                    order by o.available_at, o.id limit 1";
        let rows = self.query(sql, &[]).await?;
        let overdue = |row| Ok(Overdue { id: get(row, "id")?, seconds: get(row, "seconds")? });
        rows.first().map(overdue).transpose()
    }

    /// Forgets work that was done a day ago, and alerts whose channel is no more.
    pub async fn forget_done_work(&self) -> Result<u64, StoreError> {
        let sql = "delete from outbox where id in (
                     (select id from outbox
                       where state = 'done' and finished_at < clock_timestamp() - interval '1 day' limit 5000)
                     union all
                     (select o.id from outbox o
                       where o.topic = 'alert' and o.state = 'ready'
                         and not exists (select from alerts a where a.id = (o.payload ->> 'alert_id')::bigint) limit 5000))";
        self.execute(sql, &[]).await
    }
}

impl Work {
    /// The claimed row in a statement's answer.
    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        let (id, fence) = (get(row, "id")?, get(row, "fence")?);
        Ok(Self { id, fence, tries: get(row, "tries")?, payload: get(row, "payload")? })
    }
}

pub(crate) fn keys(work: &[Work]) -> (Vec<i64>, Vec<i64>) {
    work.iter().map(|it| (it.id, it.fence)).unzip()
}
