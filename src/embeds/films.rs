//! Providers of films.

use super::link::{Link, is_id, is_number};
use super::{Player, Shape};

pub(super) fn youtube(link: &Link<'_>) -> Option<Player> {
    let host = link.host.strip_prefix("music.").unwrap_or(link.host);
    let (film, shape) = match (host, &*link.path) {
        ("youtu.be", [film]) => ((*film).to_owned(), Shape::Wide),
        ("youtube.com" | "youtube-nocookie.com", path) => match path {
            ["watch", ..] => (link.query("v")?.into_owned(), Shape::Wide),
            ["embed", "videoseries"] | ["playlist"] => return playlist(link),
            ["embed" | "v" | "e" | "live", film, ..] => {
                (film.split('&').next().unwrap_or_default().to_owned(), Shape::Wide)
            }
            ["shorts", film] => ((*film).to_owned(), Shape::Tall),
            _ => return None,
        },
        _ => return None,
    };
    if !is_id(&film) {
        return None;
    }
    let start = ["start", "t", "time_continue"].into_iter().find_map(|name| seconds(&link.query(name)?));
    let (from, at) =
        start.map_or_else(Default::default, |start| (format!("&t={start}s"), format!("&start={start}")));
    Player::new(
        format!("https://www.youtube.com/watch?v={film}{from}"),
        format!("https://www.youtube-nocookie.com/embed/{film}?autoplay=1{at}"),
        shape,
    )
}

fn playlist(link: &Link<'_>) -> Option<Player> {
    let list = link.query("list").filter(|list| is_id(list))?;
    Player::new(
        format!("https://www.youtube.com/playlist?list={list}"),
        format!("https://www.youtube-nocookie.com/embed/videoseries?list={list}&autoplay=1"),
        Shape::Wide,
    )
}

/// Returns the seconds of a time such as `65`, `65s`, `1m5s` or `1h2m3s`, unless there are none.
fn seconds(written: &str) -> Option<u32> {
    let (mut all, mut number) = (0_u32, 0_u32);
    for c in written.chars() {
        let unit = match c {
            '0'..='9' => {
                number = number.checked_mul(10)?.checked_add(c.to_digit(10)?)?;
                continue;
            }
            'h' => 3600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        all = all.checked_add(number.checked_mul(unit)?)?;
        number = 0;
    }
    Some(all.checked_add(number)?).filter(|all| *all > 0)
}

pub(super) fn vimeo(link: &Link<'_>) -> Option<Player> {
    let (film, own_hash) = match (link.host, &*link.path) {
        ("player.vimeo.com", ["video", film])
        | (
            "vimeo.com",
            [film]
            | ["channels", _, film]
            | ["groups", _, "videos", film]
            | ["album" | "showcase", _, "video", film],
        ) => (*film, None),
        ("vimeo.com", [film, hash]) => (*film, Some((*hash).to_owned())),
        _ => return None,
    };
    // A film that is not listed has a key.
    let hash = own_hash.or_else(|| link.query("h").map(String::from));
    if !is_number(film) || hash.as_deref().is_some_and(|hash| !is_id(hash)) {
        return None;
    }
    let (key, parameter) =
        hash.map_or_else(Default::default, |hash| (format!("/{hash}"), format!("h={hash}&")));
    Player::new(
        format!("https://vimeo.com/{film}{key}"),
        format!("https://player.vimeo.com/video/{film}?{parameter}dnt=1&autoplay=1"),
        Shape::Wide,
    )
}

pub(super) fn dailymotion(link: &Link<'_>) -> Option<Player> {
    let film = match (link.host, &*link.path) {
        ("dai.ly", [film]) | ("dailymotion.com", ["video", film] | ["embed", "video", film]) => {
            film.split('_').next()?.to_owned()
        }
        ("geo.dailymotion.com", [player]) if player.starts_with("player") => {
            link.query("video")?.into_owned()
        }
        _ => return None,
    };
    if !is_id(&film) {
        return None;
    }
    Player::new(
        format!("https://www.dailymotion.com/video/{film}"),
        format!("https://geo.dailymotion.com/player.html?video={film}"),
        Shape::Wide,
    )
}

pub(super) fn ted(link: &Link<'_>) -> Option<Player> {
    let talk = match (link.host, &*link.path) {
        ("ted.com" | "embed.ted.com", ["talks", talk] | ["talks", "lang", _, talk]) => *talk,
        _ => return None,
    };
    if !is_id(talk) {
        return None;
    }
    Player::new(
        format!("https://www.ted.com/talks/{talk}"),
        format!("https://embed.ted.com/talks/{talk}"),
        Shape::Wide,
    )
}

pub(super) fn tiktok(link: &Link<'_>) -> Option<Player> {
    let (page, film) = match (link.host, &*link.path) {
        ("tiktok.com", [author, "video", film]) if author.starts_with('@') => {
            (format!("https://www.tiktok.com/{author}/video/{film}"), *film)
        }
        ("tiktok.com", ["player", "v1", film] | ["embed", film] | ["embed", "v2", film]) => {
            (format!("https://www.tiktok.com/player/v1/{film}"), *film)
        }
        _ => return None,
    };
    if !is_number(film) {
        return None;
    }
    Player::new(page, format!("https://www.tiktok.com/player/v1/{film}"), Shape::Tall)
}

pub(super) fn internet_archive(link: &Link<'_>) -> Option<Player> {
    let item = match (link.host, &*link.path) {
        ("archive.org", ["details" | "embed", item, ..]) => *item,
        _ => return None,
    };
    if !is_id(&item.replace('.', "-")) {
        return None;
    }
    Player::new(
        format!("https://archive.org/details/{item}"),
        format!("https://archive.org/embed/{item}"),
        Shape::Wide,
    )
}
