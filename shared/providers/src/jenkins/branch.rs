//! Branches as Jenkins' git plugin tells them.

/// The branch without what git or Jenkins put before its name.
pub(super) fn clean(branch: &str) -> Option<String> {
    let name = branch.strip_prefix("refs/heads/").or_else(|| {
        let tracked = branch.strip_prefix("refs/remotes/").or_else(|| branch.strip_prefix("remotes/"));
        tracked.and_then(|it| it.split_once('/')).map(|(_, name)| name)
    });
    let name = name.or_else(|| branch.strip_prefix("origin/")).unwrap_or(branch);
    // What git says where no branch is checked out.
    (!name.is_empty() && name != "detached").then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_before_the_name_goes() {
        for (told, expected) in [
            ("main", "main"),
            ("origin/master", "master"),
            ("origin/feature/x", "feature/x"),
            ("refs/heads/feature/x", "feature/x"),
            ("refs/remotes/origin/main", "main"),
            ("refs/remotes/upstream/feature/x", "feature/x"),
            ("remotes/origin/main", "main"),
            ("PR-2", "PR-2"),
            ("feature/x", "feature/x"),
        ] {
            assert_eq!(clean(told).as_deref(), Some(expected), "{told}");
        }
        assert_eq!(clean("detached"), None);
        assert_eq!(clean("origin/"), None);
    }
}
