//! TLS: ring's cryptography, and the roots that are compiled in.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::{self, PemObject};
use rustls::{ClientConfig, RootCertStore};

/// Amazon RDS has authorities of its own, which no list of public ones has.
const RDS: &[u8] = include_bytes!("rds-roots.pem");

/// The public authorities, as Mozilla trusts them.
pub fn public_roots() -> RootCertStore {
    RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }
}

/// Who a database's certificate may be from: the public authorities, Amazon RDS, and those of `own`, in PEM.
pub fn database_roots(own: &[u8]) -> Result<RootCertStore, pem::Error> {
    let mut roots = public_roots();
    for pem in [RDS, own] {
        let certificates = CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>()?;
        roots.add_parsable_certificates(certificates);
    }
    Ok(roots)
}

/// A client that believes certificates of `roots`, and always checks the server's name.
pub fn client(roots: RootCertStore) -> ClientConfig {
    ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring supports the default versions of TLS")
        .with_root_certificates(roots)
        .with_no_client_auth()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_root_of_rds_is_read() {
        let text = String::from_utf8_lossy(RDS);
        let added = database_roots(b"").unwrap().len() - public_roots().len();
        assert_eq!(added, text.matches("BEGIN CERTIFICATE").count());
        assert!(text.contains("# Amazon RDS eu-central-1 Root CA RSA2048 G1"));
    }

    #[test]
    fn what_is_cut_off_is_refused() {
        assert!(database_roots(b"-----BEGIN CERTIFICATE-----\nMIIB").is_err());
    }
}
