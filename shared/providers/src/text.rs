//! Texts from outside, made fit to store and to show.

use crate::Unreadable;

/// How long a name may be, in characters.
pub(crate) const NAME_LIMIT: usize = 255;
/// How long a title may be, in characters.
const TITLE_LIMIT: usize = 500;
/// How long an address may be, in bytes.
const URL_LIMIT: usize = 2000;
/// How long an identity may be, in bytes: it is a key of the database, and an entry of an index holds 2,700.
const IDENTITY_LIMIT: usize = 1000;

/// The text without control characters and outer blanks, cut after `limit` characters; `None` if nothing is left.
pub(crate) fn line(text: &str, limit: usize) -> Option<String> {
    let clean: String = text.chars().filter(|it| !it.is_control()).collect();
    let cut: String = clean.trim().chars().take(limit).collect();
    let cut = cut.trim_end();
    (!cut.is_empty()).then(|| cut.to_owned())
}

/// The first line that says anything.
pub(crate) fn title(text: &str) -> Option<String> {
    text.lines().find_map(|it| line(it, TITLE_LIMIT))
}

/// The address, if a browser may open it: `http` or `https`, a host and no credentials, nothing that breaks a line.
///
/// One that is too long is dropped, because a part of an address leads elsewhere.
pub(crate) fn url(text: &str) -> Option<String> {
    let url = text.trim();
    let fits = url.len() <= URL_LIMIT && !url.chars().any(|it| it.is_control() || it.is_whitespace());
    let (scheme, rest) = url.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let leads = matches!(scheme.as_str(), "http" | "https") && !host.is_empty() && !host.contains('@');
    (fits && leads).then(|| format!("{scheme}://{rest}"))
}

/// An identity made of what was told under `field`. It is refused rather than cut: two that are cut might be equal.
pub(crate) fn identity(text: &str, field: &'static str) -> Result<String, Unreadable> {
    let identity = line(text, usize::MAX).ok_or(Unreadable::Missing(field))?;
    if identity.len() > IDENTITY_LIMIT {
        return Err(Unreadable::TooLong(field));
    }
    Ok(identity)
}

/// The path of an address, without its outer slashes.
pub(crate) fn path_of(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let (_, path) = rest.split_once('/')?;
    let path = path.split(['?', '#']).next()?.trim_matches('/');
    (!path.is_empty()).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_go_and_long_texts_are_cut_between_characters() {
        assert_eq!(line(" a\0b\u{7f}\u{9b}c\r\n", 255).unwrap(), "abc");
        assert_eq!(line("żółw", 3).unwrap(), "żół");
        assert_eq!(line("ab cd", 3).unwrap(), "ab");
        assert_eq!(line("\u{0}\t ", 255), None);
    }

    #[test]
    fn a_title_is_the_first_line_that_says_anything() {
        assert_eq!(title("\n  Fix it\n\nBecause.").unwrap(), "Fix it");
        assert_eq!(title(&"x".repeat(501)).unwrap().len(), 500);
        assert_eq!(title("\r\n"), None);
    }

    #[test]
    fn only_web_addresses_are_kept() {
        assert_eq!(url(" https://ci.example/a?b=c#d ").unwrap(), "https://ci.example/a?b=c#d");
        assert_eq!(url("HTTP://ci.example/A").unwrap(), "http://ci.example/A");
        let too_long = format!("https://ci.example/{}", "a".repeat(2000));
        for bad in [
            "",
            "javascript:alert(1)",
            "javascript://x",
            "ci.example/a",
            "https://",
            "https:///a",
            "https://a b/",
            "https://user:pass@ci.example/",
            "https://ci.example/\u{0}",
            too_long.as_str(),
        ] {
            assert_eq!(url(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_identity_is_never_cut() {
        assert_eq!(identity(" a/b ", "x").unwrap(), "a/b");
        assert_eq!(identity("", "x"), Err(Unreadable::Missing("x")));
        assert_eq!(identity(&"a".repeat(1001), "x"), Err(Unreadable::TooLong("x")));
    }

    #[test]
    fn the_path_of_an_address_has_no_outer_slashes() {
        assert_eq!(path_of("https://h:1/a/b/?c#d"), Some("a/b"));
        assert_eq!(path_of("https://h/"), None);
        assert_eq!(path_of("a/b"), None);
    }
}
