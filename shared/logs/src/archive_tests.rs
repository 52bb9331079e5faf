//! Archives that somebody made to do harm: refused, each in bounded memory, and nothing breaks down.

use std::io::{Cursor, Write as _};

use bytes::Bytes;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::archive::{Refused, text_of};

/// The signature of an entry in the central directory.
const CENTRAL: &[u8] = b"PK\x01\x02";
/// The signature before a file's data.
const LOCAL: &[u8] = b"PK\x03\x04";
/// The signature at the end.
const END: &[u8] = b"PK\x05\x06";

fn options(method: CompressionMethod) -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(method)
}

fn packed(files: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, options(method)).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn refused(archive: Vec<u8>) -> &'static str {
    text_of(&Bytes::from(archive)).expect_err("it is refused").0
}

/// Where a signature stands, each time.
fn places(archive: &[u8], signature: &[u8]) -> Vec<usize> {
    (0..archive.len().saturating_sub(3)).filter(|it| archive[*it..].starts_with(signature)).collect()
}

/// Writes a number over the bytes at a distance from a signature.
fn patch(archive: &mut [u8], signature: &[u8], distance: usize, number: u32) {
    for place in places(archive, signature) {
        archive[place + distance..place + distance + 4].copy_from_slice(&number.to_le_bytes());
    }
}

/// Makes every file claim to be so large once it is unpacked.
fn claim(archive: &mut [u8], size: u32) {
    patch(archive, CENTRAL, 24, size);
    patch(archive, LOCAL, 22, size);
}

#[test]
fn jobs_are_told_one_after_another_by_their_number() {
    let archive = packed(
        &[
            ("10_deploy.txt", b"third"),
            ("build/1_Set up job.txt", b"a step, told with its job"),
            ("2_test (ubuntu).txt", b"second\n"),
            ("0_build.txt", b"first"),
        ],
        CompressionMethod::Deflated,
    );
    let text = text_of(&archive.into()).unwrap();
    assert_eq!(text, "==> build\nfirst\n==> test (ubuntu)\nsecond\n\n==> deploy\nthird\n");
    let steps = packed(&[("build/2_b.txt", b"b"), ("build/1_a.txt", b"a")], CompressionMethod::Stored);
    assert!(text_of(&steps.into()).unwrap().starts_with(b"==> build"), "steps alone are told too");
}

#[test]
fn bombs_are_refused_before_they_are_unpacked() {
    let zeros = vec![0; 17 * 1024 * 1024];
    let bomb = |size: usize| packed(&[("0_a.txt", &zeros[..size])], CompressionMethod::Deflated);
    assert_eq!(refused(bomb(zeros.len())), "a file in it is larger than 16 MB");
    assert_eq!(refused(bomb(10 * 1024 * 1024)), "a file in it is packed beyond proportion");
    let mut many = packed(
        &[("a.txt", b"a"), ("b.txt", b"b"), ("c.txt", b"c"), ("d.txt", b"d"), ("e.txt", b"e")],
        CompressionMethod::Stored,
    );
    claim(&mut many, 60 * 1024);
    assert_eq!(refused(many), "a file in it is not as large as the archive says");
}

#[test]
fn files_that_are_much_together_are_refused() {
    let stored: Vec<(String, Vec<u8>)> =
        (0..5).map(|it| (format!("{it}_a.txt"), vec![b'x'; 14 * 1024 * 1024])).collect();
    let files: Vec<(&str, &[u8])> = stored.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    assert_eq!(refused(packed(&files, CompressionMethod::Stored)), "its files are more than 64 MB");
}

#[test]
fn a_file_that_is_larger_than_it_says_is_refused() {
    let lines: Vec<String> = (0..10_000).map(|it| format!("line {it}")).collect();
    let lines = lines.join("\n");
    let mut archive = packed(&[("0_a.txt", lines.as_bytes())], CompressionMethod::Deflated);
    let length = u32::try_from(lines.len()).unwrap();
    for size in [0, 10, length - 1, length + 1] {
        claim(&mut archive, size);
        let reason = refused(archive.clone());
        assert!(reason.contains("as large as the archive says") || reason.contains("damaged"), "{size}: {reason}");
    }
}

#[test]
fn files_that_share_their_bytes_are_refused() {
    let mut archive = packed(&[("0_a.txt", b"aaaa"), ("1_b.txt", b"bbbb")], CompressionMethod::Stored);
    // Both entries lead to the first file.
    patch(&mut archive, CENTRAL, 42, 0);
    assert_eq!(refused(archive), "files in it overlap");
}

#[test]
fn links_archives_and_crowds_are_refused() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_symlink("0_a.txt", "/etc/passwd", options(CompressionMethod::Stored)).unwrap();
    assert_eq!(refused(writer.finish().unwrap().into_inner()), "it holds a link");
    for name in ["a.zip", "logs/b.TAR.GZ", "c.7z"] {
        assert_eq!(refused(packed(&[(name, b"x")], CompressionMethod::Stored)), "it holds an archive", "{name}");
    }
    let names: Vec<String> = (0..2_001).map(|it| format!("{it}_a.txt")).collect();
    let crowd = |count: usize| {
        let files: Vec<(&str, &[u8])> = names[..count].iter().map(|it| (it.as_str(), &b""[..])).collect();
        packed(&files, CompressionMethod::Stored)
    };
    assert_eq!(refused(crowd(2_001)), "it holds more than 2,000 files");
    assert!(text_of(&crowd(2_000).into()).is_ok());
}

#[test]
fn names_are_labels() {
    let archive = packed(&[("../../etc/0_passwd\u{1b}[2J\n.txt", b"x")], CompressionMethod::Stored);
    assert_eq!(text_of(&archive.into()), Ok(Bytes::from("==> ../../etc/0_passwd[2J\nx\n")));
}

#[test]
fn no_damage_breaks_anything() {
    let whole = packed(&[("0_a.txt", b"one one one one"), ("1_b.txt", b"two")], CompressionMethod::Deflated);
    for length in 0..whole.len() {
        assert!(text_of(&Bytes::copy_from_slice(&whole[..length])).is_err(), "cut after {length}");
    }
    let mut answers = 0;
    for place in 0..whole.len() {
        for value in [0x00, 0x01, 0x7f, 0xff] {
            let mut damaged = whole.clone();
            damaged[place] ^= value;
            answers += usize::from(text_of(&damaged.into()).is_ok());
        }
    }
    assert!(answers >= whole.len(), "an archive without damage among them is read");
}

#[test]
fn an_end_that_lies_about_how_much_there_is_is_refused() {
    let whole = packed(&[("0_a.txt", b"one")], CompressionMethod::Stored);
    let end = places(&whole, END)[0];
    for (distance, bytes) in [(8, 4), (12, 4), (16, 4), (8, 12)] {
        let mut lying = whole.clone();
        lying[end + distance..end + distance + bytes].fill(0xff);
        // Where only a length is wrong that nobody needs, the truth is told.
        let told = text_of(&lying.into());
        assert!(told.is_err() || told == Ok(Bytes::from("==> a\none\n")), "{distance}+{bytes}");
    }
    // The end of a large archive that claims 2^63 entries.
    let mut large = b"PK\x06\x06".to_vec();
    large.extend([44, 0, 0, 0, 0, 0, 0, 0, 45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    large.extend([0xff; 8].iter().chain(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]).chain(&[0; 16]));
    large.extend(b"PK\x06\x07\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0");
    large.extend(b"PK\x05\x06\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0");
    assert_eq!(text_of(&large.into()), Err(Refused("it is no archive")));
}
