//! Routes: who is told what.

use domain::NewsKind;
use domain::alerting::Route;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::row::get;
use crate::rules::{MOST, Saved};
use crate::{DEFAULT_ORG, Store, StoreError};

const ROUTE: &str = "r.id, r.name, r.provider, r.repository, r.pipeline, r.branch, r.kinds, r.enabled,
    array(select channel_id from alert_route_channels where route_id = r.id order by channel_id) as channel_ids";

impl Store {
    /// The routes, oldest first.
    pub async fn routes(&self) -> Result<Vec<Route>, StoreError> {
        let sql = format!("select {ROUTE} from alert_routes r where r.org_id = $1 order by r.id");
        self.query(&sql, &[(&DEFAULT_ORG, Type::INT8)]).await?.iter().map(route).collect()
    }

    /// Makes a route; the id in `route` is not looked at. Its channels are named once each.
    pub async fn create_route(&self, route: Route) -> Result<Saved<Route>, StoreError> {
        let sql = "with known as (select id from alert_channels where org_id = $1 and id = any($9)),
                        room as (select count(*) < $10 as is_left from alert_routes where org_id = $1),
                        made as (insert into alert_routes (org_id, name, provider, repository, pipeline, branch, kinds, enabled)
                                 select $1, $2, $3, $4, $5, $6, $7, $8 from room
                                  where is_left and (select count(*) from known) = cardinality($9)
                                 returning id),
                        linked as (insert into alert_route_channels (route_id, channel_id)
                                   select made.id, known.id from made, known)
                   select (select id from made) as id, is_left from room";
        let kinds = kinds(&route);
        let parameters: crate::Parameters<'_> = &[
            (&DEFAULT_ORG, Type::INT8),
            (&route.name, Type::TEXT),
            (&route.provider, Type::TEXT),
            (&route.repository, Type::TEXT),
            (&route.pipeline, Type::TEXT),
            (&route.branch, Type::TEXT),
            (&kinds, Type::TEXT_ARRAY),
            (&route.enabled, Type::BOOL),
            (&route.channel_ids, Type::INT8_ARRAY),
            (&MOST, Type::INT8),
        ];
        let rows = self.query(sql, parameters).await?;
        let row = rows.first().ok_or_else(|| StoreError::Row("a count answers one row".to_owned()))?;
        Ok(match (get::<Option<i64>>(row, "id")?, get(row, "is_left")?) {
            (Some(id), _) => Saved::Done(Route { id, ..route }),
            (None, true) => Saved::UnknownChannel,
            (None, false) => Saved::Full,
        })
    }

    /// Puts `route` in the place of the one that has its id.
    pub async fn update_route(&self, route: Route) -> Result<Saved<Route>, StoreError> {
        let sql = "with known as (select id from alert_channels where org_id = $1 and id = any($9)),
                        there as (select id from alert_routes where org_id = $1 and id = $10),
                        made as (update alert_routes r
                                    set name = $2, provider = $3, repository = $4, pipeline = $5, branch = $6, kinds = $7,
                                        enabled = $8, updated_at = clock_timestamp()
                                   from there
                                  where r.id = there.id and (select count(*) from known) = cardinality($9)
                                 returning r.id),
                        gone as (delete from alert_route_channels l using made
                                  where l.route_id = made.id and l.channel_id <> all($9)),
                        linked as (insert into alert_route_channels (route_id, channel_id)
                                   select made.id, known.id from made, known on conflict do nothing)
                   select (select id from made) as id from there";
        let kinds = kinds(&route);
        let parameters: crate::Parameters<'_> = &[
            (&DEFAULT_ORG, Type::INT8),
            (&route.name, Type::TEXT),
            (&route.provider, Type::TEXT),
            (&route.repository, Type::TEXT),
            (&route.pipeline, Type::TEXT),
            (&route.branch, Type::TEXT),
            (&kinds, Type::TEXT_ARRAY),
            (&route.enabled, Type::BOOL),
            (&route.channel_ids, Type::INT8_ARRAY),
            (&route.id, Type::INT8),
        ];
        let rows = self.query(sql, parameters).await?;
        let Some(row) = rows.first() else { return Ok(Saved::Missing) };
        Ok(if get::<Option<i64>>(row, "id")?.is_some() { Saved::Done(route) } else { Saved::UnknownChannel })
    }

    /// Removes a route; `false` where there is no such route.
    pub async fn delete_route(&self, id: i64) -> Result<bool, StoreError> {
        let sql = "delete from alert_routes where org_id = $1 and id = $2";
        Ok(self.execute(sql, &[(&DEFAULT_ORG, Type::INT8), (&id, Type::INT8)]).await? > 0)
    }
}

fn kinds(route: &Route) -> Vec<&'static str> {
    route.kinds.iter().map(|it| it.as_str()).collect()
}

fn route(row: &Row) -> Result<Route, StoreError> {
    let kinds: Vec<&str> = get(row, "kinds")?;
    let kind = |it: &&str| it.parse::<NewsKind>().map_err(|error| StoreError::Row(format!("kinds: {error}")));
    Ok(Route {
        id: get(row, "id")?,
        name: get(row, "name")?,
        provider: get(row, "provider")?,
        repository: get(row, "repository")?,
        pipeline: get(row, "pipeline")?,
        branch: get(row, "branch")?,
        kinds: kinds.iter().map(kind).collect::<Result<_, _>>()?,
        channel_ids: get(row, "channel_ids")?,
        enabled: get(row, "enabled")?,
    })
}
