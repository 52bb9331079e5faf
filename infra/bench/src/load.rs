//! Load: clients that each keep one connection and send the next request when the last one is answered.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::deliveries::Delivery;

/// What a load came to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured {
    /// Requests answered a second.
    pub(crate) per_second: f64,
    /// Median time to the answer, in milliseconds.
    pub(crate) p50_ms: f64,
    /// 99th percentile of the time to the answer, in milliseconds.
    pub(crate) p99_ms: f64,
}

/// Sends the deliveries, which were made before the clock starts, over `clients` connections at once; every answer must
/// be 202.
pub(crate) async fn run(
    address: SocketAddr,
    path: &'static str,
    clients: usize,
    deliveries: Vec<Delivery>,
) -> Result<Measured> {
    let count = u32::try_from(deliveries.len())?;
    let deliveries = Arc::new(deliveries);
    let next = Arc::<AtomicUsize>::default();
    let began = Instant::now();
    let tasks: Vec<_> =
        (0..clients).map(|_| tokio::spawn(client(address, path, deliveries.clone(), next.clone()))).collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await??);
    }
    let per_second = f64::from(count) / began.elapsed().as_secs_f64();
    times.sort_unstable();
    Ok(Measured { per_second, p50_ms: quantile(&times, 50), p99_ms: quantile(&times, 99) })
}

async fn client(
    address: SocketAddr,
    path: &'static str,
    deliveries: Arc<Vec<Delivery>>,
    next: Arc<AtomicUsize>,
) -> Result<Vec<Duration>> {
    let mut sender = connect(address).await?;
    let mut times = Vec::new();
    while let Some(delivery) = deliveries.get(next.fetch_add(1, Ordering::Relaxed)) {
        let began = Instant::now();
        send(&mut sender, path, delivery).await?;
        times.push(began.elapsed());
    }
    Ok(times)
}

/// One connection that requests are sent over.
pub(crate) async fn connect(address: SocketAddr) -> Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(address).await.context("the server is not there")?;
    stream.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender)
}

/// Sends a delivery and waits for the 202.
pub(crate) async fn send(sender: &mut SendRequest<Full<Bytes>>, path: &str, delivery: &Delivery) -> Result<()> {
    let mut request = Request::post(path).header("host", "127.0.0.1").body(Full::new(delivery.body.clone()))?;
    request.headers_mut().extend(delivery.headers());
    let answer = sender.send_request(request).await?;
    ensure!(answer.status() == StatusCode::ACCEPTED, "a delivery was answered {}", answer.status());
    answer.into_body().collect().await?;
    Ok(())
}

/// The percentile of sorted times, in milliseconds.
pub(crate) fn quantile(times: &[Duration], percent: usize) -> f64 {
    times.get(times.len() * percent / 100).map_or(0.0, |it| it.as_secs_f64() * 1_000.0)
}
