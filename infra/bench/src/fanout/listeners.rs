//! What listens: a process with many sockets that says when the last of them has a frame.

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result};
use futures_util::StreamExt;
use futures_util::stream::{self, TryStreamExt};
use rustix::process::{Resource, getrlimit, setrlimit};
use rustix::time::{ClockId, clock_gettime};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

/// How many sockets are opened at once.
const AT_ONCE: usize = 64;
/// How much is read at once: many sockets have many buffers.
const BUFFER: usize = 4 * 1024;

/// The process that listens, as its parent sees it.
pub(crate) struct Listeners {
    lines: Lines<BufReader<ChildStdout>>,
    _process: Child,
}

/// A frame that all sockets have.
pub(crate) struct Heard {
    /// When the last one had it, in nanoseconds since 1970.
    pub(crate) last_at: i64,
    /// The frame.
    pub(crate) frame: String,
}

impl Listeners {
    /// Starts the process and waits until its sockets are open.
    pub(crate) async fn open(url: &str, sockets: usize) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["listen", "--url", url, "--sockets", &sockets.to_string()]);
        let mut process = command.stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
        let output = process.stdout.take().context("its output is piped")?;
        let mut listeners = Self { lines: BufReader::new(output).lines(), _process: process };
        listeners.line().await?;
        Ok(listeners)
    }

    /// Waits until all sockets have one more frame.
    pub(crate) async fn next(&mut self) -> Result<Heard> {
        let line = self.line().await?;
        let (at, frame) = line.split_once(' ').context("a time and a frame")?;
        Ok(Heard { last_at: at.parse()?, frame: frame.to_owned() })
    }

    async fn line(&mut self) -> Result<String> {
        self.lines.next_line().await?.context("the sockets were closed")
    }
}

/// Opens the sockets, says so, and for each frame that all of them have prints when and which.
pub(crate) async fn run(url: &str, sockets: usize) -> Result<()> {
    allow_many_files();
    let open = stream::iter(0..sockets).map(|_| open(url)).buffer_unordered(AT_ONCE);
    let open: Vec<_> = open.try_collect().await?;
    let left = Arc::new(AtomicUsize::new(sockets));
    let (told, mut heard) = mpsc::channel(1);
    for socket in open {
        tokio::spawn(listen(socket, sockets, left.clone(), told.clone()));
    }
    drop(told);
    crate::print("open");
    while let Some(Heard { last_at, frame }) = heard.recv().await {
        crate::print(&format!("{last_at} {frame}"));
    }
    Ok(())
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn open(url: &str) -> Result<Socket> {
    let config = WebSocketConfig::default().read_buffer_size(BUFFER).write_buffer_size(0);
    let (socket, _) = connect_async_with_config(url, Some(config), true).await.context("a socket does not open")?;
    Ok(socket)
}

/// Counts the frames of one socket; whoever has the last one of a round tells.
async fn listen(mut socket: Socket, sockets: usize, left: Arc<AtomicUsize>, told: mpsc::Sender<Heard>) {
    while let Some(Ok(message)) = socket.next().await {
        let Message::Text(frame) = message else { continue };
        if left.fetch_sub(1, Ordering::AcqRel) == 1 {
            let last_at = now();
            left.store(sockets, Ordering::Release);
            if told.send(Heard { last_at, frame: frame.to_string() }).await.is_err() {
                return;
            }
        }
    }
}

/// The time in nanoseconds since 1970, as PostgreSQL tells it too.
pub(crate) fn now() -> i64 {
    let now = clock_gettime(ClockId::Realtime);
    now.tv_sec * 1_000_000_000 + now.tv_nsec
}

/// Each socket is an open file, and what a shell allows by default is far fewer than the system would.
pub(crate) fn allow_many_files() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // Where it is refused, opening the sockets says so.
    let _ = setrlimit(Resource::Nofile, limit);
}
