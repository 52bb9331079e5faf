//! A history of builds, made up from a number each: the same number makes the same build. Pure.

use jiff::Timestamp;

/// How many pipelines there are, with the ids from 1.
pub(crate) const PIPELINES: u64 = 2_000;
/// How far back the history goes, in seconds.
pub(crate) const SPAN: i64 = 365 * DAY;
/// A day, in seconds.
pub(crate) const DAY: i64 = 86_400;
/// How long before now the last build came to be, in seconds: all have ended.
const LAST: i64 = 1_200;

const PROVIDERS: [&str; 3] = ["github", "gitlab", "jenkins"];
const NAMES: [&str; 4] = ["CI", "Deploy", "Nightly", "Release"];
const FEATURES: u64 = 5_000;
const ACTORS: u64 = 300;
const WORDS: [&str; 24] = [
    "retry", "cache", "invoice", "search", "upgrade", "parser", "worker", "login", "metrics", "schema", "payment",
    "avatar", "export", "timeout", "session", "webhook", "rollup", "index", "button", "locale", "tenant", "archive",
    "budget", "signal",
];

/// A build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Build {
    /// Its id, from 1 in the order of time.
    pub(crate) id: u64,
    pub(crate) pipeline: u64,
    /// `None` is the default branch, else the number of a feature's branch.
    pub(crate) feature: Option<u64>,
    pub(crate) status: &'static str,
    /// Whether it failed once before, in a first attempt.
    pub(crate) again: bool,
    /// When it came to be, in seconds since 1970.
    pub(crate) at: i64,
    pub(crate) queued: i64,
    pub(crate) took: i64,
}

/// The `n`th of `count` builds, evenly over the time until `now`.
pub(crate) fn build(n: u64, count: u64, now: i64) -> Build {
    let chance = mix(n);
    let percent = (chance >> 8) % 100;
    let pipeline = chance % PIPELINES + 1;
    let offset = i128::from(SPAN - LAST) * i128::from(n + 1) / i128::from(count);
    Build {
        id: n + 1,
        pipeline,
        feature: (chance >> 16).is_multiple_of(5).then_some((chance >> 20) % FEATURES),
        status: match percent {
            0..84 => "success",
            84..94 => "failure",
            94..98 => "cancelled",
            98 => "skipped",
            _ => "timed_out",
        },
        again: percent < 3,
        at: now - SPAN + i64::try_from(offset).unwrap_or(SPAN),
        queued: i64::try_from((chance >> 32) % 30).unwrap_or(0),
        took: 60 + i64::try_from(pipeline % 300 + (chance >> 40) % 240).unwrap_or(0),
    }
}

impl Build {
    pub(crate) fn branch(&self) -> String {
        self.feature.map_or_else(|| "main".to_owned(), |it| format!("feature/{it}"))
    }

    pub(crate) fn started_at(&self) -> i64 {
        self.at + self.queued
    }

    pub(crate) fn finished_at(&self) -> i64 {
        self.started_at() + self.took
    }

    /// The number of the attempt that shows it.
    pub(crate) fn attempt(&self) -> u64 {
        if self.again { 2 } else { 1 }
    }

    pub(crate) fn title(&self) -> String {
        let chance = mix(self.id ^ 0x7177);
        format!("{} {} {}", word(chance), word(chance >> 8), chance >> 50)
    }
}

/// The provider of a pipeline.
pub(crate) fn provider(pipeline: u64) -> &'static str {
    PROVIDERS[place(pipeline / 4, PROVIDERS.len())]
}

/// The repository of a pipeline; four have the same.
pub(crate) fn repository(pipeline: u64) -> String {
    format!("acme/service-{}", pipeline / 4)
}

/// The name of a pipeline.
pub(crate) fn name(pipeline: u64) -> &'static str {
    NAMES[place(pipeline, NAMES.len())]
}

/// The branch of a feature.
pub(crate) fn feature(n: u64) -> String {
    format!("feature/{}", n % FEATURES)
}

/// A word of titles.
pub(crate) fn word(n: u64) -> &'static str {
    WORDS[place(n, WORDS.len())]
}

/// Who started the build with this id.
pub(crate) fn actor(id: u64) -> String {
    format!("dev-{}", mix(id ^ 0xac70) % ACTORS)
}

/// The commit of the build with this id.
pub(crate) fn commit(id: u64) -> String {
    let part = |salt: u64| mix(id ^ (salt << 40));
    format!("{:016x}{:016x}{:08x}", part(1), part(2), part(3) >> 32)
}

/// A time as PostgreSQL reads it.
pub(crate) fn time(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or(Timestamp::MAX)
}

fn place(n: u64, length: usize) -> usize {
    usize::try_from(n).unwrap_or(0) % length
}

/// Spreads a number over all numbers (the end of `SplitMix64`).
fn mix(n: u64) -> u64 {
    let n = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_700_000_000;

    #[test]
    fn builds_come_in_the_order_of_time_and_have_ended() {
        let builds: Vec<_> = (0..5_000).map(|n| build(n, 5_000, NOW)).collect();
        assert!(builds.is_sorted_by_key(|it| it.at));
        assert!(builds.iter().all(|it| it.at > NOW - SPAN && it.finished_at() <= NOW), "all within the span");
        assert_eq!(build(7, 5_000, NOW), builds[7], "the same number makes the same build");
    }

    #[test]
    fn builds_are_of_all_kinds() {
        let builds: Vec<_> = (0..50_000).map(|n| build(n, 50_000, NOW)).collect();
        let share = |is: &dyn Fn(&Build) -> bool| builds.iter().filter(|it| is(it)).count() * 100 / builds.len();
        assert!((82..=86).contains(&share(&|it| it.status == "success")));
        assert!((8..=12).contains(&share(&|it| it.status == "failure")));
        assert!((18..=22).contains(&share(&|it| it.feature.is_some())));
        assert!((1..=5).contains(&share(&|it| it.again)));
        let pipelines: std::collections::HashSet<_> = builds.iter().map(|it| it.pipeline).collect();
        assert_eq!(u64::try_from(pipelines.len()).unwrap(), PIPELINES);
        assert!(builds.iter().all(|it| !it.again || it.status == "success"), "what was tried again did well then");
    }
}
