//! Settings of the site. Parses `config.toml` into a [`Site`] with every value resolved: the time
//! zone is a zone, the permalink a pattern, the theme a name with its settings. All errors of the
//! file are reported at once.

mod comments;
mod csp;
pub mod deploy;
mod edition;
mod elsewhere;
mod embeds;
mod feeds;
mod hosting;
mod languages;
mod limits;
mod markdown;
mod news;
mod permalinks;
mod pictures;
mod policies;
mod publisher;
mod raw;
mod resolve;
mod search;
mod site;
#[cfg(test)]
mod tests;
mod urls;
mod zone;

use crate::diagnostic::Diagnostics;
use crate::fields::{self, DiagnosticSink, Fields};
use crate::path::SitePath;

pub use comments::{Comments, Giscus};
pub use csp::{ContentSecurityPolicy, Inline};
pub use edition::{Edition, EditionId, OtherLanguage};
pub use elsewhere::Elsewhere;
pub use feeds::{Content, Feeds, History};
pub use hosting::{Host, Hosting};
pub use limits::Limits;
pub use markdown::{Addresses, HeadingIds, Html, Markdown, Punctuation};
pub use news::News;
pub use permalinks::Permalinks;
pub use pictures::{Location, Pictures};
pub use policies::Policies;
pub use publisher::{Publisher, Reference};
pub use search::{Search, SearchEngine};
pub use site::{MenuLink, Overrides, Site, ThemeChoice};

/// Reads the contents of `config.toml`.
/// Returns a site unless a diagnostic is an error.
pub fn read(text: &str, overrides: &Overrides) -> (Option<Site>, Diagnostics) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let file = SitePath::known("config.toml");
    let mut problems = DiagnosticSink::new(&file, text, 0).with_top_level_keys(raw::KEYS);
    let table = fields::parse(text, &mut problems);
    let raw = raw::read(Fields::new(&table), &mut problems);
    let site = resolve::resolve(raw, overrides, &mut problems);
    (site, problems.into_diagnostics())
}
