//! Markdown of each element.

use super::{Markdown, OldSite, text_of, to_markdown};
use crate::story::Counts;
use crate::verify;

fn site() -> OldSite {
    OldSite::new("https://old.example", &["news.old.example".to_owned()])
        .with_uploads("/wp-content/uploads/")
        .with_originals()
}

fn markdown(html: &str) -> Markdown {
    let markdown = to_markdown(html, &site());
    assert_eq!(verify::count(&markdown.text), markdown.found, "{html}\n{}", markdown.text);
    markdown
}

/// Checks HTML with its Markdown.
fn check(cases: &[(&str, &str)]) {
    for (html, expected) in cases {
        assert_eq!(markdown(html).text, *expected, "{html}");
    }
}

#[test]
fn headings_keep_their_anchors() {
    check(&[
        ("<h2>A &amp; B</h2>", "## A & B"),
        ("<h2 id=\"a-b\">A</h2>", "## A {#a-b}"),
        ("<h3><a name=\"old\"></a>A</h3>", "### A {#old}"),
        ("<h3><a href=\"#x\" id=\"x\">A</a></h3>", "### <span id=\"x\"></span>[A](#x)"),
        ("<h2>A {#b} #</h2>", "## A \\{\\#b\\} \\#"),
        ("<h1>A<br>B</h1>", "# A B"),
        ("<h2><div>A</div></h2>", "## A"),
        ("<h2>  </h2><p>a</p>", "a"),
    ]);
}

#[test]
fn emphasis_is_written_with_signs_where_they_count() {
    check(&[
        ("<p><em>a</em> <strong>b</strong> <i>c</i><b>d</b> <del>e</del></p>", "*a* **b** *c*__d__ ~~e~~"),
        ("<p>un<em>believ</em>able</p>", "un*believ*able"),
        ("<p><b><i>a</i></b></p>", "**_a_**"),
        ("<p>a<b>“b”</b>c</p>", "a<strong>“b”</strong>c"),
        ("<p><b>a </b>b<i> c</i></p>", "**a** b *c*"),
        ("<p><b>a</b><b>b</b> <b> </b>c</p>", "**ab** c"),
        ("<b><p>a</p><p>b</p></b>", "**a**\n\n**b**"),
        ("<p><b><b>a</b></b></p>", "**a**"),
        (
            "<p>H<sub>2</sub>O <u>u</u> <abbr title=\"T &quot;t\">t</abbr></p>",
            "H<sub>2</sub>O <u>u</u> <abbr title=\"T &quot;t\">t</abbr>",
        ),
        ("<p><span style=\"color:red\">a</span> <font size=2>b</font></p>", "a b"),
    ]);
}

#[test]
fn words_stay_words() {
    check(&[
        (
            "<p>1. a</p><p># b</p><p>- c</p><p>+ d</p><p>&gt; e</p>",
            "1\\. a\n\n\\# b\n\n\\- c\n\n\\+ d\n\n\\> e",
        ),
        ("<p>*a* _b_ c_d `e` [f](g) ~h~</p>", "\\*a\\* \\_b\\_ c_d \\`e\\` \\[f](g) \\~h\\~"),
        ("<p>&lt;b&gt; &amp;amp; a &lt; b AT&amp;T x</p>", "\\<b> \\&amp; a < b AT&T x"),
        ("<p>{{ &lt;Figure /&gt; }} {% x %} {: .a} {a}</p>", "\\{{ \\<Figure /> }} \\{% x %} \\{: .a} {a}"),
        ("<p>a<br>---<br>=====</p>", "a\\\n\\---\\\n\\====="),
        ("<p>Run tar --help</p>", "Run tar -\\-help"),
        ("<p>Hello!<a href=\"/a\">b</a></p>", "Hello\\![b](/a)"),
        ("<p>C:\\new\\*</p>", "C:\\\\new\\\\\\*"),
        ("a\n  b\u{1}c", "a bc"),
    ]);
}

#[test]
fn links_lead_into_the_site() {
    check(&[
        (
            "<a href=\"https://www.old.example/2014/a/?x=1&amp;y=2#z\" title=\"T\">a</a>",
            "[a](/2014/a/?x=1&y=2#z \"T\")",
        ),
        (
            "<a href=\"//news.old.example\">a</a> <a href=\"//b.example/c\">b</a>",
            "[a](/) [b](https://b.example/c)",
        ),
        ("<a href=\"/a b(c)\">d</a>", "[d](</a%20b(c)>)"),
        ("<a href=\"mailto:a@b.example\">a</a>", "[a](mailto:a@b.example)"),
        ("<a href=\"javascript:x()\">a</a> <a href=\"#\">b</a> <a>c</a> <a href=\"/x\"></a>", "a b c"),
        ("<a href=\"/a\">[b]</a>", "[\\[b\\]](/a)"),
        ("<a href=\"/a\"><h2>B</h2></a>", "## [B](/a)"),
        ("<a href=\"/a\"><div><p>b</p><p>c</p></div></a>", "[b\\\nc](/a)"),
        ("<p><a href=\"/a\">b <br></a> c</p>", "[b](/a)\\\nc"),
        ("<a href=\"#n\">1</a><p id=\"n\">a</p><p id=\"m\">b</p>", "[1](#n)\n\n<span id=\"n\"></span>a\n\nb"),
        (
            "<a name=\"x\"></a><p>a</p><h2 id=\"x\">b</h2><a name=\"x\"></a>c",
            "<span id=\"x\"></span>a\n\n## b\n\nc",
        ),
        ("<a name=\"top\"></a><p>a</p>", "<span id=\"top\"></span>a"),
    ]);
    let files = markdown("<a href=\"http://old.example/wp-content/uploads/a%20b.pdf#page=2\">a</a>");
    assert_eq!(files.text, "[a](/wp-content/uploads/a%20b.pdf#page=2)");
    assert_eq!(files.media[0].site_path, "static/wp-content/uploads/a b.pdf");
    assert_eq!(files.media[0].source_path.as_deref(), Some("a b.pdf"));
    assert_eq!(files.media[0].url, "https://old.example/wp-content/uploads/a%20b.pdf");
}

#[test]
fn pictures_lead_to_the_original() {
    check(&[
        (
            "<img src=\"https://old.example/wp-content/uploads/a-300x200.jpg?w=3\" alt=\"A [b]\" title=\"T\">",
            "![A \\[b\\]](/wp-content/uploads/a.jpg \"T\")",
        ),
        ("<img src=\"/a-1.jpg\" srcset=\"/a-1.jpg 300w, /a-2.jpg 1200w, /a-3.jpg 600w\">", "![](/a-2.jpg)"),
        (
            "<img src=\"data:image/gif;base64,x\" data-src=\"/a.jpg\"><noscript><img src=\"/a.jpg\"></noscript>",
            "![](/a.jpg)",
        ),
        ("<picture><source srcset=\"/a.webp, /b.webp 2x\"><img src=\"/a.jpg\"></picture>", "![](/a.jpg)"),
        ("<a href=\"/u/a.jpg\"><img src=\"/u/a-300x200.jpg\"></a>", "![](/u/a.jpg)"),
        ("<a href=\"/b/\"><img src=\"/a.jpg\"></a>", "[![](/a.jpg)](/b/)"),
        ("<img src=\"https://c.example/a.gif\" width=1 height=1>a", "a"),
    ]);
    let lost = markdown("<img src=\"data:image/png;base64,xyz\">");
    assert_eq!((lost.text.as_str(), lost.notices[0].kind), ("", "picture without a file"));
}

#[test]
fn figures_become_components_where_these_can_express_them() {
    check(&[
        (
            "<figure><img src=\"/a.jpg\" alt=\"A\"><figcaption>B “c”\n d</figcaption></figure>",
            "{{ <Figure src=\"/a.jpg\" alt=\"A\" caption=\"B “c” d\" /> }}",
        ),
        (
            "<figure><a href=\"/a.jpg\"><img src=\"/a.jpg\"></a><figcaption>B <span class=\"photo-credit\">Ann</span></figcaption></figure>",
            "{{ <Figure src=\"/a.jpg\" alt=\"\" caption=\"B\" credit=\"Ann\" /> }}",
        ),
        ("<figure><img src=\"/a.jpg\" alt='\"A\"'></figure>", "{{ <Figure src=\"/a.jpg\" alt='\"A\"' /> }}"),
        (
            "<figure><img src=\"/a.jpg\"><figcaption>B <a href=\"/c\">c</a></figcaption></figure>",
            "<figure><img src=\"/a.jpg\" alt=\"\">\n<figcaption>B <a href=\"/c\">c</a></figcaption>\n</figure>",
        ),
        (
            "<ul><li><figure><img src=\"/a.jpg\"></figure></li></ul>",
            "- <figure><img src=\"/a.jpg\" alt=\"\">\n  </figure>",
        ),
        (
            "<figure><figure><img src=\"/a.jpg\"></figure><figure><img src=\"/b.jpg\"></figure><figcaption>C</figcaption></figure>",
            "{{ <Figure src=\"/a.jpg\" alt=\"\" /> }}\n\n{{ <Figure src=\"/b.jpg\" alt=\"\" /> }}\n\nC",
        ),
        (
            "<figure><video src=\"/a.mp4\" poster=\"/p.jpg\"></video><figcaption>F</figcaption></figure>",
            "{{ <Video src=\"/a.mp4\" poster=\"/p.jpg\" caption=\"F\" /> }}",
        ),
        ("<audio controls><source src=\"/a.mp3\">no sound</audio>", "{{ <Audio src=\"/a.mp3\" /> }}"),
    ]);
}

#[test]
fn players_become_addresses() {
    check(&[
        (
            "<iframe src=\"//www.youtube.com/embed/abc?rel=0&amp;x=1\"></iframe>",
            "<https://www.youtube.com/embed/abc?rel=0&x=1>",
        ),
        (
            "<p>a <iframe src=\"https://player.vimeo.com/video/1\" title=\"Film\"></iframe></p>",
            "a\n\n[https://player.vimeo.com/video/1](https://player.vimeo.com/video/1 \"Film\")",
        ),
        (
            "<object><param name=movie value=x><embed src=\"http://www.youtube.com/v/abc\"></object>",
            "<http://www.youtube.com/v/abc>",
        ),
    ]);
    assert_eq!(markdown("<iframe src=\"https://a.example/\"></iframe>").notices[0].kind, "frame");
}

#[test]
fn lists_nest_and_keep_their_numbers() {
    check(&[
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ol start=\"9\"><li><p>a</p><p>b</p></li><li>c</li></ol>", "9. a\n\n   b\n\n10. c"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"),
        ("<ol><li>a</li></ol>\n<ol><li>b</li></ol>", "1. a\n\n1) b"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n- - b"),
        ("<ol type=\"a\"><li>a</li></ol>", "<ol type=\"a\">\n<li>a</li>\n</ol>"),
        ("<ul><li>1. a</li><li></li></ul>", "- 1\\. a"),
        ("<ul><li>a<pre>b\n\nc</pre></li></ul>", "- a\n\n  ```\n  b\n\n  c\n  ```"),
    ]);
}

#[test]
fn other_blocks() {
    check(&[
        (
            "<blockquote><p>a</p><p>b<br>c</p></blockquote><blockquote>d</blockquote>",
            "> a\n>\n> b\\\n> c\n\n> d",
        ),
        (
            "<pre class=\"language-rust\"><code>let a = `b`;\n\n```\n</code></pre>",
            "````rust\nlet a = `b`;\n\n```\n````",
        ),
        ("<div class=\"highlight-source-js\"><pre>a<br>b</pre></div>", "```js\na\nb\n```"),
        ("<pre>a <a href=\"/b\">b</a>\n\nc</pre>", "<pre>a <a href=\"/b\">b</a>&#10;&#10;c</pre>"),
        (
            "<p><code>a</code> <code>`b`</code> <code><a href=\"/c\">c</a></code></p>",
            "`a` `` `b` `` <code>[c](/c)</code>",
        ),
        ("a<br><br>b<br>c", "a\n\nb\\\nc"),
        ("<span>a<br> <br><span>b</span></span>", "a\n\nb"),
        ("<p>a</p><hr><p>b</p>", "a\n\n---\n\nb"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>"),
        (
            "<details><summary>S <b>s</b></summary><p>a</p></details>",
            "<details>\n<summary>S <b>s</b></summary>\n\na\n\n</details>",
        ),
        (
            "<dateline-component>{{ &lt;Embed href=\"x\" title=\"y\" /&gt; }}</dateline-component>a",
            "{{ <Embed href=\"x\" title=\"y\" /> }}\n\na",
        ),
        ("<script>x</script><style>y</style><!-- z -->a", "a"),
        ("<form><p>a</p><input value=b><button>c</button></form>", "a"),
    ]);
}

#[test]
fn tables_are_markdown_when_simple() {
    check(&[
        (
            "<table><thead><tr><th>A</th><th align=right>B</th></tr></thead><tr><td>a|b</td><td><code>c|d</code><br>e</td></tr></table>",
            "| A | B |\n| --- | ---: |\n| a\\|b | `c\\|d`<br>e |",
        ),
        (
            "<table><tr><td>a</td><td colspan=2>b</td></tr></table>",
            "<table>\n<tbody>\n<tr>\n<td>a</td>\n<td colspan=\"2\">b</td>\n</tr>\n</tbody>\n</table>",
        ),
        ("<table><tr><td><p>a</p></td></tr><tr><td>b</td></tr></table>", "a\n\nb"),
        (
            "<table><tr><td>a</td><td><table><tr><th>b</th></tr><tr><td>c</td></tr></table></td></tr></table>",
            "a\n\n| b |\n| --- |\n| c |",
        ),
    ]);
}

#[test]
fn losses_are_named() {
    let all = markdown("<script>a</script><script>b</script><form><input></form>a");
    let kinds: Vec<_> = all.notices.iter().map(|notice| (notice.kind, notice.message.as_str())).collect();
    assert_eq!(kinds, [("form", "form removed: 1"), ("script", "script removed: 2")]);
    assert_eq!(markdown("<a href=/a>a</a><img src=/b>").found, Counts { links: 1, pictures: 1 });
}

#[test]
fn relative_addresses_are_resolved_on_a_page() {
    let site = site();
    let page = site.page("https://old.example/2014/05/cats.html");
    let text =
        to_markdown("<a href=\"dogs.html#a\">d</a> <img src=\"../img/a.jpg\"> <a href=\"#b\">b</a>", &page);
    assert_eq!(text.text, "[d](/2014/05/dogs.html#a) ![](/2014/img/a.jpg) [b](#b)");
    assert_eq!(text.media[0].url, "https://old.example/2014/img/a.jpg");
}

#[test]
fn words_of_html() {
    assert_eq!(text_of("<h1>A</h1><p>b <b>c</b>d<br>e</p><script>x</script>"), "A\nb cd\ne");
}

#[test]
fn hostile_html_is_converted_in_bounded_time() {
    for html in [
        "<div>".repeat(30_000),
        "<b>".repeat(30_000) + "a",
        "<ul><li>".repeat(2000) + "a",
        "<blockquote>".repeat(2000) + "a",
        "<a href=x>".repeat(3000),
        "<table><tr><td>".repeat(5000) + "a",
        "[".repeat(50_000),
        "`".repeat(50_000),
        "<i>*</i>".repeat(5000),
        "<br>".repeat(50_000),
        "<figure><img src=x>".repeat(1000),
        "a, ".repeat(10),
    ] {
        to_markdown(&html, &site());
    }
}
