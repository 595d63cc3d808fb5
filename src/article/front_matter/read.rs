//! Reads front matter key by key into a [`FrontMatter`].
//!
//! Invalid values and unknown keys are reported. An empty value counts as absent, since form
//! editors write every key of a form.

mod authors;

use super::{
    ArticleKeys, CommonKeys, FrontCorrection, FrontImage, FrontMatter, FrontSource, FrontWithdrawal, TermKeys,
};
use crate::article::{SourceKind, address_key};
use crate::fields::{DiagnosticSink, Field, Fields, HttpUrl, Refusal, Spanned, Value};

/// Keys of [`CommonKeys`], without `extra`, which is a table.
const COMMON_KEYS: [&str; 8] =
    ["title", "summary", "updated", "slug", "address", "aliases", "language", "draft"];

/// Keys of [`ArticleKeys`].
const ARTICLE_KEYS: [&str; 14] = [
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
    "anonymize",
    "withdrawn",
];

/// Keys of [`TermKeys`], without `image`, which articles have too.
const TERM_KEYS: [&str; 3] = ["synonyms", "former", "distinct_from"];

/// Keys that stand outside of all tables.
pub(in crate::article) const KEYS: [&str; COMMON_KEYS.len() + ARTICLE_KEYS.len() + TERM_KEYS.len()] = {
    let mut keys = [""; COMMON_KEYS.len() + ARTICLE_KEYS.len() + TERM_KEYS.len()];
    let (common, rest) = keys.split_at_mut(COMMON_KEYS.len());
    let (article, term) = rest.split_at_mut(ARTICLE_KEYS.len());
    common.copy_from_slice(&COMMON_KEYS);
    article.copy_from_slice(&ARTICLE_KEYS);
    term.copy_from_slice(&TERM_KEYS);
    keys
};

/// Answer to keys of articles in a standing page.
const NOT_IN_PAGES: Refusal = Refusal {
    owner: "standing pages",
    hint: "take it out, or move the file out of content/pages if it is an article",
};

/// Answer to keys of articles in a term's file.
const NOT_IN_TERMS: Refusal = Refusal {
    owner: "the files of tags, authors, sections and series",
    hint: "take it out; or, if this is an article, move the file to another folder, such as content/articles/",
};

/// Keys of other programs, each with a hint.
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

/// Reads every key and reports unknown ones.
pub(in crate::article) fn read<'t>(
    mut fields: Fields<'t, '_>,
    kind: SourceKind,
    problems: &mut DiagnosticSink<'_>,
) -> FrontMatter<'t> {
    let common = common_keys(&mut fields, problems);
    let (mut article, mut term) = (ArticleKeys::default(), TermKeys::default());
    match kind {
        SourceKind::Article => article = article_keys(&mut fields, problems),
        SourceKind::Page => fields.refuse(&ARTICLE_KEYS, &NOT_IN_PAGES, problems),
        SourceKind::Term(_) => {
            term = term_keys(&mut fields, problems);
            fields.refuse(&ARTICLE_KEYS, &NOT_IN_TERMS, problems);
        }
    }
    fields.with_foreign_keys(FOREIGN).finish(problems, "Keys of your own go under [extra]");
    FrontMatter { common, article, term }
}

fn common_keys<'t>(fields: &mut Fields<'t, '_>, problems: &mut DiagnosticSink<'_>) -> CommonKeys<'t> {
    CommonKeys {
        title: fields.non_empty_or_error("title", problems),
        summary: fields.non_empty("summary", problems),
        updated: fields.date("updated", problems),
        slug: fields.non_empty("slug", problems),
        address: address_key::read(fields, problems),
        aliases: strings(fields, "aliases", problems),
        language: fields.non_empty("language", problems),
        draft: fields.bool("draft", problems).unwrap_or(false),
        extra: fields.extra_table("extra", problems),
    }
}

fn article_keys<'t>(fields: &mut Fields<'t, '_>, problems: &mut DiagnosticSink<'_>) -> ArticleKeys<'t> {
    ArticleKeys {
        id: fields.non_empty("id", problems),
        date: fields.story_date("date", problems),
        dateline: fields.non_empty("dateline", problems),
        authors: authors::read(fields, problems),
        section: fields.non_empty("section", problems),
        tags: strings(fields, "tags", problems),
        series: fields.non_empty("series", problems),
        expires: fields.date("expires", problems),
        image: fields.non_blank("image").and_then(|field| image(&field, problems)),
        source: fields.non_blank("source").and_then(|field| source(&field, problems)),
        corrections: corrections(fields, problems),
        anonymise: fields
            .non_blank_in_either_spelling(["anonymise", "anonymize"], problems)
            .and_then(|field| field.strings(problems))
            .unwrap_or_default(),
        withdrawn: fields.non_blank("withdrawn").and_then(|field| withdrawn(&field, problems)),
    }
}

fn term_keys<'t>(fields: &mut Fields<'t, '_>, problems: &mut DiagnosticSink<'_>) -> TermKeys<'t> {
    TermKeys {
        synonyms: strings(fields, "synonyms", problems),
        former: strings(fields, "former", problems),
        distinct_from: strings(fields, "distinct_from", problems),
        image: fields.non_blank("image").and_then(|field| image(&field, problems)),
    }
}

fn strings<'t>(
    fields: &mut Fields<'t, '_>,
    name: &'static str,
    problems: &mut DiagnosticSink<'_>,
) -> Vec<Spanned<&'t str>> {
    fields.non_blank(name).and_then(|field| field.strings(problems)).unwrap_or_default()
}

fn image<'t>(field: &Field<'t, '_>, problems: &mut DiagnosticSink<'_>) -> Option<FrontImage<'t>> {
    const EXAMPLE: &str = "{ src = \"photo.jpg\", alt = \"…\" }";
    if field.value().as_str().is_some() {
        let src = Spanned { value: field.non_empty(problems)?, span: field.span() };
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
        None => Required { table: "`image`", key: "src", example: EXAMPLE }.take(&mut inner, field, problems),
    };
    let src = src.and_then(|src| Some(Spanned { value: src.non_empty(problems)?, span: src.span() }));
    // Empty is an answer: the picture only decorates.
    let alt = inner.take("alt").filter(|alt| !matches!(alt.value(), Value::Null));
    let alt = alt.and_then(|alt| alt.string(problems)).map(str::trim);
    let caption = inner.non_empty("caption", problems).map(|text| text.value);
    let credit = inner.non_empty("credit", problems).map(|text| text.value);
    inner.finish(problems, "");
    Some(FrontImage { src: src?, alt, caption, credit })
}

fn source<'t>(field: &Field<'t, '_>, problems: &mut DiagnosticSink<'_>) -> Option<FrontSource<'t>> {
    const EXAMPLE: &str = "{ name = \"The Evening Post\", url = \"https://post.example/…\" }";
    if let Some(name) = field.value().as_str() {
        let example = if HttpUrl::parse(name).is_some() {
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
    let name =
        Required { table: "`source`", key: "name", example: EXAMPLE }.take(&mut inner, field, problems);
    let name = name.and_then(|name| name.non_empty(problems));
    let url = inner.non_blank("url").and_then(|url| url.http_url(problems));
    inner.finish(problems, "");
    Some(FrontSource { name: name?, url })
}

fn corrections<'t>(
    fields: &mut Fields<'t, '_>,
    problems: &mut DiagnosticSink<'_>,
) -> Vec<FrontCorrection<'t>> {
    const EXAMPLE: &str = "[{ date = 2025-11-03, text = \"…\" }]";
    let Some(field) = fields.non_blank("corrections") else { return Vec::new() };
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
    let required = |key| Required { table: "a correction", key, example: EXAMPLE };
    let entries = field.list(problems).unwrap_or_default();
    let mut corrections = Vec::with_capacity(entries.len());
    for entry in entries.iter().filter(|entry| !entry.value().is_blank()) {
        let Some(mut inner) = entry.table(problems, "corrections.", EXAMPLE.trim_matches(['[', ']'])) else {
            continue;
        };
        let date = required("date").take(&mut inner, entry, problems);
        let date = date.and_then(|date| Some(Spanned { value: date.date(problems)?, span: date.span() }));
        let text = required("text").take(&mut inner, entry, problems);
        let text = text.and_then(|text| text.non_empty(problems));
        inner.finish(problems, "");
        corrections.extend(date.zip(text).map(|(date, text)| FrontCorrection { date, text }));
    }
    corrections
}

fn withdrawn<'t>(field: &Field<'t, '_>, problems: &mut DiagnosticSink<'_>) -> Option<FrontWithdrawal<'t>> {
    const EXAMPLE: &str = "{ date = 2026-01-05, reason = \"…\" }";
    let mut inner = field.table(problems, "withdrawn.", EXAMPLE)?;
    let date =
        Required { table: "`withdrawn`", key: "date", example: EXAMPLE }.take(&mut inner, field, problems);
    let date = date.and_then(|date| Some(Spanned { value: date.date(problems)?, span: date.span() }));
    let reason = inner.non_empty("reason", problems).map(|text| text.value);
    inner.finish(problems, "");
    Some(FrontWithdrawal { date: date?, reason })
}

/// Key that a table must have.
struct Required {
    /// Subject of the message: `` `source` ``.
    table: &'static str,
    key: &'static str,
    /// Complete value of the table.
    example: &'static str,
}

impl Required {
    /// Takes the key out of `inner`, which is the table in `field`.
    ///
    /// Reports an absent or blank key.
    fn take<'t, 'i>(
        &self,
        inner: &mut Fields<'t, 'i>,
        field: &Field<'t, 'i>,
        problems: &mut DiagnosticSink<'_>,
    ) -> Option<Field<'t, 'i>> {
        let found = inner.non_blank(self.key);
        if found.is_none() {
            let hint = format!("write it as {} = {}", field.name(), self.example);
            problems.error(field.span(), format!("{} has no `{}`", self.table, self.key), hint);
        }
        found
    }
}
