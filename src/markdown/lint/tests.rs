//! Texts with warnings, and texts without.

use crate::markdown::problem::Problem;
use crate::markdown::tests::{SMART, with_rules};
use crate::markdown::{LinkKind, RenderHooks, render};
use std::ops::Range;

/// Records problems.
#[derive(Default)]
struct Told(Vec<Problem>);

impl RenderHooks for Told {
    fn resolve(&mut self, _: LinkKind, written: &str, _: Range<usize>) -> Option<String> {
        Some(written.to_owned())
    }

    fn report_problem(&mut self, problem: Problem) {
        self.0.push(problem);
    }
}

fn told(text: &str) -> Vec<Problem> {
    let mut told = Told::default();
    with_rules(SMART, |rules| render(text, rules, &mut told));
    told.0
}

/// Returns the kind and the source of each warning.
fn warned(text: &str) -> Vec<(&'static str, &str)> {
    told(text).into_iter().map(|problem| (problem.kind.name(), &text[problem.at])).collect()
}

#[test]
fn shortcodes_of_others_are_reported() {
    for (text, at) in [
        ("{{< youtube abc >}}", "{{< youtube abc >}}"),
        ("a {{% notice %}} b", "{{% notice %}}"),
        ("{{<figure src=\"a.jpg\">}}", "{{<figure src=\"a.jpg\">}}"),
        ("{% include figure.html src=\"a.jpg\" %}", "{% include figure.html src=\"a.jpg\" %}"),
        ("[a]({{< ref \"b.md\" >}})", "{{< ref \"b.md\" >}}"),
        ("## A {{ page.title }}", "{{ page.title }}"),
        ("| {{ a }} |\n|---|\n", "{{ a }}"),
        ("- {{ a }}", "{{ a }}"),
        ("[caption id=\"a\"]Text[/caption]", "[caption id=\"a\"]"),
        ("[caption id=\"a\"]![b](c.jpg) Text[/caption]", "[caption id=\"a\"]"),
        ("[gallery ids=\"1,2\"]", "[gallery ids=\"1,2\"]"),
        ("[gallery]", "[gallery]"),
        ("[embed]https://a.example/b[/embed]", "[embed]"),
        ("[audio mp3=\"a.mp3\"][/audio]", "[audio mp3=\"a.mp3\"]"),
        ("[video width=300]", "[video width=300]"),
        ("[youtube https://youtu.be/a]", "[youtube https://youtu.be/a]"),
        ("[playlist]", "[playlist]"),
        ("[su_note colour=\"red\"]a[/su_note]", "[su_note colour=\"red\"]"),
        ("<div>\n[gallery ids=\"1\"]\n</div>", "[gallery ids=\"1\"]"),
        ("<p>{{< a >}}</p>", "{{< a >}}"),
        ("a <a href=\"{{< ref >}}\">b</a>", "{{< ref >}}\">"),
        ("Text\n{: .lead}", "{: .lead}"),
        ("* a\n{:toc}", "{:toc}"),
        ("![a](b.jpg){: width=\"300\"}", "{: width=\"300\"}"),
        ("![a](b.jpg){.right}", "{.right}"),
        ("{::options parse=\"x\" /}", "{::options parse=\"x\" /}"),
    ] {
        assert_eq!(warned(text), [("foreign-shortcode", at)], "{text}");
    }
    assert_eq!(warned("{% highlight ruby %}a{% endhighlight %}\n\n{{< b >}}c{{< /b >}}").len(), 2);
}

#[test]
fn links_that_are_none_are_reported() {
    for (text, at, hint) in [
        (
            "![The flood](Screenshot (2).svg)",
            "![The flood](Screenshot (2).svg)",
            "put the address in <…>: ![The flood](<Screenshot (2).svg>)",
        ),
        ("a [x](a b.html) c", "[x](a b.html)", "put the address in <…>: [x](<a b.html>)"),
        ("![x](a b.jpg \"T t\")", "![x](a b.jpg \"T t\")", "put the address in <…>: ![x](<a b.jpg> \"T t\")"),
        ("[x](y.html and", "[x](y.html", "write it as [x](y.html)"),
        ("[x](a.html \"b \"c\" d\")", "[x](a.html \"b \"c\" d\")", "write it as [x](a.html 'title')"),
        (
            "[x] (https://a.example/b) c",
            "[x] (https://a.example/b)",
            "remove the space: [x](https://a.example/b)",
        ),
        ("![x] (b.jpg)", "![x] (b.jpg)", "remove the space: ![x](b.jpg)"),
        ("See [the text][ref].", "[the text][ref]", "add a line that defines it: [ref]: https://…"),
        ("See [the text][].", "[the text][]", "add a line that defines it: [the text]: https://…"),
        ("![alt][ref]", "![alt][ref]", "add a line that defines it: [ref]: https://…"),
        (
            "[a][https://b.example]",
            "[a][https://b.example]",
            "put the address in (…): [a](https://b.example)",
        ),
        ("(a b)[https://c.example/]", "(a b)[https://c.example/]", "write it as [a b](https://c.example/)"),
        ("![[a b.jpg]]", "![[a b.jpg]]", "write it as ![what it shows](<a b.jpg>)"),
        (
            "[a [b](c.html) d](e.html)",
            "[a [b](c.html) d](e.html)",
            "links can't be nested, and brackets must come in pairs",
        ),
        ("# [x](a b.html)", "[x](a b.html)", "put the address in <…>: [x](<a b.html>)"),
        (
            "<div>\n[a](b.html)\n</div>",
            "[a](b.html)",
            "leave an empty line after the HTML tag before it, or write the link in HTML: <a href=\"…\">words</a>",
        ),
    ] {
        assert_eq!(warned(text), [("unparsed-link", at)], "{text}");
        assert_eq!(told(text)[0].hint, hint, "{text}");
    }
}

#[test]
fn notes_that_are_nowhere_are_reported() {
    for (text, at) in [
        ("See the note[^1].", "[^1]"),
        ("a[^b] c[^d]\n\n[^b]: x", "[^d]"),
        ("| a[^1] |\n|---|\n", "[^1]"),
        ("a^[in the line] b", "^[in the line]"),
    ] {
        assert_eq!(warned(text), [("missing-note", at)], "{text}");
    }
}

#[test]
fn prose_that_became_code_is_reported() {
    let prose = "It was a dark and stormy night; the rain fell in torrents.".replace(';', ",");
    for text in [
        format!("    {prose}"),
        format!("\t{prose}\n\n\tAnd then the wind began to blow again.\n"),
        format!("A first one.\n\n    “{prose}”\n"),
        "\tIt was a dark night in the\ntown when the wind blew.".to_owned(),
        "    Эта история началась много лет назад в маленьком городе.".to_owned(),
        "    これは長い段落で、最初に空白があります。".to_owned(),
    ] {
        let warned = warned(&text);
        assert_eq!(warned.len(), 1, "{text}");
        assert_eq!(warned[0].0, "accidental-code");
    }
    for text in [
        "    let x = 1;",
        "    $ cargo build",
        "    error: could not compile the crate.",
        "    SELECT name FROM people WHERE age = 3.",
        "    Name    Age\n    Ann     3",
        "    # A comment that says what is below here.\n    run()",
        "    one two three four five six seven",
        "    for every one of them do the same thing.",
        "    Roses are red",
    ] {
        assert_eq!(warned(text), [], "{text}");
    }
}

#[test]
fn what_is_meant_as_it_is_written_is_not_reported() {
    for text in [
        "`{{< a >}}` and `{% b %}` and `[caption]` and `[^1]` and `![x](a b)`",
        "```\n{{< a >}} [x](a b.html) [^1] [gallery]\n```",
        "    {{< a >}} [x](a b.html) [^1] [gallery]",
        "<pre>{{< a >}} [gallery] [x](b.html)</pre>",
        "\\{{< a >}} \\[x](a b.html) \\[^1] \\[gallery]",
        "He said [sic] (see above) that [it] was [video] on [code] [1][2] a[1][2].",
        "f[x](y z) and [a] (b), [the end][1",
        "[a](b) ![c](d \"e\") [f][g] [h] [i][]\n\n[g]: x\n[h]: y\n[i]: z",
        "[a](<b c.html>) ![d](<e f.jpg> \"g\") [a\\]b](c)",
        "{ a } {a: b} :{) {:-) {{ {{{",
        "[an aside, as they say] and [another one = two]",
        "a[^1]\n\n[^1]: b [^2]\n\n[^2]: c\n\n[^3]: never referred to",
        "{{ <A /> }}",
        "{% <A b=\"{{ c }} [x](a b.html)\"> %}\n\nd\n\n{% </A> %}",
        "<!-- {{< a >}} [gallery] -->",
        "2^[a-z]",
    ] {
        let warnings: Vec<_> =
            told(text).into_iter().filter(|f| f.kind != crate::diagnostic::Kind::Other).collect();
        assert_eq!(warnings, [], "{text}");
    }
}
