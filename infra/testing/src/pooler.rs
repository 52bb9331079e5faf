//! A pooler of database connections in transaction mode, as RDS Proxy and `PgBouncer` are: after each transaction a client
//! goes on with another connection to the server, so that whatever it left in the session is not there any more.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt, Error, ErrorKind, Result};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::proxy::authority;

/// How many connections to the server are shared.
pub const SHARED: usize = 3;

/// What asks for TLS in place of a start, and what a server says that has none.
const ASK_FOR_TLS: u32 = 80_877_103;
const NO_TLS: &[u8] = b"N";

/// A pooler on a free port.
pub struct Pooler {
    address: SocketAddr,
    target: String,
}

/// The connections to the server that no transaction is running on, in the order in which they were given back.
struct Idle {
    give_back: Sender<TcpStream>,
    take: Mutex<Receiver<TcpStream>>,
}

impl Pooler {
    /// A pooler before the database at `url`.
    ///
    /// # Panics
    /// Where there is no free port.
    pub async fn before(url: &str) -> Self {
        let target = authority(url).to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound port has an address");
        let (give_back, take) = channel(SHARED);
        let idle = Arc::new(Idle { give_back, take: Mutex::new(take) });
        let mut places = SHARED;
        let server = target.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let is_shared = places > 0;
                places = places.saturating_sub(1);
                tokio::spawn(serve(client, server.clone(), is_shared, idle.clone()));
            }
        });
        Self { address, target }
    }

    /// The database's address by way of this pooler.
    pub fn url(&self, url: &str) -> String {
        url.replace(&self.target, &self.address.to_string())
    }
}

/// Lets a client sign in over a connection of its own, which the first clients leave to all, and then serves it.
async fn serve(mut client: TcpStream, server: String, is_shared: bool, idle: Arc<Idle>) -> Result<()> {
    let mut own = TcpStream::connect(server).await?;
    let mut start = read_start(&mut client).await?;
    while start[4..8] == ASK_FOR_TLS.to_be_bytes() {
        client.write_all(NO_TLS).await?;
        start = read_start(&mut client).await?;
    }
    own.write_all(&start).await?;
    while !sign_in(&mut client, &mut own).await? {}
    if is_shared {
        let _ = idle.give_back.send(own).await;
    }
    loop {
        let first = read(&mut client).await?;
        let Some(mut server) = idle.take.lock().await.recv().await else { return Ok(()) };
        transaction(&mut client, &mut server, first).await?;
        let _ = idle.give_back.send(server).await;
    }
}

/// Carries one message of the server's, and the answer where it asks for one. Whether the client is signed in.
async fn sign_in(client: &mut TcpStream, server: &mut TcpStream) -> Result<bool> {
    /// Of the kinds of the message `R`: what the client answers nothing to.
    const SAID: [u32; 2] = [0, 12];
    let message = read(server).await?;
    client.write_all(&message).await?;
    let kind = message.get(5..9).and_then(|it| it.try_into().ok()).map(u32::from_be_bytes);
    if message[0] == b'R' && kind.is_some_and(|it| !SAID.contains(&it)) {
        server.write_all(&read(client).await?).await?;
    }
    Ok(message[0] == b'Z')
}

/// Carries messages until the server says that no transaction is under way.
async fn transaction(client: &mut TcpStream, server: &mut TcpStream, first: Vec<u8>) -> Result<()> {
    let mut message = first;
    loop {
        server.write_all(&message).await?;
        // A query, or the end of an extended one: the server answers until it is ready for the next.
        if matches!(message[0], b'Q' | b'S') {
            let answer = loop {
                let answer = read(server).await?;
                client.write_all(&answer).await?;
                if answer[0] == b'Z' {
                    break answer;
                }
            };
            if answer[5] == b'I' {
                return Ok(());
            }
        }
        message = read(client).await?;
    }
}

/// The first message of a client: its length, and the rest.
async fn read_start(client: &mut TcpStream) -> Result<Vec<u8>> {
    let length = client.read_u32().await?;
    rest(client, length.to_be_bytes().to_vec(), length).await
}

/// A message: its kind, its length, and the rest. A client that takes its leave takes only its own connection down.
async fn read(from: &mut TcpStream) -> Result<Vec<u8>> {
    let kind = from.read_u8().await?;
    let length = from.read_u32().await?;
    if kind == b'X' {
        return Err(Error::from(ErrorKind::ConnectionAborted));
    }
    let head = [&[kind], length.to_be_bytes().as_slice()].concat();
    rest(from, head, length).await
}

/// Reads what is left of a message whose length counts itself.
async fn rest(from: &mut TcpStream, mut message: Vec<u8>, length: u32) -> Result<Vec<u8>> {
    let left = length.checked_sub(4).ok_or_else(|| Error::from(ErrorKind::InvalidData))?;
    let begun = message.len();
    message.resize(begun + left as usize, 0);
    from.read_exact(&mut message[begun..]).await?;
    Ok(message)
}
