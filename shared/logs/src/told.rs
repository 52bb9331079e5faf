//! How much of a log is told at once.

use std::io;

use bytes::{Bytes, BytesMut};
use collect::Failure;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt, future, stream};

use crate::absent::Absent;
use crate::raw::Raw;
use crate::text::{Text, open_end, unfinished};

/// The largest part of a log that is told, in bytes.
pub const LARGEST: u64 = 64 * 1024 * 1024;
/// How much of a log that runs is told at once, in bytes: how it ends is looked at before it is told.
const PIECE: u64 = 4 * 1024 * 1024;
/// What stands at the end of a log that is longer.
const MARK: &str = "\n[Signalbox: this log is longer than 64 MB; the rest is not shown]\n";

/// A log, or the part of it that was asked for.
pub struct Told {
    /// Whether that is all.
    pub state: State,
    /// Where to go on: how many of the provider's bytes have been told so far.
    pub next: u64,
    /// Text, piece by piece. One that breaks off ends with an error.
    pub body: BoxStream<'static, io::Result<Bytes>>,
}

/// Whether a log has been told to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// To its end.
    Complete,
    /// As far as it goes; more will come.
    Running,
    /// As far as is told at all; its last line says so.
    Cut,
    /// As far as one answer goes; the rest is to be asked for.
    More,
}

impl State {
    /// The word for it in a header.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Running => "running",
            Self::Cut => "cut",
            Self::More => "more",
        }
    }

    fn at_end(raw: &Raw) -> Self {
        if raw.is_running { Self::Running } else { Self::Complete }
    }
}

/// Tells a log that begins at `offset`: at most `limit` bytes at once, and [`LARGEST`] of it in all.
pub(crate) async fn tell(raw: Raw, offset: u64, limit: u64) -> Result<Told, Absent> {
    let room = LARGEST.saturating_sub(offset);
    let limit = if raw.is_running { limit.min(PIECE) } else { limit };
    match raw.length {
        _ if room == 0 => Ok(Told { state: State::Cut, next: offset, body: mark() }),
        Some(length) if limit >= room => Ok(pass_on(raw, offset, length, room)),
        _ => gather(raw, offset, limit.min(room), room).await,
    }
}

/// The log as it comes: how long it is is known before.
fn pass_on(raw: Raw, offset: u64, length: u64, room: u64) -> Told {
    let state = if length > room { State::Cut } else { State::at_end(&raw) };
    let text = Text::new(raw.has_notes, offset == 0);
    let bytes = first(raw.stream, length.min(room));
    let body = stream::unfold((bytes, Some(text)), |(mut bytes, text)| async move {
        let mut text = text?;
        match bytes.next().await {
            Some(Ok(chunk)) => Some((Ok(text.push(&chunk)), (bytes, Some(text)))),
            Some(Err(error)) => Some((Err(error), (bytes, None))),
            None => Some((Ok(text.end()), (bytes, None))),
        }
    });
    let body = if state == State::Cut { body.chain(mark()).boxed() } else { body.boxed() };
    Told { state, next: offset + length.min(room), body }
}

/// A piece of the log, ending with a line where it can.
async fn gather(mut raw: Raw, offset: u64, limit: u64, room: u64) -> Result<Told, Absent> {
    let mut bytes = BytesMut::new();
    let mut is_whole = true;
    while let Some(chunk) = raw.stream.next().await {
        let chunk = chunk.map_err(|error| {
            Absent::Provider(error.downcast().unwrap_or_else(|error| Failure::Unavailable(error.to_string())))
        })?;
        bytes.extend_from_slice(&chunk);
        if bytes.len() as u64 > limit {
            is_whole = false;
            break;
        }
    }
    let state = match is_whole {
        true => State::at_end(&raw),
        false if limit == room => State::Cut,
        false => State::More,
    };
    if !is_whole {
        bytes.truncate(piece(&bytes, usize::try_from(limit).unwrap_or(usize::MAX)));
    } else if raw.is_running {
        bytes.truncate(bytes.len() - open_end(&bytes, raw.has_notes));
    }
    let mut text = Text::new(raw.has_notes, offset == 0);
    let told = [text.push(&bytes), text.end()].into_iter().map(Ok);
    let body = stream::iter(told).boxed();
    let body = if state == State::Cut { body.chain(mark()).boxed() } else { body };
    Ok(Told { state, next: offset + bytes.len() as u64, body })
}

/// Where to end a piece of at most so many bytes: after its last line, or where it has none after a character.
fn piece(bytes: &[u8], limit: usize) -> usize {
    let bytes = &bytes[..limit.min(bytes.len())];
    let line = bytes.iter().rposition(|it| *it == b'\n').map(|it| it + 1);
    line.unwrap_or(bytes.len() - unfinished(bytes)).max(1)
}

fn first(bytes: BoxStream<'static, io::Result<Bytes>>, limit: u64) -> BoxStream<'static, io::Result<Bytes>> {
    let mut left = limit;
    let cut = bytes.try_filter_map(move |mut chunk| {
        chunk.truncate(usize::try_from(left).unwrap_or(usize::MAX));
        left -= chunk.len() as u64;
        future::ready(Ok(Some(chunk)))
    });
    // An empty piece is the first one beyond the limit: nothing more is read.
    cut.try_take_while(|it| future::ready(Ok(!it.is_empty()))).boxed()
}

fn mark() -> BoxStream<'static, io::Result<Bytes>> {
    stream::iter([Ok(Bytes::from_static(MARK.as_bytes()))]).boxed()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A log of so many bytes that come a few at a time.
    fn raw(length: u64, is_told: bool) -> Raw {
        let chunk = Bytes::from("0123456789abcde\n".repeat(4096));
        let chunks = length.div_ceil(chunk.len() as u64);
        let stream = stream::iter(0..chunks).map(move |_| Ok(chunk.clone())).boxed();
        Raw { stream: first(stream, length), length: is_told.then_some(length), is_running: false, has_notes: false }
    }

    async fn size(told: Told) -> (State, u64, usize, bool) {
        let body: Vec<Bytes> = told.body.try_collect().await.unwrap();
        let length = body.iter().map(Bytes::len).sum();
        (told.state, told.next, length, body.last().is_some_and(|it| it.ends_with(b"not shown]\n")))
    }

    #[tokio::test]
    async fn a_log_is_told_whole_up_to_its_largest() {
        for is_told in [true, false] {
            let told = size(tell(raw(LARGEST, is_told), 0, LARGEST).await.unwrap()).await;
            assert_eq!(told, (State::Complete, LARGEST, 64 * 1024 * 1024, false));
            let (state, next, length, is_marked) =
                size(tell(raw(LARGEST + 1, is_told), 0, LARGEST).await.unwrap()).await;
            assert_eq!((state, next, is_marked), (State::Cut, LARGEST, true));
            assert_eq!(length, 64 * 1024 * 1024 + MARK.len());
        }
        let told = size(tell(raw(10, true), LARGEST, LARGEST).await.unwrap()).await;
        assert_eq!(told, (State::Cut, LARGEST, MARK.len(), true));
    }

    #[tokio::test]
    async fn a_log_that_is_told_in_pieces_is_told_whole() {
        let (mut offset, mut pieces) = (0, 0);
        loop {
            let log = raw(100_000, true);
            let rest = Raw { stream: crate::raw::skip(log.stream, offset), length: Some(100_000 - offset), ..log };
            let (state, next, length, _) = size(tell(rest, offset, 30_001).await.unwrap()).await;
            assert_eq!(next - offset, length as u64);
            (offset, pieces) = (next, pieces + 1);
            if state == State::Complete {
                break;
            }
            assert_eq!((state, next % 16), (State::More, 0), "a piece ends with a line");
        }
        assert_eq!((offset, pieces), (100_000, 4));
    }

    #[tokio::test]
    async fn what_a_log_that_runs_has_not_told_whole_is_told_with_the_rest() {
        let log = "\x1b[8mha:AAAA=\x1b[0mżó\n".as_bytes();
        for cut in 0..=log.len() {
            let (mut text, mut offset) = (Vec::new(), 0);
            for (end, is_running) in [(cut, true), (log.len(), false)] {
                let so_far = Bytes::copy_from_slice(&log[..end]);
                let raw = Raw { is_running, has_notes: true, ..Raw::of_bytes(&so_far, offset) };
                let told = tell(raw, offset, LARGEST).await.unwrap();
                offset = told.next;
                text.extend(told.body.try_collect::<Vec<_>>().await.unwrap().concat());
            }
            assert_eq!((String::from_utf8(text).unwrap().as_str(), offset), ("żó\n", log.len() as u64), "{cut}");
        }
    }

    #[test]
    fn a_piece_without_a_line_ends_after_a_character() {
        assert_eq!(piece("aaż".as_bytes(), 3), 2);
        assert_eq!(piece("aaaa".as_bytes(), 3), 3);
        assert_eq!(piece("ż".as_bytes(), 1), 1, "a piece is never empty");
    }
}
