//! The repository that a run belongs to, and the pipelines in it.

use domain::{PipelineRef, Provider};
use serde::Deserialize;

use crate::told::{Object, Told};
use crate::{Unreadable, text};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Repository {
    pub(super) full_name: Told,
    html_url: Told,
    pub(super) default_branch: Told,
    pub(super) archived: Told,
    pub(super) disabled: Told,
}

/// A workflow as a message tells it.
#[derive(Default)]
pub(super) struct Workflow {
    /// What people call it.
    pub(super) name: Option<String>,
    /// Its identity within the repository; `None` where the message does not tell it.
    pub(super) identity: Option<String>,
}

impl Repository {
    /// The pipeline that a workflow of the repository is.
    pub(super) fn pipeline(repository: &Object<Self>, workflow: Workflow) -> Result<PipelineRef, Unreadable> {
        const FIELD: &str = "repository.full_name";
        let it = repository.get().ok_or(Unreadable::Missing("repository"))?;
        let full_name = text::identity(it.full_name.raw().unwrap_or_default(), FIELD)?;
        let external_id = workflow.identity.as_ref().map(|it| format!("{full_name}:{it}"));
        if let Some(id) = &external_id {
            text::identity(id, "workflow.path")?;
        }
        Ok(PipelineRef {
            provider: Provider::Github,
            url: it.page_of(workflow.identity.as_deref()),
            name: workflow.name.or(workflow.identity).unwrap_or_else(|| full_name.clone()),
            repository: full_name,
            external_id,
            default_branch: it.default_branch.name(),
        })
    }

    /// GitHub lists the runs of a workflow under the name of its file.
    fn page_of(&self, workflow: Option<&str>) -> Option<String> {
        let file = workflow?.strip_prefix(".github/workflows/")?;
        text::url(&format!("{}/actions/workflows/{file}", self.html_url.url()?))
    }
}
