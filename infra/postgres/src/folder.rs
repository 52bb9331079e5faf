//! The folder a cluster lives in: `data` (PostgreSQL's own), `password`, `postgres.log` and the owner's `lock`.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::account::Account;
use crate::binaries::{Binaries, MAJOR};
use crate::server;

/// A data folder that this process alone uses.
#[derive(Debug)]
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
    pub(crate) account: Account,
    pub(crate) password: String,
    /// Held as long as the cluster lives; the kernel lets go of it when the process dies.
    _lock: Lock,
}

impl Folder {
    /// Takes the folder at `path` and makes a cluster in it if there is none.
    pub(crate) fn open(path: &Path, account: Account, binaries: &Binaries) -> Result<Self> {
        refuse_foreign(path)?;
        fs::create_dir_all(path).with_context(|| format!("could not make the data folder {}", path.display()))?;
        let lock = take(path)?;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
        let password = password(path)?;
        account.own_all(path)?;
        let folder = Self { path: path.to_path_buf(), account, password, _lock: lock };
        folder.make_cluster(binaries)?;
        Ok(folder)
    }

    /// PostgreSQL's own folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    /// Where the server writes what it has to say.
    pub(crate) fn log(&self) -> PathBuf {
        self.path.join("postgres.log")
    }

    /// Makes the cluster under another name first, so that `data` is complete whenever it is there.
    fn make_cluster(&self, binaries: &Binaries) -> Result<()> {
        let data = self.data();
        if data.exists() {
            return check_version(&data);
        }
        let half_made = self.path.join("data.new");
        if half_made.exists() {
            fs::remove_dir_all(&half_made).context("could not remove a half-made cluster")?;
        }
        server::init(binaries, self.account, &half_made, &self.path.join("password"))?;
        fs::rename(&half_made, &data).context("could not put the new cluster in place")?;
        File::open(&self.path)?.sync_all().context("could not write the data folder to disk")
    }
}

/// The folder to use for `wanted`: itself, or one under `fallback` if `account` cannot pass through the folders above.
pub(crate) fn place(wanted: &Path, account: Account, fallback: &Path) -> Result<PathBuf> {
    if account.reaches(wanted) {
        return Ok(wanted.to_path_buf());
    }
    fs::create_dir_all(fallback).with_context(|| format!("could not make the folder {}", fallback.display()))?;
    fs::set_permissions(fallback, fs::Permissions::from_mode(0o755))?;
    let name = hex::encode(&Sha256::digest(wanted.as_os_str().as_encoded_bytes())[..8]);
    let chosen = fallback.join(name);
    if !account.reaches(&chosen) {
        bail!(
            "PostgreSQL does not run as root, and its own user can reach neither {} nor {}",
            wanted.display(),
            chosen.display()
        );
    }
    tracing::warn!(
        wanted = %wanted.display(),
        used = %chosen.display(),
        "PostgreSQL does not run as root and its own user cannot reach the data folder, so another one is used"
    );
    Ok(chosen)
}

fn refuse_foreign(path: &Path) -> Result<()> {
    let Ok(entries) = fs::read_dir(path) else { return Ok(()) };
    let names: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.file_name()).collect();
    if !names.is_empty() && !names.iter().any(|name| name == "lock") {
        bail!("{} is not empty and is not a data folder of this program; name an empty one", path.display());
    }
    Ok(())
}

/// The owner's lock on a folder.
#[derive(Debug)]
struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Said outright, because a child that is just being started shares the open file until it runs its own program,
        // and closing ours alone would not let go of it. Where it fails, closing follows.
        let _ = self.0.unlock();
    }
}

fn take(path: &Path) -> Result<Lock> {
    let lock = OpenOptions::new().create(true).append(true).mode(0o600).open(path.join("lock"));
    let lock = lock.with_context(|| format!("could not open the lock of {}", path.display()))?;
    match lock.try_lock() {
        Ok(()) => Ok(Lock(lock)),
        Err(TryLockError::WouldBlock) => bail!("another process already uses the data folder {}", path.display()),
        Err(TryLockError::Error(error)) => Err(error).context("could not lock the data folder"),
    }
}

/// The password of the folder, made at first use. It is 32 random bytes, so nothing is gained by stretching it.
fn password(path: &Path) -> Result<String> {
    let file = path.join("password");
    if let Ok(known) = fs::read_to_string(&file) {
        let known = known.trim();
        if !known.is_empty() {
            return Ok(known.to_owned());
        }
    }
    if path.join("data").exists() {
        bail!("the data folder {} has lost its `password` file; put it back, or move the folder away", path.display());
    }
    let made = hex::encode(rand::random::<[u8; 32]>());
    let mut new = OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&file)?;
    new.write_all(made.as_bytes())?;
    new.sync_all()?;
    Ok(made)
}

fn check_version(data: &Path) -> Result<()> {
    let known = fs::read_to_string(data.join("PG_VERSION"));
    let complete = data.join("global/pg_control").is_file();
    match known.as_deref().map(str::trim) {
        Ok(MAJOR) if complete => Ok(()),
        Ok(version) if complete => bail!(
            "{} holds data of PostgreSQL {version}, and this program runs PostgreSQL {MAJOR}; move the folder away, or give a database of your own with DATABASE_URL",
            data.display()
        ),
        _ => bail!("{} is not a complete PostgreSQL cluster; move it away to start with an empty one", data.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_other_things_in_it_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("holiday.jpg"), "").unwrap();
        let error = refuse_foreign(folder.path()).unwrap_err().to_string();
        assert!(error.contains("is not empty and is not a data folder"), "{error}");
    }

    #[test]
    fn a_cluster_of_another_major_version_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("global")).unwrap();
        fs::write(folder.path().join("global/pg_control"), "").unwrap();
        fs::write(folder.path().join("PG_VERSION"), "16\n").unwrap();
        let error = check_version(folder.path()).unwrap_err().to_string();
        assert!(error.contains("holds data of PostgreSQL 16, and this program runs PostgreSQL 17"), "{error}");
    }

    #[test]
    fn a_half_made_cluster_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("PG_VERSION"), "17\n").unwrap();
        let error = check_version(folder.path()).unwrap_err().to_string();
        assert!(error.contains("is not a complete PostgreSQL cluster"), "{error}");
    }
}
