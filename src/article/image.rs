//! Reads an article's picture from the front matter into an [`Image`] with one of three kinds of
//! sources.

use super::asset_path;
use super::front_matter::FrontImage;
use super::{Image, ImageSource};
use crate::address::Address;
use crate::fields::{DiagnosticSink, HttpUrl, Spanned, scheme};
use crate::path::SitePath;

/// Resolves a picture of the article in `file`.
pub(super) fn image(
    front: FrontImage<'_>,
    file: &SitePath,
    problems: &mut DiagnosticSink<'_>,
) -> Option<Image> {
    let FrontImage { src, alt, caption, credit } = front;
    if alt.is_none() {
        problems.warning(
            src.span.clone(),
            format!("the picture `{}` has no `alt`", src.value),
            "say what the picture shows, for those who can't see it; alt = \"\" if it only decorates",
        );
    }
    let src = image_source(&src, file, problems)?;
    let alt = alt.unwrap_or_default().into();
    Some(Image { src, alt, caption: caption.map(Into::into), credit: credit.map(Into::into) })
}

fn image_source(
    src: &Spanned<&str>,
    file: &SitePath,
    problems: &mut DiagnosticSink<'_>,
) -> Option<ImageSource> {
    let source = if HttpUrl::parse(src.value).is_some() {
        Ok(ImageSource::Elsewhere(src.value.into()))
    } else if scheme(src.value).is_some() {
        Err("it is no whole web address".to_owned())
    } else if src.value.starts_with('/') {
        match Address::parse(src.value) {
            Ok(address) if address.is_page() => Err("it is a page's address".to_owned()),
            Ok(address) => Ok(ImageSource::Address(address)),
            Err(fault) => Err(fault.to_string()),
        }
    } else {
        asset_path::resolve(file, src.value).map(ImageSource::File).map_err(|fault| fault.to_string())
    };
    if let Err(why) = &source {
        problems.error(
            src.span.clone(),
            format!("`{}` is no picture: {why}", src.value),
            "name a file beside the article (src = \"photo.jpg\"), one of static/ (src = \"/photo.jpg\"), or a whole \
             address (src = \"https://…\")",
        );
    }
    source.ok()
}
