//! Reads the facts of a page in `meta` elements, microdata and the elements for dates.

use dom_query::{Document, NodeRef};

use super::facts::PageFacts;

/// Names of `meta` elements for the headline.
const TITLE_NAMES: [&str; 8] = [
    "og:title",
    "twitter:title",
    "parsely-title",
    "sailthru.title",
    "dc.title",
    "dcterms.title",
    "citation_title",
    "title",
];
/// Names of `meta` elements for the date.
const DATE_NAMES: [&str; 22] = [
    "article:published_time",
    "article.published",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "ptime",
    "publish-date",
    "publish_date",
    "publication_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "citation_publication_date",
    "date.release",
    "displaydate",
    "date",
    "pdate",
];
/// Names of `meta` elements for the last change.
const UPDATE_NAMES: [&str; 6] = [
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "utime",
    "last-modified",
];
/// Names of `meta` elements for authors.
const AUTHOR_NAMES: [&str; 10] = [
    "author",
    "article:author",
    "article:author_name",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "dc.creator.author",
    "citation_author",
];
/// Names of `meta` elements for the summary.
const SUMMARY_NAMES: [&str; 5] =
    ["og:description", "twitter:description", "description", "dc.description", "dcterms.description"];
/// Names of `meta` elements for the section.
const SECTION_NAMES: [&str; 5] =
    ["article:section", "parsely-section", "section", "cg", "dc.subject.section"];
/// Names of `meta` elements for tags.
const TAG_NAMES: [&str; 4] = ["article:tag", "news_keywords", "parsely-tags", "sailthru.tags"];

/// Elements whose class or id is about a date; their words count if they are one.
const MARKED_DATES: &str = "[class*='date' i], [class*='time' i], [class*='publish' i], [class*='byline' i], \
                            [class*='posted' i], [id*='date' i], [id*='byline' i]";
/// Most characters of an element with a date.
const LONGEST_DATE: usize = 160;
/// Most elements that are marked as dates.
const MOST_MARKED: usize = 20;
/// Most pieces of text below a headline in which a date is searched.
const MOST_NEAR: usize = 40;

/// Property or name of a `meta` element with its content.
struct Meta {
    name: String,
    content: String,
}

/// Adds the facts of a page.
pub(super) fn read(document: &Document, facts: &mut PageFacts) {
    let all = metas(document);
    let values = |names: &'static [&'static str]| {
        names.iter().flat_map(|name| {
            all.iter().filter(move |meta| meta.name == *name).map(|meta| meta.content.clone())
        })
    };
    facts.titles.extend(values(&TITLE_NAMES));
    facts.dates.extend(values(&DATE_NAMES));
    facts.updates.extend(values(&UPDATE_NAMES));
    facts.summaries.extend(values(&SUMMARY_NAMES));
    facts.sections.extend(values(&SECTION_NAMES));
    facts.images.extend(values(&[
        "og:image",
        "og:image:url",
        "og:image:secure_url",
        "twitter:image",
        "twitter:image:src",
    ]));
    facts.site_names.extend(values(&[
        "og:site_name",
        "application-name",
        "cre",
        "dc.publisher",
        "dcterms.publisher",
    ]));
    facts.image_alt = values(&["og:image:alt", "twitter:image:alt"]).next();
    if facts.tags.is_empty() {
        facts.tags = values(&TAG_NAMES)
            .flat_map(|tags| tags.split(',').map(|tag| tag.trim().to_owned()).collect::<Vec<_>>())
            .collect();
    }
    if facts.authors.is_empty() {
        facts.authors = authors(values(&AUTHOR_NAMES));
    }
    let kinds: Vec<String> = values(&["og:type"]).collect();
    facts.is_article |= kinds.iter().any(|kind| kind.starts_with("article"))
        || values(&["article:published_time"]).next().is_some();
    microdata(document, facts);
    elements(document, facts);
    facts.languages.extend(values(&["og:locale", "language", "content-language"]));
    facts.addresses.extend(values(&["og:url"]));
}

/// Returns the authors of the first kind of element that has names.
fn authors(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for value in values.filter(|value| !value.contains("://") && !value.starts_with('@')) {
        if !names.contains(&value) && names.first().is_none_or(|first| !first.contains(value.as_str())) {
            names.push(value);
        }
    }
    names
}

/// Returns the `meta` elements with a content.
fn metas(document: &Document) -> Vec<Meta> {
    let mut all = Vec::new();
    for node in document.select("meta[content]").nodes() {
        let content = node.attr("content").map(|content| content.trim().to_owned()).unwrap_or_default();
        if content.is_empty() {
            continue;
        }
        for key in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(names) = node.attr(key) {
                for name in names.split_ascii_whitespace() {
                    all.push(Meta { name: name.to_ascii_lowercase(), content: content.clone() });
                }
            }
        }
    }
    all
}

/// Adds the facts of microdata (schema.org).
fn microdata(document: &Document, facts: &mut PageFacts) {
    let texts = |selector: &str| -> Vec<String> {
        document.select(selector).nodes().iter().map(value_of).filter(|text| !text.is_empty()).collect()
    };
    facts.titles.extend(texts("[itemprop='headline']").into_iter().take(1));
    facts.dates.extend(texts("[itemprop='datePublished']:not(meta)").into_iter().take(1));
    facts.updates.extend(texts("[itemprop='dateModified']:not(meta)").into_iter().take(1));
    facts.sections.extend(texts("[itemprop='articleSection']:not(meta)").into_iter().take(1));
    if facts.authors.is_empty() {
        facts.authors = texts("[itemprop='author'] [itemprop='name']");
    }
    let has_body = document.select("[itemprop='articleBody']").nodes().len() == 1;
    facts.is_article |= has_body;
    if facts.breadcrumbs.is_empty() {
        facts.breadcrumbs = texts("[itemtype$='BreadcrumbList'] [itemprop='name']");
    }
}

/// Adds the facts of elements: title, headings, times, links.
fn elements(document: &Document, facts: &mut PageFacts) {
    let one_line = |node: &NodeRef<'_>| node.text().split_whitespace().collect::<Vec<_>>().join(" ");
    facts.window_title =
        document.select_single("head title").nodes().first().map(one_line).unwrap_or_default();
    facts.headings =
        document.select("h1").nodes().iter().map(one_line).filter(|text| !text.is_empty()).collect();
    facts.headings.dedup();
    let times = document.select("time[datetime], time[pubdate], abbr.published[title], abbr.dtstart[title]");
    facts.dates.extend(times.nodes().iter().filter(|node| !is_elsewhere(node)).map(value_of).take(3));
    let marked = document.select(MARKED_DATES);
    let marked = marked
        .nodes()
        .iter()
        .filter(|node| node.normalized_char_count() <= LONGEST_DATE && !is_elsewhere(node));
    facts.dates.extend(marked.take(MOST_MARKED).map(one_line));
    facts.near_dates = near_dates(document);
    facts.near_dates.push(facts.window_title.clone());
    if facts.tags.is_empty() {
        let tags = document.select("a[rel~='tag']");
        facts.tags = tags.nodes().iter().filter(|node| !is_elsewhere(node)).map(one_line).collect();
    }
    for link in document.select("link[rel~='canonical'][href]").nodes() {
        facts.addresses.extend(link.attr("href").map(|href| href.trim().to_owned()));
    }
    let html = document.select_single("html");
    facts
        .languages
        .extend(html.attr("lang").or_else(|| html.attr("xml:lang")).map(|tag| tag.trim().to_owned()));
}

/// Returns short pieces of text below the first heading.
fn near_dates(document: &Document) -> Vec<String> {
    let Some(body) = document.body() else { return Vec::new() };
    let has_heading = document.select("h1, h2").exists();
    let mut is_below = !has_heading;
    let mut near = Vec::new();
    for node in body.descendants_it() {
        is_below |= node.has_name("h1") || node.has_name("h2");
        if !is_below || !node.is_text() || !node.is_nonempty_text() {
            continue;
        }
        let text = node.text();
        if text.len() <= LONGEST_DATE
            && text.contains(|char: char| char.is_ascii_digit())
            && !is_elsewhere(&node)
        {
            near.push(text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        if near.len() == MOST_NEAR {
            break;
        }
    }
    near
}

/// Reports an element of a list of other texts, a comment or the page's furniture.
fn is_elsewhere(node: &NodeRef<'_>) -> bool {
    let inside = |node: &NodeRef<'_>| {
        let name = node.node_name().unwrap_or_default();
        let class = node.class().unwrap_or_default().to_ascii_lowercase();
        let id = node.id_attr().unwrap_or_default().to_ascii_lowercase();
        matches!(&*name, "nav" | "aside" | "footer")
            || ["comment", "related", "sidebar", "widget", "footer", "recent", "latest", "teaser"]
                .iter()
                .any(|word| class.contains(word) || id.contains(word))
    };
    node.ancestors_it(None).any(|ancestor| {
        ancestor.is_element() && !ancestor.has_name("body") && !ancestor.has_name("html") && inside(&ancestor)
    })
}

/// Returns the value of an element with microdata or a time.
fn value_of(node: &NodeRef<'_>) -> String {
    let stated = ["datetime", "content", "title"].into_iter().find_map(|name| node.attr(name));
    let text = stated.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| node.text());
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
