//! Options of a preview for users of the library.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use crate::archive::Drafts;
use crate::build::timestamp;
use crate::config::Overrides;
use crate::report::Problems;

use super::{ClockMode, Event, FutureArticles, Port, Preview, PreviewError, Settings, WatchMode};

/// Default port.
const PORT: u16 = 1111;

/// Options of a preview.
///
/// The defaults are those of `dateline serve`: the site of this moment without drafts, on the
/// loopback address.
#[must_use]
pub struct PreviewBuilder {
    settings: Settings,
    on_change: Box<dyn Fn(&Problems) + Send + Sync>,
}

impl PreviewBuilder {
    /// Prepares a preview of the site in a folder, which has a `config.toml`.
    pub fn new(site: impl Into<PathBuf>) -> Self {
        let settings = Settings {
            site: site.into(),
            overrides: Overrides::default(),
            clock: ClockMode::System,
            drafts: Drafts::Hidden,
            future: FutureArticles::Hidden,
            bind: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: Port::From(PORT),
            allowed_hosts: Vec::new(),
            watch: WatchMode::Native,
        };
        Self { settings, on_change: Box::new(|_| {}) }
    }

    /// Includes drafts.
    pub fn drafts(mut self) -> Self {
        self.settings.drafts = Drafts::Shown;
        self
    }

    /// Includes articles under embargo.
    pub fn future(mut self) -> Self {
        self.settings.future = FutureArticles::Shown;
        self
    }

    /// Shows the site as of this moment.
    pub fn as_of(mut self, moment: SystemTime) -> Self {
        self.settings.clock = ClockMode::Fixed(timestamp(moment));
        self
    }

    /// Listens on exactly this port; 0 selects a free one.
    ///
    /// By default it is 1111, or the next free port.
    pub fn port(mut self, port: u16) -> Self {
        self.settings.port = Port::Exactly(port);
        self
    }

    /// Listens on this address. Other machines need a name that is allowed.
    pub fn bind(mut self, address: IpAddr) -> Self {
        self.settings.bind = address;
        self
    }

    /// Allows a host name, `name` or `name:port`, besides those of this machine.
    pub fn allow_host(mut self, name: impl Into<String>) -> Self {
        self.settings.allowed_hosts.push(name.into());
        self
    }

    /// Polls the folder twice a second, for file systems without events.
    pub fn poll(mut self) -> Self {
        self.settings.watch = WatchMode::Poll;
        self
    }

    /// Sets a function that receives the errors of the site after each change.
    ///
    /// There are none when the site shows. The function is called from other threads.
    pub fn on_change(mut self, on_change: impl Fn(&Problems) + Send + Sync + 'static) -> Self {
        self.on_change = Box::new(on_change);
        self
    }

    /// Starts the preview, which runs until it is dropped.
    ///
    /// # Errors
    /// Returns an error if the folder does not exist, the port is taken, or other machines can
    /// reach the address and no host name is allowed. Errors of the site are shown, not returned.
    pub fn start(self) -> Result<Preview, PreviewError> {
        let on_change = self.on_change;
        let on_event = move |event: Event<'_>| match event {
            Event::Broken(found) => on_change(&Problems::from(found.clone())),
            Event::Fixed | Event::Rebuilt | Event::Ready(_) => on_change(&Problems::default()),
            Event::Polling(_) | Event::Slow(_) => {}
        };
        Preview::start(self.settings, Arc::new(on_event))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_preview_tells_of_each_change() {
        let site = tempfile::tempdir().expect("a folder");
        fs::create_dir(site.path().join("content")).expect("a folder");
        let config = |more: &str| {
            let text = format!("title = \"T\"\nbase_url = \"https://t.example\"\n{more}");
            fs::write(site.path().join("config.toml"), text).expect("a config");
        };
        config("");
        let (sender, changes) = channel();
        let preview = PreviewBuilder::new(site.path()).drafts().future().port(0).poll();
        let preview = preview.on_change(move |problems| drop(sender.send(problems.clone())));
        let preview = preview.start().expect("a preview");
        assert!(preview.address().ip().is_loopback());
        let next = || changes.recv_timeout(Duration::from_secs(20)).expect("a change");
        assert!(next().is_empty());
        config("titel = \"T\"\n");
        let broken = std::iter::from_fn(|| Some(next())).find(Problems::has_errors).expect("errors");
        assert!(broken.to_string().contains("titel"), "{broken}");
        drop(preview);
        let public = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
        let refused = PreviewBuilder::new(site.path()).bind(public).start();
        assert!(matches!(refused, Err(PreviewError::NoAllowedHosts(_))));
    }
}
