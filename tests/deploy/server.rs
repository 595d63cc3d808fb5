//! An `sshd` of our own on this machine's loopback, with keys and settings of its own, for as long as a test lasts.

use std::fs;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::desk::{free_port, need};

/// The name under which ssh finds it.
pub(crate) const HOST: &str = "box";

/// A server that lets us in.
pub(crate) struct Server {
    process: Child,
}

impl Server {
    /// Starts one, whose files are in this folder. What `ssh` needs to find it is in `ssh_config` there.
    pub(crate) fn start(folder: &Path) -> Self {
        let sshd = need("sshd", "openssh-server");
        need("rsync", "rsync");
        need("ssh", "openssh-client");
        fs::create_dir_all(folder).expect("a folder is made");
        for name in ["host", "key"] {
            let mut make = Command::new("ssh-keygen");
            make.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(folder.join(name));
            assert!(make.status().expect("ssh-keygen runs").success());
        }
        // Where sshd is root's, it wants this to be there, as the system's own makes it.
        let _ = fs::create_dir_all("/run/sshd");
        fs::copy(folder.join("key.pub"), folder.join("authorized")).expect("a key is let in");
        let port = free_port();
        fs::write(folder.join("sshd_config"), sshd_config(folder, port)).expect("settings");
        fs::write(folder.join("ssh_config"), ssh_config(folder, port)).expect("settings");
        let host_key = fs::read_to_string(folder.join("host.pub")).expect("a key");
        fs::write(folder.join("known"), format!("[127.0.0.1]:{port} {host_key}")).expect("a known host");
        let log = fs::File::create(folder.join("log")).expect("a log");
        let mut command = Command::new(sshd);
        command.args(["-D", "-e", "-f"]).arg(folder.join("sshd_config")).stdin(Stdio::null()).stderr(log);
        let server = Self { process: command.spawn().expect("sshd runs") };
        wait_for(port, folder);
        server
    }

    /// What `RSYNC_RSH` has to be.
    pub(crate) fn through(folder: &Path) -> String {
        format!("ssh -F {}", folder.join("ssh_config").display())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn wait_for(port: u16, folder: &Path) {
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
        assert!(begun.elapsed() < Duration::from_secs(20), "sshd does not listen: {log}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn sshd_config(folder: &Path, port: u16) -> String {
    let folder = folder.display();
    format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\n\
         AuthorizedKeysFile {folder}/authorized\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n\
         KbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\nMaxStartups 100\n"
    )
}

fn ssh_config(folder: &Path, port: u16) -> String {
    let folder = folder.display();
    format!(
        "Host {HOST}\n  HostName 127.0.0.1\n  Port {port}\n  IdentityFile {folder}/key\n  IdentitiesOnly yes\n  \
         UserKnownHostsFile {folder}/known\n"
    )
}
