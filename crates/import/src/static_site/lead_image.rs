//! Maps the picture of front matter.

use serde_json::Value;

use super::fields::{Fields, member, text_of};
use super::mapping::Context;
use super::text::is_media;
use crate::story::{LeadImage, Story};

/// Names of the picture.
const IMAGES: [&str; 14] = [
    "image",
    "images",
    "featured_image",
    "featuredImage",
    "feature_image",
    "cover",
    "cover_image",
    "primary_image",
    "thumbnail",
    "banner",
    "hero",
    "photo",
    "header",
    "picture",
];
/// Sets the picture.
pub(super) fn set_image(story: &mut Story, fields: &mut Fields, context: &mut Context<'_>) {
    for key in IMAGES {
        let Some(value) = fields.get(key) else { continue };
        let value = if let Value::Array(list) = value {
            list.first().cloned().unwrap_or_default()
        } else {
            value.clone()
        };
        let inner = |names: &[&str]| {
            names
                .iter()
                .find_map(|name| Some(text_of(member(&value, name)?)).filter(|text| !text.trim().is_empty()))
        };
        let src = if value.is_object() {
            inner(&["src", "url", "path", "image", "file", "feature", "overlay_image", "teaser", "og_image"])
        } else {
            Some(text_of(&value))
        };
        let Some(src) = src.filter(|src| is_picture(src)) else { continue };
        let beside = |names: &[&str]| names.iter().find_map(|name| fields.text(&format!("{key}{name}")));
        let image = LeadImage {
            src: (context.picture)(src.trim()),
            alt: inner(&["alt", "image_alt"]).or_else(|| beside(&["_alt", "Alt", "_alt_text"])),
            caption: inner(&["caption", "title"]).or_else(|| beside(&["_caption", "Caption", "_figcaption"])),
            credit: inner(&["credit", "attribution", "credits"])
                .or_else(|| beside(&["_credit", "Credit", "_attribution"])),
        };
        for name in [
            "",
            "_alt",
            "Alt",
            "_alt_text",
            "_caption",
            "Caption",
            "_figcaption",
            "_credit",
            "Credit",
            "_attribution",
        ] {
            fields.take(&format!("{key}{name}"));
        }
        story.image = Some(image);
        story.found.pictures += 1;
        return;
    }
}

/// Reports that a value is the address of a picture.
fn is_picture(src: &str) -> bool {
    let path = src.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let is_shown = ["jpg", "jpeg", "png", "gif", "webp", "svg", "avif"]
        .iter()
        .any(|ending| path.ends_with(&format!(".{ending}")));
    is_shown && is_media(&path) && !src.contains(['{', '\n'])
}
