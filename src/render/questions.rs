//! What a page asked while it was made. A template's functions and a text's links ask the [`World`] questions whose
//! answers are not among the page's own inputs: which stories are the latest, where a file's article is. Each
//! question is noted with the page, so that the next build can ask it again, and make the page again only if the
//! answer is another.

use std::cell::RefCell;
use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::address::Address;
use crate::archive::{Absence, Kind, Whereabouts};
use crate::config::EditionId;
use crate::diagnostic;
use crate::digest::{Digest, Digester};
use crate::markdown;
use crate::path::SitePath;
use crate::plan::PageKind;
use crate::redaction::Redactions;
use crate::sources::SourceReader;

use super::links::has_anchor;
use super::views::term::file_shown;
use super::world::World;

/// A question that a page may ask.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Question {
    /// Which stories are these?
    Stories(Query),
    /// Which so many older stories are nearest to the article of this file?
    Related(SitePath, usize),
    /// Which are the sections with the most stories, at most so many of them, in this language?
    Sections(Option<EditionId>, usize),
    /// What is at this address?
    Address(Address),
    /// Where is this file's text?
    Text(SitePath),
    /// Where is this file published?
    Asset(SitePath),
    /// Has the page at this address this anchor?
    Anchor(Address, String),
    /// Is this problem of a text known?
    Known(SitePath, diagnostic::Kind, Box<str>),
}

/// Which stories a template asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Query {
    /// Those that bear all of these terms.
    pub terms: Vec<(Kind, String)>,
    /// Those in this one of the site's languages.
    pub edition: Option<EditionId>,
    /// Those of this year.
    pub year: Option<i16>,
    /// Those of this month of it.
    pub month: Option<i8>,
    /// At most so many, the newest.
    pub count: usize,
}

thread_local! {
    /// What the page that this thread is making has asked. A page is made on one thread from beginning to end, and
    /// Tera hands its functions nothing in which this could travel. It is empty between two pages.
    static ASKED: RefCell<Vec<Question>> = const { RefCell::new(Vec::new()) };
}

/// Does `work`, and gives what was asked meanwhile, each question once, in a fixed order.
pub(super) fn listen<T>(work: impl FnOnce() -> T) -> (T, Vec<Question>) {
    ASKED.with_borrow_mut(Vec::clear);
    let result = work();
    let mut asked = ASKED.with_borrow_mut(std::mem::take);
    asked.sort_unstable();
    asked.dedup();
    (result, asked)
}

/// Notes that the page asks this.
pub(super) fn note(question: Question) {
    ASKED.with_borrow_mut(|asked| asked.push(question));
}

/// Answers questions, each as a digest, and each different one once.
pub struct Answers<'w> {
    world: &'w World,
    texts: &'w dyn SourceReader,
    known: HashMap<Question, Digest>,
}

impl<'w> Answers<'w> {
    /// No answers yet.
    pub fn new(world: &'w World, texts: &'w dyn SourceReader) -> Self {
        Self { world, texts, known: HashMap::new() }
    }

    /// The digest of the answer.
    pub fn to(&mut self, question: &Question) -> Digest {
        if let Some(known) = self.known.get(question) {
            return *known;
        }
        let digest = answer(question, self.world, self.texts);
        self.known.insert(question.clone(), digest);
        digest
    }
}

/// The digest of what the world answers.
pub(super) fn answer(question: &Question, world: &World, texts: &dyn SourceReader) -> Digest {
    let mut digester = Digester::new();
    match question {
        Question::Stories(query) => {
            for id in world.stories(query) {
                digester.digest(world.card_digest(id));
            }
        }
        Question::Related(file, count) => {
            for id in world.related(file, *count) {
                digester.digest(world.card_digest(id));
            }
        }
        Question::Sections(edition, count) => {
            for id in world.sections(*edition, *count) {
                let term = world.archive.terms(Kind::Section).term(id);
                let language = world.archive.edition_of_term(term);
                digester.text(&term.name).text(term.address.as_str()).number(u64::from(language.0));
            }
        }
        // A text's own links need only to know where it is; whether it is an article or its notice shows there.
        Question::Address(address) => match world.plan.find(address) {
            Some(page) => {
                let stamped = world.plan.hashed_address(&page.address).map_or("", Address::as_str);
                digester.text("there").text(page.address.as_str()).text(stamped);
                picture_into(&page.address, world, &mut digester);
            }
            None => {
                digester.text("nothing");
            }
        },
        Question::Text(file) => match world.address_of(file) {
            Ok(address) => {
                digester.text("there").text(address.as_str());
            }
            Err(whereabouts) => {
                digester.text("nothing");
                absence_into(whereabouts, file, texts, &mut digester);
            }
        },
        Question::Asset(file) => match world.plan.asset_address(file) {
            Some(address) => {
                digester.text("there").text(address.as_str());
                picture_into(address, world, &mut digester);
            }
            None => {
                digester.text("nothing");
            }
        },
        Question::Anchor(address, fragment) => {
            digester.number(u64::from(
                anchors_at(address, world, texts)
                    .is_none_or(|anchors| has_anchor(&anchors, &world.template_ids, fragment)),
            ));
        }
        Question::Known(text, kind, what) => {
            let since = world.known.since(text, *kind, what);
            digester.text(&since.map_or_else(String::new, |since| since.to_string()));
        }
    }
    digester.finish()
}

/// Takes in why a text is not there: the warning of a known problem says it.
fn absence_into(
    whereabouts: Option<Whereabouts>,
    file: &SitePath,
    texts: &dyn SourceReader,
    digester: &mut Digester,
) {
    match whereabouts {
        Some(Whereabouts::Absent(Absence::Draft)) => digester.text("draft"),
        Some(Whereabouts::Absent(Absence::Embargoed(until))) => digester.text(&until.to_string()),
        _ => digester.number(u64::from(texts.bytes(file).is_ok())),
    };
}

/// Takes in the size of a picture, and its smaller ones: a page that shows it says them.
fn picture_into(address: &Address, world: &World, digester: &mut Digester) {
    if let Some(picture) = world.plan.image(address) {
        digester.digest(picture.digest());
    }
}

/// The anchors of the text at an address; `None` where it has no text, or the text can't be read.
pub(super) fn anchors_at(address: &Address, world: &World, texts: &dyn SourceReader) -> Option<Vec<String>> {
    let archive = &world.archive;
    let nothing = Redactions::default();
    let (file, body, redactions) = match &world.plan.find(address)?.kind {
        PageKind::Article(id) => {
            let article = archive.article(*id);
            (&article.file, article.body, &article.redactions)
        }
        PageKind::Standing(index) => {
            let page = &archive.standing()[*index];
            (&page.file, page.body, &nothing)
        }
        PageKind::List(list, part) => {
            let own = file_shown(*list, *part, world)?;
            (&own.file, own.body, &nothing)
        }
        _ => return None,
    };
    let bytes = texts.bytes(file).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    Some(markdown::anchors(text.get(body.start as usize..).unwrap_or_default(), &world.rules(redactions)))
}
