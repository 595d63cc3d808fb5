//! Fetches pictures and other files from the old site, while it lives.
//!
//! One request at a time, with a pause between two. Only the old site's hosts are asked, and
//! addresses of private networks only if the site's own address is one. A file that was cut
//! off is continued by the next run.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use dateline::sources::ManagedDir;
use dateline_import::request::FetchMedia;
use dateline_import::story::MediaFile;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CONTENT_RANGE, RANGE, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use tokio::runtime::Runtime;
use url::{Host, Url};

/// Folder of files that are not complete, in the site.
const PARTS: &str = ".dateline/import";

/// Pause between two requests.
const PAUSE: Duration = Duration::from_millis(250);

/// Longest wait for a connection, and between two pieces of a file.
const PATIENCE: Duration = Duration::from_secs(30);

/// Longest pause that the old site can ask for.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// Attempts for one file.
const ATTEMPTS: u32 = 3;

/// Files in a row without an answer after which the import ends.
const MOST_FAILURES: u32 = 5;

/// Most redirects of one file.
const MOST_REDIRECTS: usize = 5;

/// Most bytes of a file.
const FILE_LIMIT_BYTES: u64 = 4 << 30;

/// Old site on the web.
pub(super) struct OldSite {
    runtime: Runtime,
    client: Client,
    hosts: Arc<BTreeSet<String>>,
    is_private: bool,
    parts: Arc<ManagedDir>,
    progress: Mutex<Progress>,
}

/// Requests so far.
struct Progress {
    last: Option<Instant>,
    failures: u32,
}

/// Result of one request.
enum Answer {
    Complete,
    /// The old site does not have the file.
    Missing,
    /// Another attempt may succeed, after a pause.
    Later(Duration),
}

impl OldSite {
    /// Returns the old site, by its addresses and hosts.
    pub(super) fn new<'a>(site: &Path, addresses: impl IntoIterator<Item = &'a str>) -> io::Result<Self> {
        // An already installed provider stays.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut hosts = BTreeSet::new();
        for address in addresses {
            let host = Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned));
            let host = bare(&host.unwrap_or_else(|| address.to_owned()));
            if let Some(name) = host.strip_suffix(".wordpress.com") {
                hosts.insert(format!("{name}.files.wordpress.com"));
            }
            hosts.insert(host);
        }
        let hosts = Arc::new(hosts);
        let is_private = hosts.iter().any(|host| is_private_host(host));
        let allowed = Arc::clone(&hosts);
        let redirects = Policy::custom(move |attempt| {
            let is_allowed = is_own(attempt.url(), &allowed) && may_connect(attempt.url(), is_private);
            if is_allowed && attempt.previous().len() <= MOST_REDIRECTS {
                attempt.follow()
            } else {
                attempt.stop()
            }
        });
        let client = Client::builder()
            .user_agent(concat!("dateline-import/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(PATIENCE)
            .read_timeout(PATIENCE)
            .pool_max_idle_per_host(1)
            .redirect(redirects)
            .dns_resolver(Arc::new(PublicNames { is_private }))
            .build()
            .map_err(io::Error::other)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let progress = Mutex::new(Progress { last: None, failures: 0 });
        let parts = Arc::new(ManagedDir::create(site, PARTS)?);
        Ok(Self { runtime, client, hosts, is_private, parts, progress })
    }

    /// Requests a file, or the rest of one, and appends it to the part.
    async fn request(&self, url: &Url, part: &str) -> io::Result<Answer> {
        let start = self.parts.file_size(part).unwrap_or(0);
        let mut request = self.client.get(url.clone());
        if start > 0 {
            request = request.header(RANGE, format!("bytes={start}-"));
        }
        let Ok(mut response) = request.send().await else { return Ok(Answer::Later(PAUSE)) };
        let status = response.status();
        if status == StatusCode::RANGE_NOT_SATISFIABLE {
            self.parts.remove_file(part)?;
            return Ok(Answer::Later(Duration::ZERO));
        }
        if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() {
            let wait =
                response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
            return Ok(Answer::Later(Duration::from_secs(wait.unwrap_or(2)).min(LONGEST_WAIT)));
        }
        if !status.is_success() {
            return Ok(Answer::Missing);
        }
        let continues = format!("bytes {start}-");
        let range = response.headers().get(CONTENT_RANGE).and_then(|value| value.to_str().ok());
        let is_rest =
            status == StatusCode::PARTIAL_CONTENT && range.is_some_and(|range| range.starts_with(&continues));
        let mut file = if is_rest { self.continued(part)? } else { self.parts.create_file(part)? };
        let mut size = if is_rest { start } else { 0 };
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) => {
                    size += chunk.len() as u64;
                    if size > FILE_LIMIT_BYTES {
                        return Ok(Answer::Missing);
                    }
                    file.write_all(&chunk)?;
                }
                Ok(None) => return Ok(Answer::Complete),
                Err(_) => return Ok(Answer::Later(PAUSE)),
            }
        }
    }

    /// Opens a part for writing behind its content.
    fn continued(&self, part: &str) -> io::Result<File> {
        let old = format!("{part}.old");
        self.parts.rename(part, &old)?;
        let mut file = self.parts.create_file(part)?;
        io::copy(&mut self.parts.open_file(&old)?, &mut file)?;
        self.parts.remove_file(&old)?;
        Ok(file)
    }
}

impl Progress {
    /// Waits until the next request is due.
    fn wait(&mut self) {
        if let Some(last) = self.last {
            std::thread::sleep(PAUSE.saturating_sub(last.elapsed()));
        }
        self.last = Some(Instant::now());
    }
}

impl FetchMedia for OldSite {
    fn fetch(&self, file: &MediaFile) -> io::Result<Option<Box<dyn Read>>> {
        let Ok(url) = Url::parse(&file.url) else { return Ok(None) };
        if !is_own(&url, &self.hosts) || !may_connect(&url, self.is_private) {
            return Ok(None);
        }
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        let part = format!("{}.part", blake3::hash(file.url.as_bytes()).to_hex());
        for attempt in 1..=ATTEMPTS {
            progress.wait();
            match self.runtime.block_on(self.request(&url, &part))? {
                Answer::Complete => {
                    progress.failures = 0;
                    let file = self.parts.open_file(&part)?;
                    return Ok(Some(Box::new(Part { file, name: part, folder: Arc::clone(&self.parts) })));
                }
                Answer::Missing => {
                    progress.failures = 0;
                    return Ok(None);
                }
                Answer::Later(wait) => std::thread::sleep(wait * attempt),
            }
        }
        progress.failures += 1;
        if progress.failures < MOST_FAILURES {
            return Ok(None);
        }
        Err(io::Error::other(format!(
            "{} does not answer. Run the import again later: it goes on with the missing files",
            url.host_str().unwrap_or_default()
        )))
    }
}

/// Complete file, which is removed after it was read.
struct Part {
    file: File,
    name: String,
    folder: Arc<ManagedDir>,
}

impl Read for Part {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read(buffer)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let _ = self.folder.remove_file(&self.name);
    }
}

/// Resolver that leaves out addresses of private networks.
struct PublicNames {
    /// Reports that the old site is on a private network.
    is_private: bool,
}

impl Resolve for PublicNames {
    fn resolve(&self, name: Name) -> Resolving {
        let is_private = self.is_private;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> =
                found.filter(|address| is_private || !is_private_address(address.ip())).collect();
            if public.is_empty() {
                return Err(format!("{} has no public address", name.as_str()).into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Reports that an address is the old site's.
fn is_own(url: &Url, hosts: &BTreeSet<String>) -> bool {
    matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| hosts.contains(&bare(host)))
}

/// Reports that the host of an address may be asked.
///
/// An address of a private network may not, unless the old site is on one.
fn may_connect(url: &Url, is_private: bool) -> bool {
    is_private
        || match url.host() {
            Some(Host::Ipv4(address)) => !is_private_address(address.into()),
            Some(Host::Ipv6(address)) => !is_private_address(address.into()),
            _ => true,
        }
}

/// Returns a host without `www.`.
fn bare(host: &str) -> String {
    let host = host.trim().to_ascii_lowercase();
    host.strip_prefix("www.").map(str::to_owned).unwrap_or(host)
}

/// Reports that a host can only be on a private network.
fn is_private_host(host: &str) -> bool {
    let is_address = host.trim_matches(['[', ']']).parse().is_ok_and(is_private_address);
    is_address
        || host == "localhost"
        || [".localhost", ".local", ".internal", ".lan", ".test"].iter().any(|end| host.ends_with(end))
}

/// Reports that an address leads nowhere on the public internet.
fn is_private_address(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_unspecified()
                || v4.is_broadcast()
                || v4.is_multicast()
                || a == 0
                || (a == 100 && (64..128).contains(&b))
                || a >= 240
        }
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_private_address(v4.into()),
            None => {
                v6.is_loopback()
                    || v6.is_unspecified()
                    || v6.is_multicast()
                    || v6.is_unique_local()
                    || v6.is_unicast_link_local()
                    || v6.segments()[0] == 0x64
            }
        },
    }
}
