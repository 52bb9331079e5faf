//! What a build's actions and change sets tell: revision, cause, titles.

use serde::Deserialize;

use super::branch;
use crate::told::{List, Object, Told};

/// One of a build's `actions`. Most are empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Action {
    #[serde(rename = "lastBuiltRevision")]
    revision: Object<Revision>,
    causes: List<Cause>,
}

/// What one checkout of a build took.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Revision {
    #[serde(rename = "SHA1")]
    sha: Told,
    branch: List<Branch>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Branch {
    name: Told,
}

/// What began a build, or what ended it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Cause {
    #[serde(rename = "_class")]
    class: Told,
    #[serde(rename = "shortDescription")]
    description: Told,
    #[serde(rename = "userId")]
    user_id: Told,
    #[serde(rename = "userName")]
    user_name: Told,
}

/// Commits that are new in a build.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ChangeSet {
    items: List<Change>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Change {
    #[serde(rename = "commitId")]
    commit: Told,
    msg: Told,
}

impl Action {
    /// The revision that was built, among those of its libraries: that of the job's own branch, else the last, because
    /// a library is taken before what it is for.
    pub(super) fn revision<'a>(actions: &'a [Self], branch: Option<&str>) -> Option<&'a Revision> {
        let all = || actions.iter().filter_map(|it| it.revision.get());
        let own = all().find(|it| branch.is_some() && it.branch().as_deref() == branch);
        own.or_else(|| all().next_back())
    }

    /// What began the build.
    pub(super) fn trigger(&self) -> Option<&Cause> {
        self.causes.0.iter().find(|it| !it.is_interruption())
    }

    /// Whether the build was ended because it took too long.
    pub(super) fn is_time_out(&self) -> bool {
        self.causes.0.iter().any(|it| it.name().ends_with("ExceededTimeout"))
    }
}

impl Revision {
    pub(super) fn branch(&self) -> Option<String> {
        self.branch.0.iter().find_map(|it| branch::clean(&it.name.name()?))
    }

    pub(super) fn commit(&self) -> Option<String> {
        self.sha.name()
    }
}

impl Cause {
    fn name(&self) -> &str {
        self.class.raw().unwrap_or_default()
    }

    fn is_interruption(&self) -> bool {
        self.name().contains("CauseOfInterruption") || self.name().ends_with("ExceededTimeout")
    }

    /// Who began it; where nobody did, what Jenkins says about it.
    pub(super) fn actor(&self) -> Option<String> {
        self.user_id.name().or_else(|| self.user_name.name()).or_else(|| self.description.name())
    }

    /// In the words of the other providers, as far as they have one for it.
    pub(super) fn event(&self) -> Option<String> {
        let event = match self.name().rsplit(['.', '$']).next()? {
            "UserIdCause" | "UserCause" | "ReplayCause" | "RebuildCause" => "manual",
            "TimerTriggerCause" => "schedule",
            "SCMTriggerCause" | "BranchEventCause" | "GitHubPushCause" | "GitLabWebHookCause" => "push",
            "UpstreamCause" | "BuildUpstreamCause" => "upstream",
            _ => return None,
        };
        Some(event.to_owned())
    }
}

impl ChangeSet {
    pub(super) fn title_of(&self, commit: &str) -> Option<String> {
        self.items.0.iter().find(|it| it.commit.raw() == Some(commit))?.msg.title()
    }
}
