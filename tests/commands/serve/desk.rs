//! A small site with a preview of it, and a browser as plain as they come.

use crate::site;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use dateline::archive::Drafts;
use dateline::config::Overrides;
use dateline::preview::{ClockMode, FutureArticles, Port, Preview, Settings, WatchMode};

/// How long a change may take to be seen, on a machine that is busy with other tests.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// The site's moment.
pub(crate) const NOW: &str = "2026-01-01T00:00:00Z";

/// A folder with a site in it.
pub(crate) struct Site(site::Site);

impl std::ops::Deref for Site {
    type Target = site::Site;

    fn deref(&self) -> &site::Site {
        &self.0
    }
}

impl Site {
    /// Two articles and a theme of one's own over the built-in one.
    pub(crate) fn new() -> Self {
        let site = Self(site::Site::new(
            "title = \"T\"\nbase_url = \"https://t.example\"\n[hosting]\nhosts = [\"netlify\"]\n",
        ));
        site.write("content/a.md", article("A", "2025-11-01", "The first text."));
        site.write("content/b.md", article("B", "2025-11-02", "The second text."));
        site.write("static/app.css", "p { color: red }");
        site
    }

    pub(crate) fn serve(&self) -> Browser {
        Browser::new(settings(self.root()))
    }
}

pub(crate) fn article(title: &str, date: &str, text: &str) -> String {
    format!("+++\ntitle = \"{title}\"\ndate = {date}\n+++\n\n{text}\n")
}

pub(crate) fn settings(site: &Path) -> Settings {
    Settings {
        site: site.to_owned(),
        overrides: Overrides::default(),
        clock: ClockMode::Fixed(NOW.parse().expect("a moment")),
        drafts: Drafts::Hidden,
        future: FutureArticles::Hidden,
        bind: IpAddr::V4(Ipv4Addr::LOCALHOST),
        port: Port::Exactly(0),
        allowed_hosts: Vec::new(),
        watch: WatchMode::Native,
    }
}

/// A preview, and one who looks at it.
pub(crate) struct Browser {
    pub(crate) preview: Preview,
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Browser {
    pub(crate) fn new(settings: Settings) -> Self {
        let preview = Preview::start(settings, Arc::new(|_| {}));
        Self { preview: preview.unwrap_or_else(|error| unreachable!("{error}")) }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.preview.address()
    }

    pub(crate) fn host(&self) -> String {
        format!("localhost:{}", self.address().port())
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.host())
    }

    /// Sends these bytes and reads until the server closes; nothing where the connection breaks.
    pub(crate) fn raw(&self, request: &[u8]) -> Option<Answer> {
        let mut stream = TcpStream::connect(self.address()).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        stream.write_all(request).ok()?;
        let mut bytes = Vec::new();
        // A server that refuses a request may close before it has read all of it.
        let _ = stream.read_to_end(&mut bytes);
        Answer::read(&bytes)
    }

    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.host());
        for (name, value) in headers {
            let _ = write!(request, "{name}: {value}\r\n");
        }
        if method == "POST" {
            request.push_str("content-length: 0\r\n");
        }
        self.raw(format!("{request}\r\n").as_bytes())
            .unwrap_or_else(|| unreachable!("{method} {path} is answered"))
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    /// The session's token, as the script on a page has it.
    pub(crate) fn token(&self) -> String {
        let page = self.get("/").text();
        let start = page.find("data-token=\"").expect("a token") + 12;
        page[start..start + 32].to_owned()
    }

    /// What is wrong with a page or the site, as the page's script is told.
    pub(crate) fn faults(&self, page: &str) -> String {
        let (origin, token) = (self.origin(), self.token());
        let headers = [("origin", origin.as_str()), ("x-dateline-token", token.as_str())];
        self.ask("POST", &format!("/_dateline/faults?page={page}"), &headers).text()
    }

    /// Waits until something is as it is meant to be.
    pub(crate) fn wait_until(&self, what: &str, is: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while !is(self) {
            assert!(start.elapsed() < PATIENCE, "{what}: {}", self.faults("/"));
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until a page has these words.
    pub(crate) fn wait_for(&self, page: &str, words: &str) {
        self.wait_until(words, |browser| browser.get(page).text().contains(words));
    }

    /// Listens for changes.
    pub(crate) fn listen(&self) -> Channel {
        let token = self.token();
        let mut stream = TcpStream::connect(self.address()).expect("a connection");
        let request = format!(
            "POST /_dateline/live HTTP/1.1\r\nhost: {}\r\norigin: {}\r\nx-dateline-token: {token}\r\ncontent-length: 0\r\n\r\n",
            self.host(),
            self.origin()
        );
        stream.write_all(request.as_bytes()).expect("a request");
        Channel { stream, heard: String::new() }
    }
}

/// The channel of changes.
pub(crate) struct Channel {
    stream: TcpStream,
    heard: String,
}

impl Channel {
    /// All that has been heard when nothing has been for so long.
    pub(crate) fn heard(&mut self, quiet: Duration) -> &str {
        self.stream.set_read_timeout(Some(quiet)).expect("a limit");
        let mut bytes = [0; 4096];
        while let Ok(count) = self.stream.read(&mut bytes) {
            if count == 0 {
                break;
            }
            self.heard.push_str(&String::from_utf8_lossy(&bytes[..count]));
        }
        &self.heard
    }

    /// How many events there were, from the first one on.
    pub(crate) fn events(&mut self, quiet: Duration) -> usize {
        self.heard(quiet).matches("event: changed").count()
    }
}

impl Answer {
    fn read(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let body = &bytes[end + 4..];
        let body = if head.to_ascii_lowercase().contains("transfer-encoding: chunked") {
            unchunk(body)
        } else {
            body.to_vec()
        };
        Some(Self { status, head, body })
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (own, value) = line.split_once(':')?;
            own.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body without the script that only a preview has.
    pub(crate) fn without_script(&self) -> Vec<u8> {
        let start = b"<script src=\"/_dateline/live.js\"";
        let Some(at) = self.body.windows(start.len()).rposition(|window| window == start) else {
            return self.body.clone();
        };
        let end = b"></script>";
        let length = self.body[at..].windows(end.len()).position(|window| window == end).expect("an end");
        [&self.body[..at], &self.body[at + length + end.len()..]].concat()
    }
}

fn unchunk(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = body.windows(2).position(|window| window == b"\r\n") {
        let size = usize::from_str_radix(&String::from_utf8_lossy(&body[..end]), 16).unwrap_or(0);
        if size == 0 || body.len() < end + 2 + size {
            break;
        }
        whole.extend_from_slice(&body[end + 2..end + 2 + size]);
        body = &body[(end + 4 + size).min(body.len())..];
    }
    whole
}
