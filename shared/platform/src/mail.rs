//! Mail over SMTP.
//!
//! The bodies are always encoded as base64 in lines that end with CRLF, so that no bare line end of anybody's text
//! reaches the wire, where a server could take what follows for a command (RUSTSEC-2026-0561). A connection that is to be
//! encrypted is never used otherwise.

use std::fmt;
use std::time::Duration;

use anyhow::{Context, anyhow};
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, Mailboxes, Message, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters};
use lettre::transport::smtp::extension::ClientId;

use crate::clock::now;
use crate::config::{ConfigError, Environment};
use crate::outcome::{Outcome, said};

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a server is waited for when there is nothing left to say but goodbye.
const GOODBYE: Duration = Duration::from_millis(500);

/// How a connection is kept from others' eyes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tls {
    /// By `STARTTLS`, and not at all where the server does not know it.
    Starttls,
    /// From the beginning.
    Implicit,
    /// By nothing, for a server on the same machine.
    None,
}

/// The way to a mail server.
#[derive(Clone)]
pub struct Mailer {
    host: String,
    port: u16,
    tls: Tls,
    parameters: TlsParameters,
    credentials: Option<Credentials>,
    from: Mailbox,
}

/// A mail to be sent.
#[derive(Clone, Debug)]
pub struct Letter<'a> {
    /// A comma list of addresses.
    pub to: &'a str,
    /// The subject, on one line.
    pub subject: &'a str,
    /// The body as plain text.
    pub text: &'a str,
    /// The body as HTML.
    pub html: &'a str,
    /// The mail's own id, `<…@…>`.
    pub id: &'a str,
    /// The id of the mail that it answers.
    pub answers: Option<&'a str>,
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mailer").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

impl Mailer {
    /// The server that `SMTP_HOST` names; `None` where it names none.
    pub fn from_environment(environment: &Environment) -> anyhow::Result<Option<Self>> {
        let Some(host) = environment.optional("SMTP_HOST") else { return Ok(None) };
        let host = host.trim().to_owned();
        let (tls, port) = match environment.optional("SMTP_TLS").unwrap_or("starttls") {
            "starttls" => (Tls::Starttls, 587),
            "tls" => (Tls::Implicit, 465),
            "none" => (Tls::None, 25),
            _ => return Err(invalid("SMTP_TLS", "starttls, tls or none").into()),
        };
        let takes_from = "the sender of mails, an address such as signalbox@example.com";
        let from = environment.required("ALERT_EMAIL_FROM", takes_from)?;
        let from = from.parse().map_err(|_| invalid("ALERT_EMAIL_FROM", takes_from))?;
        Ok(Some(Self {
            port: environment.parsed("SMTP_PORT", "a port number, such as 587", port)?,
            tls,
            parameters: parameters(&host, environment.optional("SMTP_CA_FILE"))?,
            credentials: credentials(environment)?,
            from,
            host,
        }))
    }

    /// The domain of the sender, which the ids of our mails end with.
    pub fn domain(&self) -> &str {
        self.from.email.domain()
    }

    /// Sends a mail; the caller says for how long that may go on.
    ///
    /// What the server says with a 4xx, and all that keeps us from being heard, may pass. So may a refusal before the
    /// mail has begun, such as of our password: mail that waits until somebody has set it right is better than mail that
    /// is lost. A 5xx about the mail, its sender or one of its recipients is the end of this mail and of no other.
    pub async fn send(&self, letter: &Letter<'_>) -> Outcome {
        let message = match self.message(letter) {
            Ok(message) => message,
            Err(error) => return Outcome::Rejected { error: said(&format!("the mail cannot be written: {error:#}")) },
        };
        let mut connection = match self.connect().await {
            Ok(connection) => connection,
            Err(error) => return Outcome::retry(format!("no mail could be begun: {}", described(&error))),
        };
        match connection.send(message.envelope(), &message.formatted()).await {
            Ok(_) => {
                // The server has it, whatever becomes of the goodbye.
                let _ = tokio::time::timeout(GOODBYE, connection.quit()).await;
                Outcome::Sent
            }
            Err(error) if error.is_permanent() => {
                Outcome::Rejected { error: format!("the mail server refused the mail: {}", described(&error)) }
            }
            Err(error) => Outcome::retry(format!("the mail was not taken: {}", described(&error))),
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, lettre::transport::smtp::Error> {
        let (name, server) = (ClientId::default(), (self.host.as_str(), self.port));
        let implicit = (self.tls == Tls::Implicit).then(|| self.parameters.clone());
        let mut connection = AsyncSmtpConnection::connect_tokio1(server, Some(CONNECT), &name, implicit, None).await?;
        if self.tls == Tls::Starttls {
            connection.starttls(self.parameters.clone(), &name).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials).await?;
        }
        Ok(connection)
    }

    fn message(&self, letter: &Letter<'_>) -> anyhow::Result<Message> {
        let to: Mailboxes = letter.to.parse().context("an address of the recipients is none")?;
        let header = |name, value: &str| HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned());
        let mut builder = Message::builder()
            .from(self.from.clone())
            .mailbox(lettre::message::header::To::from(to))
            .subject(one_line(letter.subject)?)
            .date(now().into())
            .message_id(Some(one_line(letter.id)?.to_owned()))
            // So that no holiday notice answers.
            .raw_header(header("Auto-Submitted", "auto-generated"));
        if let Some(id) = letter.answers {
            let id = one_line(id)?.to_owned();
            builder = builder.in_reply_to(id.clone()).references(id);
        }
        let parts = MultiPart::alternative()
            .singlepart(part(ContentType::TEXT_PLAIN, letter.text)?)
            .singlepart(part(ContentType::TEXT_HTML, letter.html)?);
        Ok(builder.multipart(parts)?)
    }
}

fn part(content_type: ContentType, text: &str) -> anyhow::Result<SinglePart> {
    let body = Body::new_with_encoding(text.to_owned(), ContentTransferEncoding::Base64);
    let body = body.map_err(|_| anyhow!("a body cannot be encoded"))?;
    Ok(SinglePart::builder().header(content_type).body(body))
}

/// A header's text, which ends where its line ends.
fn one_line(text: &str) -> anyhow::Result<&str> {
    if text.contains(['\r', '\n', '\0']) { Err(anyhow!("a header is longer than a line")) } else { Ok(text) }
}

/// What proves a server: the certificates of `SMTP_CA_FILE` where it is set, else the compiled-in roots.
fn parameters(host: &str, file: Option<&str>) -> anyhow::Result<TlsParameters> {
    let mut builder = TlsParameters::builder(host.to_owned()).certificate_store(CertificateStore::WebpkiRoots);
    if let Some(file) = file {
        let takes = "a file with one or more certificates in PEM, or the certificates themselves";
        // A function has no files of its operator's.
        let pem = if file.starts_with("-----BEGIN") { Ok(file.as_bytes().to_vec()) } else { std::fs::read(file) };
        let pem = pem.with_context(|| format!("SMTP_CA_FILE cannot be read; it takes {takes}"))?;
        let certificate = Certificate::from_pem(&pem).map_err(|_| invalid("SMTP_CA_FILE", takes))?;
        builder = builder.certificate_store(CertificateStore::None).add_root_certificate(certificate);
    }
    builder.build_rustls().map_err(|_| invalid("SMTP_CA_FILE", "certificates that can be used").into())
}

fn credentials(environment: &Environment) -> Result<Option<Credentials>, ConfigError> {
    match (environment.optional("SMTP_USERNAME"), environment.optional("SMTP_PASSWORD")) {
        (None, None) => Ok(None),
        (Some(user), Some(password)) => Ok(Some(Credentials::new(user.to_owned(), password.to_owned()))),
        (Some(_), None) => Err(ConfigError::Missing { name: "SMTP_PASSWORD", takes: "the password of SMTP_USERNAME" }),
        (None, Some(_)) => {
            Err(ConfigError::Missing { name: "SMTP_USERNAME", takes: "whose password SMTP_PASSWORD is" })
        }
    }
}

fn invalid(name: &'static str, takes: &'static str) -> ConfigError {
    ConfigError::Invalid { name, takes }
}

fn described(error: &lettre::transport::smtp::Error) -> String {
    said(&error.to_string())
}
