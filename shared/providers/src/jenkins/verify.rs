//! Whether a delivery comes from our Jenkins. Its plugin signs nothing, so it can only tell a secret.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::Provider;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use percent_encoding::percent_decode_str;

use crate::{Refused, Secrets, Verified};

/// What the deliveries page calls a notification, which has no event of its own.
const EVENT: &str = "notification";

/// Looks for the secret in `?token=`, in the password of Basic authentication and in `X-Jenkins-Token`; any one will do.
pub fn verify(headers: &HeaderMap, query: Option<&str>, body: &[u8], secrets: &Secrets) -> Result<Verified, Refused> {
    if secrets.is_empty() {
        return Err(Refused::NoSecret);
    }
    let given = tokens(query.unwrap_or_default())
        .chain(password(headers))
        .chain(headers.get("X-Jenkins-Token").map(|it| it.as_bytes().to_vec()));
    let answers: Vec<bool> = given.map(|it| secrets.contain(&it)).collect();
    match answers.as_slice() {
        [] => Err(Refused::Missing("token")),
        answers if answers.contains(&true) => Ok(Verified::new(Provider::Jenkins, EVENT, None, body)),
        _ => Err(Refused::Wrong("token")),
    }
}

/// Each `token` of the query, once as a form writes it and once with its plus signs left alone: people paste secrets
/// into addresses as they are.
fn tokens(query: &str) -> impl Iterator<Item = Vec<u8>> {
    let values = query.split('&').filter_map(|it| it.strip_prefix("token="));
    values.flat_map(|it| [decoded(it), decoded(&it.replace('+', " "))])
}

fn decoded(value: &str) -> Vec<u8> {
    percent_decode_str(value).collect()
}

fn password(headers: &HeaderMap) -> Option<Vec<u8>> {
    let (scheme, credentials) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let credentials = BASE64_STANDARD.decode(credentials.trim()).ok()?;
    let colon = credentials.iter().position(|it| *it == b':')?;
    Some(credentials[colon + 1..].to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(header: Option<(&'static str, &str)>, query: Option<&str>, secrets: &str) -> Result<(), Refused> {
        let headers = header.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        verify(&headers.into_iter().collect(), query, b"{}", &Secrets::parse(secrets)).map(drop)
    }

    #[test]
    fn the_secret_is_found_wherever_jenkins_can_put_it() {
        for query in ["token=a+b/c%3D", "x=1&token=a%2Bb%2Fc%3D", "token=no&token=a+b/c="] {
            assert_eq!(answer(None, Some(query), "a+b/c="), Ok(()), "{query}");
        }
        assert_eq!(answer(None, Some("token=a+b"), "a b"), Ok(()));
        assert_eq!(answer(Some(("X-Jenkins-Token", "new")), None, "old,new"), Ok(()));
        for credentials in ["jenkins:new", ":new"] {
            let value = format!("Basic {}", BASE64_STANDARD.encode(credentials));
            assert_eq!(answer(Some(("Authorization", &value)), None, "old,new"), Ok(()));
        }
        assert_eq!(answer(Some(("Authorization", "basic OmE6Yg==")), None, "a:b"), Ok(()));
    }

    #[test]
    fn a_right_secret_counts_beside_a_wrong_one() {
        assert_eq!(answer(Some(("X-Jenkins-Token", "new")), Some("token=bad"), "new"), Ok(()));
    }

    #[test]
    fn nobody_else_is_believed() {
        assert_eq!(answer(None, Some("token="), ""), Err(Refused::NoSecret));
        for (header, query) in [
            (None, None),
            (None, Some("")),
            (None, Some("Token=new&mytoken=new")),
            (Some(("Authorization", "Bearer new")), None),
            (Some(("Authorization", "Basic %%%")), None),
            (Some(("Authorization", "Basic bmV3")), None),
        ] {
            assert_eq!(answer(header, query, "new"), Err(Refused::Missing("token")));
        }
        for query in ["token=", "token=ne", "token=neww", "token=NEW", "token"] {
            assert!(answer(None, Some(query), "new").is_err());
        }
    }

    #[test]
    fn a_notification_is_known_by_its_body() {
        let headers = HeaderMap::new();
        let delivery = verify(&headers, Some("token=new"), b"{}", &Secrets::parse("new")).unwrap();
        assert_eq!(delivery.event(), "notification");
        assert!(delivery.delivery_key().starts_with("sha256:44136fa3"));
    }
}
