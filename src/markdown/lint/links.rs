//! Finds malformed links and images, and explains the mistake.

use std::ops::Range;

use super::mask::{BLANK, Mask};
use crate::diagnostic::Kind;
use crate::markdown::problem::Problem;

/// Maximum length of an address that is examined.
const MAX_ADDRESS_BYTES: usize = 400;

/// Maximum number of brackets examined in one block.
const MAX_BRACKETS: usize = 200;

/// Maximum length of the link text repeated in a hint.
const MAX_HINT_BYTES: usize = 80;

/// Extensions that mark a word as a file name.
const FILE_EXTENSIONS: [&str; 20] = [
    ".htm", ".html", ".md", ".php", ".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp", ".avif", ".pdf",
    ".mp3", ".mp4", ".webm", ".ogg", ".doc", ".docx", ".zip", ".csv",
];

/// Intended element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Link,
    ImageInfo,
}

impl Target {
    fn word(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::ImageInfo => "picture",
        }
    }

    fn sign(self) -> &'static str {
        match self {
            Self::Link => "",
            Self::ImageInfo => "!",
        }
    }
}

/// Warns about each link or image that is shown as written.
pub(super) fn check(mask: &Mask<'_>, problems: &mut Vec<Problem>) {
    let mut open: Vec<usize> = Vec::new();
    let (mut at, mut left) = (0, MAX_BRACKETS);
    while let Some(next) =
        mask.text[at..].iter().take_while(|_| left > 0).position(|byte| matches!(byte, b'[' | b']'))
    {
        at += next + 1;
        let sign = at - 1;
        if mask.text[sign] == b'[' {
            if let Some(end) = check_wiki_image(mask, sign, problems) {
                at = end;
            } else {
                open.push(sign);
            }
        } else if let Some(bracket) = open.pop() {
            left -= 1;
            let end = BrokenLink::new(mask, bracket, sign).and_then(|link| link.check(problems));
            at = end.map_or(at, |end| end.max(at));
        }
    }
}

/// Reports a wiki image, `![[name.jpg]]`, and returns its end.
fn check_wiki_image(mask: &Mask<'_>, start: usize, problems: &mut Vec<Problem>) -> Option<usize> {
    if start == 0 || mask.text[start - 1] != b'!' || mask.text.get(start + 1) != Some(&b'[') {
        return None;
    }
    let end =
        mask.find(b']', start, MAX_ADDRESS_BYTES).filter(|end| mask.text.get(end + 1) == Some(&b']'))?;
    let name = mask.source[start + 2..end].split('|').next().unwrap_or_default();
    let at = mask.source_range(start - 1..end + 2);
    problems.push(warning(
        Target::ImageInfo,
        at,
        "",
        format!("write it as ![what it shows]({})", escape_address(name)),
    ));
    Some(end + 2)
}

fn warning(target: Target, at: Range<usize>, why: &str, hint: impl Into<String>) -> Problem {
    let message = format!("this {} is shown as plain text{why}", target.word());
    Problem::warning(Kind::UnparsedLink, at, message, hint)
}

/// Bracketed text that was probably meant as a link.
struct BrokenLink<'m> {
    mask: &'m Mask<'m>,
    target: Target,
    /// Offset of the first character.
    start: usize,
    /// Offsets of the brackets.
    open: usize,
    close: usize,
}

impl<'m> BrokenLink<'m> {
    fn new(mask: &'m Mask<'m>, open: usize, close: usize) -> Option<Self> {
        let is_picture = open > 0 && mask.text[open - 1] == b'!';
        let (target, start) = if is_picture { (Target::ImageInfo, open - 1) } else { (Target::Link, open) };
        // Footnotes have their own warnings.
        (mask.text.get(open + 1) != Some(&b'^')).then_some(Self { mask, target, start, open, close })
    }

    /// Returns the link text, or an ellipsis if it is long.
    fn words(&self) -> &'m str {
        let words = &self.mask.source[self.open + 1..self.close];
        if words.len() > MAX_HINT_BYTES { "…" } else { words }
    }

    /// Reports a malformed link, and returns its end.
    fn check(&self, problems: &mut Vec<Problem>) -> Option<usize> {
        match self.mask.text.get(self.close + 1) {
            Some(b'(') => self.inline(problems),
            Some(b'[') => self.reference(problems),
            Some(b' ') => self.spaced(problems),
            _ => self.reversed(problems),
        }
    }

    /// `[words](address`
    fn inline(&self, problems: &mut Vec<Problem>) -> Option<usize> {
        let start = self.close + 2;
        let rest = bounded_prefix(&self.mask.source[start..]);
        let (inner, length) = match closing_parenthesis(rest) {
            Some(end) => (rest[..end].trim(), end + 1),
            None => (rest.split_whitespace().next().unwrap_or_default(), 0),
        };
        let is_meant = self.target == Target::ImageInfo || inner.split_whitespace().any(is_like_address);
        // A shortcode in the address has its own warning.
        if !is_meant || inner.contains("{{") || inner.contains("{%") {
            return None;
        }
        let whole = |address: &str| format!("{}[{}]({address})", self.target.sign(), self.words());
        let (end, why, hint) = if length == 0 {
            let hint = format!("write it as {}", whole(inner));
            (start + inner.len(), ", because its address has no `)` at the end", hint)
        } else if inner.starts_with('<') {
            (
                start + length,
                ", because its address has no `>` at the end",
                format!("write it as {}", whole("<…>")),
            )
        } else {
            let (address, title) = split_title(inner);
            if address.contains(char::is_whitespace) {
                let address =
                    format!("<{address}>{}", title.map_or(String::new(), |title| format!(" {title}")));
                let why = ", because its address contains a space";
                (start + length, why, format!("put the address in <…>: {}", whole(&address)))
            } else if title.is_some() {
                let why = ", because the title after its address is not in quotes";
                (start + length, why, format!("write it as {}", whole(&format!("{address} 'title'"))))
            } else {
                let hint = "links can't be nested, and brackets must come in pairs";
                (start + length, "", hint.to_owned())
            }
        };
        problems.push(warning(self.target, self.mask.source_range(self.start..end), why, hint));
        Some(end)
    }

    /// `[words][name]`
    fn reference(&self, problems: &mut Vec<Problem>) -> Option<usize> {
        let start = self.close + 2;
        let end = self.mask.find(b']', start, MAX_ADDRESS_BYTES)?;
        let name = &self.mask.source[start..end];
        let words = self.words().trim();
        let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b',');
        let before = self.start.checked_sub(1).map_or(b' ', |before| self.mask.text[before]);
        // `a[1][2]` is an array element, `[1][2]` a list of sources.
        let is_index = before.is_ascii_alphanumeric() || matches!(before, b']' | b')' | b'_' | BLANK);
        let is_meant =
            self.target == Target::ImageInfo || !(words.is_empty() || is_number(words) || is_index);
        if !is_meant || name.starts_with(['^', '/']) || name.contains('[') {
            return None;
        }
        let at = self.mask.source_range(self.start..end + 1);
        let sign = self.target.sign();
        problems.push(if is_address(name) {
            let hint = format!("put the address in (…): {sign}[{words}]({})", escape_address(name));
            warning(self.target, at, "", hint)
        } else {
            let name = if name.is_empty() { words } else { name };
            let why = format!(", because [{name}] is not defined");
            let hint = format!("add a line that defines it: [{name}]: https://…");
            warning(self.target, at, &why, hint)
        });
        Some(end + 1)
    }

    /// `[words] (address)`
    fn spaced(&self, problems: &mut Vec<Problem>) -> Option<usize> {
        let rest = &self.mask.source[self.close + 1..];
        let spaces = rest.len() - rest.trim_start_matches(' ').len();
        let inner = rest[spaces..].strip_prefix('(')?;
        let inner = &inner[..closing_parenthesis(bounded_prefix(inner))?];
        let start = self.close + 1 + spaces;
        if self.words().trim().is_empty() || !is_address(inner) || self.mask.text.get(start) != Some(&b'(') {
            return None;
        }
        let end = start + inner.len() + 2;
        let hint = format!("remove the space: {}[{}]({inner})", self.target.sign(), self.words());
        let why = ", because there is a space between its text and its address";
        problems.push(warning(self.target, self.mask.source_range(self.start..end), why, hint));
        Some(end)
    }

    /// `(words)[address]`
    fn reversed(&self, problems: &mut Vec<Problem>) -> Option<usize> {
        let before = self.mask.source[..self.open].strip_suffix(')')?;
        if self.close - self.open > MAX_ADDRESS_BYTES {
            return None;
        }
        let address = &self.mask.source[self.open + 1..self.close];
        if !is_address(address) || self.mask.text[self.open - 1] != b')' {
            return None;
        }
        let start = before.bytes().rev().take(MAX_ADDRESS_BYTES).position(|b| b == b'(');
        let start = before.len() - 1 - start?;
        let hint = format!("write it as [{}]({address})", &before[start + 1..]);
        let at = self.mask.source_range(start..self.close + 1);
        problems.push(warning(Target::Link, at, ", because its brackets are the wrong way round", hint));
        Some(self.close + 1)
    }
}

/// Returns the start of a text, up to the maximum length of an address.
fn bounded_prefix(text: &str) -> &str {
    let end = text.char_indices().map(|(at, _)| at).find(|at| *at >= MAX_ADDRESS_BYTES);
    &text[..end.unwrap_or(text.len())]
}

/// Returns the offset of the unpaired closing parenthesis.
fn closing_parenthesis(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => return Some(at),
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Splits an address from a title behind it.
fn split_title(inner: &str) -> (&str, Option<&str>) {
    let quote = inner.find([" \"", " '", "\n\"", "\t\""].as_slice().first().copied().unwrap_or(" \""));
    let quote = quote.or_else(|| inner.find(" '"));
    match quote {
        Some(at) => (inner[..at].trim_end(), Some(inner[at..].trim())),
        None => (inner, None),
    }
}

/// Returns whether a word may be an address, judging by its punctuation.
fn is_like_address(word: &str) -> bool {
    let dotted = |(at, _): (usize, &str)| {
        word[..at].ends_with(char::is_alphanumeric) && word[at + 1..].starts_with(char::is_alphanumeric)
    };
    is_address(word) || word.contains('/') || word.match_indices('.').any(dotted)
}

/// Returns whether a word is certainly an address.
fn is_address(word: &str) -> bool {
    let lowered = word.to_ascii_lowercase();
    !word.contains(char::is_whitespace)
        && (["http://", "https://", "www.", "mailto:", "./", "../"]
            .iter()
            .any(|begin| lowered.starts_with(begin))
            || (word.len() > 1 && word.starts_with(['/', '#']))
            || FILE_EXTENSIONS.iter().any(|ending| lowered.len() > ending.len() && lowered.ends_with(ending)))
}

/// Returns an address in angle brackets if it needs them.
fn escape_address(address: &str) -> String {
    if address.contains(|c: char| c.is_whitespace() || matches!(c, '(' | ')')) {
        format!("<{address}>")
    } else {
        address.to_owned()
    }
}
