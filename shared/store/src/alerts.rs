//! Alerts on their way to a channel, one at a time.
//!
//! An alert is a row of `alerts` and, while there is something to do, one of the outbox. Whoever tells a channel holds
//! its turn: `next_slot` is put off for as long as a lease, and back when the message is told. Whoever died in a turn
//! loses it with the lease.

use std::time::Duration;

use domain::channel::Target;
use domain::waiting::{Now, Waiting};
use domain::{AlertKind, ChannelKind, retry};
use jiff::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::outbox::{DUE, LEASE_SECONDS, Work};
use crate::row::{get, word};
use crate::{DEFAULT_ORG, Store, StoreError};

/// How long between two messages to a channel: Slack takes one a second.
const BETWEEN: Duration = Duration::from_secs(1);
/// How many of the alerts that wait are looked at in a turn.
const MOST_WAITING: i64 = 5_000;
/// The alerts `a` that wait, with their rows `o` of the outbox.
const WAITING: &str =
    "alerts a join outbox o on o.org_id = a.org_id and o.dedupe_key = 'alert:' || a.id and a.state = 'waiting'";

/// The right to tell a channel something, which nobody else has at the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The channel's id.
    pub channel_id: i64,
    /// Which way it tells people.
    pub kind: ChannelKind,
    /// What people call it.
    pub name: String,
    /// Where it leads; `None` where the environment says so.
    pub target: Option<Target>,
    until: Timestamp,
}

/// An alert that is to be sent now.
#[derive(Clone, Debug, PartialEq)]
pub struct Claimed {
    /// Our id of it.
    pub id: i64,
    /// What it says.
    pub kind: AlertKind,
    /// The breakage it is about.
    pub breakage_id: Option<i64>,
    /// The alerts that a digest stands for.
    pub digest_of: Vec<i64>,
    /// The key it is written under once, and when that was.
    pub name: (String, Timestamp),
    /// The same of the first alert that this channel was told of the breakage.
    pub thread: Option<(String, Timestamp)>,
    work: Work,
}

/// What became of an alert that was sent, or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// The channel took it.
    Sent,
    /// It is tried again when the schedule says, and the channel is left alone for at least so long.
    Again(Duration, String),
    /// It is given up for this reason.
    Dead(String),
    /// The channel is switched off for this reason, and all that waits for it is given up.
    Off(String),
}

impl Store {
    /// Takes the turn of a channel that has something due; `None` where none has.
    pub async fn take_turn(&self) -> Result<Option<Turn>, StoreError> {
        let sql = format!(
            "update alert_channels c set next_slot = clock_timestamp() + make_interval(secs => $2)
              where c.id = (select c.id from alert_channels c
                             where c.org_id = $1 and c.enabled and c.next_slot <= clock_timestamp()
                               and exists (select from {WAITING} where a.channel_id = c.id and {DUE})
                             order by c.next_slot limit 1 for update of c skip locked)
             returning c.id, c.kind, c.name, c.target, c.next_slot"
        );
        let rows = self.query(&sql, &[(&DEFAULT_ORG, Type::INT8), (&LEASE_SECONDS, Type::FLOAT8)]).await?;
        rows.first().map(turn).transpose()
    }

    /// Takes the turn of this channel, whether anything waits or not and whether it is in use; `None` where it takes
    /// nothing now, or is not there.
    pub async fn take_turn_of(&self, channel_id: i64) -> Result<Option<Turn>, StoreError> {
        let sql = "update alert_channels set next_slot = clock_timestamp() + make_interval(secs => $2)
                    where id = $1 and next_slot <= clock_timestamp() returning id, kind, name, target, next_slot";
        let rows = self.query(sql, &[(&channel_id, Type::INT8), (&LEASE_SECONDS, Type::FLOAT8)]).await?;
        rows.first().map(turn).transpose()
    }

    /// Ends a turn in which nothing was sent.
    pub async fn end_turn(&self, turn: &Turn) -> Result<(), StoreError> {
        let sql = "update alert_channels set next_slot = clock_timestamp() where id = $1 and next_slot = $2";
        self.execute(sql, &turn.key()).await.map(drop)
    }

    /// All that waits for the channel, oldest first.
    pub async fn waiting_alerts(&self, turn: &Turn) -> Result<Vec<Waiting>, StoreError> {
        let sql = format!(
            "select a.id, a.kind, a.breakage_id, b.closed_at is null as is_open, coalesce(b.retracted, false) as retracted,
                    dense_rank() over (order by b.pipeline_id, b.branch) as line, {DUE} as is_due
               from {WAITING} left join breakages b on b.id = a.breakage_id
              where a.channel_id = $1 and (o.state = 'ready' or o.lease_until < clock_timestamp())
              order by a.id limit $2"
        );
        let rows = self.query(&sql, &[(&turn.channel_id, Type::INT8), (&MOST_WAITING, Type::INT8)]).await?;
        rows.iter().map(waiting).collect()
    }

    /// Takes alerts that say nothing new from what waits, and gives others another thing to say.
    pub async fn collapse_alerts(
        &self,
        turn: &Turn,
        collapsed: &[i64],
        renamed: &[(i64, AlertKind)],
    ) -> Result<(), StoreError> {
        let sql = "with held as (select from alert_channels where id = $1 and next_slot = $2),
                        gone as (update alerts set state = 'collapsed'
                                  where exists (select from held) and id = any($3) and state = 'waiting' returning id),
                        done as (update outbox set state = 'done', lease_until = null, finished_at = clock_timestamp()
                                  where org_id = $6 and dedupe_key in (select 'alert:' || id from gone))
                   update alerts a set kind = t.kind from unnest($4::bigint[], $5::text[]) t(id, kind)
                    where exists (select from held) and a.id = t.id and a.state = 'waiting'";
        let (ids, kinds): (Vec<i64>, Vec<&str>) = renamed.iter().map(|(id, kind)| (id, kind.as_str())).unzip();
        let parameters: crate::Parameters<'_> = &[
            (&turn.channel_id, Type::INT8),
            (&turn.until, Type::TIMESTAMPTZ),
            (&collapsed, Type::INT8_ARRAY),
            (&ids, Type::INT8_ARRAY),
            (&kinds, Type::TEXT_ARRAY),
            (&DEFAULT_ORG, Type::INT8),
        ];
        self.execute(sql, parameters).await.map(drop)
    }

    /// Puts one digest in the place of all these alerts; its id, or `None` where the turn was lost.
    pub async fn digest_alerts(&self, turn: &Turn, alerts: &[i64]) -> Result<Option<i64>, StoreError> {
        let sql = "with held as (select from alert_channels where id = $1 and next_slot = $2),
                        gone as (update alerts set state = 'collapsed'
                                  where exists (select from held) and id = any($3) and state = 'waiting' returning id, kind),
                        done as (update outbox set state = 'done', lease_until = null, finished_at = clock_timestamp()
                                  where org_id = $4 and dedupe_key in (select 'alert:' || id from gone)
                                 returning payload),
                        -- A digest that was not sent hands on what it stood for.
                        part as (select id from gone where kind <> 'digest'
                                 union select (jsonb_array_elements(payload -> 'of'))::bigint from done),
                        made as (insert into alerts (org_id, channel_id, kind, dedupe_key)
                                 select $4, $1, 'digest', concat_ws(':', 'digest', $1, max(id)) from gone having count(*) > 0
                                 returning id),
                        work as (insert into outbox (org_id, topic, dedupe_key, payload)
                                 select $4, 'alert', 'alert:' || id,
                                        jsonb_build_object('alert_id', id, 'of', (select jsonb_agg(id order by id) from part))
                                   from made)
                   select id from made";
        let parameters: crate::Parameters<'_> = &[
            (&turn.channel_id, Type::INT8),
            (&turn.until, Type::TIMESTAMPTZ),
            (&alerts, Type::INT8_ARRAY),
            (&DEFAULT_ORG, Type::INT8),
        ];
        self.query(sql, parameters).await?.first().map(|row| get(row, "id")).transpose()
    }

    /// Claims an alert that waits; `None` where the turn was lost. A try before its time is none of the schedule's.
    pub async fn claim_alert(&self, turn: &Turn, id: i64) -> Result<Option<Claimed>, StoreError> {
        let sql = "with a as (select * from alerts where id = $3 and state = 'waiting'
                              and exists (select from alert_channels where id = $1 and next_slot = $2)),
                        o as (update outbox o
                                 set state = 'leased', lease_until = clock_timestamp() + make_interval(secs => $4),
                                     fence = fence + 1,
                                     tries = o.tries + (o.available_at <= clock_timestamp())::int
                                from a where o.org_id = a.org_id and o.dedupe_key = 'alert:' || a.id
                              returning o.id, o.fence, o.tries, o.payload)
                   select o.id, o.fence, o.tries, o.payload, a.kind, a.breakage_id, a.dedupe_key, a.created_at,
                          t.dedupe_key as thread_key, t.created_at as thread_at
                     from a cross join o
                     left join lateral (select dedupe_key, created_at from alerts
                                         where breakage_id = a.breakage_id and channel_id = a.channel_id
                                           and state = 'sent' and id <> a.id
                                         order by id limit 1) t on true";
        let parameters: crate::Parameters<'_> = &[
            (&turn.channel_id, Type::INT8),
            (&turn.until, Type::TIMESTAMPTZ),
            (&id, Type::INT8),
            (&LEASE_SECONDS, Type::FLOAT8),
        ];
        self.query(sql, parameters).await?.first().map(|row| claimed(id, row)).transpose()
    }

    /// Records what became of a claimed alert and ends the turn. What was lost with the lease stays with who has it. Later
    /// alerts about the branch are not tried before one that is tried again.
    pub async fn record_alert(&self, turn: &Turn, alert: &Claimed, told: &Told) -> Result<(), StoreError> {
        if let Told::Off(reason) = told {
            return self.switch_off(turn, reason).await;
        }
        let wait = matches!(told, Told::Again(..)).then(|| retry::delay(alert.work.tries)).flatten();
        let (state, pause, error) = match told {
            Told::Sent => ("sent", BETWEEN, None),
            Told::Again(pause, error) if wait.is_some() => ("waiting", BETWEEN.max(*pause), Some(error)),
            Told::Again(pause, error) => ("dead", BETWEEN.max(*pause), Some(error)),
            Told::Dead(error) | Told::Off(error) => ("dead", BETWEEN, Some(error)),
        };
        let sql = "with held as (update outbox
                                    set state = case $5 when 'sent' then 'done' when 'waiting' then 'ready' else 'dead' end,
                                        lease_until = null, last_error = $8,
                                        available_at = clock_timestamp()
                                          + make_interval(secs => greatest($7, $6 * (0.8 + 0.4 * random()))),
                                        finished_at = case when $5 <> 'waiting' then clock_timestamp() end
                                  where id = $3 and fence = $4 and state = 'leased' returning tries),
                        told as (update alerts a
                                    set state = $5, tries = held.tries, last_error = $8,
                                        sent_at = case when $5 = 'sent' then clock_timestamp() end
                                   from held where a.id = $9)
                   update alert_channels set next_slot = clock_timestamp() + make_interval(secs => $7)
                    where id = $1 and next_slot = $2";
        let parameters: crate::Parameters<'_> = &[
            (&turn.channel_id, Type::INT8),
            (&turn.until, Type::TIMESTAMPTZ),
            (&alert.work.id, Type::INT8),
            (&alert.work.fence, Type::INT8),
            (&state, Type::TEXT),
            (&wait.unwrap_or_default().as_secs_f64(), Type::FLOAT8),
            (&pause.as_secs_f64(), Type::FLOAT8),
            (&error, Type::TEXT),
            (&alert.id, Type::INT8),
        ];
        self.execute(sql, parameters).await?;
        if state == "waiting" { self.hold_back_later(alert).await } else { Ok(()) }
    }

    /// Puts off what waits for the same channel and is later news of the same branch, until this alert is due.
    async fn hold_back_later(&self, alert: &Claimed) -> Result<(), StoreError> {
        let sql = "update outbox o set available_at = greatest(o.available_at, first.available_at)
                     from outbox first, alerts a
                     join breakages b on b.id = a.breakage_id
                     join alerts later on later.channel_id = a.channel_id and later.state = 'waiting' and later.id > a.id
                     join breakages l on l.id = later.breakage_id and l.pipeline_id = b.pipeline_id and l.branch = b.branch
                    where first.id = $1 and a.id = $2 and o.state = 'ready'
                      and o.org_id = later.org_id and o.dedupe_key = 'alert:' || later.id";
        self.execute(sql, &[(&alert.work.id, Type::INT8), (&alert.id, Type::INT8)]).await.map(drop)
    }

    /// Writes down a trial of the channel and ends the turn.
    pub async fn record_test(&self, turn: &Turn, told: &Told) -> Result<(), StoreError> {
        let (pause, error) = match told {
            Told::Sent => (BETWEEN, None),
            Told::Again(pause, error) => (BETWEEN.max(*pause), Some(error)),
            Told::Dead(error) | Told::Off(error) => (BETWEEN, Some(error)),
        };
        let sql =
            "with made as (insert into alerts (org_id, channel_id, kind, state, tries, last_error, sent_at, dedupe_key)
                                 select $5, id, 'test', case when $4::text is null then 'sent' else 'dead' end, 1, $4,
                                        case when $4 is null then clock_timestamp() end, 'test:' || gen_random_uuid()
                                   from alert_channels where id = $1)
                   update alert_channels
                      set next_slot = case when $6 then next_slot else clock_timestamp() + make_interval(secs => $3) end
                    where id = $1 and next_slot = $2";
        let parameters: crate::Parameters<'_> = &[
            (&turn.channel_id, Type::INT8),
            (&turn.until, Type::TIMESTAMPTZ),
            (&pause.as_secs_f64(), Type::FLOAT8),
            (&error, Type::TEXT),
            (&DEFAULT_ORG, Type::INT8),
            (&matches!(told, Told::Off(_)), Type::BOOL),
        ];
        self.execute(sql, parameters).await?;
        match told {
            Told::Off(reason) => self.switch_off(turn, reason).await,
            _ => Ok(()),
        }
    }

    async fn switch_off(&self, turn: &Turn, reason: &str) -> Result<(), StoreError> {
        let sql = "with off as (update alert_channels
                                   set enabled = false, disabled_reason = $3, next_slot = clock_timestamp(),
                                       updated_at = clock_timestamp()
                                 where id = $1 and next_slot = $2 returning id),
                        dead as (update outbox o
                                    set state = 'dead', lease_until = null, finished_at = clock_timestamp(), last_error = $3
                                   from alerts a
                                  where a.channel_id in (select id from off) and a.state = 'waiting'
                                    and o.org_id = a.org_id and o.dedupe_key = 'alert:' || a.id
                                 returning a.id, o.tries)
                   update alerts a set state = 'dead', last_error = $3, tries = dead.tries from dead where a.id = dead.id";
        let parameters: crate::Parameters<'_> =
            &[(&turn.channel_id, Type::INT8), (&turn.until, Type::TIMESTAMPTZ), (&reason, Type::TEXT)];
        self.execute(sql, parameters).await.map(drop)
    }

    /// Gives a claimed alert back untried, to be looked at again at `until`, and ends the turn.
    pub async fn put_off_alert(&self, turn: &Turn, alert: &Claimed, until: Timestamp) -> Result<(), StoreError> {
        self.put_off(&alert.work, until).await?;
        self.hold_back_later(alert).await?;
        self.end_turn(turn).await
    }
}

impl Turn {
    fn key(&self) -> [crate::Parameter<'_>; 2] {
        [(&self.channel_id, Type::INT8), (&self.until, Type::TIMESTAMPTZ)]
    }
}

fn turn(row: &Row) -> Result<Turn, StoreError> {
    Ok(Turn {
        channel_id: get(row, "id")?,
        kind: word(row, "kind")?,
        name: get(row, "name")?,
        target: get::<Option<String>>(row, "target")?.map(Target::trusted),
        until: get(row, "next_slot")?,
    })
}

fn waiting(row: &Row) -> Result<Waiting, StoreError> {
    let breakage = match get::<Option<i64>>(row, "breakage_id")? {
        Some(id) => Some(Now {
            id,
            line: get(row, "line")?,
            is_open: get(row, "is_open")?,
            is_retracted: get(row, "retracted")?,
        }),
        None => None,
    };
    Ok(Waiting { id: get(row, "id")?, kind: word(row, "kind")?, breakage, is_due: get(row, "is_due")? })
}

fn claimed(id: i64, row: &Row) -> Result<Claimed, StoreError> {
    let work = Work::read(row)?;
    let of = work.payload.get("of").and_then(|it| it.as_array()).into_iter().flatten();
    let thread = match get::<Option<String>>(row, "thread_key")? {
        Some(key) => Some((key, get(row, "thread_at")?)),
        None => None,
    };
    Ok(Claimed {
        id,
        kind: word(row, "kind")?,
        breakage_id: get(row, "breakage_id")?,
        digest_of: of.filter_map(serde_json::Value::as_i64).collect(),
        name: (get(row, "dedupe_key")?, get(row, "created_at")?),
        thread,
        work,
    })
}
