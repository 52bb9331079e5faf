//! What an alert says, before it is made a message of any kind.

use domain::alert::DigestLine;
use domain::breakage::{Breakage, Suspect};
use domain::{AlertKind, Build, Provider};
use jiff::{SignedDuration, Timestamp};

use crate::link::Link;
use crate::text::line;

/// The longest name and the longest title, in characters.
const LONGEST: usize = 200;
/// How much of a name a headline has room for, in characters.
const IN_HEADLINE: usize = 60;
/// How many commits are told.
const SUSPECTS: usize = 10;

/// What an alert says. All of its text is on one line each and holds no control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// What happened, in a sentence.
    pub headline: String,
    /// What people want to know of it: names and values.
    pub facts: Vec<(&'static str, String)>,
    /// A list and what it is of; of nothing where it is empty.
    pub list: (&'static str, Vec<String>),
    /// Where to look further: what it leads to, and the address.
    pub links: Vec<(&'static str, Link)>,
}

/// What a flood of alerts came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digest {
    /// How many alerts it stands for.
    pub alerts: usize,
    /// What it is about, each once: those that fail first.
    pub pipelines: Vec<DigestLine>,
}

impl Story {
    /// News of a breakage, told by a dashboard at `public_url`.
    pub fn of_breakage(kind: AlertKind, breakage: &Breakage, public_url: &str) -> Self {
        let mut facts = vec![
            ("Pipeline", format!("{}, {}", name(&breakage.repository), name(&breakage.pipeline_name))),
            ("Branch", name(&breakage.branch)),
            ("Broken since", time(breakage.opened_at)),
        ];
        if let Some(closed_at) = breakage.closed_at {
            let lasted = span(closed_at.duration_since(breakage.opened_at));
            facts.push(("Fixed", format!("{}, after {lasted}", time(closed_at))));
        } else {
            let times = if breakage.failures == 1 { "time" } else { "times in a row" };
            facts.push(("Failed", format!("{} {times}", breakage.failures)));
        }
        facts.push(("Last green build", breakage.last_green.as_ref().map_or_else(|| "none".to_owned(), build)));
        let suspects = if breakage.closed_at.is_none() { suspects(&breakage.suspects) } else { Vec::new() };
        Self {
            headline: headline(kind, breakage),
            facts,
            list: ("Commits since then", suspects),
            links: links(breakage, public_url),
        }
    }

    /// What a flood came to.
    pub fn of_digest(digest: &Digest, public_url: &str) -> Self {
        /// How many of them are told by name.
        const NAMED: usize = 20;
        let broken = digest.pipelines.iter().filter(|it| it.is_broken).count();
        let fixed = digest.pipelines.len() - broken;
        let mut list: Vec<_> = digest.pipelines.iter().take(NAMED).map(digest_line).collect();
        if digest.pipelines.len() > NAMED {
            list.push(format!("and {} more", digest.pipelines.len() - NAMED));
        }
        Self {
            headline: format!("{} alerts at once: {broken} broken, {fixed} fixed", digest.alerts),
            facts: vec![("Broken now", broken.to_string()), ("Fixed", fixed.to_string())],
            list: ("Pipelines", list),
            links: dashboard(public_url),
        }
    }

    /// A trial of the channel that is called `channel`.
    pub fn of_test(channel: &str, public_url: &str) -> Self {
        Self {
            headline: "Signalbox can reach this channel".to_owned(),
            facts: vec![("Channel", name(channel))],
            list: ("", Vec::new()),
            links: dashboard(public_url),
        }
    }
}

fn headline(kind: AlertKind, breakage: &Breakage) -> String {
    let short = |text: &str| line(text, IN_HEADLINE);
    let what = format!("{}: {}", short(&breakage.repository), short(&breakage.pipeline_name));
    let branch = short(&breakage.branch);
    match kind {
        AlertKind::Fixed if breakage.retracted => format!("{what} was not broken on {branch} after all"),
        AlertKind::Fixed => format!("{what} is fixed on {branch}"),
        AlertKind::BrokenAndFixed => format!("{what} broke on {branch} and is fixed"),
        AlertKind::StillFailing => format!("{what} still fails on {branch}"),
        AlertKind::Broken | AlertKind::Digest | AlertKind::Test => format!("{what} is broken on {branch}"),
    }
}

fn links(breakage: &Breakage, public_url: &str) -> Vec<(&'static str, Link)> {
    let build = &breakage.last_build;
    let at_provider = match build.provider {
        Provider::Github => "The build at GitHub",
        Provider::Gitlab => "The build at GitLab",
        Provider::Jenkins => "The build at Jenkins",
    };
    let there = build.web_url.as_deref().and_then(Link::new).map(|it| (at_provider, it));
    let here = Link::to_build(public_url, build.id).map(|it| ("The build in Signalbox", it));
    there.into_iter().chain(here).collect()
}

fn dashboard(public_url: &str) -> Vec<(&'static str, Link)> {
    Link::new(&format!("{public_url}/")).map(|it| ("The dashboard", it)).into_iter().collect()
}

/// A build in one line: commit, title, time.
fn build(build: &Build) -> String {
    let sha = build.commit_sha.as_deref().map(short_sha);
    let title = build.commit_title.as_deref().map(name);
    let at = time(build.finished_at.unwrap_or(build.created_at));
    sha.into_iter().chain(title).chain([at]).collect::<Vec<_>>().join(", ")
}

fn suspects(suspects: &[Suspect]) -> Vec<String> {
    let mut told: Vec<_> = suspects.iter().take(SUSPECTS).map(suspect).collect();
    if suspects.len() > SUSPECTS {
        told.push(format!("and {} more", suspects.len() - SUSPECTS));
    }
    told
}

fn suspect(suspect: &Suspect) -> String {
    let sha = short_sha(&suspect.commit_sha);
    let title = suspect.commit_title.as_deref().map(name).unwrap_or_default();
    let actor = suspect.actor.as_deref().map(|it| format!("by {}", line(it, IN_HEADLINE))).unwrap_or_default();
    let words = [sha, title, actor];
    words.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
}

fn digest_line(it: &DigestLine) -> String {
    let state = if it.is_broken { "broken" } else { "fixed" };
    let short = |text: &str| line(text, IN_HEADLINE);
    format!("{state}: {}, {} on {}", short(&it.repository), short(&it.pipeline_name), short(&it.branch))
}

fn name(text: &str) -> String {
    line(text, LONGEST)
}

fn short_sha(sha: &str) -> String {
    line(sha, LONGEST).chars().take(7).collect()
}

fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// A span of time in its two greatest units.
fn span(span: SignedDuration) -> String {
    let minutes = span.as_secs().max(0) / 60;
    let (days, hours) = (minutes / 1_440, minutes / 60 % 24);
    match (days, hours, minutes % 60) {
        (0, 0, 0) => "less than a minute".to_owned(),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_told_in_two_units() {
        let told = [59, 60, 3_661, 90_000].map(|seconds| span(SignedDuration::from_secs(seconds)));
        assert_eq!(told, ["less than a minute", "1 min", "1 h 1 min", "1 d 1 h"]);
    }
}
