//! Unix: system calls through `rustix`, which has them for Linux, macOS and the BSDs.

use fd::AsFd;

/// Open files and directories.
pub(crate) mod fd {
    pub(crate) use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
}

/// Names of files as bytes.
pub(crate) mod ffi {
    pub(crate) use std::os::unix::ffi::{OsStrExt, OsStringExt};
}

/// Calls on files, most of them relative to an open directory.
pub(crate) mod fs {
    #[cfg(test)]
    pub(crate) use std::os::unix::fs::PermissionsExt;
    pub(crate) use std::os::unix::fs::{
        DirBuilderExt, FileExt, FileTypeExt, MetadataExt, OpenOptionsExt, symlink,
    };

    pub(crate) use rustix::fs::{
        Access, AtFlags, CWD, Dir, FileType, FlockOperation, Mode, OFlags, Stat, accessat, flock, fstat,
        fsync, mkdirat, openat, renameat, statat, unlinkat,
    };
    /// Opens a path beneath a directory in one call.
    #[cfg(target_os = "linux")]
    pub(crate) use rustix::fs::{ResolveFlags, openat2};
    #[cfg(test)]
    pub(crate) use rustix::fs::{mknodat, stat};
}

/// Errors of system calls.
pub(crate) mod io {
    pub(crate) use rustix::io::{Errno, Result, retry_on_intr};
}

/// Paths as arguments of system calls.
pub(crate) mod path {
    pub(crate) use rustix::path::Arg;
}

/// Returns the number of the user that runs the program.
pub(crate) fn user_id() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// Returns the name of this machine.
pub(crate) fn host_name() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

/// Returns the number of the device that a file is on.
pub(crate) fn device_id(stat: &fs::Stat) -> u64 {
    #[cfg(target_os = "linux")]
    return stat.st_dev;
    #[cfg(not(target_os = "linux"))]
    return u64::try_from(stat.st_dev).unwrap_or_default();
}

/// Returns the size of a page of memory in bytes.
pub(crate) fn page_size() -> usize {
    rustix::param::page_size()
}

/// Returns the number of this thread in `/proc`; 0 on systems without it.
pub(crate) fn thread_id() -> u32 {
    #[cfg(target_os = "linux")]
    return rustix::thread::gettid().as_raw_nonzero().get().unsigned_abs();
    #[cfg(not(target_os = "linux"))]
    return 0;
}

/// Returns the CPU time of this thread in nanoseconds.
pub(crate) fn thread_cpu_ns() -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    seconds.saturating_mul(1_000_000_000).saturating_add(u64::try_from(time.tv_nsec).unwrap_or_default())
}

/// Waits until the file system of a directory is on the disk.
///
/// One call for all files takes a fraction of the time of a call for each.
pub(crate) fn flush_file_system(folder: impl AsFd) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    match rustix::fs::syncfs(folder) {
        Err(io::Errno::NOSYS) => {}
        other => return other,
    }
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let _ = folder;
    rustix::fs::sync();
    Ok(())
}
