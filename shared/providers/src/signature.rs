//! HMAC-SHA256, the one signature that providers use.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Whether `tag` signs the parts in their order under `key`; compared in constant time.
pub(crate) fn signs(key: &[u8], parts: &[&[u8]], tag: &[u8]) -> bool {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return false;
    };
    for part in parts {
        mac.update(part);
    }
    mac.verify_slice(tag).is_ok()
}
