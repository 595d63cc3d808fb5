//! Rendered HTML is safe for any input.

use std::collections::HashSet;

use proptest::prelude::*;

use super::super::{Rendered, sanitize};
use super::{SANITISED, SMART, TRUSTED, anchors, rendered, survey};

/// Generates text that often resembles Markdown and HTML.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => prop::sample::select(PIECES.to_vec()).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Generates text without HTML, or anything that could become HTML.
fn plain_text() -> impl Strategy<Value = String> {
    text().prop_map(|text| text.replace('<', "‹"))
}

const PIECES: &[&str] = &[
    "\n",
    "\n\n",
    "\r\n",
    " ",
    "    ",
    "\t",
    "# ",
    "## ",
    "{#x}",
    "{#fn:1 .c k=v}",
    "\n===\n",
    "\n---\n",
    "> ",
    "- ",
    "1. ",
    "* ",
    "*",
    "**",
    "_",
    "~~",
    "`",
    "```\n",
    "[",
    "]",
    "](",
    ")",
    "![",
    "[^1]",
    "\n\n[^1]: ",
    "[^a]",
    "[a]: b\n",
    "|",
    "|-|\n",
    "\n| a | b |\n|:-|-:|\n| c | d |\n",
    "\\",
    "&lt;",
    "&#0;",
    "&#x1;",
    "&amp;",
    "\"",
    "'",
    "...",
    "--",
    "word",
    "é",
    "\u{0}",
    "javascript:alert(1)",
    "JAVA\tSCRIPT:x",
    "(javascript&colon;x)",
    "<javascript:x>",
    "<vbscript:x>",
    "https://example.org/",
    "<a href=\"javascript:x\">",
    "<a href='",
    "<a href=x id=a name=b>",
    "</a>",
    "<img src=x onerror=y>",
    "<script>",
    "</script>",
    "<style>",
    "<!--",
    "-->",
    "<div",
    "<div>",
    "</div>",
    ">",
    "<p>",
    "<table>",
    "<td>",
    "<svg>",
    "<math>",
    "<title>",
    "<textarea>",
    "<plaintext>",
    "<template>",
    "<h1>",
    "<b>",
    "<i id=x>",
    "</i>",
    "<select>",
    "<form>",
    "<iframe src=x>",
    "<![CDATA[",
    "<?",
    "<noscript>",
    "</p>",
    "<br/>",
    " onclick=x ",
    "<a\n",
    "=",
];

/// Checks the properties that every page must have.
fn is_safe(page: &Rendered) -> Result<(), TestCaseError> {
    let html = page.html.to_ascii_lowercase();
    for bad in [
        "<script",
        "<style",
        "<iframe",
        "<svg",
        "<math",
        "<form",
        "<!--",
        "<h1",
        "<title",
        "<textarea",
        "<template",
    ] {
        prop_assert!(!html.contains(bad), "{bad} in {html}");
    }
    let mut ids = HashSet::new();
    for (name, value) in attributes(&html) {
        prop_assert!(!name.starts_with("on") && name != "style", "{name} in {html}");
        let value: String = value.replace("&colon;", ":").chars().filter(|c| !c.is_whitespace()).collect();
        if matches!(name, "href" | "src") {
            prop_assert!(
                !value.starts_with("javascript:") && !value.starts_with("vbscript:"),
                "{value} in {html}"
            );
        }
        if name == "id" {
            prop_assert!(!value.is_empty() && ids.insert(value), "ids in {html}");
        }
    }
    Ok(())
}

/// Returns the attributes of HTML that is quoted, with `<` and `>` only around tags.
fn attributes(html: &str) -> impl Iterator<Item = (&str, &str)> {
    html.split('<').skip(1).filter_map(|tag| tag.split_once('>')).flat_map(|(tag, _)| {
        let mut parts = tag.split('"');
        std::iter::from_fn(move || {
            let name = parts.next()?.trim_end_matches('=').rsplit(' ').next()?;
            Some((name, parts.next()?))
        })
    })
}

/// Normalizes the differences between the writer and the sanitizer that no parser sees.
fn parsed_alike(html: &str) -> String {
    html.replace("&#39;", "'").replace("&#x27;", "'").replace("&quot;", "\"").replace("&nbsp;", "\u{A0}")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn any_text_becomes_a_safe_page(text in text()) {
        for settings in [SANITISED, SMART] {
            is_safe(&rendered(&text, settings))?;
        }
        rendered(&text, TRUSTED);
        survey(&text);
    }

    #[test]
    fn any_characters_become_a_safe_page(text in "\\PC*|(?s).*") {
        is_safe(&rendered(&text, SANITISED))?;
        survey(&text);
    }

    #[test]
    fn what_markdown_makes_needs_no_sanitising(text in plain_text()) {
        let page = rendered(&text, SMART);
        prop_assert_eq!(parsed_alike(&sanitize::sanitize(&page.html)), parsed_alike(&page.html));
        is_safe(&page)?;
    }

    #[test]
    fn the_ids_of_a_page_are_its_anchors(text in plain_text()) {
        let html = rendered(&text, SMART).html;
        let mut ids: Vec<_> = attributes(&html).filter(|(name, _)| *name == "id").map(|(_, id)| parsed_alike(id)).collect();
        let mut anchors: Vec<_> = anchors(&text).into_iter().map(|id| id.replace('&', "&amp;")).collect();
        ids.sort_unstable();
        anchors.sort_unstable();
        prop_assert_eq!(ids, anchors);
    }
}
