//! Providers of embeds: video, audio, maps, charts and posts on other sites.
//!
//! One table lists the addresses of each provider's pages and players, so that articles, the
//! theme's embeds and the Content-Security-Policy agree.

mod audio;
mod charts;
mod link;
mod maps;
mod posts;
mod video;

use link::Link;

/// Provider of embeds.
#[derive(Debug)]
pub struct Provider {
    /// Name in the config: `youtube`.
    pub name: &'static str,
    /// Name for readers: `YouTube`.
    pub title: &'static str,
    /// Origin of all players, as a source expression of a Content-Security-Policy.
    pub origin: &'static str,
    /// Parses the address of a page or player; returns `None` for any other address.
    read: fn(&Link<'_>) -> Option<Player>,
}

/// Page of a provider, with its player.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Player {
    page: String,
    frame: String,
    shape: Shape,
}

impl Player {
    #[expect(clippy::unnecessary_wraps, reason = "a reader of addresses ends with it")]
    fn new(page: impl Into<String>, frame: impl Into<String>, shape: Shape) -> Option<Self> {
        Some(Self { page: page.into(), frame: frame.into(), shape })
    }
}

/// Shape of a player on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Video of 16:9.
    Wide,
    /// Video of 9:16.
    Tall,
    /// As wide as the text; the height is in pixels.
    Height(u16),
}

impl Shape {
    /// Returns the name used in templates.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::Tall => "tall",
            Self::Height(_) => "block",
        }
    }
}

/// Content of a provider that a page can show.
#[derive(Debug, Clone)]
pub struct Embed {
    /// Provider.
    pub provider: &'static Provider,
    /// Address of the page, for a link.
    pub page: String,
    /// Address of the player, for a frame.
    ///
    /// Playback starts at once, since the reader has asked for it.
    pub player: String,
    /// Shape of the player.
    pub shape: Shape,
}

/// All providers, sorted by name.
const PROVIDERS: &[Provider] = &[
    provider("apple-podcasts", "Apple Podcasts", "https://embed.podcasts.apple.com", audio::apple_podcasts),
    provider("bluesky", "Bluesky", "https://embed.bsky.app", posts::bluesky),
    provider("dailymotion", "Dailymotion", "https://geo.dailymotion.com", video::dailymotion),
    provider("datawrapper", "Datawrapper", "https://datawrapper.dwcdn.net", charts::datawrapper),
    provider("documentcloud", "DocumentCloud", "https://embed.documentcloud.org", charts::documentcloud),
    provider("facebook", "Facebook", "https://www.facebook.com", posts::facebook),
    provider("flourish", "Flourish", "https://flo.uri.sh", charts::flourish),
    provider("google-maps", "Google Maps", "https://www.google.com", maps::google_maps),
    provider("infogram", "Infogram", "https://e.infogram.com", charts::infogram),
    provider("instagram", "Instagram", "https://www.instagram.com", posts::instagram),
    provider("internet-archive", "Internet Archive", "https://archive.org", video::internet_archive),
    provider("knightlab", "Knight Lab", "https://cdn.knightlab.com", charts::knightlab),
    provider("openstreetmap", "OpenStreetMap", "https://www.openstreetmap.org", maps::openstreetmap),
    provider("soundcloud", "SoundCloud", "https://w.soundcloud.com", audio::soundcloud),
    provider("spotify", "Spotify", "https://open.spotify.com", audio::spotify),
    provider("ted", "TED", "https://embed.ted.com", video::ted),
    provider("tiktok", "TikTok", "https://www.tiktok.com", video::tiktok),
    provider("vimeo", "Vimeo", "https://player.vimeo.com", video::vimeo),
    provider("x", "X", "https://platform.twitter.com", posts::x),
    provider("youtube", "YouTube", "https://www.youtube-nocookie.com", video::youtube),
];

const fn provider(
    name: &'static str,
    title: &'static str,
    origin: &'static str,
    read: fn(&Link<'_>) -> Option<Player>,
) -> Provider {
    Provider { name, title, origin, read }
}

/// Returns the embed for the address of a page or player of a known provider.
pub fn find(address: &str) -> Option<Embed> {
    let address = address.trim();
    let has_scheme = address.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("http"));
    if !has_scheme && !address.starts_with("//") {
        return None;
    }
    let url = link::parse(address)?;
    let link = Link::of(&url)?;
    PROVIDERS.iter().find_map(|provider| {
        let Player { page, frame, shape } = (provider.read)(&link)?;
        Some(Embed { provider, page, player: frame, shape })
    })
}

/// Set of the providers whose embeds a site shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowed(u32);

impl Default for Allowed {
    fn default() -> Self {
        ["youtube", "vimeo", "soundcloud"]
            .into_iter()
            .fold(Self::none(), |all, name| all.with(name).unwrap_or(all))
    }
}

impl Allowed {
    /// Returns the empty set.
    pub fn none() -> Self {
        Self(0)
    }

    /// Returns the set with one more provider, or `None` if no provider has this name.
    pub fn with(self, name: &str) -> Option<Self> {
        let at = PROVIDERS.iter().position(|provider| provider.name == name)?;
        Some(Self(self.0 | 1 << at))
    }

    /// Returns whether the set contains a provider.
    pub fn has(self, provider: &Provider) -> bool {
        self.all().any(|allowed| allowed.name == provider.name)
    }

    /// Returns the providers of the set, sorted by name.
    pub fn all(self) -> impl Iterator<Item = &'static Provider> {
        PROVIDERS
            .iter()
            .enumerate()
            .filter(move |(at, _)| self.0 & (1 << at) != 0)
            .map(|(_, provider)| provider)
    }

    /// Returns the line of the config that allows the set and one more provider.
    pub fn line_with(self, name: &str) -> String {
        let all = self.with(name).unwrap_or(self);
        let names: Vec<String> = all.all().map(|provider| format!("\"{}\"", provider.name)).collect();
        format!("allow = [{}]", names.join(", "))
    }
}

/// Returns whether a source expression is the origin of a provider.
pub fn is_provider(source: &str) -> bool {
    PROVIDERS.iter().any(|provider| provider.origin == source)
}

/// Returns the names of all providers.
pub fn names() -> impl Iterator<Item = &'static str> + Clone {
    PROVIDERS.iter().map(|provider| provider.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn player(address: &str) -> Option<(&'static str, String, String)> {
        find(address).map(|embed| (embed.provider.name, embed.page, embed.player))
    }

    #[test]
    fn pages_and_players_of_providers_are_known() {
        for (address, name, page, frame) in [
            (
                "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=1m5s",
                "youtube",
                "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=65s",
                "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&start=65",
            ),
            (
                "//www.youtube.com/embed/dQw4w9WgXcQ?rel=0&start=9",
                "youtube",
                "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=9s",
                "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&start=9",
            ),
            (
                "http://youtu.be/dQw4w9WgXcQ",
                "youtube",
                "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
                "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1",
            ),
            (
                "https://player.vimeo.com/video/76979871?h=8272103f6e",
                "vimeo",
                "https://vimeo.com/76979871/8272103f6e",
                "https://player.vimeo.com/video/76979871?h=8272103f6e&dnt=1&autoplay=1",
            ),
            (
                "https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/a/b&color=x",
                "soundcloud",
                "https://soundcloud.com/a/b",
                "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fa%2Fb&auto_play=true",
            ),
            (
                "https://datawrapper.dwcdn.net/AbC12/3/",
                "datawrapper",
                "https://datawrapper.dwcdn.net/AbC12/3/",
                "https://datawrapper.dwcdn.net/AbC12/3/",
            ),
            (
                "https://open.spotify.com/embed/episode/4rOoJ6Egrf8K2IrywzwOMk?utm_source=generator",
                "spotify",
                "https://open.spotify.com/episode/4rOoJ6Egrf8K2IrywzwOMk",
                "https://open.spotify.com/embed/episode/4rOoJ6Egrf8K2IrywzwOMk",
            ),
            (
                "https://www.google.com/maps/embed?pb=!1m18!1m12!1m3!1d3010!2d28.97!3d41.01!2m3",
                "google-maps",
                "https://www.google.com/maps?q=41.01,28.97",
                "https://www.google.com/maps/embed?pb=!1m18!1m12!1m3!1d3010!2d28.97!3d41.01!2m3",
            ),
            (
                "https://twitter.com/someone/status/1234567890?s=20",
                "x",
                "https://x.com/someone/status/1234567890",
                "https://platform.twitter.com/embed/Tweet.html?id=1234567890&dnt=true",
            ),
        ] {
            assert_eq!(player(address), Some((name, page.to_owned(), frame.to_owned())), "{address}");
        }
    }

    #[test]
    fn other_addresses_are_no_embeds() {
        for address in [
            "",
            "youtube",
            "https://www.youtube.com/",
            "https://www.youtube.com/@someone",
            "https://www.youtube.com/watch?v=\"><script>",
            "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
            "https://evil.example/?https://youtu.be/dQw4w9WgXcQ",
            "https://user@www.youtube.com/watch?v=dQw4w9WgXcQ",
            "https://www.youtube.com:8443/watch?v=dQw4w9WgXcQ",
            "javascript:https://youtu.be/dQw4w9WgXcQ",
            "https://soundcloud.com/discover",
            "https://vimeo.com/about",
            "https://www.google.com/search?q=maps",
        ] {
            assert_eq!(player(address), None, "{address}");
        }
    }

    #[test]
    fn every_player_is_at_the_origin_of_its_provider() {
        for address in [
            "https://podcasts.apple.com/us/podcast/a/id1?i=2",
            "https://bsky.app/profile/did:plc:abc/post/3k",
            "https://www.dailymotion.com/video/x8abc",
            "https://www.datawrapper.de/_/AbC12/",
            "https://www.documentcloud.org/documents/20059068-a",
            "https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2Fa%2Fvideos%2F1%2F",
            "https://public.flourish.studio/visualisation/123/",
            "https://maps.google.com/maps?q=Izmir&output=embed",
            "https://infogram.com/a-1h7k",
            "https://www.instagram.com/p/CxYz/",
            "https://archive.org/details/a.b-c",
            "https://cdn.knightlab.com/libs/timeline3/latest/embed/index.html?source=x",
            "https://www.openstreetmap.org/export/embed.html?bbox=1%2C2%2C3%2C4&layer=mapnik&marker=5%2C6",
            "https://soundcloud.com/a/sets/b",
            "https://open.spotify.com/intl-de/album/abc",
            "https://www.ted.com/talks/a_b",
            "https://www.tiktok.com/@a/video/123",
            "https://vimeo.com/channels/staffpicks/123",
            "https://x.com/a/status/1",
            "https://www.youtube.com/playlist?list=PLabc",
        ] {
            let embed = find(address).unwrap_or_else(|| panic!("{address} is known"));
            let origin = embed.provider.origin;
            assert!(embed.player.starts_with(&format!("{origin}/")), "{address}: {}", embed.player);
            let again = find(&embed.player).unwrap_or_else(|| panic!("{} is known", embed.player));
            assert_eq!(again.player, embed.player, "{address}");
        }
    }

    #[test]
    fn a_set_of_providers_is_named_in_the_config() {
        let allowed = Allowed::default();
        assert_eq!(
            allowed.line_with("datawrapper"),
            "allow = [\"datawrapper\", \"soundcloud\", \"vimeo\", \"youtube\"]"
        );
        assert_eq!(allowed.with("myspace"), None);
    }
}
