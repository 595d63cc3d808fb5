//! Images as pages show them: URLs, size, and smaller variants for `srcset`.

use crate::address::Address;
use crate::article::{Image, ImageSource};
use crate::config::Site;
use crate::digest::Digester;
use crate::fields::ascii_url;
use crate::images::{self, Size};
use crate::plan::{FileContents, Page, PageKind, Plan};
use crate::theme::view::{self, PictureSource};

use super::{href, permalink};

/// Media type of the smaller variants.
const VARIANT_MEDIA_TYPE: &str = "image/webp";

/// Size and smaller variants of an image.
pub(crate) struct ResponsiveImage {
    /// Size of the original.
    pub(crate) size: Size,
    /// Smaller variants, as the attribute `srcset` lists them; `None` if there are none.
    pub(crate) srcset: Option<String>,
}

/// Returns size and variants of the image at an address; `None` if its size is not known.
pub(crate) fn responsive_image(site: &Site, plan: &Plan, address: &Address) -> Option<ResponsiveImage> {
    let picture = plan.image(address)?;
    let smaller = picture.variants.iter();
    let smaller: Vec<String> = smaller
        .map(|(width, address)| format!("{} {width}w", href(site, address).replace(',', "%2C")))
        .collect();
    let srcset = (!smaller.is_empty()).then(|| smaller.join(", "));
    Some(ResponsiveImage { size: picture.size, srcset })
}

impl ResponsiveImage {
    /// Returns the smaller variants, as templates get them.
    pub(crate) fn sources(&self) -> Vec<PictureSource> {
        let source = |srcset: &String| PictureSource { format: VARIANT_MEDIA_TYPE, srcset: srcset.clone() };
        self.srcset.iter().map(source).collect()
    }

    fn digest_into(&self, digester: &mut Digester) {
        digester.number(self.size.width.into()).number(self.size.height.into());
        digester.text(self.srcset.as_deref().unwrap_or_default());
    }
}

/// URLs of an image of the front matter.
pub(crate) struct ImageLinks {
    url: String,
    permalink: String,
    responsive: Option<ResponsiveImage>,
}

impl ImageLinks {
    /// Adds everything that a page shows of the image to a digest.
    pub(crate) fn digest_into(&self, digester: &mut Digester) {
        digester.text(&self.url).text(&self.permalink);
        if let Some(responsive) = &self.responsive {
            responsive.digest_into(digester);
        }
    }

    /// Returns the full URL.
    pub(crate) fn into_permalink(self) -> String {
        self.permalink
    }
}

/// Returns the URLs of an image; `None` if it is not on the site, or in a format that browsers do
/// not show.
pub(crate) fn image_links(site: &Site, plan: &Plan, image: &Image) -> Option<ImageLinks> {
    if unsupported_format(image).is_some() {
        return None;
    }
    let address = match &image.src {
        ImageSource::File(file) => plan.asset_address(file)?,
        ImageSource::Address(address) => match plan.find(address) {
            Some(page) => &page.address,
            None if site.elsewhere.serves(address.as_str()) => {
                let origin = site.base_url.strip_suffix(&site.base_path).unwrap_or(&site.base_url);
                let url = address.href().into_owned();
                return Some(ImageLinks { permalink: format!("{origin}{url}"), url, responsive: None });
            }
            None => return None,
        },
        ImageSource::Elsewhere(url) => {
            let permalink = ascii_url(url).into_owned();
            return Some(ImageLinks { url: url.to_string(), permalink, responsive: None });
        }
    };
    let responsive = responsive_image(site, plan, address);
    Some(ImageLinks { url: href(site, address), permalink: permalink(site, address), responsive })
}

/// Returns the name of an image's format, if browsers do not show it.
fn unsupported_format(image: &Image) -> Option<&'static str> {
    let name = match &image.src {
        ImageSource::File(file) => file.as_str(),
        ImageSource::Address(address) => address.as_str(),
        ImageSource::Elsewhere(_) => return None,
    };
    images::unsupported_format(name)
}

/// Returns an image as templates get it.
pub(crate) fn image_view<'a>(image: &'a Image, links: &'a ImageLinks) -> view::Image<'a> {
    let responsive = links.responsive.as_ref();
    view::Image {
        url: &links.url,
        permalink: &links.permalink,
        alt: &image.alt,
        caption: image.caption.as_deref(),
        credit: image.credit.as_deref(),
        width: responsive.map(|responsive| responsive.size.width),
        height: responsive.map(|responsive| responsive.size.height),
        sources: responsive.map_or_else(Vec::new, ResponsiveImage::sources),
    }
}

/// Returns the plan's page for an image; `None` if it is not on the site.
pub(crate) fn image_page<'p>(image: &Image, plan: &'p Plan) -> Option<&'p Page> {
    match &image.src {
        ImageSource::File(file) => plan.find(plan.asset_address(file)?),
        ImageSource::Address(address) => plan.find(address),
        ImageSource::Elsewhere(_) => None,
    }
}

/// Returns the size of a copied file in bytes; `None` for other pages.
pub(crate) fn file_size(page: &Page) -> Option<u64> {
    let PageKind::File(file) = &page.kind else { return None };
    Some(match &file.contents {
        FileContents::Disk(stat) => stat.size,
        FileContents::Memory(bytes) => bytes.len() as u64,
    })
}
