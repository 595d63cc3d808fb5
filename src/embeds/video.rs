//! Video providers.

use super::link::{Link, is_id, is_number};
use super::{Player, Shape};

pub(super) fn youtube(link: &Link<'_>) -> Option<Player> {
    let host = link.host.strip_prefix("music.").unwrap_or(link.host);
    let (video, shape) = match (host, &*link.path) {
        ("youtu.be", [video]) => ((*video).to_owned(), Shape::Wide),
        ("youtube.com" | "youtube-nocookie.com", path) => match path {
            ["watch", ..] => (link.query("v")?.into_owned(), Shape::Wide),
            ["embed", "videoseries"] | ["playlist"] => return playlist(link),
            ["embed" | "v" | "e" | "live", video, ..] => {
                (video.split('&').next().unwrap_or_default().to_owned(), Shape::Wide)
            }
            ["shorts", video] => ((*video).to_owned(), Shape::Tall),
            _ => return None,
        },
        _ => return None,
    };
    if !is_id(&video) {
        return None;
    }
    let start = ["start", "t", "time_continue"].into_iter().find_map(|name| seconds(&link.query(name)?));
    let (from, at) =
        start.map_or_else(Default::default, |start| (format!("&t={start}s"), format!("&start={start}")));
    Player::new(
        format!("https://www.youtube.com/watch?v={video}{from}"),
        format!("https://www.youtube-nocookie.com/embed/{video}?autoplay=1{at}"),
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

/// Parses a time such as `65`, `65s` or `1h2m3s` as seconds; `None` if it is zero.
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
    let (video, own_hash) = match (link.host, &*link.path) {
        ("player.vimeo.com", ["video", video])
        | (
            "vimeo.com",
            [video]
            | ["channels", _, video]
            | ["groups", _, "videos", video]
            | ["album" | "showcase", _, "video", video],
        ) => (*video, None),
        ("vimeo.com", [video, hash]) => (*video, Some((*hash).to_owned())),
        _ => return None,
    };
    // An unlisted video has a key.
    let hash = own_hash.or_else(|| link.query("h").map(String::from));
    if !is_number(video) || hash.as_deref().is_some_and(|hash| !is_id(hash)) {
        return None;
    }
    let (key, parameter) =
        hash.map_or_else(Default::default, |hash| (format!("/{hash}"), format!("h={hash}&")));
    Player::new(
        format!("https://vimeo.com/{video}{key}"),
        format!("https://player.vimeo.com/video/{video}?{parameter}dnt=1&autoplay=1"),
        Shape::Wide,
    )
}

pub(super) fn dailymotion(link: &Link<'_>) -> Option<Player> {
    let video = match (link.host, &*link.path) {
        ("dai.ly", [video]) | ("dailymotion.com", ["video", video] | ["embed", "video", video]) => {
            video.split('_').next()?.to_owned()
        }
        ("geo.dailymotion.com", [player]) if player.starts_with("player") => {
            link.query("video")?.into_owned()
        }
        _ => return None,
    };
    if !is_id(&video) {
        return None;
    }
    Player::new(
        format!("https://www.dailymotion.com/video/{video}"),
        format!("https://geo.dailymotion.com/player.html?video={video}"),
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
    let (page, video) = match (link.host, &*link.path) {
        ("tiktok.com", [author, "video", video]) if author.starts_with('@') => {
            (format!("https://www.tiktok.com/{author}/video/{video}"), *video)
        }
        ("tiktok.com", ["player", "v1", video] | ["embed", video] | ["embed", "v2", video]) => {
            (format!("https://www.tiktok.com/player/v1/{video}"), *video)
        }
        _ => return None,
    };
    if !is_number(video) {
        return None;
    }
    Player::new(page, format!("https://www.tiktok.com/player/v1/{video}"), Shape::Tall)
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
