//! Finds shortcodes, template tags and attribute lists of other systems, which are shown as
//! written.

use std::ops::Range;

use super::mask::{BLANK, Mask};
use crate::diagnostic::Kind;
use crate::markdown::component;
use crate::markdown::problem::Problem;

/// Maximum length of a shortcode that is examined.
const MAX_SHORTCODE_BYTES: usize = 400;

/// Maximum number of brackets and braces examined in one block.
const MAX_BRACKETS: usize = 500;

/// Maximum number of open shortcodes.
const MAX_OPEN: usize = 64;

/// `WordPress` shortcodes that are recognized with any arguments.
const WORDPRESS_SHORTCODES: [&str; 6] =
    ["caption", "wp_caption", "gallery", "playlist", "embed", "wp_gallery"];

/// Shortcodes of `WordPress` and its plugins whose names are also English words.
const PLUGIN_SHORTCODES: [&str; 42] = [
    "audio",
    "video",
    "youtube",
    "vimeo",
    "soundcloud",
    "dailymotion",
    "googlemaps",
    "googlevideo",
    "flickr",
    "flickrvideo",
    "instagram",
    "twitter",
    "tweet",
    "facebook",
    "slideshow",
    "slideshare",
    "scribd",
    "issuu",
    "contact-form",
    "contact-form-7",
    "contact-field",
    "code",
    "sourcecode",
    "source",
    "polldaddy",
    "poll",
    "quote",
    "pullquote",
    "blockquote",
    "button",
    "columns",
    "column",
    "one_half",
    "one_third",
    "tabs",
    "tab",
    "toggle",
    "accordion",
    "box",
    "highlight",
    "vc_row",
    "vc_column",
];

/// System that a shortcode belongs to.
#[derive(Debug, Clone, Copy)]
enum SourceSystem {
    Hugo,
    Liquid,
    Template,
    WordPress,
    Kramdown,
}

impl SourceSystem {
    fn message(self) -> &'static str {
        match self {
            Self::Hugo => "this looks like a Hugo shortcode, and is shown as plain text",
            Self::Liquid => "this looks like a tag of Jekyll, Eleventy or Zola, and is shown as plain text",
            Self::Template => "this looks like a template expression, and is shown as plain text",
            Self::WordPress => "this looks like a WordPress shortcode, and is shown as plain text",
            Self::Kramdown => {
                "this looks like an attribute list of Jekyll's Markdown, and is shown as plain text"
            }
        }
    }

    fn hint(self, name: &str) -> &'static str {
        const ANYTHING: &str = "replace it by a link, a picture, HTML, or a component of the theme such as \
             {{ <Figure src=\"…\" alt=\"…\" /> }}";
        match (self, name) {
            (Self::Kramdown, _) => "remove it; write a heading's id as {#id}, and a class in HTML",
            (_, "ref" | "relref" | "post_url" | "link") => {
                "link to the article's file: [words](other-story.md)"
            }
            (_, "caption" | "wp_caption" | "figure" | "image" | "img") => {
                "write the picture as {{ <Figure src=\"…\" alt=\"…\" caption=\"…\" /> }}, or ![what it shows](file.jpg)"
            }
            (_, "gallery" | "wp_gallery") => {
                "write its pictures one below the other: ![what it shows](file.jpg)"
            }
            (_, "highlight" | "sourcecode" | "code" | "raw") => "put the code between two lines of ```",
            _ => ANYTHING,
        }
    }
}

/// Open shortcodes of a text, so that a closing one is not reported again.
#[derive(Debug, Default)]
pub(super) struct Shortcodes<'t> {
    open: Vec<&'t str>,
}

impl<'t> Shortcodes<'t> {
    /// Warns about each shortcode in a block.
    pub(super) fn check(&mut self, mask: &Mask<'t>, problems: &mut Vec<Problem>) {
        let mut at = 0;
        for _ in 0..MAX_BRACKETS {
            let next = mask.text[at..].iter().position(|byte| matches!(byte, b'{' | b'['));
            let Some(next) = next else { return };
            at += next;
            let end = match mask.text[at] {
                b'{' => self.braces(mask, at, problems),
                _ => self.brackets(mask, at, problems),
            };
            at = end.unwrap_or(at + 1).max(at + 1);
        }
    }

    fn braces(&mut self, mask: &Mask<'t>, start: usize, problems: &mut Vec<Problem>) -> Option<usize> {
        let rest = bounded_prefix(&mask.source[start..]);
        let next = *mask.text.get(start + 1)?;
        if next == b':' || matches!(next, b'.' | b'#') {
            let end = start + attribute_list_len(mask, start, rest)?;
            problems.push(warning(SourceSystem::Kramdown, mask.source_range(start..end), ""));
            return Some(end);
        }
        if !matches!(next, b'{' | b'%') || component::is_tag_start(rest) {
            return None;
        }
        let system = detect_system(rest);
        let close = if next == b'{' { "}}" } else { "%}" };
        let end = match (rest.find(close), system) {
            (Some(end), _) => end + close.len(),
            (None, SourceSystem::Template) => return None,
            (None, _) => rest.lines().next().map_or(rest.len(), str::len),
        };
        let name = name_after(&rest[2..]);
        let is_end = name.starts_with('/') || (next == b'%' && name.starts_with("end"));
        self.report(system, name, is_end, mask.source_range(start..start + end), problems);
        Some(start + end)
    }

    fn brackets(&mut self, mask: &Mask<'t>, start: usize, problems: &mut Vec<Problem>) -> Option<usize> {
        let rest = bounded_prefix(&mask.source[start..]);
        let name = name_after(&rest[1..]);
        let after = &rest[1 + name.len()..];
        let bare = name.strip_prefix('/').unwrap_or(name);
        let length = rest.find(']')? + 1;
        let arguments = after.get(..length.checked_sub(2 + name.len())?)?;
        // Link text may be anything.
        if bare.is_empty() || is_link(&rest[length..]) || mask.text.get(start + 1) == Some(&BLANK) {
            return None;
        }
        let is_end = name.len() > bare.len();
        if is_end && !arguments.is_empty() {
            return None;
        }
        let is_known = WORDPRESS_SHORTCODES.contains(&bare) || PLUGIN_SHORTCODES.contains(&bare);
        let is_one = if is_end {
            is_known || self.open.contains(&bare)
        } else {
            let is_alone = WORDPRESS_SHORTCODES.contains(&bare) && matches!(arguments.trim(), "" | "/");
            let is_closed = || is_known && mask.source[start..].contains(&format!("[/{bare}]"));
            is_alone || has_attribute(arguments) || (is_known && has_argument(arguments)) || is_closed()
        };
        if !is_one {
            return None;
        }
        self.report(
            SourceSystem::WordPress,
            name,
            is_end,
            mask.source_range(start..start + length),
            problems,
        );
        Some(start + length)
    }

    fn report(
        &mut self,
        system: SourceSystem,
        name: &'t str,
        is_end: bool,
        at: Range<usize>,
        problems: &mut Vec<Problem>,
    ) {
        let bare = name.strip_prefix('/').or_else(|| name.strip_prefix("end")).unwrap_or(name);
        if is_end {
            let open = self.open.iter().rposition(|open| *open == bare || bare.is_empty());
            if let Some(open) = open {
                self.open.truncate(open);
                return;
            }
        } else if self.open.len() < MAX_OPEN {
            self.open.push(name);
        }
        problems.push(warning(system, at, bare));
    }
}

/// Warns about a shortcode inside of an HTML tag.
pub(super) fn check_tag(tag: &str, at: &Range<usize>, problems: &mut Vec<Problem>) {
    for sign in ["{{", "{%"] {
        if let Some(start) = tag.find(sign).filter(|start| !component::is_tag_start(&tag[*start..])) {
            let system = detect_system(&tag[start..]);
            let at = if tag.len() == at.len() { at.start + start..at.end } else { at.clone() };
            problems.push(warning(system, at, name_after(&tag[start + 2..])));
            return;
        }
    }
}

fn warning(system: SourceSystem, at: Range<usize>, name: &str) -> Problem {
    Problem::warning(Kind::ForeignShortcode, at, system.message(), system.hint(name))
}

fn detect_system(rest: &str) -> SourceSystem {
    match rest.as_bytes() {
        [b'{', b'{', b'<' | b'%', ..] => SourceSystem::Hugo,
        [b'{', b'%', ..] => SourceSystem::Liquid,
        _ => SourceSystem::Template,
    }
}

/// Returns the start of a text, up to the maximum length of a shortcode.
fn bounded_prefix(text: &str) -> &str {
    let end = text.char_indices().map(|(at, _)| at).find(|at| *at >= MAX_SHORTCODE_BYTES);
    &text[..end.unwrap_or(text.len())]
}

/// Returns the name of a shortcode, with the slash of a closing one.
fn name_after(rest: &str) -> &str {
    let rest = rest.trim_start_matches(['<', '%', '-', ' ', '\t']);
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let slash = usize::from(rest.starts_with('/'));
    let length = rest[slash..].find(|c| !is_part(c)).unwrap_or(rest.len() - slash);
    &rest[..slash + length]
}

/// Returns whether the text behind brackets makes them a link.
fn is_link(after: &str) -> bool {
    after.starts_with('(') || (after.starts_with('[') && !after.starts_with("[/"))
}

/// Returns whether the arguments contain a name with a quoted value: `width="300"`.
fn has_attribute(arguments: &str) -> bool {
    arguments.match_indices('=').any(|(at, _)| {
        let name = arguments[..at].trim_end();
        name.ends_with(|c: char| c.is_ascii_alphanumeric())
            && arguments.starts_with(char::is_whitespace)
            && arguments[at + 1..].trim_start().starts_with(['"', '\'', '“', '”', '″'])
    })
}

/// Returns whether the arguments are a number, an address or an unquoted value, as in old
/// shortcodes.
fn has_argument(arguments: &str) -> bool {
    let argument = arguments.trim();
    arguments.starts_with([' ', '='])
        && !argument.contains(' ')
        && (argument.starts_with("http")
            || argument.contains('=')
            || argument.bytes().all(|b| b.is_ascii_digit()))
        && !argument.is_empty()
}

/// Returns the length of an attribute list.
///
/// The forms are `{: .class}`, `{:toc}`, and `{.class}` behind an element or alone on its line.
fn attribute_list_len(mask: &Mask<'_>, start: usize, rest: &str) -> Option<usize> {
    let end = rest.find('}')? + 1;
    let (list, after) = rest.split_at(end);
    let is_plain = list.bytes().all(|b| b.is_ascii_alphanumeric() || b"{}:.#-_=\"' /,%;()".contains(&b));
    if !is_plain || end < 4 {
        return None;
    }
    if let Some(inner) = list.strip_prefix("{:") {
        let inner = inner.trim_start_matches(':').trim_start();
        return inner.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '.' | '#')).then_some(end);
    }
    let before = start.checked_sub(1).map_or(b'\n', |before| mask.text[before]);
    let is_apart = matches!(before, BLANK | b'\n') || after.starts_with('\n') || after.is_empty();
    let begins = list[2..].starts_with(|c: char| c.is_ascii_alphabetic());
    (is_apart && begins).then_some(end)
}
