//! Counts links and pictures in written Markdown, independently of the conversion.

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::story::Counts;

/// Components of texts that show one picture each.
const PICTURE_COMPONENTS: [&str; 1] = ["<Figure "];
/// Components of texts that are one link each.
const LINK_COMPONENTS: [&str; 1] = ["<Embed "];

/// Counts the links and pictures of a text in Markdown.
pub fn count(markdown: &str) -> Counts {
    let mut counts = Counts::default();
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Start(Tag::Link { .. }) => counts.links += 1,
            Event::Start(Tag::Image { .. }) => counts.pictures += 1,
            Event::Html(html) | Event::InlineHtml(html) => count_html(&html, &mut counts),
            Event::Text(text) if text.contains("{{ <") || text.contains("{{<") => {
                count_components(&text, &mut counts);
            }
            _ => {}
        }
    }
    counts
}

/// Returns the options of Markdown that articles use.
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES
}

/// Counts in HTML.
fn count_html(html: &str, counts: &mut Counts) {
    counts.links += tags(html, "<a ").filter(|tag| tag.contains("href")).count() as u64;
    counts.pictures += tags(html, "<img").count() as u64;
    count_components(html, counts);
}

/// Counts in calls of components.
fn count_components(text: &str, counts: &mut Counts) {
    counts.pictures += PICTURE_COMPONENTS.iter().map(|name| text.matches(name).count() as u64).sum::<u64>();
    counts.links += LINK_COMPONENTS.iter().map(|name| text.matches(name).count() as u64).sum::<u64>();
}

/// Returns the tags that begin with `opening`, up to their `>`.
fn tags<'a>(html: &'a str, opening: &'a str) -> impl Iterator<Item = &'a str> {
    html.match_indices(opening).map(|(at, _)| {
        let tag = &html[at..];
        &tag[..tag.find('>').unwrap_or(tag.len())]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_pictures_are_counted_in_every_form() {
        let text = "[a](/a) <https://b.example> ![c](c.jpg)\n\n<p><a href=\"/d\">d</a><img src=e.jpg></p>\n\n\
                    {{ <Figure src=\"f.jpg\" /> }}\n\n`[no](link)`\n";
        assert_eq!(count(text), Counts { links: 3, pictures: 3 });
    }
}
