//! A site in a folder of its own, with the theme that comes with the program, and pictures that are drawn for it.

use crate::files::{Tree, tree};
use crate::site;
use dateline::diagnostic::{Paint, print};
use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};

pub(crate) const CONFIG: &str = "title = \"The Evening Post\"\nbase_url = \"https://post.example\"\n";

/// A site that files are written to.
pub(crate) struct Site(site::Site);

impl std::ops::Deref for Site {
    type Target = site::Site;

    fn deref(&self) -> &site::Site {
        &self.0
    }
}

impl Site {
    /// A site with these settings beside its title.
    pub(crate) fn new(settings: &str) -> Self {
        let mut site = site::Site::new(&format!("{CONFIG}{settings}"));
        site.set_now("2025-12-01T00:00:00Z");
        Self(site)
    }

    /// An article in a folder of its own, with this text.
    pub(crate) fn article(&self, front: &str, text: &str) {
        let whole = format!("+++\ntitle = \"Talks\"\ndate = 2025-11-01\n{front}+++\n{text}\n");
        self.write("content/talks/index.md", whole);
    }

    /// What is wrong with the site, as an editor reads it.
    pub(crate) fn faults(&self) -> String {
        self.try_build().err().map_or_else(String::new, |found| print(&found, Paint::Plain))
    }

    /// The article's page.
    pub(crate) fn page(&self) -> String {
        self.file("2025/11/01/talks/index.html")
    }

    /// The files of a folder of the site, with their bytes.
    pub(crate) fn files(&self, folder: &str) -> Tree {
        let mut files = tree(&self.path(folder));
        files.retain(|file, _| !file.contains('/'));
        files
    }
}

/// A picture of this size, in a shade of its own.
pub(crate) fn drawn(width: u32, height: u32, shade: u8, format: ImageFormat) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        Rgb([shade, u8::try_from(x % 200).unwrap_or(0), u8::try_from(y % 200).unwrap_or(0)])
    });
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("a picture is encoded");
    bytes.into_inner()
}
