//! Audio providers.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::link::{Link, is_id, parse};
use super::{Player, Shape};

/// First path segments of `SoundCloud` pages that are not tracks.
const NOT_TRACKS: [&str; 7] = ["charts", "discover", "pages", "search", "stream", "upload", "you"];

pub(super) fn soundcloud(link: &Link<'_>) -> Option<Player> {
    if link.host == "w.soundcloud.com" && link.path == ["player"] {
        let track = link.query("url")?;
        let track = parse(&track)?;
        let track = Link::of(&track)?;
        if track.host == "api.soundcloud.com" && matches!(*track.path, ["tracks" | "playlists", _]) {
            // A numeric id leads to no page other than the player.
            let player = player(&format!("https://api.soundcloud.com{}", track.raw_path()));
            let page = player.replace("&auto_play=true", "");
            return Player::new(page, player, Shape::Height(166));
        }
        return of_page(&track);
    }
    of_page(link)
}

fn of_page(link: &Link<'_>) -> Option<Player> {
    let shape = match (link.host, &*link.path) {
        ("soundcloud.com", [author, "sets", _]) if !NOT_TRACKS.contains(author) => Shape::Height(450),
        ("soundcloud.com", [author, _] | [author, _, _]) if !NOT_TRACKS.contains(author) => {
            Shape::Height(166)
        }
        _ => return None,
    };
    let page = format!("https://soundcloud.com/{}", link.path.join("/"));
    let player = player(&page);
    Player::new(page, player, shape)
}

fn player(track: &str) -> String {
    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    format!("https://w.soundcloud.com/player/?url={}&auto_play=true", utf8_percent_encode(track, RESERVED))
}

pub(super) fn spotify(link: &Link<'_>) -> Option<Player> {
    if link.host != "open.spotify.com" {
        return None;
    }
    let path = match &*link.path {
        [first, rest @ ..]
            if *first == "embed" || *first == "embed-podcast" || first.starts_with("intl-") =>
        {
            rest
        }
        path => path,
    };
    let (kind, id) = match path {
        [kind, id] | [kind, id, "video"] if is_id(id) => (*kind, *id),
        _ => return None,
    };
    let height = match kind {
        "track" | "episode" => 152,
        "show" | "album" | "playlist" | "artist" => 352,
        _ => return None,
    };
    Player::new(
        format!("https://open.spotify.com/{kind}/{id}"),
        format!("https://open.spotify.com/embed/{kind}/{id}"),
        Shape::Height(height),
    )
}

pub(super) fn apple_podcasts(link: &Link<'_>) -> Option<Player> {
    let is_podcast = matches!(link.host, "podcasts.apple.com" | "embed.podcasts.apple.com")
        && link.path.contains(&"podcast")
        && link.path.last().is_some_and(|id| id.starts_with("id"));
    if !is_podcast {
        return None;
    }
    let episode = link.query("i").filter(|episode| is_id(episode));
    let path = link.raw_path();
    let (query, height) = episode.map_or((String::new(), 450), |episode| (format!("?i={episode}"), 175));
    Player::new(
        format!("https://podcasts.apple.com{path}{query}"),
        format!("https://embed.podcasts.apple.com{path}{query}"),
        Shape::Height(height),
    )
}
