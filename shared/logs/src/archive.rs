//! The archive of a run's logs. It is read as if an enemy had made it: nothing is written anywhere, names are labels, and
//! what is out of proportion is refused before it is unpacked.

use std::io::{Cursor, Read};

use bytes::Bytes;
use zip::ZipArchive;
use zip::read::ZipFile;

/// The largest archive, in bytes.
pub(crate) const LARGEST: usize = 32 * 1024 * 1024;
/// How many files it may hold.
const ENTRIES: usize = 2_000;
/// The largest file in it, in bytes.
const ENTRY: u64 = 16 * 1024 * 1024;
/// How much all files may be together, in bytes.
const TOTAL: u64 = 64 * 1024 * 1024;
/// How many bytes may come of one.
const RATIO: u64 = 200;
/// Below this size the proportion says nothing, in bytes.
const SMALL: u64 = 64 * 1024;

/// Why an archive is not unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refused(pub(crate) &'static str);

/// The text of a run's jobs, one after another, each under its name.
pub(crate) fn text_of(archive: &Bytes) -> Result<Bytes, Refused> {
    let mut archive = ZipArchive::new(Cursor::new(archive)).map_err(|_| Refused("it is no archive"))?;
    if archive.len() > ENTRIES {
        return Err(Refused("it holds more than 2,000 files"));
    }
    let mut text = Vec::new();
    for (index, title) in jobs(&mut archive)? {
        let entry = archive.by_index(index).map_err(|_| Refused("a file in it cannot be read"))?;
        text.extend_from_slice(format!("==> {title}\n").as_bytes());
        unpack(entry, &mut text)?;
        text.push(b'\n');
    }
    Ok(text.into())
}

/// The files to tell, in order, with a title each: those of whole jobs, which stand at the top and begin with their
/// number; an archive without any tells what it has.
fn jobs(archive: &mut ZipArchive<Cursor<&Bytes>>) -> Result<Vec<(usize, String)>, Refused> {
    let (mut found, mut total, mut spans) = (Vec::new(), 0, Vec::new());
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|_| Refused("a file in it cannot be read"))?;
        check(&entry)?;
        total += entry.size();
        if total > TOTAL {
            return Err(Refused("its files are more than 64 MB"));
        }
        spans.push((entry.header_start(), entry.data_start().unwrap_or(0) + entry.compressed_size()));
        if entry.is_file() {
            let name = named(&entry)?;
            let number = name.split('_').next().and_then(|it| it.parse::<u64>().ok());
            found.push((name.contains('/'), number.unwrap_or(u64::MAX), title(&name), index));
        }
    }
    spans.sort_unstable();
    if spans.windows(2).any(|it| it[0].1 > it[1].0) {
        return Err(Refused("files in it overlap"));
    }
    found.sort();
    let has_jobs = found.first().is_some_and(|it| !it.0);
    Ok(found.into_iter().filter(|it| !(has_jobs && it.0)).map(|(_, _, title, index)| (index, title)).collect())
}

fn check<R: Read + ?Sized>(entry: &ZipFile<'_, R>) -> Result<(), Refused> {
    const PACKED: [&str; 7] = [".zip", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".7z"];
    let name = named(entry)?.to_ascii_lowercase();
    match () {
        () if entry.is_symlink() => Err(Refused("it holds a link")),
        () if entry.encrypted() => Err(Refused("it is encrypted")),
        () if PACKED.iter().any(|it| name.ends_with(it)) => Err(Refused("it holds an archive")),
        () if entry.size() > ENTRY => Err(Refused("a file in it is larger than 16 MB")),
        () if entry.size() > SMALL && entry.size() / RATIO > entry.compressed_size() => {
            Err(Refused("a file in it is packed beyond proportion"))
        }
        () => Ok(()),
    }
}

fn named<R: Read + ?Sized>(entry: &ZipFile<'_, R>) -> Result<String, Refused> {
    entry.name().map(Into::into).map_err(|_| Refused("a file in it has no readable name"))
}

/// Unpacks a file, which must be as large as the archive says.
fn unpack<R: Read + ?Sized>(entry: ZipFile<'_, R>, text: &mut Vec<u8>) -> Result<(), Refused> {
    let (told, before) = (entry.size(), text.len());
    let read = entry.take(told + 1).read_to_end(text).map_err(|_| Refused("a file in it is damaged"))?;
    debug_assert_eq!(text.len(), before + read);
    if read as u64 == told { Ok(()) } else { Err(Refused("a file in it is not as large as the archive says")) }
}

/// `2_build (ubuntu).txt` without the number and the ending, on one line.
fn title(name: &str) -> String {
    let name = name.strip_suffix(".txt").unwrap_or(name);
    let name = name.split_once('_').filter(|(it, _)| it.parse::<u64>().is_ok()).map_or(name, |(_, it)| it);
    name.chars().filter(|it| !it.is_control()).take(255).collect()
}
