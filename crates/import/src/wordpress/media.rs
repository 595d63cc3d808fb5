//! Writes figures, galleries and players in HTML, for the conversion to Markdown.

use super::addresses::TextAddresses;
use crate::convert::{self, Addresses, COMPONENT_ELEMENT};
use crate::story::{Counts, MediaFile, Notice};

/// Facts gathered before the conversion to Markdown.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) found: Counts,
    pub(super) media: Vec<MediaFile>,
    pub(super) notices: Vec<Notice>,
}

impl Gathered {
    /// Returns the component of a gallery.
    pub(super) fn gallery(&mut self, ids: &[u64], addresses: &TextAddresses<'_>) -> String {
        let mut pictures = Vec::new();
        for id in ids {
            let Some(attachment) = addresses.index.attachments.get(*id) else {
                self.missing("gallery", *id);
                continue;
            };
            let file = addresses.file(attachment.url);
            self.media.extend(file.media);
            let caption = attachment.caption.map(convert::text_of).unwrap_or_default();
            let caption = one_line(&[&caption, attachment.credit.unwrap_or_default()].join(" "));
            let alt = escape(&one_line(attachment.alt.unwrap_or_default()));
            let title = if caption.is_empty() {
                String::new()
            } else {
                format!(" \"{}\"", caption.replace('\\', "\\\\").replace('"', "\\\""))
            };
            pictures.push(format!("![{alt}](<{}>{title})", file.address));
        }
        if pictures.is_empty() {
            return String::new();
        }
        component(&format!("{{% <Gallery> %}}\n{}\n{{% </Gallery> %}}", pictures.join("\n")))
    }

    /// Notes a file that the export does not hold.
    pub(super) fn missing(&mut self, place: &str, id: u64) {
        let message = format!("{place}: the export has no attachment {id}");
        self.notices.push(Notice { kind: "attachment", message });
    }
}

/// Returns Markdown as a block that the conversion leaves as written.
pub(super) fn component(markdown: &str) -> String {
    let escaped = markdown.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<{COMPONENT_ELEMENT}>{escaped}</{COMPONENT_ELEMENT}>")
}

/// Returns a figure.
pub(super) fn figure(picture: &str, caption: &str, credit: Option<&str>) -> String {
    let credit = credit.map(|credit| format!(" <span class=\"credit\">{}</span>", html(credit)));
    let credit = credit.unwrap_or_default();
    if caption.trim().is_empty() && credit.is_empty() {
        return format!("<figure>{picture}</figure>");
    }
    format!("<figure>{picture}<figcaption>{caption}{credit}</figcaption></figure>")
}

/// Returns the player of a recording or film.
pub(super) fn player(name: &str, address: &str, poster: Option<&str>, caption: Option<&str>) -> String {
    let poster = poster.map(|poster| format!(" poster=\"{}\"", html(poster))).unwrap_or_default();
    let caption = caption.map(|caption| format!("<figcaption>{caption}</figcaption>")).unwrap_or_default();
    format!("<figure><{name} src=\"{}\"{poster}></{name}>{caption}</figure>", html(address))
}

/// Returns the element that plays a file, by its ending.
pub(super) fn player_name(address: &str) -> Option<&'static str> {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())?;
    match ending.as_str() {
        "mp3" | "m4a" | "ogg" | "oga" | "wav" | "wma" | "flac" | "aac" | "opus" => Some("audio"),
        "mp4" | "m4v" | "webm" | "ogv" | "mov" | "avi" | "flv" | "wmv" | "mpg" | "mpeg" | "3gp" | "mkv" => {
            Some("video")
        }
        _ => None,
    }
}

/// Escapes a text for HTML.
pub(super) fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Returns a text on one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Escapes an alternative text for Markdown.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        if matches!(char, '[' | ']' | '\\' | '*' | '_' | '`' | '<' | '&' | '!' | '{' | '}' | '~') {
            escaped.push('\\');
        }
        escaped.push(char);
    }
    escaped
}
