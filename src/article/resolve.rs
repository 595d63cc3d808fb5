//! What a front matter says becomes what the text is. In goes a [`FrontMatter`] with all that surrounds it; out comes a
//! complete [`Entry`], or a note of everything that keeps it from being one. What articles and standing pages share is
//! resolved here, the rest of an article in `story`.

use super::aliases::{self, Aliases};
use super::front::{Common, FrontMatter};
use super::read::KEYS;
use super::split::Parts;
use super::times::moment;
use super::uses::Uses;
use super::version::Version;
use super::{
    Beside, Entry, Extra, Image, ImageSource, Kind, Source, Standing, Use, name, own_address, story, term,
};
use crate::address::{Address, AddressError, QueryAddress, Slug, slugify};
use crate::config::{EditionId, Site};
use crate::diagnostic::quoted;
use crate::fields::{At, Problems};
use crate::language::{Casing, Language};
use crate::markdown;
use crate::moment::Moment;
use crate::path::SitePath;
use crate::redaction::Redactions;

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
    /// The rules by which letters become small in its addresses.
    pub(super) casing: Casing,
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
    let Aliases { plain, queries } = aliases::resolve(&aliases, &context.site.hosting.hosts, problems);
    let (language, edition) = context.version.resolve(language.as_ref(), context.site, problems);
    let casing = language.as_ref().unwrap_or(&context.site.language).casing();
    Shared {
        casing,
        title: written.map(|title| collapsed(title.value)).unwrap_or_default(),
        updated: updated.and_then(|updated| moment(&updated, &context.site.time_zone, problems)),
        slug: slug.and_then(|slug| chosen(&slug, casing, problems)),
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
    let Shared {
        casing,
        title,
        updated,
        slug,
        address,
        aliases,
        queries,
        language,
        edition,
        unmarked,
        draft,
        extra,
    } = shared;
    let address = address.or_else(|| standing_address(slug.as_ref(), casing, context, problems));
    if problems.has_errors() {
        return None;
    }
    let address = address?;
    let shown = Shown { page: &address, image: None, addresses: &[], extra: &extra };
    let Digested { summary, uses, .. } =
        digested(summary.as_ref(), &shown, &Redactions::default(), context, problems);
    Some(Entry::Standing(Box::new(Standing {
        file: file.clone(),
        digest: context.source.digest,
        address,
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
    casing: Casing,
    context: &Context<'_>,
    problems: &mut Problems<'_>,
) -> Option<Address> {
    let version = &context.version;
    let address = name::standing(context.source.file, version.stem, slug.map(|slug| &slug.value), casing);
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
    pub(super) uses: Vec<Use>,
    /// The destinations of its links and pictures in which a name stands that is withheld.
    pub(super) naming: Vec<String>,
}

/// What a text shows or links to beside its body.
pub(super) struct Shown<'a> {
    /// The address of its page.
    pub(super) page: &'a Address,
    /// Its picture.
    pub(super) image: Option<&'a Image>,
    /// Addresses that its front matter names.
    pub(super) addresses: &'a [&'a str],
    /// What `[extra]` says.
    pub(super) extra: &'a Extra,
}

impl Shown<'_> {
    /// Returns the files that are shown or linked to.
    fn uses<'a>(&'a self, context: &Context<'a>) -> Uses<'a> {
        let Source { file, beside, .. } = *context.source;
        let mut uses = Uses::new(file, self.page, context.site, beside);
        match self.image.map(|image| &image.src) {
            Some(ImageSource::File(file)) => uses.file(file),
            Some(ImageSource::Address(address)) => uses.address(Ok(address.clone())),
            Some(ImageSource::Elsewhere(url)) => uses.link(url),
            None => {}
        }
        if beside != Beside::Nothing {
            self.addresses.iter().for_each(|address| uses.link(address));
            self.extra.0.values().for_each(|value| uses.values(value));
        }
        uses
    }
}

/// Takes from the body what is needed of it, and does not look at it where nothing is.
pub(super) fn digested(
    summary: Option<&At<&str>>,
    shown: &Shown<'_>,
    redactions: &Redactions,
    context: &Context<'_>,
    problems: &mut Problems<'_>,
) -> Digested {
    let beside = context.source.beside;
    let written = summary.map(|summary| collapsed(summary.value));
    let has_standfirst = written.is_some();
    let mut uses = shown.uses(context);
    if let (Some(summary), Beside::Nothing, true) = (&written, beside, redactions.is_empty())
        && !context.parts.markdown.contains("![")
    {
        let uses = uses.into_found();
        return Digested { summary: summary.clone(), has_standfirst, uses, naming: Vec::new() };
    }
    let extract = markdown::extract(context.parts.markdown, context.site.markdown, redactions);
    let start = context.parts.text.len() - context.parts.markdown.len() - context.parts.front_start;
    for at in &extract.images_without_alt {
        problems.warning(
            start + at.start..start + at.end,
            "this picture has no alternative text",
            "say between the brackets what it shows, for those who can't see it: ![A ship leaves the port](ship.jpg)",
        );
    }
    // What a text uses must not hang on whether it was searched for its first paragraph.
    if beside != Beside::Nothing {
        // A link that holds a name which is withheld is left out of the text.
        let stays = |written: &&String| !redactions.matches_address(written);
        extract.destinations.iter().filter(stays).for_each(|link| uses.link(link));
        extract.possible_references.iter().filter(stays).for_each(|mention| uses.mention(mention));
        if redactions.is_empty() {
            uses.addresses_in(context.parts.markdown);
        }
    }
    let summary = written.or_else(|| extract.first_paragraph.as_deref().map(collapsed)).unwrap_or_default();
    let mut naming = extract.destinations;
    naming.retain(|destination| redactions.matches_address(destination));
    Digested { summary, has_standfirst, uses: uses.into_found(), naming }
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

fn chosen(slug: &At<&str>, casing: Casing, problems: &mut Problems<'_>) -> Option<At<Slug>> {
    let chosen = Slug::chosen(slug.value);
    if let Err(fault) = &chosen {
        let hint = match fault {
            AddressError::TooLong(..) => "choose a shorter one".to_owned(),
            _ if slug.value.contains(char::is_alphanumeric) => {
                format!("for example slug = \"{}\"", slugify(slug.value, casing))
            }
            _ => "choose one with letters in it, or leave the key out".to_owned(),
        };
        problems.error(slug.span.clone(), format!("{} is no slug: {fault}", quoted(slug.value)), hint);
    }
    Some(At { value: chosen.ok()?, span: slug.span.clone() })
}
