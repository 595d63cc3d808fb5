//! What a front matter says becomes what the text is. In goes a [`FrontMatter`] with all that surrounds it; out comes a
//! complete [`Entry`], or a note of everything that keeps it from being one. What articles and standing pages share is
//! resolved here, the rest of an article in `story`.

use super::aliases::{self, Aliases};
use super::front::{Common, FrontMatter};
use super::read::KEYS;
use super::split::Parts;
use super::times::moment;
use super::version::Version;
use super::{Beside, Entry, Extra, Kind, Source, Standing, files, name, own_address, story, term};
use crate::address::{Address, AddressError, QueryAddress, Slug, slugify};
use crate::config::{EditionId, Site};
use crate::diagnostic::quoted;
use crate::fields::{At, Problems};
use crate::language::Language;
use crate::markdown;
use crate::moment::Moment;
use crate::path::SitePath;
use crate::withheld::Withheld;

/// What surrounds a front matter.
pub(super) struct Context<'a> {
    pub(super) source: &'a Source<'a>,
    pub(super) site: &'a Site,
    pub(super) parts: &'a Parts<'a>,
    pub(super) version: Version<'a>,
}

impl<'a> Context<'a> {
    /// Where the problems of the front matter are noted: none yet.
    pub(super) fn problems(&self) -> Problems<'a> {
        Problems::new(self.source.file, self.parts.text, self.parts.front_start)
            .written_in(self.parts.format)
            .with_keys(KEYS)
    }
}

/// Resolves a front matter. `None` when there are errors.
pub(super) fn entry(
    front: FrontMatter<'_>,
    context: &Context<'_>,
    problems: &mut Problems<'_>,
) -> Option<Entry> {
    let FrontMatter { common, story, naming } = front;
    match Kind::of(context.source.file) {
        Kind::Article => story::entry(common, story, context, problems),
        // A standing page or a term's file that has any of a story's keys has been told so.
        Kind::Standing => standing(common, context, problems),
        Kind::Term(kind) => term::entry(kind, common, naming, context, problems),
    }
}

/// What every text has, resolved.
pub(super) struct Shared {
    pub(super) title: Box<str>,
    pub(super) updated: Option<At<Moment>>,
    pub(super) slug: Option<At<Slug>>,
    /// The address that the front matter gives in full.
    pub(super) address: Option<Address>,
    pub(super) aliases: Vec<Address>,
    pub(super) queries: Box<[QueryAddress]>,
    pub(super) language: Option<Language>,
    pub(super) edition: EditionId,
    pub(super) unmarked: Option<SitePath>,
    pub(super) draft: bool,
    pub(super) extra: Extra,
}

/// Whether a text must have a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Title {
    Required,
    /// Nothing need be left of a withdrawn article; of a term's file, its own message asks for it.
    Optional,
}

/// Resolves what every text has, apart from its summary. What is wrong is noted, and left out.
pub(super) fn shared(
    common: Common<'_>,
    title: Title,
    context: &Context<'_>,
    problems: &mut Problems<'_>,
) -> Shared {
    let Common { title: written, summary: _, updated, slug, address, aliases, language, draft, extra } =
        common;
    if written.is_none() && title == Title::Required {
        problems.missing("title", "add the headline: title = \"…\"");
    }
    if let (Some(slug), Some(address)) = (&slug, &address) {
        let message = format!("this `slug` is not used: `{}` gives the whole address", address.key.name());
        problems.warning(slug.span.clone(), message, "take one of the two out");
    }
    let Aliases { plain, queries } = aliases::resolve(&aliases, problems);
    let (language, edition) = context.version.resolve(language.as_ref(), context.site, problems);
    Shared {
        title: written.map(|title| collapsed(title.value)).unwrap_or_default(),
        updated: updated.and_then(|updated| moment(&updated, &context.site.time_zone, problems)),
        slug: slug.and_then(|slug| chosen(&slug, problems)),
        address: address.and_then(|address| own_address::resolve(&address, problems)),
        aliases: plain,
        queries,
        language,
        edition,
        unmarked: context.version.unmarked(context.source.file),
        draft,
        extra: Extra(extra),
    }
}

fn standing(common: Common<'_>, context: &Context<'_>, problems: &mut Problems<'_>) -> Option<Entry> {
    let file = context.source.file;
    let summary = common.summary.clone();
    let shared = shared(common, Title::Required, context, problems);
    let Shared { title, updated, slug, address, aliases, queries, language, edition, unmarked, draft, extra } =
        shared;
    let address = address.or_else(|| standing_address(slug.as_ref(), context, problems));
    if problems.has_errors() {
        return None;
    }
    let Digested { summary, uses, .. } =
        digested(summary.as_ref(), None, &Withheld::default(), context, problems);
    Some(Entry::Standing(Box::new(Standing {
        file: file.clone(),
        digest: context.source.digest,
        address: address?,
        title,
        summary,
        updated: updated.map(|updated| updated.value),
        aliases,
        queries,
        language,
        edition,
        unmarked,
        draft,
        uses,
        extra,
        body: context.parts.body,
    })))
}

fn standing_address(
    slug: Option<&At<Slug>>,
    context: &Context<'_>,
    problems: &mut Problems<'_>,
) -> Option<Address> {
    let version = &context.version;
    let address = name::standing(context.source.file, version.stem, slug.map(|slug| &slug.value));
    let address =
        address.and_then(|address| address.map(|address| version.place(address, context.site)).transpose());
    match (address, slug) {
        (Ok(Some(address)), _) => return Some(address),
        (Ok(None), _) => problems.whole(
            "a standing page can't be the front page",
            "give the file a name of its own, such as content/pages/about.md",
        ),
        (Err(fault), Some(slug)) => {
            let message = format!("this slug makes no address: {fault}");
            problems.error(slug.span.clone(), message, "choose a shorter one");
        }
        (Err(fault), None) => {
            let message = format!("the file's path makes no address: {fault}");
            problems.whole(message, "give the file a shorter name, or the page a `slug`");
        }
    }
    None
}

/// What is taken from a text's body, which is then let go.
pub(super) struct Digested {
    pub(super) summary: Box<str>,
    pub(super) has_standfirst: bool,
    /// The files that the text uses, each once, in order.
    pub(super) uses: Vec<SitePath>,
    /// The destinations of its links and pictures in which a name stands that is withheld.
    pub(super) naming: Vec<String>,
}

/// Takes from the body what is needed of it, and does not look at it where nothing is. The picture's file is used too.
pub(super) fn digested(
    summary: Option<&At<&str>>,
    picture: Option<&SitePath>,
    withheld: &Withheld,
    context: &Context<'_>,
    problems: &mut Problems<'_>,
) -> Digested {
    let beside = context.source.beside;
    let written = summary.map(|summary| collapsed(summary.value));
    let has_standfirst = written.is_some();
    let mut uses: Vec<SitePath> = picture.into_iter().cloned().collect();
    if let (Some(summary), Beside::Nothing, true) = (&written, beside, withheld.is_nothing())
        && !context.parts.markdown.contains("![")
    {
        return Digested { summary: summary.clone(), has_standfirst, uses, naming: Vec::new() };
    }
    let survey = markdown::survey_without(withheld, context.parts.markdown);
    let start = context.parts.text.len() - context.parts.markdown.len() - context.parts.front_start;
    for at in &survey.unspoken {
        problems.warning(
            start + at.start..start + at.end,
            "this picture has no alternative text",
            "say between the brackets what it shows, for those who can't see it: ![A ship leaves the port](ship.jpg)",
        );
    }
    // What a text uses must not hang on whether it was searched for its first paragraph.
    if beside == Beside::Files {
        uses.extend(survey.destinations.iter().filter_map(|link| files::linked(context.source.file, link)));
        uses.sort_unstable();
        uses.dedup();
    }
    let summary = written.or_else(|| survey.first_paragraph.as_deref().map(collapsed)).unwrap_or_default();
    let mut naming = survey.destinations;
    naming.retain(|destination| withheld.are_in_address(destination));
    Digested { summary, has_standfirst, uses, naming }
}

/// The same words with one space between each and the next.
pub(super) fn collapsed(text: &str) -> Box<str> {
    let mut words = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words.into()
}

fn chosen(slug: &At<&str>, problems: &mut Problems<'_>) -> Option<At<Slug>> {
    let chosen = Slug::chosen(slug.value);
    if let Err(fault) = &chosen {
        let hint = match fault {
            AddressError::TooLong(..) => "choose a shorter one".to_owned(),
            _ if slug.value.contains(char::is_alphanumeric) => {
                format!("for example slug = \"{}\"", slugify(slug.value))
            }
            _ => "choose one with letters in it, or leave the key out".to_owned(),
        };
        problems.error(slug.span.clone(), format!("{} is no slug: {fault}", quoted(slug.value)), hint);
    }
    Some(At { value: chosen.ok()?, span: slug.span.clone() })
}
