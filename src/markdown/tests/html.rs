//! HTML in Markdown.

use super::super::LinkKind::{Image, Link};
use super::{SANITISED, TRUSTED, anchors, asked, html, rendered};

#[test]
fn editorial_html_stays() {
    for text in [
        "<figure>\n<img src=\"a.jpg\" alt=\"A\" width=\"10\" height=\"20\" loading=\"lazy\">\n<figcaption>B <cite>c</cite></figcaption>\n</figure>\n",
        "<details open=\"\" class=\"x\"><summary>S</summary>T</details>\n",
        "<dl><dt>a</dt><dd>b</dd></dl>\n",
        "<table>\n<caption>C</caption>\n<tbody><tr><th scope=\"row\">a</th><td colspan=\"2\">b</td></tr></tbody></table>\n",
        "<p><audio controls=\"\" src=\"a.mp3\"></audio></p>\n",
    ] {
        assert_eq!(html(text), text);
    }
    let line = "<p>H<sub>2</sub>O <abbr title=\"x\">y</abbr> <kbd>k</kbd> <mark>m</mark> <small>s</small> <q>q</q> \
                <time datetime=\"2025-11-01\">t</time> <a href=\"b\" id=\"c\">d</a><br></p>\n";
    assert_eq!(html(&line[3..line.len() - 5]), line);
}

#[test]
fn what_is_not_editorial_goes_and_its_words_stay() {
    for (text, left) in [
        ("<p style=\"color:red\" onclick=\"x()\">a</p>", "<p>a</p>"),
        ("<script>alert(1)</script>\n\nb", "\n<p>b</p>\n"),
        ("a<script>alert(1)</script>", "<p>aalert(1)</p>\n"),
        ("<iframe src=\"https://example.org\"></iframe>", ""),
        ("<form action=\"x\"><input name=\"y\"><button>b</button></form>", "b"),
        ("<svg><a href=\"javascript:x\"><text>t</text></a></svg>", "<p><a></a></p>\n"),
        ("<a href=\"javascript:alert(1)\">a</a>", "<p><a>a</a></p>\n"),
        ("<a href=\"&#106;ava&Tab;script&colon;alert(1)\">a</a>", "<p><a>a</a></p>\n"),
        ("<a href=\"java&ZeroWidthSpace;script&colon;x\" target=\"_blank\">a</a>", "<p><a>a</a></p>\n"),
        ("<q cite=\"javascript:x\">a</q>", "<p><q>a</q></p>\n"),
        ("<img src=\"x\" alt=\"\" onerror=\"y\" srcset=\"z\">", "<img src=\"x\" alt=\"\" loading=\"lazy\">"),
        ("<font color=red>a</font>", "<p>a</p>\n"),
        ("<center>a</center>", "a"),
    ] {
        assert_eq!(html(text), left, "{text}");
    }
}

#[test]
fn comments_are_no_html() {
    for (text, left) in [
        ("<!-- more -->\n\na <!-- b --> c", "<p>a  c</p>\n"),
        ("<!-- a\nb -->\n", ""),
        ("<!-- a --> b\n\nc", " b\n<p>c</p>\n"),
        ("> <!-- a\n> b -->\n\nc", "<blockquote>\n</blockquote>\n<p>c</p>\n"),
        ("a[^1]\n\n[^1]: b\n\n<!-- open\n\nd", "<p>a"),
    ] {
        assert!(html(text).starts_with(left), "{text}: {}", html(text));
    }
    assert!(html("a[^1]\n\n[^1]: b\n\n<!-- open\n\nd").ends_with("</ol>\n</div>\n"));
}

#[test]
fn what_is_left_open_ends_with_the_text_at_the_latest() {
    assert_eq!(html("<div>\n\n*a*"), "<div>\n<p><em>a</em></p>\n</div>");
    assert_eq!(html("a</div></p></article> b"), "<p>a</p> b<p></p>\n");
    for element in
        ["title", "textarea", "iframe", "style", "script", "noscript", "template", "svg", "xmp", "plaintext"]
    {
        let block = html(&format!("<{element}>\n\n*after*"));
        assert!(
            block.contains("<em>after</em>") || matches!(element, "textarea" | "style" | "script"),
            "{block}"
        );
        assert_eq!(
            html(&format!("the <{element}> tag\n\n*after*")),
            "<p>the  tag</p>\n<p><em>after</em></p>\n"
        );
    }
    // These three continue over blank lines in Markdown.
    assert_eq!(html("<textarea>\n\n*after*\n</textarea>\n\nb"), "\n<p>b</p>\n");
}

#[test]
fn links_in_html_are_resolved_and_those_of_markdown_only_once() {
    let text = "[a](talks.md) <a href=\"talks.md\">b</a>\n\n> <p class='x'\n> title=y><img\n> src='e.jpg?a&amp;b' alt=\"c\">\n\n<a href=gone.md>c</a> <img src=gone.jpg alt='&lt;d>'>";
    for settings in [SANITISED, TRUSTED] {
        assert_eq!(
            asked(text, settings),
            [
                (Link, "talks.md", "[a](talks.md)"),
                (Link, "talks.md", "talks.md"),
                (Image, "e.jpg?a&b", "e.jpg?a&amp;b"),
                (Link, "gone.md", "gone.md"),
                (Image, "gone.jpg", "gone.jpg"),
            ]
            .map(|(kind, written, at)| (kind, written.to_owned(), at)),
        );
    }
    let page = html(text);
    assert!(page.contains("<a href=\"/2025/11/01/talks/?a=1&amp;b=&quot;2&quot;\">b</a>"), "{page}");
    assert!(page.contains("<img src=\"e.jpg?a&amp;b\" alt=\"c\" loading=\"lazy\">"), "{page}");
    assert!(page.contains("<a>c</a> &lt;d&gt;"), "{page}");
}

#[test]
fn trusted_html_stays_as_it_is_but_for_its_links() {
    let page = rendered(
        "<!-- a --><script>x(\"<a href='talks.md'>\")</script>\n\n<div style=\"a\"><iframe src=\"data:x\"></iframe><a href=talks.md>b</a> <a href='gone.md' id=c>c</a>\n\n[d](javascript:x)",
        TRUSTED,
    );
    assert_eq!(
        page.html,
        "<!-- a --><script>x(\"<a href='talks.md'>\")</script>\n<div style=\"a\"><iframe src=\"data:x\"></iframe>\
         <a href=\"/2025/11/01/talks/?a=1&amp;b=&quot;2&quot;\">b</a> <a id=c>c</a>\n<p>d</p>\n"
    );
}

#[test]
fn ids_in_html_are_kept_where_they_are_free() {
    let text = "## One\n\n<h1 id=\"two\">Two</h1>\n\n<p id=\"one\">a <a name=\"old\">b</a> <b id='fn:1'>c</b></p>\n\nd[^1] <i id=\"two\">e</i>\n\n## Two\n\n[^1]: N";
    let page = html(text);
    assert!(page.contains("<h2 id=\"two\">Two</h2>"), "{page}");
    assert!(page.contains("<p>a <a id=\"old\">b</a> <b>c</b></p>"), "{page}");
    assert_eq!(anchors(text), ["one", "fnref:1", "two", "fn:1", "old"]);
}
