//! Resolves the file of a term, such as `content/tags/beijing.md`.

use super::body::{BodyScan, FrontMatterAssets, scan_body};
use super::context::Context;
use super::shared::{Title, shared};
use crate::address::slugify;
use crate::article::file_name::FileName;
use crate::article::front_matter::{CommonKeys, TermKeys};
use crate::article::image::image;
use crate::article::{Entry, TermFile, TermKind, TermName};
use crate::fields::{DiagnosticSink, Spanned};
use crate::path::SitePath;
use crate::redaction::Redactions;

/// Resolves a term's file. Returns `None` if there are errors.
pub(super) fn entry(
    kind: TermKind,
    common: CommonKeys<'_>,
    keys: TermKeys<'_>,
    context: &Context<'_>,
    problems: &mut DiagnosticSink<'_>,
) -> Option<Entry> {
    let TermKeys { synonyms, former, distinct_from, image: front_image } = keys;
    let file = context.source.file;
    check_place(kind, file, problems);
    check_keys(kind, &common, problems);
    let shared = shared(common, Title::Optional, context, problems);
    let image = front_image.and_then(|front| image(front, file, problems));
    let [synonyms, former, distinct_from] =
        [synonyms, former, distinct_from].map(|names| term_names(names, problems));
    if problems.has_errors() {
        return None;
    }
    let by_name = || slugify(FileName::parse(file, file.stem()).slug, shared.casing);
    let slug = shared.slug.as_ref().map_or_else(by_name, |slug| slug.value.clone());
    let address = kind.address().join(&slug);
    let front = FrontMatterAssets { page: &address, image: image.as_ref(), urls: &[], extra: &shared.extra };
    let BodyScan { summary, has_explicit_summary, assets, links_with_names: _ } =
        scan_body(shared.summary.as_ref(), &front, &Redactions::default(), context, problems);
    Some(Entry::Term(Box::new(TermFile {
        file: file.clone(),
        digest: context.source.digest,
        kind,
        updated: shared.updated(),
        name: shared.title.into(),
        address,
        slug,
        synonyms,
        former,
        distinct_from,
        aliases: shared.aliases,
        queries: shared.queries,
        summary,
        has_explicit_summary,
        image,
        language: shared.language,
        edition: shared.edition,
        draft: shared.draft,
        assets,
        extra: shared.extra,
        body: context.parts.body,
    })))
}

/// Reports a missing title and the key `address`, which a term can't have.
fn check_keys(kind: TermKind, common: &CommonKeys<'_>, problems: &mut DiagnosticSink<'_>) {
    let kind_name = kind.singular();
    if common.title.is_none() {
        problems.missing("title", format!("add what the {kind_name} is called: title = \"…\""));
    }
    if let Some(address) = &common.address {
        let message = format!("the list of a {kind_name} stays below {}", kind.address());
        let hint = "its last part can be chosen with `slug`; an old address goes into `aliases`";
        problems.error(address.written.span.clone(), message, hint);
    }
}

/// Returns the names in a list, each with its place in the file.
fn term_names(names: Vec<Spanned<&str>>, problems: &DiagnosticSink<'_>) -> Vec<TermName> {
    let names = names.into_iter();
    names.map(|name| TermName { name: name.value.into(), place: problems.place(name.span) }).collect()
}

/// Reports a term's file in the wrong place.
///
/// A term's file is in the folder of its kind, or is the `index.md` of a folder in there. A file
/// that is deeper, or named by a day, is an article that was filed by its section or series.
fn check_place(kind: TermKind, file: &SitePath, problems: &mut DiagnosticSink<'_>) {
    let below = file.beneath(kind.folder()).unwrap_or_default();
    let is_index = file.stem() == "index";
    let depth = below.matches('/').count();
    let folder = kind.folder();
    if depth > usize::from(is_index) || FileName::parse(file, file.stem()).date.is_some() {
        problems.file_error(
            format!("{folder}/ holds the texts of {}, one file for each, and no articles", kind.plural()),
            "if this is an article, move it to another folder, such as content/articles/: what it is about is said by \
             its own `tags`, `authors`, `section` and `series`",
        );
    } else if is_index && depth == 0 {
        problems.file_error(
            format!("{folder}/index.md is about no {}", kind.singular()),
            format!("name the file by what it is about, such as {folder}/beijing.md"),
        );
    }
}
