//! `/api/alerts/routes`.

use api::alerts::RouteList;
use api::body::{self, RouteBody};
use lambda_http::http::Method;
use platform::http::{self, Response};

use crate::Function;

impl Function {
    pub(crate) async fn routes(&self, method: &Method, body: &[u8]) -> anyhow::Result<Response> {
        match *method {
            Method::GET => Ok(http::ok(&RouteList { items: self.store.routes().await? })),
            Method::POST => {
                let wanted = body::read::<RouteBody>(body)?.route(0)?;
                let route = crate::saved(self.store.create_route(wanted).await?, "route")?;
                Ok(crate::created(&route))
            }
            _ => crate::not_of_a_list(),
        }
    }

    pub(crate) async fn route(&self, method: &Method, id: i64, body: &[u8]) -> anyhow::Result<Response> {
        match *method {
            Method::PUT => {
                let wanted = body::read::<RouteBody>(body)?.route(id)?;
                Ok(http::ok(&crate::saved(self.store.update_route(wanted).await?, "route")?))
            }
            Method::DELETE => crate::deleted(self.store.delete_route(id).await?, "route"),
            _ => crate::not_of_one(),
        }
    }
}
