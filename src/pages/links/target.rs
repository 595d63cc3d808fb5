//! Resolves the path of a link to the address of a text, another file, or a page.

use crate::address::Address;
use crate::archive::{FileStatus, HiddenReason};
use crate::diagnostic::Kind;
use crate::markdown::{FileKind, LinkKind};
use crate::model::dependencies::{self, Dependency};
use crate::path::{SitePath, is_text_ending};
use crate::sources::CONTENT;

use super::LinkResolver;
use super::broken::{BrokenLink, kind_of};

impl<'w> LinkResolver<'w> {
    /// Returns the target of a path.
    pub(super) fn target(&self, kind: LinkKind, path: &str) -> Result<Address, BrokenLink> {
        if let Some(file) = self.markdown_file(path) {
            return self.text_address(path, &file?).cloned();
        }
        if !path.starts_with('/')
            && let Some(file) = self.file.resolve(path)
            && is_asset(&file)
        {
            dependencies::record(Dependency::Asset(file.clone()));
            if let Some(address) = self.model.plan.asset_address(&file) {
                return Ok(address.clone());
            }
        }
        let address =
            if path.starts_with('/') { Address::parse(path) } else { self.page.address.resolve(path) };
        let address = address.map_err(|error| {
            BrokenLink::new(format!("`{path}` is no address: {error}"), "correct the link").of(kind_of(kind))
        })?;
        dependencies::record(Dependency::Address(address.clone()));
        match self.model.plan.find(&address) {
            Some(page) => Ok(page.address.clone()),
            None => Err(match kind {
                LinkKind::Image => BrokenLink::image(path),
                LinkKind::File(file) => missing_file(file, path),
                LinkKind::Link => BrokenLink::new(
                    match address.as_str() {
                        whole if whole.trim_matches('/') == path.trim_matches('/') => {
                            format!("the site has no page or file {address}")
                        }
                        _ => format!("`{path}` leads to {address}, and the site has no such page or file"),
                    },
                    "correct the address, or link to the article's .md file, which Dateline keeps right",
                ),
            }),
        }
    }

    /// Returns the Markdown file that a path names: `../b.md`, `@/2025/b.md`, `/2025/b.md`.
    fn markdown_file(&self, path: &str) -> Option<Result<SitePath, BrokenLink>> {
        let extension = path.rsplit('/').next()?.rsplit_once('.')?.1;
        if !is_text_ending(extension) {
            return None;
        }
        let from_content = path.strip_prefix("@/").or_else(|| path.strip_prefix('/'));
        let file = match from_content {
            Some(path) => {
                let below = path.strip_prefix("content/").unwrap_or(path);
                SitePath::known(&format!("{CONTENT}/x")).resolve(below)
            }
            None => self.file.resolve(path),
        };
        Some(
            file.ok_or_else(|| {
                BrokenLink::new(format!("`{path}` leads out of the site"), "correct the link")
            }),
        )
    }

    /// The address of a text.
    fn text_address(&self, written: &str, file: &SitePath) -> Result<&'w Address, BrokenLink> {
        dependencies::record(Dependency::Text(file.clone()));
        self.model.address_of(file).map_err(|file_status| match file_status {
            Some(FileStatus::Hidden(HiddenReason::Draft)) => BrokenLink::new(
                format!("`{written}` is a draft, and not on the site"),
                "finish it, or take the link out until then",
            ),
            Some(FileStatus::Hidden(HiddenReason::Embargoed(until))) => BrokenLink::new(
                format!("`{written}` is under embargo until {until}, and not on the site before"),
                "take the link out until then",
            ),
            // Such a file has its own diagnostics, or a name that is passed over.
            _ if self.texts.bytes(file).is_ok() => BrokenLink::new(
                format!("`{file}` is there, but can't be linked to as it is"),
                "correct the errors of that file; a file whose name begins with a dot is not part of the site",
            ),
            _ => BrokenLink::no_text(file),
        })
    }
}

/// Returns the report of a sound, film or other file that is not on the site.
fn missing_file(file: FileKind, path: &str) -> BrokenLink {
    let noun = file.noun();
    let hint = match file {
        FileKind::Frame => "put the page into static/, or correct its address (case counts)".to_owned(),
        FileKind::Script => "put the script into static/, or correct its address (case counts)".to_owned(),
        _ => format!("put the {noun} beside the article, or correct its name (case counts)"),
    };
    let number = if file == FileKind::Subtitles { "are" } else { "is" };
    BrokenLink::new(format!("there {number} no {noun} `{path}`"), hint).of(Kind::MissingFile)
}

/// Returns whether a path may name a file in `content/`: the last part of an address has no
/// extension.
fn is_asset(file: &SitePath) -> bool {
    file.extension().is_some()
}
