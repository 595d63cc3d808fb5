//! Authors of an article with their organizations and parts in the work.

use tera::Value;

use crate::article::Credit;
use crate::config::Site;
use crate::language::Language;
use crate::theme::view;

use super::href;
use super::term_links::{TermLink, TermLinks};

/// Author of an article.
#[derive(Clone, Copy)]
pub(crate) struct CreditedAuthor<'m> {
    /// Term of the author.
    pub(crate) link: TermLink<'m>,
    credit: Option<&'m Credit>,
}

impl<'m> CreditedAuthor<'m> {
    /// Returns the organization for which the author works.
    pub(crate) fn organization(self) -> Option<&'m str> {
        self.credit?.organization.as_deref()
    }

    /// Returns the part in the work, if it is not the text.
    pub(crate) fn role(self) -> Option<&'m str> {
        self.credit?.role.as_deref()
    }

    /// Makes the value that templates get.
    fn value(self, site: &Site) -> Value {
        let link = self.link;
        let language = site.is_multilingual().then(|| site.edition(link.edition()).language);
        Value::from_serializable(&view::Author {
            name: link.name(),
            url: &href(site, link.address()),
            language: language.map(Language::as_str),
            direction: language.map(Language::direction),
            organization: self.organization(),
            role: self.role(),
        })
    }
}

/// Returns the authors of an article with their credits.
///
/// A credit belongs to the term of its name. The first of several counts.
pub(crate) fn credited<'m>(
    authors: TermLinks<'m>,
    credits: &'m [Credit],
) -> impl Iterator<Item = CreditedAuthor<'m>> {
    authors.iter().enumerate().map(move |(position, link)| {
        let credit = credits.iter().find(|credit| authors.position(&credit.author) == Some(position));
        CreditedAuthor { link, credit }
    })
}

/// Returns the authors as templates get them: as terms, unless one has a credit.
pub(crate) fn author_values(authors: TermLinks<'_>, credits: &[Credit], site: &Site) -> Vec<Value> {
    if credits.is_empty() {
        return authors.values();
    }
    credited(authors, credits).map(|author| author.value(site)).collect()
}

/// Returns the authors without a role as templates get them.
pub(crate) fn writer_values(authors: TermLinks<'_>, credits: &[Credit]) -> Vec<Value> {
    if credits.is_empty() {
        return authors.values();
    }
    credited(authors, credits)
        .filter(|author| author.role().is_none())
        .map(|author| author.link.value())
        .collect()
}
