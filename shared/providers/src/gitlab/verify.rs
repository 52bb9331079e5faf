//! Whether a delivery comes from GitLab.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::Provider;
use http::HeaderMap;
use jiff::Timestamp;

use crate::verified::header;
use crate::{Refused, Secrets, Verified, signature};

const SIGNATURE: &str = "webhook-signature";
const ID: &str = "webhook-id";
const TIMESTAMP: &str = "webhook-timestamp";
const TOKEN: &str = "X-Gitlab-Token";

/// How a secret begins that is a signing key.
const KEY_PREFIX: &str = "whsec_";
/// How many seconds a signature may be away from the present, either way.
const TOLERANCE: u64 = 300;

/// Checks the signature of Standard Webhooks, or else the plain token.
///
/// A signature decides alone as soon as a signing key (`whsec_…`) is configured; a token beside it is not looked at. A
/// token is compared with every secret. `now` is compared with the time that was signed.
pub fn verify(headers: &HeaderMap, body: &[u8], secrets: &Secrets, now: Timestamp) -> Result<Verified, Refused> {
    if secrets.is_empty() {
        return Err(Refused::NoSecret);
    }
    let keys: Vec<Vec<u8>> = secrets.iter().filter_map(signing_key).collect();
    match (headers.get(SIGNATURE), headers.get(TOKEN)) {
        (None, None) => return Err(Refused::Missing("X-Gitlab-Token or webhook-signature")),
        (Some(signatures), token) if !keys.is_empty() || token.is_none() => {
            signed(headers, signatures.as_bytes(), body, &keys, now)?;
        }
        (_, Some(token)) if secrets.contain(token.as_bytes()) => {}
        _ => return Err(Refused::Wrong(TOKEN)),
    }
    let event = header(headers, "X-Gitlab-Event").unwrap_or_default();
    Ok(Verified::new(Provider::Gitlab, &event, delivery_key(headers), body))
}

/// What a repeated delivery has in common with the first. `X-Gitlab-Event-UUID` is not it: different events of one
/// chain share it.
fn delivery_key(headers: &HeaderMap) -> Option<String> {
    [ID, "Idempotency-Key", "X-Gitlab-Webhook-UUID"].into_iter().find_map(|name| header(headers, name))
}

fn signed(
    headers: &HeaderMap,
    signatures: &[u8],
    body: &[u8],
    keys: &[Vec<u8>],
    now: Timestamp,
) -> Result<(), Refused> {
    let id = headers.get(ID).ok_or(Refused::Missing(ID))?.as_bytes();
    let timestamp = headers.get(TIMESTAMP).ok_or(Refused::Missing(TIMESTAMP))?;
    let parts = [id, b".", timestamp.as_bytes(), b".", body];
    let tags: Vec<Vec<u8>> = signatures.split(|it| *it == b' ').filter_map(tag).collect();
    let genuine = keys.iter().fold(false, |genuine, key| {
        tags.iter().fold(genuine, |genuine, tag| genuine | signature::signs(key, &parts, tag))
    });
    if !genuine {
        return Err(Refused::Wrong(SIGNATURE));
    }
    let signed_at: i64 = timestamp.to_str().ok().and_then(|it| it.parse().ok()).ok_or(Refused::Wrong(TIMESTAMP))?;
    if now.as_second().abs_diff(signed_at) > TOLERANCE {
        return Err(Refused::Stale);
    }
    Ok(())
}

/// The bytes of a secret that is a signing key.
fn signing_key(secret: &str) -> Option<Vec<u8>> {
    let key = BASE64_STANDARD.decode(secret.strip_prefix(KEY_PREFIX)?).ok()?;
    (!key.is_empty()).then_some(key)
}

/// The bytes of `v1,<base64>`. Other versions are left to who knows them.
fn tag(signature: &[u8]) -> Option<Vec<u8>> {
    BASE64_STANDARD.decode(signature.strip_prefix(b"v1,")?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "whsec_dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHRlc3Q=";
    const RIGHT: &str = "v1,hvLRWqUdzJOyQZurxGKOjR1UL9ZQLuoj5EycU55Jf2E=";
    const BODY: &[u8] = br#"{"object_kind":"pipeline"}"#;
    const SIGNED_AT: i64 = 1_674_087_231;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    fn signed_headers(signature: &str) -> HeaderMap {
        headers(&[
            (ID, "7bafea1a-a1bf-4948-9a37-3f912777dedc"),
            (TIMESTAMP, "1674087231"),
            (SIGNATURE, signature),
            ("X-Gitlab-Event", "Pipeline Hook"),
        ])
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn answer(headers: &HeaderMap, secrets: &str) -> Result<(), Refused> {
        verify(headers, BODY, &Secrets::parse(secrets), at(SIGNED_AT)).map(drop)
    }

    #[test]
    fn a_signed_delivery_is_believed_and_known_by_its_id() {
        let delivery = verify(&signed_headers(RIGHT), BODY, &Secrets::parse(KEY), at(SIGNED_AT)).unwrap();
        assert_eq!(delivery.delivery_key(), "7bafea1a-a1bf-4948-9a37-3f912777dedc");
        assert_eq!(delivery.event(), "Pipeline Hook");
    }

    #[test]
    fn one_right_signature_under_one_right_key_is_enough() {
        let other = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        let list = format!("v2,x {other} {RIGHT}");
        let keys = format!("plain,whsec_AAAA,{KEY}");
        assert_eq!(answer(&signed_headers(&list), &keys), Ok(()));
        assert_eq!(answer(&signed_headers(other), &keys), Err(Refused::Wrong(SIGNATURE)));
    }

    #[test]
    fn a_signature_five_minutes_away_is_the_last_one_taken() {
        for (offset, expected) in
            [(-301, Err(Refused::Stale)), (-300, Ok(())), (300, Ok(())), (301, Err(Refused::Stale))]
        {
            let now = at(SIGNED_AT + offset);
            let answer = verify(&signed_headers(RIGHT), BODY, &Secrets::parse(KEY), now).map(drop);
            assert_eq!(answer, expected, "{offset}");
        }
    }

    #[test]
    fn a_token_beside_a_wrong_signature_does_not_help() {
        let mut headers = signed_headers("v1,AAAA");
        headers.insert(TOKEN, "plain".parse().unwrap());
        assert_eq!(answer(&headers, &format!("plain,{KEY}")), Err(Refused::Wrong(SIGNATURE)));
    }

    #[test]
    fn without_a_signing_key_the_token_decides() {
        let mut headers = signed_headers(RIGHT);
        assert_eq!(answer(&headers, "plain"), Err(Refused::Wrong(SIGNATURE)));
        headers.insert(TOKEN, "plain".parse().unwrap());
        assert_eq!(answer(&headers, "plain"), Ok(()));
    }

    #[test]
    fn every_secret_is_good_as_a_token() {
        for token in ["old", "new", KEY] {
            assert_eq!(answer(&headers(&[(TOKEN, token)]), &format!("old,new,{KEY}")), Ok(()));
        }
        assert_eq!(answer(&headers(&[(TOKEN, "ol")]), "old"), Err(Refused::Wrong(TOKEN)));
        assert_eq!(answer(&headers(&[(TOKEN, "")]), "old"), Err(Refused::Wrong(TOKEN)));
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(answer(&headers(&[(TOKEN, "old")]), ""), Err(Refused::NoSecret));
        let nothing = answer(&HeaderMap::new(), "old");
        assert_eq!(nothing, Err(Refused::Missing("X-Gitlab-Token or webhook-signature")));
        for name in [ID, TIMESTAMP] {
            let mut headers = signed_headers(RIGHT);
            headers.remove(name);
            assert_eq!(answer(&headers, KEY), Err(Refused::Missing(name)));
        }
    }

    #[test]
    fn the_key_of_a_delivery_is_the_one_that_stays_the_same_over_retries() {
        let mut all = headers(&[
            (TOKEN, "old"),
            ("X-Gitlab-Event-UUID", "chain"),
            ("X-Gitlab-Webhook-UUID", "attempt"),
            ("Idempotency-Key", "delivery"),
        ]);
        let key = |headers: &HeaderMap| {
            let delivery = verify(headers, BODY, &Secrets::parse("old"), at(SIGNED_AT)).unwrap();
            delivery.delivery_key().to_owned()
        };
        assert_eq!(key(&all), "delivery");
        all.remove("Idempotency-Key");
        assert_eq!(key(&all), "attempt");
        all.remove("X-Gitlab-Webhook-UUID");
        assert!(key(&all).starts_with("sha256:"));
    }
}
