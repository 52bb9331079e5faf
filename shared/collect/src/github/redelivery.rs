//! Failed deliveries, asked for again: GitHub does not try a second time by itself.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use providers::github::hooks::{self, HookDelivery};

use super::{Github, HOOK_PATH, PAGE};
use crate::{Failure, Undelivered};

/// How far a scan reaches back before the last one: deliveries may be listed late.
const OVERLAP: SignedDuration = SignedDuration::from_mins(15);
/// How long GitHub keeps deliveries.
const KEPT: SignedDuration = SignedDuration::from_hours(72);
/// How many pages of deliveries are read of one hook: an organisation's tells of all of its repositories.
const PAGES: usize = 50;
/// The events that are of use.
const EVENTS: [&str; 2] = ["workflow_run", "workflow_job"];

impl Github {
    /// The events that our own webhooks at a place, `/repos/<owner>/<repo>` or `/orgs/<owner>`, failed to tell since a time.
    /// A token that may not read the hooks, and a person, who has none, give nothing.
    pub(super) async fn failed_deliveries(
        &self,
        place: &str,
        since: Option<Timestamp>,
    ) -> Result<Vec<Undelivered>, Failure> {
        let since = since.map_or(platform::clock::now() - KEPT, |it| it - OVERLAP);
        let Some(body) = permitted(self.get(&format!("{place}/hooks?per_page={PAGE}")).await)? else {
            return Ok(Vec::new());
        };
        let mut deliveries = Vec::new();
        for hook in hooks::hooks(&body)?.iter().filter(|it| self.is_ours(&it.url)) {
            let hook = format!("{place}/hooks/{}/deliveries", hook.id);
            let told = permitted(self.deliveries(&hook, since).await)?.unwrap_or_default();
            deliveries.extend(told.into_iter().map(|it| (format!("{hook}/{}/attempts", it.id), it)));
        }
        Ok(failed(&deliveries))
    }

    /// Whether a hook leads to us, whatever its query. Where we do not know our own address, any that takes GitHub's
    /// webhooks as we do.
    fn is_ours(&self, hook: &str) -> bool {
        let hook = hook.split('?').next().unwrap_or_default().trim_end_matches('/');
        match &self.hook_url {
            Some(ours) => hook == ours,
            None => hook.ends_with(HOOK_PATH),
        }
    }

    /// The deliveries of a hook since a time, newest first.
    async fn deliveries(&self, hook: &str, since: Timestamp) -> Result<Vec<HookDelivery>, Failure> {
        let (mut all, mut next) = (Vec::new(), Some(format!("{hook}?per_page={PAGE}")));
        for _ in 0..PAGES {
            let Some(path) = next else { break };
            let answer = self.client.get(&path).await?;
            let rows = hooks::deliveries(&answer.body)?;
            let is_past = rows.iter().any(|it| it.delivered_at < since);
            all.extend(rows.into_iter().filter(|it| it.delivered_at >= since));
            next = answer.next().filter(|_| !is_past).map(str::to_owned);
        }
        Ok(all)
    }
}

/// An answer; `None` where the token may not have it.
fn permitted<T>(answer: Result<T, Failure>) -> Result<Option<T>, Failure> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(Failure::NotFound | Failure::Forbidden) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// The events that no try of any hook succeeded to tell, each with the address that sets its newest try off again.
fn failed(deliveries: &[(String, HookDelivery)]) -> Vec<Undelivered> {
    let all = || deliveries.iter().map(|(again, it)| (again, it, it.guid.as_str()));
    let arrived: BTreeSet<&str> = all().filter(|(_, it, _)| it.succeeded).map(|(_, _, guid)| guid).collect();
    let mut newest: BTreeMap<&str, &str> = BTreeMap::new();
    for (again, _, guid) in all().filter(|(_, it, guid)| EVENTS.contains(&it.event.as_str()) && !arrived.contains(guid))
    {
        newest.entry(guid).or_insert(again);
    }
    let undelivered =
        |(guid, again): (&str, &str)| Undelivered { delivery_key: guid.to_owned(), again: again.to_owned() };
    newest.into_iter().map(undelivered).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery(id: i64, guid: &str, event: &str, succeeded: bool) -> (String, HookDelivery) {
        let (guid, event) = (guid.to_owned(), event.to_owned());
        (id.to_string(), HookDelivery { id, guid, event, delivered_at: Timestamp::UNIX_EPOCH, succeeded })
    }

    #[test]
    fn one_that_succeeded_is_never_asked_for_again() {
        let deliveries = [
            delivery(9, "a", "workflow_run", true),
            delivery(8, "b", "workflow_run", false),
            delivery(7, "a", "workflow_run", false),
            delivery(6, "b", "workflow_run", false),
            delivery(5, "c", "push", false),
            delivery(4, "d", "workflow_job", false),
        ];
        let again: Vec<_> = failed(&deliveries).into_iter().map(|it| (it.delivery_key, it.again)).collect();
        assert_eq!(again, [("b", "8"), ("d", "4")].map(|(guid, id)| (guid.to_owned(), id.to_owned())));
    }

    #[test]
    fn only_hooks_that_lead_here_are_ours() {
        let github = |url| Github::new("https://api.github.com", None, Vec::new(), url).unwrap();
        let (known, unknown) = (github(Some("https://ci.example/")), github(None));
        for (hook, expected) in [
            ("https://ci.example/webhooks/github/?x=1", (true, true)),
            ("https://ci.example/webhooks/gitlab", (false, false)),
            ("https://other.example/https://ci.example/webhooks/github", (false, true)),
        ] {
            assert_eq!((known.is_ours(hook), unknown.is_ours(hook)), expected, "{hook}");
        }
    }
}
