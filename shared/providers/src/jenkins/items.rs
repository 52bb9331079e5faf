//! The jobs of a server, as the tree of its folders tells them.

use jiff::Timestamp;
use serde::Deserialize;

use super::job_name::JobName;
use crate::Unreadable;
use crate::reading::parse;
use crate::told::{List, Object, Told};

/// What to ask a folder or a job for: itself and what is in it, so many levels deep.
pub fn walk_tree(levels: usize) -> String {
    const OWN: &str = "_class,name,lastBuild[number,building,timestamp]";
    (0..levels).fold(OWN.to_owned(), |inner, _| format!("{OWN},jobs[{inner}]"))
}

/// What was found below a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// The jobs, in the order they were told.
    pub jobs: Vec<Job>,
    /// Folders whose contents were not told; to be asked for themselves.
    pub deeper: Vec<JobName>,
}

/// A job and its newest build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Which it is.
    pub name: JobName,
    /// Whether it is one branch of a multibranch project, which names it by the branch.
    pub is_branch: bool,
    /// Its newest build; `None` where it has none.
    pub last: Option<Newest>,
}

/// What a walk tells of a job's newest build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newest {
    /// Its number; 0 where it is not told.
    pub number: i64,
    /// Whether it still runs.
    pub is_building: bool,
    /// When it began.
    pub started_at: Option<Timestamp>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Node {
    #[serde(rename = "_class")]
    class: Told,
    name: Told,
    /// One that is not told, other than null, may be anything.
    #[serde(rename = "lastBuild", default = "Last::untold")]
    last: Object<Last>,
    jobs: Option<List<Node>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Last {
    number: Told,
    building: Told,
    timestamp: Told,
}

/// Reads what `at` answers to [`walk_tree`].
pub fn walk(at: &JobName, body: &[u8]) -> Result<Walk, Unreadable> {
    let mut walk = Walk::default();
    let root: Node = parse(body)?;
    // A branch that is asked for by itself does not tell whose it is.
    root.add_to(&mut walk, at.clone(), false);
    Ok(walk)
}

impl Node {
    fn add_to(self, walk: &mut Walk, name: JobName, is_branch: bool) {
        let is_multibranch = self.is_multibranch();
        match self.jobs {
            Some(List(nodes)) => {
                for node in nodes {
                    if let Some(own) = node.name.raw() {
                        let name = name.join(own);
                        node.add_to(walk, name, is_multibranch);
                    }
                }
            }
            None if is_multibranch || self.is_folder() => walk.deeper.push(name),
            None => {
                let last = self.last.get().map(Last::read);
                walk.jobs.push(Job { name, is_branch, last });
            }
        }
    }

    fn is_multibranch(&self) -> bool {
        self.class.raw().is_some_and(|it| it.ends_with("MultiBranchProject"))
    }

    fn is_folder(&self) -> bool {
        self.class.raw().is_some_and(|it| it.ends_with("Folder"))
    }
}

impl Last {
    fn untold() -> Object<Self> {
        Object(Some(Self::default()))
    }

    fn read(&self) -> Newest {
        Newest {
            number: self.number.id().unwrap_or_default(),
            is_building: self.building == Told::Flag(true),
            started_at: self.timestamp.time(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_goes_as_deep_as_it_is_asked_to() {
        let own = "_class,name,lastBuild[number,building,timestamp]";
        assert_eq!(walk_tree(0), own);
        assert_eq!(walk_tree(2), format!("{own},jobs[{own},jobs[{own}]]"));
    }

    #[test]
    fn folders_and_multibranch_projects_are_walked() {
        let body = br#"{"_class":"hudson.model.Hudson","jobs":[
            {"_class":"hudson.model.FreeStyleProject","name":"nightly","lastBuild":null},
            {"_class":"jenkins.branch.OrganizationFolder","name":"acme","jobs":[
              {"_class":"org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject","name":"shop","jobs":[
                {"_class":"org.jenkinsci.plugins.workflow.job.WorkflowJob","name":"feature%2Fcart",
                 "lastBuild":{"number":8,"building":true,"timestamp":1754647204000}}]},
              {"_class":"com.cloudbees.hudson.plugins.folder.Folder","name":"deep"}]}, 7, {"name":""}]}"#;
        let walk = walk(&JobName::root(), body).unwrap();
        let names: Vec<_> = walk.jobs.iter().map(|it| (it.name.full().unwrap(), it.is_branch)).collect();
        assert_eq!(names, [("nightly".to_owned(), false), ("acme/shop/feature%2Fcart".to_owned(), true)]);
        let started_at = Timestamp::from_second(1_754_647_204).ok();
        assert_eq!(walk.jobs[1].last, Some(Newest { number: 8, is_building: true, started_at }));
        assert_eq!(walk.deeper, [JobName::from_full("acme/deep")]);
    }

    #[test]
    fn a_job_is_found_where_it_is_asked_for_itself() {
        let at = JobName::from_full("acme/api");
        let found = walk(&at, br#"{"_class":"hudson.model.FreeStyleProject","name":"api"}"#).unwrap();
        let untold = Newest { number: 0, is_building: false, started_at: None };
        assert_eq!(found.jobs, [Job { name: at, is_branch: false, last: Some(untold) }], "it may have builds");
    }
}
