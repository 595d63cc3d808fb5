//! Models of standing pages, notices and redirects.

use crate::address::Address;
use crate::archive::TombstoneReason;
use crate::article::StandingPage;
use crate::digest::Digested;
use crate::model::SiteModel;
use crate::moment::Moment;
use crate::path::SitePath;

use super::Inputs;

/// Inputs of a standing page.
pub(crate) type StandingTextPage<'m> = Inputs<StandingText<'m>, (), ()>;

/// Inputs of the notice of a removed article.
pub(crate) type NoticePage<'m> = Inputs<Notice<'m>, (), ()>;

/// Inputs of a redirect.
pub(crate) type RedirectPage<'m> = Inputs<RedirectTarget<'m>, (), ()>;

/// Text of a standing page.
#[derive(Hash)]
pub(crate) struct StandingText<'m> {
    /// File of the page.
    pub(crate) file: &'m SitePath,
    /// Page, hashed by its file: path, bytes and settings determine all fields.
    pub(crate) page: Digested<&'m StandingPage>,
    /// Time of the last change, unless it is in the future.
    pub(crate) updated: Option<Moment>,
}

/// Notice of a removed article.
#[derive(Hash)]
pub(crate) struct Notice<'m> {
    /// File of the article, which the ledger has with the address. Not shown.
    file: &'m SitePath,
    /// Time of the removal.
    pub(crate) since: Moment,
    /// Reason.
    pub(crate) reason: &'m TombstoneReason,
}

/// Target of a redirect.
#[derive(Hash)]
pub(crate) struct RedirectTarget<'m> {
    /// Address of the target.
    pub(crate) to: &'m Address,
}

/// Returns the inputs of a standing page.
pub(super) fn text(index: usize, model: &SiteModel) -> StandingTextPage<'_> {
    let page = &model.archive.standing()[index];
    Inputs::of_text(StandingText {
        file: &page.file,
        page: Digested::new(page.digest, page),
        updated: model.archive.by_now(page.updated),
    })
}

/// Returns the inputs of a notice.
pub(super) fn notice(index: usize, model: &SiteModel) -> NoticePage<'_> {
    let gone = &model.archive.tombstones()[index];
    Inputs::of_text(Notice { file: &gone.file, since: gone.since, reason: &gone.reason })
}

/// Returns the inputs of a redirect.
pub(super) fn redirect(to: &Address) -> RedirectPage<'_> {
    Inputs::of_text(RedirectTarget { to })
}
