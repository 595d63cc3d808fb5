//! Reads paragraphs that are nothing but an address.

use super::raw::decoded;
use crate::embeds;

/// The longest paragraph that is looked at.
const LONGEST: usize = 2000;

/// An address that is alone in a paragraph.
pub(super) struct Lone<'t> {
    /// The address.
    pub(super) address: String,
    /// Its title, where it is a link that has one.
    pub(super) title: Option<&'t str>,
}

impl<'t> Lone<'t> {
    /// Reads a paragraph: an address, one between `<` and `>`, or a link whose words are its address.
    pub(super) fn of(paragraph: &'t str) -> Option<Self> {
        let paragraph = paragraph.trim();
        if paragraph.len() > LONGEST {
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

/// Returns whether a paragraph is nothing but the address of a film or the like, which may become an embed.
pub(super) fn is_embeddable(paragraph: &str) -> bool {
    Lone::of(paragraph).is_some_and(|lone| embeds::find(&lone.address).is_some())
}

/// Returns an address as a reader would see it; `None` for anything else.
fn address(written: &str) -> Option<String> {
    let is_whole = written.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("http"))
        && written.contains("://")
        && !written.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '[' | ']'));
    is_whole.then(|| decoded(&written.replace('\\', "")).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_alone_in_a_paragraph_is_read() {
        let read = |text: &'static str| Lone::of(text).map(|lone| (lone.address, lone.title));
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
