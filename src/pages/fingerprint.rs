//! Fingerprint of a page: digests of its inputs. If the fingerprint and the digests of the recorded
//! dependencies are the same in two builds, so are the page's bytes. The digests follow the page's
//! template variables field by field; `tests/build/incremental.rs` compares incremental with full
//! builds.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::archive::{Anniversary, ArticleId, TermId, TermKind, Tombstone, TombstoneReason};
use crate::digest::{Digest, Digester};
use crate::model::SiteModel;
use crate::model::page_language::translations;
use crate::plan::{Feed, ListId, ListPage, Page, PageKind, Pagination, members};
use crate::templates::Engine;

use super::dates::beside_in_circle;
use super::term::digest;
use super::{feeds, host_files, query_lookup, search, sitemaps};

/// Digests of a page's inputs, by kind of input, so that a build can name the reason for a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// Template and its dependencies.
    pub template: Digest,
    /// Settings, menus and translations of the site.
    pub settings: Digest,
    /// Text of the page: an article's file, a notice's reason, a term's name.
    pub text: Digest,
    /// Articles on the page.
    pub stories: Digest,
    /// Neighbors of the page, its position in a series, and counts.
    pub beside: Digest,
}

/// Computes the fingerprint of a page.
pub fn fingerprint(page: &Page, engine: &Engine) -> Fingerprint {
    let inputs = &mut FingerprintBuilder {
        model: engine.model(),
        text: Digester::new(),
        stories: Digester::new(),
        beside: Digester::new(),
    };
    let edition = inputs.model.edition_of(page);
    inputs.text.number(u64::from(edition.0));
    // The digest of an article's card covers the address.
    if !matches!(page.kind, PageKind::Article(_)) {
        inputs.text.text(page.address.as_str());
    }
    inputs.of(&page.kind);
    inputs.translations(page);
    if inputs.model.plan.query_redirects().have_script_at(&page.address) {
        inputs.beside.text("looks up addresses with a query");
    }
    Fingerprint {
        template: match &page.kind {
            // Texts in feeds may call components.
            PageKind::Feed(_) => engine.called(),
            kind => engine.template_of(kind).map_or_else(Digest::default, |template| engine.chain(template)),
        },
        settings: engine.settings(edition),
        text: inputs.text.finish(),
        stories: inputs.stories.finish(),
        beside: inputs.beside.finish(),
    }
}

struct FingerprintBuilder<'w> {
    model: &'w SiteModel,
    text: Digester,
    stories: Digester,
    beside: Digester,
}

impl FingerprintBuilder<'_> {
    fn of(&mut self, kind: &PageKind) {
        let archive = &self.model.archive;
        match kind {
            PageKind::Article(id) => self.article(*id),
            PageKind::Standing(index) => {
                let page = &archive.standing()[*index];
                self.text.digest(page.digest).text(page.file.as_str());
                self.text.number(u64::from(archive.by_now(page.updated).is_some()));
            }
            PageKind::Gone(index) => {
                let gone = &archive.tombstones()[*index];
                absence(&mut self.text, gone);
                // Not on the notice, but recorded with its address.
                self.text.text(gone.file.as_str());
            }
            PageKind::List(list, part) => self.list(*list, *part),
            PageKind::Archive => self.archive(),
            PageKind::TermIndex(kind) => self.index(*kind),
            PageKind::Feed(feed) => self.feed(*feed),
            PageKind::Corrections(part) => self.corrections(*part),
            PageKind::OnThisDayIndex => self.days_of_the_year(),
            PageKind::Sitemap(sitemap) => sitemaps::inputs(*sitemap, self.model, &mut self.stories),
            PageKind::SearchFile(file) => search::inputs(*file, self.model, &mut self.stories),
            PageKind::Redirect(to) => {
                self.text.text(to.as_str());
            }
            PageKind::QueryFile(file) => {
                self.stories.digest(Digest::of(&query_lookup::render(*file, self.model)));
            }
            PageKind::HostFile(file) => {
                self.text.digest(Digest::of(&host_files::render(*file, self.model)));
            }
            PageKind::NotFound
            | PageKind::QueryPage
            | PageKind::GoneAddress
            | PageKind::SearchPage(_)
            | PageKind::Robots
            | PageKind::ImageVariant(_)
            | PageKind::File(_) => {}
        }
    }

    fn article(&mut self, id: ArticleId) {
        let (model, archive) = (self.model, &self.model.archive);
        self.text.digest(model.digests.page(id));
        let article = archive.article(id);
        if article.updated.is_some() || !article.corrections.is_empty() {
            // The file has the time; the clock decides whether it has come.
            self.text.number(u64::from(archive.by_now(article.updated).is_some()));
            archive.modified(id).digest_into(&mut self.text);
        }
        if let Some((series, number)) = archive.article_terms(id).series {
            term(&mut self.text, model, TermKind::Series, series);
            let members = &archive.terms(TermKind::Series).term(series).members;
            self.beside.number(u64::from(number)).number(members.len() as u64);
            let number = number as usize;
            card(
                &mut self.beside,
                model,
                number.checked_sub(1).and_then(|before| members.get(before)).copied(),
            );
            card(&mut self.beside, model, members.get(number + 1).copied());
        }
        card(&mut self.beside, model, archive.newer(id));
        card(&mut self.beside, model, archive.older(id));
    }

    /// Adds the translations of the page.
    fn translations(&mut self, page: &Page) {
        for (edition, address) in translations(page, &self.model.archive) {
            self.beside.number(u64::from(edition.0)).text(address.as_str());
        }
    }

    fn list(&mut self, list: ListId, part: ListPage) {
        let model = self.model;
        let all = members(list, &model.archive);
        let pagination = Pagination::new(all.len(), model.plan.per_page());
        if let ListId::Term(kind, id) = list {
            term(&mut self.text, model, kind, id);
        }
        if let Some(own) = model.term_file(list, part) {
            digest(own, model, &mut self.text);
        }
        let range = match part {
            ListPage::Numbered(number) => pagination.numbered(number),
            ListPage::Latest => {
                self.beside.number(all.len() as u64);
                if let Some(first) = all.first() {
                    model.archive.article(*first).date.digest_into(&mut self.beside);
                }
                self.around(list);
                pagination.latest()
            }
        };
        for id in &all[range] {
            self.stories.digest(model.digests.card(*id));
        }
    }

    /// Adds the neighbors of a day, month or year, and the counts in a calendar.
    fn around(&mut self, list: ListId) {
        let calendar = self.model.archive.calendar();
        match list {
            ListId::Day(index) => {
                for beside in [index.checked_sub(1), Some(index + 1)] {
                    day(
                        &mut self.beside,
                        beside.and_then(|beside| calendar.days().get(beside)).map(|day| day.date),
                    );
                }
            }
            ListId::Month(index) => {
                for beside in [index.checked_sub(1), Some(index + 1)] {
                    let month = beside.and_then(|beside| calendar.months().get(beside));
                    day(&mut self.beside, month.map(|month| month.first));
                }
                for one in calendar.days_of(calendar.months()[index].first) {
                    day(&mut self.beside, Some(one.date));
                    self.beside.number(one.members.len() as u64);
                }
            }
            ListId::Year(index) => self.year(index),
            ListId::OnThisDay(index) => {
                let anniversaries = calendar.anniversaries();
                for beside in beside_in_circle(index, anniversaries.len()).into_iter().flatten() {
                    self.day_of_year(&anniversaries[beside]);
                }
            }
            ListId::Front | ListId::Edition(_) | ListId::Term(..) => {}
        }
    }

    fn day_of_year(&mut self, day: &Anniversary) {
        self.beside.number(day.month.unsigned_abs().into()).number(day.day.unsigned_abs().into());
    }

    fn days_of_the_year(&mut self) {
        let archive = &self.model.archive;
        for anniversary in archive.calendar().anniversaries() {
            self.day_of_year(anniversary);
            self.beside.number(anniversary.members.len() as u64);
            self.first_and_last(&anniversary.members);
        }
    }

    fn feed(&mut self, feed: Feed) {
        let model = self.model;
        if let ListId::Term(kind, id) = feed.list {
            term(&mut self.text, model, kind, id);
        }
        if let Some(style) = feeds::style(feed, model) {
            self.beside.text(style.as_str());
        }
        let older = feed.older(&model.archive, &model.site.feeds).and_then(|older| older.page.number());
        let is_filling = feed.is_filling(&model.archive, &model.site.feeds);
        self.beside.number(older.unwrap_or(0) as u64).number(u64::from(is_filling));
        for id in feed.stories(&model.archive, &model.site.feeds) {
            self.stories.digest(model.digests.feed_entry(*id));
        }
        for gone in feeds::deleted(feed, model) {
            self.beside.text(&model.removed_entry_id(gone));
            self.beside.number(u64::from(model.archive.by_now(Some(gone.since)).is_some()));
            absence(&mut self.beside, gone);
        }
    }

    fn year(&mut self, index: usize) {
        let years = self.model.archive.calendar().years();
        for count in years[index].counts {
            self.beside.number(count as u64);
        }
        for beside in [index.checked_sub(1), Some(index + 1)] {
            let number = beside.and_then(|beside| years.get(beside)).map(|year| year.number.to_string());
            self.beside.text(number.as_deref().unwrap_or_default());
        }
    }

    fn archive(&mut self) {
        for year in self.model.archive.calendar().years() {
            self.beside.text(&year.number.to_string());
            for count in year.counts {
                self.beside.number(count as u64);
            }
            self.beside.number(year.members.len() as u64);
        }
    }

    fn index(&mut self, kind: TermKind) {
        let archive = &self.model.archive;
        for (id, term) in archive.terms(kind).iter() {
            self::term(&mut self.text, self.model, kind, id);
            self.beside.number(term.members.len() as u64);
            self.first_and_last(&term.members);
        }
    }

    /// Adds the dates of the first and the last article of a list.
    fn first_and_last(&mut self, members: &[ArticleId]) {
        for id in [members.first(), members.last()].into_iter().flatten() {
            self.model.archive.article(*id).date.digest_into(&mut self.beside);
        }
    }

    fn corrections(&mut self, part: ListPage) {
        let archive = &self.model.archive;
        let all = archive.corrections();
        let pagination = Pagination::new(all.len(), self.model.plan.per_page());
        if part == ListPage::Latest {
            self.beside.number(all.len() as u64);
        }
        for id in &all[pagination.range(part)] {
            let correction = archive.correction(*id);
            correction.date.digest_into(&mut self.text);
            self.text.text(&correction.text);
            self.stories.digest(self.model.digests.card(id.article));
        }
    }
}

fn absence(digester: &mut Digester, gone: &Tombstone) {
    gone.since.digest_into(digester);
    match &gone.reason {
        TombstoneReason::Withdrawn(reason) => {
            digester.text("withdrawn").text(reason.as_deref().unwrap_or_default())
        }
        TombstoneReason::Expired => digester.text("expired"),
    };
}

/// Adds a day, or its absence.
fn day(digester: &mut Digester, date: Option<Date>) {
    let numbers = date.map_or([0; 3], |date| {
        [date.year().into(), i64::from(date.month()), i64::from(date.day())].map(i64::cast_unsigned)
    });
    for number in numbers {
        digester.number(number);
    }
}

fn card(digester: &mut Digester, model: &SiteModel, id: Option<ArticleId>) {
    digester.digest(id.map_or_else(Digest::default, |id| model.digests.card(id)));
}

fn term(digester: &mut Digester, model: &SiteModel, kind: TermKind, id: TermId) {
    digester.digest(model.term_digests.get(kind, id));
}
