//! Sitemaps and `robots.txt`. Sitemaps follow sitemaps.org and Google's extensions for images and
//! news. Times are true: a page has the time of its latest change if that is known, and none
//! otherwise.

use std::borrow::Cow;
use std::io;

use jiff::{SignedDuration, Timestamp};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use rayon::prelude::*;

use crate::address::Address;
use crate::archive::{Archive, ArticleId};
use crate::digest::{Digest, Digester};
use crate::language::Language;
use crate::model::SiteModel;
use crate::model::images::image_links;
use crate::moment::Moment;
use crate::plan::{ListId, ListPage, PageKind, Pagination, Sitemap, UrlSet, members};

const SITEMAP: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
const IMAGE: (&str, &str) = ("xmlns:image", "http://www.google.com/schemas/sitemap-image/1.1");
const NEWS: (&str, &str) = ("xmlns:news", "http://www.google.com/schemas/sitemap-news/0.9");

/// Maximum age of an article in the news sitemap.
pub const NEWS_WINDOW: SignedDuration = SignedDuration::from_hours(48);

/// Maximum number of articles in the news sitemap.
const MAX_NEWS: usize = 1000;

/// Number of pages per parallel task.
///
/// Sitemaps are large and come last, so without tasks the other threads would be idle.
const PAGES_PER_TASK: usize = 1024;

/// XML writer into memory.
type Xml = Writer<Vec<u8>>;

/// Renders a sitemap or `robots.txt`; `None` for other pages.
pub(super) fn bytes(kind: &PageKind, model: &SiteModel) -> Option<Vec<u8>> {
    let xml = match kind {
        PageKind::Sitemap(Sitemap::Urls(index)) => urls(&model.plan.sitemaps()[*index], model),
        PageKind::Sitemap(Sitemap::Index) => index(model),
        PageKind::Sitemap(Sitemap::News) => latest_news(model),
        PageKind::Robots => return Some(robots(model).into_bytes()),
        _ => return None,
    };
    Some(xml.expect("memory takes any bytes"))
}

/// Adds the inputs of a sitemap to a digest.
pub(super) fn inputs(sitemap: Sitemap, model: &SiteModel, digester: &mut Digester) {
    match sitemap {
        Sitemap::Urls(index) => {
            let pages = model.plan.sitemaps()[index].pages.par_chunks(PAGES_PER_TASK);
            let digests: Vec<Digest> = pages.map(|pages| digest_of(pages, model)).collect();
            for digest in digests {
                digester.digest(digest);
            }
        }
        Sitemap::Index => {
            for set in model.plan.sitemaps() {
                digester.text(set.address.as_str());
            }
        }
        Sitemap::News => {
            for id in news(&model.archive) {
                let article = model.archive.article(id);
                digester.text(article.address.as_str()).text(&article.title);
                digester.text(article.language.as_ref().map_or("", Language::as_str));
                article.date.digest_into(digester);
            }
        }
    }
}

/// Returns the digest of the entries of some pages.
fn digest_of(pages: &[u32], model: &SiteModel) -> Digest {
    let mut digester = Digester::new();
    for index in pages {
        let page = &model.plan.pages()[*index as usize];
        match &page.kind {
            PageKind::Article(id) => digester.digest(model.digests.sitemap_entry(*id)),
            _ => digester.text(page.address.as_str()),
        };
        let changed = changed(&page.kind, model);
        digester.number(u64::from(changed.is_some()));
        if let Some(changed) = changed {
            changed.digest_into(&mut digester);
        }
    }
    digester.finish()
}

/// Entry of a sitemap.
struct Entry<'w> {
    address: &'w Address,
    changed: Option<Moment>,
    picture: Option<String>,
}

fn entries<'w>(pages: &'w [u32], model: &'w SiteModel) -> impl Iterator<Item = Entry<'w>> {
    pages.iter().map(|index| {
        let page = &model.plan.pages()[*index as usize];
        let picture = match &page.kind {
            PageKind::Article(id) => picture(*id, model),
            _ => None,
        };
        Entry { address: &page.address, changed: changed(&page.kind, model), picture }
    })
}

/// Returns the URL of an article's image.
fn picture(id: ArticleId, model: &SiteModel) -> Option<String> {
    let image = model.archive.article(id).image.as_ref()?;
    Some(image_links(&model.site, &model.plan, image)?.into_permalink())
}

/// Returns the latest change of a page's contents.
///
/// For a page of counts it is unknown: a removed article changes it too.
fn changed(kind: &PageKind, model: &SiteModel) -> Option<Moment> {
    let archive = &model.archive;
    match kind {
        PageKind::Article(id) => Some(archive.changed(*id)),
        PageKind::Standing(index) => archive.by_now(archive.standing()[*index].updated),
        PageKind::List(ListId::Year(_), ListPage::Latest) => None,
        PageKind::List(list, part) => {
            let all = members(*list, archive);
            let range = Pagination::new(all.len(), model.plan.per_page()).range(*part);
            all[range].iter().map(|id| archive.changed(*id)).reduce(Moment::later_of)
        }
        _ => None,
    }
}

/// Renders a sitemap of pages.
fn urls(set: &UrlSet, model: &SiteModel) -> io::Result<Vec<u8>> {
    document("urlset", &[SITEMAP, IMAGE], |xml| {
        for Entry { address, changed, picture } in entries(&set.pages, model) {
            element(xml, "url", |xml| {
                text(xml, "loc", &model.permalink(address))?;
                if let Some(changed) = changed {
                    text(xml, "lastmod", &changed.to_string())?;
                }
                match &picture {
                    Some(picture) => element(xml, "image:image", |xml| text(xml, "image:loc", picture)),
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
fn index(model: &SiteModel) -> io::Result<Vec<u8>> {
    document("sitemapindex", &[SITEMAP], |xml| {
        model.plan.sitemaps().iter().try_for_each(|set| {
            element(xml, "sitemap", |xml| text(xml, "loc", &model.permalink(&set.address)))
        })
    })
}

/// Returns the articles of the two days before the build's moment, the newest first.
fn news(archive: &Archive) -> impl Iterator<Item = ArticleId> {
    let start = archive.now().checked_sub(NEWS_WINDOW).unwrap_or(Timestamp::MIN);
    // Skip articles whose day is uncertain.
    let is_dated = |id: &ArticleId| archive.article(*id).date.exactly().is_some();
    archive.since(start).iter().rev().copied().filter(is_dated).take(MAX_NEWS)
}

/// Renders the news sitemap.
///
/// It exists even if it is empty, since search engines come back to it.
fn latest_news(model: &SiteModel) -> io::Result<Vec<u8>> {
    let name = &model.site.news.publication;
    document("urlset", &[SITEMAP, NEWS], |xml| {
        for id in news(&model.archive) {
            let article = model.archive.article(id);
            let language = article.language.as_ref().unwrap_or(&model.site.language);
            element(xml, "url", |xml| {
                text(xml, "loc", &model.permalink(&article.address))?;
                element(xml, "news:news", |xml| {
                    element(xml, "news:publication", |xml| {
                        text(xml, "news:name", name)?;
                        text(xml, "news:language", &news_language(language))
                    })?;
                    text(xml, "news:publication_date", &article.date.to_string())?;
                    text(xml, "news:title", &article.title)
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
fn robots(model: &SiteModel) -> String {
    let sitemaps = ["/sitemap.xml", "/news-sitemap.xml"].map(|path| model.permalink(&Address::known(path)));
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
