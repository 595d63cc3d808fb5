//! Scans the body of a text for its summary and for the files that it uses.

use super::context::Context;
use super::shared::normalize_spaces;
use crate::address::Address;
use crate::article::assets::AssetCollector;
use crate::article::{AssetRef, Extra, HasAssets, Image, ImageSource, Source};
use crate::fields::{DiagnosticSink, Spanned};
use crate::markdown;
use crate::redaction::Redactions;

/// Result of scanning a body, which is not kept.
pub(super) struct BodyScan {
    pub(super) summary: Box<str>,
    /// Whether the summary comes from the front matter.
    pub(super) has_explicit_summary: bool,
    /// Files that the text uses, sorted, each once.
    pub(super) assets: Vec<AssetRef>,
    /// Destinations of links and images that contain a redacted name.
    pub(super) links_with_names: Vec<String>,
}

/// Parts of a front matter that may refer to files.
pub(super) struct FrontMatterAssets<'a> {
    /// Address of the text's page.
    pub(super) page: &'a Address,
    pub(super) image: Option<&'a Image>,
    /// URLs in the front matter.
    pub(super) urls: &'a [&'a str],
    pub(super) extra: &'a Extra,
}

impl FrontMatterAssets<'_> {
    /// Collects the files to which the front matter refers.
    fn collect<'a>(&'a self, context: &Context<'a>) -> AssetCollector<'a> {
        let Source { file, has_assets, .. } = *context.source;
        let mut assets = AssetCollector::new(file, self.page, context.site, has_assets);
        match self.image.map(|image| &image.src) {
            Some(ImageSource::File(file)) => assets.add_file(file),
            Some(ImageSource::Address(address)) => assets.add_address(Ok(address.clone())),
            Some(ImageSource::Elsewhere(url)) => assets.add_link(url),
            None => {}
        }
        if has_assets != HasAssets::No {
            self.urls.iter().for_each(|url| assets.add_link(url));
            self.extra.0.values().for_each(|value| assets.add_toml_value(value));
        }
        assets
    }
}

/// Scans a body. Skips the Markdown parser if nothing in the body is needed.
pub(super) fn scan_body(
    summary: Option<&Spanned<&str>>,
    front: &FrontMatterAssets<'_>,
    redactions: &Redactions,
    context: &Context<'_>,
    problems: &mut DiagnosticSink<'_>,
) -> BodyScan {
    let has_assets = context.source.has_assets;
    let written = summary.map(|summary| normalize_spaces(summary.value));
    let has_explicit_summary = written.is_some();
    let mut assets = front.collect(context);
    if let (Some(summary), HasAssets::No, true) = (&written, has_assets, redactions.is_empty())
        && !context.parts.markdown.contains("![")
    {
        let (summary, assets) = (summary.clone(), assets.into_assets());
        return BodyScan { summary, has_explicit_summary, assets, links_with_names: Vec::new() };
    }
    let extract = markdown::extract(context.parts.markdown, context.site.markdown, redactions);
    let start = context.parts.text.len() - context.parts.markdown.len() - context.parts.front_start;
    for at in &extract.images_without_alt {
        problems.warning(
            start + at.start..start + at.end,
            "this picture has no alternative text",
            "say between the brackets what it shows, for those who can't see it: ![A ship leaves the port](ship.jpg)",
        );
    }
    // The assets must not depend on whether the body was scanned for a summary.
    if has_assets != HasAssets::No {
        // The renderer drops links that contain a redacted name.
        let is_kept = |written: &&String| !redactions.matches_address(written);
        extract.destinations.iter().filter(is_kept).for_each(|link| assets.add_link(link));
        extract.possible_references.iter().filter(is_kept).for_each(|mention| assets.add_attribute(mention));
        if redactions.is_empty() {
            assets.add_site_urls_in(context.parts.markdown);
        }
    }
    let first_paragraph = || extract.first_paragraph.as_deref().map(normalize_spaces);
    let summary = written.or_else(first_paragraph).unwrap_or_default();
    let mut links_with_names = extract.destinations;
    links_with_names.retain(|destination| redactions.matches_address(destination));
    BodyScan { summary, has_explicit_summary, assets: assets.into_assets(), links_with_names }
}
