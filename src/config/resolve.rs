//! Resolves [`Raw`] settings into a complete [`Site`]. Every error is reported with the text to
//! write instead.

use jiff::tz::TimeZone;

use super::comments;
use super::deploy;
use super::elsewhere;
use super::embeds;
use super::feeds;
use super::hosting;
use super::languages;
use super::markdown;
use super::news;
use super::permalinks;
use super::pictures;
use super::publisher;
use super::raw::{Raw, RawTheme};
use super::search;
use super::urls::{self, Base};
use super::zone::zone;
use super::{ContentSecurityPolicy, Html, Overrides, Site, ThemeChoice};
use crate::address::Slug;
use crate::fields::{DiagnosticSink, Spanned};
use crate::language::Language;
use crate::path;

const LANGUAGE: &str = "en";
const THEME: &str = "broadsheet";
const OUTPUT: &str = "public";
const PER_PAGE: usize = 50;

/// Resolves the settings. Returns `None` after reporting an error.
#[expect(
    clippy::too_many_lines,
    reason = "two lists of every key, taken apart and put together: no key is forgotten"
)]
pub(super) fn resolve(
    raw: Raw<'_>,
    overrides: &Overrides,
    problems: &mut DiagnosticSink<'_>,
) -> Option<Site> {
    // Without `..`: a key that is read and then forgotten does not compile.
    let Raw {
        title,
        base_url,
        description,
        language,
        time_zone,
        place,
        theme,
        permalinks,
        per_page,
        date_format,
        anonymous,
        output,
        markdown,
        comments,
        embeds,
        feeds,
        news,
        pictures,
        search,
        limits,
        hosting,
        elsewhere,
        menu,
        footer,
        publisher,
        languages,
        deploy,
        extra,
    } = raw;
    if title.is_none() {
        problems.missing("title", "name the site: title = \"The Evening Post\"");
    }
    let base = base(base_url, overrides, problems);
    let language =
        language.map_or_else(|| Language::parse(LANGUAGE), |tag| languages::resolve_tag(&tag, problems));
    let time_zone = time_zone.map_or(Some(TimeZone::UTC), |name| zone(&name, problems));
    let theme = resolve_theme(theme, problems);
    let permalinks = permalinks::resolve(permalinks, problems);
    let date_format = date_format.and_then(|format| languages::resolve_date_format(&format, problems));
    let output = resolve_output(output, problems);
    let markdown = markdown::resolve(&markdown, problems);
    let feeds = feeds::resolve(&feeds, problems);
    let html = markdown.map_or(Html::Sanitised, |markdown| markdown.html);
    let comments = comments::resolve(comments, problems);
    let search = search::resolve(search, problems);
    let embeds = embeds::resolve(embeds, problems);
    let policy = ContentSecurityPolicy::strict(html, embeds).with(comments.as_ref(), search.engine);
    let hosting = hosting::resolve(hosting, policy, problems);
    let pictures = pictures::resolve(pictures, problems);
    let elsewhere = elsewhere::resolve(&elsewhere, problems);
    let menu = menu.map(|raw| urls::resolve(&raw, problems));
    let footer = footer.map(|raw| urls::resolve(&raw, problems));
    let publisher = publisher::resolve(publisher, title.as_ref().map_or("", |title| title.value), problems);
    let languages = languages::resolve(languages, language.as_ref(), problems);
    let deploy = deploy::resolve(deploy, problems);
    if problems.has_errors() {
        return None;
    }
    let Base { url: base_url, written: written_base_url, path: base_path } = base?;
    let title = title?.value;
    Some(Site {
        title: title.to_owned(),
        description: description.map(|text| text.value.to_owned()),
        base_url,
        written_base_url,
        base_path,
        anonymous: resolve_anonymous(anonymous, language.as_ref()?),
        language: language?,
        time_zone: time_zone?,
        place: place.map(|text| text.value.to_owned()),
        theme: theme?,
        permalinks: permalinks?,
        per_page: per_page.unwrap_or(PER_PAGE),
        date_format: date_format.map(str::to_owned),
        output: output?.to_owned(),
        markdown: markdown?,
        comments,
        embeds: embeds.unwrap_or_default(),
        feeds: feeds?,
        news: news::resolve(news, title),
        search,
        limits,
        hosting,
        pictures,
        elsewhere,
        menu,
        footer,
        publisher,
        languages,
        deploy,
        extra,
    })
}

/// Resolves the base URL of the command line or the config.
fn base(
    written: Option<Spanned<&str>>,
    overrides: &Overrides,
    problems: &mut DiagnosticSink<'_>,
) -> Option<Base> {
    const EXAMPLE: &str = "say where the site will be: base_url = \"https://news.example.org\"";
    if let Some(url) = &overrides.base_url {
        let base = Base::parse(url);
        if let Err(fault) = &base {
            problems.site_error(
                format!("--base-url {url}: {fault}"),
                "for example --base-url https://news.example.org",
            );
        }
        return base.ok();
    }
    let Some(Spanned { value, span }) = written else {
        problems.missing("base_url", EXAMPLE);
        return None;
    };
    let base = Base::parse(value);
    if let Err(fault) = &base {
        // A missing scheme is the most common mistake.
        let with_scheme = format!("https://{}", value.trim_start_matches('/'));
        let hint = match Base::parse(&with_scheme) {
            Ok(base) => format!("write it as base_url = \"{}\"", base.written),
            Err(_) => EXAMPLE.to_owned(),
        };
        problems.error(span, format!("`base_url`: {fault}"), hint);
    }
    base.ok()
}

/// Returns the text that replaces a withheld name.
fn resolve_anonymous(chosen: Option<Spanned<&str>>, language: &Language) -> String {
    if let Some(chosen) = chosen {
        return chosen.value.to_owned();
    }
    let words = match language.as_str().split('-').next().unwrap_or_default() {
        "ar" => "[حُجب الاسم]",
        "de" => "[Name entfernt]",
        "es" => "[nombre omitido]",
        "fr" => "[nom retiré]",
        "it" => "[nome omesso]",
        "pt" => "[nome omitido]",
        "tr" => "[adı gizlendi]",
        _ => "[name withheld]",
    };
    words.to_owned()
}

fn resolve_theme(raw: RawTheme<'_>, problems: &mut DiagnosticSink<'_>) -> Option<ThemeChoice> {
    let RawTheme { name, settings } = raw;
    let Some(Spanned { value, span }) = name else {
        return Some(ThemeChoice { name: THEME.to_owned(), settings });
    };
    // A theme is a folder of `themes/`, and its name must not lead out of it.
    if Slug::chosen(value).is_err() {
        let message = format!("`{value}` is no theme's name");
        problems.error(
            span,
            message,
            "name a folder of themes/, or the theme that is built in: theme = \"broadsheet\"",
        );
        return None;
    }
    Some(ThemeChoice { name: value.to_owned(), settings })
}

/// Resolves the output directory: a folder of the site that holds nothing else.
/// A site may come from a stranger, so only the command line may name a folder outside.
fn resolve_output<'t>(
    output: Option<Spanned<&'t str>>,
    problems: &mut DiagnosticSink<'_>,
) -> Option<&'t str> {
    let Some(Spanned { value, span }) = output else { return Some(OUTPUT) };
    let parts = || value.split(['/', '\\']).filter(|part| !matches!(*part, "" | "."));
    let message = if value.starts_with(['/', '\\']) || value.contains(':') || parts().any(|part| part == "..")
    {
        format!("the output can't be `{value}`, which may lead out of the site")
    } else if parts().next().is_none_or(path::is_reserved) {
        format!("the output can't be `{value}`, which holds the site's own files")
    } else {
        return Some(value);
    };
    let hint = "choose a directory that holds nothing else: output = \"public\"; a place outside of the site is named on the \
                command line: --output";
    problems.error(span, message, hint);
    None
}
