//! The project that a pipeline belongs to. A project is one pipeline: GitLab has one definition a project.

use domain::{PipelineRef, Provider};
use serde::{Deserialize, Serialize};

use crate::told::{Object, Told};
use crate::{Unreadable, text};

/// `project` of a message, or a project of the API.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Project {
    path_with_namespace: Told,
    web_url: Told,
    default_branch: Told,
}

/// `repository` of a job's message: the project as versions before 15.3 tell it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Repository {
    homepage: Told,
    git_http_url: Told,
    git_ssh_url: Told,
}

/// What is known of a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectRef {
    /// Its groups and its name, with slashes between: what people and addresses call it.
    pub path: String,
    page: Option<String>,
    default_branch: Option<String>,
}

impl ProjectRef {
    /// What a message's `project` tells, and its `repository` where that says more.
    pub(super) fn of(project: &Object<Project>, repository: &Object<Repository>) -> Result<Self, Unreadable> {
        const FIELD: &str = "project.path_with_namespace";
        let (project, repository) = (project.get(), repository.get());
        let page = project.and_then(|it| it.web_url.url()).or_else(|| repository.and_then(|it| it.homepage.url()));
        let path = project
            .and_then(|it| it.path_with_namespace.raw().map(str::to_owned))
            .or_else(|| page.as_deref().and_then(text::path_of).map(before_marker))
            .or_else(|| repository.and_then(Repository::path))
            .ok_or(Unreadable::Missing(FIELD))?;
        Ok(Self {
            path: text::identity(&path, FIELD)?,
            page,
            default_branch: project.and_then(|it| it.default_branch.name()),
        })
    }

    /// The project with this path, whose page stands before the marker in the address of a page `below` it.
    pub(super) fn at(path: &str, below: Option<String>) -> Self {
        let page = below.and_then(|it| Some(it.split_once("/-/")?.0.to_owned()));
        Self { path: path.to_owned(), page, default_branch: None }
    }

    pub(super) fn pipeline(&self) -> PipelineRef {
        PipelineRef {
            provider: Provider::Gitlab,
            repository: self.path.clone(),
            external_id: Some(self.path.clone()),
            name: self.path.clone(),
            url: self.page.clone(),
            default_branch: self.default_branch.clone(),
        }
    }

    /// The page of one of the project's `pipelines` or `jobs`.
    pub(super) fn page_of(&self, things: &str, id: i64) -> Option<String> {
        let project = self.page.as_deref()?.trim_end_matches('/');
        text::url(&format!("{project}/-/{things}/{id}"))
    }
}

impl Repository {
    fn path(&self) -> Option<String> {
        let http = self.git_http_url.raw().and_then(text::path_of);
        let path = http.or_else(|| ssh_path(self.git_ssh_url.raw()?))?;
        let path = path.strip_suffix(".git").unwrap_or(path);
        (!path.is_empty()).then(|| path.to_owned())
    }
}

/// The path in `git@host:group/project.git` or `ssh://git@host:22/group/project.git`.
fn ssh_path(address: &str) -> Option<&str> {
    text::path_of(address).or_else(|| Some(address.split_once(':')?.1.trim_matches('/')))
}

/// What stands before `/-/`, where GitLab's own pages begin.
fn before_marker(path: &str) -> String {
    path.split("/-/").next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path_told_by(project: &str, repository: &str) -> Result<String, Unreadable> {
        let project = serde_json::from_str(project).unwrap();
        let repository = serde_json::from_str(repository).unwrap();
        ProjectRef::of(&project, &repository).map(|it| it.path)
    }

    #[test]
    fn a_path_is_found_wherever_it_is_told() {
        for (project, repository) in [
            (r#"{"path_with_namespace":"g/s/p","web_url":"https://h/x/g/s/p"}"#, "null"),
            (r#"{"web_url":"https://h:8443/g/s/p"}"#, "null"),
            (r#"{"path_with_namespace":"","web_url":"https://h/g/s/p/-/jobs"}"#, "null"),
            ("null", r#"{"homepage":"http://h:3005/g/s/p/"}"#),
            ("[]", r#"{"homepage":7,"git_http_url":"http://h/g/s/p.git"}"#),
            ("{}", r#"{"git_ssh_url":"git@h:g/s/p.git"}"#),
            ("{}", r#"{"git_ssh_url":"ssh://git@h:2222/g/s/p.git"}"#),
        ] {
            assert_eq!(path_told_by(project, repository).as_deref(), Ok("g/s/p"), "{project} {repository}");
        }
    }

    #[test]
    fn a_project_without_a_path_is_not_guessed() {
        let missing = Err(Unreadable::Missing("project.path_with_namespace"));
        assert_eq!(path_told_by("{}", r#"{"homepage":"https://h/","git_ssh_url":"h:.git"}"#), missing);
    }
}
