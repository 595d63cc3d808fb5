//! Providers of social media posts.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::link::{Link, is_id, is_number, parse};
use super::{Player, Shape};

/// Accepts only addresses with the author's permanent id.
///
/// A handle can pass to another author.
pub(super) fn bluesky(link: &Link<'_>) -> Option<Player> {
    let (author, post) = match (link.host, &*link.path) {
        ("bsky.app", ["profile", author, "post", post])
        | ("embed.bsky.app", ["embed", author, "app.bsky.feed.post", post]) => (*author, *post),
        _ => return None,
    };
    let id = author.replace("%3A", ":");
    let id = id.strip_prefix("did:").filter(|id| is_id(&id.replace([':', '.'], "-")))?;
    if !is_id(post) {
        return None;
    }
    Player::new(
        format!("https://bsky.app/profile/did:{id}/post/{post}"),
        format!("https://embed.bsky.app/embed/did:{id}/app.bsky.feed.post/{post}"),
        Shape::Height(500),
    )
}

pub(super) fn instagram(link: &Link<'_>) -> Option<Player> {
    let (kind, post) = match (link.host, &*link.path) {
        ("instagram.com", [kind @ ("p" | "reel" | "tv"), post, ..] | [_, kind @ ("p" | "reel"), post]) => {
            (*kind, *post)
        }
        _ => return None,
    };
    if !is_id(post) {
        return None;
    }
    Player::new(
        format!("https://www.instagram.com/{kind}/{post}/"),
        format!("https://www.instagram.com/{kind}/{post}/embed/"),
        Shape::Height(700),
    )
}

pub(super) fn facebook(link: &Link<'_>) -> Option<Player> {
    let (plugin, shape) = match (link.host, &*link.path) {
        ("facebook.com", ["plugins", "video.php"]) => ("video.php", Shape::Wide),
        ("facebook.com", ["plugins", "post.php"]) => ("post.php", Shape::Height(550)),
        _ => return None,
    };
    let page = link.query("href")?;
    let url = parse(&page)?;
    Link::of(&url).filter(|page| page.host == "facebook.com")?;
    let href = utf8_percent_encode(url.as_str(), NON_ALPHANUMERIC);
    Player::new(url.as_str(), format!("https://www.facebook.com/plugins/{plugin}?href={href}"), shape)
}

pub(super) fn x(link: &Link<'_>) -> Option<Player> {
    let (page, post) = match (link.host, &*link.path) {
        ("twitter.com" | "x.com" | "mobile.twitter.com", [author, "status" | "statuses", post, ..])
            if is_id(author) =>
        {
            (format!("https://x.com/{author}/status/{post}"), (*post).to_owned())
        }
        ("platform.twitter.com", ["embed", "Tweet.html" | "index.html"]) => {
            let post = link.query("id")?.into_owned();
            (format!("https://x.com/i/status/{post}"), post)
        }
        _ => return None,
    };
    if !is_number(&post) {
        return None;
    }
    let player = format!("https://platform.twitter.com/embed/Tweet.html?id={post}&dnt=true");
    Player::new(page, player, Shape::Height(550))
}
