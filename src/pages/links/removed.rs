//! Warns of each part of a text that was removed, with advice. Parts that only change the
//! presentation are counted without a warning.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Kind, quoted};
use crate::embeds;
use crate::markdown::{FileKind, LinkKind, LinkSyntax, Removal, RemovedContent, RemovedElement, RemovedPart};

use super::LinkResolver;

/// Advice to keep HTML unchanged.
const TRUST: &str = "to keep HTML as it is written, set `[markdown] html = \"trust\"` in config.toml";

/// Elements that texts may not contain.
///
/// Any other removed element was probably meant as text.
const KNOWN: &str = "applet area article base bgsound button canvas datalist dialog dir embed fieldset footer form frame \
    frameset header hgroup iframe input keygen label layer legend link main map math menu meta meter nav noembed \
    noframes noscript object optgroup option output plaintext progress script search select slot style svg template \
    textarea title xmp";

/// Warning about a part that is left out.
struct Warning {
    kind: Kind,
    message: String,
    hint: String,
    subject: String,
}

impl LinkResolver<'_> {
    /// Counts a removed part, and warns of it unless it only changes the presentation.
    pub(super) fn note_removed(&mut self, removal: &Removal<'_>) {
        self.removed += 1;
        let warning = match removal.part {
            RemovedPart::Presentational => return,
            RemovedPart::Element(element) => self.of_element(&element, &removal.at),
            RemovedPart::Attribute { element, name } => of_attribute(element, name),
            RemovedPart::Link { kind, written, syntax } => of_link(kind, written, syntax),
            RemovedPart::ForeignCode => Warning {
                kind: Kind::RemovedElement,
                message: "code was left out of the text: pages run none".to_owned(),
                hint: "take it out; to show it to readers, put it between lines of ```".to_owned(),
                subject: "code".to_owned(),
            },
            RemovedPart::AllTags => Warning {
                kind: Kind::RemovedElement,
                message: "all tags were left out of the text, and its words stay: too many are in each other, or one \
                          has too many attributes"
                    .to_owned(),
                hint: "end each element where it ends".to_owned(),
                subject: "all".to_owned(),
            },
        };
        let Warning { kind, message, hint, subject } = warning;
        let place = self.place(&removal.at);
        self.found.push(Diagnostic::warning(place, message).hint(hint).about(kind, subject));
    }

    fn of_element(&self, element: &RemovedElement<'_>, at: &Range<usize>) -> Warning {
        let RemovedElement { name, content, .. } = *element;
        if !is_known(name) {
            return self.of_unknown(name, at);
        }
        let rest = match content {
            RemovedContent::None => "",
            RemovedContent::Kept => ", and the words in it stay",
            RemovedContent::Removed => ", with everything in it",
        };
        Warning {
            kind: Kind::RemovedElement,
            message: format!("`<{name}>` was left out of the text{rest}"),
            hint: self.advice_for(element),
            subject: name.to_owned(),
        }
    }

    /// Returns the warning about an element that HTML does not have, and that may be meant as
    /// words.
    fn of_unknown(&self, name: &str, at: &Range<usize>) -> Warning {
        let tag = self.text.get(at.start + self.start..).unwrap_or_default();
        let written =
            tag.get(1..=name.len()).filter(|written| written.eq_ignore_ascii_case(name)).unwrap_or(name);
        Warning {
            kind: Kind::RemovedElement,
            message: format!("`<{written}>` was left out of the text: HTML has no such element"),
            hint: format!("to show it as words, write &lt;{written}>"),
            subject: name.to_owned(),
        }
    }

    /// Returns the advice for a removed element.
    fn advice_for(&self, element: &RemovedElement<'_>) -> String {
        let RemovedElement { name, address, title, .. } = *element;
        let is_shown = matches!(name, "embed" | "frame" | "iframe" | "object");
        if let Some(embed) = address.filter(|_| is_shown || name == "script").and_then(embeds::find) {
            let component = component(&embed.page, title);
            let (allowed, provider) = (self.model.site.embeds, embed.provider);
            if allowed.has(provider) {
                return format!("write in a paragraph of its own: {component}");
            }
            return format!(
                "write in a paragraph of its own: {component}; to let readers load it in the page, set `[embeds] {}` in \
                 config.toml",
                allowed.line_with(provider.name)
            );
        }
        match (name, address) {
            ("embed" | "frame" | "iframe" | "object", Some(address)) if is_elsewhere(address) => {
                format!("for a link, write {}; {TRUST}", component(address, title))
            }
            ("embed" | "frame" | "iframe" | "object", Some(address)) => {
                format!("for a link, write [words]({address}); {TRUST}")
            }
            ("svg", _) => format!("save the drawing beside the text and show it: ![…](drawing.svg); {TRUST}"),
            ("style" | "link", _) => format!("put styles into a theme (dateline docs themes); {TRUST}"),
            _ => TRUST.to_owned(),
        }
    }
}

fn is_known(name: &str) -> bool {
    KNOWN.split_ascii_whitespace().any(|known| known == name) || name.contains(['-', ':'])
}

fn is_elsewhere(address: &str) -> bool {
    ["https://", "http://", "//"].iter().any(|start| address.starts_with(start))
}

/// Returns the component that links to a page, or shows its film or the like.
fn component(page: &str, title: Option<&str>) -> String {
    let page = if page.starts_with("//") { format!("https:{page}") } else { page.to_owned() };
    let title = title.map_or_else(|| "…".to_owned(), |title| title.replace('"', "”"));
    format!("{{{{ <Embed href=\"{}\" title=\"{title}\" /> }}}}", page.replace('"', "%22"))
}

fn of_attribute(element: &str, name: &str) -> Warning {
    let (why, hint) = match name {
        _ if name.starts_with("on") => (": texts run no scripts", TRUST.to_owned()),
        "autoplay" => (": a film or sound starts when a reader starts it", TRUST.to_owned()),
        "hidden" => (": what it hid is shown", format!("take out what readers are not to see; {TRUST}")),
        _ => ("", TRUST.to_owned()),
    };
    Warning {
        kind: Kind::RemovedAttribute,
        message: format!("`{name}` was left out of `<{element}>`{why}"),
        hint,
        subject: name.to_owned(),
    }
}

fn of_link(kind: LinkKind, written: &str, syntax: LinkSyntax) -> Warning {
    let is_data = written.trim_start().get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data:"));
    let what = match kind {
        LinkKind::Link => "link to",
        LinkKind::Image => "picture at",
        LinkKind::File(FileKind::Video) => "film at",
        LinkKind::File(FileKind::Audio) => "sound at",
        LinkKind::File(FileKind::Subtitles) => "subtitles at",
        LinkKind::File(FileKind::Frame | FileKind::Script | FileKind::Other) => "file at",
    };
    let rest = if kind == LinkKind::Link { ", and its words stay" } else { "" };
    let instead = match kind {
        LinkKind::Link => "link to https:, http:, mailto:, tel:, or a place on the site",
        _ if is_data => "save it as a file beside the text, and show that",
        _ => "show a file beside the text, or one at https:",
    };
    let hint = match syntax {
        LinkSyntax::Markdown => instead.to_owned(),
        LinkSyntax::Html => format!("{instead}; {TRUST}"),
    };
    Warning {
        kind: Kind::RemovedLink,
        message: format!("the {what} {} was left out{rest}", quoted(written)),
        hint,
        subject: written.chars().take(100).collect(),
    }
}
