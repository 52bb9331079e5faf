//! The JSON in a body, which GitHub sends bare or as a form, as the hook is set.

use std::borrow::Cow;

use crate::Unreadable;

/// The JSON. The bytes decide which of the two it is, because the header that says so is not signed.
pub(super) fn json(body: &[u8]) -> Result<Cow<'_, [u8]>, Unreadable> {
    if !looks_like_form(body) {
        return Ok(Cow::Borrowed(body));
    }
    let payload = form_urlencoded::parse(body).find(|(name, _)| name == "payload");
    let (_, payload) = payload.ok_or(Unreadable::NoPayload)?;
    Ok(Cow::Owned(payload.into_owned().into_bytes()))
}

/// No JSON text begins with a letter followed by letters up to an equals sign.
fn looks_like_form(body: &[u8]) -> bool {
    let name: Vec<u8> = body.iter().copied().take(64).take_while(|it| *it != b'=').collect();
    name.len() < body.len().min(64)
        && !name.is_empty()
        && name.iter().all(|it| it.is_ascii_alphanumeric() || *it == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_stays_as_it_is() {
        for body in [&b"{\"a\":\"payload=1\"}"[..], b" [1]", b"", b"12", b"null", b"\xff=", b"=x"] {
            assert_eq!(json(body).unwrap(), body);
        }
    }

    #[test]
    fn a_form_gives_its_payload() {
        assert_eq!(&*json(b"payload=%7B%22a%22%3A+1%7D").unwrap(), b"{\"a\": 1}");
        assert_eq!(&*json(b"x=1&payload=%7B%7D").unwrap(), b"{}");
        assert_eq!(json(b"other=%7B%7D"), Err(Unreadable::NoPayload));
    }
}
