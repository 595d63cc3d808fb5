//! The site in each of its languages: translations, title, menus. One [`LanguageContext`] is made
//! for each language, and shared by all pages in it.

use std::cell::Cell;
use std::collections::HashMap;
use std::hash::{self, Hash};

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

use super::site_variable::SiteVariable;

/// The site in one of its languages.
#[derive(Debug)]
pub(crate) struct LanguageContext {
    /// Language tag.
    pub(crate) language: Language,
    /// Name of the language in the language itself.
    pub(crate) name: String,
    /// Title of the site.
    pub(crate) title: String,
    /// Description of the site, one sentence.
    pub(crate) description: Option<String>,
    /// Address of the front page.
    pub(crate) home: Address,
    /// Translations.
    pub(crate) catalog: Catalog,
    /// Variable `site` of templates.
    pub(crate) site: Value,
    /// Digest of all of these.
    pub(crate) digest: Digest,
    messages: HashMap<Box<str>, PreparedMessage>,
}

/// Message prepared for templates.
#[derive(Debug)]
enum PreparedMessage {
    /// Message without slots, as escaped HTML.
    Constant(Value),
    /// Message with slots, or with plural forms.
    WithSlots(Message),
}

impl LanguageContext {
    /// Makes the context of each language of a site from its translations.
    pub(crate) fn all(
        site: &Site,
        archive: &Archive,
        plan: &Plan,
        publisher: &view::Publisher,
        catalog: Vec<Catalog>,
    ) -> Vec<Self> {
        let names: Vec<String> =
            catalog.iter().map(|catalog| catalog.text("language_name").into_owned()).collect();
        let editions = site.editions().zip(catalog);
        editions
            .map(|(edition, catalog)| {
                let catalog = catalog.with_day_pattern(edition.date_format);
                let value = SiteVariable {
                    site,
                    archive,
                    plan,
                    edition: &edition,
                    catalog: &catalog,
                    language_names: &names,
                    publisher,
                }
                .value();
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
                    messages: prepared(&catalog),
                    catalog,
                    site: value,
                    digest,
                }
            })
            .collect()
    }

    /// Returns a message as HTML, with its slots filled; `None` if there is no such message. Slot
    /// values are escaped unless the template has marked them as safe.
    pub(crate) fn message(&self, key: &str, slots: &Kwargs) -> TeraResult<Option<Value>> {
        let message = match self.messages.get(key) {
            None => return Ok(None),
            Some(PreparedMessage::Constant(value)) => return Ok(Some(value.clone())),
            Some(PreparedMessage::WithSlots(message)) => message,
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

    /// Returns the key most similar to one that does not exist.
    pub(crate) fn nearest_key(&self, key: &str) -> Option<&str> {
        crate::diagnostic::nearest(key, self.catalog.messages().map(|(key, _)| key))
    }
}

/// Hashed by the digest of all fields.
impl Hash for LanguageContext {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
    }
}

fn escape(text: &str, html: &mut Vec<u8>) {
    let Ok(()) = escape::escape_attribute(text, html);
}

fn prepared(catalog: &Catalog) -> HashMap<Box<str>, PreparedMessage> {
    let prepare = |message: &Message| match message.pieces(None) {
        _ if message.is_counted() => PreparedMessage::WithSlots(message.clone()),
        [] => PreparedMessage::Constant(Value::safe_string("")),
        [Piece::Text(text)] => {
            let mut html = Vec::with_capacity(text.len());
            escape(text, &mut html);
            PreparedMessage::Constant(Value::safe_string(&String::from_utf8_lossy(&html)))
        }
        _ => PreparedMessage::WithSlots(message.clone()),
    };
    catalog.messages().map(|(key, message)| (key.into(), prepare(message))).collect()
}

thread_local! {
    /// Language of the page that this thread renders, for the functions that its template calls:
    /// Tera passes them no context. Meaningless outside [`with_language`].
    static CURRENT_LANGUAGE: Cell<EditionId> = const { Cell::new(EditionId::OWN) };
}

/// Runs `work` with a current language.
pub(crate) fn with_language<T>(edition: EditionId, work: impl FnOnce() -> T) -> T {
    CURRENT_LANGUAGE.set(edition);
    work()
}

/// Returns the language of the page that this thread renders.
pub(crate) fn current_language() -> EditionId {
    CURRENT_LANGUAGE.get()
}
