//! Projects and pipelines, as the REST API tells them.

use domain::{BuildReport, Status};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::job::Job;
use super::pipeline::{MergeRequest, Pipeline, Whole};
use super::project::{Project, ProjectRef};
use super::status::status;
use crate::Unreadable;
use crate::reading::{parse, parse_list};
use crate::told::{Object, Told};

/// A pipeline in a list: what tells whether there is news of it. Its times and jobs are told elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineRow {
    /// The provider's id.
    pub id: i64,
    /// Its number within the project.
    pub iid: Option<i64>,
    /// Where it stands.
    pub status: Status,
    /// When it came to be.
    pub created_at: Option<Timestamp>,
    /// When it last changed; a pipeline of somebody else's commit statuses has none.
    pub updated_at: Option<Timestamp>,
    /// The number of the merge request it runs for.
    pub merge_request: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Row {
    id: Told,
    iid: Told,
    status: Told,
    #[serde(rename = "ref")]
    reference: Told,
    created_at: Told,
    updated_at: Told,
}

/// `GET /projects/:id`.
pub fn project(body: &[u8]) -> Result<ProjectRef, Unreadable> {
    let project: Project = parse(body)?;
    ProjectRef::of(&Object(Some(project)), &Object::default())
}

/// What a pipeline itself tells of its project, whose path is known.
pub fn project_of(path: &str, pipeline: &[u8]) -> Result<ProjectRef, Unreadable> {
    Ok(ProjectRef::at(path, parse::<Pipeline>(pipeline)?.page()))
}

/// `GET /groups/:id/projects`: the paths of those that are not archived.
pub fn projects(body: &[u8]) -> Result<Vec<String>, Unreadable> {
    let projects: Vec<Listed> = parse_list(body)?;
    let live = projects.iter().filter(|it| it.archived != Told::Flag(true));
    Ok(live.filter_map(|it| it.path_with_namespace.raw().map(str::to_owned)).collect())
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Listed {
    path_with_namespace: Told,
    archived: Told,
}

/// `GET /projects/:id/pipelines`. Rows without an id are left out.
pub fn pipelines(body: &[u8]) -> Result<Vec<PipelineRow>, Unreadable> {
    Ok(parse_list::<Row>(body)?.iter().filter_map(Row::read).collect())
}

/// `GET /projects/:id/pipelines/:id`, as a list would tell it: where there is news of it, and whose.
pub fn pipeline_row(body: &[u8]) -> Result<PipelineRow, Unreadable> {
    parse::<Row>(body)?.read().ok_or(Unreadable::Missing("id"))
}

/// A pipeline, told by `GET /projects/:id/pipelines/:id` and the pages of its `/jobs?include_retried=true`. The branch of
/// its merge request is told by [`source_branch`].
pub fn report(
    project: &ProjectRef,
    pipeline: &[u8],
    jobs: &[Vec<u8>],
    source_branch: Option<String>,
) -> Result<BuildReport, Unreadable> {
    let pipeline: Pipeline = parse(pipeline)?;
    let mut rows: Vec<Job> = Vec::new();
    for page in jobs {
        rows.extend(parse_list::<Job>(page)?);
    }
    let whole = Whole::of_api(pipeline, rows, source_branch).ok_or(Unreadable::Missing("id"))?;
    Ok(whole.report(project))
}

/// `GET /projects/:id/merge_requests/:iid`: the branch that it brings.
pub fn source_branch(body: &[u8]) -> Result<Option<String>, Unreadable> {
    Ok(parse::<MergeRequest>(body)?.branch())
}

impl Row {
    fn read(&self) -> Option<PipelineRow> {
        Some(PipelineRow {
            id: self.id.id()?,
            iid: self.iid.id(),
            status: status(&self.status).0,
            created_at: self.created_at.time(),
            updated_at: self.updated_at.time(),
            merge_request: self.reference.raw().and_then(merge_request),
        })
    }
}

/// The number in `refs/merge-requests/<number>/head`.
fn merge_request(reference: &str) -> Option<i64> {
    reference.strip_prefix("refs/merge-requests/")?.split('/').next()?.parse().ok().filter(|it| *it > 0)
}
