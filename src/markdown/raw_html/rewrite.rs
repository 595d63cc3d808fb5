//! Rewrites raw HTML: resolves links and claims ids.
//!
//! Where HTML is sanitized, this step reports everything that the sanitizer will remove, using the
//! sanitizer's tables so that report and page agree. Elements that are removed with their content
//! are removed here.

use std::ops::Range;

use lol_html::html_content::{Attribute, ContentType, Element};

use super::loads;
use super::{Selection, URL_ATTRIBUTES, decode_references, rename, set, visit};
use crate::config::Html;
use crate::escape;
use crate::markdown::heading_ids::{self, Ids};
use crate::markdown::hooks::{MISSING_IMAGE_END, MISSING_IMAGE_START, MISSING_IMAGE_TEXT, RenderHooks};
use crate::markdown::html_buffer::HtmlBuffer;
use crate::markdown::link_kind::LinkKind;
use crate::markdown::placeholders::Placeholders;
use crate::markdown::removal::{
    EmbedCandidate, LinkSyntax, Removal, RemovedContent, RemovedElement, RemovedPart, is_presentational,
    is_presentational_attribute,
};
use crate::markdown::sanitize::{self, OPAQUE_ELEMENTS};
use crate::markdown::url_policy::is_allowed;

/// Obsolete elements and their replacements.
const RENAMED_ELEMENTS: [(&str, &str); 3] = [("acronym", "abbr"), ("h1", "h2"), ("strike", "s")];

/// Rewrites the raw parts of a buffer. Embeds are added to `placeholders`.
pub(in crate::markdown) fn rewrite(
    buffer: HtmlBuffer,
    html: Html,
    ids: &mut Ids<'_>,
    hooks: &mut dyn RenderHooks,
    placeholders: &mut Placeholders,
) -> String {
    let mut rewriter = Rewriter { html, ids, hooks, buffer: &buffer, placeholders, dropped_until: 0 };
    let settled = visit(buffer.as_html(), Selection::All, |element| rewriter.rewrite(element));
    settled.unwrap_or_else(|| buffer.into_html())
}

struct Rewriter<'s, 'r> {
    html: Html,
    ids: &'s mut Ids<'r>,
    hooks: &'s mut dyn RenderHooks,
    buffer: &'s HtmlBuffer,
    placeholders: &'s mut Placeholders,
    /// End of the last element removed with its content.
    dropped_until: usize,
}

impl Rewriter<'_, '_> {
    fn rewrite(&mut self, element: &mut Element<'_, '_>) {
        let tag = element.source_location().bytes();
        if tag.start < self.dropped_until || !self.buffer.is_raw(tag.start) {
            return;
        }
        let stays = match self.html {
            Html::Sanitised => self.sanitize(element, &tag),
            Html::Trusted => {
                self.report_loads(element, &tag);
                true
            }
        };
        if stays {
            self.rewrite_id(element, &tag);
            for attribute in URL_ATTRIBUTES {
                self.rewrite_url(element, attribute);
            }
        }
    }

    /// Reports what is unsafe in an element; returns whether the element stays.
    fn sanitize(&mut self, element: &mut Element<'_, '_>, tag: &Range<usize>) -> bool {
        let name = element.tag_name();
        if OPAQUE_ELEMENTS.contains(&&*name) {
            self.drop_element(element, &name, tag);
            return false;
        }
        if let Some((_, new)) = RENAMED_ELEMENTS.iter().find(|(old, _)| *old == name) {
            rename(element, new);
        } else if !sanitize::allows_element(&name) {
            let rest = self.buffer.as_html()[tag.end..].trim_ascii_start();
            let is_empty = !element.can_have_content() || rest.starts_with("</");
            let content = if is_empty { RemovedContent::None } else { RemovedContent::Kept };
            self.report_element(element, &name, content, tag);
            return false;
        }
        self.report_attributes(element, tag);
        // Nothing has checked the variants in `srcset`; `src` is checked.
        element.remove_attribute("srcset");
        true
    }

    /// Removes an element with its content, or turns a frame into an embed.
    fn drop_element(&mut self, element: &mut Element<'_, '_>, name: &str, tag: &Range<usize>) {
        let html = self.buffer.as_html();
        self.dropped_until =
            if element.can_have_content() { element_end(name, html, tag.end) } else { tag.end };
        if name == "iframe"
            && let Some(mark) = self.embed(element, tag)
        {
            element.replace(&mark, ContentType::Html);
            return;
        }
        let inside = html[tag.end..self.dropped_until].split("</").next().unwrap_or_default();
        let content =
            if inside.trim_ascii().is_empty() { RemovedContent::None } else { RemovedContent::Removed };
        self.report_element(element, name, content, tag);
        element.remove();
    }

    /// Returns the placeholder of the embed for a frame.
    fn embed(&mut self, element: &Element<'_, '_>, tag: &Range<usize>) -> Option<String> {
        let at = self.buffer.source_range(tag.clone())?;
        let frame = FrameSource::of(element);
        let embed = self.hooks.embed(&frame.embed_candidate(at)?)?;
        Some(self.placeholders.add_embed(embed.block, self.buffer.as_html()))
    }

    fn report_element(
        &mut self,
        element: &Element<'_, '_>,
        name: &str,
        content: RemovedContent,
        tag: &Range<usize>,
    ) {
        if is_presentational(name) {
            return self.report(tag.clone(), RemovedPart::Presentational);
        }
        let frame = FrameSource::of(element);
        let (address, title) = (frame.address.as_deref(), frame.title.as_deref());
        self.report(tag.clone(), RemovedPart::Element(RemovedElement { name, content, address, title }));
    }

    fn report_attributes(&mut self, element: &Element<'_, '_>, tag: &Range<usize>) {
        let name = element.tag_name();
        for attribute in element.attributes() {
            let known = attribute.name();
            let value = attribute.value();
            let is_kept = sanitize::allows_attribute(&name, &known, &value)
                && (known != "cite" || is_allowed(&decode_references(&value)));
            if is_kept || is_named_anchor(&name, &known) {
                continue;
            }
            let part = if is_presentational_attribute(&name, &known) {
                RemovedPart::Presentational
            } else {
                RemovedPart::Attribute { element: &name, name: &known }
            };
            self.report(attribute_range(attribute, tag, self.buffer.as_html()), part);
        }
    }

    fn report(&mut self, html: Range<usize>, part: RemovedPart<'_>) {
        if let Some(at) = self.buffer.source_range(html) {
            self.hooks.report_removed(Removal { at, part });
        }
    }

    fn report_loads(&mut self, element: &Element<'_, '_>, tag: &Range<usize>) {
        let (buffer, hooks) = (self.buffer, &mut *self.hooks);
        loads::report_loads(element, &mut |attribute, load| {
            let html =
                attribute.map_or(tag.clone(), |attribute| attribute_range(attribute, tag, buffer.as_html()));
            if let Some(at) = buffer.source_range(html) {
                hooks.report_load(&load, at);
            }
        });
    }

    /// Claims an element's id.
    ///
    /// Where HTML is sanitized, a duplicate is removed, and `<a name>` becomes an id.
    fn rewrite_id(&mut self, element: &mut Element<'_, '_>, tag: &Range<usize>) {
        let mut id = element.get_attribute("id");
        if self.html == Html::Sanitised && id.is_none() && element.tag_name() == "a" {
            id = element.get_attribute("name");
            if let Some(name) = &id {
                set(element, "id", name);
            }
        }
        let Some(id) = id else { return };
        let id = decode_references(&id);
        if self.ids.is_theme_id(&id) {
            self.replace_theme_id(element, &id, tag);
        } else if !self.ids.claim(&id) {
            self.report_repeated_id(element, &id, tag);
        }
    }

    /// Reports an id that stands twice; where HTML is sanitized, it is removed.
    fn report_repeated_id(&mut self, element: &mut Element<'_, '_>, id: &str, tag: &Range<usize>) {
        let given = match self.html {
            Html::Sanitised => {
                element.remove_attribute("id");
                None
            }
            Html::Trusted => Some(id),
        };
        let at = self.buffer.source_range(tag.clone()).unwrap_or_default();
        self.hooks.report_problem(heading_ids::repeated_id_warning(id, given, at));
    }

    /// Reports an id that the theme uses; where HTML is sanitized, it is replaced by a numbered
    /// one.
    fn replace_theme_id(&mut self, element: &mut Element<'_, '_>, id: &str, tag: &Range<usize>) {
        let given = match self.html {
            Html::Sanitised => self.ids.claim_numbered(id),
            Html::Trusted => id.to_owned(),
        };
        set(element, "id", &given.replace('&', "&amp;"));
        let at = self.buffer.source_range(tag.clone()).unwrap_or_default();
        self.hooks.report_problem(heading_ids::theme_id_warning(id, &given, at));
    }

    fn rewrite_url(&mut self, element: &mut Element<'_, '_>, name: &str) {
        let Some(attribute) = element.attributes().iter().find(|attribute| attribute.name() == name) else {
            return;
        };
        let tag_name = element.tag_name();
        if self.html == Html::Sanitised && !sanitize::allows_attribute(&tag_name, name, "") {
            return;
        }
        let tag = element.source_location().bytes();
        let value = attribute.value_source_location().map_or(tag.clone(), |value| value.bytes());
        let Some(at) = self.buffer.source_range(value).or_else(|| self.buffer.source_range(tag)) else {
            return;
        };
        let written = attribute.value();
        let written = decode_references(&written);
        let kind = LinkKind::of_attribute(&tag_name, name, &written);
        let resolved = self.hooks.resolve(kind, &written, at.clone());
        // Trusted HTML may also contain URLs that Markdown may not.
        if let Some(resolved) = &resolved
            && self.html == Html::Sanitised
            && !sanitize::allows_url(resolved)
        {
            let part = RemovedPart::Link { kind, written: &written, syntax: LinkSyntax::Html };
            self.hooks.report_removed(Removal { at, part });
            return remove_url(element, name, None);
        }
        match resolved {
            Some(resolved) if resolved == written => {}
            Some(resolved) => set(element, name, &resolved.replace('&', "&amp;")),
            None => remove_url(
                element,
                name,
                self.hooks.missing_image_text(&written).map(|label| missing_image_html(element, &label)),
            ),
        }
    }
}

/// Address, title and height of an element that shows external content.
pub(in crate::markdown) struct FrameSource {
    pub(in crate::markdown) address: Option<String>,
    pub(in crate::markdown) title: Option<String>,
    height: Option<u16>,
}

impl FrameSource {
    fn of(element: &Element<'_, '_>) -> Self {
        let value =
            |name: &str| element.get_attribute(name).map(|value| decode_references(&value).into_owned());
        // Scripts for lazy loading keep the address in another attribute.
        let addresses =
            ["src", "data-src", "data-lazy-src", "data-litespeed-src", "data"].into_iter().filter_map(value);
        let address = addresses.map(|address| address.trim().to_owned()).find(|address| {
            !address.is_empty() && !address.starts_with("about:") && !address.starts_with("data:")
        });
        let title = value("title").filter(|title| !title.trim().is_empty());
        Self { address, title, height: value("height").and_then(|height| height.parse().ok()) }
    }

    /// Returns the candidate for an embed, if there is an address.
    pub(in crate::markdown) fn embed_candidate(&self, at: Range<usize>) -> Option<EmbedCandidate<'_>> {
        let address = self.address.as_deref()?;
        Some(EmbedCandidate { at, address, title: self.title.as_deref(), height: self.height })
    }
}

/// Parses the first tag of a piece of HTML: its name and its external content.
pub(in crate::markdown) fn parse_first_tag(html: &str) -> Option<(String, FrameSource)> {
    let mut read = None;
    visit(html, Selection::All, |element| {
        read.get_or_insert_with(|| (element.tag_name(), FrameSource::of(element)));
    });
    read
}

/// Returns whether an attribute is a named anchor, which becomes an id.
fn is_named_anchor(element: &str, attribute: &str) -> bool {
    (element, attribute) == ("a", "name")
}

/// Returns the range of an attribute in the HTML.
fn attribute_range(attribute: &Attribute<'_>, tag: &Range<usize>, html: &str) -> Range<usize> {
    let name = attribute.name_source_location().map(|name| name.bytes());
    let value = attribute.value_source_location().map(|value| value.bytes());
    match (name, value) {
        (Some(name), Some(value)) => {
            let is_quoted = html[value.end..].starts_with(['"', '\'']) && value.end < tag.end;
            name.start..value.end + usize::from(is_quoted)
        }
        (Some(name), None) => name,
        _ => tag.clone(),
    }
}

/// Elements that can nest in themselves.
const NESTABLE_ELEMENTS: [&str; 4] = ["math", "noscript", "svg", "template"];

/// Returns the end of an element whose start tag ends at `from`.
pub(in crate::markdown) fn element_end(name: &str, html: &str, from: usize) -> usize {
    let mut depth = 1;
    for (at, _) in html[from..].match_indices('<') {
        let tag = from + at + 1;
        if html[tag..].strip_prefix('/').is_some_and(|rest| sanitize::is_named(rest, name)) {
            depth -= 1;
        } else if NESTABLE_ELEMENTS.contains(&name) && sanitize::is_named(&html[tag..], name) {
            depth += 1;
        }
        if depth == 0 {
            return html[tag..].find('>').map_or(html.len(), |end| tag + end + 1);
        }
    }
    html.len()
}

/// Returns the placeholder for an element whose file is missing.
fn missing_image_html(element: &Element<'_, '_>, label: &str) -> String {
    let words = element.get_attribute("alt").unwrap_or_default();
    let mut html = MISSING_IMAGE_START.to_owned();
    let Ok(()) = escape::escape_text(label, &mut html);
    html.push_str(MISSING_IMAGE_TEXT);
    let Ok(()) = escape::escape_text(&decode_references(&words), &mut html);
    html.push_str(MISSING_IMAGE_END);
    html
}

/// Removes a URL, and the element if it needs one.
fn remove_url(element: &mut Element<'_, '_>, name: &str, gap: Option<String>) {
    match (element.tag_name().as_str(), name, gap) {
        ("img" | "iframe" | "embed", "src", Some(gap)) => element.replace(&gap, ContentType::Html),
        ("audio" | "video", "src", Some(gap)) => {
            element.before(&gap, ContentType::Html);
            element.remove_and_keep_content();
        }
        ("img", "src", None) => {
            let words = element.get_attribute("alt").unwrap_or_default();
            element.replace(&decode_references(&words), ContentType::Text);
        }
        ("source" | "track" | "embed", "src", _) => element.remove(),
        ("audio" | "video", "src", None) => element.remove_and_keep_content(),
        _ => element.remove_attribute(name),
    }
}
