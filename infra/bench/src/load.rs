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

/// One connection that requests are sent over.
pub(crate) type Sender = SendRequest<Full<Bytes>>;

/// How long requests took.
#[derive(Clone, Debug, Default)]
pub(crate) struct Times {
    each: Vec<Duration>,
    elapsed: Duration,
}

impl Times {
    /// Requests that were sent one after another.
    pub(crate) fn of(each: Vec<Duration>) -> Self {
        let elapsed = each.iter().sum();
        let mut times = Self { each, elapsed };
        times.each.sort_unstable();
        times
    }

    /// Adds those of another run.
    pub(crate) fn add(&mut self, more: Self) {
        self.each.extend(more.each);
        self.each.sort_unstable();
        self.elapsed += more.elapsed;
    }

    /// Requests answered a second.
    pub(crate) fn per_second(&self) -> f64 {
        f64::from(u32::try_from(self.each.len()).unwrap_or(u32::MAX)) / self.elapsed.as_secs_f64()
    }

    /// A percentile of the time to the answer, in milliseconds.
    pub(crate) fn percentile(&self, percent: usize) -> f64 {
        self.each.get(self.each.len() * percent / 100).map_or(0.0, |it| it.as_secs_f64() * 1_000.0)
    }
}

/// Sends the deliveries, which were made before the clock starts, over `clients` connections at once; every answer must
/// be 202.
pub(crate) async fn run(
    address: SocketAddr,
    path: &'static str,
    clients: usize,
    deliveries: Vec<Delivery>,
) -> Result<Times> {
    let deliveries = Arc::new(deliveries);
    let next = Arc::<AtomicUsize>::default();
    let began = Instant::now();
    let tasks: Vec<_> =
        (0..clients).map(|_| tokio::spawn(client(address, path, deliveries.clone(), next.clone()))).collect();
    let mut each = Vec::new();
    for task in tasks {
        each.extend(task.await??);
    }
    let elapsed = began.elapsed();
    each.sort_unstable();
    Ok(Times { each, elapsed })
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
        times.push(send(&mut sender, path, delivery).await?);
    }
    Ok(times)
}

/// Opens a connection.
pub(crate) async fn connect(address: SocketAddr) -> Result<Sender> {
    let stream = TcpStream::connect(address).await.context("the server is not there")?;
    stream.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender)
}

/// Sends a delivery and waits for the 202.
pub(crate) async fn send(sender: &mut Sender, path: &str, delivery: &Delivery) -> Result<Duration> {
    let mut request = Request::post(path).header("host", "127.0.0.1").body(Full::new(delivery.body.clone()))?;
    request.headers_mut().extend(delivery.headers());
    ask(sender, request, StatusCode::ACCEPTED).await
}

/// Asks for a path and waits for the whole answer. `host` is the name that the server is addressed by.
pub(crate) async fn get(sender: &mut Sender, host: SocketAddr, path: &str) -> Result<Duration> {
    let request = Request::get(path).header("host", host.to_string()).body(Full::default())?;
    ask(sender, request, StatusCode::OK).await.with_context(|| path.to_owned())
}

/// Sends a request and waits for its whole answer.
pub(crate) async fn ask(sender: &mut Sender, request: Request<Full<Bytes>>, wanted: StatusCode) -> Result<Duration> {
    // The connection may still be busy with the end of the last answer.
    sender.ready().await?;
    let began = Instant::now();
    let answer = sender.send_request(request).await?;
    ensure!(answer.status() == wanted, "a request was answered {}", answer.status());
    answer.into_body().collect().await?;
    Ok(began.elapsed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_and_rates_are_of_all_requests() {
        let mut times = Times::of((1..=50).map(Duration::from_millis).collect());
        times.add(Times::of((51..=100).rev().map(Duration::from_millis).collect()));
        assert!((times.percentile(50) - 51.0).abs() < 1e-9);
        assert!((times.percentile(99) - 100.0).abs() < 1e-9);
        assert!((times.per_second() - 100.0 / 5.05).abs() < 1e-9);
    }
}
