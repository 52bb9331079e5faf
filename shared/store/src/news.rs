//! News of breakages on its way to alerts, and what alerts tell of it.

use std::collections::HashMap;
use std::time::Duration;

use domain::alert::DigestLine;
use domain::alerting::Subject;
use jiff::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::outbox::{DUE, Work, keys};
use crate::row::{get, word};
use crate::{DEFAULT_ORG, Store, StoreError};

impl Store {
    /// Whether there is anything to tell now, or to decide about.
    pub async fn has_news(&self) -> Result<bool, StoreError> {
        let sql = format!(
            "select exists (select from outbox o where o.topic in ('breakage', 'alert') and {DUE}) as has_news"
        );
        self.query(&sql, &[]).await?.first().map_or(Ok(false), |row| get(row, "has_news"))
    }

    /// The row of the outbox that is to be decided about or told next, and how long until then; `None` where nothing
    /// waits.
    pub async fn next_news(&self) -> Result<Option<(i64, Duration)>, StoreError> {
        let sql = "select t.id, greatest(0, extract(epoch from t.at - clock_timestamp()))::float8 as seconds
                     from (select id, coalesce(lease_until, available_at) as at from outbox
                            where topic = 'breakage' and state in ('ready', 'leased')
                           union all
                           select o.id, greatest(c.next_slot, coalesce(o.lease_until, o.available_at))
                             from alert_channels c
                             join alerts a on a.channel_id = c.id and a.state = 'waiting'
                             join outbox o on o.org_id = a.org_id and o.dedupe_key = 'alert:' || a.id
                            where c.enabled and o.state in ('ready', 'leased')) t
                    order by t.at limit 1";
        let rows = self.query(sql, &[]).await?;
        let next = |row: &Row| Ok((get(row, "id")?, Duration::from_secs_f64(get(row, "seconds")?)));
        rows.first().map(next).transpose()
    }

    /// What the rules look at in these breakages.
    pub async fn subjects(&self, ids: &[i64]) -> Result<HashMap<i64, Subject>, StoreError> {
        let sql = "select b.id, p.provider::text, p.repository, p.name, b.branch, b.opened_at, b.closed_at,
                          is_default_branch(b.branch, p.default_branch) as is_default_branch
                     from breakages b join pipelines p on p.id = b.pipeline_id where b.id = any($1)";
        self.query(sql, &[(&ids, Type::INT8_ARRAY)]).await?.iter().map(subject).collect()
    }

    /// Writes the alerts of news that was decided, for each piece its channels, and takes the news from what waits: both
    /// or neither. A channel that was switched off without being asked gets dead letters, one that was switched off by
    /// somebody gets none.
    pub async fn tell(&self, decided: &[(&Work, Vec<i64>)]) -> Result<(), StoreError> {
        let work: Vec<Work> = decided.iter().map(|(work, _)| (*work).clone()).collect();
        let flat = decided.iter().flat_map(|(work, channels)| channels.iter().map(|channel| (work.id, *channel)));
        let (news, channels): (Vec<i64>, Vec<i64>) = flat.unzip();
        let sql = "with held as (update outbox o
                                    set state = 'done', lease_until = null, finished_at = clock_timestamp(), last_error = null
                                   from unnest($1::bigint[], $2::bigint[]) held(id, fence)
                                  where o.id = held.id and o.fence = held.fence and o.state = 'leased'
                                 returning o.id, o.dedupe_key, o.payload),
                        made as (insert into alerts (org_id, breakage_id, channel_id, kind, build_id, state, last_error, dedupe_key)
                                 select $5, (held.payload ->> 'breakage_id')::bigint, c.id, held.payload ->> 'kind',
                                        (held.payload ->> 'build_id')::bigint,
                                        case when c.enabled then 'waiting' else 'dead' end,
                                        case when not c.enabled then c.disabled_reason end, held.dedupe_key || ':' || c.id
                                   from held join unnest($3::bigint[], $4::bigint[]) t(id, channel_id) on t.id = held.id
                                   join alert_channels c on c.id = t.channel_id
                                    and (c.enabled or c.disabled_reason is not null)
                                  order by held.id, c.id
                                 on conflict (org_id, dedupe_key) do nothing
                                 returning id, state)
                   insert into outbox (org_id, topic, dedupe_key, payload, state, finished_at)
                   select $5, 'alert', 'alert:' || id, jsonb_build_object('alert_id', id),
                          case state when 'waiting' then 'ready' else 'dead' end,
                          case when state <> 'waiting' then clock_timestamp() end
                     from made";
        let (ids, fences) = keys(&work);
        let parameters: crate::Parameters<'_> = &[
            (&ids, Type::INT8_ARRAY),
            (&fences, Type::INT8_ARRAY),
            (&news, Type::INT8_ARRAY),
            (&channels, Type::INT8_ARRAY),
            (&DEFAULT_ORG, Type::INT8),
        ];
        self.execute(sql, parameters).await.map(drop)
    }

    /// What a digest of these alerts says: each pipeline's branch once, those that fail first.
    pub async fn digest_lines(&self, alerts: &[i64]) -> Result<Vec<DigestLine>, StoreError> {
        let sql = "select p.repository, p.name, b.branch, bool_or(b.closed_at is null) as is_broken
                     from alerts a join breakages b on b.id = a.breakage_id join pipelines p on p.id = b.pipeline_id
                    where a.id = any($1) and not b.retracted
                    group by p.id, b.branch
                    order by is_broken desc, p.repository, p.name, b.branch";
        let rows = self.query(sql, &[(&alerts, Type::INT8_ARRAY)]).await?;
        let line = |row: &Row| {
            Ok(DigestLine {
                repository: get(row, "repository")?,
                pipeline_name: get(row, "name")?,
                branch: get(row, "branch")?,
                is_broken: get(row, "is_broken")?,
            })
        };
        rows.iter().map(line).collect()
    }
}

fn subject(row: &Row) -> Result<(i64, Subject), StoreError> {
    let subject = Subject {
        provider: word(row, "provider")?,
        repository: get(row, "repository")?,
        pipeline_name: get(row, "name")?,
        branch: get(row, "branch")?,
        is_default_branch: get(row, "is_default_branch")?,
        opened_at: get::<Timestamp>(row, "opened_at")?,
        closed_at: get(row, "closed_at")?,
    };
    Ok((get(row, "id")?, subject))
}
