//! A folder as the target of a deploy, behind the real nginx: the demonstration is fetched back as readers fetch it, and a
//! deploy under way shows them the old site or the new.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::desk::{Desk, free_port, need};

/// An nginx on this machine's loopback, for as long as a test lasts.
struct Nginx {
    process: Child,
    port: u16,
}

impl Nginx {
    /// Serves a folder, with what Dateline says of redirects and of what is gone.
    fn serve(folder: &Path, root: &Path) -> Self {
        let nginx = need("nginx", "nginx-light");
        fs::create_dir_all(folder).expect("a folder is made");
        let (port, here, root) = (free_port(), folder.display(), root.display());
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .iter()
            .flat_map(|kind| [kind, "_temp_path ", "@/temp; "])
            .collect::<String>()
            .replace('@', &here.to_string());
        let config = format!(
            "daemon off; master_process off; pid {here}/pid; error_log {here}/log; events {{}}\n\
             http {{\n access_log off; {temporary}\n include {root}/_hosting/nginx-maps.conf;\n \
             server {{ listen 127.0.0.1:{port}; server_name localhost; root {root};\n \
             include {root}/_hosting/nginx-server.conf; }}\n}}\n"
        );
        fs::write(folder.join("nginx.conf"), config).expect("settings");
        let mut command = Command::new(nginx);
        command.args(["-p"]).arg(folder).arg("-c").arg(folder.join("nginx.conf"));
        command.stdin(Stdio::null()).stderr(Stdio::null());
        let nginx = Self { process: command.spawn().expect("nginx runs"), port };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
            assert!(begun.elapsed() < Duration::from_secs(20), "nginx does not listen: {log}");
            std::thread::sleep(Duration::from_millis(20));
        }
        nginx
    }

    /// The status and the bytes of what is at a path.
    fn get(&self, path: &str) -> (u16, Vec<u8>) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        let encoded = percent_encoding::utf8_percent_encode(path, percent_encoding::CONTROLS).to_string();
        let encoded = encoded.replace(' ', "%20").replace('#', "%23").replace('?', "%3F").replace('"', "%22");
        write!(stream, "GET /{encoded} HTTP/1.0\r\nHost: localhost\r\n\r\n").expect("a request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        let status = String::from_utf8_lossy(&answer[9..12]).parse().expect("a status");
        (status, answer[end + 4..].to_vec())
    }
}

impl Nginx {
    /// The status of a request as it is written here, the path that it is led to, and what is shown.
    fn ask(&self, target: &str) -> (u16, String, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        write!(stream, "GET {target} HTTP/1.0\r\nHost: localhost\r\n\r\n").expect("a request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer[9..12].parse().expect("a status");
        let to = answer.lines().find_map(|line| line.strip_prefix("Location: ")).unwrap_or_default();
        let to = to.split_once("://").and_then(|(_, rest)| Some(&rest[rest.find('/')?..])).unwrap_or(to);
        (status, to.to_owned(), answer)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn desk(make: fn(&str) -> Desk) -> Desk {
    let desk = make("to = \"dir:../www\"");
    let config = fs::read_to_string(desk.path("config.toml")).expect("a config");
    if !config.contains("\"nginx\"") {
        desk.write("config.toml", format!("{config}\n[hosting]\nhosts = [\"nginx\"]\n"));
    }
    desk
}

#[test]
#[ignore = "needs nginx: see .ci/run"]
fn the_demonstration_is_fetched_back_byte_for_byte() {
    let desk = desk(Desk::with_demonstration);
    desk.publish();
    let nginx = Nginx::serve(&desk.beside("nginx"), &desk.beside("www"));
    let built = desk.built();
    assert!(built.len() > 300);
    let mut other = Vec::new();
    for (path, bytes) in &built {
        let address = path.strip_suffix("index.html").unwrap_or(path);
        let (status, served) = nginx.get(address);
        match status {
            // A story that is gone has its notice, under the second.
            200 | 410 => assert!(served == *bytes, "{path}"),
            _ => other.push((status, path.as_str())),
        }
    }
    // Redirects, which nginx makes itself, and what is for nobody but itself.
    let is_expected = |(status, path): &(u16, &str)| *status == 301 || path.starts_with("_hosting/");
    assert!(other.iter().all(is_expected), "{other:?}");
    assert!(other.len() < 20, "{other:?}");
}

/// Requests to the site of [`ask`], each with the status and the place that it leads to.
const ASKED: [(&str, u16, &str); 20] = [
    ("/?p=1", 301, "/2025/11/01/one/"),
    ("/index.html?p=1", 301, "/2025/11/01/one/"),
    ("/?utm_source=x&p=1&y", 301, "/2025/11/01/one/"),
    ("/?p=1&lang=fr", 301, "/2025/11/01/two/"),
    ("/?lang=de&p=1", 301, "/2025/11/01/one/"),
    ("/?p=12", 200, ""),
    ("/?xp=1", 200, ""),
    ("/", 200, ""),
    ("/?p=2", 410, ""),
    ("/?p=3", 410, ""),
    ("/news/a.asp?id=7&cat=2", 301, "/2025/11/01/one/"),
    ("/news/a.asp/?cat=2&x&id=7", 301, "/2025/11/01/one/"),
    ("/s?q=caf%C3%A9+au+lait", 301, "/2025/11/01/one/"),
    ("/s?q=caf%c3%a9%20au%20lait", 301, "/2025/11/01/one/"),
    ("/s?q=caf%E9+au+lait", 301, "/2025/11/01/one/"),
    ("/v?id=aBc", 301, "/2025/11/01/one/"),
    ("/v/?id=AbC", 301, "/2025/11/01/two/"),
    ("/v/?id=abc", 200, ""),
    ("/read.pl?x=1&1234", 301, "/2025/11/01/one/"),
    ("/a+b%20(c)$d.asp?id=1", 301, "/2025/11/01/two/"),
];

#[test]
#[ignore = "needs nginx: see .ci/run"]
fn old_addresses_with_a_query_are_answered() {
    let desk = desk(Desk::new);
    let aliases = [
        (
            "one",
            "\"/?p=1\", \"/news/a.asp?cat=2&id=7\", \"/s?q=caf%E9+au+lait\", \"/v?id=aBc\", \"/read.pl?1234\"",
        ),
        ("two", "\"/?p=1&lang=fr\", \"/v?id=AbC\", \"/a+b (c)$d.asp?id=1\""),
    ];
    for (slug, aliases) in aliases {
        let front = format!("title = \"{slug}\"\ndate = 2025-11-01\naliases = [{aliases}]");
        desk.write(&format!("content/{slug}.md"), format!("+++\n{front}\n+++\nText.\n"));
    }
    desk.write(
        "content/gone.md",
        "+++\ndate = 2025-11-02\naliases = [\"/?p=2\"]\nwithdrawn = { date = 2025-11-03 }\n+++\n",
    );
    desk.write("addresses.csv", "/?p=3,410\n");
    desk.publish();
    let nginx = Nginx::serve(&desk.beside("nginx"), &desk.beside("www"));
    for (address, status, leads) in ASKED {
        let (answered, to, body) = nginx.ask(address);
        assert_eq!((answered, to.as_str()), (status, leads), "{address}");
        assert!(address != "/?p=2" || body.contains("withdrawn"), "{body}");
    }
}

#[test]
#[ignore = "needs nginx: see .ci/run"]
fn readers_see_one_site_or_the_other_and_never_both() {
    let desk = desk(Desk::new);
    let title = |number: usize| format!("Edition {number}");
    desk.story("one", &title(0));
    desk.publish();
    let nginx = Nginx::serve(&desk.beside("nginx"), &desk.beside("www"));
    let last = 5;
    for number in 1..=last {
        desk.story("one", &title(number));
        desk.build();
        let mut deploy = desk.begin(&["deploy"]);
        loop {
            let is_done = deploy.try_wait().expect("a state").is_some();
            let (status, front) = nginx.get("");
            let front = String::from_utf8(front).expect("text");
            assert_eq!(status, 200);
            let seen = [number - 1, number].map(|number| front.contains(&title(number)));
            assert!(seen[0] != seen[1], "edition {number}: {seen:?}");
            if is_done {
                assert!(seen[1], "edition {number} is there, and nginx was told nothing");
                break;
            }
        }
        assert!(deploy.wait().expect("an end").success());
    }
    desk.dateline(&["deploy", "--rollback"]).well();
    let (_, front) = nginx.get("");
    assert!(String::from_utf8_lossy(&front).contains(&title(last - 1)));
}
