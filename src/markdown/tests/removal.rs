//! Reports of everything that is left out of a text.

use std::collections::BTreeMap;
use std::ops::Range;

use proptest::prelude::*;

use super::super::raw_html::element_end;
use super::super::sanitize::OPAQUE_ELEMENTS;
use super::super::{
    EmbedCandidate, EmbedHtml, LinkKind, Load, LoadKind, Removal, RemovedPart, RenderHooks, render,
};
use super::{SANITISED, TRUSTED, with_rules};
use crate::config::Markdown;

/// Records reports, and makes embeds of the frames of one host.
#[derive(Default)]
struct Reported {
    removed: Vec<(String, Range<usize>)>,
    resolved: Vec<(LinkKind, String)>,
    loads: Vec<(LoadKind, String, Range<usize>)>,
}

impl RenderHooks for Reported {
    fn resolve(&mut self, kind: LinkKind, written: &str, _: Range<usize>) -> Option<String> {
        self.resolved.push((kind, written.to_owned()));
        Some(written.to_owned())
    }

    fn embed(&mut self, found: &EmbedCandidate<'_>) -> Option<EmbedHtml> {
        let film = found.address.strip_prefix("https://films.example/")?;
        let title = found.title.unwrap_or("-");
        Some(EmbedHtml {
            block: format!("<div>{film} {title} {}</div>\n", found.height.unwrap_or(0)),
            link: format!("<a href=\"{film}\">{title}</a>"),
        })
    }

    fn report_removed(&mut self, Removal { at, part }: Removal<'_>) {
        let name = match part {
            RemovedPart::Element(element) => format!("<{}> {:?}", element.name, element.content),
            RemovedPart::Attribute { element, name } => format!("{element} {name}"),
            RemovedPart::Link { written, .. } => written.to_owned(),
            RemovedPart::ForeignCode => "code".to_owned(),
            RemovedPart::AllTags => "all".to_owned(),
            RemovedPart::Presentational => "looks".to_owned(),
        };
        self.removed.push((name, at));
    }

    fn report_load(&mut self, load: &Load, at: Range<usize>) {
        self.loads.push((load.kind, load.address.clone().unwrap_or_else(|| load.name.clone()), at));
    }
}

fn reported(text: &str, settings: Markdown) -> (String, Reported) {
    let mut reported = Reported::default();
    let html = with_rules(settings, |options| render(text, options, &mut reported)).html;
    (html, reported)
}

/// Returns each part that is left out, with its source.
fn report_removed(text: &str) -> Vec<(String, &str)> {
    let (_, reported) = reported(text, SANITISED);
    reported.removed.into_iter().map(|(name, at)| (name, &text[at])).collect()
}

#[test]
fn what_is_left_out_is_reported_with_its_place() {
    for (text, name, place) in [
        ("<iframe src=\"/map.html\"></iframe>", "<iframe> None", "<iframe src=\"/map.html\">"),
        ("a <iframe src=x></iframe> b", "<iframe> None", "<iframe src=x>"),
        ("<script>\nx()\n</script>", "<script> Removed", "<script>"),
        ("a <script>x()</script>", "<script> Kept", "<script>"),
        ("> <script src=x></script>\n> a", "<script> None", "<script src=x>"),
        ("<form><b>a</b></form>", "<form> Kept", "<form>"),
        ("<embed src=\"/y.swf\">", "<embed> None", "<embed src=\"/y.swf\">"),
        ("a <Applause> b", "<applause> Kept", "<Applause>"),
        ("<b onclick=\"x()\">a</b>", "b onclick", "onclick=\"x()\""),
        ("<p hidden>a</p>", "p hidden", "hidden"),
        ("<a href=\"javascript:x()\">a</a>", "javascript:x()", "javascript:x()"),
        ("<img src=\"data:image/png;base64,x\" alt=a>", "data:image/png;base64,x", "data:image/png;base64,x"),
        ("<a href=\"https://a b/\">a</a>", "https://a b/", "https://a b/"),
        ("<q cite=\"javascript:x\">a</q>", "q cite", "cite=\"javascript:x\""),
        ("[a](javascript:x)", "javascript:x", "[a](javascript:x)"),
        ("![a](data:x)", "data:x", "![a](data:x)"),
        ("<vbscript:x>", "vbscript:x", "<vbscript:x>"),
        ("<?php echo 1 ?>", "code", "<?php echo 1 ?>"),
        ("a <?php echo 1 ?>", "code", "<?php echo 1 ?>"),
        ("<plaintext>\na", "<plaintext> Removed", "<plaintext>\na"),
        ("<p style=\"color:red\">a</p>", "looks", "style=\"color:red\""),
        ("<center>a</center>", "looks", "<center>"),
        ("<p>a<o:p></o:p></p>", "looks", "<o:p>"),
        ("<a href=b target=_blank>a</a>", "looks", "target=_blank"),
    ] {
        assert_eq!(report_removed(text), [(name.to_owned(), place)], "{text}");
    }
}

#[test]
fn what_is_no_loss_is_not_reported() {
    for text in [
        "<!-- more -->\n\na <!-- b --> c\n\n<!-- open",
        "<h1>a</h1>\n\n<strike>b</strike> <acronym title=c>d</acronym>",
        "<a name=\"b\">c</a>",
        "<div class=\"a\" id=\"b\" lang=\"fr\"><img src=\"a.jpg\" alt=\"\" loading=\"eager\" width=1></div>",
        "a < b, <3, a <b\n\n`<script>`\n\n    <script>",
        "<?xml:namespace prefix = o />",
    ] {
        let removed = report_removed(text);
        assert!(removed.iter().all(|(name, _)| name == "looks"), "{text}: {removed:?}");
    }
}

#[test]
fn nothing_is_asked_about_what_is_left_out() {
    let text = "<iframe src=a></iframe> <embed src=b> <input type=image src=c>\n\n<svg>\n<a href=d></a></svg>\n\n\
                x <script src=e></script> <form action=f>\n\n<link href=g><b href=h>i</b> <noscript><img src=j></noscript>";
    assert_eq!(reported(text, SANITISED).1.resolved, []);
}

#[test]
fn frames_and_lone_addresses_of_some_hosts_become_embeds() {
    let film = "https://films.example/f";
    for (text, html) in [
        (
            format!("<iframe src=\"{film}\" title=\"T &amp; U\" height=300></iframe>"),
            "<div>f T & U 300</div>\n",
        ),
        (format!("<p align=center><iframe src='{film}'></iframe></p>"), "<div>f - 0</div>\n"),
        (format!("<iframe data-src='{film}' src='about:blank'></iframe>"), "<div>f - 0</div>\n"),
        (format!("a <iframe src='{film}'></iframe> b"), "<p>a </p>\n<div>f - 0</div>\n<p> b</p>\n"),
        (format!("a *b <iframe src='{film}'></iframe>*"), "<p>a <em>b <a href=\"f\">-</a></em></p>\n"),
        (format!("## a <iframe src='{film}'></iframe>"), "<h2 id=\"a\">a <a href=\"f\">-</a></h2>\n"),
        (format!("a\n\n{film}\n\nb"), "<p>a</p>\n<div>f - 0</div>\n<p>b</p>\n"),
        (format!("<{film}>"), "<div>f - 0</div>\n"),
        (format!("[{film}]({film} \"T\")"), "<div>f T 0</div>\n"),
        (
            format!("- {film}"),
            "<ul>\n<li><a href=\"https://films.example/f\">https://films.example/f</a></li>\n</ul>\n",
        ),
        (
            format!("> {film}"),
            "<blockquote>\n<p><a href=\"https://films.example/f\">https://films.example/f</a></p>\n</blockquote>\n",
        ),
        (
            format!("see {film}"),
            "<p>see <a href=\"https://films.example/f\">https://films.example/f</a></p>\n",
        ),
    ] {
        let (page, reported) = reported(&text, SANITISED);
        assert_eq!(page.replace("</div>\n\n", "</div>\n"), html, "{text}");
        assert!(reported.removed.iter().all(|(name, _)| name == "looks"), "{text}");
    }
    let trusted = format!("<iframe src=\"{film}\"></iframe>\n");
    assert_eq!(reported(&trusted, TRUSTED).0, trusted);
}

#[test]
fn what_trusted_html_loads_is_reported() {
    use LoadKind::{
        Base, Form, Frame, Handler, Image, InlineScript, InlineStyle, Media, Ping, Plugin, Script,
    };
    use LoadKind::{Style, StyleAttribute};
    for (html, kind, what) in [
        ("<script>x()</script>", InlineScript, "script"),
        ("<script type=module>x()</script>", InlineScript, "script"),
        ("<script src=a.js></script>", Script, "a.js"),
        ("<b onclick=x()>b</b>", Handler, "onclick"),
        ("<a href=' JavaScript:x()'>b</a>", Handler, "href"),
        ("<style>b{}</style>", InlineStyle, "style"),
        ("<b style=x>b</b>", StyleAttribute, "style"),
        ("<link rel='preload stylesheet' href=a.css>", Style, "a.css"),
        ("<iframe src=a></iframe>", Frame, "a"),
        ("<img src=a>", Image, "a"),
        ("<video poster=a></video>", Image, "a"),
        ("<audio src=a></audio>", Media, "a"),
        ("<object data=a></object>", Plugin, "a"),
        ("<form action=a></form>", Form, "a"),
        ("<a ping=a>b</a>", Ping, "a"),
        ("<base href=a>", Base, "a"),
    ] {
        let (_, reported) = reported(html, TRUSTED);
        let found: Vec<_> = reported.loads.iter().map(|(kind, what, _)| (*kind, what.as_str())).collect();
        assert_eq!(found, [(kind, what)], "{html}");
    }
    let html =
        "<script type='application/ld+json'>{}</script> <a href=b>b</a> <p class=x>b</p>\n\n`<script>`";
    assert_eq!(reported(html, TRUSTED).1.loads, []);
    assert_eq!(reported("<script src=a></script>", SANITISED).1.loads, []);
}

const ELEMENTS: &[&str] = &[
    "b",
    "i",
    "span",
    "em",
    "div",
    "section",
    "article",
    "form",
    "button",
    "iframe",
    "script",
    "style",
    "object",
    "font",
    "center",
    "noscript",
    "svg",
    "custom-element",
    "mark",
    "nav",
    "label",
    "template",
    "small",
    "tt",
];

const ATTRIBUTES: &[(&str, &str)] = &[
    ("class", "x"),
    ("id", "y"),
    ("title", "t"),
    ("style", "color:red"),
    ("onclick", "x()"),
    ("hidden", ""),
    ("align", "left"),
    ("data-x", "1"),
    ("role", "note"),
    ("tabindex", "0"),
    ("aria-label", "l"),
    ("lang", "fr"),
    ("cite", "javascript:x"),
];

/// Generates a tree of elements.
fn tree() -> impl Strategy<Value = String> {
    let leaf = prop_oneof!["[a-z]{1,4}", Just("<br>".to_owned()), Just("<embed>".to_owned())];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let element = prop::sample::select(ELEMENTS.to_vec());
        let attributes = prop::sample::subsequence(ATTRIBUTES.to_vec(), 0..3);
        (element, attributes, prop::collection::vec(inner, 0..4)).prop_map(|(element, attributes, inner)| {
            let attributes = attributes
                .iter()
                .fold(String::new(), |all, (name, value)| all + " " + name + "=\"" + value + "\"");
            format!("<{element}{attributes}>{}</{element}>", inner.concat())
        })
    })
}

/// Counts the elements and attributes of HTML whose values contain no HTML.
fn counts(html: &str) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for tag in html.split('<').skip(1).filter_map(|tag| tag.split_once('>')).map(|(tag, _)| tag) {
        if tag.starts_with('/') {
            continue;
        }
        let mut parts = tag.split('"').step_by(2);
        let first = parts.next().unwrap_or_default();
        let mut words = first.split_ascii_whitespace();
        *counts.entry(format!("<{}>", words.next().unwrap_or_default())).or_default() += 1;
        for name in words.chain(parts.map(str::trim)).filter(|name| !name.is_empty()) {
            *counts.entry(name.trim_end_matches('=').to_owned()).or_default() += 1;
        }
    }
    counts
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    /// Elements that are removed with their content are taken out first: only they are reported.
    #[test]
    fn whatever_the_sanitiser_removes_is_reported(trees in prop::collection::vec(tree(), 1..4)) {
        let text = format!("<div>{}</div>", trees.concat());
        let (html, reported) = reported(&text, SANITISED);
        let (before, after) = (counts(&text), counts(&html));
        // A duplicate id is removed without a report.
        let lost: i64 = before
            .iter()
            .filter(|(name, _)| *name != "id")
            .map(|(name, count)| count - after.get(name).unwrap_or(&0))
            .sum();
        prop_assert!(lost == 0 || !reported.removed.is_empty(), "{text}\n{html}");
        let mut rest = text.clone();
        let mut removed: Vec<_> = reported.removed.clone();
        removed.sort_by_key(|(_, at)| std::cmp::Reverse(at.start));
        for (name, at) in &removed {
            let end = match name.strip_prefix('<').and_then(|name| name.split_once('>')) {
                Some((name, _)) if OPAQUE_ELEMENTS.contains(&name) => element_end(name, &rest, at.end),
                _ => at.end,
            };
            rest.replace_range(at.start..end, "");
        }
        let rest = counts(&rest);
        for (name, count) in &rest {
            // A duplicate id is removed without a report, and so are the attributes of a reported
            // element.
            let is_known = name == "id" || after.get(name).unwrap_or(&0) >= count;
            prop_assert!(is_known, "{name} is lost and not reported\n{text}\n{html}\n{:?}", reported.removed);
        }
    }

    #[test]
    fn any_html_is_reported_within_its_text(text in "(<(iframe|script|b|form|x|svg|p)( on| src=| href='javascript:'|=|\"){0,3}>?|</(iframe|script|b|p)>|[a-z é\n>*]){0,30}") {
        for settings in [SANITISED, TRUSTED] {
            let (_, reported) = reported(&text, settings);
            let places = reported.removed.iter().map(|(_, at)| at).chain(reported.loads.iter().map(|(.., at)| at));
            for at in places {
                prop_assert!(text.get(at.clone()).is_some(), "{at:?} {text}");
            }
        }
    }
}
