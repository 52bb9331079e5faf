//! Which job a Jenkins address leads to.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::{Unreadable, text};

/// What a part of an address may hold as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A job, or a folder, by its place among the folders.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct JobName(Vec<String>);

impl JobName {
    /// The job in `…/job/<folder>/job/<name>/…`, with views left out: the same job is reached through many of them.
    pub fn from_address(address: &str) -> Option<Self> {
        let path = address.split(['?', '#']).next()?;
        let mut segments = path.split('/').filter(|it| !it.is_empty());
        let mut names = Vec::new();
        while let Some(segment) = segments.next() {
            match segment {
                "job" => names.push(decode(segments.next()?)),
                "view" => drop(segments.next()),
                _ if names.is_empty() => {}
                _ => break,
            }
        }
        (!names.is_empty()).then_some(Self(names))
    }

    /// The server itself: the folder that holds all others.
    pub fn root() -> Self {
        Self(Vec::new())
    }

    /// The job with a full name, as [`JobName::full`] tells it.
    pub fn from_full(name: &str) -> Self {
        Self(name.split('/').filter(|it| !it.is_empty()).map(str::to_owned).collect())
    }

    /// What is called `name` in this folder.
    pub(super) fn join(&self, name: &str) -> Self {
        Self(self.0.iter().cloned().chain([name.to_owned()]).collect())
    }

    /// Its address below the server's own, with a slash at the end: `job/acme/job/api/`.
    pub fn address(&self) -> String {
        let encoded = self.0.iter().map(|it| utf8_percent_encode(it, PLAIN));
        encoded.flat_map(|it| ["job/".to_owned(), it.to_string(), "/".to_owned()]).collect()
    }

    /// A job at the top level.
    pub(super) fn from_name(name: String) -> Self {
        Self(vec![name])
    }

    /// The name Jenkins itself gives the job: its identity. A branch's job keeps the encoding of its slashes.
    pub fn full(&self) -> Result<String, Unreadable> {
        text::identity(&self.0.join("/"), "url")
    }

    /// The name for people.
    pub(super) fn shown(&self) -> Option<String> {
        let names: Vec<String> = self.0.iter().map(|it| decode(it)).collect();
        text::line(&names.join("/"), text::NAME_LIMIT)
    }

    /// The folder it is in; the job itself at the top level.
    pub fn folder(&self) -> Result<String, Unreadable> {
        match self.0.as_slice() {
            [folders @ .., _] if !folders.is_empty() => text::identity(&folders.join("/"), "url"),
            _ => self.full(),
        }
    }

    /// The last part of the name, for people: of one branch of a multibranch project it is the branch.
    pub(super) fn last(&self) -> Option<String> {
        text::line(&decode(self.0.last()?), text::NAME_LIMIT)
    }

    /// The branch, where the name shows that this is a branch's job: only those may have a percent sign.
    pub(super) fn branch(&self) -> Option<String> {
        let last = self.0.last().filter(|_| self.0.len() > 1)?;
        let branch = decode(last);
        text::line(&branch, text::NAME_LIMIT).filter(|_| branch != *last)
    }
}

fn decode(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full(address: &str) -> Option<String> {
        JobName::from_address(address).map(|it| it.full().unwrap())
    }

    #[test]
    fn folders_and_views_are_told_apart() {
        for (address, expected) in [
            ("job/app/", "app"),
            ("job/a/job/b/48/", "a/b"),
            ("view/all/job/a/view/x/job/b/", "a/b"),
            ("user/me/my-views/view/all/job/a/", "a"),
            ("https://ci.example/jenkins/job/a/job/b/48/?x#y", "a/b"),
            ("/job/My%20App//", "My App"),
            ("job/job/job/view/", "job/view"),
        ] {
            assert_eq!(full(address).as_deref(), Some(expected), "{address}");
        }
        for nowhere in ["", "/", "http://jenkins/project/15/", "view/job", "job/"] {
            assert_eq!(full(nowhere), None, "{nowhere}");
        }
    }

    #[test]
    fn a_branchs_job_is_told_by_its_slashes() {
        let job = JobName::from_address("job/org/job/app/job/feature%252Fx/").unwrap();
        assert_eq!(job.full().unwrap(), "org/app/feature%2Fx");
        assert_eq!(job.shown().unwrap(), "org/app/feature/x");
        assert_eq!(job.folder().unwrap(), "org/app");
        assert_eq!(job.branch().unwrap(), "feature/x");
    }

    #[test]
    fn an_address_leads_back_to_the_job() {
        for full in ["app", "a/My App/50%", "org/app/feature%2Fx", "a/view/job"] {
            let job = JobName::from_full(full);
            assert_eq!(JobName::from_address(&job.address()), Some(job.clone()), "{full}");
            assert_eq!(job.full().unwrap(), full);
        }
        assert_eq!(JobName::from_full("org/feature%2Fx").address(), "job/org/job/feature%252Fx/");
        assert_eq!(JobName::root().address(), "");
    }

    #[test]
    fn another_jobs_branch_is_not_guessed() {
        let job = JobName::from_address("job/app/job/main/").unwrap();
        assert_eq!((job.branch(), job.folder().unwrap()), (None, "app".to_owned()));
        let top = JobName::from_name("app".to_owned());
        assert_eq!((top.branch(), top.folder().unwrap()), (None, "app".to_owned()));
    }
}
