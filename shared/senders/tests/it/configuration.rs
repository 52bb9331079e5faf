//! Configuration that cannot be used is named, and its values are not.

use platform::config::Environment;
use senders::Senders;

fn error(variables: &[(&str, &str)]) -> String {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let environment: Environment = variables.iter().map(own).collect();
    format!("{:#}", Senders::from_environment(&environment).err().expect("it is refused"))
}

#[test]
fn what_is_missing_or_wrong_is_named_and_secrets_are_not_told() {
    let host = ("SMTP_HOST", "mail.example.com");
    let from = ("ALERT_EMAIL_FROM", "signalbox@example.com");
    let cases: [(&[(&str, &str)], &str); 10] = [
        (&[host], "ALERT_EMAIL_FROM is not set"),
        (&[host, ("ALERT_EMAIL_FROM", "hush")], "ALERT_EMAIL_FROM cannot be read"),
        (&[host, from, ("SMTP_TLS", "hush")], "SMTP_TLS cannot be read; it takes starttls, tls or none"),
        (&[host, from, ("SMTP_PORT", "hush")], "SMTP_PORT cannot be read"),
        (&[host, from, ("SMTP_USERNAME", "hush")], "SMTP_PASSWORD is not set"),
        (&[host, from, ("SMTP_PASSWORD", "hush")], "SMTP_USERNAME is not set"),
        (&[host, from, ("SMTP_CA_FILE", "/nowhere/ca.pem")], "SMTP_CA_FILE cannot be read"),
        (&[("ALERT_EMAIL_TO", "team@example.com")], "SMTP_HOST is not set"),
        (&[host, from, ("ALERT_EMAIL_TO", "hush")], "ALERT_EMAIL_TO cannot be read"),
        (&[("SLACK_WEBHOOK_URL", "hush")], "SLACK_WEBHOOK_URL cannot be read"),
    ];
    for (variables, expected) in cases {
        let error = error(variables);
        assert!(error.starts_with(expected) && !error.contains("hush"), "{error}");
    }
}

#[test]
fn nothing_set_is_nothing_wrong() {
    let senders = Senders::from_environment(&Environment::default()).unwrap();
    assert!(senders.targets().kinds().is_empty());
}
