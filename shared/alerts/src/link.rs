//! Addresses that may become links.

use std::fmt;

/// The longest address that becomes a link, in bytes. Slack takes 3,000.
const LONGEST: usize = 2_000;

/// An address that leads to a web page and to nothing else: whole, in plain letters, and without a name and password in
/// it that would let it seem to lead elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link(String);

impl Link {
    /// The address, if it may become a link.
    pub fn new(address: &str) -> Option<Self> {
        let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let is_host = host.starts_with(|it: char| it.is_ascii_alphanumeric() || it == '[')
            && host.bytes().all(|it| it.is_ascii_alphanumeric() || b".-_:[]".contains(&it));
        let is_plain = address.bytes().all(|it| it.is_ascii_graphic() && !b"<>\"'`|\\^{}".contains(&it));
        (is_host && is_plain && address.len() <= LONGEST).then(|| Self(address.to_owned()))
    }

    /// The page of a build in the dashboard at `public_url`, which has no slash at its end.
    pub fn to_build(public_url: &str, build_id: i64) -> Option<Self> {
        Self::new(&format!("{public_url}/b/{build_id}"))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Link;

    #[test]
    fn only_plain_addresses_of_pages_become_links() {
        let good = [
            "https://github.com/acme/api/actions/runs/1",
            "http://127.0.0.1:8080/b/7",
            "https://[::1]:8080/",
            "https://jenkins/job/a%20b/3/?x=1&y=2#z",
        ];
        let bad = [
            "",
            "javascript:alert(1)",
            "https://",
            "https:///path",
            "https://github.com@evil.example/",
            "https://a b",
            "https://a/\r\nBcc: x",
            "https://a/|x",
            "https://a/<!channel>",
            "https://a/\"onclick=",
            "//a/b",
            "ftp://a/b",
            "https://ä/",
        ];
        assert!(good.into_iter().all(|it| Link::new(it).is_some_and(|link| link.as_str() == it)));
        assert_eq!(bad.into_iter().filter(|it| Link::new(it).is_some()).collect::<Vec<_>>(), [""; 0]);
        assert!(Link::new(&format!("https://a/{}", "x".repeat(2_000))).is_none());
    }
}
