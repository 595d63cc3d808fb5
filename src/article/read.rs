//! Front matter read key by key into a [`FrontMatter`] with every value that is as it should be. All others are noted, and
//! so is every key that there is not. A key with nothing in it counts as left out, since form editors write them all.

use super::Kind;
use super::front::{
    Common, FrontCorrection, FrontImage, FrontMatter, FrontSource, FrontWithdrawal, Naming, Story,
};
use super::own_address;
use crate::fields::{At, Field, Fields, Problems, Value, WebAddress};

/// Every key that stands outside of all tables.
pub(super) const KEYS: &[&str] = &[
    "title",
    "summary",
    "updated",
    "slug",
    "address",
    "aliases",
    "language",
    "draft",
    "id",
    "date",
    "dateline",
    "authors",
    "section",
    "tags",
    "series",
    "expires",
    "image",
    "source",
    "corrections",
    "anonymise",
    "withdrawn",
    "synonyms",
    "former",
    "distinct_from",
];

/// The keys of [`Story`].
const STORY_KEYS: &[&str] = &[
    "id",
    "date",
    "dateline",
    "authors",
    "section",
    "tags",
    "series",
    "expires",
    "image",
    "source",
    "corrections",
    "anonymise",
    "withdrawn",
];

/// What is said of them in a standing page.
const NOT_STANDING: (&str, &str) =
    ("standing pages", "take it out, or move the file out of content/pages if it is an article");

/// The keys of [`Story`] that a term's file has no use for.
const NOT_NAMING_KEYS: &[&str] = &[
    "date",
    "dateline",
    "authors",
    "section",
    "tags",
    "series",
    "expires",
    "source",
    "corrections",
    "withdrawn",
];

/// What is said of them in a term's file.
const NOT_A_TERM: (&str, &str) = (
    "the files of tags, authors, sections and series",
    "take it out; or, if this is an article, move the file to another folder, such as content/articles/",
);

/// What to say of the keys of other programs.
const FOREIGN: &[(&str, &str)] = &[
    ("guid", "the identity that feeds tell is called `id` here"),
    ("abstract", "an article's short text is called `summary` here"),
    ("description", "`description` is called `summary` here"),
    ("excerpt", "`excerpt` is called `summary` here"),
    ("standfirst", "`standfirst` is called `summary` here"),
    ("headline", "`headline` is called `title` here"),
    ("byline", "write it as authors = [\"…\"]"),
    ("author", "write it as authors = [\"…\"]"),
    ("tag", "write it as tags = [\"…\"]"),
    (
        "subtitle",
        "a line below the headline is called `summary` here; or put it under [extra] for your theme",
    ),
    ("custom_excerpt", "`custom_excerpt` is called `summary` here"),
    ("meta_description", "`meta_description` is called `summary` here"),
    ("post_title", "`post_title` is called `title` here"),
    ("linkTitle", "the headline is called `title` here, and stands in links too: leave this out"),
    ("categories", "an article has one `section` here; for more than one, use `tags`"),
    ("category", "`category` is called `section` here"),
    ("keywords", "`keywords` are called `tags` here"),
    (
        "taxonomies",
        "`tags`, `authors`, `section` and `series` stand beside `title` here, without [taxonomies]",
    ),
    ("publishDate", "`publishDate` is called `date` here; a date in the future is an embargo"),
    ("publish_date", "`publish_date` is called `date` here; a date in the future is an embargo"),
    ("published_at", "`published_at` is called `date` here; a date in the future is an embargo"),
    ("created_at", "`created_at` is called `date` here"),
    ("published", "`published` is called `date` here, and what is not ready is draft = true"),
    ("status", "what is not ready is draft = true here; leave this out of what is"),
    ("visibility", "what is not ready is draft = true here; leave this out of what is"),
    ("updated_at", "`updated_at` is called `updated` here"),
    ("last_modified_at", "`last_modified_at` is called `updated` here"),
    ("lastmod", "`lastmod` is called `updated` here"),
    ("modified", "`modified` is called `updated` here"),
    ("expiryDate", "`expiryDate` is called `expires` here"),
    (
        "translationKey",
        "a translation is called as the text that it translates, with its language before the ending: talks.ar.md",
    ),
    ("lang", "`lang` is called `language` here"),
    ("location", "the place that a story was filed from is called `dateline` here"),
    ("cover", "write it as image = { src = \"…\", alt = \"…\" }"),
    ("images", "write it as image = { src = \"…\", alt = \"…\" }; other pictures go into the text"),
    ("feature_image", "write it as image = { src = \"…\", alt = \"…\" }"),
    ("featured_image", "write it as image = { src = \"…\", alt = \"…\" }"),
    ("featuredImage", "write it as image = { src = \"…\", alt = \"…\" }"),
    ("header_image", "write it as image = { src = \"…\", alt = \"…\" }"),
    ("thumbnail", "write it as image = { src = \"…\", alt = \"…\" }"),
    ("canonical", "where an article first appeared is source = { name = \"…\", url = \"…\" } here"),
    ("anonymize", "`anonymize` is called `anonymise` here"),
    ("redirect_from", "`redirect_from` is called `aliases` here"),
    ("params", "[params] is called [extra] here"),
    (
        "layout",
        "a page's template follows from its kind: leave this out, or put it under [extra] for your theme",
    ),
    (
        "template",
        "a page's template follows from its kind: leave this out, or put it under [extra] for your theme",
    ),
    ("type", "a page's kind follows from its place: leave this out, or put it under [extra] for your theme"),
    ("markup", "every text is Markdown here: leave this out"),
    ("comments", "comments are set for the whole site, by [comments] in config.toml: leave this out"),
    ("toc", "headings are the theme's to list: leave this out, or put it under [extra] for your theme"),
    ("menu", "the menu is set in config.toml, with a table [[menu]] for each link: leave this out"),
    ("resources", "what lies beside the text is found by its name: leave this out"),
    (
        "weight",
        "articles stand in the order of their dates: leave this out, or put it under [extra] for your theme",
    ),
];

/// Reads every key and notes those that there are not.
pub(super) fn read<'t>(
    mut fields: Fields<'t, '_>,
    kind: Kind,
    problems: &mut Problems<'_>,
) -> FrontMatter<'t> {
    let common = common(&mut fields, problems);
    let (mut story, mut naming) = (Story::default(), Naming::default());
    match kind {
        Kind::Article => story = read_story(&mut fields, problems),
        Kind::Standing => fields.refuse(STORY_KEYS, problems, NOT_STANDING),
        Kind::Term(_) => {
            naming = read_naming(&mut fields, problems);
            fields.refuse(NOT_NAMING_KEYS, problems, NOT_A_TERM);
        }
    }
    fields.knowing(FOREIGN).finish(problems, "Keys of your own go under [extra]");
    FrontMatter { common, story, naming }
}

fn common<'t>(fields: &mut Fields<'t, '_>, problems: &mut Problems<'_>) -> Common<'t> {
    Common {
        title: fields.filled("title", problems),
        summary: fields.words("summary", problems),
        updated: fields.time("updated", problems),
        slug: fields.words("slug", problems),
        address: own_address::read(fields, problems),
        aliases: texts(fields, "aliases", problems),
        language: fields.words("language", problems),
        draft: fields.flag("draft", problems).unwrap_or(false),
        extra: fields.free("extra", problems),
    }
}

fn read_story<'t>(fields: &mut Fields<'t, '_>, problems: &mut Problems<'_>) -> Story<'t> {
    Story {
        id: fields.words("id", problems),
        date: fields.story_date("date", problems),
        dateline: fields.words("dateline", problems),
        authors: texts(fields, "authors", problems),
        section: fields.words("section", problems),
        tags: texts(fields, "tags", problems),
        series: fields.words("series", problems),
        expires: fields.time("expires", problems),
        image: fields.given("image").and_then(|field| image(&field, problems)),
        source: fields.given("source").and_then(|field| source(&field, problems)),
        corrections: corrections(fields, problems),
        anonymise: texts(fields, "anonymise", problems),
        withdrawn: fields.given("withdrawn").and_then(|field| withdrawn(&field, problems)),
    }
}

fn read_naming<'t>(fields: &mut Fields<'t, '_>, problems: &mut Problems<'_>) -> Naming<'t> {
    Naming {
        synonyms: texts(fields, "synonyms", problems),
        former: texts(fields, "former", problems),
        distinct_from: texts(fields, "distinct_from", problems),
        image: fields.given("image").and_then(|field| image(&field, problems)),
    }
}

fn texts<'t>(
    fields: &mut Fields<'t, '_>,
    name: &'static str,
    problems: &mut Problems<'_>,
) -> Vec<At<&'t str>> {
    fields.given(name).and_then(|field| field.texts(problems)).unwrap_or_default()
}

fn image<'t>(field: &Field<'t, '_>, problems: &mut Problems<'_>) -> Option<FrontImage<'t>> {
    const EXAMPLE: &str = "{ src = \"photo.jpg\", alt = \"…\" }";
    if field.value().as_str().is_some() {
        let src = At { value: field.words(problems)?, span: field.span() };
        let hint = format!(
            "say what it shows, for those who can't see it: image = {{ src = \"{}\", alt = \"…\" }}",
            src.value
        );
        problems.warning(field.span(), format!("the picture `{}` has no `alt`", src.value), hint);
        return Some(FrontImage { src, alt: Some(""), caption: None, credit: None });
    }
    let mut inner = field.table(problems, "image.", EXAMPLE)?;
    let empty = inner.take("src").filter(|src| src.value().is_blank());
    let src = match &empty {
        Some(src) => {
            let hint = "name the picture's file there, or take `image` out";
            problems.warning(src.span(), "`image` has no `src`, so no picture is shown", hint);
            None
        }
        None => required(inner.given("src"), field, problems, ("image", "src", EXAMPLE)),
    };
    let src = src.and_then(|src| Some(At { value: src.words(problems)?, span: src.span() }));
    // Empty is an answer: the picture only decorates.
    let alt = inner.take("alt").filter(|alt| !matches!(alt.value(), Value::Nothing));
    let alt = alt.and_then(|alt| alt.text(problems)).map(str::trim);
    let caption = inner.words("caption", problems).map(|text| text.value);
    let credit = inner.words("credit", problems).map(|text| text.value);
    inner.finish(problems, "");
    Some(FrontImage { src: src?, alt, caption, credit })
}

fn source<'t>(field: &Field<'t, '_>, problems: &mut Problems<'_>) -> Option<FrontSource<'t>> {
    const EXAMPLE: &str = "{ name = \"The Evening Post\", url = \"https://post.example/…\" }";
    if let Some(name) = field.value().as_str() {
        let example = if WebAddress::parse(name).is_some() {
            format!("{{ name = \"…\", url = \"{name}\" }}")
        } else {
            EXAMPLE.replace("The Evening Post", &name.replace('"', "\\\""))
        };
        problems.error(
            field.span(),
            "`source` is a table, not a text",
            format!("write it as source = {example}"),
        );
        return None;
    }
    let mut inner = field.table(problems, "source.", EXAMPLE)?;
    let name = required(inner.given("name"), field, problems, ("source", "name", EXAMPLE));
    let name = name.and_then(|name| name.words(problems));
    let url = inner.given("url").and_then(|url| url.web_address(problems));
    inner.finish(problems, "");
    Some(FrontSource { name: name?, url })
}

fn corrections<'t>(fields: &mut Fields<'t, '_>, problems: &mut Problems<'_>) -> Vec<FrontCorrection<'t>> {
    const EXAMPLE: &str = "[{ date = 2025-11-03, text = \"…\" }]";
    let Some(field) = fields.given("corrections") else { return Vec::new() };
    if let Some(text) = field.value().as_str() {
        let hint = format!("write it as corrections = {}", EXAMPLE.replace('…', &text.replace('"', "\\\"")));
        problems.error(field.span(), "each of `corrections` has a date and a text", hint);
        return Vec::new();
    }
    if let Value::Table(_) = field.value() {
        let hint = format!(
            "write it as corrections = {EXAMPLE}, with brackets around, or below a line [[corrections]]"
        );
        problems.error(field.span(), "`corrections` is a list, even of one", hint);
        return Vec::new();
    }
    let entries = field.list(problems).unwrap_or_default();
    let mut corrections = Vec::with_capacity(entries.len());
    for entry in entries.iter().filter(|entry| !entry.value().is_blank()) {
        let Some(mut inner) = entry.table(problems, "corrections.", EXAMPLE.trim_matches(['[', ']'])) else {
            continue;
        };
        let date = required(inner.given("date"), entry, problems, ("a correction", "date", EXAMPLE));
        let date = date.and_then(|date| Some(At { value: date.time(problems)?, span: date.span() }));
        let text = required(inner.given("text"), entry, problems, ("a correction", "text", EXAMPLE));
        let text = text.and_then(|text| text.words(problems));
        inner.finish(problems, "");
        corrections.extend(date.zip(text).map(|(date, text)| FrontCorrection { date, text }));
    }
    corrections
}

fn withdrawn<'t>(field: &Field<'t, '_>, problems: &mut Problems<'_>) -> Option<FrontWithdrawal<'t>> {
    const EXAMPLE: &str = "{ date = 2026-01-05, reason = \"…\" }";
    let mut inner = field.table(problems, "withdrawn.", EXAMPLE)?;
    let date = required(inner.given("date"), field, problems, ("withdrawn", "date", EXAMPLE));
    let date = date.and_then(|date| Some(At { value: date.time(problems)?, span: date.span() }));
    let reason = inner.words("reason", problems).map(|text| text.value);
    inner.finish(problems, "");
    Some(FrontWithdrawal { date: date?, reason })
}

/// A field that a table can't be without, or a note that it is.
fn required<'t, 'i>(
    inner: Option<Field<'t, 'i>>,
    table: &Field<'t, 'i>,
    problems: &mut Problems<'_>,
    (what, name, example): (&str, &str, &str),
) -> Option<Field<'t, 'i>> {
    if inner.is_none() {
        let hint = format!("write it as {} = {example}", table.name());
        problems.error(
            table.span(),
            format!("`{what}` has no `{name}`").replace("`a correction`", "a correction"),
            hint,
        );
    }
    inner
}
