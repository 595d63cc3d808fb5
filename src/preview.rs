//! The preview: the site, shown by a web server that never writes it. In goes a site's folder and where to listen; out
//! comes a running [`Preview`] that answers what a build would write, each page made when it is asked for, and is
//! up to date as soon as an edit is. It answers only those it is meant for (`host`), takes nothing from a request
//! on trust (`target`), and goes on with the last good site while there are errors.
//!
//! ```text
//! files ── watch ── rebuilder ── snapshot ─┐
//! browser ── listen ── host, target ─┴─ answer ── inject ── browser
//!                └──── live (changes, errors), desk ────────┘
//! ```

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

use handler::{handle, page};
use host_check::Hosts;
use rebuilder::Rebuilder;
use recent_pages::RecentPages;
use request_target::RequestTarget;
use response::text;

/// Returns the path that a request's target asks for, decoded, unless it is refused. For fuzzing.
#[doc(hidden)]
pub fn decode_request_path(target: &str) -> Option<String> {
    RequestTarget::parse(&target.parse().ok()?).ok().map(|target| target.path)
}

/// The cookie in which a browser keeps the moment that it looks at.
const AS_OF_COOKIE: &str = "dateline-as-of";

/// How many ports after the first are tried.
const EXTRA_PORTS: u16 = 100;

/// How many requests are worked on at once; the others wait.
const MAX_BLOCKING_THREADS: usize = 16;

/// The most bytes of a form.
const MAX_FORM_BYTES: usize = 16 << 10;

/// How long a browser may take to send one.
const FORM_TIMEOUT: Duration = Duration::from_secs(20);

/// What is shown, and to whom.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The site's folder.
    pub site: PathBuf,
    /// What stands in place of the config's settings.
    pub overrides: Overrides,
    /// The moment at which the site stands.
    pub clock: ClockMode,
    /// What becomes of drafts.
    pub drafts: Drafts,
    /// What becomes of stories whose time has not come.
    pub future: FutureArticles,
    /// The address that is listened on.
    pub bind: IpAddr,
    /// The port that is listened on.
    pub port: Port,
    /// The names by which the server may be called, beside this machine's own for itself: `name` or `name:port`.
    pub allowed_hosts: Vec<String>,
    /// How changes are noticed.
    pub watch: WatchMode,
}

/// The moment at which the site stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockMode {
    /// Whatever time it is.
    System,
    /// This one.
    Fixed(Timestamp),
}

/// What becomes of stories whose time has not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FutureArticles {
    /// They are not there.
    Hidden,
    /// The site stands as it will when the last of them has appeared.
    Shown,
}

/// A port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Port {
    /// This one, or the next that is free.
    From(u16),
    /// This one.
    Exactly(u16),
}

/// How changes are noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchMode {
    /// The system tells; where it can't, the folder is looked over.
    Native,
    /// The folder is looked over twice a second.
    Poll,
}

/// What happens in a preview.
#[derive(Debug)]
pub enum Event<'e> {
    /// The site has errors; its last good state stays.
    Broken(&'e Diagnostics),
    /// The site has no errors any more.
    Fixed,
    /// The site is shown as it now is.
    Rebuilt,
    /// The site was read for the first time without errors.
    Ready(HiddenCounts),
    /// The folder is looked over from time to time, for this reason.
    Polling(&'e str),
}

/// Size of a thread's stack in bytes: enough for templates and texts as deep as they may be.
const STACK_BYTES: usize = 16 << 20;

/// Counts of the stories that the preview does not show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HiddenCounts {
    /// Drafts.
    pub drafts: usize,
    /// Stories under embargo.
    pub embargoed: usize,
}

/// Is notices_read what happens. Called from other threads.
pub type EventHandler = Arc<dyn Fn(Event<'_>) + Send + Sync>;

/// Why there is no preview.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// The site's folder can't be opened.
    #[error("there is no site at {0}: {1}")]
    SiteFolder(String, #[source] io::Error),
    /// Other machines would reach the server, and it was not said under what name.
    #[error("other machines can reach {0}: say by what name they may, with --allowed-host")]
    NoAllowedHosts(IpAddr),
    /// A name that is none.
    #[error("`{0}` is no host: write a name or an address, such as desk.example.org or 192.168.1.5:1111")]
    InvalidHost(String),
    /// The port is taken, or none is free.
    #[error("can't listen on {0}: {1}")]
    Listen(SocketAddr, #[source] io::Error),
    /// The system refuses something else.
    #[error("the preview can't start: {0}")]
    Io(#[from] io::Error),
}

/// What every request is answered from.
struct Server {
    rebuilder: Arc<Rebuilder>,
    site_dir: Arc<SiteDir>,
    recent_pages: RecentPages,
    hosts: Hosts,
    token: String,
    shutdown: channel::Receiver<()>,
}

/// A preview at work. Ends when it is dropped.
pub struct Preview {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    closing: Option<channel::Sender<()>>,
    serving: Option<JoinHandle<()>>,
    runtime: Option<Runtime>,
    watch: Option<watch::Watch>,
}

impl Preview {
    /// Starts a preview. It answers at once; the first answers wait until the site is read.
    ///
    /// # Errors
    /// When the folder is not there, the port is taken, or other machines are let in without a name. Errors in the site are
    /// none: they are shown.
    pub fn start(settings: Settings, on_event: EventHandler) -> Result<Self, PreviewError> {
        let no_site = |error| PreviewError::SiteFolder(settings.site.display().to_string(), error);
        let texts = Arc::new(SiteDir::open(&settings.site).map_err(no_site)?);
        if !settings.bind.is_loopback() && settings.allowed_hosts.is_empty() {
            return Err(PreviewError::NoAllowedHosts(settings.bind));
        }
        let listener = listen(settings.bind, settings.port)?;
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

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until somebody at the keyboard ends it.
    ///
    /// # Errors
    /// When the system doesn't tell of that.
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
            // A page that is still being made is of use to nobody.
            runtime.shutdown_background();
        }
    }
}

impl Server {
    /// Does what may take long on a thread that may wait.
    async fn blocking(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Response<Body> + Send + 'static,
    ) -> Response<Body> {
        let server = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || work(&server)).await;
        done.unwrap_or_else(|_| text(StatusCode::SERVICE_UNAVAILABLE, "The preview ends.\n"))
    }
}

/// Takes a port.
fn listen(bind: IpAddr, port: Port) -> Result<std::net::TcpListener, PreviewError> {
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

/// A secret of this session, which only its pages know.
fn token() -> io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

/// Which part of the server answers what.
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

/// Lets in what is meant for this server, and gives every answer the headers that keep it to itself.
async fn check_host(Shared(server): Shared<Arc<Server>>, mut request: Request, next: Next) -> Response<Body> {
    let hosts = request.headers().get_all(HOST).iter().map(HeaderValue::as_bytes);
    let checked = server.hosts.check(hosts).and_then(|()| RequestTarget::parse(request.uri()));
    let mut response = match checked {
        Ok(target) => {
            request.extensions_mut().insert(target);
            // Until it is known what the site is, there is nothing to say.
            let _ = server.rebuilder.subscribe().wait_for(|state| state.number > 0).await;
            with_timeout(request, next).await
        }
        // What is hidden looks like what is not there.
        Err(StatusCode::NOT_FOUND) => {
            let headers = request.headers().clone();
            let _ = server.rebuilder.subscribe().wait_for(|state| state.number > 0).await;
            server.blocking(move |server| page(server, &RequestTarget::nowhere(), &headers)).await
        }
        Err(StatusCode::FORBIDDEN) => {
            text(StatusCode::FORBIDDEN, "This server is not called that; see --allowed-host.\n")
        }
        Err(status) => text(status, "This request makes no sense here.\n"),
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

/// Answers a request, unless it has a body for which one would wait too long.
async fn with_timeout(request: Request, next: Next) -> Response<Body> {
    if *request.method() != Method::POST {
        return next.run(request).await;
    }
    let answered = tokio::time::timeout(FORM_TIMEOUT, next.run(request)).await;
    answered.unwrap_or_else(|_| text(StatusCode::REQUEST_TIMEOUT, "The request took too long.\n"))
}
