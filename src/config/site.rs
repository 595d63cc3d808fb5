//! Resolved settings of the site.

use jiff::tz::TimeZone;

use super::deploy::Target;
use super::hosting::Hosting;
use super::{
    Comments, Elsewhere, Feeds, Limits, Markdown, News, OtherLanguage, Permalinks, Pictures, Publisher,
    Search,
};
use crate::diagnostic::Place;
use crate::embeds::Allowed;
use crate::fields::{HttpUrl, ascii_origin};
use crate::language::Language;

/// Settings of the site.
#[derive(Debug, Clone)]
pub struct Site {
    /// Name of the site.
    pub title: String,
    /// Description in one sentence.
    pub description: Option<String>,
    /// Base URL without a final slash: `https://news.example.org`.
    /// The host is in ASCII (`xn--…`), as sitemaps, feeds and link previews require.
    pub base_url: String,
    /// Base URL with the host as written, which links in texts may use, too.
    pub written_base_url: String,
    /// Path of the base URL without a final slash: empty, or `/news` for a site in a
    /// folder.
    pub base_path: String,
    /// Main language.
    pub language: Language,
    /// Time zone of dates and times.
    pub time_zone: TimeZone,
    /// Place in the masthead.
    pub place: Option<String>,
    /// Theme.
    pub theme: ThemeChoice,
    /// Address patterns of articles.
    pub permalinks: Permalinks,
    /// Number of articles on a full list page.
    pub per_page: usize,
    /// Text that replaces a withheld name.
    pub anonymous: String,
    /// Date format (strftime); `None` selects the format of the translation.
    pub date_format: Option<String>,
    /// Output directory, relative to the site and inside it.
    pub output: String,
    /// Options for rendering Markdown.
    pub markdown: Markdown,
    /// Provider of reader comments, if any.
    pub comments: Option<Comments>,
    /// Providers whose embeds are allowed.
    pub embeds: Allowed,
    /// Contents of feeds.
    pub feeds: Feeds,
    /// Data for news aggregators.
    pub news: News,
    /// Settings for article images.
    pub pictures: Pictures,
    /// Search settings.
    pub search: Search,
    /// Resource limits for the templates of one page.
    pub limits: Limits,
    /// Hosts of the site and its Content-Security-Policy.
    pub hosting: Hosting,
    /// Paths of the host that another system serves.
    pub elsewhere: Elsewhere,
    /// Links in the masthead; `None` leaves them to the theme.
    pub menu: Option<Vec<MenuLink>>,
    /// Links in the footer; `None` leaves them to the theme.
    pub footer: Option<Vec<MenuLink>>,
    /// Publisher.
    pub publisher: Publisher,
    /// Additional languages.
    pub languages: Vec<OtherLanguage>,
    /// Deploy targets.
    pub deploy: Vec<Target>,
    /// Settings of the theme's own.
    pub extra: toml::Table,
}

impl Site {
    /// Strips the base URL from a whole URL, with the host in either form; `None` for
    /// another site.
    pub fn path_of<'l>(&self, address: &'l str) -> Option<&'l str> {
        if let Some(path) = address.strip_prefix(&self.base_url) {
            return Some(path);
        }
        if address.is_ascii() || !address.starts_with("http") {
            return None;
        }
        let origin = HttpUrl::parse(address)?.origin;
        let own_origin = self.base_url.strip_suffix(&*self.base_path)?;
        (*ascii_origin(origin)? == *own_origin)
            .then(|| address[origin.len()..].strip_prefix(&*self.base_path))?
    }
}

/// Theme and its settings.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeChoice {
    /// Name: a folder of `themes/`, or a built-in theme.
    pub name: String,
    /// Keys of `[theme]` other than the name.
    pub settings: toml::Table,
}

/// Link in the masthead or footer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuLink {
    /// Text of the link.
    pub name: String,
    /// Target: an address on the site (encoded, beginning with `/`, without the base
    /// path, with an optional query and fragment), or a whole URL (`https:`, `http:`, `mailto:`).
    pub url: String,
    /// Place of the URL in the config.
    pub place: Place,
}

/// Command-line values that override the config.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// Value of `--base-url`.
    pub base_url: Option<String>,
}
