//! Whether a delivery comes from GitHub.

use domain::Provider;
use http::HeaderMap;

use crate::verified::header;
use crate::{Refused, Secrets, Verified, signature};

const SIGNATURE: &str = "X-Hub-Signature-256";

/// Checks the HMAC-SHA256 of the raw body against every secret.
///
/// The older `X-Hub-Signature` (SHA-1) proves nothing and is not looked at.
pub fn verify(headers: &HeaderMap, body: &[u8], secrets: &Secrets) -> Result<Verified, Refused> {
    if secrets.is_empty() {
        return Err(Refused::NoSecret);
    }
    let told = headers.get(SIGNATURE).ok_or(Refused::Missing(SIGNATURE))?;
    let tag = decode(told.as_bytes()).ok_or(Refused::Wrong(SIGNATURE))?;
    let genuine =
        secrets.iter().fold(false, |genuine, secret| genuine | signature::signs(secret.as_bytes(), &[body], &tag));
    if !genuine {
        return Err(Refused::Wrong(SIGNATURE));
    }
    let event = header(headers, "X-GitHub-Event").unwrap_or_default();
    let key = header(headers, "X-GitHub-Delivery");
    Ok(Verified::new(Provider::Github, &event, key, body))
}

/// The bytes of `sha256=<hex>`, in the one spelling that GitHub uses: another spelling of the same bytes was tampered with.
fn decode(told: &[u8]) -> Option<[u8; 32]> {
    let digits = told.strip_prefix(b"sha256=")?;
    let mut tag = [0; 32];
    let lower = !digits.iter().any(u8::is_ascii_uppercase);
    (lower && hex::decode_to_slice(digits, &mut tag).is_ok()).then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RIGHT: &str = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    const BODY: &[u8] = b"Hello, World!";

    fn headers(signature: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(SIGNATURE, signature.parse().unwrap());
        headers.insert("X-GitHub-Event", "ping".parse().unwrap());
        headers
    }

    fn secrets() -> Secrets {
        Secrets::parse("It's a Secret to Everybody")
    }

    #[test]
    fn githubs_own_example_is_believed() {
        let mut headers = headers(RIGHT);
        headers.insert("X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958".parse().unwrap());
        let delivery = verify(&headers, BODY, &secrets()).unwrap();
        assert_eq!(delivery.event(), "ping");
        assert_eq!(delivery.delivery_key(), "72d3162e-cc78-11e3-81ab-4c9367dc0958");
        assert_eq!(delivery.body(), BODY);
    }

    #[test]
    fn either_secret_is_believed_while_one_replaces_the_other() {
        for list in ["It's a Secret to Everybody,next", "last,It's a Secret to Everybody"] {
            assert!(verify(&headers(RIGHT), BODY, &Secrets::parse(list)).is_ok());
        }
        let others = verify(&headers(RIGHT), BODY, &Secrets::parse("last,next"));
        assert_eq!(others, Err(Refused::Wrong(SIGNATURE)));
    }

    #[test]
    fn without_secret_or_signature_nobody_is_believed() {
        assert_eq!(verify(&headers(RIGHT), BODY, &Secrets::parse(" ,")), Err(Refused::NoSecret));
        let bare = HeaderMap::new();
        assert_eq!(verify(&bare, BODY, &secrets()), Err(Refused::Missing(SIGNATURE)));
    }

    #[test]
    fn a_signature_in_another_shape_is_wrong() {
        let upper = RIGHT.to_uppercase().replace("SHA", "sha");
        let bare = RIGHT.trim_start_matches("sha256=");
        let sha1 = RIGHT.replace("sha256", "sha1");
        let longer = format!("{RIGHT}00");
        for told in [upper.as_str(), bare, &sha1, &longer, &RIGHT[..69], "sha256=", "", "sha256=zz"] {
            assert_eq!(verify(&headers(told), BODY, &secrets()), Err(Refused::Wrong(SIGNATURE)), "{told}");
        }
    }
}
