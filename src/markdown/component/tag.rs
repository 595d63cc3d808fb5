//! A component's tag: `{{ <Name a="b" c={3} /> }}`, `{% <Name> %}`, `{% </Name> %}`.

use std::ops::Range;

use super::{Argument, Fault, Literal};

/// A tag.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tag<'t> {
    pub(super) kind: TagKind,
    pub(super) name: &'t str,
    pub(super) name_at: Range<usize>,
    pub(super) arguments: Vec<Argument<'t>>,
    pub(super) at: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TagKind {
    Call,
    Open,
    Close,
}

/// The most arguments of a component.
const MOST_ARGUMENTS: usize = 64;

/// The most bytes of a value: where many do not end, each is searched for its end.
const LONGEST_VALUE: usize = 1 << 14;

/// Whether a text begins like a tag: nothing else in a text does.
pub(in crate::markdown) fn begins(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("{{").or_else(|| text.strip_prefix("{%")) else { return false };
    let Some(rest) = rest.trim_start_matches([' ', '\t', '-']).strip_prefix('<') else { return false };
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    rest.starts_with(|c: char| c.is_ascii_uppercase())
}

/// Reads the tag that begins at `start`.
pub(super) fn read(text: &str, start: usize, limit: usize) -> Result<Tag<'_>, Fault> {
    let mut reader = Reader { text: &text[..limit], at: start + 2, start };
    let is_call = text[start..].starts_with("{{");
    let close = if is_call { "}}" } else { "%}" };
    reader.take("-");
    reader.space();
    reader.take("<");
    let is_end = reader.take("/");
    let (name, name_at) = reader.name(true);
    let mut arguments: Vec<Argument<'_>> = Vec::new();
    loop {
        reader.space();
        let (argument, at) = reader.name(false);
        if argument.is_empty() || is_end {
            break;
        }
        let (value, value_at) = reader.value(argument, &at)?;
        if arguments.iter().any(|other| other.name == argument) || arguments.len() == MOST_ARGUMENTS {
            return Err(Fault::new(at, format!("`{argument}` is there twice"), "take one of the two away"));
        }
        arguments.push(Argument { name: argument, at, value, value_at });
    }
    let is_closed = reader.take("/");
    let ends = reader.take(">");
    reader.space();
    reader.take("-");
    if !ends || !reader.take(close) {
        return Err(reader.broken(name, is_call));
    }
    let kind = match (is_call, is_end, is_closed) {
        (true, false, true) => TagKind::Call,
        (false, true, false) => TagKind::Close,
        (false, false, false) => TagKind::Open,
        _ => return Err(reader.broken(name, is_call)),
    };
    Ok(Tag { kind, name, name_at, arguments, at: start..reader.at })
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    start: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn take(&mut self, sign: &str) -> bool {
        let is_there = self.rest().starts_with(sign);
        if is_there {
            self.at += sign.len();
        }
        is_there
    }

    fn space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    /// A name, which may be empty. Only that of a component may have dots.
    fn name(&mut self, dots: bool) -> (&'t str, Range<usize>) {
        let rest = self.rest();
        let goes_on = |c: char| c.is_ascii_alphanumeric() || c == '_' || (dots && c == '.');
        let end = rest.find(|c| !goes_on(c)).unwrap_or(rest.len());
        let at = self.at..self.at + end;
        self.at = at.end;
        (&rest[..end], at)
    }

    /// The value of an argument, with where it stands.
    fn value(&mut self, argument: &str, at: &Range<usize>) -> Result<(Literal<'t>, Range<usize>), Fault> {
        let hint = format!("write it as {argument}=\"words\", {argument}={{3}} or {argument}={{true}}");
        let fault = |at, what: &str| Fault::new(at, format!("`{argument}` {what}"), hint.clone());
        self.space();
        if !self.take("=") {
            return Err(fault(at.clone(), "has no value"));
        }
        self.space();
        let start = self.at;
        let rest = self.rest();
        let Some(open) = rest.bytes().next().filter(|c| matches!(c, b'"' | b'\'' | b'`' | b'{')) else {
            return Err(fault(start..start + 1, "has no value in quotes"));
        };
        let close = if open == b'{' { b'}' } else { open };
        let within = &rest.as_bytes()[1..rest.len().min(LONGEST_VALUE)];
        let Some(end) = memchr::memchr(close, within) else {
            return Err(fault(at.start..self.text.len(), "has a value that never ends"));
        };
        self.at += end + 2;
        let (inner, value_at) = (&rest[1..=end], start..self.at);
        if open != b'{' {
            return Ok((Literal::Text(inner), start + 1..self.at - 1));
        }
        match literal(inner.trim()) {
            Some(value) => Ok((value, value_at)),
            None => Err(fault(value_at, "is no value that is written out: nothing in a text is computed")),
        }
    }

    fn broken(&self, name: &str, is_call: bool) -> Fault {
        const SHOWN: usize = 240;
        let hint = if is_call {
            format!("write it as {{{{ <{name} argument=\"value\" /> }}}}")
        } else {
            format!("write it as {{% <{name} argument=\"value\"> %}}text{{% </{name}> %}}")
        };
        let mut end = self.text.len().min(self.start + SHOWN);
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let line = self.text[self.start..end].lines().next().map_or(0, str::len);
        Fault::new(
            self.start..self.start + line,
            format!("the component `{name}` is not written as one"),
            hint,
        )
    }
}

fn literal(text: &str) -> Option<Literal<'_>> {
    let quoted = |quote| text.strip_prefix(quote)?.strip_suffix(quote);
    if let Some(inner) = ['"', '\'', '`'].into_iter().find_map(quoted) {
        return Some(Literal::Text(inner));
    }
    match text {
        "true" | "True" => return Some(Literal::Flag(true)),
        "false" | "False" => return Some(Literal::Flag(false)),
        _ => {}
    }
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.'));
    if !is_number {
        return None;
    }
    let whole = text.parse().map(Literal::Whole).ok();
    whole.or_else(|| text.parse().map(Literal::Decimal).ok())
}
