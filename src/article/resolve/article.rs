//! Resolves an article, or the notice of a withdrawn one.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::body::{BodyScan, FrontMatterAssets, scan_body};
use super::context::Context;
use super::shared::{Shared, Title, shared};
use crate::address::{Address, PermalinkError, PermalinkParts, slugify};
use crate::article::dates::{self, Later, moment};
use crate::article::file_name::{FileName, invalid_date_prefix};
use crate::article::front_matter::{
    ArticleKeys, CommonKeys, FrontAuthors, FrontCorrection, FrontCredit, FrontSource, FrontWithdrawal,
};
use crate::article::image::image;
use crate::article::{
    Article, Correction, Credit, Entry, OriginalPublication, SummaryDigests, TermHashes, TermNames,
    Withdrawal, WithdrawnArticle, redact,
};
use crate::diagnostic::quoted;
use crate::fields::{DateLiteral, DiagnosticSink, Spanned, StoryDateLiteral, scheme};
use crate::language::Casing;
use crate::moment::{ArticleDate, CalendarDate, Moment};
use crate::redaction::Redactions;

/// Resolves an article. Returns `None` if there are errors.
#[expect(clippy::too_many_lines, reason = "a list of every key")]
pub(super) fn entry(
    common: CommonKeys<'_>,
    keys: ArticleKeys<'_>,
    context: &Context<'_>,
    problems: &mut DiagnosticSink<'_>,
) -> Option<Entry> {
    // Without `..`: a key that is read but not resolved does not compile.
    let ArticleKeys {
        id,
        date,
        dateline,
        authors: FrontAuthors { names: authors, credits },
        section,
        tags,
        series,
        expires,
        image: front_image,
        source,
        corrections,
        anonymise,
        withdrawn,
    } = keys;
    let file = context.source.file;
    let stem = context.suffix.stem;
    let name = if date.is_some() { FileName::parse(file, stem) } else { FileName::parse_undated(file, stem) };
    let id = id.and_then(|id| feed_id(&id, problems));
    let title = if withdrawn.is_some() { Title::Optional } else { Title::Required };
    let mut shared = shared(common, title, context, problems);
    let date = story_date(date, &name, shared.casing, context, problems);
    let expires = expiry(expires, date, &shared, context, problems);
    let address =
        shared.address.take().or_else(|| address(date?, section.as_ref(), &shared, &name, context, problems));
    check_names("author", &authors, problems);
    check_names("tag", &tags, problems);
    check_names("section", section.as_slice(), problems);
    check_names("series", series.as_slice(), problems);
    let image = front_image.and_then(|front| image(front, file, problems));
    let corrections = resolve_corrections(&corrections, date, context, problems);
    let redactions = redact::parse_names(&anonymise, &context.site.anonymous, problems);
    let withdrawal = withdrawn.and_then(|withdrawn| withdrawal(&withdrawn, &redactions, context, problems));
    if problems.has_errors() {
        return None;
    }
    let (date, address) = (date?, address?);
    let source_url = source.as_ref().and_then(|source| source.url);
    let front = FrontMatterAssets {
        page: &address,
        image: image.as_ref(),
        urls: source_url.as_slice(),
        extra: &shared.extra,
    };
    let BodyScan { summary, has_explicit_summary, assets, links_with_names } =
        scan_body(shared.summary.as_ref(), &front, &redactions, context, problems);
    if let Some(withdrawal) = withdrawal {
        return Some(Entry::Withdrawn(Box::new(WithdrawnArticle {
            file: file.clone(),
            address,
            id: id.filter(|id| !redactions.matches_address(id)),
            aliases: shared.aliases,
            queries: shared.queries,
            edition: shared.edition,
            date,
            draft: shared.draft,
            withdrawal,
            assets,
            former_terms: TermHashes::of(&TermNames {
                tags: &values(&tags),
                authors: &values(&authors),
                section: section.as_ref().map(|section| &section.value),
                series: series.as_ref().map(|series| &series.value),
            }),
        })));
    }
    let article = Article {
        file: file.clone(),
        digest: context.source.digest,
        address,
        id,
        date,
        updated: shared.updated(),
        title: shared.title,
        dateline: dateline.map(|place| place.value.into()),
        summary,
        has_explicit_summary,
        authors: terms(&authors, shared.casing),
        credits: credits.iter().map(resolve_credit).collect(),
        section: section.map(|section| term(section.value)),
        tags: terms(&tags, shared.casing),
        series: series.map(|series| term(series.value)),
        aliases: shared.aliases,
        queries: shared.queries,
        language: shared.language,
        edition: shared.edition,
        translation_key: shared.translation_key,
        draft: shared.draft,
        expires,
        image: image.map(Box::new),
        source: source.as_ref().map(original_publication).map(Box::new),
        corrections,
        assets,
        redactions: Redactions::default(),
        extra: shared.extra,
        summary_digests: SummaryDigests::default(),
        body: context.parts.body,
    };
    let mut article = redact::redact(article, redactions);
    // Of the redacted article, so that a digest does not depend on a redacted name.
    article.summary_digests = SummaryDigests::of(&article);
    redact::warn_about_addresses(&article, &links_with_names, &anonymise, problems);
    Some(Entry::Article(Arc::new(article)))
}

/// Returns the article's date: from the front matter, otherwise from the file's name.
fn story_date(
    written: Option<Spanned<StoryDateLiteral>>,
    name: &FileName<'_>,
    casing: Casing,
    context: &Context<'_>,
    problems: &mut DiagnosticSink<'_>,
) -> Option<ArticleDate> {
    let by_name = || name.date.map(|date| Spanned { value: StoryDateLiteral::Imprecise(date), span: 0..0 });
    let Some(written) = written.or_else(by_name) else {
        problems.missing("date", missing_date_hint(name, casing));
        return None;
    };
    dates::story_date(&written, &context.site.time_zone, problems)
}

/// Returns the hint for an article with a date neither in its front matter nor in its file's name.
fn missing_date_hint(name: &FileName<'_>, casing: Casing) -> String {
    if let Some(prefix) = invalid_date_prefix(name.slug) {
        return format!(
            "the file's name begins with {prefix}, which is no day: correct it there, or add date = 2025-11-01"
        );
    }
    let year = name.slug.get(..4).and_then(CalendarDate::parse);
    if let Some(year) = year.filter(|_| name.slug.get(4..5) == Some("-")) {
        format!(
            "add date = 2025-11-01, or date = \"{year}\" if that is the year of the story and no more is known"
        )
    } else {
        let slug = slugify(name.slug, casing);
        format!("add date = 2025-11-01, or name the file by its day: 2025-11-01-{slug}.md")
    }
}

/// Returns when the article leaves the site.
///
/// Warns of times before the article's date.
fn expiry(
    written: Option<Spanned<DateLiteral>>,
    date: Option<ArticleDate>,
    shared: &Shared<'_>,
    context: &Context<'_>,
    problems: &mut DiagnosticSink<'_>,
) -> Option<Moment> {
    let expires = written.and_then(|expires| dates::expiry(&expires, &context.site.time_zone, problems));
    if let Some(date) = date {
        let updated =
            Later { key: "updated", moment: shared.updated.as_ref(), hint: "see which of the two is wrong" };
        let expires = Later {
            key: "expires",
            moment: expires.as_ref(),
            hint: "it will never be on the site: see which of the two is wrong",
        };
        updated.warn_if_before(date, problems);
        expires.warn_if_before(date, problems);
    }
    expires.map(|expires| expires.value)
}

/// Parses the id of the article in feeds: an absolute URI.
fn feed_id(written: &Spanned<&str>, problems: &mut DiagnosticSink<'_>) -> Option<Box<str>> {
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || "\"<>\\^`{|}".contains(c);
    if scheme(written.value).is_some_and(|scheme| written.value.len() > scheme.len() + 1)
        && !written.value.contains(is_odd)
    {
        return Some(written.value.into());
    }
    let message = format!("{} is no URI, and an `id` must be one", quoted(written.value));
    let hint = "take it over from where feeds told it before (id = \"https://old.example/?p=12\"), make one up \
                (id = \"urn:uuid:…\"), or leave it out: an article has one of itself";
    problems.error(written.span.clone(), message, hint);
    None
}

/// Builds the article's address from the site's permalink pattern.
fn address(
    date: ArticleDate,
    section: Option<&Spanned<&str>>,
    shared: &Shared<'_>,
    name: &FileName<'_>,
    context: &Context<'_>,
    problems: &mut DiagnosticSink<'_>,
) -> Option<Address> {
    let casing = shared.casing;
    let by_name = || slugify(name.slug, casing);
    let slug = shared.slug.as_ref().map_or_else(by_name, |slug| slug.value.clone());
    let section = section.map(|section| section.value);
    let parts = PermalinkParts { extent: date.extent(), section, slug: &slug, casing };
    let address = context.site.permalinks.of(context.source.file, section).fill(parts);
    let address = address.and_then(|address| Ok(context.suffix.localize(address, context.site)?));
    if let Err(fault) = &address {
        let message = format!("this article has no address: {fault}");
        match (fault, &shared.slug) {
            (PermalinkError::NoSection, _) => problems.missing(
                "section",
                "the site's addresses have it in them: add section = \"…\", or take {section} out of `permalink` in config.toml",
            ),
            (_, Some(slug)) => problems.error(slug.span.clone(), message, "choose a shorter slug"),
            (_, None) => problems.file_error(message, "give the file a shorter name, or the article a `slug`"),
        }
    }
    address.ok()
}

/// Returns the corrections, latest first.
fn resolve_corrections(
    front: &[FrontCorrection<'_>],
    appeared: Option<ArticleDate>,
    context: &Context<'_>,
    problems: &mut DiagnosticSink<'_>,
) -> Vec<Correction> {
    let mut corrections = Vec::with_capacity(front.len());
    for FrontCorrection { date, text } in front {
        let date = moment(date, &context.site.time_zone, problems);
        if let Some(appeared) = appeared {
            let hint = "see which of the two is wrong";
            let later = Later { key: "corrections.date", moment: date.as_ref(), hint };
            later.warn_if_before(appeared, problems);
        }
        corrections.extend(date.map(|date| Correction { date: date.value, text: (*text).into() }));
    }
    corrections.sort_by_key(|correction| std::cmp::Reverse(correction.date.instant()));
    corrections
}

fn withdrawal(
    front: &FrontWithdrawal<'_>,
    redactions: &Redactions,
    context: &Context<'_>,
    problems: &mut DiagnosticSink<'_>,
) -> Option<Withdrawal> {
    let FrontWithdrawal { date, reason } = front;
    let date = moment(date, &context.site.time_zone, problems)?.value;
    let reason = reason.map(|reason| Box::from(&*redactions.redact(reason)));
    Some(Withdrawal { date, reason })
}

fn original_publication(front: &FrontSource<'_>) -> OriginalPublication {
    let FrontSource { name, url } = front;
    OriginalPublication { name: (*name).into(), url: url.map(Into::into) }
}

/// Reports names whose lists would have an address that is too long, and an excess of names.
fn check_names(kind: &str, names: &[Spanned<&str>], problems: &mut DiagnosticSink<'_>) {
    // A slug of this length can't exceed the limit, however its letters are transliterated.
    const SAFE_NAME_BYTES: usize = 48;
    // Each term has a list that shows the article with all its terms: the cost is quadratic.
    const MAX_NAMES: usize = 500;
    if let Some(Spanned { span, .. }) = names.get(MAX_NAMES) {
        let message = format!("this is the {kind} after the {MAX_NAMES}th, and a story has no more");
        problems.error(span.clone(), message, "keep those under which readers look for it");
    }
    for Spanned { value, span } in names.iter().filter(|name| name.value.len() > SAFE_NAME_BYTES) {
        if let Err(fault) = slugify(value, Casing::Common).as_term() {
            let message = format!("the {kind} {} makes no address: {fault}", quoted(value));
            problems.error(span.clone(), message, "choose a shorter one");
        }
    }
}

/// Returns the values of a list, without their spans.
fn values<'t>(list: &[Spanned<&'t str>]) -> Vec<&'t str> {
    list.iter().map(|entry| entry.value).collect()
}

/// Resolves an entry of `authors`.
fn resolve_credit(credit: &FrontCredit<'_>) -> Credit {
    let FrontCredit { name, of, role } = credit;
    Credit { author: term(name.value), organization: of.map(Into::into), role: role.map(Into::into) }
}

/// Returns the distinct names in a list.
///
/// Names that differ only in case are one term.
fn terms(names: &[Spanned<&str>], casing: Casing) -> Vec<Arc<str>> {
    let mut seen = BTreeSet::new();
    let mut is_new = |name: &&str| seen.insert(casing.lower(name));
    names.iter().map(|name| name.value).filter(|name| names.len() == 1 || is_new(name)).map(term).collect()
}

/// Returns the words of a name, separated by single spaces.
fn term(name: &str) -> Arc<str> {
    if name.contains("  ") || name.contains(|c: char| c.is_whitespace() && c != ' ') {
        let words: Vec<&str> = name.split_whitespace().collect();
        return words.join(" ").into();
    }
    name.into()
}
