//! What `corrections.html` is given: a part of the list of all corrections. A numbered page is permanent, as that of any
//! list is; a correction that is made later stands on no page but the newest.

use tera::Context;

use crate::plan::{ListPage, Pagination, corrections_address};
use crate::render::voice::Voice;
use crate::render::world::World;
use crate::theme::view;

use super::{About, crumbs, link, lists, part_title};

/// Fills the variable `corrections`.
pub(super) fn fill<'w>(
    page: ListPage,
    world: &'w World,
    voice: &'w Voice,
    context: &mut Context,
) -> About<'w> {
    let title = voice.catalog.text("corrections");
    let all = world.archive.corrections();
    let pagination = Pagination::new(all.len(), world.plan.per_page());
    let address = corrections_address();
    let entries = all[pagination.range(page)].iter().rev().map(|id| {
        let correction = world.archive.correction(*id);
        view::CorrectionEntry {
            date: correction.date.to_string(),
            text: &correction.text,
            article: world.card(id.article),
        }
    });
    let (newer, older) = lists::around(page, pagination, &address, world);
    let view = view::Corrections {
        url: &world.href(&address),
        entries: entries.collect(),
        number: page.number(),
        newer,
        older,
        total: (page == ListPage::Latest).then_some(all.len()),
    };
    context.insert("corrections", &view);
    let above = (page != ListPage::Latest).then(|| link(world, title.clone(), &address));
    About::new("corrections", part_title(&title, page, voice)).below(crumbs(world, voice, above))
}
