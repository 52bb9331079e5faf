//! A provider's bytes as text that can be shown.

use bytes::Bytes;

/// How a hidden note of Jenkins begins.
const NOTE: &[u8] = b"\x1b[8mha:";
/// How it ends.
const NOTE_END: &[u8] = b"\x1b[0m";
/// What some logs begin with.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Makes valid UTF-8 of bytes that come in pieces, and leaves Jenkins' hidden notes out.
pub(crate) struct Text {
    /// What may be the beginning of something longer.
    rest: Vec<u8>,
    has_notes: bool,
    in_note: bool,
    is_first: bool,
}

impl Text {
    /// `at_start` says that the bytes are the log's first.
    pub(crate) fn new(has_notes: bool, at_start: bool) -> Self {
        Self { rest: Vec::new(), has_notes, in_note: false, is_first: at_start }
    }

    /// The text of the next bytes, as far as it is certain.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Bytes {
        self.rest.extend_from_slice(bytes);
        if self.is_first && self.rest.len() >= BYTE_ORDER_MARK.len() {
            self.is_first = false;
            if self.rest.starts_with(BYTE_ORDER_MARK) {
                self.rest.drain(..BYTE_ORDER_MARK.len());
            }
        }
        let (shown, kept) =
            if self.has_notes { self.without_notes() } else { (std::mem::take(&mut self.rest), Vec::new()) };
        let certain = shown.len() - if kept.is_empty() { unfinished(&shown) } else { 0 };
        self.rest = [&shown[certain..], &kept].concat();
        safe(&shown[..certain])
    }

    /// The text of what was held back. A note that does not end is no text.
    pub(crate) fn end(&mut self) -> Bytes {
        let rest = std::mem::take(&mut self.rest);
        if self.in_note { Bytes::new() } else { safe(&rest) }
    }

    /// What stands outside of notes, and what may be the beginning of a mark.
    fn without_notes(&mut self) -> (Vec<u8>, Vec<u8>) {
        let bytes = std::mem::take(&mut self.rest);
        let (mut shown, mut at) = (Vec::with_capacity(bytes.len()), 0);
        loop {
            let mark = if self.in_note { NOTE_END } else { NOTE };
            let rest = &bytes[at..];
            let Some(found) = find(rest, mark) else {
                let kept = begun(rest, mark);
                if !self.in_note {
                    shown.extend_from_slice(&rest[..rest.len() - kept]);
                }
                return (shown, rest[rest.len() - kept..].to_vec());
            };
            if !self.in_note {
                shown.extend_from_slice(&rest[..found]);
            }
            at += found + mark.len();
            self.in_note = !self.in_note;
        }
    }
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(escape) = bytes[from..].iter().position(|it| *it == mark[0]) {
        if bytes[from + escape..].starts_with(mark) {
            return Some(from + escape);
        }
        from += escape + 1;
    }
    None
}

/// How many of the last bytes may be the beginning of a mark.
fn begun(bytes: &[u8], mark: &[u8]) -> usize {
    (1..mark.len().min(bytes.len() + 1)).rev().find(|it| bytes.ends_with(&mark[..*it])).unwrap_or(0)
}

/// How many of the last bytes of a log that grows cannot be told yet: a hidden note or a character that is not whole.
pub(crate) fn open_end(bytes: &[u8], has_notes: bool) -> usize {
    if !has_notes {
        return unfinished(bytes);
    }
    let note = bytes.windows(NOTE.len()).rposition(|it| it == NOTE);
    let note = note.filter(|it| find(&bytes[*it..], NOTE_END).is_none());
    note.map_or_else(|| begun(bytes, NOTE).max(unfinished(bytes)), |it| bytes.len() - it)
}

/// How many of the last bytes are a character that is not whole yet.
pub(crate) fn unfinished(bytes: &[u8]) -> usize {
    let tail = &bytes[bytes.len().saturating_sub(3)..];
    let Some(lead) = tail.iter().rposition(|it| it & 0b1100_0000 != 0b1000_0000) else { return 0 };
    let length = match tail[lead] {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => 1,
    };
    let present = tail.len() - lead;
    if present < length { present } else { 0 }
}

fn safe(bytes: &[u8]) -> Bytes {
    Bytes::from(String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(bytes: &[u8], size: usize, has_notes: bool) -> String {
        let mut text = Text::new(has_notes, true);
        let mut out: Vec<u8> = bytes.chunks(size).flat_map(|it| text.push(it)).collect();
        out.extend_from_slice(&text.end());
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn pieces_of_any_size_make_the_same_text() {
        let log = "\u{feff}\u{1b}[32mżółw 🐢\u{1b}[0m\n".as_bytes();
        for size in 1..=log.len() {
            assert_eq!(whole(log, size, false), "\u{1b}[32mżółw 🐢\u{1b}[0m\n", "{size}");
        }
        let odd = b"a\xff\xe2\x82b\xf0\x9f";
        for size in 1..=odd.len() {
            assert_eq!(whole(odd, size, false), "a\u{fffd}\u{fffd}b\u{fffd}", "{size}");
        }
    }

    #[test]
    fn hidden_notes_are_left_out_and_colours_stay() {
        let log = b"\x1b[8mha:////4AAA=\x1b[0mStarted\n\x1b[8mx\x1b[0m \x1b[31mred\x1b[0m\n\x1b[8mha:endless";
        for size in 1..=log.len() {
            assert_eq!(whole(log, size, true), "Started\n\x1b[8mx\x1b[0m \x1b[31mred\x1b[0m\n", "{size}");
        }
        assert_eq!(whole(b"ends in \x1b[8m", 3, true), "ends in \x1b[8m");
    }
}
