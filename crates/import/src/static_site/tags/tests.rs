//! Tests of the module above.

use super::*;
use proptest::prelude::*;

fn first_tag(text: &str, syntax: Syntax) -> Tag<'_> {
    let found = pieces(text, syntax).into_iter().find_map(|piece| match piece.kind {
        PieceKind::Tag(tag) => Some(tag),
        _ => None,
    });
    found.unwrap_or_else(|| unreachable!("{text} has no tag"))
}

#[test]
fn arguments_are_read_in_every_form() {
    let tag = first_tag("a {{< figure src=\"a.jpg\" caption=`x \"y\"` 7 >}} b", Syntax::Hugo);
    assert_eq!(
        (tag.name, tag.named(&["src"]), tag.named(&["caption"])),
        ("figure", Some("a.jpg"), Some("x \"y\""))
    );
    assert_eq!(tag.at(0), Some("7"));
    let tag = first_tag("{{ youtube(id=\"x\", autoplay=true) }}", Syntax::Zola);
    assert_eq!((tag.name, tag.named(&["id"])), ("youtube", Some("x")));
    let tag = first_tag("{% include \"f.html\",\n image: \"/a.jpg\",\n alt: \"b, c\" %}", Syntax::Liquid);
    assert_eq!(
        (tag.at(0), tag.named(&["image"]), tag.named(&["alt"])),
        (Some("f.html"), Some("/a.jpg"), Some("b, c"))
    );
    let tag = first_tag("{%link en/_posts/2014-05-01-a.md %}", Syntax::Liquid);
    assert_eq!((tag.name, tag.at(0)), ("link", Some("en/_posts/2014-05-01-a.md")));
    let tag = first_tag("{% youtube https://youtu.be/x %}", Syntax::Liquid);
    assert_eq!(tag.at(0), Some("https://youtu.be/x"));
}

#[test]
fn code_of_other_languages_is_no_tag() {
    for (text, syntax) in [
        ("{{closure}} {{ steps.x }} {% x %}", Syntax::Zola),
        ("{{ x }} {% y %}", Syntax::Hugo),
        ("{:b=>2} {{1, 2}}", Syntax::Liquid),
    ] {
        assert_eq!(pieces(text, syntax).len(), 1, "{text}");
    }
}

#[test]
fn tags_are_paired() {
    let pieces = pieces("{% note %}a {% x %} {% note %}b{% endnote %}{% endnote %}", Syntax::Liquid);
    let ends: Vec<_> = pieces
        .iter()
        .filter_map(|piece| match &piece.kind {
            PieceKind::Tag(tag) => Some(tag.end),
            _ => None,
        })
        .collect();
    assert_eq!(ends, [Some(7), None, Some(6)]);
}

proptest! {
    #[test]
    fn pieces_cover_any_text(text in "([{}%<>/*# a\"'=()-]|raw|end|é){0,60}") {
        for syntax in [Syntax::Hugo, Syntax::Zola, Syntax::Liquid] {
            let mut at = 0;
            for piece in pieces(&text, syntax) {
                prop_assert_eq!(piece.at.start, at);
                at = piece.at.end;
            }
            prop_assert_eq!(at, text.len());
        }
    }
}
