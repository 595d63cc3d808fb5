//! Reads one page.

use dom_query::Document;
use url::Url;

use super::archived::{self, ArchivedLinks, original_address};
use super::double_encoding;
use super::extract::{self, Extracted};
use super::facts::PageFacts;
use super::{page_kind, preview};
use crate::charset;
use crate::convert::{self, Addresses, OldSite};
use crate::dates;
use crate::decisions::{Decisions, PageDecisions};
use crate::old_address;
use crate::story::{
    Item, LeadImage, LeftOut, Notice, Origin, SetAside, SourceId, Story, StoryDate, StoryKind,
};

/// Fewest characters of a text.
const SHORTEST_TEXT: usize = 40;

/// Shortest beginning of a picture's name that tells the picture.
const SHORTEST_NAME_START: usize = 10;

/// Page as it was saved or captured.
#[derive(Debug, Clone)]
pub struct Capture<'a> {
    /// Identifier of the text.
    pub id: SourceId,
    /// Place in the source.
    pub origin: Origin,
    /// Page.
    pub bytes: &'a [u8],
    /// Value of the header `Content-Type`.
    pub content_type: Option<&'a str>,
    /// Absolute address of the page, with its query.
    pub address: Option<&'a str>,
}

/// Reads a page of the old site.
///
/// Links to the site's hosts become paths; those that a web archive rewrote are undone.
pub fn page(capture: &Capture<'_>, site: &OldSite, decisions: &Decisions) -> Item {
    let addresses = ArchivedLinks(site.page(capture.address.unwrap_or("/")));
    page_with(capture, &addresses, site, decisions)
}

/// Reads a page whose links `addresses` rewrites.
pub fn page_with(
    capture: &Capture<'_>,
    addresses: &dyn Addresses,
    site: &OldSite,
    decisions: &Decisions,
) -> Item {
    let mut notices = Vec::new();
    let html = decode(capture, decisions, &mut notices);
    let html = archived::without_banner(&html);
    let document = Document::from(convert::bounded(&html).as_ref());
    document.select(archived::ADDED_ELEMENTS).remove();
    let mut facts = PageFacts::of(&document);
    let address = PageAddress::of(capture.address, &facts, site);
    let path = address.path.as_deref();
    let year = facts.date(decisions.dates.order).or_else(|| dates::from_address(path?)).map(StoryDate::year);
    let (id, origin) = (capture.id.clone(), capture.origin.clone());
    if let Some(rule) = page_kind::left_out(path, &facts) {
        return Item::LeftOut(LeftOut { id, origin, rule: rule.to_owned(), year });
    }
    let own = page_decisions(decisions, path, &capture.origin.file);
    apply_selectors(&document, own, &mut facts);
    let first_lines = first_lines(&document);
    let extracted = extract::extract(document, own);
    let text = extracted.as_ref().and_then(|text| Some(convert::node_to_markdown(&text.node()?, addresses)));
    let (Some(extracted), Some(text)) = (extracted, text.filter(|text| is_text(&text.text))) else {
        let reason = "has no text that can be told from the rest of the page: name its element in import.toml, [[pages]] body = \"…\"";
        return Item::SetAside(SetAside { id, origin, reason: reason.to_owned(), first_lines, year });
    };
    let mut story = Story::new(id, origin, StoryKind::Article);
    notices.extend(text.notices);
    (story.body, story.found, story.media, story.notices) = (text.text, text.found, text.media, notices);
    fill(&mut story, &facts, &extracted, decisions);
    if story.date.is_none() {
        set_unstated_date(&mut story, &facts, address.path.as_deref(), decisions);
    }
    story.address = address.path;
    story.aliases = address.aliases;
    add_image(&mut story, &facts, addresses);
    Item::Story(Box::new(story))
}

/// Decodes a page, and names the repairs.
fn decode(capture: &Capture<'_>, decisions: &Decisions, notices: &mut Vec<Notice>) -> String {
    let header = capture.content_type.and_then(|header| header.split_once("charset=")).map(|(_, name)| name);
    let header = header
        .map(|name| name.split(';').next().unwrap_or(name).trim_matches(['"', '\'', ' ']))
        .filter(|name| charset::is_known(name));
    let named = header
        .map(str::to_owned)
        .or_else(|| preview::named_charset(capture.bytes))
        .or_else(|| decisions.source.encoding.clone());
    let decoded = charset::decode(capture.bytes, named.as_deref());
    if decoded.replaced > 0 {
        let message = format!("bytes that {} does not have: {}", decoded.encoding, decoded.replaced);
        notices.push(Notice { kind: "encoding", message });
    }
    let mended = double_encoding::mend(decoded.text);
    if mended.count > 0 {
        let message = format!("doubly encoded characters mended: {}", mended.count);
        notices.push(Notice { kind: "double encoding", message });
    }
    mended.text
}

/// Addresses of a page in the new site.
#[derive(Debug, Default)]
struct PageAddress {
    /// Path without a query, percent-decoded.
    path: Option<String>,
    /// Further addresses, with a query where they have one.
    aliases: Vec<String>,
}

impl PageAddress {
    /// Chooses the address that the page gives itself, if it is on the same site.
    fn of(captured: Option<&str>, facts: &PageFacts, site: &OldSite) -> Self {
        let own = captured.and_then(parse);
        let mut stated = facts.addresses.iter().filter_map(|address| {
            let address = original_address(address).unwrap_or(address);
            match &own {
                Some(own) => own.join(address).ok(),
                None => parse(address),
            }
        });
        let chosen = stated.find(|url| match &own {
            Some(own) => same_host(own, url) && (!is_home(url) || is_home(own)),
            None => url.host_str().is_some_and(|host| site.has_host(host)) || site.is_unknown(),
        });
        let mut address = Self::default();
        for url in chosen.iter().chain(&own) {
            let Some(path) = old_address::path_and_query(url.as_str()) else { continue };
            if address.path.is_none() && !path.contains('?') {
                address.path = Some(path);
            } else if address.path.as_ref() != Some(&path) && !address.aliases.contains(&path) {
                address.aliases.push(path);
            }
        }
        address
    }
}

/// Reports the address of a home page.
fn is_home(url: &Url) -> bool {
    url.path() == "/" && url.query().is_none()
}

/// Parses an absolute address of the web.
fn parse(address: &str) -> Option<Url> {
    Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// Reports that two addresses have one host, with or without `www.`.
fn same_host(a: &Url, b: &Url) -> bool {
    let host = |url: &Url| url.host_str().map(|host| host.strip_prefix("www.").unwrap_or(host).to_owned());
    host(a) == host(b)
}

/// Returns the decisions with the longest beginning of this address.
fn page_decisions<'d>(decisions: &'d Decisions, path: Option<&str>, file: &str) -> Option<&'d PageDecisions> {
    let fits = |page: &&PageDecisions| {
        path.is_some_and(|path| path.starts_with(&page.address)) || file.starts_with(&page.address)
    };
    decisions.pages.iter().filter(fits).max_by_key(|page| page.address.len())
}

/// Puts what the selectors of `import.toml` find before what the page says.
fn apply_selectors(document: &Document, own: Option<&PageDecisions>, facts: &mut PageFacts) {
    let Some(own) = own else { return };
    if let Some(title) = extract::line(document, own.title.as_deref()) {
        facts.titles.insert(0, title);
    }
    if let Some(date) = extract::line(document, own.date.as_deref()) {
        facts.dates.insert(0, date);
    }
    let authors = extract::lines(document, own.authors.as_deref());
    if !authors.is_empty() {
        facts.authors = authors;
    }
    if let Some(section) = extract::line(document, own.section.as_deref()) {
        facts.sections.insert(0, section);
    }
}

/// Sets what the page says about the text.
fn fill(story: &mut Story, facts: &PageFacts, extracted: &Extracted, decisions: &Decisions) {
    let order = decisions.dates.order;
    story.title = facts.title(&extracted.title);
    story.date = facts.date(order);
    story.updated = facts.updated(story.date, order);
    story.authors = facts.bylines(extracted.byline.as_deref());
    for author in &mut story.authors {
        if let Some(name) = decisions.authors.get(&author.name) {
            author.name.clone_from(name);
        }
    }
    story.authors.retain(|author| !author.name.is_empty());
    let section = facts.section().map(|section| decisions.sections.get(&section).cloned().unwrap_or(section));
    story.section = section.filter(|section| !section.is_empty());
    story.tags = facts.tags();
    story.summary = facts.summaries.first().cloned();
    story.language = facts.language().filter(|language| {
        let primary = |tag: &str| tag.split('-').next().unwrap_or(tag).to_ascii_lowercase();
        decisions.source.language.as_deref().is_some_and(|own| primary(own) != primary(language))
    });
    remove_title(story);
}

/// Sets the date that only addresses or the words near the headline tell.
fn set_unstated_date(story: &mut Story, facts: &PageFacts, path: Option<&str>, decisions: &Decisions) {
    let stated =
        facts.addresses.iter().filter_map(|address| dates::from_address(Url::parse(address).ok()?.path()));
    let from_address = stated.into_iter().next().or_else(|| dates::from_address(path?));
    let is_day = matches!(from_address, Some(StoryDate::Day(_)));
    let near = facts.near_date(decisions.dates.order).filter(|near| {
        !is_day && from_address.is_none_or(|address| near.file_prefix().starts_with(&address.file_prefix()))
    });
    if near.is_some() {
        let message = "date taken from the words near the headline".to_owned();
        story.notices.push(Notice { kind: "date", message });
    }
    story.date = near.or(from_address);
}

/// Removes a heading at the beginning of the text that repeats the headline.
fn remove_title(story: &mut Story) {
    let Some((first, rest)) = story.body.split_once("\n\n") else { return };
    let heading = first.trim_start_matches('#');
    let is_title = heading.len() < first.len() && convert::text_of(heading).trim() == story.title.trim();
    if is_title && !first.contains("](") {
        story.body = rest.to_owned();
    }
}

/// Adds the picture of the page, unless the text shows it.
fn add_image(story: &mut Story, facts: &PageFacts, addresses: &dyn Addresses) {
    let Some(src) = facts.images.first() else { return };
    let file = addresses.file(src);
    let bare = file.address.split(['?', '#']).next().unwrap_or(&file.address);
    let name = bare.rsplit('/').next().unwrap_or(bare);
    let is_shown = !name.is_empty() && (story.body.contains(name) || shows_variant(&story.body, name));
    if is_shown || file.address.starts_with("data:") || !name.contains('.') {
        return;
    }
    story.media.extend(file.media);
    story.found.pictures += 1;
    story.image = Some(LeadImage { src: file.address, alt: facts.image_alt.clone(), ..LeadImage::default() });
}

/// Reports that a text shows a picture whose name begins like this one.
fn shows_variant(body: &str, name: &str) -> bool {
    let start: String = name.chars().take(name.chars().count() * 2 / 3).collect();
    start.len() >= SHORTEST_NAME_START && body.contains(&start)
}

/// Reports that a text is more than a remark.
fn is_text(text: &str) -> bool {
    text.chars().filter(|char| char.is_alphanumeric()).take(SHORTEST_TEXT).count() == SHORTEST_TEXT
}

/// Returns the first lines of a page, so that a person recognizes it.
fn first_lines(document: &Document) -> String {
    let Some(body) = document.body() else { return String::new() };
    let text = convert::node_text(&body);
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .take(4)
        .collect::<Vec<_>>()
        .join("\n")
        .chars()
        .take(400)
        .collect()
}
