//! Reads the beginning of a page: address, title, redirect.

use crate::charset;

/// Most bytes of a page that are read for its beginning.
pub(super) const HEAD_BYTES: usize = 1 << 16;

/// Beginning of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Preview {
    /// Address that a saver wrote into the page.
    pub(super) saved_from: Option<String>,
    /// Address that the page gives itself.
    pub(super) canonical: Option<String>,
    /// Text of the `title` element.
    pub(super) title: String,
    /// Address to which the page leads at once.
    pub(super) refresh: Option<String>,
    /// Name of the site.
    pub(super) site_name: Option<String>,
    /// BCP 47 tag of the language.
    pub(super) language: Option<String>,
}

impl Preview {
    /// Reads the beginning of a page.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let head = &bytes[..bytes.len().min(HEAD_BYTES)];
        let text = charset::decode(head, named_charset(head).as_deref()).text;
        let original = |address: String| match super::original_address(&address) {
            Some(original) => original.to_owned(),
            None => address,
        };
        let end = find_ignoring_case(&text, "<body").unwrap_or(text.len());
        let document = dom_query::Document::from(crate::convert::bounded(&text[..end]).as_ref());
        let attribute = |selector: &str, name: &str| {
            document
                .select_single(selector)
                .attr(name)
                .map(|value| value.trim().to_owned())
                .filter(|value| !value.is_empty())
        };
        let canonical = attribute("link[rel~='canonical']", "href")
            .or_else(|| attribute("meta[property='og:url']", "content"));
        let refresh =
            attribute("meta[http-equiv='refresh' i]", "content").and_then(|content| refresh_target(&content));
        let title = document.select_single("title").text();
        Self {
            saved_from: super::archived::address_in_comment(&text).map(original),
            canonical: canonical.map(original),
            title: title.split_whitespace().collect::<Vec<_>>().join(" "),
            refresh: refresh.map(original),
            site_name: attribute("meta[property='og:site_name']", "content"),
            language: attribute("html", "lang").filter(|tag| is_language(tag)),
        }
    }
}

/// Reports the form of a BCP 47 tag.
pub(super) fn is_language(tag: &str) -> bool {
    let is_part =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    tag.len() <= 35 && tag.split('-').all(is_part)
}

/// Returns the target of `0; url=/next.html`, unless the page stays for a while.
fn refresh_target(content: &str) -> Option<String> {
    let (seconds, target) = content.split_once([';', ','])?;
    let target = target.trim();
    let target = target
        .get(..3)
        .filter(|start| start.eq_ignore_ascii_case("url"))
        .map_or(target, |_| target[3..].trim_start());
    let target = target.strip_prefix('=').unwrap_or(target).trim().trim_matches(['"', '\'']);
    let is_prompt = seconds.trim().parse::<f32>().is_ok_and(|seconds| seconds <= 10.0);
    (is_prompt && !target.is_empty()).then(|| target.to_owned())
}

/// Returns the charset in the first bytes of a page (HTML, section 13.2.3.2).
pub(super) fn named_charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
    let at = find_ignoring_case(&head, "charset")?;
    let rest = head[at + "charset".len()..].trim_start();
    // An XML declaration says `encoding`.
    let rest = rest.strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end = rest
        .find(|char: char| !(char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | ':' | '.')))
        .unwrap_or(rest.len());
    Some(rest[..end].to_owned()).filter(|name| charset::is_known(name))
}

/// Finds text in any case; `needle` is in small letters.
fn find_ignoring_case(text: &str, needle: &str) -> Option<usize> {
    text.as_bytes().windows(needle.len()).position(|window| window.eq_ignore_ascii_case(needle.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_of_a_page_is_read() {
        let page = "<html><head><meta http-equiv=Content-Type content='text/html; charset=windows-1252'><title>A \n B</title>\
                    <link rel=canonical href='https://web.archive.org/web/2014/http://example.org/a'>\
                    <meta http-equiv=Refresh content=\"0; URL='/next'\"></head>";
        let preview = Preview::of(page.as_bytes());
        assert_eq!(preview.title, "A B");
        assert_eq!(preview.canonical.as_deref(), Some("http://example.org/a"));
        assert_eq!(preview.refresh.as_deref(), Some("/next"));
        assert_eq!(named_charset(page.as_bytes()).as_deref(), Some("windows-1252"));
        assert_eq!(refresh_target("300; url=/self"), None);
    }
}
