//! `/api/alerts/channels/{id}/test`.

use std::time::Duration;

use alerts::Story;
use api::Problem;
use api::alerts::Tested;
use lambda_http::http::Method;
use platform::http::{self, Response};
use platform::outcome::Outcome;
use senders::Name;
use store::alerts::Told;

use crate::Function;

/// How long a channel may take to answer: less than this function.
const LIMIT: Duration = Duration::from_secs(7);

impl Function {
    /// Sends a channel a message that says so, and tells at once what became of it.
    pub(crate) async fn test(&self, method: &Method, id: i64) -> anyhow::Result<Response> {
        crate::only_post(method)?;
        self.store.channel(id).await?.ok_or_else(|| Problem::not_found("channel"))?;
        let Some(turn) = self.store.take_turn_of(id).await? else {
            let error = "the channel has just been told something or asked to be left alone; try again later";
            return Ok(http::ok(&Tested { sent: false, error: Some(error.to_owned()) }));
        };
        let story = Story::of_test(&turn.name, self.senders.public_url());
        let now = platform::clock::now();
        let name = Name { dedupe_key: format!("test:{id}"), created_at: now };
        let senders = self.senders.clone().within(LIMIT);
        let told = match senders.send((turn.kind, turn.target.as_ref()), &story, &name, None).await {
            Outcome::Sent => Told::Sent,
            Outcome::Retry { after, error } => Told::Again(after.unwrap_or_default(), error),
            Outcome::Rejected { error } => Told::Dead(error),
            Outcome::Off { reason } => Told::Off(reason),
        };
        self.store.record_test(&turn, &told).await?;
        let error = match told {
            Told::Sent => None,
            Told::Again(_, error) | Told::Dead(error) | Told::Off(error) => Some(error),
        };
        Ok(http::ok(&Tested { sent: error.is_none(), error }))
    }
}
