//! Settles the raw parts of a text with the rest of it: links are resolved and ids claimed. Where HTML is sanitised, all
//! that the sanitiser will take away is reported here, by the sanitiser's own tables, so that the report and the page
//! agree; elements that go with their content are taken away here.

use std::ops::Range;

use lol_html::html_content::{Attribute, ContentType, Element};

use super::loads;
use super::{DESTINATIONS, Scope, decoded, rename, set, visit};
use crate::config::Html;
use crate::escape;
use crate::markdown::anchor::{self, Ids};
use crate::markdown::output::Output;
use crate::markdown::removal::{self, Content, Embeddable, Part, Removal, Syntax, is_look, is_look_of};
use crate::markdown::sanitise::{self, SWALLOWING};
use crate::markdown::writer::Components;
use crate::markdown::{GAP_END, GAP_START, GAP_WORDS, LinkKind, Links, is_allowed};

/// Elements that are known by another name now.
const RENAMED: [(&str, &str); 3] = [("acronym", "abbr"), ("h1", "h2"), ("strike", "s")];

/// Settles the raw parts of an output. Embeds are added to `components`.
pub(in crate::markdown) fn settle(
    output: Output,
    html: Html,
    ids: &mut Ids<'_>,
    links: &mut dyn Links,
    components: &mut Components,
) -> String {
    let mut settler = Settler { html, ids, links, output: &output, components, left_out: 0 };
    let settled = visit(output.as_html(), Scope::Everything, |element| settler.settle(element));
    settled.unwrap_or_else(|| output.into_html())
}

struct Settler<'s, 'r> {
    html: Html,
    ids: &'s mut Ids<'r>,
    links: &'s mut dyn Links,
    output: &'s Output,
    components: &'s mut Components,
    /// End of the last element that was left out with its content.
    left_out: usize,
}

impl Settler<'_, '_> {
    fn settle(&mut self, element: &mut Element<'_, '_>) {
        let tag = element.source_location().bytes();
        if tag.start < self.left_out || !self.output.is_raw(tag.start) {
            return;
        }
        let stays = match self.html {
            Html::Sanitised => self.sanitise(element, &tag),
            Html::Trusted => {
                self.report_loads(element, &tag);
                true
            }
        };
        if stays {
            self.settle_ids(element, &tag);
            for attribute in DESTINATIONS {
                self.settle_destination(element, attribute);
            }
        }
    }

    /// Reports the element or those of its attributes that the sanitiser takes away. Returns whether the element stays.
    fn sanitise(&mut self, element: &mut Element<'_, '_>, tag: &Range<usize>) -> bool {
        let name = element.tag_name();
        if SWALLOWING.contains(&&*name) {
            self.leave_out(element, &name, tag);
            return false;
        }
        if let Some((_, new)) = RENAMED.iter().find(|(old, _)| *old == name) {
            rename(element, new);
        } else if !sanitise::keeps(&name) {
            let rest = self.output.as_html()[tag.end..].trim_ascii_start();
            let is_empty = !element.can_have_content() || rest.starts_with("</");
            let content = if is_empty { Content::None } else { Content::Kept };
            self.report_element(element, &name, content, tag);
            return false;
        }
        self.report_attributes(element, tag);
        // Its smaller pictures have been checked by nobody; the `src` beside it is.
        element.remove_attribute("srcset");
        true
    }

    /// Leaves out an element with its content; a frame of a provider of embeds becomes an embed.
    fn leave_out(&mut self, element: &mut Element<'_, '_>, name: &str, tag: &Range<usize>) {
        let html = self.output.as_html();
        self.left_out = if element.can_have_content() { end_of(name, html, tag.end) } else { tag.end };
        if name == "iframe"
            && let Some(mark) = self.embed(element, tag)
        {
            element.replace(&mark, ContentType::Html);
            return;
        }
        let inside = html[tag.end..self.left_out].split("</").next().unwrap_or_default();
        let content = if inside.trim_ascii().is_empty() { Content::None } else { Content::LeftOut };
        self.report_element(element, name, content, tag);
        element.remove();
    }

    /// Returns the mark of the embed that a frame becomes.
    fn embed(&mut self, element: &Element<'_, '_>, tag: &Range<usize>) -> Option<String> {
        let at = self.output.place(tag.clone())?;
        let frame = Frame::of(element);
        let embed = self.links.embed(&frame.embeddable(at)?)?;
        Some(self.components.add_embed(embed.block, self.output.as_html()))
    }

    fn report_element(
        &mut self,
        element: &Element<'_, '_>,
        name: &str,
        content: Content,
        tag: &Range<usize>,
    ) {
        if is_look(name) {
            return self.report(tag.clone(), Part::Looks);
        }
        let frame = Frame::of(element);
        let (address, title) = (frame.address.as_deref(), frame.title.as_deref());
        self.report(tag.clone(), Part::Element(removal::Element { name, content, address, title }));
    }

    fn report_attributes(&mut self, element: &Element<'_, '_>, tag: &Range<usize>) {
        let name = element.tag_name();
        for attribute in element.attributes() {
            let known = attribute.name();
            let value = attribute.value();
            let is_kept = sanitise::keeps_attribute(&name, &known, &value)
                && (known != "cite" || is_allowed(&decoded(&value)));
            if is_kept || is_anchor(&name, &known) {
                continue;
            }
            let part = if is_look_of(&name, &known) {
                Part::Looks
            } else {
                Part::Attribute { element: &name, name: &known }
            };
            self.report(place_of(attribute, tag, self.output.as_html()), part);
        }
    }

    fn report(&mut self, html: Range<usize>, part: Part<'_>) {
        if let Some(at) = self.output.place(html) {
            self.links.removed(Removal { at, part });
        }
    }

    fn report_loads(&mut self, element: &Element<'_, '_>, tag: &Range<usize>) {
        let (output, links) = (self.output, &mut *self.links);
        loads::of(element, &mut |attribute, load| {
            let html = attribute.map_or(tag.clone(), |attribute| place_of(attribute, tag, output.as_html()));
            if let Some(at) = output.place(html) {
                links.loads(&load, at);
            }
        });
    }

    /// Claims an element's id. Where HTML is sanitised, one that is already taken goes, and `<a name>` becomes an id.
    fn settle_ids(&mut self, element: &mut Element<'_, '_>, tag: &Range<usize>) {
        let mut id = element.get_attribute("id");
        if self.html == Html::Sanitised && id.is_none() && element.tag_name() == "a" {
            id = element.get_attribute("name");
            if let Some(name) = &id {
                set(element, "id", name);
            }
        }
        let Some(id) = id else { return };
        let id = decoded(&id);
        if self.ids.is_of_theme(&id) {
            self.settle_id_of_theme(element, &id, tag);
        } else if !self.ids.claim(&id) && self.html == Html::Sanitised {
            element.remove_attribute("id");
        }
    }

    /// Reports an id that the theme has. Where HTML is sanitised, one with a number stands in its place.
    fn settle_id_of_theme(&mut self, element: &mut Element<'_, '_>, id: &str, tag: &Range<usize>) {
        let given = match self.html {
            Html::Sanitised => self.ids.claim_beside(id),
            Html::Trusted => id.to_owned(),
        };
        set(element, "id", &given.replace('&', "&amp;"));
        let at = self.output.place(tag.clone()).unwrap_or_default();
        self.links.fault(anchor::taken_by_theme(id, &given, at));
    }

    fn settle_destination(&mut self, element: &mut Element<'_, '_>, name: &str) {
        let Some(attribute) = element.attributes().iter().find(|attribute| attribute.name() == name) else {
            return;
        };
        let tag_name = element.tag_name();
        if self.html == Html::Sanitised && !sanitise::keeps_attribute(&tag_name, name, "") {
            return;
        }
        let tag = element.source_location().bytes();
        let value = attribute.value_source_location().map_or(tag.clone(), |value| value.bytes());
        let Some(at) = self.output.place(value).or_else(|| self.output.place(tag)) else { return };
        let written = attribute.value();
        let written = decoded(&written);
        let kind = LinkKind::of_attribute(&tag_name, name, &written);
        let resolved = self.links.resolve(kind, &written, at.clone());
        // Who is trusted may also link to what Markdown may not.
        if let Some(resolved) = &resolved
            && self.html == Html::Sanitised
            && !sanitise::keeps_destination(resolved)
        {
            let part = Part::Link { kind, written: &written, syntax: Syntax::Html };
            self.links.removed(Removal { at, part });
            return take_away(element, name, None);
        }
        match resolved {
            Some(resolved) if resolved == written => {}
            Some(resolved) => set(element, name, &resolved.replace('&', "&amp;")),
            None => take_away(element, name, self.links.missing(&written).map(|label| gap(element, &label))),
        }
    }
}

/// Address, title and height of an element that shows something from elsewhere.
pub(in crate::markdown) struct Frame {
    pub(in crate::markdown) address: Option<String>,
    pub(in crate::markdown) title: Option<String>,
    height: Option<u16>,
}

impl Frame {
    fn of(element: &Element<'_, '_>) -> Self {
        let value = |name: &str| element.get_attribute(name).map(|value| decoded(&value).into_owned());
        // A script that loads frames later keeps the address elsewhere.
        let addresses =
            ["src", "data-src", "data-lazy-src", "data-litespeed-src", "data"].into_iter().filter_map(value);
        let address = addresses.map(|address| address.trim().to_owned()).find(|address| {
            !address.is_empty() && !address.starts_with("about:") && !address.starts_with("data:")
        });
        let title = value("title").filter(|title| !title.trim().is_empty());
        Self { address, title, height: value("height").and_then(|height| height.parse().ok()) }
    }

    /// Returns what may become an embed, if there is an address.
    pub(in crate::markdown) fn embeddable(&self, at: Range<usize>) -> Option<Embeddable<'_>> {
        let address = self.address.as_deref()?;
        Some(Embeddable { at, address, title: self.title.as_deref(), height: self.height })
    }
}

/// Reads the first tag of a piece of HTML: the name of its element, and what it shows from elsewhere.
pub(in crate::markdown) fn read_tag(html: &str) -> Option<(String, Frame)> {
    let mut read = None;
    visit(html, Scope::Everything, |element| {
        read.get_or_insert_with(|| (element.tag_name(), Frame::of(element)));
    });
    read
}

/// Returns whether an attribute is an anchor, which becomes an id.
fn is_anchor(element: &str, attribute: &str) -> bool {
    (element, attribute) == ("a", "name")
}

/// Returns the range of an attribute in HTML.
fn place_of(attribute: &Attribute<'_>, tag: &Range<usize>, html: &str) -> Range<usize> {
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

/// Elements in which others of their name can stand.
const NESTING: [&str; 4] = ["math", "noscript", "svg", "template"];

/// Returns the end of an element whose start tag ends at `from`: where it is closed, or the end of the HTML.
pub(in crate::markdown) fn end_of(name: &str, html: &str, from: usize) -> usize {
    let mut depth = 1;
    for (at, _) in html[from..].match_indices('<') {
        let tag = from + at + 1;
        if html[tag..].strip_prefix('/').is_some_and(|rest| sanitise::is_named(rest, name)) {
            depth -= 1;
        } else if NESTING.contains(&name) && sanitise::is_named(&html[tag..], name) {
            depth += 1;
        }
        if depth == 0 {
            return html[tag..].find('>').map_or(html.len(), |end| tag + end + 1);
        }
    }
    html.len()
}

/// Returns what stands in place of an element whose file is missing.
fn gap(element: &Element<'_, '_>, label: &str) -> String {
    let words = element.get_attribute("alt").unwrap_or_default();
    let mut html = GAP_START.to_owned();
    let Ok(()) = escape::between_tags(label, &mut html);
    html.push_str(GAP_WORDS);
    let Ok(()) = escape::between_tags(&decoded(&words), &mut html);
    html.push_str(GAP_END);
    html
}

/// Takes a destination away, and with it what is nothing without it.
fn take_away(element: &mut Element<'_, '_>, name: &str, gap: Option<String>) {
    match (element.tag_name().as_str(), name, gap) {
        ("img" | "iframe" | "embed", "src", Some(gap)) => element.replace(&gap, ContentType::Html),
        ("audio" | "video", "src", Some(gap)) => {
            element.before(&gap, ContentType::Html);
            element.remove_and_keep_content();
        }
        ("img", "src", None) => {
            let words = element.get_attribute("alt").unwrap_or_default();
            element.replace(&decoded(&words), ContentType::Text);
        }
        ("source" | "track" | "embed", "src", _) => element.remove(),
        ("audio" | "video", "src", None) => element.remove_and_keep_content(),
        _ => element.remove_attribute(name),
    }
}
