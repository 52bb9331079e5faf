//! Who is told what of a breakage, and when nobody is.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;
use wildmatch::WildMatch;

use crate::{NewsKind, Provider};

/// News that we hear of later than this after it happened is told to nobody: it comes from a look far back.
pub const FRESH: SignedDuration = SignedDuration::from_hours(24);

/// Who is told what. The globs of `provider`, `repository`, `pipeline` and `branch` must all match; `*` is any run of
/// characters, `?` is one, and case counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Route {
    /// Our id.
    pub id: i64,
    /// What people call it.
    pub name: String,
    /// Glob over providers.
    pub provider: String,
    /// Glob over repositories.
    pub repository: String,
    /// Glob over pipeline names.
    pub pipeline: String,
    /// Glob over branches; `null` is the pipeline's default branch.
    pub branch: Option<String>,
    /// What is told.
    pub kinds: Vec<NewsKind>,
    /// The channels it goes to.
    pub channel_ids: Vec<i64>,
    /// Whether it is in use.
    pub enabled: bool,
}

/// When to keep quiet, and about what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Silence {
    /// Our id.
    pub id: i64,
    /// Glob over providers.
    pub provider: String,
    /// Glob over repositories.
    pub repository: String,
    /// Glob over pipeline names.
    pub pipeline: String,
    /// Glob over branches; `null` is any branch.
    pub branch: Option<String>,
    /// From when.
    pub from: Timestamp,
    /// Until when, that moment not included.
    pub until: Timestamp,
    /// Why, for people.
    pub reason: String,
    /// Whether it was in force when it was read.
    pub active: bool,
}

/// What the rules look at in a breakage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Who runs the pipeline.
    pub provider: Provider,
    /// What the pipeline builds.
    pub repository: String,
    /// What people call the pipeline.
    pub pipeline_name: String,
    /// The branch that is broken.
    pub branch: String,
    /// Whether that is the pipeline's default branch.
    pub is_default_branch: bool,
    /// When it broke.
    pub opened_at: Timestamp,
    /// When it was fixed; `None` while it fails.
    pub closed_at: Option<Timestamp>,
}

/// One piece of news of a breakage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct News {
    /// What happened.
    pub kind: NewsKind,
    /// When it happened.
    pub at: Timestamp,
    /// When we heard of it.
    pub heard_at: Timestamp,
}

/// What becomes of a piece of news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It goes to these channels, each named once.
    Send {
        /// Ids of the channels.
        channels: Vec<i64>,
    },
    /// A silence holds it back; when that ends it is decided anew.
    Silenced {
        /// The id of the silence that ends last.
        silence: i64,
        /// When it ends.
        until: Timestamp,
    },
    /// No route asks for it, or it is too old to be news.
    Nobody,
}

/// Who is told a piece of news at the time `now`.
///
/// Nobody is told what was [old](FRESH) when we heard of it, what still failed but has since been fixed, and what broke
/// and was fixed within one silence.
pub fn decide(subject: &Subject, news: News, routes: &[Route], silences: &[Silence], now: Timestamp) -> Decision {
    let is_over = news.kind == NewsKind::StillFailing && subject.closed_at.is_some();
    if news.heard_at.duration_since(news.at) > FRESH || is_over || passed_unheard(subject, silences) {
        return Decision::Nobody;
    }
    let mut channels: Vec<i64> =
        routes.iter().filter(|it| it.wants(subject, news.kind)).flat_map(|it| it.channel_ids.iter().copied()).collect();
    channels.sort_unstable();
    channels.dedup();
    if channels.is_empty() {
        return Decision::Nobody;
    }
    match silence_of(subject, silences, now) {
        Some(silence) => Decision::Silenced { silence: silence.id, until: silence.until },
        None => Decision::Send { channels },
    }
}

/// The silence that holds back news of the breakage at `now`: of several, the one that ends last.
pub fn silence_of<'a>(subject: &Subject, silences: &'a [Silence], now: Timestamp) -> Option<&'a Silence> {
    silences.iter().filter(|it| it.holds(now) && it.matches(subject)).max_by_key(|it| (it.until, it.id))
}

/// Whether a branch is the one that alerts are about unless a route says otherwise: the pipeline's default branch, and
/// where that is unknown `main` or `master`.
pub fn is_default_branch(branch: &str, default_branch: Option<&str>) -> bool {
    default_branch.map_or_else(|| ["main", "master"].contains(&branch), |it| it == branch)
}

/// Whether the breakage began and ended within one silence.
fn passed_unheard(subject: &Subject, silences: &[Silence]) -> bool {
    let Some(closed_at) = subject.closed_at else { return false };
    silences.iter().any(|it| it.holds(subject.opened_at) && it.holds(closed_at) && it.matches(subject))
}

impl Route {
    /// Whether it asks to be told this kind of news of the breakage.
    fn wants(&self, subject: &Subject, kind: NewsKind) -> bool {
        let is_branch = match &self.branch {
            None => subject.is_default_branch,
            Some(branch) => matches(branch, &subject.branch),
        };
        self.enabled
            && self.kinds.contains(&kind)
            && is_branch
            && is_pipeline([&self.provider, &self.repository, &self.pipeline], subject)
    }
}

impl Silence {
    fn holds(&self, at: Timestamp) -> bool {
        (self.from..self.until).contains(&at)
    }

    fn matches(&self, subject: &Subject) -> bool {
        self.branch.as_ref().is_none_or(|it| matches(it, &subject.branch))
            && is_pipeline([&self.provider, &self.repository, &self.pipeline], subject)
    }
}

/// Whether the globs over provider, repository and pipeline match.
fn is_pipeline([provider, repository, pipeline]: [&str; 3], subject: &Subject) -> bool {
    matches(provider, subject.provider.as_str())
        && matches(repository, &subject.repository)
        && matches(pipeline, &subject.pipeline_name)
}

fn matches(glob: &str, text: &str) -> bool {
    WildMatch::new(glob).matches(text)
}
