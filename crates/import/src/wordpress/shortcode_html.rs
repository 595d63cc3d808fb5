//! Replaces the shortcodes of WordPress by HTML and components.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::addresses::TextAddresses;
use super::media::{self, Gathered};
use super::shortcodes::{self, Shortcode, Use};
use crate::convert;
use crate::decisions::ShortcodeUse;
use crate::verify;

/// Characters around the number of a passage of Markdown within a sentence.
///
/// They are no characters of any text; [`super::repair`] removes them from the source.
const PASSAGE_START: char = '\u{FDD0}';
const PASSAGE_END: char = '\u{FDD1}';

/// Shortcodes that the import knows.
pub(super) const KNOWN: [&str; 17] = [
    "audio",
    "caption",
    "dailymotion",
    "embed",
    "gallery",
    "instagram",
    "playlist",
    "soundcloud",
    "tweet",
    "video",
    "vimeo",
    "wp_caption",
    "wpvideo",
    "videopress",
    "youtube",
    "ted",
    "googlemaps",
];

/// Replaces the shortcodes of one text.
pub(super) struct Replacer<'a> {
    pub(super) uses: &'a BTreeMap<String, ShortcodeUse>,
    pub(super) addresses: &'a TextAddresses<'a>,
    /// Id of the text, whose attachments a gallery without ids shows.
    pub(super) text_id: u64,
    pub(super) gathered: Gathered,
    /// Unknown shortcodes, with their numbers.
    pub(super) unknown: BTreeMap<String, u64>,
    /// Passages of Markdown within sentences.
    pub(super) passages: Vec<String>,
}

impl Replacer<'_> {
    /// Replaces all shortcodes.
    pub(super) fn replace(&mut self, html: &str, depth: usize) -> String {
        let uses = self.uses;
        let is_known = |name: &str| KNOWN.contains(&name) || uses.contains_key(name);
        shortcodes::replace(html, depth, &is_known, &mut |shortcode| self.replace_one(shortcode, depth))
    }

    /// Replaces a shortcode.
    fn replace_one(&mut self, shortcode: &Shortcode<'_>, depth: usize) -> Use {
        let content = shortcode.content.unwrap_or_default();
        match self.uses.get(&shortcode.name) {
            Some(ShortcodeUse::Drop) => return Use::Replace(String::new()),
            Some(ShortcodeUse::Unwrap) => return Use::Replace(self.replace(content, depth + 1)),
            Some(ShortcodeUse::Keep) => return Use::Text,
            Some(ShortcodeUse::Template(template)) => {
                let content = self.replace(content, depth + 1);
                return Use::Replace(self.template(template, shortcode, &content));
            }
            None => {}
        }
        let replaced = match shortcode.name.as_str() {
            "caption" | "wp_caption" => self.caption(shortcode, depth),
            "gallery" => Some(self.gallery(shortcode)),
            "playlist" => Some(self.playlist(shortcode)),
            "audio" => recording(shortcode, "audio"),
            "video" => recording(shortcode, "video"),
            name if KNOWN.contains(&name) => embed_address(shortcode).map(|address| embed(&address)),
            _ => None,
        };
        if let Some(html) = replaced {
            return Use::Replace(html);
        }
        if shortcode.is_evident() || KNOWN.contains(&shortcode.name.as_str()) {
            *self.unknown.entry(shortcode.name.clone()).or_default() += 1;
        }
        Use::Text
    }

    /// Returns the figure of `[caption]`: a picture, and the words behind it.
    fn caption(&mut self, shortcode: &Shortcode<'_>, depth: usize) -> Option<String> {
        let content = self.replace(shortcode.content?, depth + 1);
        let picture_end = end_of_picture(&content)?;
        let (picture, words) = content.split_at(picture_end);
        let words = shortcode.arguments.get("caption").unwrap_or(words).trim();
        let id = shortcode.arguments.get("id").and_then(|id| id.rsplit('_').next()?.parse().ok());
        let attachment = id.and_then(|id| self.addresses.index.attachments.get(id));
        let credit = attachment.and_then(|attachment| attachment.credit);
        Some(media::figure(picture, words, credit))
    }

    /// Returns the component of `[gallery]`.
    fn gallery(&mut self, shortcode: &Shortcode<'_>) -> String {
        let arguments = &shortcode.arguments;
        let of = arguments.get("id").and_then(|id| id.parse().ok()).unwrap_or(self.text_id);
        let mut ids = [arguments.ids("ids"), arguments.ids("include")].concat();
        if ids.is_empty() {
            let left_out = arguments.ids("exclude");
            let all = self.addresses.index.attachments.of_parent(of);
            ids = all.filter(|id| !left_out.contains(id)).collect();
        }
        self.gathered.gallery(&ids, self.addresses)
    }

    /// Returns the recordings or films of `[playlist]`.
    fn playlist(&mut self, shortcode: &Shortcode<'_>) -> String {
        let mut ids = shortcode.arguments.ids("ids");
        if ids.is_empty() {
            ids = self.addresses.index.attachments.of_parent(self.text_id).collect();
        }
        let mut html = String::new();
        for id in ids {
            let Some(attachment) = self.addresses.index.attachments.get(id) else {
                self.gathered.missing("playlist", id);
                continue;
            };
            if let Some(name) = media::player_name(attachment.url) {
                html.push_str(&media::player(name, attachment.url, None, attachment.caption));
            }
        }
        html
    }

    /// Fills the template that `import.toml` has for a shortcode.
    fn template(&mut self, template: &str, shortcode: &Shortcode<'_>, content: &str) -> String {
        let mut markdown = String::new();
        let mut rest = template;
        while let Some(at) = rest.find('{') {
            markdown.push_str(&rest[..at]);
            rest = &rest[at..];
            let key = rest[1..].split('}').next().unwrap_or_default();
            let is_key =
                !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
            if !is_key || !rest[1 + key.len()..].starts_with('}') {
                markdown.push('{');
                rest = &rest[1..];
                continue;
            }
            rest = &rest[key.len() + 2..];
            match (key, key.parse::<usize>()) {
                ("content", _) => {
                    let content = convert::to_markdown(content, self.addresses);
                    self.gathered.media.extend(content.media);
                    markdown.push_str(content.text.trim());
                }
                (_, Ok(number)) => {
                    markdown.push_str(shortcode.arguments.positional.get(number).map_or("", String::as_str));
                }
                _ => markdown.push_str(shortcode.arguments.get(key).unwrap_or_default()),
            }
        }
        markdown.push_str(rest);
        let is_block =
            markdown.contains('\n') || markdown.starts_with("{{ <") || markdown.starts_with("{% <");
        if is_block {
            return media::component(&markdown);
        }
        let found = verify::count(&markdown);
        self.gathered.found.links += found.links;
        self.gathered.found.pictures += found.pictures;
        let passage = format!("{PASSAGE_START}{}{PASSAGE_END}", self.passages.len());
        self.passages.push(markdown);
        passage
    }

    /// Puts the passages of Markdown into a converted text.
    pub(super) fn fill(&self, markdown: &str) -> String {
        let mut out = String::with_capacity(markdown.len());
        let mut rest = markdown;
        while let Some((before, after)) = rest.split_once(PASSAGE_START) {
            out.push_str(before);
            let (number, after) = after.split_once(PASSAGE_END).unwrap_or((after, ""));
            let passage = number.parse().ok().and_then(|number: usize| self.passages.get(number));
            out.push_str(passage.map_or("", String::as_str));
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

/// Returns the player of `[audio]` or `[video]`.
fn recording(shortcode: &Shortcode<'_>, name: &str) -> Option<String> {
    let arguments = &shortcode.arguments;
    let keys = ["src", "mp4", "m4v", "webm", "ogv", "flv", "mp3", "m4a", "ogg", "wav", "wma", "flac"];
    let named = keys.iter().find_map(|key| arguments.get(key).map(str::to_owned));
    let positional = arguments.positional.iter().find(|value| value.contains('/')).cloned();
    let content = shortcode.content.map(convert::text_of).filter(|text| text.trim().starts_with("http"));
    let address = named.or(positional).or(content)?;
    let address = address.split('|').next().unwrap_or_default().trim().to_owned();
    if media::player_name(&address).is_none() && address.starts_with("http") {
        return Some(embed(&address));
    }
    Some(media::player(name, &address, arguments.get("poster"), arguments.get("caption")))
}

/// Returns the end of the picture with which a caption's content begins.
fn end_of_picture(content: &str) -> Option<usize> {
    let picture = content.find("<img").or_else(|| content.find("<IMG"))?;
    let end = picture + super::tags::read(&content[picture..])?.length;
    let before = &content[..picture];
    let is_linked = before.rfind("<a ").is_some_and(|start| !before[start..].contains("</a>"));
    let link_end = content[end..].find("</a>").filter(|_| is_linked);
    Some(link_end.map_or(end, |at| end + at + "</a>".len()))
}

/// Returns the address of a film or player elsewhere.
fn embed_address(shortcode: &Shortcode<'_>) -> Option<String> {
    let arguments = &shortcode.arguments;
    let content = shortcode.content.map(convert::text_of).filter(|text| !text.trim().is_empty());
    let value = ["url", "src", "href", "id", "video", "v"]
        .iter()
        .find_map(|key| arguments.get(key).map(str::to_owned))
        .or(content)
        .or_else(|| arguments.positional.first().cloned())?;
    let value = value.trim();
    if value.starts_with("http://") || value.starts_with("https://") {
        return Some(value.to_owned());
    }
    let is_id =
        !value.is_empty() && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    if !is_id {
        return None;
    }
    match shortcode.name.as_str() {
        "youtube" => Some(format!("https://www.youtube.com/watch?v={value}")),
        "vimeo" => Some(format!("https://vimeo.com/{value}")),
        "dailymotion" => Some(format!("https://www.dailymotion.com/video/{value}")),
        "wpvideo" | "videopress" => Some(format!("https://videopress.com/v/{value}")),
        _ => None,
    }
}

/// Returns an address alone in a paragraph, which a build makes an embed.
pub(super) fn embed(address: &str) -> String {
    let mut html = String::from("\n\n");
    let _ = write!(html, "{}\n\n", media::component(&format!("<{}>", address.trim().replace(' ', "%20"))));
    html
}
