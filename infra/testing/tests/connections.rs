//! The one database connection of a Lambda function: whom it believes, and what it lives through.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

use std::net::SocketAddr;
use std::sync::Arc;

use platform::config::Environment;
use platform::database;
use rcgen::CertifiedKey;
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use store::Store;
use testing::Database;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_postgres::NoTls;
use tokio_rustls::TlsAcceptor;

/// The store of a function that is given these variables.
fn function(url: &str, authority: &str) -> Store {
    let variables = [("DATABASE_URL", url), ("DATABASE_CA", authority)];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Store::new(database::from_environment(&Environment::from_iter(variables)).unwrap())
}

/// Why the database does not answer, the whole chain; nothing where it does.
async fn refusal(store: &Store) -> Option<String> {
    let error = store.ping().await.err()?;
    Some(format!("{:#}", anyhow::Error::from(error)))
}

fn certificate(name: &str) -> CertifiedKey<rcgen::KeyPair> {
    rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap()
}

/// The address of a server at `localhost` that speaks TLS with this certificate, before the database at `url`.
async fn encrypted(url: &str, certificate: &CertifiedKey<rcgen::KeyPair>) -> String {
    let key = PrivateKeyDer::try_from(certificate.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.cert.der().clone()], key)
        .unwrap();
    let (tls, listener) = (TlsAcceptor::from(Arc::new(config)), TcpListener::bind("127.0.0.1:0").await.unwrap());
    let port = listener.local_addr().unwrap().port();
    let target = url.split('@').nth(1).unwrap().split('/').next().unwrap().to_owned();
    let upstream: SocketAddr = target.replace("localhost", "127.0.0.1").parse().unwrap();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(carry(client, tls.clone(), upstream));
        }
    });
    url.replace(&target, &format!("localhost:{port}"))
}

/// Answers a client that asks for TLS, and carries what it says then.
async fn carry(mut client: TcpStream, tls: TlsAcceptor, upstream: SocketAddr) -> std::io::Result<()> {
    client.read_exact(&mut [0; 8]).await?;
    client.write_all(b"S").await?;
    let mut client = tls.accept(client).await?;
    let mut upstream = TcpStream::connect(upstream).await?;
    copy_bidirectional(&mut client, &mut upstream).await.map(drop)
}

#[tokio::test]
async fn a_server_is_believed_whose_certificate_is_from_an_authority_and_for_its_name() {
    let database = Database::new();
    let good = certificate("localhost");
    let server = encrypted(database.url(), &good).await;
    assert_eq!(refusal(&function(&server, &good.cert.pem())).await, None);

    let nobody_s = refusal(&function(&server, "")).await.expect("a certificate that nobody vouches for is refused");
    assert!(nobody_s.contains("UnknownIssuer"), "{nobody_s}");
    let another_s = refusal(&function(&server, &certificate("localhost").cert.pem())).await;
    assert!(another_s.expect("a certificate of somebody else's authority is refused").contains("certificate"));

    let misnamed = certificate("db.example");
    let server = encrypted(database.url(), &misnamed).await;
    let refused =
        refusal(&function(&server, &misnamed.cert.pem())).await.expect("a certificate for another is refused");
    assert!(refused.contains("NotValidForName") || refused.contains("not valid for name"), "{refused}");
}

#[tokio::test]
async fn a_server_without_tls_is_refused_unless_the_address_says_so() {
    let database = Database::new();
    let refused = refusal(&function(database.url(), "")).await.expect("a server without TLS is refused");
    assert!(refused.contains("TLS"), "{refused}");
    assert_eq!(refusal(&function(&format!("{}?sslmode=disable", database.url()), "")).await, None);
}

#[tokio::test]
async fn a_connection_that_died_while_the_function_was_frozen_is_replaced() {
    let database = Database::new();
    let store = function(&format!("{}?sslmode=disable", database.url()), "");
    let (admin, connection) = tokio_postgres::connect(database.url(), NoTls).await.unwrap();
    tokio::spawn(connection);
    for _ in 0..3 {
        assert_eq!(refusal(&store).await, None);
        let others = "select count(pg_terminate_backend(pid, 10000)) from pg_stat_activity
                      where datname = current_database() and pid <> pg_backend_pid()";
        let ended: i64 = admin.query_one(others, &[]).await.unwrap().get(0);
        assert_eq!(ended, 1, "a function has one connection");
    }
    assert_eq!(refusal(&store).await, None);
}
