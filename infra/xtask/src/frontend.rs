//! Installs the front end's packages and builds the page, each only when something changed.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::progress::say;
use crate::workspace::{Workspace, run};

/// Folders of the front end that its page is not built from.
const NOT_SOURCES: [&str; 4] = ["node_modules", "dist", "e2e", "coverage"];

/// Installs the packages that the lock file names, unless they are the ones installed.
pub(crate) fn install(workspace: &Workspace) -> Result<()> {
    let frontend = workspace.frontend();
    let lock = fs::read(frontend.join("package-lock.json")).context("could not read the front end's lock file")?;
    let wanted = hex::encode(Sha256::digest(&lock));
    let stamp = frontend.join("node_modules/.installed");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    say("installing the front end's packages");
    // `npm ci` insists that the lock file names the packages of every platform, which not every registry carries.
    run(&mut workspace.npm(&["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"]))?;
    fs::write(stamp, wanted).context("could not note what was installed")
}

/// Builds the page, unless nothing it is built from changed, and gives its folder.
pub(crate) fn build(workspace: &Workspace) -> Result<PathBuf> {
    let page = workspace.frontend().join("dist");
    let wanted = fingerprint(&workspace.frontend())?;
    let stamp = workspace.state("page")?;
    let built = fs::read_to_string(&stamp).is_ok_and(|built| built == wanted);
    if !(built && page.join("index.html").is_file()) {
        say("building the page");
        build_anew(workspace)?;
    }
    Ok(page)
}

/// Builds the page, whether or not anything changed.
pub(crate) fn build_anew(workspace: &Workspace) -> Result<()> {
    install(workspace)?;
    let built = fingerprint(&workspace.frontend())?;
    run(&mut workspace.npm(&["run", "build"]))?;
    fs::write(workspace.state("page")?, built).context("could not note what was built")
}

/// A hash over the names and contents of everything the page is built from.
fn fingerprint(frontend: &Path) -> Result<String> {
    let mut files = Vec::new();
    collect(frontend, &mut files).context("could not look through the front end's sources")?;
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        let bytes = fs::read(&file).with_context(|| format!("could not read {}", file.display()))?;
        hash.update(file.as_os_str().as_encoded_bytes());
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    }
    Ok(hex::encode(hash.finalize()))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let skipped = NOT_SOURCES.iter().any(|name| entry.file_name() == *name);
        let kind = entry.file_type()?;
        if kind.is_dir() && !skipped {
            collect(&entry.path(), files)?;
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sources_change_the_fingerprint() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("src")).unwrap();
        fs::create_dir_all(folder.path().join("dist")).unwrap();
        fs::write(folder.path().join("src/main.ts"), "1").unwrap();
        let before = fingerprint(folder.path()).unwrap();

        fs::write(folder.path().join("dist/index.html"), "built").unwrap();
        assert_eq!(fingerprint(folder.path()).unwrap(), before);

        fs::write(folder.path().join("src/main.ts"), "2").unwrap();
        assert_ne!(fingerprint(folder.path()).unwrap(), before);
    }
}
