//! `_redirects`, a rule a line: the old address, the new one, the status. Netlify answers with any status and, with a
//! `!`, even where there is a page; Cloudflare always follows a rule, takes redirects only, and only so many.

use std::fmt::Write as _;

use crate::diagnostic::Diagnostic;
use crate::render::world::World;

use super::{Told, gone, moved, path, warning};

/// What Cloudflare takes: <https://developers.cloudflare.com/pages/configuration/redirects/>.
pub(super) const CLOUDFLARE_TAKES: &str = "takes 2,000, of 1,000 characters each";

const MOST_ON_CLOUDFLARE: usize = 2_000;
const LONGEST_ON_CLOUDFLARE: usize = 1_000;

/// From so many on, Netlify says, a deploy may fail: <https://docs.netlify.com/routing/redirects/>.
const MANY_ON_NETLIFY: usize = 10_000;

const HEAD: &str = "# Made by Dateline from the aliases of the site's texts; the HTML pages at these addresses are there too.\n";

/// The file as Netlify reads it. What is gone keeps its notice, under the status 410.
pub(super) fn netlify(world: &World) -> String {
    let mut text = HEAD.to_owned();
    for (from, to) in moved(world) {
        let _ = writeln!(text, "{} {} 301!", path(world, from), path(world, to));
    }
    for address in gone(world) {
        let path = path(world, address);
        let file = match address {
            page if page.is_page() => "index.html",
            file if file.has_page_ending() => "",
            _ => "/index.html",
        };
        let _ = writeln!(text, "{path} {path}{file} 410!");
    }
    text
}

/// Whether the file has more rules than Netlify is sure to take.
pub(super) fn netlify_limits(world: &World) -> Option<Diagnostic> {
    let rules = world.plan.moved().count() + world.plan.gone().count();
    (rules >= MANY_ON_NETLIFY).then(|| {
        warning(
            format!("_redirects has {rules} rules, and Netlify may not take {MANY_ON_NETLIFY} or more"),
            "where the deploy fails for it, take netlify out of [hosting]: HTML pages lead readers on all the same",
        )
    })
}

/// The file as Cloudflare reads it.
pub(super) fn cloudflare(world: &World) -> Told {
    let mut told = Told { text: HEAD.to_owned(), left_out: 0 };
    let mut rules = 0;
    for (from, to) in moved(world) {
        let rule = format!("{} {} 301", path(world, from), path(world, to));
        if rules == MOST_ON_CLOUDFLARE || rule.len() > LONGEST_ON_CLOUDFLARE {
            told.left_out += 1;
            continue;
        }
        rules += 1;
        told.text.push_str(&rule);
        told.text.push('\n');
    }
    told
}
