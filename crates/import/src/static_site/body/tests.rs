//! Tests of the module above.

use super::*;
use proptest::prelude::*;

struct Nowhere;

impl Site for Nowhere {
    fn reference(&self, reference: &str) -> String {
        format!("/{}/", reference.trim_matches('/').trim_end_matches(".md"))
    }
    fn title(&self, _reference: &str) -> Option<String> {
        None
    }
    fn parameter(&self, name: &str) -> Option<String> {
        (name == "x").then(|| "value".to_owned())
    }
    fn picture(&self, src: &str) -> String {
        format!("/{src}")
    }
}

fn converted(source: &str, syntax: Syntax) -> Body {
    convert(source, Form::Markdown, syntax, Names::default(), &Nowhere, &Decisions::default())
}

#[test]
fn shortcodes_become_markdown() {
    for (source, syntax, expected) in [
        ("[a]({{< ref \"x.md\" >}})", Syntax::Hugo, "[a](/x/)"),
        (
            "a\n\n{{< figure src=\"a.jpg\" caption=\"C\" >}}\n\nb",
            Syntax::Hugo,
            "a\n\n\n{{ <Figure src=\"/a.jpg\" alt=\"\" caption=\"C\" /> }}\n\n\nb",
        ),
        (
            "in a {{< figure src=\"a.jpg\" alt=\"A [b]\" >}} line",
            Syntax::Hugo,
            "in a ![A \\[b\\]](/a.jpg) line",
        ),
        ("{{< note >}}\n*a*\n{{< /note >}}", Syntax::Hugo, "\n*a*\n"),
        ("{{< odd a=\"*b*\" >}}", Syntax::Hugo, "\\{\\{\\< odd a=\"\\*b\\*\" \\>}}"),
        ("{{< param x >}}", Syntax::Hugo, "value"),
        (
            "{% highlight ruby %}\nx = {{ y }}\n{% endhighlight %}\n",
            Syntax::Liquid,
            "```ruby\nx = {{ y }}\n```\n",
        ),
        ("{% raw %}{{ x }}{% endraw %}", Syntax::Liquid, "\\{\\{ x }}"),
        ("`{{ x }}` `{% y %}`", Syntax::Liquid, "`{{ x }}` `{% y %}`"),
        ("[a]({{ \"/b/\" | url }})", Syntax::Liquid, "[a](/b/)"),
        ("{{ youtube(id=\"abc\") }}", Syntax::Zola, "\n<https://www.youtube.com/watch?v=abc>\n"),
        (
            "<div>\n{{< img src=\"a.jpg\" >}}\n</div>",
            Syntax::Hugo,
            "<div>\n<img src=\"/a.jpg\" alt=\"\">\n</div>",
        ),
        ("[a]({{< tmp \"b\" >}})", Syntax::Hugo, "[a](/b/)"),
        ("{{ <Figure src=\"x\" /> }}", Syntax::Zola, "{{ \\<Figure src=\"x\" /> }}"),
    ] {
        assert_eq!(converted(source, syntax).text, expected, "{source}");
    }
}

#[test]
fn links_and_pictures_are_counted_without_the_conversion() {
    let body = converted(
        "[a]({{< ref \"x\" >}}) {{< img src=\"a.jpg\" >}} {{< youtube a >}} {{< odd >}}",
        Syntax::Hugo,
    );
    assert_eq!(body.found, Counts { links: 2, pictures: 1 });
    assert_eq!(verify::count(&body.text), body.found);
    assert_eq!(body.notices.len(), 1);
}

proptest! {
    #[test]
    fn any_text_is_converted(source in "([{}%<>/# a\"'=()`\n*-]|note|raw|end|highlight|img|if|é){0,60}") {
        for syntax in [Syntax::Hugo, Syntax::Zola, Syntax::Liquid] {
            converted(&source, syntax);
        }
    }
}
