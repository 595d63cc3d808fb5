//! An S3 server in this process, spoken to over real HTTP, whose every request can be made to go wrong.

use crate::files::{self, Tree, tree};
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use object_store::ObjectStoreExt as _;
use s3s::service::{S3Service, S3ServiceBuilder};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// The bucket's name.
pub(crate) const NAME: &str = "news";
pub(crate) const KEY: &str = "AKIDATELINETEST";
pub(crate) const SECRET: &str = "a-secret-that-is-never-to-be-seen";

/// What goes wrong with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// The server says that it has failed.
    Status500,
    /// The connection is cut without an answer.
    Cut,
    /// No answer comes.
    Silence,
    /// The program that asks is killed.
    Kill,
}

/// Whether the request has been done when it goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    Before,
    After,
}

/// For how long it goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Once, and then all is well.
    Once,
    /// From then on.
    FromThenOn,
}

/// Which request goes wrong, and how.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fault {
    pub(crate) at: usize,
    pub(crate) wrong: Wrong,
    pub(crate) when: When,
    pub(crate) extent: Extent,
}

/// Something that looks at the bucket's files.
type Look = Box<dyn Fn(&Path) + Send + Sync>;

/// What the server and the test both know.
#[derive(Default)]
struct Shared {
    fault: Mutex<Option<Fault>>,
    count: AtomicUsize,
    asked: Mutex<Vec<(Method, String)>>,
    look: Mutex<Option<Look>>,
    victim: Mutex<Option<u32>>,
}

/// A server with one bucket.
pub(crate) struct Bucket {
    root: tempfile::TempDir,
    address: SocketAddr,
    shared: Arc<Shared>,
    runtime: Runtime,
}

impl Bucket {
    pub(crate) fn start() -> Self {
        let root = files::folder();
        fs::create_dir(root.path().join(NAME)).expect("a bucket");
        let runtime = Runtime::new().expect("a runtime");
        let mut builder = S3ServiceBuilder::new(s3s_fs::FileSystem::new(root.path()).expect("a file system"));
        builder.set_auth(s3s::auth::SimpleAuth::from_single(KEY, SECRET));
        let (service, shared) = (builder.build(), Arc::new(Shared::default()));
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
        let address = listener.local_addr().expect("an address");
        let folder = root.path().join(NAME);
        runtime.spawn(serve(listener, service, Arc::clone(&shared), folder));
        Self { root, address, shared, runtime }
    }

    /// Where it is.
    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The folder in which its objects are.
    pub(crate) fn folder(&self) -> PathBuf {
        self.root.path().join(NAME)
    }

    /// Puts an object there that is not Dateline's.
    pub(crate) fn put(&self, path: &str, text: &str) {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let store = object_store::aws::AmazonS3Builder::new()
            .with_bucket_name(NAME)
            .with_endpoint(self.endpoint())
            .with_allow_http(true)
            .with_access_key_id(KEY)
            .with_secret_access_key(SECRET)
            .build()
            .expect("a client");
        let location = object_store::path::Path::parse(path).expect("a name");
        let payload = object_store::PutPayload::from(text.as_bytes().to_vec());
        self.runtime.block_on(store.put(&location, payload)).expect("it is put");
    }

    /// What the server knows of an object beside its bytes.
    pub(crate) fn attributes(&self, path: &str) -> String {
        let encode =
            |text: &str| base64(text.as_bytes()).trim_end_matches('=').replace('+', "-").replace('/', "_");
        let name = format!(".bucket-{}.object-{}.metadata.json", encode(NAME), encode(path));
        fs::read_to_string(self.root.path().join(name)).expect("what is known of an object")
    }

    /// Lets a request go wrong, and begins to count anew.
    pub(crate) fn set(&self, fault: Option<Fault>) {
        *self.shared.fault.lock().expect("no panic") = fault;
        self.shared.count.store(0, Ordering::SeqCst);
        self.shared.asked.lock().expect("no panic").clear();
        *self.shared.victim.lock().expect("no panic") = None;
    }

    /// Which process is killed when it comes to that.
    pub(crate) fn victim(&self, process: u32) {
        *self.shared.victim.lock().expect("no panic") = Some(process);
    }

    /// Has somebody look at the objects before and after each request.
    pub(crate) fn observe(&self, look: impl Fn(&Path) + Send + Sync + 'static) {
        *self.shared.look.lock().expect("no panic") = Some(Box::new(look));
    }

    /// Does something at which nobody is to look.
    pub(crate) fn unobserved_while(&self, work: impl FnOnce()) {
        let look = self.shared.look.lock().expect("no panic").take();
        work();
        *self.shared.look.lock().expect("no panic") = look;
    }

    /// How many requests there were.
    pub(crate) fn count(&self) -> usize {
        self.shared.count.load(Ordering::SeqCst)
    }

    /// What was asked, in order.
    pub(crate) fn asked(&self) -> Vec<(Method, String)> {
        self.shared.asked.lock().expect("no panic").clone()
    }

    /// The names of the objects that were sent, Dateline's own left out.
    pub(crate) fn sent(&self) -> Vec<String> {
        let sent = self.asked().into_iter().filter(|(method, _)| method == Method::PUT).map(|(_, path)| path);
        sent.filter(|path| !path.starts_with(".dateline/")).collect()
    }

    /// Returns all files of the server, for [`Bucket::restore`].
    pub(crate) fn save(&self) -> Saved {
        Saved(tree(self.root.path()))
    }

    pub(crate) fn restore(&self, Saved(saved): &Saved) {
        for entry in fs::read_dir(self.root.path()).expect("a folder").flatten() {
            let path = entry.path();
            let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            removed.expect("it is removed");
        }
        fs::create_dir(self.folder()).expect("a bucket");
        for (path, bytes) in saved {
            files::write(&self.root.path().join(path), bytes);
        }
    }

    /// The objects, by path, Dateline's own left out.
    pub(crate) fn objects(&self) -> Tree {
        let mut objects = tree(&self.folder());
        objects.retain(|path, _| !path.starts_with(".dateline/"));
        objects
    }
}

/// Files of the server.
pub(crate) struct Saved(Tree);

async fn serve(listener: TcpListener, service: S3Service, shared: Arc<Shared>, folder: PathBuf) {
    loop {
        let Ok((stream, _)) = listener.accept().await else { return };
        let (service, shared, folder) = (service.clone(), Arc::clone(&shared), folder.clone());
        let answer = service_fn(move |request| {
            let (service, shared, folder) = (service.clone(), Arc::clone(&shared), folder.clone());
            async move { shared.answer(request, &service, &folder).await }
        });
        tokio::spawn(
            hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), answer),
        );
    }
}

type Answer = Result<Response<s3s::Body>, s3s::HttpError>;

impl Shared {
    async fn answer(&self, request: Request<Incoming>, service: &S3Service, folder: &Path) -> Answer {
        let number = self.count.fetch_add(1, Ordering::SeqCst);
        self.note(&request);
        let fault = self.fault.lock().expect("no panic").filter(|fault| match fault.extent {
            Extent::Once => number == fault.at,
            Extent::FromThenOn => number >= fault.at,
        });
        self.look(folder);
        if let Some(fault) = fault.filter(|fault| fault.when == When::Before) {
            return self.go_wrong(fault).await;
        }
        let answer = service.call(request.map(s3s::Body::from)).await;
        self.look(folder);
        match fault {
            Some(fault) => self.go_wrong(fault).await,
            None => answer,
        }
    }

    fn note(&self, request: &Request<Incoming>) {
        let path = percent_encoding::percent_decode_str(request.uri().path()).decode_utf8_lossy();
        let path = path.strip_prefix(&format!("/{NAME}/")).unwrap_or(&path).to_owned();
        self.asked.lock().expect("no panic").push((request.method().clone(), path));
    }

    fn look(&self, folder: &Path) {
        if let Some(look) = &*self.look.lock().expect("no panic") {
            look(folder);
        }
    }

    async fn go_wrong(&self, fault: Fault) -> Answer {
        let cut = || Err(s3s::HttpError::new(Box::from("cut")));
        match fault.wrong {
            Wrong::Status500 => {
                let text = "<Error><Code>InternalError</Code><Message>Try again.</Message></Error>";
                let mut response = Response::new(s3s::Body::from(text.to_owned()));
                *response.status_mut() = hyper::StatusCode::INTERNAL_SERVER_ERROR;
                Ok(response)
            }
            Wrong::Cut => cut(),
            Wrong::Silence => {
                tokio::time::sleep(Duration::from_secs(30)).await;
                cut()
            }
            Wrong::Kill => {
                if let Some(process) = self.victim.lock().expect("no panic").take() {
                    // By the shell's own, as not every machine has a program for it.
                    let kill =
                        std::process::Command::new("sh").args(["-c", &format!("kill -9 {process}")]).status();
                    assert!(kill.is_ok_and(|status| status.success()), "the process is there");
                }
                cut()
            }
        }
    }
}

/// As the server names its files.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut group = [0; 3];
        group[..chunk.len()].copy_from_slice(chunk);
        let number = u32::from_be_bytes([0, group[0], group[1], group[2]]);
        for place in 0..=chunk.len() {
            text.push(char::from(DIGITS[(number >> (18 - 6 * place)) as usize & 63]));
        }
    }
    text
}
