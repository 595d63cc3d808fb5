//! A picture as pages show it: its size, and its smaller ones with their addresses as they stand in links.

use crate::address::Address;
use crate::article::{Image, ImageSource};
use crate::config::Site;
use crate::digest::Digester;
use crate::images::{self, Size};
use crate::plan::Plan;
use crate::theme::view::PictureSource;

use super::world::href;

/// The format of the smaller pictures.
const FORMAT: &str = "image/webp";

/// What a page says of a picture.
pub(super) struct Shown {
    pub(super) size: Size,
    /// The smaller pictures as `srcset` has them; nothing where there are none.
    pub(super) srcset: Option<String>,
}

/// What a page says of the picture at an address; nothing where its size is not known.
pub(super) fn shown(site: &Site, plan: &Plan, address: &Address) -> Option<Shown> {
    let picture = plan.image(address)?;
    let smaller = picture.variants.iter();
    let smaller: Vec<String> = smaller
        .map(|(width, address)| format!("{} {width}w", href(site, address).replace(',', "%2C")))
        .collect();
    let srcset = (!smaller.is_empty()).then(|| smaller.join(", "));
    Some(Shown { size: picture.size, srcset })
}

/// Returns the name of a picture's format where browsers do not show it.
pub(super) fn unsupported(image: &Image) -> Option<&'static str> {
    let name = match &image.src {
        ImageSource::File(file) => file.as_str(),
        ImageSource::Address(address) => address.as_str(),
        ImageSource::Elsewhere(_) => return None,
    };
    images::unsupported_format(name)
}

impl Shown {
    /// Its smaller pictures, as templates get them.
    pub(super) fn sources(&self) -> Vec<PictureSource> {
        let source = |srcset: &String| PictureSource { format: FORMAT, srcset: srcset.clone() };
        self.srcset.iter().map(source).collect()
    }

    /// Takes in all that a page says of it.
    pub(super) fn digest_into(&self, digester: &mut Digester) {
        digester.number(self.size.width.into()).number(self.size.height.into());
        digester.text(self.srcset.as_deref().unwrap_or_default());
    }
}
