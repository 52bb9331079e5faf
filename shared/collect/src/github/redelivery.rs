//! Failed deliveries, asked for again: GitHub does not try a second time by itself.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use providers::github::hooks::{self, HookDelivery};

use super::{Github, HOOK_PATH, PAGE, Position};
use crate::Failure;

/// How far a scan reaches back before the last one: deliveries may be listed late.
const OVERLAP: SignedDuration = SignedDuration::from_mins(15);
/// How long GitHub keeps deliveries.
const KEPT: SignedDuration = SignedDuration::from_hours(72);
/// How many pages of deliveries are read of one hook.
const PAGES: usize = 20;
/// The events that are of use.
const EVENTS: [&str; 2] = ["workflow_run", "workflow_job"];

impl Github {
    /// Asks again for the deliveries of our own webhooks that failed since the last complete scan. With a token that may
    /// not read the hooks there is nothing to do.
    pub(super) async fn redeliver_failed(&self, source: &str, position: &mut Position) -> Result<(), Failure> {
        let repository = position.full_name.as_deref().unwrap_or(source);
        let began = platform::clock::now();
        let body = match self.get(&format!("/repos/{repository}/hooks?per_page={PAGE}")).await {
            Err(Failure::NotFound | Failure::Forbidden) => return Ok(()),
            body => body?,
        };
        let since = position.redelivered_until.map_or(began - KEPT, |it| it - OVERLAP);
        for hook in hooks::hooks(&body)?.iter().filter(|it| self.is_ours(&it.url)) {
            let hook = format!("/repos/{repository}/hooks/{}/deliveries", hook.id);
            for id in failed(&self.deliveries(&hook, since).await?) {
                match self.client.post(&format!("{hook}/{id}/attempts")).await {
                    // It is no more kept, or not to be had again: the poll has its builds.
                    Ok(()) | Err(Failure::NotFound | Failure::Gone | Failure::Refused(_)) => {}
                    // The token may read the hooks and no more.
                    Err(Failure::Forbidden) => return Ok(()),
                    Err(failure) => return Err(failure),
                }
            }
        }
        position.redelivered_until = Some(began);
        Ok(())
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

/// The deliveries to ask for again: of each event that no try of which succeeded, the newest try.
fn failed(deliveries: &[HookDelivery]) -> Vec<i64> {
    let arrived: BTreeSet<&str> = deliveries.iter().filter(|it| it.succeeded).map(|it| it.guid.as_str()).collect();
    let mut newest: BTreeMap<&str, i64> = BTreeMap::new();
    for it in deliveries.iter().filter(|it| EVENTS.contains(&it.event.as_str()) && !arrived.contains(it.guid.as_str()))
    {
        newest.entry(&it.guid).or_insert(it.id);
    }
    newest.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery(id: i64, guid: &str, event: &str, succeeded: bool) -> HookDelivery {
        let (guid, event) = (guid.to_owned(), event.to_owned());
        HookDelivery { id, guid, event, delivered_at: Timestamp::UNIX_EPOCH, succeeded }
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
        assert_eq!(failed(&deliveries), [8, 4]);
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
