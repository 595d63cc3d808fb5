//! The site as it speaks in one of its languages: its words, its name, its menus. A page's furniture is in the language
//! that the page belongs to; a [`Voice`] is made once for each language and shared by all its pages.

mod site;

use std::cell::Cell;
use std::collections::HashMap;

use tera::{Kwargs, TeraResult, Value};

use crate::address::Address;
use crate::archive::Archive;
use crate::config::{EditionId, Site};
use crate::digest::{Digest, Digester};
use crate::escape;
use crate::i18n::{Catalog, Message, Piece};
use crate::language::Language;
use crate::plan::Plan;
use crate::theme::view;

use site::site_value;

/// The site in one language.
#[derive(Debug)]
pub(super) struct Voice {
    /// The language.
    pub(super) language: Language,
    /// What it calls itself.
    pub(super) name: String,
    /// The site's name in it.
    pub(super) title: String,
    /// One sentence on what the site is.
    pub(super) description: Option<String>,
    /// Where its front page is.
    pub(super) home: Address,
    /// Its words.
    pub(super) catalog: Catalog,
    /// The variable `site`.
    pub(super) site: Value,
    /// The digest of all of this.
    pub(super) digest: Digest,
    phrases: HashMap<Box<str>, Phrase>,
}

/// A message, ready for a template.
#[derive(Debug)]
enum Phrase {
    /// It is the same every time.
    Fixed(Value),
    /// Something is to be filled in.
    Open(Message),
}

impl Voice {
    /// The voices of a site, one for each of its languages and their words.
    pub(super) fn all(
        site: &Site,
        archive: &Archive,
        plan: &Plan,
        publisher: &view::Publisher,
        catalogs: Vec<Catalog>,
    ) -> Vec<Self> {
        let names: Vec<String> =
            catalogs.iter().map(|catalog| catalog.text("language_name").into_owned()).collect();
        let editions = site.editions().zip(catalogs);
        editions
            .map(|(edition, catalog)| {
                let catalog = catalog.with_day_pattern(edition.date_format);
                let value = site_value(site, (archive, plan), &edition, &catalog, &names, publisher);
                let bytes = postcard::to_stdvec(&value).expect("the settings are texts and lists of texts");
                let digest = Digester::new()
                    .digest(catalog.digest())
                    .text(catalog.dates().pattern("day").unwrap_or_default())
                    .digest(Digest::of(&bytes))
                    .finish();
                Self {
                    language: edition.language.clone(),
                    name: catalog.text("language_name").into_owned(),
                    title: edition.title.to_owned(),
                    description: edition.description.map(str::to_owned),
                    home: edition.home(),
                    phrases: phrases(&catalog),
                    catalog,
                    site: value,
                    digest,
                }
            })
            .collect()
    }

    /// A message with what a template fills in, as HTML: what the template marks as safe stays, all else is escaped.
    /// `None` where there is no such message.
    pub(super) fn phrase(&self, key: &str, slots: &Kwargs) -> TeraResult<Option<Value>> {
        let message = match self.phrases.get(key) {
            None => return Ok(None),
            Some(Phrase::Fixed(value)) => return Ok(Some(value.clone())),
            Some(Phrase::Open(message)) => message,
        };
        let number = if message.is_counted() { Some(slots.must_get::<u64>("n")?) } else { None };
        let mut html = Vec::with_capacity(128);
        for piece in message.pieces(number) {
            match piece {
                Piece::Text(text) => escape(text, &mut html),
                Piece::Slot(name) => {
                    let value = slots.must_get::<&Value>(name)?;
                    match value.as_str() {
                        Some(text) if value.is_safe() => html.extend_from_slice(text.as_bytes()),
                        Some(text) => escape(text, &mut html),
                        None => escape(&value.to_string(), &mut html),
                    }
                }
            }
        }
        Ok(Some(Value::safe_string(&String::from_utf8_lossy(&html))))
    }

    /// The nearest key to one that there is not.
    pub(super) fn nearest(&self, key: &str) -> Option<&str> {
        crate::diagnostic::nearest(key, self.catalog.messages().map(|(key, _)| key))
    }
}

fn escape(text: &str, html: &mut Vec<u8>) {
    let Ok(()) = escape::escape_attribute(text, html);
}

fn phrases(catalog: &Catalog) -> HashMap<Box<str>, Phrase> {
    let phrase = |message: &Message| match message.pieces(None) {
        _ if message.is_counted() => Phrase::Open(message.clone()),
        [] => Phrase::Fixed(Value::safe_string("")),
        [Piece::Text(text)] => {
            let mut html = Vec::with_capacity(text.len());
            escape(text, &mut html);
            Phrase::Fixed(Value::safe_string(&String::from_utf8_lossy(&html)))
        }
        _ => Phrase::Open(message.clone()),
    };
    catalog.messages().map(|(key, message)| (key.into(), phrase(message))).collect()
}

thread_local! {
    /// The language of the page that this thread is making, for the functions that its template calls: Tera hands
    /// them nothing in which it could travel. Outside of [`speak`] it means nothing.
    static SPOKEN: Cell<EditionId> = const { Cell::new(EditionId::OWN) };
}

/// Does `work` in a language.
pub(super) fn speak<T>(edition: EditionId, work: impl FnOnce() -> T) -> T {
    SPOKEN.set(edition);
    work()
}

/// The language that is spoken.
pub(super) fn spoken() -> EditionId {
    SPOKEN.get()
}
