//! What a page is made from, as one digest: its fingerprint. Two builds in which a page has the same fingerprint, and
//! in which the questions that it asked have the same answers, make the same bytes of it. What goes into the digest
//! follows the page's view, field by field; `tests/incremental.rs` holds the two together.

use crate::archive::{ArticleId, Gone, Kind, TermId, Why};
use crate::digest::{Digest, Digester};
use crate::plan::{ListId, Page, Pagination, Part, Shows, members};

use super::engine::Engine;
use super::views::template_of;
use super::world::World;

/// The fingerprint of a page.
pub fn fingerprint(page: &Page, engine: &Engine) -> Digest {
    let world = engine.world();
    let mut digester = Digester::new();
    digester.text(page.address.as_str());
    if let Some(template) = template_of(&page.shows) {
        digester.digest(engine.look(template));
    }
    let inputs = &mut Inputs { world, digester };
    match &page.shows {
        Shows::Article(id) => inputs.article(*id),
        Shows::Standing(index) => {
            let page = &world.archive.standing()[*index];
            inputs.digester.digest(page.digest).text(page.file.as_str());
        }
        Shows::Gone(index) => inputs.gone(&world.archive.gone()[*index]),
        Shows::List(list, part) => inputs.list(*list, *part),
        Shows::Year(index) => inputs.year(*index),
        Shows::Archive => inputs.archive(),
        Shows::Index(kind) => inputs.index(*kind),
        Shows::Corrections => inputs.corrections(),
        Shows::Redirect(to) => {
            inputs.digester.text(to.as_str());
        }
        Shows::NotFound | Shows::File(_) => {}
    }
    inputs.digester.finish()
}

struct Inputs<'w> {
    world: &'w World,
    digester: Digester,
}

impl Inputs<'_> {
    fn card(&mut self, id: ArticleId) {
        self.digester.digest(self.world.shelf.digest(id));
    }

    fn card_or_none(&mut self, id: Option<ArticleId>) {
        match id {
            Some(id) => self.card(id),
            None => {
                self.digester.digest(Digest::default());
            }
        }
    }

    fn term(&mut self, kind: Kind, id: TermId) {
        let term = self.world.archive.terms(kind).term(id);
        self.digester.text(&term.name).text(term.address.as_str());
    }

    fn article(&mut self, id: ArticleId) {
        let archive = &self.world.archive;
        let article = archive.article(id);
        self.digester.digest(article.digest).text(article.file.as_str());
        self.card(id);
        let labels = archive.labels(id);
        self.digester.number(labels.tags.len() as u64);
        labels.tags.iter().for_each(|tag| self.term(Kind::Tag, *tag));
        if let Some((series, number)) = labels.series {
            self.term(Kind::Series, series);
            let members = &archive.terms(Kind::Series).term(series).members;
            self.digester.number(u64::from(number)).number(members.len() as u64);
            let number = number as usize;
            self.card_or_none(number.checked_sub(1).and_then(|before| members.get(before)).copied());
            self.card_or_none(members.get(number + 1).copied());
        }
        self.card_or_none(archive.newer(id));
        self.card_or_none(archive.older(id));
    }

    fn gone(&mut self, gone: &Gone) {
        self.digester.text(&gone.since.to_string());
        match &gone.why {
            Why::Withdrawn(reason) => {
                self.digester.text("withdrawn").text(reason.as_deref().unwrap_or_default())
            }
            Why::Expired => self.digester.text("expired"),
        };
    }

    fn list(&mut self, list: ListId, part: Part) {
        let all = members(list, &self.world.archive);
        let pagination = Pagination::new(all.len(), self.world.plan.per_page());
        if let ListId::Term(kind, id) = list {
            self.term(kind, id);
        }
        let range = match part {
            Part::Full(number) => pagination.full(number),
            Part::Newest => {
                self.digester.number(all.len() as u64);
                self.card_or_none(all.first().copied());
                self.around(list);
                pagination.newest()
            }
        };
        all[range].iter().for_each(|id| self.card(*id));
    }

    /// What is beside a day or month, and what is in a month's calendar.
    fn around(&mut self, list: ListId) {
        let calendar = self.world.archive.calendar();
        match list {
            ListId::Day(index) => {
                for beside in [index.checked_sub(1), Some(index + 1)] {
                    let date =
                        beside.and_then(|beside| calendar.days().get(beside)).map(|day| day.date.to_string());
                    self.digester.text(date.as_deref().unwrap_or_default());
                }
            }
            ListId::Month(index) => {
                for beside in [index.checked_sub(1), Some(index + 1)] {
                    let first =
                        beside.and_then(|beside| calendar.months().get(beside)).map(|month| month.first);
                    self.digester.text(&first.map(|first| first.to_string()).unwrap_or_default());
                }
                let first = calendar.months()[index].first;
                for day in calendar.days_of(first) {
                    self.digester.text(&day.date.to_string()).number(day.members.len() as u64);
                }
            }
            ListId::Front | ListId::Term(..) => {}
        }
    }

    fn year(&mut self, index: usize) {
        let years = self.world.archive.calendar().years();
        for count in years[index].counts {
            self.digester.number(count as u64);
        }
        for beside in [index.checked_sub(1), Some(index + 1)] {
            let number = beside.and_then(|beside| years.get(beside)).map(|year| year.number.to_string());
            self.digester.text(number.as_deref().unwrap_or_default());
        }
    }

    fn archive(&mut self) {
        for year in self.world.archive.calendar().years() {
            self.digester.text(&year.number.to_string());
            for count in year.counts {
                self.digester.number(count as u64);
            }
        }
    }

    fn index(&mut self, kind: Kind) {
        let archive = &self.world.archive;
        for (_, term) in archive.terms(kind).iter() {
            self.digester.text(&term.name).text(term.address.as_str()).number(term.members.len() as u64);
            for id in [term.members.first(), term.members.last()].into_iter().flatten() {
                self.digester.text(&archive.article(*id).date.to_string());
            }
        }
    }

    fn corrections(&mut self) {
        for (id, article) in
            self.world.archive.articles().filter(|(_, article)| !article.corrections.is_empty())
        {
            for correction in &article.corrections {
                self.digester.text(&correction.date.to_string()).text(&correction.text);
            }
            self.card(id);
        }
    }
}
