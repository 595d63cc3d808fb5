//! Meanings of shortcodes and tags, by their names and arguments.

use super::tags::Tag;
use super::text::{ending, split_path};

/// Meaning of a shortcode.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Meaning {
    /// Picture.
    Picture(Picture),
    /// Film, message or the like on another site.
    Embed(Embed),
    /// Address of another text.
    Reference(String),
    /// Link with words; without words, the title of the text that it leads to.
    Link(Link),
    /// Quotation.
    Quote(Quote),
    /// Code, in a language.
    Code(String),
    /// Text that is shown or hidden by a click.
    Details(String),
    /// Value of front matter.
    Parameter(String),
    /// Content without change.
    Content,
    /// Nothing that a reader sees.
    Nothing,
}

/// Picture of a shortcode.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Picture {
    /// Address.
    pub(super) src: String,
    /// Alternative text.
    pub(super) alt: String,
    /// Caption in Markdown.
    pub(super) caption: String,
    /// Credit.
    pub(super) credit: String,
    /// Link of the picture.
    pub(super) link: Option<String>,
}

/// Film, message or the like on another site.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Embed {
    /// Address.
    pub(super) url: String,
    /// Title.
    pub(super) title: Option<String>,
}

/// Link with words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Link {
    /// Words.
    pub(super) words: Option<String>,
    /// Target.
    pub(super) href: String,
}

/// Quotation.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Quote {
    /// Text, if it is no content of the tag.
    pub(super) text: Option<String>,
    /// Person who said it.
    pub(super) by: Option<String>,
}

/// Returns the name by which a tag is known: of an include, that of its file.
pub(super) fn name(tag: &Tag<'_>) -> String {
    let is_include =
        matches!(tag.name, "include" | "include_relative" | "include_cached" | "render" | "partial");
    match tag.at(0).filter(|_| is_include) {
        Some(file) => {
            let name = split_path(file).1;
            name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
        }
        None => tag.name.to_owned(),
    }
}

/// Returns the meaning of a tag; `None` if it is unknown.
pub(super) fn meaning(tag: &Tag<'_>) -> Option<Meaning> {
    let known = name(tag);
    let first = usize::from(known != tag.name);
    let lower = known.to_ascii_lowercase();
    let argument = |names: &[&str]| tag.named(names).or_else(|| tag.at(first)).map(str::to_owned);
    match lower.as_str() {
        "ref" | "relref" | "post_url" => return argument(&["path"]).map(Meaning::Reference),
        "link" if tag.end.is_none() && tag.named.is_empty() => {
            let target = argument(&[])?;
            let is_file = !ending(&target).is_empty();
            return Some(if is_file {
                Meaning::Reference(target)
            } else {
                Meaning::Link(Link { words: None, href: target })
            });
        }
        "highlight" | "code" | "codeblock" | "prism" => {
            let language = argument(&["lang", "language"]).unwrap_or_default();
            return Some(Meaning::Code(language)).filter(|_| tag.end.is_some());
        }
        "details" | "expand" | "accordion" | "collapse" | "spoiler" if tag.end.is_some() => {
            let title = tag.named(&["title", "summary", "header", "kicker"]).or_else(|| tag.at(first));
            return Some(Meaning::Details(title.unwrap_or("…").to_owned()));
        }
        "param" => return argument(&["name"]).map(Meaning::Parameter),
        "rawhtml" | "raw_html" | "safehtml" | "markdown" | "markdownify" | "unsafe" if tag.end.is_some() => {
            return Some(Meaning::Content);
        }
        "toc" | "tableofcontents" | "more" | "clear" | "clearfix" | "continue_reading" => {
            return Some(Meaning::Nothing);
        }
        _ => {}
    }
    if let Some(embed) = embed(tag, &lower, first) {
        return Some(Meaning::Embed(embed));
    }
    if let Some(picture) = picture(tag, &lower, first) {
        return Some(Meaning::Picture(picture));
    }
    if lower.contains("quote") {
        let text = tag.named(&["text", "quote", "content", "body"]).map(str::to_owned);
        let by = tag.named(&["cite", "author", "by", "attribution", "source", "name"]).map(str::to_owned);
        return (text.is_some() || tag.end.is_some()).then_some(Meaning::Quote(Quote { text, by }));
    }
    link(tag, first)
}

/// Returns the address of an embed.
fn embed(tag: &Tag<'_>, name: &str, first: usize) -> Option<Embed> {
    let id = tag
        .named(&["id", "video", "video_id", "videoid", "url", "src", "v", "link"])
        .or_else(|| tag.at(first));
    let by_id = |before: &str, after: &str| {
        let id = id?;
        Some(if id.contains("://") { id.to_owned() } else { format!("{before}{id}{after}") })
    };
    let url = match name {
        "youtube" | "yt" | "youtubeplayer" | "youtube-player" | "youtube_video" | "youtube-embed"
        | "youtube_embed" => by_id("https://www.youtube.com/watch?v=", ""),
        "vimeo" | "vimeo_video" => by_id("https://vimeo.com/", ""),
        "tweet" | "twitter" | "x" => match tag.named(&["user"]) {
            Some(user) => by_id(&format!("https://twitter.com/{user}/status/"), ""),
            None => by_id("https://twitter.com/i/status/", ""),
        },
        "instagram" => by_id("https://www.instagram.com/p/", "/"),
        "gist" => {
            let parts: Vec<&str> = (first..first + 2).filter_map(|at| tag.at(at)).collect();
            let path = if parts.is_empty() { id?.to_owned() } else { parts.join("/") };
            Some(if path.contains("://") { path } else { format!("https://gist.github.com/{path}") })
        }
        _ => {
            // One address and nothing else, such as `{{< fb-video "https://…" >}}`.
            let is_alone = tag.end.is_none() && tag.named.is_empty() && tag.positional.len() == first + 1;
            tag.at(first)
                .filter(|url| {
                    is_alone && url.starts_with("http") && ending(url) != "jpg" && !url.contains(' ')
                })
                .map(str::to_owned)
        }
    }?;
    Some(Embed { url, title: tag.named(&["title", "caption", "label"]).map(str::to_owned) })
}

/// Returns the picture of a tag whose name says that it shows one.
fn picture(tag: &Tag<'_>, name: &str, first: usize) -> Option<Picture> {
    let is_picture = name.split(['-', '_', '/']).any(|word| {
        ["img", "image", "images", "figure", "fig", "picture", "photo", "lightbox", "postimage"]
            .contains(&word)
    });
    if !is_picture {
        return None;
    }
    let is_file = |text: &&str| {
        matches!(
            ending(text.split(['?', '#']).next().unwrap_or_default()).as_str(),
            "jpg" | "jpeg" | "png" | "gif" | "webp" | "svg" | "avif"
        )
    };
    let positional: Vec<&str> = (first..tag.positional.len()).filter_map(|at| tag.at(at)).collect();
    let src = tag
        .named(&["src", "image", "image_path", "path", "url", "file", "filename", "img", "source", "imgsrc"])
        .or_else(|| positional.iter().copied().find(is_file))
        .or_else(|| positional.first().copied())?;
    // Without a name, the last text is the alternative text.
    let last = positional.last().copied().filter(|text| *text != src && positional.len() > 1);
    let last = last.filter(|_| tag.positional.last().is_some_and(|text| !text.trim().is_empty()));
    let named = |names: &[&str]| tag.named(names).unwrap_or_default().to_owned();
    let alt = tag.named(&["alt", "image_alt", "alt_text", "alt-text", "alternate"]).or(last);
    let caption =
        tag.named(&["caption", "cap", "figcaption", "image_caption"]).or_else(|| tag.named(&["title"]));
    Some(Picture {
        src: src.to_owned(),
        alt: alt.unwrap_or_default().to_owned(),
        caption: caption.unwrap_or_default().to_owned(),
        credit: named(&["attr", "credit", "attribution", "credits"]),
        link: tag.named(&["link", "href", "linkto"]).map(str::to_owned),
    })
}

/// Returns the link of a tag that has words and an address.
fn link(tag: &Tag<'_>, _first: usize) -> Option<Meaning> {
    if tag.end.is_some() {
        return None;
    }
    let words = tag.named(&["text", "label", "title", "button-text", "button_text"])?.to_owned();
    let href = tag.named(&["href", "url", "link", "file", "src", "button-url", "button_url"])?.to_owned();
    Some(Meaning::Link(Link { words: Some(words), href }))
}

#[cfg(test)]
mod tests {
    use super::super::tags::{PieceKind, Syntax, pieces};
    use super::*;

    fn meaning_of(text: &str, syntax: Syntax) -> Option<Meaning> {
        pieces(text, syntax).into_iter().find_map(|piece| match piece.kind {
            PieceKind::Tag(tag) => Some(meaning(&tag)),
            _ => None,
        })?
    }

    #[test]
    fn pictures_are_known_by_name() {
        for (text, syntax, src, alt, caption) in [
            ("{{< legacy-img src=\"a.jpg\" alt=\"A\" caption=\"C\" >}}", Syntax::Hugo, "a.jpg", "A", "C"),
            ("{% image \"assets/a.jpg\" \"A b\" %}", Syntax::Liquid, "assets/a.jpg", "A b", ""),
            ("{% image_with_class \"a.jpg\" \"w-1\" \"A\" %}", Syntax::Liquid, "a.jpg", "A", ""),
            (
                "{% include \"linked-figure.html\", image: \"/a.jpg\", alt: \"A\" %}",
                Syntax::Liquid,
                "/a.jpg",
                "A",
                "",
            ),
            (
                "{% include figure image_path=\"/a.jpg\" alt=\"A\" caption=\"C\" %}",
                Syntax::Liquid,
                "/a.jpg",
                "A",
                "C",
            ),
            ("{{ figure(src=\"a.jpg\", alt=\"A\") }}", Syntax::Zola, "a.jpg", "A", ""),
        ] {
            let Some(Meaning::Picture(picture)) = meaning_of(text, syntax) else { unreachable!("{text}") };
            assert_eq!(
                (picture.src.as_str(), picture.alt.as_str(), picture.caption.as_str()),
                (src, alt, caption),
                "{text}"
            );
        }
    }

    #[test]
    fn embeds_and_links_have_addresses() {
        for (text, syntax, url) in [
            ("{{< youtube abc >}}", Syntax::Hugo, "https://www.youtube.com/watch?v=abc"),
            ("{{< tweet user=\"a\" id=\"1\" >}}", Syntax::Hugo, "https://twitter.com/a/status/1"),
            ("{% gist a/1 %}", Syntax::Liquid, "https://gist.github.com/a/1"),
            ("{% include youtube.html id=\"abc\" %}", Syntax::Liquid, "https://www.youtube.com/watch?v=abc"),
            ("{{< fb-video \"https://f.example/1\" >}}", Syntax::Hugo, "https://f.example/1"),
        ] {
            let Some(Meaning::Embed(embed)) = meaning_of(text, syntax) else { unreachable!("{text}") };
            assert_eq!(embed.url, url, "{text}");
        }
        assert_eq!(meaning_of("{{< nothing here >}}", Syntax::Hugo), None);
        assert!(matches!(
            meaning_of("{{< button href=\"/a/\" text=\"A\" >}}", Syntax::Hugo),
            Some(Meaning::Link(_))
        ));
        assert!(matches!(meaning_of("{%link a/_posts/b.md %}", Syntax::Liquid), Some(Meaning::Reference(_))));
    }
}
