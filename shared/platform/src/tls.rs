//! TLS: ring's cryptography, and the roots that are compiled in.

use std::sync::{Arc, LazyLock};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

/// Amazon RDS has authorities of its own, which no list of public ones has.
const RDS: &[u8] = include_bytes!("rds-roots.pem");

/// The public authorities, as Mozilla trusts them.
pub fn public_roots() -> RootCertStore {
    RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }
}

/// Who a database's certificate may be from: the public authorities, Amazon RDS, and `own`.
pub fn database_roots(own: Vec<CertificateDer<'static>>) -> RootCertStore {
    let mut roots = public_roots();
    roots.add_parsable_certificates(certificates(RDS).expect("the compiled-in certificates can be read"));
    roots.add_parsable_certificates(own);
    roots
}

/// The certificates in a text in PEM.
pub fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, pem::Error> {
    CertificateDer::pem_slice_iter(pem).collect()
}

/// A client that believes certificates of `roots`, and always checks the server's name. The roots are read when the
/// first connection is made: that takes longer than all else that a function does at its start.
pub fn client(roots: impl FnOnce() -> RootCertStore + Send + 'static) -> ClientConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = {
        let provider = provider.clone();
        move || {
            let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots()), provider).build();
            verifier.expect("there are roots, and nothing else that could be wrong")
        }
    };
    ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring supports the default versions of TLS")
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Verifier(LazyLock::new(Box::new(verifier)))))
        .with_no_client_auth()
}

/// The library's own verifier, made when it is first asked.
#[derive(Debug)]
struct Verifier(LazyLock<Arc<WebPkiServerVerifier>, Box<dyn FnOnce() -> Arc<WebPkiServerVerifier> + Send>>);

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        self.0.verify_server_cert(end_entity, intermediates, name, ocsp, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_root_of_rds_is_read() {
        let text = String::from_utf8_lossy(RDS);
        let added = database_roots(Vec::new()).len() - public_roots().len();
        assert_eq!(added, text.matches("BEGIN CERTIFICATE").count());
        assert!(text.contains("# Amazon RDS eu-central-1 Root CA RSA2048 G1"));
    }

    #[test]
    fn what_is_cut_off_is_refused() {
        assert!(certificates(b"-----BEGIN CERTIFICATE-----\nMIIB").is_err());
        assert_eq!(certificates(b"").unwrap(), []);
    }
}
