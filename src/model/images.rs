//! Images as pages show them: URLs, size, and smaller variants for `srcset`.

use crate::address::Address;
use crate::article::{Image, ImageSource};
use crate::config::Site;
use crate::fields::ascii_url;
use crate::images::{self, Size};
use crate::plan::{FileContents, Page, PageKind, Plan, PublishedImage};
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
    Some(ResponsiveImage::of(plan.image(address)?, site))
}

impl ResponsiveImage {
    fn of(published: &PublishedImage, site: &Site) -> Self {
        let smaller = published.variants.iter();
        let smaller: Vec<String> = smaller
            .map(|(width, address)| format!("{} {width}w", href(site, address).replace(',', "%2C")))
            .collect();
        let srcset = (!smaller.is_empty()).then(|| smaller.join(", "));
        Self { size: published.size, srcset }
    }

    /// Returns the smaller variants, as templates get them.
    pub(crate) fn sources(&self) -> Vec<PictureSource> {
        let source = |srcset: &String| PictureSource { format: VARIANT_MEDIA_TYPE, srcset: srcset.clone() };
        self.srcset.iter().map(source).collect()
    }
}

/// Image of a text's front matter, with its place on the web.
#[derive(Debug, Clone, Copy, Hash)]
pub(crate) struct LinkedImage<'m> {
    image: &'m Image,
    target: ImageTarget<'m>,
}

/// Place of an image.
#[derive(Debug, Clone, Copy, Hash)]
enum ImageTarget<'m> {
    /// File of the site.
    File { address: &'m Address, published: Option<&'m PublishedImage> },
    /// Address of the site's host that another program serves.
    Host(&'m Address),
    /// URL of another site.
    Web(&'m str),
}

impl<'m> LinkedImage<'m> {
    /// Returns an image with its place.
    ///
    /// Returns `None` if it is not on the site, or in a format that browsers do not show.
    pub(super) fn of(image: &'m Image, site: &Site, plan: &'m Plan) -> Option<Self> {
        if unsupported_format(image).is_some() {
            return None;
        }
        let address = match &image.src {
            ImageSource::File(file) => plan.asset_address(file)?,
            ImageSource::Address(address) => match plan.find(address) {
                Some(page) => &page.address,
                None if site.elsewhere.serves(address.as_str()) => {
                    return Some(Self { image, target: ImageTarget::Host(address) });
                }
                None => return None,
            },
            ImageSource::Elsewhere(url) => return Some(Self { image, target: ImageTarget::Web(url) }),
        };
        Some(Self { image, target: ImageTarget::File { address, published: plan.image(address) } })
    }

    /// Returns the link to the image.
    fn url(&self, site: &Site) -> String {
        match self.target {
            ImageTarget::File { address, .. } => href(site, address),
            ImageTarget::Host(address) => address.href().into_owned(),
            ImageTarget::Web(url) => url.to_owned(),
        }
    }

    /// Returns the full URL of the image.
    pub(crate) fn permalink(&self, site: &Site) -> String {
        match self.target {
            ImageTarget::File { address, .. } => permalink(site, address),
            ImageTarget::Host(address) => {
                let origin = site.base_url.strip_suffix(&site.base_path).unwrap_or(&site.base_url);
                format!("{origin}{}", address.href())
            }
            ImageTarget::Web(url) => ascii_url(url).into_owned(),
        }
    }

    /// Returns the image as templates get it.
    pub(crate) fn view(&self, site: &Site) -> view::Image<'m> {
        let responsive = match self.target {
            ImageTarget::File { published: Some(published), .. } => {
                Some(ResponsiveImage::of(published, site))
            }
            _ => None,
        };
        let responsive = responsive.as_ref();
        view::Image {
            url: self.url(site),
            permalink: self.permalink(site),
            alt: &self.image.alt,
            caption: self.image.caption.as_deref(),
            credit: self.image.credit.as_deref(),
            width: responsive.map(|responsive| responsive.size.width),
            height: responsive.map(|responsive| responsive.size.height),
            sources: responsive.map_or_else(Vec::new, ResponsiveImage::sources),
        }
    }
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
