//! Live preview: a web server that shows the site and never writes to it.
//!
//! Takes a site's folder and an address to listen on, and returns a running [`Preview`]. It serves
//! the bytes that a build would write. Each page is rendered on request, so an edit shows at once.
//! While the site has errors, the last good site stays visible. Requests are checked for their
//! `Host` (`host_check`) and their path (`request_target`) before anything else reads them.
//!
//! ```text
//! files ── watch ── rebuilder ── snapshot ─────────────┐
//! browser ── server ── host_check, request_target ─┴─ response ── inject ── browser
//!                  └── live_reload (changes, errors), dashboard ──┘
//! ```

mod builder;
mod byte_range;
mod dashboard;
mod handler;
mod host_check;
mod host_rules;
mod inject;
mod live_reload;
mod rebuilder;
mod recent_pages;
mod request_target;
mod request_trace;
mod response;
mod server;
mod snapshot;
mod streamed_file;
mod watch;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request, State as Shared};
use axum::http::header::{CACHE_CONTROL, HOST, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderName, HeaderValue, Method, Response, StatusCode};
use axum::middleware::{self, Next};
use axum::routing::{get, post};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{oneshot, watch as channel};
use tokio::task::JoinHandle;

use crate::archive::Drafts;
use crate::config::Overrides;
use crate::diagnostic::Diagnostics;
use crate::sources::SiteDir;

pub use builder::PreviewBuilder;

use handler::{handle, page};
use host_check::Hosts;
use rebuilder::Rebuilder;
use recent_pages::RecentPages;
use request_target::RequestTarget;
use request_trace::SLOW;
pub use request_trace::{Phase, SlowRequest};
use response::text;

/// Returns the decoded path of a request target, or `None` if it is refused.
/// For fuzzing.
#[doc(hidden)]
pub fn decode_request_path(target: &str) -> Option<String> {
    RequestTarget::parse(&target.parse().ok()?).ok().map(|target| target.path)
}

/// Cookie that holds the moment at which a browser views the site.
const AS_OF_COOKIE: &str = "dateline-as-of";

/// Maximum number of requests that are processed at once.
const MAX_BLOCKING_THREADS: usize = 16;

/// Maximum size of a form in bytes.
const MAX_FORM_BYTES: usize = 16 << 10;

/// Time limit for receiving and answering a form.
const FORM_TIMEOUT: Duration = Duration::from_secs(20);

/// Settings of a preview.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct Settings {
    /// Folder of the site.
    pub site: PathBuf,
    /// Settings that override `config.toml`.
    pub overrides: Overrides,
    /// Clock of the site.
    pub clock: ClockMode,
    /// Visibility of drafts.
    pub drafts: Drafts,
    /// Visibility of articles under embargo.
    pub future: FutureArticles,
    /// IP address to listen on.
    pub bind: IpAddr,
    /// Port to listen on.
    pub port: Port,
    /// Host names that the server answers to, besides those of the loopback interface:
    /// `name` or `name:port`.
    pub allowed_hosts: Vec<String>,
    /// Detection of changes.
    pub watch: WatchMode,
}

/// Clock of a previewed site.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockMode {
    /// The system clock.
    System,
    /// A fixed moment.
    Fixed(Timestamp),
}

/// Visibility of articles under embargo.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FutureArticles {
    /// They are hidden until their embargo lifts.
    Hidden,
    /// The clock is set to the moment at which the last embargo lifts.
    Shown,
}

/// Port to listen on.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Port {
    /// This port, or the next free one.
    From(u16),
    /// Exactly this port.
    Exactly(u16),
}

/// Detection of changes.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchMode {
    /// Native file events, with polling as the fallback.
    Native,
    /// Polling twice a second.
    Poll,
}

/// Event of a preview.
#[doc(hidden)]
#[derive(Debug)]
pub enum Event<'e> {
    /// The site has errors; the last good site stays visible.
    Broken(&'e Diagnostics),
    /// The errors are fixed.
    Fixed,
    /// The site was rebuilt.
    Rebuilt,
    /// The site was read without errors for the first time.
    Ready(HiddenCounts),
    /// The folder is polled, for this reason.
    Polling(&'e str),
    /// A request has no response after five seconds, or has it only now.
    Slow(&'e SlowRequest),
}

/// Stack size of a thread in bytes, enough for the deepest allowed templates and
/// texts.
const STACK_BYTES: usize = 16 << 20;

/// Numbers of articles that the preview does not show.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HiddenCounts {
    /// Drafts.
    pub drafts: usize,
    /// Articles under embargo.
    pub embargoed: usize,
}

/// Event handler. Called from other threads.
#[doc(hidden)]
pub type EventHandler = Arc<dyn Fn(Event<'_>) + Send + Sync>;

/// Reason why a preview can't start.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// The site's folder can't be opened.
    #[error("cannot open the site at {0}: {1}")]
    SiteFolder(String, #[source] io::Error),
    /// The server would be reachable from other machines, without an allowed host name.
    #[error("other machines can reach {0}: pass the host name that they use with --allowed-host")]
    NoAllowedHosts(IpAddr),
    /// An allowed host name is malformed.
    #[error("`{0}` is not a host: write a name or an address, such as desk.example.org or 192.168.1.5:1111")]
    InvalidHost(String),
    /// The port is taken, or no port is free.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, #[source] io::Error),
    /// Another system call failed.
    #[error("cannot start the preview: {0}")]
    Io(#[from] io::Error),
}

/// State that request handlers share.
struct Server {
    rebuilder: Arc<Rebuilder>,
    site_dir: Arc<SiteDir>,
    recent_pages: RecentPages,
    hosts: Hosts,
    token: String,
    shutdown: channel::Receiver<()>,
}

/// Running preview. It stops when it is dropped.
pub struct Preview {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    closing: Option<channel::Sender<()>>,
    serving: Option<JoinHandle<()>>,
    runtime: Option<Runtime>,
    watch: Option<watch::Watch>,
}

impl Preview {
    /// Starts a preview. The server accepts connections at once; responses wait until
    /// the site is read.
    ///
    /// # Errors
    /// Returns an error if the folder does not exist, the port is taken, or `bind` is not a
    /// loopback address and no allowed host is given. Errors in the site are shown, not returned.
    #[doc(hidden)]
    pub fn start(settings: Settings, on_event: EventHandler) -> Result<Self, PreviewError> {
        let no_site = |error| PreviewError::SiteFolder(settings.site.display().to_string(), error);
        let texts = Arc::new(SiteDir::open(&settings.site).map_err(no_site)?);
        if !settings.bind.is_loopback() && settings.allowed_hosts.is_empty() {
            return Err(PreviewError::NoAllowedHosts(settings.bind));
        }
        let listener = server::listen(settings.bind, settings.port)?;
        let address = listener.local_addr()?;
        let hosts = Hosts::new(address.port(), &settings.allowed_hosts)
            .map_err(|host| PreviewError::InvalidHost(host.to_owned()))?;
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(MAX_BLOCKING_THREADS)
            .thread_stack_size(STACK_BYTES)
            .enable_all()
            .build()?;
        let watch_mode = settings.watch;
        let rebuilder = Arc::new(Rebuilder::new(settings, Arc::clone(&texts), Arc::clone(&on_event)));
        let watch = watch::start(Arc::clone(&rebuilder), texts.root(), watch_mode, on_event)?;
        let (closing, closed) = channel::channel(());
        let recent_pages = RecentPages::default();
        let server =
            Server { rebuilder, site_dir: texts, recent_pages, hosts, token: token()?, shutdown: closed };
        let (stop, stopped) = oneshot::channel();
        let listener = {
            let _inside = runtime.enter();
            TcpListener::from_std(listener)?
        };
        let serving = runtime.spawn(server::serve(listener, router(Arc::new(server)), stopped));
        Ok(Self {
            address,
            stop: Some(stop),
            closing: Some(closing),
            serving: Some(serving),
            runtime: Some(runtime),
            watch: Some(watch),
        })
    }

    /// Returns the address that the server listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Blocks until Ctrl-C.
    ///
    /// # Errors
    /// Returns an error if the signal handler can't be installed.
    pub fn until_interrupted(&self) -> io::Result<()> {
        let Some(runtime) = &self.runtime else { return Ok(()) };
        runtime.block_on(tokio::signal::ctrl_c())
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        drop(self.watch.take());
        drop(self.closing.take());
        drop(self.stop.take());
        if let (Some(runtime), Some(serving)) = (self.runtime.take(), self.serving.take()) {
            let _ = runtime.block_on(serving);
            // Nobody waits for pages that are still being rendered.
            runtime.shutdown_background();
        }
    }
}

impl Server {
    /// Runs blocking work on a thread of the blocking pool.
    async fn blocking(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Response<Body> + Send + 'static,
    ) -> Response<Body> {
        let (server, trace) = (Arc::clone(self), request_trace::of_this_task());
        let work = move || request_trace::on_this_thread(trace, || work(&server));
        let done = tokio::task::spawn_blocking(work).await;
        done.unwrap_or_else(|_| text(StatusCode::SERVICE_UNAVAILABLE, "The preview is shutting down.\n"))
    }
}

/// Generates the secret of this session, which only its own pages know.
fn token() -> io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

/// Routes requests to their handlers.
fn router(server: Arc<Server>) -> Router {
    Router::new()
        .route(inject::SCRIPT, get(live_reload::script))
        .route("/_dateline/live", get(live_reload::events).post(live_reload::events))
        .route("/_dateline/faults", post(live_reload::diagnostics))
        .route("/_dateline/", get(dashboard::dashboard))
        .route("/_dateline/desk.css", get(dashboard::style_sheet))
        .route("/_dateline/as-of", post(dashboard::choose_moment))
        .route("/_dateline/source", get(dashboard::source))
        .fallback(handle)
        .layer(DefaultBodyLimit::max(MAX_FORM_BYTES))
        .layer(middleware::from_fn_with_state(Arc::clone(&server), check_host))
        .with_state(server)
}

/// Rejects requests that are meant for another server, and adds the preview's
/// security headers to every response.
async fn check_host(Shared(server): Shared<Arc<Server>>, mut request: Request, next: Next) -> Response<Body> {
    let hosts = request.headers().get_all(HOST).iter().map(HeaderValue::as_bytes);
    let checked = server.hosts.check(hosts).and_then(|()| RequestTarget::parse(request.uri()));
    let mut response = match checked {
        Ok(target) => {
            request.extensions_mut().insert(target);
            // The first request waits until the site is read.
            let _ = server.rebuilder.subscribe().wait_for(|state| state.number > 0).await;
            with_timeout(&server, request, next).await
        }
        // Hidden files get the same response as missing ones.
        Err(StatusCode::NOT_FOUND) => {
            let headers = request.headers().clone();
            let _ = server.rebuilder.subscribe().wait_for(|state| state.number > 0).await;
            server.blocking(move |server| page(server, &RequestTarget::nowhere(), &headers)).await
        }
        Err(StatusCode::FORBIDDEN) => {
            text(StatusCode::FORBIDDEN, "This host name is not allowed; see --allowed-host.\n")
        }
        Err(status) => text(status, "Bad request.\n"),
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (REFERRER_POLICY, "same-origin"),
        (CACHE_CONTROL, "no-cache"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Runs a request, and reports it if it is slow.
///
/// A POST has a time limit instead, since its body may never arrive.
async fn with_timeout(server: &Server, request: Request, next: Next) -> Response<Body> {
    if *request.method() != Method::POST {
        let name = format!("{} {}", request.method(), request.uri().path());
        let report = |slow: &SlowRequest| server.rebuilder.report(Event::Slow(slow));
        return request_trace::observed(name, SLOW, report, next.run(request)).await;
    }
    let answered = tokio::time::timeout(FORM_TIMEOUT, next.run(request)).await;
    answered.unwrap_or_else(|_| text(StatusCode::REQUEST_TIMEOUT, "The request took too long.\n"))
}
