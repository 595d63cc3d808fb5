//! JSON in a script element. `<`, `>`, `&` and the line separators U+2028 and U+2029 are escaped,
//! so no text can end the element or break the script.

use serde::Serialize;

/// Returns the element.
///
/// # Panics
/// Never: a document consists of texts, numbers and lists of them.
pub(super) fn element(document: &impl Serialize) -> String {
    let json = serde_json::to_string(document).expect("texts and numbers become JSON");
    let mut element = String::with_capacity(json.len() + 64);
    element.push_str("<script type=\"application/ld+json\">");
    push_escaped(&mut element, &json);
    element.push_str("</script>");
    element
}

/// Appends JSON with these characters escaped. They occur in strings only.
fn push_escaped(element: &mut String, json: &str) {
    let mut rest = json;
    while let Some(at) = rest.find(['<', '>', '&', '\u{2028}', '\u{2029}']) {
        let (before, from) = rest.split_at(at);
        let mut chars = from.chars();
        let escape = match chars.next() {
            Some('<') => "\\u003c",
            Some('>') => "\\u003e",
            Some('&') => "\\u0026",
            Some('\u{2028}') => "\\u2028",
            _ => "\\u2029",
        };
        element.push_str(before);
        element.push_str(escape);
        rest = chars.as_str();
    }
    element.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_the_element_and_everything_is_read_back() {
        for text in [
            "</script><script>alert(1)</script>",
            "<!-- <script>",
            "]]> & \u{2028}\u{2029} \"quoted\" 'so' \\ \u{0}",
            "🗞️ عنوان \u{202e}",
        ] {
            let element = element(&text);
            let inside = element
                .strip_prefix("<script type=\"application/ld+json\">")
                .and_then(|rest| rest.strip_suffix("</script>"))
                .expect("one element");
            assert!(!inside.contains(['<', '>', '&', '\u{2028}', '\u{2029}', '\u{0}']), "{inside}");
            assert_eq!(serde_json::from_str::<String>(inside).expect("JSON"), text);
        }
    }
}
