//! Providers of charts, timelines and documents.

use super::link::{Link, is_id, is_number};
use super::{Player, Shape};

/// Height of a chart of unknown height.
const CHART: Shape = Shape::Height(450);

pub(super) fn datawrapper(link: &Link<'_>) -> Option<Player> {
    let chart = match (link.host, &*link.path) {
        // Keeps the chart's version if the address has one.
        ("datawrapper.dwcdn.net", [id, version]) if is_number(version) => format!("{id}/{version}"),
        ("datawrapper.dwcdn.net", [id, "embed.js" | "index.html"] | [id]) | ("datawrapper.de", ["_", id]) => {
            (*id).to_owned()
        }
        ("datawrapper.dwcdn.net", [id, version, "embed.js" | "index.html"]) if is_number(version) => {
            format!("{id}/{version}")
        }
        _ => return None,
    };
    let address = format!("https://datawrapper.dwcdn.net/{chart}/");
    is_id(chart.split('/').next()?).then(|| Player { page: address.clone(), frame: address, shape: CHART })
}

pub(super) fn flourish(link: &Link<'_>) -> Option<Player> {
    let (kind, id) = match (link.host, &*link.path) {
        ("public.flourish.studio" | "flo.uri.sh", [kind @ ("visualisation" | "story"), id, ..]) => {
            (*kind, *id)
        }
        _ => return None,
    };
    if !is_number(id) {
        return None;
    }
    Player::new(
        format!("https://public.flourish.studio/{kind}/{id}/"),
        format!("https://flo.uri.sh/{kind}/{id}/embed"),
        Shape::Height(575),
    )
}

pub(super) fn infogram(link: &Link<'_>) -> Option<Player> {
    let chart = match (link.host, &*link.path) {
        ("infogram.com" | "e.infogram.com", [chart]) if is_id(chart) => *chart,
        _ => return None,
    };
    Player::new(
        format!("https://infogram.com/{chart}"),
        format!("https://e.infogram.com/{chart}?src=embed"),
        Shape::Height(550),
    )
}

pub(super) fn documentcloud(link: &Link<'_>) -> Option<Player> {
    let document = match (link.host, &*link.path) {
        (
            "documentcloud.org" | "embed.documentcloud.org" | "beta.documentcloud.org",
            ["documents", document],
        ) => document.trim_end_matches(".html").trim_end_matches(".js"),
        _ => return None,
    };
    if !is_id(document) {
        return None;
    }
    Player::new(
        format!("https://www.documentcloud.org/documents/{document}/"),
        format!("https://embed.documentcloud.org/documents/{document}/?embed=1"),
        Shape::Height(600),
    )
}

/// Knight Lab timelines, image comparisons and map stories, which are pages.
pub(super) fn knightlab(link: &Link<'_>) -> Option<Player> {
    if link.host != "cdn.knightlab.com" || link.path.first() != Some(&"libs") || link.raw_query().is_empty() {
        return None;
    }
    let address = format!("https://cdn.knightlab.com{}?{}", link.raw_path(), link.raw_query());
    Player::new(address.clone(), address, Shape::Height(600))
}
