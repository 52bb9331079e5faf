//! `/api/alerts/silences`.

use api::alerts::SilenceList;
use api::body::{self, SilenceBody};
use lambda_http::http::Method;
use platform::http::{self, Response};

use crate::Function;

impl Function {
    pub(crate) async fn silences(&self, method: &Method, body: &[u8]) -> anyhow::Result<Response> {
        match *method {
            Method::GET => Ok(http::ok(&SilenceList { items: self.store.silences().await? })),
            Method::POST => {
                let wanted = body::read::<SilenceBody>(body)?.silence(0)?;
                let silence = crate::saved(self.store.create_silence(&wanted).await?, "silence")?;
                Ok(crate::created(&silence))
            }
            _ => crate::not_of_a_list(),
        }
    }

    pub(crate) async fn silence(&self, method: &Method, id: i64, body: &[u8]) -> anyhow::Result<Response> {
        match *method {
            Method::PUT => {
                let wanted = body::read::<SilenceBody>(body)?.silence(id)?;
                let (silence, woken) = self.store.update_silence(&wanted).await?;
                self.ring(woken).await;
                Ok(http::ok(&crate::saved(silence, "silence")?))
            }
            Method::DELETE => {
                let (was_there, woken) = self.store.delete_silence(id).await?;
                self.ring(woken).await;
                crate::deleted(was_there, "silence")
            }
            _ => crate::not_of_one(),
        }
    }

    async fn ring(&self, woken: Option<i64>) {
        if let Some(outbox_id) = woken {
            self.doorbell.ring(outbox_id).await;
        }
    }
}
