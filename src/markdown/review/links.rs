//! Finds links and pictures that Markdown does not take for any, and says why.

use std::ops::Range;

use super::mask::{BLANK, Mask};
use crate::diagnostic::Kind;
use crate::markdown::fault::Fault;

/// The most bytes of an address that is looked at.
const LONGEST: usize = 400;

/// The most brackets in one block that are looked at: no paragraph has more that make no link.
const MOST: usize = 200;

/// The most characters of a link's words that a hint repeats.
const LONGEST_WORDS: usize = 80;

/// Endings of names that only files have.
const ENDINGS: [&str; 20] = [
    ".htm", ".html", ".md", ".php", ".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp", ".avif", ".pdf",
    ".mp3", ".mp4", ".webm", ".ogg", ".doc", ".docx", ".zip", ".csv",
];

/// What is meant to be a link or a picture.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Link,
    Picture,
}

impl What {
    fn word(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Picture => "picture",
        }
    }

    fn sign(self) -> &'static str {
        match self {
            Self::Link => "",
            Self::Picture => "!",
        }
    }
}

/// Adds a warning for each link or picture that is shown as it is written.
pub(super) fn find(mask: &Mask<'_>, found: &mut Vec<Fault>) {
    let mut open: Vec<usize> = Vec::new();
    let (mut at, mut left) = (0, MOST);
    while let Some(next) =
        mask.text[at..].iter().take_while(|_| left > 0).position(|byte| matches!(byte, b'[' | b']'))
    {
        at += next + 1;
        let sign = at - 1;
        if mask.text[sign] == b'[' {
            if let Some(end) = wiki(mask, sign, found) {
                at = end;
            } else {
                open.push(sign);
            }
        } else if let Some(bracket) = open.pop() {
            left -= 1;
            let end = Attempt::new(mask, bracket, sign).and_then(|attempt| attempt.judge(found));
            at = end.map_or(at, |end| end.max(at));
        }
    }
}

/// Reports a picture as wikis have it, `![[name.jpg]]`, and returns where it ends.
fn wiki(mask: &Mask<'_>, start: usize, found: &mut Vec<Fault>) -> Option<usize> {
    if start == 0 || mask.text[start - 1] != b'!' || mask.text.get(start + 1) != Some(&b'[') {
        return None;
    }
    let end = mask.next(b']', start, LONGEST).filter(|end| mask.text.get(end + 1) == Some(&b']'))?;
    let name = mask.source[start + 2..end].split('|').next().unwrap_or_default();
    let at = mask.place(start - 1..end + 2);
    found.push(shown(What::Picture, at, "", format!("write it as ![what it shows]({})", bracketed(name))));
    Some(end + 2)
}

fn shown(what: What, at: Range<usize>, why: &str, hint: impl Into<String>) -> Fault {
    let message = format!("this {} is shown as it is written{why}", what.word());
    Fault::warning(Kind::UnparsedLink, at, message, hint)
}

/// Words in brackets that something follows.
struct Attempt<'m> {
    mask: &'m Mask<'m>,
    what: What,
    /// Where its first sign stands.
    start: usize,
    /// Where its brackets stand.
    open: usize,
    close: usize,
}

impl<'m> Attempt<'m> {
    fn new(mask: &'m Mask<'m>, open: usize, close: usize) -> Option<Self> {
        let is_picture = open > 0 && mask.text[open - 1] == b'!';
        let (what, start) = if is_picture { (What::Picture, open - 1) } else { (What::Link, open) };
        // A note has warnings of its own.
        (mask.text.get(open + 1) != Some(&b'^')).then_some(Self { mask, what, start, open, close })
    }

    /// Returns its words, or a sign for them where they are many.
    fn words(&self) -> &'m str {
        let words = &self.mask.source[self.open + 1..self.close];
        if words.len() > LONGEST_WORDS { "…" } else { words }
    }

    /// Reports what is meant to be a link, and returns where it ends.
    fn judge(&self, found: &mut Vec<Fault>) -> Option<usize> {
        match self.mask.text.get(self.close + 1) {
            Some(b'(') => self.inline(found),
            Some(b'[') => self.reference(found),
            Some(b' ') => self.apart(found),
            _ => self.reversed(found),
        }
    }

    /// `[words](address`
    fn inline(&self, found: &mut Vec<Fault>) -> Option<usize> {
        let start = self.close + 2;
        let rest = bounded(&self.mask.source[start..]);
        let (inner, length) = match closing(rest) {
            Some(end) => (rest[..end].trim(), end + 1),
            None => (rest.split_whitespace().next().unwrap_or_default(), 0),
        };
        let is_meant = self.what == What::Picture || inner.split_whitespace().any(is_like_address);
        // A shortcode in it has a warning of its own.
        if !is_meant || inner.contains("{{") || inner.contains("{%") {
            return None;
        }
        let whole = |address: &str| format!("{}[{}]({address})", self.what.sign(), self.words());
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
            let (address, title) = with_title(inner);
            if address.contains(char::is_whitespace) {
                let address =
                    format!("<{address}>{}", title.map_or(String::new(), |title| format!(" {title}")));
                let why = ", because its address has a space in it";
                (start + length, why, format!("put the address in <…>: {}", whole(&address)))
            } else if title.is_some() {
                let why = ", because the title behind its address is not in one pair of quotes";
                (start + length, why, format!("write it as {}", whole(&format!("{address} 'title'"))))
            } else {
                let hint = "a link can't stand within another, and its brackets must be in pairs";
                (start + length, "", hint.to_owned())
            }
        };
        found.push(shown(self.what, self.mask.place(self.start..end), why, hint));
        Some(end)
    }

    /// `[words][name]`
    fn reference(&self, found: &mut Vec<Fault>) -> Option<usize> {
        let start = self.close + 2;
        let end = self.mask.next(b']', start, LONGEST)?;
        let name = &self.mask.source[start..end];
        let words = self.words().trim();
        let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b',');
        let before = self.start.checked_sub(1).map_or(b' ', |before| self.mask.text[before]);
        // `a[1][2]` is an element of a list, `[1][2]` a row of sources.
        let is_index = before.is_ascii_alphanumeric() || matches!(before, b']' | b')' | b'_' | BLANK);
        let is_meant = self.what == What::Picture || !(words.is_empty() || is_number(words) || is_index);
        if !is_meant || name.starts_with(['^', '/']) || name.contains('[') {
            return None;
        }
        let at = self.mask.place(self.start..end + 1);
        let sign = self.what.sign();
        found.push(if is_address(name) {
            let hint = format!("an address stands in (…): {sign}[{words}]({})", bracketed(name));
            shown(self.what, at, "", hint)
        } else {
            let name = if name.is_empty() { words } else { name };
            let why = format!(", because nothing says where [{name}] leads");
            let hint = format!("add a line below that says it: [{name}]: https://…");
            shown(self.what, at, &why, hint)
        });
        Some(end + 1)
    }

    /// `[words] (address)`
    fn apart(&self, found: &mut Vec<Fault>) -> Option<usize> {
        let rest = &self.mask.source[self.close + 1..];
        let spaces = rest.len() - rest.trim_start_matches(' ').len();
        let inner = rest[spaces..].strip_prefix('(')?;
        let inner = &inner[..closing(bounded(inner))?];
        let start = self.close + 1 + spaces;
        if self.words().trim().is_empty() || !is_address(inner) || self.mask.text.get(start) != Some(&b'(') {
            return None;
        }
        let end = start + inner.len() + 2;
        let hint = format!("take the space out: {}[{}]({inner})", self.what.sign(), self.words());
        let why = ", because there is a space between its words and its address";
        found.push(shown(self.what, self.mask.place(self.start..end), why, hint));
        Some(end)
    }

    /// `(words)[address]`
    fn reversed(&self, found: &mut Vec<Fault>) -> Option<usize> {
        let before = self.mask.source[..self.open].strip_suffix(')')?;
        if self.close - self.open > LONGEST {
            return None;
        }
        let address = &self.mask.source[self.open + 1..self.close];
        if !is_address(address) || self.mask.text[self.open - 1] != b')' {
            return None;
        }
        let start = before.bytes().rev().take(LONGEST).position(|b| b == b'(');
        let start = before.len() - 1 - start?;
        let hint = format!("write it as [{}]({address})", &before[start + 1..]);
        let at = self.mask.place(start..self.close + 1);
        found.push(shown(What::Link, at, ", because its brackets are the wrong way round", hint));
        Some(self.close + 1)
    }
}

/// Returns the beginning of a text, no longer than an address may be.
fn bounded(text: &str) -> &str {
    let end = text.char_indices().map(|(at, _)| at).find(|at| *at >= LONGEST);
    &text[..end.unwrap_or(text.len())]
}

/// Returns where the bracket is that closes one before the text.
fn closing(text: &str) -> Option<usize> {
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

/// Splits an address from the title behind it.
fn with_title(inner: &str) -> (&str, Option<&str>) {
    let quote = inner.find([" \"", " '", "\n\"", "\t\""].as_slice().first().copied().unwrap_or(" \""));
    let quote = quote.or_else(|| inner.find(" '"));
    match quote {
        Some(at) => (inner[..at].trim_end(), Some(inner[at..].trim())),
        None => (inner, None),
    }
}

/// Whether a word can be an address: it has the signs that addresses have.
fn is_like_address(word: &str) -> bool {
    let dotted = |(at, _): (usize, &str)| {
        word[..at].ends_with(char::is_alphanumeric) && word[at + 1..].starts_with(char::is_alphanumeric)
    };
    is_address(word) || word.contains('/') || word.match_indices('.').any(dotted)
}

/// Whether a word is an address and nothing else.
fn is_address(word: &str) -> bool {
    let lowered = word.to_ascii_lowercase();
    !word.contains(char::is_whitespace)
        && (["http://", "https://", "www.", "mailto:", "./", "../"]
            .iter()
            .any(|begin| lowered.starts_with(begin))
            || (word.len() > 1 && word.starts_with(['/', '#']))
            || ENDINGS.iter().any(|ending| lowered.len() > ending.len() && lowered.ends_with(ending)))
}

/// Returns an address as it stands in a link.
fn bracketed(address: &str) -> String {
    if address.contains(|c: char| c.is_whitespace() || matches!(c, '(' | ')')) {
        format!("<{address}>")
    } else {
        address.to_owned()
    }
}
