//! Extensions to the parser: strikethrough, bare URLs, and smart punctuation across markup.

use super::super::LinkKind::Link;
use super::{SANITISED, SMART, asked, html, rendered, survey};
use crate::config::{Addresses, Markdown};

fn smart(text: &str) -> String {
    let html = rendered(text, SMART).html;
    html.trim_start_matches("<p>").trim_end().trim_end_matches("</p>").to_owned()
}

#[test]
fn only_two_tildes_strike_out() {
    for (text, made) in [
        ("Only ~20 rows, mean -10%~-16%.", "Only ~20 rows, mean -10%~-16%."),
        ("~~a~~ ~b~ ~~~c~~~ d~~e~~f", "<del>a</del> ~b~ ~~~c~~~ d<del>e</del>f"),
        ("~~a *b* `~~` [c](d)~~", "<del>a <em>b</em> <code>~~</code> <a href=\"d\">c</a></del>"),
        ("*~~a~~* **~~b** c~~", "<em><del>a</del></em> <strong>~~b</strong> c~~"),
        ("~5 *km~ish and* more", "~5 <em>km~ish and</em> more"),
        ("\\~~a~~ ~~b\\~~ ~~ c ~~", "~~a~~ ~~b~~ ~~ c ~~"),
        ("~~a ~~b~~ c~~", "<del>a <del>b</del> c</del>"),
        ("~~a\nb~~", "<del>a\nb</del>"),
        ("~~\"a\"~~ &#126;&#126;b~~", "<del>&quot;a&quot;</del> ~~b~~"),
    ] {
        assert_eq!(html(text), format!("<p>{}</p>\n", made.replace("&quot;", "\"")), "{text}");
    }
    assert_eq!(survey("mean ~10%~16% ~~x~~").first_paragraph.as_deref(), Some("mean ~10%~16% x"));
}

#[test]
fn punctuation_is_smart_across_markup() {
    for (text, made) in [
        ("\"*Hi*\" *\"Hi\"* **\"a\"**", "“<em>Hi</em>” <em>“Hi”</em> <strong>“a”</strong>"),
        (
            "*Ann*'s \"[link](x)\" [\"link\"](x)'s",
            "<em>Ann</em>’s “<a href=\"x\">link</a>” <a href=\"x\">“link”</a>’s",
        ),
        ("\"`code`\" `it's`'s", "“<code>code</code>” <code>it's</code>’s"),
        ("\"<b>Hi</b>\" a<br>\"b\"", "“<b>Hi</b>” a<br>“b”"),
        ("<code>it's</code> isn't", "<code>it's</code> isn’t"),
        ("\\\"a\\\" \\'b' &quot;c&quot; \\-- \\...", "\"a\" 'b’ \"c\" -- ..."),
        ("\"a\nb\"", "“a\nb”"),
        ("\"Hi.\"[^1]\n\n[^1]: x", "“Hi.”<sup"),
    ] {
        assert!(smart(text).starts_with(made), "{text}: {}", smart(text));
    }
    assert_eq!(rendered("| \"a\" | 6'2\" |\n|-|-|\n", SMART).html.matches('“').count(), 1);
    assert!(rendered("## 'tis \"so\"", SMART).html.contains("id=\"tis-so\">’tis “so”</h2>"));
}

#[test]
fn bare_addresses_are_links() {
    for (text, address, after) in [
        ("See https://example.org/a.pdf.", "https://example.org/a.pdf", "."),
        ("(https://example.org/a_(b))", "https://example.org/a_(b)", ")"),
        ("**https://example.org/a** b", "https://example.org/a", "</strong> b"),
        ("*see https://example.org*", "https://example.org", "</em>"),
        ("https://example.org/_next_/a_b*c* d", "https://example.org/_next_/a_b", "<em>c</em> d"),
        ("https://example.org/?a=1&amp;b=2; c", "https://example.org/?a=1&b=2", "; c"),
        ("https://example.org/?a&hl; c", "https://example.org/?a", "&amp;hl; c"),
        ("\"https://example.org/\" a", "https://example.org/", "\" a"),
        ("https://example.org/stra\u{df}e\u{2014}b", "https://example.org/straße—b", ""),
        ("https://münchen.example/…", "https://münchen.example/", "…"),
        ("见https://example.org/中文。下", "https://example.org/中文", "。下"),
        ("https://example.org/a\\_b", "https://example.org/a_b", ""),
        ("http://localhost:1 HTTPS://Example.org/", "HTTPS://Example.org/", ""),
        ("https://example.org/--a...", "https://example.org/--a", "..."),
    ] {
        let made = html(text);
        let escaped = address.replace('&', "&amp;");
        assert!(made.contains(&format!(">{escaped}</a>{after}")), "{text}: {made}");
        assert_eq!(
            asked(text, SANITISED).iter().map(|(_, to, _)| to.as_str()).collect::<Vec<_>>(),
            [address],
            "{text}"
        );
        assert_eq!(survey(text).destinations, [address], "{text}");
    }
    assert_eq!(
        asked("a https://b.example/c d", SANITISED),
        [(Link, "https://b.example/c".to_owned(), "https://b.example/c")]
    );
    assert_eq!(
        html("www.example.org/a"),
        "<p><a href=\"http://www.example.org/a\">www.example.org/a</a></p>\n"
    );
    assert_eq!(
        rendered("https://a.example/it's", SMART).html,
        "<p><a href=\"https://a.example/it&#x27;s\">https://a.example/it's</a></p>\n"
    );
}

#[test]
fn what_is_no_bare_address_is_text() {
    for text in [
        "http://localhost/",
        "http:// a",
        "awww.example.org",
        "x@www.example.org",
        "a@example.org",
        "http\\://example.org",
        "ftp://example.org",
        "javascript://example.org",
        "`https://example.org`",
        "    https://example.org",
        "https://a_b.c_d",
        "https://.example.org",
    ] {
        assert!(!html(text).contains("<a "), "{text}: {}", html(text));
    }
    for text in [
        "[https://a.example](b)",
        "<a href=\"b\">https://a.example</a>",
        "<https://a.example>",
        "![https://a.example](b)",
    ] {
        assert!(
            html(text).matches("<a ").count() <= 1
                && !html(text).contains("\"https://a.example\">https://a.example</a> "),
            "{text}"
        );
    }
    let plain = Markdown { addresses: Addresses::AsWritten, ..SANITISED };
    assert_eq!(rendered("https://example.org", plain).html, "<p>https://example.org</p>\n");
    assert!(html("## https://example.org/A").contains("<h2 id=\"httpsexampleorga\">"));
}
