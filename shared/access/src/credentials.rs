//! Where a request shows what it has.

use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE};

/// The cookie of a session that was begun over plain HTTP.
pub const SESSION: &str = "signalbox_session";
/// The cookie of a session that was begun over HTTPS: its prefix makes browsers insist on that.
pub const SESSION_OF_HTTPS: &str = "__Host-signalbox_session";

/// The token of an `Authorization: Bearer` header; an empty one where the header says something else.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get(AUTHORIZATION)?.to_str().unwrap_or_default();
    let (scheme, token) = text.split_once(' ').unwrap_or_default();
    Some(if scheme.eq_ignore_ascii_case("bearer") { token.trim() } else { "" })
}

/// The values of our cookies. There may be several: other hosts of the same name on other ports share them.
pub(crate) fn sessions(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|it| it.to_str().ok());
    let pairs = cookies.flat_map(|it| it.split(';')).filter_map(|it| it.trim().split_once('='));
    pairs.filter(|(name, _)| [SESSION, SESSION_OF_HTTPS].contains(name)).map(|(_, value)| value)
}
