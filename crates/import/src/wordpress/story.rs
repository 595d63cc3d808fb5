//! Makes a story of an item.

use std::collections::BTreeMap;

use url::Url;

use super::addresses::TextAddresses;
use super::blocks::{self, Blocks};
use super::index::Index;
use super::item::{Item, ItemComment};
use super::kinds::{self, Role};
use super::media::Gathered;
use super::shortcode_html::Replacer;
use super::{authors, autop, dates, known_date, sections};
use crate::convert::{self, Addresses};
use crate::decisions::Decisions;
use crate::story::{
    Comment, Item as Outcome, LeadImage, LeftOut, Notice, Origin, SetAside, SourceId, Story, StoryDate,
    StoryKind, Taxonomy,
};

/// Most pages of one text, divided by `<!--nextpage-->`.
const MOST_PAGES: usize = 200;

/// Longest part before `<!--more-->` that is a summary, in characters.
const LONGEST_SUMMARY: usize = 600;

/// Returns the identifier of an item.
pub(super) fn id(item: &Item) -> SourceId {
    SourceId(match item.id.parse::<u64>() {
        Ok(id) if item.is_second => format!("wordpress:{id}:{}", item.link),
        Ok(id) => format!("wordpress:{id}"),
        Err(_) => format!("wordpress:{}:{}", item.file, item.line),
    })
}

/// Returns the story of an item, or the reason why it has none.
pub(super) fn convert(item: &Item, index: &Index, decisions: &Decisions) -> Outcome {
    let id = id(item);
    let origin = Origin {
        file: index.exports.get(item.file).map(|export| export.name.clone()).unwrap_or_default(),
        line: item.line,
    };
    let found = dates::of_item(item, index.zone.as_ref());
    let known = decisions.dates.known.get(&id.0).and_then(|text| known_date::parse(text));
    let date = known.or(found.date);
    let year = date.map(StoryDate::year);
    if let Some(reason) = fault(item) {
        return Outcome::SetAside(SetAside { id, origin, reason, first_lines: first_lines(item), year });
    }
    if let Some(rule) = rule(item, decisions) {
        return Outcome::LeftOut(LeftOut { id, origin, rule, year });
    }
    if kinds::role(item) == Role::Guest {
        return guest(item, index, id, origin);
    }
    let kind = if kinds::role(item) == Role::Page { StoryKind::Page } else { StoryKind::Article };
    let mut story = Story::new(id, origin, kind);
    story.date = date;
    if known.is_none() {
        story.notices.extend(found.notice);
    }
    story.notices.extend(item.repairs.notice());
    set_facts(&mut story, item, index, decisions);
    set_status(&mut story, item);
    set_addresses(&mut story, item, index);
    set_body(&mut story, item, index, decisions);
    set_image(&mut story, item, index);
    story.comments = comments(&item.comments, index);
    story.media.sort();
    story.media.dedup();
    Outcome::Story(Box::new(story))
}

/// Returns the reason for which an item can't be trusted.
fn fault(item: &Item) -> Option<String> {
    if let Some(fault) = &item.fault {
        return Some(fault.clone());
    }
    let is_anonymous = item.id.is_empty() && item.kind.is_empty() && item.status.is_empty();
    is_anonymous.then(|| "has no wp:post_id, wp:post_type and wp:status in WordPress's namespace".to_owned())
}

/// Returns the rule that leaves an item out.
fn rule(item: &Item, decisions: &Decisions) -> Option<String> {
    let status = kinds::status(item);
    let kind = if item.kind.is_empty() { "post" } else { &item.kind };
    match kinds::role(item) {
        Role::Attachment => return Some("type attachment: the file is carried".to_owned()),
        Role::Menu | Role::Internal => return Some(format!("type {kind}")),
        Role::Block => return Some("type wp_block: stands in the texts that use it".to_owned()),
        Role::Guest if item.meta("cap-description").is_none() => {
            return Some("type guest-author: has no biography".to_owned());
        }
        _ => {}
    }
    if decisions.leave_out.types.iter().any(|left_out| left_out == kind) {
        return Some(format!("import.toml: type {kind}"));
    }
    if decisions.leave_out.statuses.iter().any(|left_out| left_out == status) {
        return Some(format!("import.toml: status {status}"));
    }
    matches!(status, "trash" | "auto-draft" | "inherit").then(|| format!("status {status}"))
}

/// Returns the author file of a guest author.
fn guest(item: &Item, index: &Index, id: SourceId, origin: Origin) -> Outcome {
    let name = item.meta("cap-display_name").unwrap_or(&item.title);
    let mut story = Story::new(id, origin, StoryKind::Term(Taxonomy::Authors));
    story.title = plain(name);
    let addresses = TextAddresses { index, page: None };
    let text = convert::to_markdown(
        &autop::paragraphs(item.meta("cap-description").unwrap_or_default()),
        &addresses,
    );
    story.body = text.text;
    story.found = text.found;
    story.media = text.media;
    story.notices = text.notices;
    Outcome::Story(Box::new(story))
}

/// Sets headline, names, places and other facts.
fn set_facts(story: &mut Story, item: &Item, index: &Index, decisions: &Decisions) {
    story.title = plain(&item.title);
    story.updated = dates::modified(item, story.date, index.zone.as_ref());
    story.slug = crate::paths::decode(&item.name).unwrap_or_else(|| item.name.clone());
    if !item.excerpt.trim().is_empty() {
        story.summary = Some(plain(&item.excerpt)).filter(|summary| !summary.is_empty());
    }
    if story.kind == StoryKind::Article {
        story.authors = authors::bylines(item, index, decisions);
        let placement = sections::place(item, index, decisions);
        (story.section, story.tags) = (placement.section, placement.tags);
        story.series = sections::of_domain(item, "series").first().map(|term| plain(&term.name));
    }
    if item.is_sticky {
        story.extra.insert("sticky".to_owned(), toml::Value::Boolean(true));
    }
    let taxonomies = other_taxonomies(item);
    if !taxonomies.is_empty() {
        story.extra.insert("taxonomies".to_owned(), toml::Value::Table(taxonomies));
    }
    let is_uri = |guid: &str| {
        Url::parse(guid).is_ok_and(|url| matches!(url.scheme(), "http" | "https" | "urn" | "tag"))
            && guid.bytes().all(|byte| {
                byte.is_ascii_graphic()
                    && !matches!(byte, b'<' | b'>' | b'"' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
            })
    };
    story.feed_id = Some(item.guid.clone()).filter(|guid| story.kind == StoryKind::Article && is_uri(guid));
}

/// Returns the terms of taxonomies that Dateline does not have.
fn other_taxonomies(item: &Item) -> toml::Table {
    const KNOWN: [&str; 8] =
        ["", "category", "post_tag", "tag", "author", "series", "post_format", "nav_menu"];
    let mut taxonomies: BTreeMap<&str, Vec<toml::Value>> = BTreeMap::new();
    for term in
        item.terms.iter().filter(|term| !KNOWN.contains(&term.domain.as_str()) && !term.name.is_empty())
    {
        let names = taxonomies.entry(&term.domain).or_default();
        let name = toml::Value::String(plain(&term.name));
        if !names.contains(&name) {
            names.push(name);
        }
    }
    taxonomies.into_iter().map(|(domain, names)| (domain.to_owned(), toml::Value::Array(names))).collect()
}

/// Makes a draft of a text that not every reader could read.
fn set_status(story: &mut Story, item: &Item) {
    let status = kinds::status(item);
    if item.has_password {
        let message = "a password protected the text: it is a draft".to_owned();
        story.notices.push(Notice { kind: "password", message });
    }
    if status != "publish" {
        let message = format!("status {status}: the text is a draft");
        story.notices.push(Notice { kind: "status", message });
    }
    story.draft = !kinds::is_public(item);
}

/// Sets the address and further addresses.
fn set_addresses(story: &mut Story, item: &Item, index: &Index) {
    story.address = kinds::address(item, &index.site);
    let mut aliases = Vec::new();
    if let Ok(id) = item.id.parse::<u64>() {
        let key = if story.kind == StoryKind::Page { "page_id" } else { "p" };
        aliases.push(format!("/?{key}={id}"));
        if story.kind == StoryKind::Page {
            aliases.push(format!("/?p={id}"));
        }
    }
    let old = index.site.path_of_link(&item.link);
    if let (None, Some(old)) = (&story.address, &old)
        && let Some(query) = &old.query
    {
        let alias = format!("{}?{query}", old.decoded());
        let is_known = aliases.contains(&alias) || query.contains("preview=true");
        if !is_known && !alias.chars().any(|char| char.is_control() || char.is_whitespace()) {
            aliases.push(alias);
        }
    }
    if story.address.is_none()
        && !story.draft
        && old.is_some_and(|old| old.path == "/" && old.query.is_none())
    {
        let message =
            "the text was the front page of the old site, and has an address of its own now".to_owned();
        story.notices.push(Notice { kind: "address", message });
    }
    if let Some(address) = &story.address {
        let folder = address.trim_end_matches('/');
        let pages = item.content.matches("<!--nextpage-->").count().min(MOST_PAGES);
        aliases.extend((2..pages + 2).map(|page| format!("{folder}/{page}/")));
    }
    story.aliases = aliases;
}

/// Converts the text.
fn set_body(story: &mut Story, item: &Item, index: &Index, decisions: &Decisions) {
    let addresses = TextAddresses { index, page: Url::parse(&item.link).ok() };
    let mut content = item.content.as_str();
    let more = more(content);
    let without_more;
    if let Some(more) = &more {
        if story.summary.is_none() {
            story.summary = teaser(&content[..more.start]);
        }
        let anchor =
            if item.id.is_empty() { String::new() } else { format!("<span id=\"more-{}\"></span>", item.id) };
        without_more = format!("{}{anchor}{}", &content[..more.start], &content[more.end..]);
        content = &without_more;
    }
    let content = content.replace("<!--nextpage-->", "\n\n").replace("<!--noteaser-->", "");
    let mut blocks =
        Blocks { reusable: &index.blocks, footnotes: item.meta("footnotes"), without_text: BTreeMap::new() };
    let mut replacer = Replacer {
        uses: &decisions.shortcodes,
        addresses: &addresses,
        text_id: item.id.parse().unwrap_or(0),
        gathered: Gathered::default(),
        unknown: BTreeMap::new(),
        passages: Vec::new(),
    };
    let html = if blocks::has_blocks(&content) {
        let html = blocks.html(&content, 0);
        replacer.replace(&html, 0)
    } else {
        autop::paragraphs(&replacer.replace(&content, 0))
    };
    let text = convert::to_markdown(&html, &addresses);
    story.body = if replacer.passages.is_empty() { text.text } else { replacer.fill(&text.text) };
    story.found = text.found;
    story.found.links += replacer.gathered.found.links;
    story.found.pictures += replacer.gathered.found.pictures;
    story.media = text.media;
    story.media.append(&mut replacer.gathered.media);
    story.notices.extend(text.notices);
    story.notices.append(&mut replacer.gathered.notices);
    for (name, count) in replacer.unknown {
        let message = format!("shortcode [{name}] stays as text: {count}");
        story.notices.push(Notice { kind: "shortcode", message });
    }
    for (name, count) in blocks.without_text {
        let message = format!("block {name} has no text in the export: {count}");
        story.notices.push(Notice { kind: "block", message });
    }
}

/// Returns the place of `<!--more-->`, with its own words.
fn more(content: &str) -> Option<std::ops::Range<usize>> {
    let start = content.find("<!--more")?;
    let rest = &content[start + "<!--more".len()..];
    let end = rest.find("-->")?;
    let is_more = rest[..end].is_empty() || rest.starts_with(' ');
    is_more.then(|| start..start + "<!--more".len() + end + 3)
}

/// Returns the words before `<!--more-->`, if they are a summary by their length.
fn teaser(html: &str) -> Option<String> {
    if html.len() > LONGEST_SUMMARY * 4 || html.contains('[') {
        return None;
    }
    let words = plain(html);
    (!words.is_empty() && words.chars().count() <= LONGEST_SUMMARY).then_some(words)
}

/// Sets the featured image.
fn set_image(story: &mut Story, item: &Item, index: &Index) {
    let Some(id) = item.meta("_thumbnail_id").and_then(|id| id.parse::<u64>().ok()) else { return };
    if story.kind != StoryKind::Article {
        return;
    }
    let Some(attachment) = index.attachments.get(id) else {
        let message = format!("featured image: the export has no attachment {id}");
        story.notices.push(Notice { kind: "attachment", message });
        return;
    };
    let file = TextAddresses { index, page: None }.file(attachment.url);
    story.found.pictures += 1;
    story.media.extend(file.media);
    story.image = Some(LeadImage {
        src: file.address,
        alt: attachment.alt.map(plain),
        caption: attachment.caption.map(plain).filter(|caption| !caption.is_empty()),
        credit: attachment.credit.map(plain).filter(|credit| !credit.is_empty()),
    });
}

/// Returns the published comments of readers, in order of time.
fn comments(comments: &[ItemComment], index: &Index) -> Vec<Comment> {
    let mut published: Vec<&ItemComment> = comments
        .iter()
        .filter(|comment| matches!(comment.kind.as_str(), "" | "comment"))
        .filter(|comment| matches!(comment.approved.as_str(), "1" | "approve" | "approved"))
        .collect();
    published.sort_by(|a, b| (&a.date_gmt, a.id.len(), &a.id).cmp(&(&b.date_gmt, b.id.len(), &b.id)));
    published
        .into_iter()
        .map(|comment| Comment {
            id: comment.id.clone(),
            parent: Some(comment.parent.clone()).filter(|parent| !parent.is_empty() && parent != "0"),
            author: plain(&comment.author),
            date: dates::of_comment(comment, index.zone.as_ref()),
            html: autop::paragraphs(&comment.content),
        })
        .collect()
}

/// Returns the words of HTML on one line.
fn plain(html: &str) -> String {
    let words = if html.contains(['<', '&']) { convert::text_of(html) } else { html.to_owned() };
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the headline and the first words of an item.
fn first_lines(item: &Item) -> String {
    let words: String = item.content.chars().take(1000).collect();
    let words: String = plain(&words).chars().take(300).collect();
    [item.title.trim(), &words].join("\n").trim().to_owned()
}
