//! Tags of components: `{{ <Name a="b" c={3} /> }}`, `{% <Name> %}`, `{% </Name> %}`.

use std::ops::Range;

use super::{Argument, ArgumentValue, Problem};

/// Tag of a component.
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

/// Maximum number of arguments.
const MAX_ARGUMENTS: usize = 64;

/// Maximum length of a value; bounds the search for missing end quotes.
const MAX_VALUE_BYTES: usize = 1 << 14;

/// Returns whether a text starts with a tag.
pub(in crate::markdown) fn is_tag_start(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("{{").or_else(|| text.strip_prefix("{%")) else { return false };
    let Some(rest) = rest.trim_start_matches([' ', '\t', '-']).strip_prefix('<') else { return false };
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    rest.starts_with(|c: char| c.is_ascii_uppercase())
}

/// Parses the tag at `start`.
pub(super) fn parse(text: &str, start: usize, limit: usize) -> Result<Tag<'_>, Problem> {
    let mut parser = TagParser { text: &text[..limit], at: start + 2, start };
    let is_call = text[start..].starts_with("{{");
    let close = if is_call { "}}" } else { "%}" };
    parser.take("-");
    parser.skip_space();
    parser.take("<");
    let is_end = parser.take("/");
    let (name, name_at) = parser.name(true);
    let mut arguments: Vec<Argument<'_>> = Vec::new();
    loop {
        parser.skip_space();
        let (argument, at) = parser.name(false);
        if argument.is_empty() || is_end {
            break;
        }
        let (value, value_at) = parser.value(argument, &at)?;
        if arguments.iter().any(|other| other.name == argument) {
            return Err(Problem::new(at, format!("`{argument}` is given twice"), "remove one of them"));
        }
        if arguments.len() == MAX_ARGUMENTS {
            let message = format!("`{argument}` is argument {} of `{name}`", MAX_ARGUMENTS + 1);
            return Err(Problem::new(at, message, format!("write at most {MAX_ARGUMENTS} arguments")));
        }
        arguments.push(Argument { name: argument, at, value, value_at });
    }
    let is_closed = parser.take("/");
    let ends = parser.take(">");
    parser.skip_space();
    parser.take("-");
    if !ends || !parser.take(close) {
        return Err(parser.malformed(name, is_call));
    }
    let kind = match (is_call, is_end, is_closed) {
        (true, false, true) => TagKind::Call,
        (false, true, false) => TagKind::Close,
        (false, false, false) => TagKind::Open,
        _ => return Err(parser.malformed(name, is_call)),
    };
    Ok(Tag { kind, name, name_at, arguments, at: start..parser.at })
}

struct TagParser<'t> {
    text: &'t str,
    at: usize,
    start: usize,
}

impl<'t> TagParser<'t> {
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

    fn skip_space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    /// Parses a name, which may be empty; only names of components contain dots.
    fn name(&mut self, dots: bool) -> (&'t str, Range<usize>) {
        let rest = self.rest();
        let goes_on = |c: char| c.is_ascii_alphanumeric() || c == '_' || (dots && c == '.');
        let end = rest.find(|c| !goes_on(c)).unwrap_or(rest.len());
        let at = self.at..self.at + end;
        self.at = at.end;
        (&rest[..end], at)
    }

    /// Parses the value of an argument, and returns it with its range.
    fn value(
        &mut self,
        argument: &str,
        at: &Range<usize>,
    ) -> Result<(ArgumentValue<'t>, Range<usize>), Problem> {
        let hint = format!("write it as {argument}=\"words\", {argument}={{3}} or {argument}={{true}}");
        let problem = |at, what: &str| Problem::new(at, format!("`{argument}` {what}"), hint.clone());
        self.skip_space();
        if !self.take("=") {
            return Err(problem(at.clone(), "has no value"));
        }
        self.skip_space();
        let start = self.at;
        let rest = self.rest();
        let Some(open) = rest.bytes().next().filter(|c| matches!(c, b'"' | b'\'' | b'`' | b'{')) else {
            return Err(problem(start..start + 1, "has no value in quotes"));
        };
        let close = if open == b'{' { b'}' } else { open };
        let within = &rest.as_bytes()[1..rest.len().min(MAX_VALUE_BYTES)];
        let Some(end) = memchr::memchr(close, within) else {
            return Err(problem(at.start..self.text.len(), "has a value that is not closed"));
        };
        self.at += end + 2;
        let (inner, value_at) = (&rest[1..=end], start..self.at);
        if open != b'{' {
            return Ok((ArgumentValue::Text(inner), start + 1..self.at - 1));
        }
        match parse_value(inner.trim()) {
            Some(value) => Ok((value, value_at)),
            None => {
                Err(problem(value_at, "has a computed value; only text, numbers, true and false are allowed"))
            }
        }
    }

    fn malformed(&self, name: &str, is_call: bool) -> Problem {
        const MAX_SHOWN_BYTES: usize = 240;
        let hint = if is_call {
            format!("write it as {{{{ <{name} argument=\"value\" /> }}}}")
        } else {
            format!("write it as {{% <{name} argument=\"value\"> %}}text{{% </{name}> %}}")
        };
        let mut end = self.text.len().min(self.start + MAX_SHOWN_BYTES);
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let line = self.text[self.start..end].lines().next().map_or(0, str::len);
        Problem::new(self.start..self.start + line, format!("the component `{name}` is malformed"), hint)
    }
}

fn parse_value(text: &str) -> Option<ArgumentValue<'_>> {
    let quoted = |quote| text.strip_prefix(quote)?.strip_suffix(quote);
    if let Some(inner) = ['"', '\'', '`'].into_iter().find_map(quoted) {
        return Some(ArgumentValue::Text(inner));
    }
    match text {
        "true" | "True" => return Some(ArgumentValue::Bool(true)),
        "false" | "False" => return Some(ArgumentValue::Bool(false)),
        _ => {}
    }
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.'));
    if !is_number {
        return None;
    }
    let whole = text.parse().map(ArgumentValue::Integer).ok();
    whole.or_else(|| text.parse().map(ArgumentValue::Float).ok())
}
