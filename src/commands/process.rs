//! Prepares the process: thread pool, panic hook and abort handler. If the system grants no memory
//! or threads, the program prints an error and exits with a defined code.

use std::io;
use std::panic::{self, PanicHookInfo};
use std::process;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{self, Sender};
use std::thread;

use rayon::{ThreadBuilder, ThreadPoolBuilder};
use signal_hook::consts::SIGABRT;
use signal_hook::flag;

/// Stack size of a thread in bytes, enough for the deepest allowed templates and
/// texts. Only used pages take memory.
const STACK: usize = 16 << 20;

/// Exit code of an error.
const ERROR: i32 = 1;

/// Exit code of a bug in the program.
const CRASH: i32 = 101;

/// Prepares the process.
pub(crate) fn prepare() {
    panic::set_hook(Box::new(print_crash));
    // Rust prints a message and aborts when allocation fails. An abort becomes an ordinary error.
    let _ = flag::register_conditional_shutdown(SIGABRT, ERROR, Arc::new(AtomicBool::new(true)));
    start_threads();
}

/// Starts as many threads as there are processors, or as the system grants.
fn start_threads() {
    let waiting: Vec<Sender<ThreadBuilder>> = (0..thread_count()).map_while(|_| start_thread()).collect();
    if waiting.is_empty() {
        exit_without_threads();
    }
    let pool = ThreadPoolBuilder::new().num_threads(waiting.len()).spawn_handler(|thread: ThreadBuilder| {
        let index = thread.index();
        waiting[index].send(thread).map_err(|_| io::ErrorKind::BrokenPipe.into())
    });
    if pool.build_global().is_err() {
        exit_without_threads();
    }
}

/// Returns the wanted number of threads.
fn thread_count() -> usize {
    let named = std::env::var("RAYON_NUM_THREADS").ok().and_then(|count| count.parse().ok());
    named.filter(|count| *count > 0).unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from))
}

/// Starts a thread that waits for its work; `None` if the system refuses.
fn start_thread() -> Option<Sender<ThreadBuilder>> {
    let (sender, work) = mpsc::channel::<ThreadBuilder>();
    let started = thread::Builder::new().stack_size(STACK).spawn(move || {
        if let Ok(thread) = work.recv() {
            thread.run();
        }
    });
    started.ok().map(|_| sender)
}

/// Exits because no thread can be started.
fn exit_without_threads() -> ! {
    eprintln!(
        "error: the system refuses to start another thread\n  help: raise the limit of processes (ulimit -u, or the limit \
         of the container), or end other programs"
    );
    process::exit(ERROR);
}

/// Prints a bug report for a panic, and exits if unwinding is off.
fn print_crash(fault: &PanicHookInfo<'_>) {
    let payload = fault.payload();
    let words =
        payload.downcast_ref::<String>().map(String::as_str).or(payload.downcast_ref::<&str>().copied());
    // The standard library and rayon panic if a thread can't be started.
    if words.is_some_and(|words| words.contains("spawn") && words.contains("thread")) {
        exit_without_threads();
    }
    let place = fault.location().map(|location| format!(" ({}:{})", location.file(), location.line()));
    eprintln!(
        "error: this is a bug in Dateline: {}{}\n  help: please report it with the command and, if you can, the site",
        words.unwrap_or("no message"),
        place.unwrap_or_default()
    );
    if cfg!(panic = "abort") {
        process::exit(CRASH);
    }
}
