//! Who gets in.

use access::{Access, SESSION, SESSION_OF_HTTPS, SESSION_TIME, Shown, TICKET_TIME, WeakToken, is_open};
use http::{HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;
use proptest::prelude::*;

const TOKEN: &str = "a token of many characters";
const NOW: Timestamp = Timestamp::constant(1_790_000_000, 0);

fn access() -> Access {
    Access::new(TOKEN).expect("a long token")
}

fn shows(name: &'static str, value: &str) -> Shown {
    let mut headers = HeaderMap::new();
    headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).expect("a header's value"));
    access().shown(&headers, NOW)
}

#[test]
fn the_token_itself_gives_access() {
    for value in [format!("Bearer {TOKEN}"), format!("bearer  {TOKEN} ")] {
        assert_eq!(shows("authorization", &value), Shown::Access, "{value}");
    }
    for value in ["Bearer", "Bearer ", "Bearer a token of many character", "Basic abc", TOKEN] {
        assert_eq!(shows("authorization", value), Shown::Wrong, "{value}");
    }
}

#[test]
fn a_session_gives_access_to_its_end() {
    let (session, until) = access().session([7; 16], NOW);
    assert_eq!(until, NOW + SESSION_TIME);
    for name in [SESSION, SESSION_OF_HTTPS] {
        let cookies = format!("theme=dark; {name}=other; {name}={session}");
        assert_eq!(shows("cookie", &cookies), Shown::Access);
    }
    let mut headers = HeaderMap::new();
    headers.insert("cookie", format!("{SESSION}={session}").parse().expect("a header's value"));
    assert_eq!(access().shown(&headers, until), Shown::Nothing, "it has ended");
    let other = Access::new("another token of many characters").expect("a long token");
    assert_eq!(other.shown(&headers, NOW), Shown::Nothing, "another token ends it");
}

#[test]
fn a_ticket_is_no_session_and_a_session_no_ticket() {
    let access = access();
    let ((session, _), (ticket, until)) = (access.session([1; 16], NOW), access.ticket([1; 16], NOW));
    assert_eq!(shows("cookie", &format!("{SESSION}={ticket}")), Shown::Nothing);
    assert_eq!(access.read_ticket(&session, NOW), None);
    let read = access.read_ticket(&ticket, NOW).expect("a ticket");
    assert_eq!((read.nonce, read.until), ([1; 16], until));
    assert_eq!(access.read_ticket(&ticket, NOW + TICKET_TIME), None, "it is too old");
}

#[test]
fn a_token_that_can_be_guessed_is_refused() {
    assert_eq!(Access::new("fifteen letters").err(), Some(WeakToken));
    assert!(Access::new("sixteen letters!").is_ok());
}

#[test]
fn nothing_but_what_proves_itself_is_open() {
    for path in ["/webhooks/github", "/api/health", "/api/session", "/ws"] {
        assert!(is_open(path), "{path}");
    }
    for path in ["/", "/api/builds", "/api/session/ticket", "/api/healthy", "/webhooks", "/api/webhooks/github", "/wss"]
    {
        assert!(!is_open(path), "{path}");
    }
}

#[test]
fn debug_shows_no_token() {
    assert_eq!(format!("{:?}", access()), "Access(kept quiet)");
}

proptest! {
    #[test]
    fn what_was_changed_gives_nothing(at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let (ticket, _) = access().ticket([9; 16], NOW);
        let mut bytes = ticket.clone().into_bytes();
        *at.get_mut(&mut bytes) = to;
        let changed = String::from_utf8_lossy(&bytes).into_owned();
        // The case of a hexadecimal digit means nothing in the signature.
        prop_assume!(!changed.eq_ignore_ascii_case(&ticket));
        prop_assert_eq!(access().read_ticket(&changed, NOW), None);
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC*") {
        prop_assert_eq!(access().read_ticket(&text, NOW), None);
    }
}
