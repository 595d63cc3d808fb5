//! Sitemaps and `robots.txt`. Sitemaps follow sitemaps.org and Google's extensions for images and
//! news. Times are true: a page has the time of its latest change if that is known, and none
//! otherwise.

use std::borrow::Cow;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::address::Address;
use crate::language::Language;
use crate::page_model::LocalSite;
use crate::page_model::sitemap::{NewsEntry, SitemapContent, SitemapEntry};

const SITEMAP: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
const IMAGE: (&str, &str) = ("xmlns:image", "http://www.google.com/schemas/sitemap-image/1.1");
const NEWS: (&str, &str) = ("xmlns:news", "http://www.google.com/schemas/sitemap-news/0.9");

/// XML writer into memory.
type Xml = Writer<Vec<u8>>;

/// Renders a sitemap.
pub(super) fn render(content: &SitemapContent<'_>, local: LocalSite<'_>) -> Vec<u8> {
    let xml = match content {
        SitemapContent::Urls(entries) => urls(entries, local),
        SitemapContent::Index(addresses) => index(addresses, local),
        SitemapContent::News(entries) => latest_news(entries, local),
    };
    xml.expect("memory takes any bytes")
}

/// Renders a sitemap of pages.
fn urls(entries: &[SitemapEntry<'_>], local: LocalSite<'_>) -> io::Result<Vec<u8>> {
    document("urlset", &[SITEMAP, IMAGE], |xml| {
        for SitemapEntry { address, changed, image } in entries {
            element(xml, "url", |xml| {
                text(xml, "loc", &local.permalink(address))?;
                if let Some(changed) = changed {
                    text(xml, "lastmod", &changed.to_string())?;
                }
                match image {
                    Some(image) => {
                        let url = image.permalink(local.site);
                        element(xml, "image:image", |xml| text(xml, "image:loc", &url))
                    }
                    None => Ok(()),
                }
            })?;
        }
        Ok(())
    })
}

/// Renders the index of the sitemaps.
///
/// It has no times: a late article with an old date changes a sitemap without leaving a newer time
/// in it.
fn index(addresses: &[&Address], local: LocalSite<'_>) -> io::Result<Vec<u8>> {
    document("sitemapindex", &[SITEMAP], |xml| {
        addresses.iter().try_for_each(|address| {
            element(xml, "sitemap", |xml| text(xml, "loc", &local.permalink(address)))
        })
    })
}

/// Renders the news sitemap.
///
/// It exists even if it is empty, since search engines come back to it.
fn latest_news(entries: &[NewsEntry<'_>], local: LocalSite<'_>) -> io::Result<Vec<u8>> {
    let name = &local.site.news.publication;
    document("urlset", &[SITEMAP, NEWS], |xml| {
        for NewsEntry { address, title, language, date } in entries {
            let language = language.unwrap_or(&local.site.language);
            element(xml, "url", |xml| {
                text(xml, "loc", &local.permalink(address))?;
                element(xml, "news:news", |xml| {
                    element(xml, "news:publication", |xml| {
                        text(xml, "news:name", name)?;
                        text(xml, "news:language", &news_language(language))
                    })?;
                    text(xml, "news:publication_date", &date.to_string())?;
                    text(xml, "news:title", title)
                })
            })?;
        }
        Ok(())
    })
}

/// Returns a language in the form that Google News accepts: its two or three letters; for Chinese,
/// the script too.
fn news_language(language: &Language) -> String {
    let tag = language.as_str().to_ascii_lowercase();
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    if primary != "zh" {
        return primary.to_owned();
    }
    // The script decides; the territory only without a script.
    let parts: Vec<&str> = parts.collect();
    let is_traditional = parts.contains(&"hant")
        || (!parts.contains(&"hans") && parts.iter().any(|part| ["tw", "hk", "mo"].contains(part)));
    if is_traditional { "zh-tw".to_owned() } else { "zh-cn".to_owned() }
}

/// Renders `robots.txt`.
///
/// It allows every page, also those with `noindex`, which a search engine must read to know.
pub(super) fn robots(local: LocalSite<'_>) -> String {
    let sitemaps = ["/sitemap.xml", "/news-sitemap.xml"].map(|path| local.permalink(&Address::known(path)));
    let [pages, news] = sitemaps;
    format!("User-agent: *\nDisallow:\n\nSitemap: {pages}\nSitemap: {news}\n")
}

/// Writes a document with this root element.
fn document(
    root: &str,
    namespaces: &[(&str, &str)],
    write: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<Vec<u8>> {
    let mut xml = Writer::new(Vec::with_capacity(16 << 10));
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.get_mut().push(b'\n');
    let start = xml.create_element(root).with_attributes(namespaces.iter().copied());
    start.write_inner_content(|xml| {
        xml.get_mut().push(b'\n');
        write(xml)
    })?;
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

/// Writes an element with child elements. Children of the root have a line each.
fn element(xml: &mut Xml, name: &str, write: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<()> {
    xml.create_element(name).write_inner_content(write)?;
    if matches!(name, "url" | "sitemap") {
        xml.get_mut().push(b'\n');
    }
    Ok(())
}

/// Writes an element with text.
fn text(xml: &mut Xml, name: &str, words: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(&allowed(words)))?;
    Ok(())
}

/// Removes characters that XML 1.0 can't represent.
fn allowed(words: &str) -> Cow<'_, str> {
    let is_allowed = |c: char| {
        matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..)
            && !('\u{7f}'..'\u{a0}').contains(&c)
    };
    if words.chars().all(is_allowed) {
        return words.into();
    }
    words.chars().filter(|c| is_allowed(*c)).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_has_two_or_three_letters_and_chinese_a_script() {
        for (tag, news) in [
            ("en-GB", "en"),
            ("EN", "en"),
            ("haw", "haw"),
            ("zh", "zh-cn"),
            ("zh-Hans-TW", "zh-cn"),
            ("zh-Hant", "zh-tw"),
            ("zh-HK", "zh-tw"),
            ("zh-CN", "zh-cn"),
        ] {
            let language = Language::parse(tag).expect("a language tag");
            assert_eq!(news_language(&language), news, "{tag}");
        }
    }

    #[test]
    fn what_xml_can_not_write_is_left_out_and_the_rest_is_escaped() {
        let xml = document("urlset", &[], |xml| text(xml, "t", "]]> <b> & \"q\" 'a' \u{1}\u{b}\u{fffe}é😀"))
            .unwrap();
        let text = String::from_utf8(xml).unwrap();
        assert!(text.contains("<t>]]&gt; &lt;b&gt; &amp; &quot;q&quot; &apos;a&apos; é😀</t>"), "{text}");
    }
}
