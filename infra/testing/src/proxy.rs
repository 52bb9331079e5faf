//! A way to the database that can be cut.

use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What becomes of the connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// They work.
    Pass,
    /// They are closed, also new ones.
    Cut,
    /// They stay open and carry nothing.
    Silent,
}

/// A TCP proxy on a free port.
pub struct Proxy {
    address: SocketAddr,
    target: String,
    mode: watch::Sender<Mode>,
}

impl Proxy {
    /// A proxy before the database at `url`.
    ///
    /// # Panics
    /// Where there is no free port.
    pub async fn before(url: &str) -> Self {
        let target = authority(url).to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound port has an address");
        let (mode, modes) = watch::channel(Mode::Pass);
        let upstream = target.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, upstream.clone(), modes.clone()));
            }
        });
        Self { address, target, mode }
    }

    /// The database's address by way of this proxy.
    pub fn url(&self, url: &str) -> String {
        url.replace(&self.target, &self.address.to_string())
    }

    /// From now on, for all connections.
    pub fn set(&self, mode: Mode) {
        self.mode.send_replace(mode);
    }
}

async fn carry(mut client: TcpStream, upstream: String, mut modes: watch::Receiver<Mode>) {
    if *modes.borrow_and_update() == Mode::Pass {
        let Ok(mut upstream) = TcpStream::connect(upstream).await else { return };
        tokio::select! {
            _ = tokio::io::copy_bidirectional(&mut client, &mut upstream) => return,
            _ = modes.changed() => {}
        }
    }
    // What was silent once is never taken up again: bytes may be missing.
    let _ = modes.wait_for(|mode| *mode != Mode::Silent).await;
}

pub(crate) fn authority(url: &str) -> &str {
    url.split('@').nth(1).and_then(|it| it.split('/').next()).expect("a database's address with a user")
}
