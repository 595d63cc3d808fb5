//! What the site is: the resolved settings, complete and checked.

use jiff::tz::TimeZone;

use super::deploy::Target;
use super::hosting::Hosting;
use super::{
    Comments, Elsewhere, Feeds, Limits, Markdown, News, OtherLanguage, Permalinks, Pictures, Publisher,
    Search,
};
use crate::diagnostic::Place;
use crate::embeds::Allowed;
use crate::fields::{WebAddress, ascii_origin};
use crate::language::Language;

/// The site's settings.
#[derive(Debug, Clone)]
pub struct Site {
    /// Its name.
    pub title: String,
    /// One sentence on what it is.
    pub description: Option<String>,
    /// Where it is published, without a slash at the end: `https://news.example.org`. The host is in ASCII (`xn--…`), as
    /// sitemaps, feeds and link previews need it.
    pub base_url: String,
    /// The same with its host as the config writes it: links in texts may write it so too.
    pub written_base_url: String,
    /// The path of that address, without a slash at the end: empty, or `/news` for a site in a folder.
    pub base_path: String,
    /// Its language.
    pub language: Language,
    /// The zone in which its days begin and its times are told.
    pub time_zone: TimeZone,
    /// The place that the masthead names.
    pub place: Option<String>,
    /// Its theme.
    pub theme: ThemeChoice,
    /// Patterns of articles' addresses.
    pub permalinks: Permalinks,
    /// How many stories a full page of a list has.
    pub per_page: usize,
    /// What stands in place of a name that is withheld.
    pub anonymous: String,
    /// How days are told, in strftime's terms; as is usual in its language where this says nothing.
    pub date_format: Option<String>,
    /// The output directory, relative to the site and within it.
    pub output: String,
    /// How Markdown is read.
    pub markdown: Markdown,
    /// Who keeps what readers say of its stories; nobody where this says nothing.
    pub comments: Option<Comments>,
    /// Providers whose embeds its texts may show.
    pub embeds: Allowed,
    /// What its feeds hold.
    pub feeds: Feeds,
    /// What those who list the news of many sites are told.
    pub news: News,
    /// How articles' pictures are made.
    pub pictures: Pictures,
    /// Whether and how readers can search it.
    pub search: Search,
    /// What the templates of one page may take.
    pub limits: Limits,
    /// Where it is hosted, and what browsers are told there.
    pub hosting: Hosting,
    /// Parts of the host that something else serves.
    pub elsewhere: Elsewhere,
    /// The masthead's links; the theme's choice where the config has none.
    pub menu: Option<Vec<MenuLink>>,
    /// The footer's links; the theme's choice where the config has none.
    pub footer: Option<Vec<MenuLink>>,
    /// Who publishes it.
    pub publisher: Publisher,
    /// Its other languages.
    pub languages: Vec<OtherLanguage>,
    /// Where it can be sent to.
    pub deploy: Vec<Target>,
    /// A theme's own settings.
    pub extra: toml::Table,
}

impl Site {
    /// Returns what follows the site's own address in a whole address, with the site's host in whichever of its two
    /// forms; `None` for an address elsewhere.
    pub fn path_of<'l>(&self, address: &'l str) -> Option<&'l str> {
        if let Some(path) = address.strip_prefix(&self.base_url) {
            return Some(path);
        }
        if address.is_ascii() || !address.starts_with("http") {
            return None;
        }
        let origin = WebAddress::parse(address)?.origin;
        let own_origin = self.base_url.strip_suffix(&*self.base_path)?;
        (*ascii_origin(origin)? == *own_origin)
            .then(|| address[origin.len()..].strip_prefix(&*self.base_path))?
    }
}

/// The theme, and what is set for it.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeChoice {
    /// Its name: a folder of `themes/`, or a theme that is built in.
    pub name: String,
    /// What `[theme]` sets beside its name.
    pub settings: toml::Table,
}

/// A link of the masthead or the footer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuLink {
    /// Its words.
    pub name: String,
    /// Where it leads: an address of the site as it stands in a link (encoded, beginning with `/`, without the base
    /// path, perhaps with a `?` or `#` part), or a whole address elsewhere (`https:`, `http:`, `mailto:`).
    pub url: String,
    /// Place in the config at which the address is written.
    pub place: Place,
}

/// What the command line sets in place of the config.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--base-url`
    pub base_url: Option<String>,
}
