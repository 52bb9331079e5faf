//! A mail server that insists on STARTTLS and a password, keeps what it took and what it heard, and misbehaves as told.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tempfile::NamedTempFile;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufStream};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// Who may send, and the password.
pub const USER: (&str, &str) = ("signalbox", "correct horse");

/// How the server treats a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// It takes it.
    Take,
    /// It does not know the sender yet: `450` to the recipient.
    Greylist,
    /// There is no such recipient: `550`.
    Refuse,
    /// It is too busy to say hello: `421`.
    Busy,
    /// It takes the mail and closes the connection before it has said so.
    CutAfterData,
    /// It takes the mail, says so, and hears no goodbye.
    DeafAfterData,
    /// It closes the connection at the sender's address.
    Reset,
    /// It says nothing at all.
    Hang,
    /// It does not offer STARTTLS.
    NoTls,
}

/// A mail the server took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The recipients.
    pub to: Vec<String>,
    /// The mail.
    pub mail: Vec<u8>,
    /// Every byte of it as it came over the wire, dots doubled, with the line that ends it.
    pub wire: Vec<u8>,
    /// Whether the connection was encrypted.
    pub encrypted: bool,
}

/// How it treats the connection with this number, from 0.
type Script = dyn Fn(usize) -> Treatment + Send + Sync;

/// The server; it stops when this is dropped.
pub struct SmtpServer {
    /// Where it listens.
    pub address: SocketAddr,
    certificate: NamedTempFile,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    tls: TlsAcceptor,
    script: Box<Script>,
    connections: Mutex<usize>,
    received: Mutex<Vec<Received>>,
}

impl SmtpServer {
    /// A server on a free port that treats each connection as the script says.
    ///
    /// # Panics
    /// Where it cannot be started.
    pub async fn start(script: impl Fn(usize) -> Treatment + Send + Sync + 'static) -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
        let certificate = NamedTempFile::new().expect("a file");
        std::fs::write(certificate.path(), made.cert.pem()).expect("the certificate is written");
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a key");
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions of TLS")
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .expect("a certificate with its key");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            tls: TlsAcceptor::from(Arc::new(config)),
            script: Box::new(script),
            connections: Mutex::default(),
            received: Mutex::default(),
        });
        let task = tokio::spawn(accept(listener, shared.clone()));
        Self { address, certificate, shared, task }
    }

    /// The variables of an environment in which mail goes to this server.
    ///
    /// # Panics
    /// Where the certificate's path is not UTF-8.
    pub fn environment(&self) -> Vec<(String, String)> {
        let file = self.certificate.path().to_str().expect("a path in UTF-8").to_owned();
        let variable = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        vec![
            variable("SMTP_HOST", "localhost"),
            variable("SMTP_PORT", &self.address.port().to_string()),
            variable("SMTP_USERNAME", USER.0),
            variable("SMTP_PASSWORD", USER.1),
            variable("SMTP_CA_FILE", &file),
            variable("ALERT_EMAIL_FROM", "Signalbox <signalbox@ci.example>"),
        ]
    }

    /// What it took, in the order it came.
    pub fn received(&self) -> Vec<Received> {
        self.shared.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let number = {
            let mut connections = shared.connections.lock().unwrap_or_else(PoisonError::into_inner);
            *connections += 1;
            *connections - 1
        };
        let treatment = (shared.script)(number);
        let shared = shared.clone();
        tokio::spawn(async move {
            // A connection that ends early is the client's to mind.
            let _ = serve(stream, treatment, &shared).await;
        });
    }
}

async fn serve(stream: TcpStream, treatment: Treatment, shared: &Shared) -> std::io::Result<()> {
    let mut session = Session { stream: BufStream::new(stream), treatment, shared, encrypted: false, proven: false };
    if treatment == Treatment::Busy {
        return session.say("421 too busy").await;
    }
    if treatment == Treatment::Hang {
        std::future::pending::<()>().await;
    }
    session.say("220 ready").await?;
    if session.talk().await? {
        let stream = shared.tls.accept(session.stream.into_inner()).await?;
        let stream = BufStream::new(stream);
        let mut session = Session { stream, treatment, shared, encrypted: true, proven: false };
        session.talk().await?;
    }
    Ok(())
}

struct Session<'a, S> {
    stream: BufStream<S>,
    treatment: Treatment,
    shared: &'a Shared,
    encrypted: bool,
    proven: bool,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Session<'_, S> {
    /// Talks until the client leaves; `true` where it wants to go on encrypted.
    async fn talk(&mut self) -> std::io::Result<bool> {
        let mut to = Vec::new();
        loop {
            let line = self.line().await?;
            let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            match word.as_str() {
                "EHLO" if self.encrypted => self.say("250-localhost\r\n250 AUTH PLAIN LOGIN").await?,
                "EHLO" if self.treatment == Treatment::NoTls => self.say("250 localhost").await?,
                "EHLO" => self.say("250-localhost\r\n250 STARTTLS").await?,
                "STARTTLS" if !self.encrypted => {
                    self.say("220 go on").await?;
                    return Ok(true);
                }
                _ if !self.encrypted => self.say("530 Must issue a STARTTLS command first").await?,
                "AUTH" => self.auth(&line).await?,
                _ if !self.proven => self.say("530 Authentication required").await?,
                "MAIL" if self.treatment == Treatment::Reset => return Ok(false),
                "MAIL" => self.say("250 ok").await?,
                "RCPT" if self.treatment == Treatment::Greylist => self.say("450 try again later").await?,
                "RCPT" if self.treatment == Treatment::Refuse => self.say("550 no such user").await?,
                "RCPT" => {
                    let address = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    to.push(address);
                    self.say("250 ok").await?;
                }
                "DATA" => {
                    self.data(std::mem::take(&mut to)).await?;
                    match self.treatment {
                        Treatment::CutAfterData => return Ok(false),
                        Treatment::DeafAfterData => {
                            self.say("250 taken").await?;
                            std::future::pending::<()>().await;
                        }
                        _ => self.say("250 taken").await?,
                    }
                }
                "QUIT" => {
                    self.say("221 bye").await?;
                    return Ok(false);
                }
                _ => self.say("500 what?").await?,
            }
        }
    }

    /// Only `AUTH PLAIN` with the answer on the same line, and only with the right password.
    async fn auth(&mut self, line: &str) -> std::io::Result<()> {
        use base64::Engine as _;

        let expected = base64::engine::general_purpose::STANDARD.encode(format!("\0{}\0{}", USER.0, USER.1));
        self.proven = line == format!("AUTH PLAIN {expected}");
        self.say(if self.proven { "235 welcome" } else { "535 Authentication credentials invalid" }).await
    }

    async fn data(&mut self, to: Vec<String>) -> std::io::Result<()> {
        self.say("354 go on").await?;
        let (mut mail, mut wire) = (Vec::new(), Vec::new());
        while !wire.ends_with(b"\r\n.\r\n") {
            let from = wire.len();
            if self.stream.read_until(b'\n', &mut wire).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            let line = &wire[from..];
            if line != b".\r\n" {
                mail.extend_from_slice(line.strip_prefix(b".").unwrap_or(line));
            }
        }
        let received = Received { to, mail, wire, encrypted: self.encrypted };
        self.shared.received.lock().unwrap_or_else(PoisonError::into_inner).push(received);
        Ok(())
    }

    async fn line(&mut self) -> std::io::Result<String> {
        /// The longest line that is listened to.
        const LONGEST: u64 = 4_096;
        let mut line = Vec::new();
        (&mut self.stream).take(LONGEST).read_until(b'\n', &mut line).await?;
        if line.is_empty() {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
    }

    async fn say(&mut self, text: &str) -> std::io::Result<()> {
        self.stream.write_all(text.as_bytes()).await?;
        self.stream.write_all(b"\r\n").await?;
        self.stream.flush().await
    }
}
