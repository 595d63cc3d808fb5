//! HTML content of entries: a text's HTML with full URLs, or its summary; then its uncertain date
//! and its corrections.

use std::borrow::Cow;
use std::sync::LazyLock;

use lol_html::html_content::Element;
use lol_html::{ElementContentHandlers, RewriteStrSettings, Selector, rewrite_str};

use crate::article::Correction;
use crate::config::Site;
use crate::escape;
use crate::i18n::Catalog;
use crate::moment::{ArticleDate, Extent};

/// The attributes that hold an address.
const ADDRESSES: [&str; 3] = ["href", "src", "poster"];

/// The elements that may have one.
static SMALLER: LazyLock<Selector> =
    LazyLock::new(|| "source[srcset]".parse().expect("our own selector is well formed"));

/// The elements that have an address.
static WITH_URL: LazyLock<Selector> =
    LazyLock::new(|| "[href], [src], [poster]".parse().expect("our own selector is well formed"));

/// A paragraph of plain text; nothing where there is no text.
pub(super) fn paragraph(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 8);
    if !text.is_empty() {
        html.push_str("<p>");
        escape(&mut html, text);
        html.push_str("</p>");
    }
    html
}

/// Puts the date before a story of which the day is not known for certain: the feed's own dates
/// can't say so.
pub(super) fn add_date(html: &mut String, date: &ArticleDate, catalog: &Catalog) {
    if date.exactly().is_some() {
        return;
    }
    let date = date.calendar_date();
    let key = match (date.doubt, date.extent) {
        (Some(_), _) => "published_about",
        (None, Extent::Day(_)) => "published",
        (None, Extent::Month(_) | Extent::Year(_)) => "published_in",
    };
    let said = paragraph(&catalog.format(key, &[("date", &catalog.dates().calendar_date(date))]));
    html.insert_str(0, &said);
}

/// Adds a story's corrections, the latest first.
pub(super) fn add_corrections(html: &mut String, corrections: &[Correction], catalog: &Catalog) {
    for correction in corrections {
        let day = catalog.dates().day(correction.date.date());
        html.push_str("<p><strong>");
        escape(html, &catalog.format("correction_of_day", &[("date", &day)]));
        html.push_str("</strong> ");
        escape(html, &correction.text);
        html.push_str("</p>");
    }
}

/// Makes every address whole. The text's own page is at `permalink`.
pub(super) fn absolute(html: &str, site: &Site, permalink: &str) -> String {
    if !ADDRESSES.iter().any(|name| html.contains(name)) {
        return html.to_owned();
    }
    let origin = site.base_url.strip_suffix(&site.base_path).unwrap_or(&site.base_url);
    let scheme = origin.split_once("//").map_or("https:", |(scheme, _)| scheme);
    let whole = |value: &str| match value.as_bytes() {
        [b'/', b'/', ..] => Some(format!("{scheme}{value}")),
        [b'/', ..] => Some(format!("{origin}{value}")),
        [] | [b'#' | b'?', ..] => Some(format!("{permalink}{value}")),
        _ => None,
    };
    let handler = move |element: &mut Element<'_, '_>| {
        for name in ADDRESSES {
            if let Some(value) = element.get_attribute(name).as_deref().and_then(whole) {
                element.set_attribute(name, &value)?;
            }
        }
        Ok(())
    };
    let settings = RewriteStrSettings::new().with_strict(false).with_enable_esi_tags(false);
    let settings = settings.append_element_content_handler((
        Cow::Borrowed(&*WITH_URL),
        ElementContentHandlers::default().element(handler),
    ));
    // A reader of feeds has the picture itself; the smaller ones are the page's.
    let settings = settings.append_element_content_handler((
        Cow::Borrowed(&*SMALLER),
        ElementContentHandlers::default().element(|element: &mut Element<'_, '_>| {
            element.remove();
            Ok(())
        }),
    ));
    rewrite_str(html, settings).unwrap_or_else(|_| html.to_owned())
}

fn escape(html: &mut String, text: &str) {
    let Ok(()) = escape::escape_text(text, html);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_is_whole_and_nothing_else_is_touched() {
        let text = "title = \"T\"\nbase_url = \"http://a.example/news\"";
        let (site, _) = crate::config::read(text, &crate::config::Overrides::default());
        let html = "<a href=\"/news/b/?c=d&amp;e#f\">b</a><a href=\"#g\">g</a><img src=\"//c.example/d.jpg\">\
                    <a href=\"mailto:e@f.example\">e</a><code>&lt;a href=\"/x\"&gt;</code>";
        let expected = "<a href=\"http://a.example/news/b/?c=d&amp;e#f\">b</a>\
                        <a href=\"http://a.example/news/own/#g\">g</a><img src=\"http://c.example/d.jpg\">\
                        <a href=\"mailto:e@f.example\">e</a><code>&lt;a href=\"/x\"&gt;</code>";
        let whole = absolute(html, &site.expect("a site"), "http://a.example/news/own/");
        assert_eq!(whole, expected);
    }
}
