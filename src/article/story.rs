//! What only articles have: in go the keys of a story, out comes an article, or the notice of one that was withdrawn.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::front::{Common, FrontCorrection, FrontSource, FrontWithdrawal, Story};
use super::image::image;
use super::name::{Name, no_day};
use super::resolve::{Context, Digested, Shared, Shown, Title, digested, shared};
use super::times::{self, moment, warn_if_before};
use super::{Article, Correction, Entry, Names, Notice, Origin, Told, Traces, Withdrawal, redact};
use crate::address::{Address, PermalinkError, PermalinkParts, slugify};
use crate::diagnostic::quoted;
use crate::fields::{At, Problems, Written, WrittenDate, scheme};
use crate::language::Casing;
use crate::moment::{ArticleDate, CalendarDate, Moment};
use crate::redaction::Redactions;

/// Resolves an article. `None` when there are errors.
#[expect(
    clippy::too_many_lines,
    reason = "two lists of every key, taken apart and put together: no key is forgotten"
)]
pub(super) fn entry(
    common: Common<'_>,
    story: Story<'_>,
    context: &Context<'_>,
    problems: &mut Problems<'_>,
) -> Option<Entry> {
    // Without `..`: a key that is read and then forgotten does not compile.
    let Story {
        id,
        date,
        dateline,
        authors,
        section,
        tags,
        series,
        expires,
        image: picture,
        source,
        corrections,
        anonymise,
        withdrawn,
    } = story;
    let file = context.source.file;
    let stem = context.version.stem;
    let name = if date.is_some() { Name::of(file, stem) } else { Name::of_undated(file, stem) };
    let id = id.and_then(|id| identity(&id, problems));
    let summary = common.summary.clone();
    let title = if withdrawn.is_some() { Title::Optional } else { Title::Required };
    let shared = shared(common, title, context, problems);
    let date = dated(date, &name, shared.casing, context, problems);
    let expires = expiry(expires, date, &shared, context, problems);
    let address = shared
        .address
        .clone()
        .or_else(|| address(date?, section.as_ref(), &shared, &name, context, problems));
    for (what, names) in [
        ("author", &*authors),
        ("tag", &*tags),
        ("section", section.as_slice()),
        ("series", series.as_slice()),
    ] {
        refuse_unfit(what, names, problems);
    }
    let image = picture.and_then(|picture| image(picture, file, problems));
    let corrections = resolve_corrections(&corrections, date, context, problems);
    let redactions = redact::parse_names(&anonymise, &context.site.anonymous, problems);
    let withdrawal = withdrawn.and_then(|withdrawn| withdrawal(&withdrawn, &redactions, context, problems));
    if problems.has_errors() {
        return None;
    }
    let (date, address) = (date?, address?);
    let origin_url = source.as_ref().and_then(|source| source.url);
    let shown = Shown {
        page: &address,
        image: image.as_ref(),
        addresses: origin_url.as_slice(),
        extra: &shared.extra,
    };
    let Digested { summary, has_standfirst, uses, naming } =
        digested(summary.as_ref(), &shown, &redactions, context, problems);
    if let Some(withdrawal) = withdrawal {
        let Shared { aliases, queries, edition, draft, .. } = shared;
        let file = file.clone();
        return Some(Entry::Withdrawn(Box::new(Notice {
            file,
            address,
            id: id.filter(|id| !redactions.matches_address(id)),
            aliases,
            queries,
            edition,
            date,
            draft,
            withdrawal,
            uses,
            bore: Traces::of(&Names {
                tags: &values(&tags),
                authors: &values(&authors),
                section: section.as_ref().map(|section| &section.value),
                series: series.as_ref().map(|series| &series.value),
            }),
        })));
    }
    let Shared {
        casing,
        title,
        updated,
        slug: _,
        address: _,
        aliases,
        queries,
        language,
        edition,
        unmarked,
        draft,
        extra,
    } = shared;
    let article = Article {
        file: file.clone(),
        digest: context.source.digest,
        address,
        id,
        title,
        date,
        updated: updated.map(|updated| updated.value),
        dateline: dateline.map(|place| place.value.into()),
        summary,
        has_standfirst,
        authors: terms(&authors, casing),
        section: section.map(|section| term(section.value)),
        tags: terms(&tags, casing),
        series: series.map(|series| term(series.value)),
        aliases,
        queries,
        language,
        edition,
        unmarked,
        draft,
        expires,
        image: image.map(Box::new),
        source: source.as_ref().map(origin).map(Box::new),
        corrections,
        uses,
        redactions: Redactions::default(),
        extra,
        told: Told::default(),
        body: context.parts.body,
    };
    let mut article = redact::redact(article, redactions);
    // Not before the names are taken out of it, nor ever again.
    article.told = Told::of(&article);
    redact::warn_about_addresses(&article, &naming, &anonymise, problems);
    Some(Entry::Article(Arc::new(article)))
}

/// When the article appeared: the front matter says, otherwise the file's name.
fn dated(
    written: Option<At<WrittenDate>>,
    name: &Name<'_>,
    casing: Casing,
    context: &Context<'_>,
    problems: &mut Problems<'_>,
) -> Option<ArticleDate> {
    let by_name = || name.date.map(|date| At { value: WrittenDate::Within(date), span: 0..0 });
    let Some(written) = written.or_else(by_name) else {
        let slug = slugify(name.slug, casing);
        let hint = match no_day(name.slug) {
            Some(text) => format!(
                "the file's name begins with {text}, which is no day: mend it there, or add date = 2025-11-01"
            ),
            None => match name
                .slug
                .get(..4)
                .and_then(CalendarDate::parse)
                .filter(|_| name.slug.get(4..5) == Some("-"))
            {
                Some(year) => format!(
                    "add date = 2025-11-01, or date = \"{year}\" if that is the year of the story and no more is known"
                ),
                None => format!("add date = 2025-11-01, or name the file by its day: 2025-11-01-{slug}.md"),
            },
        };
        problems.missing("date", hint);
        return None;
    };
    times::story_date(&written, &context.site.time_zone, problems)
}

/// When the article leaves the site. Warns of times that come before its date.
fn expiry(
    written: Option<At<Written>>,
    date: Option<ArticleDate>,
    shared: &Shared,
    context: &Context<'_>,
    problems: &mut Problems<'_>,
) -> Option<Moment> {
    let expires = written.and_then(|expires| times::expiry(&expires, &context.site.time_zone, problems));
    if let Some(date) = date {
        let never = "it will never be on the site: see which of the two is wrong";
        warn_if_before(date, shared.updated.as_ref(), ("updated", "see which of the two is wrong"), problems);
        warn_if_before(date, expires.as_ref(), ("expires", never), problems);
    }
    expires.map(|expires| expires.value)
}

/// What feeds call the article: a whole URI, which no other program has to complete.
fn identity(written: &At<&str>, problems: &mut Problems<'_>) -> Option<Box<str>> {
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

fn address(
    date: ArticleDate,
    section: Option<&At<&str>>,
    Shared { slug: chosen, casing, .. }: &Shared,
    name: &Name<'_>,
    context: &Context<'_>,
    problems: &mut Problems<'_>,
) -> Option<Address> {
    let casing = *casing;
    let by_name = || slugify(name.slug, casing);
    let slug = chosen.as_ref().map_or_else(by_name, |slug| slug.value.clone());
    let section = section.map(|section| section.value);
    let parts = PermalinkParts { extent: date.extent(), section, slug: &slug, casing };
    let address = context.site.permalinks.of(context.source.file, section).fill(parts);
    let address = address.and_then(|address| Ok(context.version.place(address, context.site)?));
    if let Err(fault) = &address {
        let message = format!("this article has no address: {fault}");
        match (fault, chosen) {
            (PermalinkError::NoSection, _) => problems.missing("section", "the site's addresses have it in them: add section = \"…\", or take {section} out of `permalink` in config.toml"),
            (_, Some(slug)) => problems.error(slug.span.clone(), message, "choose a shorter slug"),
            (_, None) => problems.whole(message, "give the file a shorter name, or the article a `slug`"),
        }
    }
    address.ok()
}

fn resolve_corrections(
    front: &[FrontCorrection<'_>],
    appeared: Option<ArticleDate>,
    context: &Context<'_>,
    problems: &mut Problems<'_>,
) -> Vec<Correction> {
    let mut corrections = Vec::with_capacity(front.len());
    for FrontCorrection { date, text } in front {
        let date = moment(date, &context.site.time_zone, problems);
        if let Some(appeared) = appeared {
            let key = ("corrections.date", "see which of the two is wrong");
            warn_if_before(appeared, date.as_ref(), key, problems);
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
    problems: &mut Problems<'_>,
) -> Option<Withdrawal> {
    let FrontWithdrawal { date, reason } = front;
    let date = moment(date, &context.site.time_zone, problems)?.value;
    let reason = reason.map(|reason| Box::from(&*redactions.redact(reason)));
    Some(Withdrawal { date, reason })
}

fn origin(front: &FrontSource<'_>) -> Origin {
    let FrontSource { name, url } = front;
    Origin { name: (*name).into(), url: url.map(Into::into) }
}

/// Notes names whose lists would have an address that no file system takes.
fn refuse_unfit(what: &str, names: &[At<&str>], problems: &mut Problems<'_>) {
    // No shorter name can be spelled out beyond the limit.
    const SURELY_SHORT: usize = 48;
    // Each has a page on which the story stands with all of them.
    const MOST: usize = 500;
    if let Some(At { span, .. }) = names.get(MOST) {
        let message = format!("this is the {what} after the {MOST}th, and a story has no more");
        problems.error(span.clone(), message, "keep those under which readers look for it");
    }
    for At { value, span } in names.iter().filter(|name| name.value.len() > SURELY_SHORT) {
        if let Err(fault) = slugify(value, Casing::Common).as_term() {
            let message = format!("the {what} {} makes no address: {fault}", quoted(value));
            problems.error(span.clone(), message, "choose a shorter one");
        }
    }
}

/// The values of a list, without their places.
fn values<'t>(list: &[At<&'t str>]) -> Vec<&'t str> {
    list.iter().map(|entry| entry.value).collect()
}

/// The names in a list, each once: an article stands once in a list, whichever way its tag is written.
fn terms(names: &[At<&str>], casing: Casing) -> Vec<Arc<str>> {
    let mut seen = BTreeSet::new();
    let mut is_new = |name: &&str| seen.insert(casing.lower(name));
    names.iter().map(|name| name.value).filter(|name| names.len() == 1 || is_new(name)).map(term).collect()
}

/// A name with one space between each word and the next: whoever slips on the space bar names no other.
fn term(name: &str) -> Arc<str> {
    if name.contains("  ") || name.contains(|c: char| c.is_whitespace() && c != ' ') {
        let words: Vec<&str> = name.split_whitespace().collect();
        return words.join(" ").into();
    }
    name.into()
}
