//! The preview: the site, shown by a web server that never writes it. In goes a site's folder and where to listen; out
//! comes a running [`Preview`] that answers what a build would write, each page made when it is asked for, and is
//! up to date as soon as an edit is. It answers only those it is meant for (`host`), takes nothing from a request
//! on trust (`target`), and goes on with the last good site while there are errors.
//!
//! ```text
//! files ── watch ── studio ── scene ─┐
//! browser ── listen ── host, target ─┴─ answer ── inject ── browser
//!                └──── live (changes, errors), desk ────────┘
//! ```

mod answer;
mod desk;
mod host;
mod inject;
mod kinds;
mod large;
mod listen;
mod live;
mod memory;
mod range;
mod rules;
mod scene;
mod site;
mod studio;
mod target;
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

use answer::text;
use host::Hosts;
use memory::Memory;
use site::{page, site};
use studio::Studio;
use target::Target;

pub(crate) use kinds::content_type;

/// Returns the path that a request's target asks for, decoded, unless it is refused. For fuzzing.
#[doc(hidden)]
pub fn asked_path(target: &str) -> Option<String> {
    Target::parse(&target.parse().ok()?).ok().map(|target| target.path)
}

/// The cookie in which a browser keeps the moment that it looks at.
const COOKIE: &str = "dateline-as-of";

/// How many ports after the first are tried.
const MORE_PORTS: u16 = 100;

/// How many requests are worked on at once; the others wait.
const WORKERS: usize = 16;

/// The most bytes of a form.
const LARGEST_FORM: usize = 16 << 10;

/// How long a browser may take to send one.
const FORM: Duration = Duration::from_secs(20);

/// What is shown, and to whom.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The site's folder.
    pub site: PathBuf,
    /// What stands in place of the config's settings.
    pub overrides: Overrides,
    /// The moment at which the site stands.
    pub now: Now,
    /// What becomes of drafts.
    pub drafts: Drafts,
    /// What becomes of stories whose time has not come.
    pub embargoes: Embargoes,
    /// The address that is listened on.
    pub bind: IpAddr,
    /// The port that is listened on.
    pub port: Port,
    /// The names by which the server may be called, beside this machine's own for itself: `name` or `name:port`.
    pub allowed_hosts: Vec<String>,
    /// How changes are noticed.
    pub watching: Watching,
}

/// The moment at which the site stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Now {
    /// Whatever time it is.
    Always,
    /// This one.
    Fixed(Timestamp),
}

/// What becomes of stories whose time has not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Embargoes {
    /// They are not there.
    Kept,
    /// The site stands as it will when the last of them has appeared.
    Lifted,
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
pub enum Watching {
    /// The system tells; where it can't, the folder is looked over.
    BySystem,
    /// The folder is looked over twice a second.
    ByLooking,
}

/// What happens in a preview.
#[derive(Debug)]
pub enum Event<'e> {
    /// The site has errors; its last good state stays.
    Broken(&'e Diagnostics),
    /// The site has no errors any more.
    Mended,
    /// The site is shown as it now is.
    Renewed,
    /// The site was read for the first time without errors.
    Ready(Hidden),
    /// The folder is looked over from time to time, for this reason.
    Polling(&'e str),
}

/// Size of a thread's stack in bytes: enough for templates and texts as deep as they may be.
const STACK: usize = 16 << 20;

/// Counts of the stories that the preview does not show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hidden {
    /// Drafts.
    pub drafts: usize,
    /// Stories under embargo.
    pub embargoed: usize,
}

/// Is told what happens. Called from other threads.
pub type Tell = Arc<dyn Fn(Event<'_>) + Send + Sync>;

/// Why there is no preview.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The site's folder can't be opened.
    #[error("there is no site at {0}: {1}")]
    NoSite(String, #[source] io::Error),
    /// Other machines would reach the server, and it was not said under what name.
    #[error("other machines can reach {0}: say by what name they may, with --allowed-host")]
    NoNames(IpAddr),
    /// A name that is none.
    #[error("`{0}` is no host: write a name or an address, such as desk.example.org or 192.168.1.5:1111")]
    NotAHost(String),
    /// The port is taken, or none is free.
    #[error("can't listen on {0}: {1}")]
    Port(SocketAddr, #[source] io::Error),
    /// The system refuses something else.
    #[error("the preview can't start: {0}")]
    System(#[from] io::Error),
}

/// What every request is answered from.
struct Server {
    studio: Arc<Studio>,
    texts: Arc<SiteDir>,
    memory: Memory,
    hosts: Hosts,
    token: String,
    closing: channel::Receiver<()>,
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
    pub fn start(settings: Settings, tell: Tell) -> Result<Self, ServeError> {
        let no_site = |error| ServeError::NoSite(settings.site.display().to_string(), error);
        let texts = Arc::new(SiteDir::open(&settings.site).map_err(no_site)?);
        if !settings.bind.is_loopback() && settings.allowed_hosts.is_empty() {
            return Err(ServeError::NoNames(settings.bind));
        }
        let listener = listen(settings.bind, settings.port)?;
        let address = listener.local_addr()?;
        let hosts = Hosts::new(address.port(), &settings.allowed_hosts)
            .map_err(|host| ServeError::NotAHost(host.to_owned()))?;
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(WORKERS)
            .thread_stack_size(STACK)
            .enable_all()
            .build()?;
        let watching = settings.watching;
        let studio = Arc::new(Studio::new(settings, Arc::clone(&texts), Arc::clone(&tell)));
        let watch = watch::start(Arc::clone(&studio), texts.root(), watching, tell)?;
        let (closing, closed) = channel::channel(());
        let memory = Memory::default();
        let server = Server { studio, texts, memory, hosts, token: token()?, closing: closed };
        let (stop, stopped) = oneshot::channel();
        let listener = {
            let _inside = runtime.enter();
            TcpListener::from_std(listener)?
        };
        let serving = runtime.spawn(listen::serve(listener, router(Arc::new(server)), stopped));
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
fn listen(bind: IpAddr, port: Port) -> Result<std::net::TcpListener, ServeError> {
    let (first, last) = match port {
        Port::Exactly(port) => (port, port),
        Port::From(port) => (port, port.saturating_add(MORE_PORTS)),
    };
    let mut port = first;
    let listener = loop {
        match std::net::TcpListener::bind((bind, port)) {
            Ok(listener) => break listener,
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && port < last => port += 1,
            Err(error) => return Err(ServeError::Port(SocketAddr::new(bind, port), error)),
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
        .route(inject::SCRIPT, get(live::script))
        .route("/_dateline/live", get(live::channel).post(live::channel))
        .route("/_dateline/faults", post(live::faults))
        .route("/_dateline/", get(desk::desk))
        .route("/_dateline/desk.css", get(desk::style))
        .route("/_dateline/as-of", post(desk::choose))
        .route("/_dateline/source", get(desk::source))
        .fallback(site)
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(middleware::from_fn_with_state(Arc::clone(&server), guard))
        .with_state(server)
}

/// Lets in what is meant for this server, and gives every answer the headers that keep it to itself.
async fn guard(Shared(server): Shared<Arc<Server>>, mut request: Request, next: Next) -> Response<Body> {
    let hosts = request.headers().get_all(HOST).iter().map(HeaderValue::as_bytes);
    let checked = server.hosts.check(hosts).and_then(|()| Target::parse(request.uri()));
    let mut response = match checked {
        Ok(target) => {
            request.extensions_mut().insert(target);
            // Until it is known what the site is, there is nothing to say.
            let _ = server.studio.subscribe().wait_for(|state| state.number > 0).await;
            in_time(request, next).await
        }
        // What is hidden looks like what is not there.
        Err(StatusCode::NOT_FOUND) => {
            let headers = request.headers().clone();
            let _ = server.studio.subscribe().wait_for(|state| state.number > 0).await;
            server.blocking(move |server| page(server, &Target::nowhere(), &headers)).await
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
async fn in_time(request: Request, next: Next) -> Response<Body> {
    if *request.method() != Method::POST {
        return next.run(request).await;
    }
    let answered = tokio::time::timeout(FORM, next.run(request)).await;
    answered.unwrap_or_else(|_| text(StatusCode::REQUEST_TIMEOUT, "The request never came to an end.\n"))
}
