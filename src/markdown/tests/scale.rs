//! Depth and length: the stack never overflows. `tests/torture` measures time by length.

use std::time::Instant;

use super::{SMART, TRUSTED, anchors, rendered, survey};

#[test]
fn depth_and_repetition_are_borne() {
    let start = Instant::now();
    for text in hard_texts(10_000) {
        let beginning: String = text.chars().take(20).collect();
        for settings in [SMART, TRUSTED] {
            rendered(&text, settings);
        }
        survey(&text);
        anchors(&text);
        eprintln!("{beginning:?} {:?}", start.elapsed());
    }
}

#[expect(clippy::too_many_lines, reason = "a list of what is hard")]
fn hard_texts(n: usize) -> Vec<String> {
    let mut texts: Vec<String> = [
        ">",
        "> ",
        "- ",
        "1. ",
        "[",
        "![",
        "[](",
        "*",
        "**a ",
        "*a **a ",
        "_a",
        "~~a ",
        "`a``",
        "<",
        "<a href=\"",
        "<!--",
        "<div>",
        "<div>\n\n",
        "<b>",
        "<p>",
        "<b>a\n\n",
        "</p>",
        "<a name=x>",
        "<svg>",
        "<table><tr><td>",
        "[^1]",
        "[^1]: ",
        "# a\n",
        "# a\n\n",
        "= ",
        "{#",
        "# a {#b}\n",
        "| a ",
        "|-",
        "&",
        "&#",
        "\\",
        "a[^1]\n\n[^1]: b\n\n",
        "<title>",
        "<!-- -->",
        "<x>",
        "<font size=1>",
        "\"",
        "--",
        "'",
        "'a ",
        "\"6'2",
        "~~*a*~~",
        "http://",
        "http://a.b",
        "www.a,",
        "https://a_b.c_d*",
    ]
    .iter()
    .map(|piece| piece.repeat(n))
    .collect();
    texts.push(format!("{}a{}", "*".repeat(n), "*".repeat(n)));
    texts.push(format!("{}a{}", "[".repeat(n), "](b)".repeat(n)));
    texts.push(format!("{}a{}", "![".repeat(n), "](b)".repeat(n)));
    texts.push(format!("{}a{}", "*a ".repeat(n), " a*".repeat(n)));
    texts.push(format!("{}{}", "<div>".repeat(n), "</p>".repeat(n)));
    texts.push(format!("{}{}", "<b>\n".repeat(n), "\n\na".repeat(n)));
    texts.push((0..n).flat_map(|i| ["  ".repeat(i % 200), "- a\n".to_owned()]).collect());
    texts.push((0..n).flat_map(|i| [format!("a[^{i}]\n\n"), format!("[^{i}]: b\n\n")]).collect());
    texts
}

#[test]
fn what_is_too_deep_to_be_told_keeps_its_words() {
    let page = rendered(&format!("{}words", ">".repeat(10_000)), SMART);
    assert!(page.html.contains("<p>words</p>"));
    assert_eq!(page.html.matches("<blockquote>").count(), 64);
    assert_eq!(page.html.matches("</blockquote>").count(), 64);
}

/// `cargo test --release --lib markdown -- --ignored --nocapture speed`
#[test]
#[ignore = "prints how fast it is"]
fn speed() {
    let paragraph = "ANKARA: The ministers met for a *third* day, and “nothing” was [agreed](https://example.org/talks) — \
                     the country’s 2nd round of talks in a month & the last before the summer, officials said on Friday.\n\n";
    let article = format!(
        "{}## What is next\n\n{}> A quote.\n\n- one\n- two\n",
        paragraph.repeat(8),
        paragraph.repeat(3)
    );
    for (name, text) in
        [("plain", article.clone()), ("with HTML", format!("{article}<figure><img src=a.jpg></figure>\n"))]
    {
        for (what, run) in [
            ("render", (|text| rendered(text, SMART).html.len()) as fn(&str) -> usize),
            ("survey", |text| survey(text).destinations.len()),
            ("parse only", |text| {
                pulldown_cmark::Parser::new_ext(text, super::super::events::parser_options()).count()
            }),
        ] {
            let times = 2000;
            let start = Instant::now();
            let mut sum = 0;
            for _ in 0..times {
                sum += std::hint::black_box(run(std::hint::black_box(&text)));
            }
            let elapsed = start.elapsed();
            let rate = (text.len() * 2000) as u128 / elapsed.as_micros().max(1);
            eprintln!(
                "{name}, {what}: {rate} MB/s, {:?} a text of {} bytes ({sum})",
                elapsed / times,
                text.len()
            );
        }
    }
}
