//! The repository's files, for the tests that hold house rules.

#![allow(dead_code, reason = "not every test file looks at everything")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository's root")
}

/// What is in a folder, in order.
pub(crate) fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("the folder is there").map(|it| it.expect("an entry").path()).collect();
    paths.sort();
    paths
}

/// A path's last part.
pub(crate) fn name(path: &Path) -> String {
    path.file_name().and_then(|it| it.to_str()).expect("a name in UTF-8").to_owned()
}

/// All files below the folders with one of the endings, what is built or installed left out.
pub(crate) fn files(folders: &[&str], endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut todo: Vec<_> = folders.iter().map(|it| root().join(it)).collect();
    while let Some(path) = todo.pop() {
        let skipped = ["target", "node_modules", "dist", ".git", ".signalbox"].contains(&name(&path).as_str());
        if path.is_dir() && !skipped {
            todo.extend(entries(&path));
        } else if endings.iter().any(|it| name(&path).ends_with(it)) {
            found.push(path);
        }
    }
    assert!(!found.is_empty(), "no files in {folders:?}");
    found
}

/// The names of all functions.
pub(crate) fn functions() -> BTreeSet<String> {
    entries(&root().join("functions")).iter().map(|it| name(it)).collect()
}
