//! Reads `config.toml` key by key. Every value has the right type and is not validated further.
//! Defaults are set in `resolve`.

use super::comments::{self, RawComments};
use super::deploy::{self, RawTarget};
use super::elsewhere;
use super::embeds::{self, RawEmbeds};
use super::feeds::{self, RawFeeds};
use super::hosting::{self, RawHosting};
use super::languages::{self, RawLanguage};
use super::limits::{self, Limits};
use super::markdown::{self, RawMarkdown};
use super::news::{self, RawNews};
use super::permalinks::{self, RawPermalinks};
use super::pictures::{self, RawPictures};
use super::publisher::{self, RawPublisher};
use super::search::{self, RawSearch};
use super::urls::{self, RawLink};
use crate::fields::{DiagnosticSink, Fields, Spanned};

/// Unresolved settings.
#[derive(Debug)]
pub(super) struct Raw<'t> {
    pub(super) title: Option<Spanned<&'t str>>,
    pub(super) base_url: Option<Spanned<&'t str>>,
    pub(super) description: Option<Spanned<&'t str>>,
    pub(super) language: Option<Spanned<&'t str>>,
    pub(super) time_zone: Option<Spanned<&'t str>>,
    pub(super) place: Option<Spanned<&'t str>>,
    pub(super) theme: RawTheme<'t>,
    pub(super) permalinks: RawPermalinks<'t>,
    pub(super) per_page: Option<usize>,
    pub(super) date_format: Option<Spanned<&'t str>>,
    pub(super) anonymous: Option<Spanned<&'t str>>,
    pub(super) output: Option<Spanned<&'t str>>,
    pub(super) markdown: RawMarkdown<'t>,
    pub(super) comments: RawComments<'t>,
    pub(super) embeds: RawEmbeds<'t>,
    pub(super) feeds: RawFeeds<'t>,
    pub(super) news: RawNews<'t>,
    pub(super) pictures: RawPictures<'t>,
    pub(super) search: RawSearch<'t>,
    pub(super) limits: Limits,
    pub(super) hosting: RawHosting<'t>,
    pub(super) elsewhere: Vec<Spanned<&'t str>>,
    pub(super) menu: Option<Vec<RawLink<'t>>>,
    pub(super) footer: Option<Vec<RawLink<'t>>>,
    pub(super) publisher: RawPublisher<'t>,
    pub(super) languages: Vec<RawLanguage<'t>>,
    pub(super) deploy: Vec<RawTarget<'t>>,
    pub(super) extra: toml::Table,
}

/// `theme = "…"` or the table `[theme]`.
#[derive(Debug, Default)]
pub(super) struct RawTheme<'t> {
    pub(super) name: Option<Spanned<&'t str>>,
    pub(super) settings: toml::Table,
}

/// Range of the number of articles on a page.
const PER_PAGE: std::ops::RangeInclusive<usize> = 1..=1000;

/// Top-level keys that are not tables.
pub(super) const KEYS: &[&str] = &[
    "title",
    "base_url",
    "description",
    "language",
    "time_zone",
    "place",
    "permalink",
    "per_page",
    "date_format",
    "anonymous",
    "output",
];

/// Hints for keys of other programs.
const FOREIGN: &[(&str, &str)] = &[
    ("default_language", "the site's language is called `language` here"),
    ("defaultContentLanguage", "the site's language is called `language` here"),
    ("languageCode", "the site's language is called `language` here"),
    ("paginate", "the number of stories on a page is called `per_page` here"),
    ("pagination", "the number of stories on a page is called `per_page` here"),
    ("paginate_by", "the number of stories on a page is called `per_page` here"),
    ("output_dir", "the output directory is called `output` here"),
    ("publishDir", "the output directory is called `output` here"),
    ("params", "a theme's own settings go under [extra] here"),
    ("taxonomies", "tags, authors, sections and series are always there: leave this out"),
    ("generate_feeds", "feeds are always made: leave this out"),
    ("generate_feed", "feeds are always made: leave this out"),
    ("generate_sitemap", "sitemaps are always made: leave this out"),
    ("sitemap", "sitemaps are always made: leave this out"),
    ("generate_robots_txt", "robots.txt is always made; one of your own goes into static/"),
    ("enableRobotsTXT", "robots.txt is always made; one of your own goes into static/"),
    (
        "build_search_index",
        "the search is always there: leave this out, or turn it off with [search] enabled = false",
    ),
    ("menus", "each link is a table [[menu]] of its own here, with a name and a url"),
];

/// Reads every key and reports unknown ones.
pub(super) fn read<'t>(mut fields: Fields<'t, '_>, problems: &mut DiagnosticSink<'_>) -> Raw<'t> {
    let raw = Raw {
        title: fields.non_empty_or_error("title", problems),
        base_url: fields.non_empty_or_error("base_url", problems),
        description: fields.non_empty("description", problems),
        language: fields.non_empty("language", problems),
        time_zone: fields.non_empty("time_zone", problems),
        place: fields.non_empty("place", problems),
        theme: theme(&mut fields, problems),
        permalinks: permalinks::read(&mut fields, problems),
        per_page: fields.take("per_page").and_then(|field| field.number(problems, PER_PAGE)),
        date_format: fields.non_empty("date_format", problems),
        anonymous: fields.non_empty("anonymous", problems),
        output: fields.non_empty("output", problems),
        markdown: markdown::read(&mut fields, problems),
        comments: comments::read(&mut fields, problems),
        embeds: embeds::read(&mut fields, problems),
        feeds: feeds::read(&mut fields, problems),
        news: news::read(&mut fields, problems),
        pictures: pictures::read(&mut fields, problems),
        search: search::read(&mut fields, problems),
        limits: limits::read(&mut fields, problems),
        hosting: hosting::read(&mut fields, problems),
        elsewhere: elsewhere::read(&mut fields, problems),
        menu: urls::read(&mut fields, "menu", "menu.", problems),
        footer: urls::read(&mut fields, "footer", "footer.", problems),
        publisher: publisher::read(&mut fields, problems),
        languages: languages::read(&mut fields, problems),
        deploy: deploy::read(&mut fields, problems),
        extra: fields.extra_table("extra", problems),
    };
    fields.with_foreign_keys(FOREIGN).finish(problems, "Keys of your own go under [extra]");
    raw
}

fn theme<'t>(fields: &mut Fields<'t, '_>, problems: &mut DiagnosticSink<'_>) -> RawTheme<'t> {
    let Some(field) = fields.take("theme") else { return RawTheme::default() };
    if field.value().as_table().is_none() {
        let name = field.non_empty(problems).map(|value| Spanned { value, span: field.span() });
        return RawTheme { name, settings: toml::Table::new() };
    }
    let Some(mut inner) = field.table(problems, "theme.", "{ name = \"broadsheet\" }") else {
        return RawTheme::default();
    };
    RawTheme { name: inner.non_empty("name", problems), settings: inner.remaining() }
}
