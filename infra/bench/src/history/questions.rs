//! What is asked over a history, by HTTP and one after another, in two rounds.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::rows;
use crate::load::{Times, connect, get};

/// A question.
pub(crate) struct Question {
    /// What people call it.
    pub(crate) name: &'static str,
    /// What it is measured with.
    pub(crate) group: &'static str,
    /// Its path, the so manieth time it is asked in a round: not every time the same.
    path: fn(u64) -> String,
}

/// The group of what the way itself costs: the same handler and pool, and a statement that does nothing.
pub(crate) const LIMIT: &str = "limit";
/// The groups of the others.
pub(crate) const GROUPS: [&str; 6] = ["overview", "pipeline", "list", "search", "narrow_search", "insights"];

/// How long a round of a question goes on, once it has been asked often enough to tell.
const LONGEST: Duration = Duration::from_secs(15);
/// How often that is.
const ENOUGH: usize = 20;

/// The questions.
pub(crate) static QUESTIONS: [Question; 30] = [
    ask("`select 1` by the same way", LIMIT, |_| "/api/health".to_owned()),
    ask("overview, 24 hours", "overview", |_| "/api/metrics/overview?window=24h".to_owned()),
    ask("overview, 7 days", "overview", |_| "/api/metrics/overview?window=7d".to_owned()),
    ask("overview, 90 days", "overview", |_| "/api/metrics/overview?window=90d".to_owned()),
    ask("overview, a provider", "overview", |_| "/api/metrics/overview?window=7d&provider=gitlab".to_owned()),
    ask("overview, a repository", "overview", |n| {
        format!("/api/metrics/overview?window=7d&repository={}", rows::repository(n).replace('/', "%2F"))
    }),
    ask("pipeline, 7 days", "pipeline", |n| format!("/api/metrics/pipeline/{}?window=7d", n % rows::PIPELINES + 1)),
    ask("pipeline, 90 days", "pipeline", |n| format!("/api/metrics/pipeline/{}?window=90d", n % rows::PIPELINES + 1)),
    ask("list", "list", |_| "/api/builds".to_owned()),
    ask("list, a provider", "list", |_| "/api/builds?provider=jenkins".to_owned()),
    ask("list, a rare status", "list", |_| "/api/builds?status=timed_out".to_owned()),
    ask("list, a rare status of a provider", "list", |_| "/api/builds?status=timed_out&provider=gitlab".to_owned()),
    ask("list, a status that is nowhere", "list", |_| "/api/builds?status=blocked".to_owned()),
    ask("list, a pipeline's failures", "list", |n| {
        format!("/api/builds?status=failure&pipeline_id={}", n % rows::PIPELINES + 1)
    }),
    ask("list, a pipeline's rare status", "list", |n| {
        format!("/api/builds?status=timed_out&pipeline_id={}", n % rows::PIPELINES + 1)
    }),
    ask("list, a branch's failures at a provider", "list", |n| {
        format!("/api/builds?status=failure,timed_out&provider=gitlab&branch={}", rows::feature(n))
    }),
    ask("list, a branch", "list", |n| format!("/api/builds?branch={}", rows::feature(n))),
    ask("list, a branch that is nowhere", "list", |n| format!("/api/builds?branch=nowhere-{n}")),
    ask("list, a day long ago", "list", |_| {
        let until = rows::time(platform::clock::now().as_second() - 300 * rows::DAY);
        format!("/api/builds?since={}&until={until}", rows::time(until.as_second() - rows::DAY))
    }),
    ask("search, a word that many have", "search", |n| format!("/api/builds?q={}", rows::word(n))),
    ask("search, two words in a row", "search", |n| {
        format!("/api/builds?q={}%20{}", rows::word(n), rows::word(n + 1 + n / 24))
    }),
    ask("search, an actor", "search", |n| format!("/api/builds?q={}", rows::actor(n))),
    ask("search, a commit", "search", |n| format!("/api/builds?q={}", &rows::commit(n)[..12])),
    ask("search, text that is nowhere", "search", |n| format!("/api/builds?q=xyzzy{n}qwxz")),
    ask("search, an actor with a rare status", "narrow_search", |n| {
        format!("/api/builds?q={}&status=timed_out", rows::actor(n))
    }),
    ask("search, an actor of a pipeline", "narrow_search", |n| {
        format!("/api/builds?q={}&pipeline_id={}", rows::actor(n), n % rows::PIPELINES + 1)
    }),
    ask("search, a word at a provider", "narrow_search", |n| {
        format!("/api/builds?q={}&provider=gitlab", rows::word(n))
    }),
    ask("pipelines, worst first", "insights", |_| "/api/metrics/pipelines?window=7d".to_owned()),
    ask("flaky pipelines", "insights", |_| "/api/metrics/flaky?window=7d".to_owned()),
    ask("regressions", "insights", |_| "/api/metrics/regressions?window=7d".to_owned()),
];

const fn ask(name: &'static str, group: &'static str, path: fn(u64) -> String) -> Question {
    Question { name, group, path }
}

/// What a question took in two rounds that ask the same.
pub(crate) struct Rounds {
    /// When nobody had asked before: what it reads may lie on the disk.
    pub(crate) first: Times,
    /// When somebody had, as with a dashboard that is open: what it reads is in memory, where that holds it.
    pub(crate) again: Times,
}

impl Question {
    /// Asks so many times in each round; fewer where that takes long.
    pub(crate) async fn ask(&self, server: SocketAddr, requests: u64) -> Result<Rounds> {
        Ok(Rounds { first: self.round(server, requests).await?, again: self.round(server, requests).await? })
    }

    async fn round(&self, server: SocketAddr, requests: u64) -> Result<Times> {
        let mut sender = connect(server).await?;
        let (begun, mut times) = (Instant::now(), Vec::new());
        for n in 0..requests {
            if begun.elapsed() > LONGEST && times.len() >= ENOUGH {
                break;
            }
            times.push(get(&mut sender, server, &(self.path)(n)).await?);
        }
        Ok(Times::of(times))
    }
}
