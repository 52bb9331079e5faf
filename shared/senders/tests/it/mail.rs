//! Mail, as a server receives it that insists on STARTTLS and a password.

use domain::ChannelKind;
use domain::channel::Target;
use mail_parser::MessageParser;
use platform::outcome::Outcome;
use senders::Senders;
use testing::fakes::smtp::{Received, SmtpServer, Treatment};

use crate::{name, senders, story};

const TO: &str = "a@example.com, b@example.com";

fn to() -> Target {
    Target::email(TO).unwrap()
}

async fn send(senders: &Senders, channel: &str) -> Outcome {
    senders.send((ChannelKind::Email, Some(&to())), &story(channel), &name(1), None).await
}

fn header<'a>(received: &'a Received, wanted: &str) -> Vec<&'a str> {
    let head = std::str::from_utf8(&received.mail).unwrap().split("\r\n\r\n").next().unwrap();
    head.split("\r\n").filter_map(|it| it.split_once(": ")).filter(|it| it.0 == wanted).map(|it| it.1).collect()
}

/// That no line ends other than with CRLF, none is too long, and all of it is ASCII.
fn assert_plain(wire: &[u8]) {
    assert!(wire.is_ascii());
    for (index, byte) in wire.iter().enumerate() {
        let before = index.checked_sub(1).map(|it| wire[it]);
        assert!(*byte != b'\n' || before == Some(b'\r'), "a bare LF at {index}");
        assert!(*byte != b'\r' || wire.get(index + 1) == Some(&b'\n'), "a bare CR at {index}");
    }
    let text = std::str::from_utf8(wire).unwrap();
    assert!(text.split("\r\n").all(|it| it.len() <= 998));
    assert_eq!(text.matches("\r\n.\r\n").count(), 1, "one mail has one end");
}

/// Names that would begin a header, a body, a command or another mail, if they could.
const HOSTILE: [&str; 12] = [
    "a\r\nBcc: victim@example.com",
    "a\nBcc: victim@example.com",
    "a\rBcc: victim@example.com",
    "a\r\n\r\nbody",
    "a\r\n.\r\nMAIL FROM:<evil@evil.example>\r\n",
    "a\n.\nMAIL FROM:<evil@evil.example>",
    "%0d%0aBcc: x",
    "=?utf-8?q?=0d=0aBcc:_victim@example.com?=",
    "<script>alert(1)</script>",
    "<!channel>",
    "\0\u{85}\u{2028}ünï→\u{202e}",
    "x\u{1f600}",
];

#[tokio::test]
async fn a_hostile_name_stays_in_its_place() {
    let server = SmtpServer::start(|_| Treatment::Take).await;
    let senders = senders(server.environment());
    let long = "ä".repeat(5_000);
    let names: Vec<_> = HOSTILE.into_iter().chain([long.as_str()]).collect();
    for (index, name) in names.iter().enumerate() {
        let mut story = story(name);
        story.headline = alerts::text::line(&format!("It is about {name}"), 200);
        let sent =
            senders.send((ChannelKind::Email, Some(&to())), &story, &crate::name(1), Some(&crate::name(2))).await;
        assert_eq!(sent, Outcome::Sent, "{name:?}");
        let received = server.received();
        assert_eq!(received.len(), index + 1, "one mail an alert");
        assert_is(&received[index], &alerts::mail::Mail::of(&story));
    }
}

/// That the mail says this and nothing else.
fn assert_is(received: &Received, expected: &alerts::mail::Mail) {
    assert_plain(&received.wire);
    assert!(received.encrypted);
    assert_eq!(received.to, ["a@example.com", "b@example.com"]);
    let parsed = MessageParser::default().parse(&received.mail).unwrap();
    let mut headers: Vec<_> = parsed.headers().iter().map(mail_parser::Header::name).collect();
    headers.sort_unstable();
    let known = [
        "Auto-Submitted",
        "Content-Type",
        "Date",
        "From",
        "In-Reply-To",
        "MIME-Version",
        "Message-ID",
        "References",
        "Subject",
        "To",
    ];
    assert_eq!(headers, known);
    assert_eq!(parsed.subject(), Some(expected.subject.as_str()));
    assert_eq!((parsed.text_body_count(), parsed.html_body_count(), parsed.attachment_count()), (1, 1, 0));
    assert_eq!(parsed.body_text(0).as_deref(), Some(expected.text.as_str()));
    assert_eq!(parsed.body_html(0).as_deref(), Some(expected.html.as_str()));
}

#[tokio::test]
async fn an_alert_has_one_id_however_often_it_is_sent_and_answers_the_first() {
    let server = SmtpServer::start(|_| Treatment::Take).await;
    let senders = senders(server.environment());
    for (own, first) in [(1, None), (1, None), (2, Some(1))] {
        let first = first.map(name);
        let sent = senders.send((ChannelKind::Email, Some(&to())), &story("x"), &name(own), first.as_ref()).await;
        assert_eq!(sent, Outcome::Sent);
    }
    let received = server.received();
    assert_eq!(header(&received[0], "Message-ID"), ["<signalbox.breakage-1-broken-1-1.0@ci.example>"]);
    assert_eq!(header(&received[0], "Message-ID"), header(&received[1], "Message-ID"));
    assert!(header(&received[0], "In-Reply-To").is_empty());
    assert_eq!(header(&received[2], "In-Reply-To"), header(&received[0], "Message-ID"));
    assert_eq!(header(&received[2], "References"), header(&received[0], "Message-ID"));
}

#[tokio::test]
async fn what_the_server_says_is_what_becomes_of_the_mail() {
    let cases = [
        (Treatment::Take, "Sent", 1),
        (Treatment::Greylist, "Retry", 0),
        (Treatment::Busy, "Retry", 0),
        (Treatment::Reset, "Retry", 0),
        (Treatment::Hang, "Retry", 0),
        (Treatment::Refuse, "Rejected", 0),
        // Whether it took the mail nobody knows: it is sent again under the same id.
        (Treatment::CutAfterData, "Retry", 1),
        (Treatment::DeafAfterData, "Sent", 1),
        (Treatment::NoTls, "Retry", 0),
    ];
    for (treatment, expected, count) in cases {
        let server = SmtpServer::start(move |_| treatment).await;
        let outcome = send(&senders(server.environment()), "x").await;
        assert!(format!("{outcome:?}").starts_with(expected), "{treatment:?}: {outcome:?}");
        assert_eq!(server.received().len(), count, "{treatment:?}");
    }
}

#[tokio::test]
async fn a_wrong_password_or_an_unknown_certificate_keeps_the_mail_waiting() {
    let server = SmtpServer::start(|_| Treatment::Take).await;
    let changed = |name: &str, value: Option<&str>| {
        let mut variables = server.environment();
        variables.retain(|it| it.0 != name);
        variables.extend(value.map(|it| (name.to_owned(), it.to_owned())));
        senders(variables)
    };
    let other = SmtpServer::start(|_| Treatment::Take).await;
    let other_file = other.environment().into_iter().find(|it| it.0 == "SMTP_CA_FILE").unwrap().1;
    let wrong = [
        ("SMTP_PASSWORD", Some("wrong"), "535"),
        ("SMTP_CA_FILE", None, "certificate"),
        ("SMTP_CA_FILE", Some(other_file.as_str()), "certificate"),
        ("SMTP_HOST", Some("127.0.0.1"), "certificate"),
        ("SMTP_TLS", Some("none"), ""),
        ("SMTP_TLS", Some("tls"), ""),
    ];
    for (name, value, expected) in wrong {
        let outcome = send(&changed(name, value), "x").await;
        let Outcome::Retry { after: None, error } = outcome else { panic!("{name}: {outcome:?}") };
        assert!(error.contains(expected) && !error.contains("horse"), "{name}: {error}");
    }
    assert!(server.received().is_empty());
}
