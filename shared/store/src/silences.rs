//! Silences: when to keep quiet, and about what.

use domain::alerting::{Route, Silence};
use futures_util::try_join;
use jiff::Timestamp;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::row::get;
use crate::rules::{MOST, Saved};
use crate::{DEFAULT_ORG, Store, StoreError};

const SILENCE: &str = "id, provider, repository, pipeline, branch, starts_at, ends_at, reason,
    clock_timestamp() >= starts_at and clock_timestamp() < ends_at as active";

/// News that a silence held back is decided anew at once; what still is to be kept quiet goes back to waiting.
const WAKE: &str = "woken as (update outbox set available_at = clock_timestamp()
                               where org_id = $1 and topic = 'breakage' and state = 'ready'
                                 and available_at > clock_timestamp() and exists (select from changed)
                              returning id)";

/// All that decides who is told what, as it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The routes.
    pub routes: Vec<Route>,
    /// The silences, those that are over included.
    pub silences: Vec<Silence>,
    /// The database's time.
    pub now: Timestamp,
}

impl Store {
    /// Routes and silences, as of now.
    pub async fn rules(&self) -> Result<Rules, StoreError> {
        let clock = async {
            let rows = self.query("select clock_timestamp() as now", &[]).await?;
            rows.first()
                .ok_or_else(|| StoreError::Row("the clock answers one row".to_owned()))
                .and_then(|it| get(it, "now"))
        };
        let (routes, silences, now) = try_join!(self.routes(), self.silences(), clock)?;
        Ok(Rules { routes, silences, now })
    }

    /// The silences, the one that ends last first.
    pub async fn silences(&self) -> Result<Vec<Silence>, StoreError> {
        let sql = format!("select {SILENCE} from silences where org_id = $1 order by ends_at desc, id desc");
        self.query(&sql, &[(&DEFAULT_ORG, Type::INT8)]).await?.iter().map(silence).collect()
    }

    /// Makes a silence; `id` and `active` of the one given are not looked at.
    pub async fn create_silence(&self, new: &Silence) -> Result<Saved<Silence>, StoreError> {
        let sql = format!(
            "insert into silences (org_id, provider, repository, pipeline, branch, starts_at, ends_at, reason)
             select $1, $2, $3, $4, $5, $6, $7, $8 where (select count(*) from silences where org_id = $1) < $9
             returning {SILENCE}"
        );
        let rows = self.query(&sql, &parameters(new, (&MOST, Type::INT8))).await?;
        rows.first().map_or(Ok(Saved::Full), |row| silence(row).map(Saved::Done))
    }

    /// Puts `new` in the place of the silence that has its id. Also answers a row of the outbox that need not wait any
    /// more, if one did.
    pub async fn update_silence(&self, new: &Silence) -> Result<(Saved<Silence>, Option<i64>), StoreError> {
        let sql = format!(
            "with changed as (update silences
                                 set provider = $2, repository = $3, pipeline = $4, branch = $5, starts_at = $6,
                                     ends_at = $7, reason = $8
                               where org_id = $1 and id = $9 returning {SILENCE}), {WAKE}
             select *, (select min(id) from woken) as woken from changed"
        );
        let rows = self.query(&sql, &parameters(new, (&new.id, Type::INT8))).await?;
        let Some(row) = rows.first() else { return Ok((Saved::Missing, None)) };
        Ok((Saved::Done(silence(row)?), get(row, "woken")?))
    }

    /// Removes a silence; `false` where there is no such one. Also answers a row of the outbox that need not wait any
    /// more, if one did.
    pub async fn delete_silence(&self, id: i64) -> Result<(bool, Option<i64>), StoreError> {
        let sql = format!(
            "with changed as (delete from silences where org_id = $1 and id = $2 returning id), {WAKE}
             select (select min(id) from woken) as woken from changed"
        );
        let rows = self.query(&sql, &[(&DEFAULT_ORG, Type::INT8), (&id, Type::INT8)]).await?;
        let woken = rows.first().map(|row| get(row, "woken")).transpose()?;
        Ok((!rows.is_empty(), woken.flatten()))
    }

    /// Forgets silences that ended 90 days ago.
    pub async fn forget_old_silences(&self) -> Result<u64, StoreError> {
        self.execute("delete from silences where ends_at < clock_timestamp() - interval '90 days'", &[]).await
    }
}

fn parameters<'a>(it: &'a Silence, last: crate::Parameter<'a>) -> [crate::Parameter<'a>; 9] {
    [
        (&DEFAULT_ORG, Type::INT8),
        (&it.provider, Type::TEXT),
        (&it.repository, Type::TEXT),
        (&it.pipeline, Type::TEXT),
        (&it.branch, Type::TEXT),
        (&it.from, Type::TIMESTAMPTZ),
        (&it.until, Type::TIMESTAMPTZ),
        (&it.reason, Type::TEXT),
        last,
    ]
}

fn silence(row: &Row) -> Result<Silence, StoreError> {
    Ok(Silence {
        id: get(row, "id")?,
        provider: get(row, "provider")?,
        repository: get(row, "repository")?,
        pipeline: get(row, "pipeline")?,
        branch: get(row, "branch")?,
        from: get(row, "starts_at")?,
        until: get(row, "ends_at")?,
        reason: get(row, "reason")?,
        active: get(row, "active")?,
    })
}
