//! Writes recordings, films and the players of other sites.

use std::fmt::Write as _;

use super::escape;
use super::figures::Values;
use super::run::Run;
use super::tree::Id;
use super::writer::Writer;

/// Hosts of players that a site can show as an embed.
const PROVIDERS: [&str; 22] = [
    "apple.com",
    "archive.org",
    "bsky.app",
    "dailymotion.com",
    "datawrapper.dwcdn.net",
    "documentcloud.org",
    "facebook.com",
    "flo.uri.sh",
    "google.com",
    "infogram.com",
    "instagram.com",
    "knightlab.com",
    "openstreetmap.org",
    "soundcloud.com",
    "spotify.com",
    "ted.com",
    "tiktok.com",
    "twitter.com",
    "vimeo.com",
    "x.com",
    "youtube.com",
    "youtube-nocookie.com",
];

impl<'a> Writer<'a> {
    /// Writes a player as a block.
    pub(super) fn player(&mut self, id: Id) {
        if matches!(self.tree.name(id), "audio" | "video") {
            return self.media(id, None);
        }
        let mut run = Run::default();
        self.push_frame(id, &mut run);
        self.paragraph(run);
    }

    /// Adds the address of another site's player, which a build makes an embed.
    pub(super) fn push_frame(&mut self, id: Id, run: &mut Run) {
        let tree = self.tree;
        let Some(frame) = tree.frame(id) else {
            self.notice("frame", format!("{} without an address removed", tree.name(id)));
            return;
        };
        let address = self.addresses.link(frame);
        let host = address.split('/').nth(2).unwrap_or_default();
        if !PROVIDERS
            .iter()
            .any(|known| host.strip_suffix(known).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
        {
            self.notice("frame", format!("frame of another site became a link: {address}"));
        }
        if run.links > 0 {
            return;
        }
        match tree.value(id, "title") {
            None if address.starts_with("http") => {
                run.push_raw("<");
                escape::push_address(&address, &mut run.text);
                run.push_raw(">");
            }
            title => {
                run.open_link();
                run.push_words(&address);
                run.close_link(&address, title);
            }
        }
    }

    /// Writes a recording or film, with its caption.
    pub(super) fn media(&mut self, id: Id, caption: Option<&str>) {
        let tree = self.tree;
        let Some(src) = self.media_source(id) else {
            self.notice("film", format!("{} without a file removed", tree.name(id)));
            return;
        };
        if !self.prefix.is_empty() {
            let mut run = Run::default();
            self.push_media(id, &mut run);
            return self.paragraph(run);
        }
        let address = self.file_address(src);
        let poster = tree.value(id, "poster").map(|poster| self.file_address(poster));
        let name = if tree.name(id) == "audio" { "Audio" } else { "Video" };
        let values = [
            ("src", Some(address.as_str())),
            ("poster", poster.as_deref().filter(|_| name == "Video")),
            ("caption", caption.or_else(|| tree.value(id, "title"))),
        ];
        self.call(name, &values);
    }

    /// Adds a recording or film within a sentence, as HTML.
    pub(super) fn push_media(&mut self, id: Id, run: &mut Run) {
        let Some(src) = self.media_source(id) else { return };
        let name = self.tree.name(id);
        let address = super::html::escaped(&self.file_address(src));
        run.push_raw(&format!("<{name} controls src=\"{address}\"></{name}>"));
    }

    /// Returns the file of a recording or film.
    pub(super) fn media_source(&self, id: Id) -> Option<&'a str> {
        let tree = self.tree;
        let sources = tree.elements(id).filter(|child| tree.name(*child) == "source");
        std::iter::once(id)
            .chain(sources)
            .filter_map(|id| tree.value(id, "src"))
            .find(|src| !src.starts_with("data:") && !src.starts_with("blob:"))
    }

    /// Writes a call of a component.
    pub(super) fn call(&mut self, name: &str, values: &Values<'_>) {
        self.begin_block();
        self.out.push_str("{{ <");
        self.out.push_str(name);
        for (key, value) in values {
            let Some(value) = value else { continue };
            let value = value.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
            let quote = if value.contains('"') && !value.contains('\'') { '\'' } else { '"' };
            let value = if quote == '"' { value.replace('"', "”") } else { value };
            let _ = write!(self.out, " {key}={quote}{value}{quote}");
        }
        self.out.push_str(" /> }}");
    }
}
