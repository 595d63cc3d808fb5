//! A site behind the real Apache, with the `.htaccess` that Dateline makes: redirects, old addresses with a query, what
//! is gone, headers.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::desk::{Desk, free_port, need};

/// Modules that a usual Apache has.
const MODULES: [&str; 7] = ["mpm_event", "authz_core", "dir", "mime", "headers", "setenvif", "rewrite"];

/// Folder of the modules on Debian.
const MODULES_FOLDER: &str = "/usr/lib/apache2/modules";

/// An Apache on this machine's loopback, for as long as a test lasts.
struct Apache {
    process: Child,
    port: u16,
}

impl Apache {
    fn serve(folder: &Path, root: &Path) -> Self {
        let apache = need("apache2", "apache2");
        fs::create_dir_all(folder).expect("a folder is made");
        let (port, here, root) = (free_port(), folder.display(), root.display());
        let module = |name| format!("LoadModule {name}_module {MODULES_FOLDER}/mod_{name}.so\n");
        let modules = MODULES.map(module).concat();
        let config = format!(
            "ServerRoot {here}\nPidFile {here}/pid\nErrorLog {here}/log\nServerName localhost\nListen 127.0.0.1:{port}\n\
             {modules}User www-data\nGroup www-data\nTypesConfig /etc/mime.types\nDocumentRoot {root}\n\
             <Directory {root}>\nAllowOverride All\nRequire all granted\n</Directory>\n"
        );
        fs::write(folder.join("apache.conf"), config).expect("settings");
        let mut command = Command::new(apache);
        command.arg("-f").arg(folder.join("apache.conf")).arg("-DFOREGROUND");
        command.stdin(Stdio::null()).stderr(Stdio::null());
        let apache = Self { process: command.spawn().expect("Apache runs"), port };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
            assert!(begun.elapsed() < Duration::from_secs(20), "Apache does not listen: {log}");
            std::thread::sleep(Duration::from_millis(20));
        }
        apache
    }

    /// The whole answer to a request.
    fn ask(&self, target: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        write!(stream, "GET {target} HTTP/1.0\r\nHost: localhost\r\n\r\n").expect("a request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        Answer(String::from_utf8_lossy(&answer).into_owned())
    }
}

impl Drop for Apache {
    fn drop(&mut self) {
        // Its workers end with it only if it may tell them.
        let _ = Command::new("kill").arg(self.process.id().to_string()).status();
        let _ = self.process.wait();
    }
}

/// An answer as it came.
struct Answer(String);

impl Answer {
    fn status(&self) -> u16 {
        self.0[9..12].parse().expect("a status")
    }

    fn header(&self, name: &str) -> Option<&str> {
        let head = self.0.split("\r\n\r\n").next()?;
        head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    /// The path that a redirect leads to.
    fn to(&self) -> &str {
        let to = self.header("Location").unwrap_or_default();
        to.split_once("://").and_then(|(_, rest)| Some(&rest[rest.find('/')?..])).unwrap_or(to)
    }
}

/// Requests, each with the status and the place that it leads to.
const ASKED: [(&str, u16, &str); 30] = [
    ("/", 200, ""),
    ("/?p=1", 301, "/2025/11/01/one/"),
    ("/index.html?p=1", 301, "/2025/11/01/one/"),
    ("/?utm_source=x&p=1&y", 301, "/2025/11/01/one/"),
    ("/?p=1&lang=fr", 301, "/2025/11/01/two/"),
    ("/?lang=de&p=1", 301, "/2025/11/01/one/"),
    ("/?p=12", 200, ""),
    ("/?xp=1", 200, ""),
    ("/?P=1", 200, ""),
    ("/?p=2", 410, ""),
    ("/?p=3", 410, ""),
    ("/news/a.asp?id=7&cat=2", 301, "/2025/11/01/one/"),
    ("/news/a.asp/?cat=2&x&id=7", 301, "/2025/11/01/one/"),
    ("/news/a.asp?id=7", 301, "/news/a.asp/?id=7"),
    ("/news/aXasp?id=7&cat=2", 404, ""),
    ("/s?q=caf%C3%A9+au+lait", 301, "/2025/11/01/one/"),
    ("/s?q=caf%c3%a9%20au%20lait", 301, "/2025/11/01/one/"),
    ("/s?q=caf%E9+au+lait", 301, "/2025/11/01/one/"),
    ("/v?id=aBc", 301, "/2025/11/01/one/"),
    ("/v/?id=AbC", 301, "/2025/11/01/two/"),
    ("/v/?id=abc", 200, ""),
    ("/t?a=2&a=1", 301, "/2025/11/01/one/"),
    ("/read.pl?x=1&1234", 301, "/2025/11/01/one/"),
    ("/a+b%20(c)$d.asp?id=1", 301, "/2025/11/01/two/"),
    ("/50%25%20of%20[it],%20$1.html", 301, "/2025/11/01/two/"),
    ("/was", 301, "/2025/11/02/gone,%20[it]/"),
    ("/2025/11/02/gone,%20%5Bit%5D/", 410, ""),
    ("/paper.pdf", 410, ""),
    ("/nowhere", 404, ""),
    ("/_hosting/nginx-maps.conf", 404, ""),
];

#[test]
#[ignore = "needs Apache: see .ci/run"]
fn apache_answers_as_the_other_hosts_do() {
    let desk = Desk::new("to = \"dir:../www\"");
    let config = fs::read_to_string(desk.path("config.toml")).expect("a config");
    desk.write("config.toml", format!("{config}\n[hosting]\nhosts = [\"apache\", \"nginx\"]\n"));
    let aliases = [
        (
            "one",
            "\"/?p=1\", \"/news/a.asp?cat=2&id=7\", \"/s?q=caf%E9+au+lait\", \"/v?id=aBc\", \"/read.pl?1234\", \"/t?a=1&a=2\"",
        ),
        ("two", "\"/?p=1&lang=fr\", \"/v?id=AbC\", \"/a+b (c)$d.asp?id=1\", \"/50%25 of [it], $1.html\""),
    ];
    for (slug, aliases) in aliases {
        let front = format!("title = \"{slug}\"\ndate = 2025-11-01\naliases = [{aliases}]");
        desk.write(&format!("content/{slug}.md"), format!("+++\n{front}\n+++\nText.\n"));
    }
    desk.write(
        "content/gone.md",
        "+++\ndate = 2025-11-02\nslug = \"gone, [it]\"\naliases = [\"/?p=2\", \"/was/\"]\nwithdrawn = { date = 2025-11-03 }\n+++\n",
    );
    desk.write("addresses.csv", "/?p=3,410\n/paper.pdf,410\n");
    desk.publish();
    let apache = Apache::serve(&desk.beside("apache"), &desk.beside("www"));
    for (address, status, leads) in ASKED {
        let answer = apache.ask(address);
        assert_eq!((answer.status(), answer.to()), (status, leads), "{address}");
    }
    for gone in ["/?p=2", "/2025/11/02/gone,%20%5Bit%5D/"] {
        assert!(apache.ask(gone).0.contains("withdrawn"), "{gone}");
    }
    assert!(apache.ask("/nowhere").0.contains("There is no such page"));
    let front = apache.ask("/");
    assert!(front.header("Content-Security-Policy").is_some_and(|policy| policy.contains("frame-ancestors")));
    assert_eq!(front.header("X-Content-Type-Options"), Some("nosniff"));
    assert_eq!(front.header("Cache-Control"), Some("public, max-age=0, must-revalidate"));
    assert_eq!(apache.ask("/atom.xml").header("Cache-Control"), Some("public, max-age=600"));
    let (style, _) =
        desk.built().into_iter().find(|(path, _)| is_hashed(path)).expect("a hashed style sheet");
    let kept = apache.ask(&format!("/{style}"));
    assert_eq!(kept.header("Cache-Control"), Some("public, max-age=31536000, immutable"));
}

fn is_hashed(path: &str) -> bool {
    path.starts_with("css/broadsheet.") && path.len() > "css/broadsheet.css".len()
}
