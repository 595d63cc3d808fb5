//! Map providers.

use super::link::{Link, is_id};
use super::{Player, Shape};

const MAP: Shape = Shape::Height(450);

pub(super) fn google_maps(link: &Link<'_>) -> Option<Player> {
    let is_google = link.host == "google.com" || link.host == "maps.google.com";
    match &*link.path {
        ["maps", "embed"] if is_google => of_place(link),
        ["maps", "d", .., "embed" | "viewer"] if is_google => {
            let map = link.query("mid").filter(|map| is_id(map))?;
            Player::new(
                format!("https://www.google.com/maps/d/viewer?mid={map}"),
                format!("https://www.google.com/maps/d/embed?mid={map}"),
                MAP,
            )
        }
        ["maps"] | [] if is_google && link.query("output").is_some_and(|output| output == "embed") => {
            let query = link.raw_query();
            let own = query.split('&').filter(|part| *part != "output=embed").collect::<Vec<_>>().join("&");
            Player::new(
                format!("https://www.google.com/maps?{own}"),
                format!("https://www.google.com/maps?{own}&output=embed"),
                MAP,
            )
        }
        _ => None,
    }
}

/// Parses the address that Google Maps offers for sharing.
///
/// That address shows a player, not a page, but contains the coordinates of a place.
fn of_place(link: &Link<'_>) -> Option<Player> {
    let view = link.query("pb")?;
    let number = |sign: &str| {
        let (_, rest) = view.split_once(sign)?;
        let number = rest.split('!').next()?;
        number.parse::<f64>().ok().map(|_| number.to_owned())
    };
    let page = match (number("!3d"), number("!2d")) {
        (Some(latitude), Some(longitude)) => format!("https://www.google.com/maps?q={latitude},{longitude}"),
        _ => "https://www.google.com/maps".to_owned(),
    };
    Player::new(page, format!("https://www.google.com/maps/embed?{}", link.raw_query()), MAP)
}

pub(super) fn openstreetmap(link: &Link<'_>) -> Option<Player> {
    if link.host != "openstreetmap.org" || *link.path != ["export", "embed.html"] {
        return None;
    }
    let is_number = |text: &&str| text.parse::<f64>().is_ok();
    let page = match (link.query("marker"), link.query("bbox")) {
        (Some(marker), _) => {
            let (latitude, longitude) =
                marker.split_once(',').filter(|(a, b)| is_number(a) && is_number(b))?;
            format!("https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}")
        }
        (None, Some(area)) => {
            let sides: Vec<&str> = area.split(',').filter(is_number).collect();
            let [west, south, east, north] = *sides else { return None };
            format!(
                "https://www.openstreetmap.org/?minlon={west}&minlat={south}&maxlon={east}&maxlat={north}&box=yes"
            )
        }
        _ => return None,
    };
    Player::new(page, format!("https://www.openstreetmap.org/export/embed.html?{}", link.raw_query()), MAP)
}
