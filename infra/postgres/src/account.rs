//! Who the server runs as: PostgreSQL refuses to run as root.

use std::fs::{self, Metadata};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// The user that PostgreSQL's programs run as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Account {
    /// The user of this process.
    Own,
    /// Another, unprivileged user, because this process is root's.
    Other {
        /// The user's number.
        uid: u32,
        /// The group's number.
        gid: u32,
    },
}

impl Account {
    /// The account for a data folder: its owner's if that is not root, `nobody` for a new one.
    pub(crate) fn for_folder(folder: &Path) -> Result<Self> {
        if !is_root() {
            return Ok(Self::Own);
        }
        match fs::metadata(folder) {
            Ok(found) if found.uid() != 0 => Ok(Self::Other { uid: found.uid(), gid: found.gid() }),
            _ => nobody(),
        }
    }

    /// A command that runs as this account, with nothing of the caller's PostgreSQL settings.
    pub(crate) fn command(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/").env("LC_ALL", "C");
        for name in ["PGDATA", "PGHOST", "PGPORT", "PGOPTIONS", "PGUSER", "PGPASSWORD"] {
            command.env_remove(name);
        }
        if let Self::Other { uid, gid } = self {
            command.uid(uid).gid(gid);
        }
        command
    }

    /// Gives `path` to this account.
    pub(crate) fn own(self, path: &Path) -> Result<()> {
        let Self::Other { uid, gid } = self else { return Ok(()) };
        chown(path, Some(uid), Some(gid)).with_context(|| format!("could not hand {} to user {uid}", path.display()))
    }

    /// Gives `path` and everything below it to this account.
    pub(crate) fn own_all(self, path: &Path) -> Result<()> {
        if self == Self::Own {
            return Ok(());
        }
        self.own(path)?;
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                self.own_all(&entry.path())?;
            } else if entry.file_type()?.is_file() {
                self.own(&entry.path())?;
            }
        }
        Ok(())
    }

    /// Whether this account may pass through every existing folder above `path`.
    pub(crate) fn reaches(self, path: &Path) -> bool {
        let Self::Other { uid, gid } = self else { return true };
        path.ancestors().skip(1).filter_map(|folder| fs::metadata(folder).ok()).all(|found| may_enter(&found, uid, gid))
    }
}

/// Whether this process is root's.
pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Where machine-wide files go for root and personal ones for everybody else.
pub(crate) fn home_or(machine: &str, personal: &str) -> PathBuf {
    if is_root() {
        return PathBuf::from(machine);
    }
    std::env::home_dir().map_or_else(
        || std::env::temp_dir().join(format!("signalbox-{}", rustix::process::geteuid().as_raw())),
        |home| home.join(personal),
    )
}

fn may_enter(folder: &Metadata, uid: u32, gid: u32) -> bool {
    let bit = if folder.uid() == uid {
        0o100
    } else if folder.gid() == gid {
        0o010
    } else {
        0o001
    };
    folder.mode() & bit != 0
}

fn nobody() -> Result<Account> {
    let users = fs::read_to_string("/etc/passwd").context("could not read /etc/passwd to find the user `nobody`")?;
    users.lines().find_map(parse_nobody).context(
        "PostgreSQL does not run as root and this machine has no user `nobody` to run it as; start as another user",
    )
}

fn parse_nobody(line: &str) -> Option<Account> {
    let mut fields = line.strip_prefix("nobody:")?.split(':').skip(1);
    // macOS writes the number as -2.
    let mut number = || fields.next()?.parse::<i64>().ok().and_then(|n| u32::try_from(n & 0xffff_ffff).ok());
    Some(Account::Other { uid: number()?, gid: number()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_read_from_the_user_list() {
        let line = "nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin";
        assert_eq!(parse_nobody(line), Some(Account::Other { uid: 65534, gid: 65533 }));
        let mac = "nobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false";
        assert_eq!(parse_nobody(mac), Some(Account::Other { uid: 4_294_967_294, gid: 4_294_967_294 }));
        assert_eq!(parse_nobody("root:x:0:0:root:/root:/bin/bash"), None);
    }
}
