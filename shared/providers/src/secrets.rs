//! The secrets a provider may prove itself with.

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

/// The secrets of one provider. Several are valid at once, so that one can be replaced without losing a delivery.
#[derive(Clone, Default)]
pub struct Secrets(Vec<String>);

impl Secrets {
    /// Reads a comma list. Blanks around a secret and empty entries are dropped; none left means that every delivery
    /// is refused.
    pub fn parse(list: &str) -> Self {
        let secrets = list.split(',').map(str::trim).filter(|it| !it.is_empty());
        Self(secrets.map(str::to_owned).collect())
    }

    /// Whether there is nothing to compare with.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether any of the secrets equals `given`.
    ///
    /// Takes as long for a near miss as for any other: digests are compared, in constant time, with every secret.
    pub(crate) fn contain(&self, given: &[u8]) -> bool {
        let given = Sha256::digest(given);
        let found = self.0.iter().fold(Choice::from(0), |found, secret| {
            found | Sha256::digest(secret.as_bytes()).as_slice().ct_eq(given.as_slice())
        });
        found.into()
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({} kept quiet)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_secret_of_the_list_counts() {
        let secrets = Secrets::parse(" old , new,, ");
        assert!(secrets.contain(b"old"));
        assert!(secrets.contain(b"new"));
        assert!(!secrets.contain(b""));
        assert!(!secrets.contain(b"old , new"));
    }

    #[test]
    fn an_empty_list_holds_nothing() {
        for list in ["", " ", ",", " , ,"] {
            let secrets = Secrets::parse(list);
            assert!(secrets.is_empty());
            assert!(!secrets.contain(b""));
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        assert_eq!(format!("{:?}", Secrets::parse("hush,quiet")), "Secrets(2 kept quiet)");
    }
}
