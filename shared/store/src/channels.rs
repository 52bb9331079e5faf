//! Channels: where alerts go.

use domain::ChannelKind;
use domain::channel::{Channel, Target};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::row::{get, word};
use crate::rules::{MOST, Saved};
use crate::{DEFAULT_ORG, Store, StoreError};

const CHANNEL: &str = "c.id, c.kind, c.name, c.target, c.enabled, c.disabled_reason,
    (select count(*) from alerts where channel_id = c.id and state = 'waiting') as waiting,
    (select sent_at from alerts where channel_id = c.id and state = 'sent' order by id desc limit 1) as last_sent_at,
    (select last_error from alerts where channel_id = c.id order by id desc limit 1) as last_error";

/// A channel as somebody wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedChannel {
    /// Which way it tells people.
    pub kind: ChannelKind,
    /// What people call it.
    pub name: String,
    /// Where it leads; `None` keeps what is there, and takes it from the environment where nothing is.
    pub target: Option<Target>,
    /// Whether it is in use.
    pub enabled: bool,
}

impl Store {
    /// The channels, oldest first.
    pub async fn channels(&self) -> Result<Vec<Channel>, StoreError> {
        let sql = format!("select {CHANNEL} from alert_channels c where c.org_id = $1 order by c.id");
        self.query(&sql, &[(&DEFAULT_ORG, Type::INT8)]).await?.iter().map(channel).collect()
    }

    /// The channel with this id.
    pub async fn channel(&self, id: i64) -> Result<Option<Channel>, StoreError> {
        let sql = format!("select {CHANNEL} from alert_channels c where c.org_id = $1 and c.id = $2");
        self.query(&sql, &[(&DEFAULT_ORG, Type::INT8), (&id, Type::INT8)]).await?.first().map(channel).transpose()
    }

    /// Makes a channel.
    pub async fn create_channel(&self, wanted: &WantedChannel) -> Result<Saved<Channel>, StoreError> {
        let sql = format!(
            "with c as (insert into alert_channels (org_id, kind, name, target, enabled)
                        select $1, $2, $3, $4, $5 where (select count(*) from alert_channels where org_id = $1) < $6
                        returning *)
             select {CHANNEL} from c"
        );
        let (kind, target) = (wanted.kind.as_str(), wanted.target.as_ref().map(Target::reveal));
        let parameters: crate::Parameters<'_> = &[
            (&DEFAULT_ORG, Type::INT8),
            (&kind, Type::TEXT),
            (&wanted.name, Type::TEXT),
            (&target, Type::TEXT),
            (&wanted.enabled, Type::BOOL),
            (&MOST, Type::INT8),
        ];
        let rows = self.query(&sql, parameters).await?;
        rows.first().map_or(Ok(Saved::Full), |row| channel(row).map(Saved::Done))
    }

    /// Makes the channel with this id what is wanted; its kind stays. One that is switched on is so for no reason that
    /// was there before.
    pub async fn update_channel(&self, id: i64, wanted: &WantedChannel) -> Result<Saved<Channel>, StoreError> {
        let sql = format!(
            "with c as (update alert_channels
                           set name = $3, target = coalesce($4, target), enabled = $5, updated_at = clock_timestamp(),
                               disabled_reason = case when $5 then null else disabled_reason end
                         where org_id = $1 and kind = $2 and id = $6
                        returning *)
             select {CHANNEL} from c"
        );
        let (kind, target) = (wanted.kind.as_str(), wanted.target.as_ref().map(Target::reveal));
        let parameters: crate::Parameters<'_> = &[
            (&DEFAULT_ORG, Type::INT8),
            (&kind, Type::TEXT),
            (&wanted.name, Type::TEXT),
            (&target, Type::TEXT),
            (&wanted.enabled, Type::BOOL),
            (&id, Type::INT8),
        ];
        let rows = self.query(&sql, parameters).await?;
        rows.first().map_or(Ok(Saved::Missing), |row| channel(row).map(Saved::Done))
    }

    /// Removes a channel, what is to be sent to it and what was; `false` where there is no such channel.
    pub async fn delete_channel(&self, id: i64) -> Result<bool, StoreError> {
        let sql = "delete from alert_channels where org_id = $1 and id = $2";
        Ok(self.execute(sql, &[(&DEFAULT_ORG, Type::INT8), (&id, Type::INT8)]).await? > 0)
    }

    /// Makes a channel of each of these kinds that leads where the environment says, and a route for the default
    /// branches to them, unless there is a channel or a route.
    pub async fn seed_alerts(&self, kinds: &[ChannelKind]) -> Result<(), StoreError> {
        let kinds: Vec<_> = kinds.iter().map(|it| it.as_str()).collect();
        let parameters: crate::Parameters<'_> = &[(&DEFAULT_ORG, Type::INT8), (&kinds, Type::TEXT_ARRAY)];
        self.query("select seed_alerts($1, $2)", parameters).await.map(drop)
    }
}

fn channel(row: &Row) -> Result<Channel, StoreError> {
    Ok(Channel {
        id: get(row, "id")?,
        kind: word(row, "kind")?,
        name: get(row, "name")?,
        target: get::<Option<String>>(row, "target")?.map(Target::trusted),
        enabled: get(row, "enabled")?,
        disabled_reason: get(row, "disabled_reason")?,
        waiting: get(row, "waiting")?,
        last_sent_at: get(row, "last_sent_at")?,
        last_error: get(row, "last_error")?,
    })
}
