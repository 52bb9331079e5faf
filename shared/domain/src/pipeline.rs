//! Pipelines as they are shown.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Build, Provider};

/// A pipeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Pipeline {
    /// Our id.
    pub id: i64,
    /// Who runs it.
    pub provider: Provider,
    /// What it builds: `owner/repo`, a GitLab project path, or the folder of a Jenkins job.
    pub repository: String,
    /// What people call it.
    pub name: String,
    /// The provider's lasting identity of it.
    pub external_id: String,
    /// Its page at the provider.
    pub url: Option<String>,
    /// The branch that alerts are about.
    pub default_branch: Option<String>,
    /// The build that was created last.
    pub last_build: Option<Build>,
}
