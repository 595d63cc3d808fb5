//! Removes attribute lists of kramdown: `{: .lead}`, `{:toc}`.

use std::fmt::Write as _;

use super::ranges::Ranges;

/// Text without attribute lists.
pub(super) struct Stripped {
    /// Text.
    pub(super) text: String,
    /// Number of lists that were removed without a replacement.
    pub(super) removed: u64,
}

/// Removes attribute lists outside of code, and keeps the ids that they set.
///
/// The id of a heading becomes `{#id}`, any other id an empty element.
pub(super) fn strip(text: &str) -> Stripped {
    let mut result = String::with_capacity(text.len());
    let mut removed = 0;
    if !text.contains("{:") {
        return Stripped { text: text.to_owned(), removed };
    }
    let code = Ranges::of_code(text);
    let mut at = 0;
    while let Some(found) = text[at..].find("{:") {
        let begin = at + found;
        let Some(list) = attributes(&text[begin..]).filter(|_| !code.contains(begin)) else {
            result.push_str(&text[at..begin + 2]);
            at = begin + 2;
            continue;
        };
        result.push_str(&text[at..begin]);
        at = begin + list.len;
        let line_start = result.rfind('\n').map_or(0, |end| end + 1);
        let is_line = result[line_start..].chars().all(|char| matches!(char, ' ' | '\t' | '>'))
            && text[at..].split('\n').next().unwrap_or_default().trim().is_empty();
        match list.id {
            Some(id) => write_id(&mut result, &id, is_line),
            None => removed += 1,
        }
        if is_line && list.is_toc {
            drop_last_item(&mut result);
        }
    }
    result.push_str(&text[at..]);
    Stripped { text: result, removed }
}

/// Attribute list.
struct Attributes {
    len: usize,
    id: Option<String>,
    is_toc: bool,
}

/// Reads an attribute list at the beginning of a text.
fn attributes(text: &str) -> Option<Attributes> {
    let line = text.split('\n').next()?;
    let inner = line.strip_prefix("{:")?;
    let end = end_of_list(inner)?;
    let mut list = Attributes { len: end + 3, id: None, is_toc: false };
    let mut rest = inner[..end].trim().trim_matches(':').trim();
    if let Some(option) = inner.strip_prefix(':') {
        // `{::nomarkdown}`, `{::options toc_levels="2" /}`.
        return option.starts_with(|char: char| char.is_ascii_alphabetic()).then_some(list);
    }
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let end = match rest.find(['=', ' ']) {
            Some(at) if rest[at..].starts_with('=') => {
                let quote = rest[at + 1..].chars().next().filter(|char| matches!(char, '"' | '\''))?;
                at + 2 + rest[at + 2..].find(quote)? + 1
            }
            found => found.unwrap_or(rest.len()),
        };
        let (item, after) = rest.split_at(end);
        let name = item.split('=').next().unwrap_or_default();
        if let Some(id) = item.strip_prefix('#') {
            list.id = Some(id.to_owned());
        } else if let Some(id) = item.strip_prefix("id=") {
            list.id = Some(id.trim_matches(['"', '\'']).to_owned());
        }
        list.is_toc |= item == "toc";
        let is_item = |text: &str| {
            !text.is_empty() && text.chars().all(|char| char.is_alphanumeric() || "-_.:#".contains(char))
        };
        let is_marked = item.starts_with(['.', '#'])
            || item.contains('=')
            || matches!(item, "toc" | "footnotes")
            || inner.starts_with(' ');
        if !is_item(name) || !is_marked || name.contains('>') {
            return None;
        }
        rest = after.trim_start();
    }
    Some(list)
}

/// Returns the place of the `}` that ends a list, not in quotes.
fn end_of_list(inner: &str) -> Option<usize> {
    let mut quote = None;
    for (at, char) in inner.char_indices().take(2000) {
        match (quote, char) {
            (None, '"' | '\'') => quote = Some(char),
            (Some(open), char) if open == char => quote = None,
            (None, '}') => return Some(at),
            (None, '{' | '>' | ',') => return None,
            _ => {}
        }
    }
    None
}

/// Writes an id at the end of the line before, or here.
fn write_id(result: &mut String, id: &str, is_line: bool) {
    let id: String = id.chars().filter(|char| !char.is_whitespace() && !"\"'<>{}".contains(*char)).collect();
    if is_line {
        let before = result.trim_end_matches([' ', '\t', '\n']).len();
        let line_start = result[..before].rfind('\n').map_or(0, |end| end + 1);
        let line = &result[line_start..before];
        if line.trim_start().starts_with('#') {
            result.insert_str(before, &format!(" {{#{id}}}"));
            return;
        }
        let is_underline = !line.is_empty()
            && (line.chars().all(|char| char == '=') || line.chars().all(|char| char == '-'));
        if is_underline && line_start > 0 {
            result.insert_str(line_start - 1, &format!(" {{#{id}}}"));
            return;
        }
    }
    _ = write!(result, "<span id=\"{id}\"></span>");
}

/// Removes the last item of a list, which a table of contents replaces.
fn drop_last_item(result: &mut String) {
    let end = result.trim_end().len();
    let line_start = result[..end].rfind('\n').map_or(0, |at| at + 1);
    let line = result[line_start..end].trim_start();
    if line.starts_with(['*', '-', '+', '1']) && line.len() < 80 {
        result.truncate(line_start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn attribute_lists_are_removed_and_ids_kept() {
        for (text, expected, removed) in [
            ("# T\n{: #x }\n\ntext\n", "# T {#x}\n\n\ntext\n", 0),
            ("T\n===\n{: #x}\n", "T {#x}\n===\n\n", 0),
            ("text\n{: .lead}\n", "text\n\n", 1),
            ("![a](b.jpg){: width=\"1\" .r} x", "![a](b.jpg) x", 1),
            ("note\n{: #fn1}\n", "note\n<span id=\"fn1\"></span>\n", 0),
            ("* TOC\n{:toc}\n\nx", "\n\nx", 1),
            ("a {:b=>2} `{: .x}`", "a {:b=>2} `{: .x}`", 0),
            ("{::options toc_levels=\"2\" /}\nx", "\nx", 1),
        ] {
            let stripped = strip(text);
            assert_eq!((stripped.text.as_str(), stripped.removed), (expected, removed), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_stripped(text in "([{}:.#= \n\"'*>é-]|toc|id|a){0,60}") {
            strip(&text);
        }
    }
}
