//! Law of the conversion: words, links and pictures stay.

use proptest::prelude::*;

use super::{OldSite, text_of, to_markdown};
use crate::story::Counts;
use crate::verify;

/// Generated HTML, and the words that a reader sees in it.
#[derive(Debug, Clone, Default)]
struct Html {
    source: String,
    words: String,
    found: Counts,
}

impl Html {
    /// Adds HTML behind this.
    fn and(mut self, next: &Self) -> Self {
        self.source.push_str(&next.source);
        self.words.push_str(&next.words);
        self.found.links += next.found.links;
        self.found.pictures += next.found.pictures;
        self
    }

    /// Returns the HTML in an element of a sentence.
    fn inside(self, open: &str, close: &str) -> Self {
        Self { source: format!("{open}{}{close}", self.source), ..self }
    }

    /// Returns the HTML as a block.
    fn block(self, open: &str, close: &str) -> Self {
        Self { words: format!(" {} ", self.words), ..self.inside(open, close) }
    }
}

/// Returns words, many of them with characters of Markdown.
fn words() -> impl Strategy<Value = Html> {
    let word = prop_oneof![
        3 => "[a-c]{1,3}",
        1 => prop::sample::select(vec![
            "*", "a*b", "**x**", "_", "_x_", "a_b", "1.", "12)", "#", "##", "-", "+", "--x", "---", "===", "[x]", "[x]:",
            "]", "(y)", "[^1]", "<", ">", "<b>", "</p>", "<!--", "&", "&amp;", "&copy", ";", "!", "`", "``", "~", "~~",
            "~~~", "|", "|-|", ":-:", "\\", "\\*", "{{", "{%", "{{ <A /> }}", "{#a}", "{.a}", "}", ".", "...", "\"a\"",
            "'", "é", "…", "“x”", "€", "🙂", "\u{301}", "\u{a0}", "中", "http://a.example/b_c", "www.a.example", "x\ny",
        ]).prop_map(str::to_owned),
    ];
    (word, any::<bool>(), any::<bool>()).prop_map(|(word, before, after)| {
        let spaced = format!("{}{word}{}", if before { " " } else { "" }, if after { " " } else { "" });
        let html = spaced.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        Html { source: html, words: spaced, found: Counts::default() }
    })
}

/// Returns the content of a sentence; links only outside of links.
fn inline() -> impl Strategy<Value = Html> {
    let picture = prop::sample::select(vec!["a", "a]b", "*a* \"b\" <c>", "`"]).prop_map(|alt| Html {
        source: format!("<img src=\"/a b.jpg\" alt=\"{}\">", alt.replace('"', "&quot;")),
        words: String::new(),
        found: Counts { links: 0, pictures: 1 },
    });
    let code = words().prop_map(|words| words.inside("<code>", "</code>"));
    let space = Just(Html { source: "<br>".to_owned(), words: " ".to_owned(), found: Counts::default() });
    let leaf = prop_oneof![8 => words(), 1 => picture, 1 => code, 1 => space];
    let formatted = leaf.prop_recursive(3, 12, 4, |inner| {
        let tag =
            prop::sample::select(vec!["em", "strong", "b", "i", "del", "sup", "u", "span", "font", "kbd"]);
        (tag, prop::collection::vec(inner, 1..4))
            .prop_map(|(tag, parts)| join(&parts).inside(&format!("<{tag}>"), &format!("</{tag}>")))
    });
    (prop::collection::vec((formatted, 0..6_u8), 1..5)).prop_map(|parts| {
        parts.into_iter().fold(Html::default(), |all, (part, choice)| {
            if choice > 0 {
                return all.and(&part);
            }
            let link = part.inside("<a href=\"/x_y?a=1&amp;copy=2\" title='t \"u\"'>", "</a>");
            let is_seen = !link.words.trim().is_empty() || link.found.pictures > 0;
            let found = Counts { links: u64::from(is_seen), ..link.found };
            all.and(&Html { found, ..link })
        })
    })
}

/// Returns blocks.
fn blocks() -> impl Strategy<Value = Html> {
    let paragraph = (prop::sample::select(vec!["p", "h2", "div", "h3", "center"]), inline())
        .prop_map(|(tag, words)| words.block(&format!("<{tag}>"), &format!("</{tag}>")));
    let bare = inline().prop_map(|words| words.block("<hr>", "<hr>"));
    let code = prop::collection::vec(words(), 1..4)
        .prop_map(|words| join(&words).block("<pre><code>", "</code></pre>"));
    let table = (prop::collection::vec(inline(), 4), prop::sample::select(vec!["th", "td"])).prop_map(
        |(cells, head)| {
            let [a, b, c, d] = &*cells else { unreachable!("four cells") };
            let head = |cell: &Html| cell.clone().block(&format!("<{head}>"), &format!("</{head}>"));
            let cell = |cell: &Html| cell.clone().block("<td>", "</td>");
            let first = head(a).and(&head(b)).block("<tr>", "</tr>");
            first.and(&cell(c).and(&cell(d)).block("<tr>", "</tr>")).block("<table>", "</table>")
        },
    );
    let leaf = prop_oneof![4 => paragraph, 1 => bare, 1 => code, 1 => table];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let content =
            prop_oneof![inline(), inner.clone(), (inline(), inner.clone()).prop_map(|(a, b)| a.and(&b))];
        let list = (prop::sample::select(vec!["ul", "ol"]), prop::collection::vec(content, 1..4)).prop_map(
            |(tag, items)| {
                let items: Vec<_> = items.into_iter().map(|item| item.block("<li>", "</li>")).collect();
                join(&items).block(&format!("<{tag}>"), &format!("</{tag}>"))
            },
        );
        let quote = (
            prop::sample::select(vec!["blockquote", "div", "details", "section", "b"]),
            prop::collection::vec(inner, 1..3),
        )
            .prop_map(|(tag, parts)| join(&parts).block(&format!("<{tag}>"), &format!("</{tag}>")));
        prop_oneof![list, quote]
    })
}

/// Joins parts.
fn join(parts: &[Html]) -> Html {
    parts.iter().fold(Html::default(), Html::and)
}

/// Returns the words of rendered Markdown.
fn rendered(markdown: &str) -> Vec<String> {
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new_ext(markdown, verify::options()));
    split(&text_of(&html))
}

/// Splits words at all spaces.
fn split(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn words_links_and_pictures_stay(parts in prop::collection::vec(blocks(), 1..4)) {
        let html = join(&parts);
        let markdown = to_markdown(&html.source, &OldSite::default());
        prop_assert_eq!(rendered(&markdown.text), split(&html.words), "words of\n{}\n---\n{}", html.source, markdown.text);
        prop_assert_eq!(split(&text_of(&html.source)), split(&html.words), "text of {}", html.source);
        prop_assert_eq!(markdown.found, html.found, "found in {}", html.source);
        prop_assert_eq!(verify::count(&markdown.text), html.found, "counted in\n{}\n---\n{}", html.source, markdown.text);
    }

    #[test]
    fn any_text_is_converted(html in "(<(/?(p|b|ul|li|a href=x|table|tr|td|pre|figure|details|noscript|object)|img src=x)>|[a*_` \\n\\[\\]]){0,40}") {
        to_markdown(&html, &OldSite::default());
    }
}
