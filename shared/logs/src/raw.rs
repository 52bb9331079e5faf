//! A log as it comes from its provider.

use std::io;

use bytes::{Buf, Bytes};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt, future, stream};
use reqwest::{Response, StatusCode};

/// A log from some byte on.
pub(crate) struct Raw {
    /// The bytes.
    pub(crate) stream: BoxStream<'static, io::Result<Bytes>>,
    /// How many there are, where that is known.
    pub(crate) length: Option<u64>,
    /// Whether more will come.
    pub(crate) is_running: bool,
    /// Whether it holds Jenkins' hidden notes.
    pub(crate) has_notes: bool,
}

impl Raw {
    /// Nothing, and nothing will come.
    pub(crate) fn empty() -> Self {
        Self::of_bytes(&Bytes::new(), 0)
    }

    /// Bytes that are all there, from one on.
    pub(crate) fn of_bytes(bytes: &Bytes, offset: u64) -> Self {
        let rest = bytes.slice(bytes.len().min(usize::try_from(offset).unwrap_or(usize::MAX))..);
        let length = Some(rest.len() as u64);
        Self { stream: stream::iter([Ok(rest)]).boxed(), length, is_running: false, has_notes: false }
    }

    /// The answer to a request that asked for the bytes from one on; a server need not heed that.
    pub(crate) fn of_response(response: Response, offset: u64) -> Self {
        let left_out = if response.status() == StatusCode::PARTIAL_CONTENT { 0 } else { offset };
        let length = response.content_length().map(|it| it.saturating_sub(left_out));
        let stream = stream::try_unfold(response, |mut response| async {
            let chunk = response.chunk().await.map_err(|_| broken())?;
            Ok(chunk.map(|chunk| (chunk, response)))
        });
        Self { stream: skip(stream.boxed(), left_out), length, is_running: false, has_notes: false }
    }
}

/// The stream without its first bytes.
pub(crate) fn skip(stream: BoxStream<'static, io::Result<Bytes>>, bytes: u64) -> BoxStream<'static, io::Result<Bytes>> {
    let mut left = bytes;
    let rest = stream.try_filter_map(move |mut chunk| {
        let cut = usize::try_from(left).unwrap_or(usize::MAX).min(chunk.len());
        left -= cut as u64;
        chunk.advance(cut);
        future::ready(Ok((!chunk.is_empty()).then_some(chunk)))
    });
    rest.boxed()
}

/// What a stream ends with that breaks: no address and no more than that.
pub(crate) fn broken() -> io::Error {
    io::Error::other("the connection broke before the log was whole")
}
