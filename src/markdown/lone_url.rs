//! Parses paragraphs that consist of one URL.

use super::raw_html::decode_references;
use crate::embeds;

/// Maximum length of a paragraph that is examined.
const MAX_PARAGRAPH_BYTES: usize = 2000;

/// URL alone in a paragraph.
pub(super) struct LoneUrl<'t> {
    /// The address.
    pub(super) address: String,
    /// Title, if the URL is a link with one.
    pub(super) title: Option<&'t str>,
}

impl<'t> LoneUrl<'t> {
    /// Parses a bare URL, one in angle brackets, or a link whose text is its URL.
    pub(super) fn parse(paragraph: &'t str) -> Option<Self> {
        let paragraph = paragraph.trim();
        if paragraph.len() > MAX_PARAGRAPH_BYTES {
            return None;
        }
        match paragraph.as_bytes().first()? {
            b'h' | b'H' => Some(Self { address: address(paragraph)?, title: None }),
            b'<' => {
                let inner = paragraph.strip_prefix('<')?.strip_suffix('>')?;
                Some(Self { address: address(inner)?, title: None })
            }
            b'[' => {
                let (words, rest) = paragraph.strip_prefix('[')?.split_once("](")?;
                let destination = rest.strip_suffix(')')?.trim();
                let (destination, title) = destination.split_once(' ').unwrap_or((destination, ""));
                let destination = destination.trim_matches(['<', '>']);
                let title = title.trim();
                let title = title.strip_prefix(['"', '\'']).and_then(|title| title.strip_suffix(['"', '\'']));
                let (address, words) = (address(destination)?, address(words)?);
                (address == words).then_some(Self { address, title })
            }
            _ => None,
        }
    }
}

/// Returns whether a paragraph consists of a URL that may become an embed.
pub(super) fn is_embed(paragraph: &str) -> bool {
    LoneUrl::parse(paragraph).is_some_and(|lone| embeds::find(&lone.address).is_some())
}

/// Returns a URL as a reader would see it, or `None` for other text.
fn address(written: &str) -> Option<String> {
    let is_whole = written.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("http"))
        && written.contains("://")
        && !written.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '[' | ']'));
    is_whole.then(|| decode_references(&written.replace('\\', "")).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_alone_in_a_paragraph_is_read() {
        let read = |text: &'static str| LoneUrl::parse(text).map(|lone| (lone.address, lone.title));
        let alone = |title| Some(("https://a.example/b_c?d&e".to_owned(), title));
        assert_eq!(read("https://a.example/b_c?d&e\n"), alone(None));
        assert_eq!(read("https://a.example/b\\_c?d&amp;e"), alone(None));
        assert_eq!(read("<https://a.example/b_c?d&e>"), alone(None));
        assert_eq!(read("[https://a.example/b_c?d&e](https://a.example/b_c?d&e \"T\")"), alone(Some("T")));
        for other in [
            "",
            "h",
            "https",
            "https://a.example/ b",
            "https://a.example/\nhttps://b.example/",
            "<b>https://a.example/</b>",
            "[a](https://a.example/)",
            "[https://b.example/](https://a.example/)",
            "a https://a.example/",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
