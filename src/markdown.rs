//! Markdown becomes HTML here. In goes the text of an article or a page; out come its HTML, its headings and the
//! number of its words ([`render`]), or only what other stages must know of it ([`survey`], [`anchors`]). Nothing is
//! read or written: what stands in place of a link is the caller's to say, through [`Links`].
//!
//! What comes out is a valid fragment of HTML5, without an inline style or script of its own, whatever goes in: ids
//! are unique, nesting is bounded, characters that neither HTML nor XML allows are gone, and a link that Markdown made
//! leads to `http`, `https`, `mailto`, `tel` or a place on the site. Where HTML is sanitised, the same holds for the
//! HTML that the text brings along, which is then also closed where it was left open.

mod anchor;
mod code;
mod component;
mod destination;
mod events;
mod fault;
mod kind;
mod lone;
mod mentions;
mod nesting;
mod output;
mod plain;
mod raw;
mod redact;
mod removal;
mod review;
mod sanitise;
mod survey;
mod tags;
#[cfg(test)]
mod tests;
mod writer;

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use crate::config::{Html, Markdown};
use crate::redaction::Redactions;

use anchor::Ids;
use output::Output;
use writer::{Components, Written};

pub use code::code;
pub use component::{Argument, Call, LeadsTo, Literal};
pub use destination::is_allowed;
pub use fault::Fault;
pub use kind::{FileKind, LinkKind};
pub(crate) use raw::decoded;
pub use raw::{Load, LoadKind};
pub use removal::{Content, Element, Embeddable, Embedded, Part, Removal, Syntax};
pub use survey::{Survey, survey};

/// Says what stands in place of the destinations that a text has.
pub trait Links {
    /// What stands in place of `written`, or `None` to take the link away and leave its words (of an image, its
    /// alternative text); why, the implementor has noted. `written` is decoded as Markdown or HTML decodes it, and
    /// `at` is the link, or its destination, as a range of bytes in the text.
    ///
    /// It is asked about every destination, so that it may note the forbidden ones too, but whatever it answers:
    /// one that is not [allowed](is_allowed) is not written.
    fn resolve(&mut self, kind: LinkKind, written: &str, at: Range<usize>) -> Option<String>;

    /// Returns the words that say that the picture at `written` is missing, where it was resolved to nothing and the page
    /// is to say so.
    fn missing(&self, _written: &str) -> Option<String> {
        None
    }

    /// What is known of the picture at `written`, which was resolved before.
    fn picture(&mut self, _written: &str) -> Option<Picture> {
        None
    }

    /// What a theme makes of a component, put around the HTML of its body; `None` where it makes nothing of it. Why, the
    /// implementor has noted.
    fn component(&mut self, _call: &Call<'_>, _body: Option<&str>) -> Option<String> {
        None
    }

    /// Takes a problem of the text.
    fn fault(&mut self, _fault: Fault) {}

    /// Returns the embed that a frame or an address alone in a paragraph becomes, if it becomes one.
    fn embed(&mut self, _found: &Embeddable<'_>) -> Option<Embedded> {
        None
    }

    /// Takes a part of the text that is left out of the page.
    fn removed(&mut self, _removal: Removal<'_>) {}

    /// Takes something that trusted HTML at `at` has a browser load or run.
    fn loads(&mut self, _load: &Load, _at: Range<usize>) {}
}

/// Beginning of a gap, which stands in place of a picture that is missing; a label follows, then [`GAP_WORDS`].
pub const GAP_START: &str = "<span class=\"missing\"><strong>";

/// Part of a gap between its label and the words for what is missing.
pub const GAP_WORDS: &str = "</strong> ";

/// End of a gap.
pub const GAP_END: &str = "</span>";

/// What is known of a picture that a text shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// How many pixels wide it is.
    pub width: u32,
    /// How many pixels high it is.
    pub height: u32,
    /// The same picture smaller, as WebP: addresses with widths, as `srcset` has them.
    pub srcset: Option<String>,
}

/// A text as HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The HTML.
    pub html: String,
    /// The headings that Markdown made, in order, save those in footnotes.
    pub headings: Vec<Heading>,
    /// How many words a reader sees.
    pub words: usize,
}

/// A heading of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Its level on the page: 2 to 6, as the page's own headline is 1.
    pub level: u8,
    /// Its id.
    pub id: String,
    /// Its words, as plain text.
    pub title: String,
}

/// Conditions under which a text is read.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'r> {
    /// Settings of the site.
    pub settings: Markdown,
    /// Names that are left out.
    pub redactions: &'r Redactions,
    /// Ids that the theme's templates give every page, and that no text may have.
    pub theme_ids: &'r HashSet<String>,
}

/// Makes the HTML of `text`. Where a name that is withheld stands in a destination, `links` takes that away.
pub fn render(text: &str, rules: &Rules<'_>, links: &mut dyn Links) -> Rendered {
    let text = &*lines(text);
    let written = writer::write(text, rules, links);
    let Written { output, headings, mut ids, words, components } = written;
    let html = finished(output, rules.settings.html, &mut ids, links, components);
    Rendered { html: plain::without_forbidden(html), headings, words }
}

/// The text with lines that end as everybody ends them. A carriage return alone, which old systems end a line with, is for
/// `CommonMark` one too; the parser takes it for one here and for a space there. Nothing in the text moves.
fn lines(text: &str) -> Cow<'_, str> {
    if !text.contains('\r') {
        return text.into();
    }
    let is_alone = |at: usize| !text[at + 1..].starts_with('\n');
    if !text.match_indices('\r').any(|(at, _)| is_alone(at)) {
        return text.into();
    }
    text.char_indices()
        .map(|(at, c)| if c == '\r' && is_alone(at) { '\n' } else { c })
        .collect::<String>()
        .into()
}

/// The HTML of an output, settled and made safe, with its components in place.
fn finished(
    output: Output,
    html: Html,
    ids: &mut Ids<'_>,
    links: &mut dyn Links,
    mut components: Components,
) -> String {
    let has_raw = output.has_raw();
    let mut settled = settled(output, html, ids, links, &mut components);
    if has_raw && html == Html::Sanitised {
        settled = sanitise::sanitise(&settled);
    }
    components.put_into(settled)
}

/// Returns every id that `text` offers to a link's `#fragment`: those of its headings, its footnotes, and its HTML.
pub fn anchors(text: &str, rules: &Rules<'_>) -> Vec<String> {
    /// Leaves every destination as it is.
    struct Untouched;
    impl Links for Untouched {
        fn resolve(&mut self, _: LinkKind, written: &str, _: Range<usize>) -> Option<String> {
            Some(written.to_owned())
        }
    }
    let rules = Rules { settings: Markdown { html: Html::Sanitised, ..rules.settings }, ..*rules };
    let Written { output, mut ids, .. } = writer::write(&lines(text), &rules, &mut Untouched);
    settled(output, rules.settings.html, &mut ids, &mut Untouched, &mut Components::default());
    ids.into_list()
}

/// The HTML of an output, in which what the text brought along is settled with the rest.
fn settled(
    output: Output,
    html: Html,
    ids: &mut Ids<'_>,
    links: &mut dyn Links,
    components: &mut Components,
) -> String {
    if !output.has_raw() {
        return output.into_html();
    }
    let is_too_much =
        || nesting::is_too_deep(output.raw_parts()) || nesting::has_too_many_attributes(output.as_html());
    if html == Html::Sanitised && is_too_much() {
        let at = output.raw_places().next().unwrap_or_default();
        links.removed(Removal { at, part: Part::AllTags });
        return output.into_html_with(nesting::words_only);
    }
    raw::settle(output, html, ids, links, components)
}
