//! Accepts connections and serves each within limits: number of connections, size of request heads,
//! and time for slow clients. Excess connections get a 503 response and never delay others.
//!
//! `axum::serve` keeps the number of connections and the time for slow readers, with a listener of
//! our own, but none of the other limits in `docs/serve.md`: it gives no access to the size of a
//! head, the number of headers and the time for a head, and sets no timer, without which hyper has
//! no time limit. A limit for each read in its place would end the event stream of live reload,
//! whose connection is read for hours in vain.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};
use tokio_io_timeout::TimeoutStream;

use super::{Port, PreviewError};

/// Number of ports that are tried after the first.
const EXTRA_PORTS: u16 = 100;

/// Maximum number of open connections.
const MAX_CONNECTIONS: usize = 1024;

/// Maximum number of 503 responses in progress.
const MAX_REFUSALS: usize = 64;

/// Time limit for a request head, and for an idle connection.
const HEAD_TIMEOUT: Duration = Duration::from_secs(20);

/// Time limit for a client that does not read the response.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);

/// Maximum size of a request head in bytes.
const MAX_HEAD_BYTES: usize = 32 << 10;

/// Maximum number of headers in a request.
const MAX_HEADERS: usize = 64;

/// Time limit for open responses at shutdown.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_millis(500);

const TOO_MANY_CONNECTIONS: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 22\r\n\
    retry-after: 1\r\nx-content-type-options: nosniff\r\ncache-control: no-cache\r\nconnection: close\r\n\r\nToo many connections.\n";

/// Binds the first free port.
pub(super) fn listen(bind: IpAddr, port: Port) -> Result<std::net::TcpListener, PreviewError> {
    let (first, last) = match port {
        Port::Exactly(port) => (port, port),
        Port::From(port) => (port, port.saturating_add(EXTRA_PORTS)),
    };
    let mut port = first;
    let listener = loop {
        match std::net::TcpListener::bind((bind, port)) {
            Ok(listener) => break listener,
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && port < last => port += 1,
            Err(error) => return Err(PreviewError::Listen(SocketAddr::new(bind, port), error)),
        }
    };
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Serves connections until `stop` fires.
pub(super) async fn serve(listener: TcpListener, router: Router, mut stop: oneshot::Receiver<()>) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let refusals = Arc::new(Semaphore::new(MAX_REFUSALS));
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = &mut stop => break,
        };
        let Ok((stream, _)) = accepted else {
            // The connection is gone, or no file descriptor is left: retry.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            if let Ok(place) = Arc::clone(&refusals).try_acquire_owned() {
                tokio::spawn(async move {
                    refuse(stream).await;
                    drop(place);
                });
            }
            continue;
        };
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(WRITE_TIMEOUT));
        let service = TowerToHyperService::new(router.clone());
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .max_buf_size(MAX_HEAD_BYTES)
            .max_headers(MAX_HEADERS)
            .serve_connection(TokioIo::new(Box::pin(stream)), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // The result of a connection concerns only its client.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(SHUTDOWN_TIMEOUT, graceful.shutdown()).await;
}

/// Responds that there are too many connections.
async fn refuse(mut stream: TcpStream) {
    let said = async {
        stream.write_all(TOO_MANY_CONNECTIONS).await?;
        stream.shutdown().await
    };
    let _ = tokio::time::timeout(Duration::from_secs(2), said).await;
}
