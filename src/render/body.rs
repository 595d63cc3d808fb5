//! A text's body: read again from its file, turned into HTML with its links led to where they go, and dropped with its
//! page. What is wrong with its links is noted with the line.

use tera::Value;

use crate::article::Body;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::digest::Digest;
use crate::markdown;
use crate::path::SitePath;
use crate::plan::Page;
use crate::read::Texts;

use super::links::BodyLinks;
use super::world::World;

/// The bodies that one page shows.
pub(super) struct Bodies<'w> {
    world: &'w World,
    texts: &'w dyn Texts,
    page: &'w Page,
    found: Diagnostics,
}

/// A body as HTML.
pub(super) struct Shown {
    pub(super) content: Value,
    pub(super) headings: Vec<markdown::Heading>,
    pub(super) words: usize,
}

impl<'w> Bodies<'w> {
    pub(super) fn new(world: &'w World, texts: &'w dyn Texts, page: &'w Page) -> Self {
        Self { world, texts, page, found: Diagnostics::new() }
    }

    /// What was wrong.
    pub(super) fn into_found(self) -> Diagnostics {
        self.found
    }

    /// The body of a file. `picture` is what the front matter says of a picture that is not on the site, if it names
    /// such a one: it is noted here, where the file's text is at hand.
    pub(super) fn show(
        &mut self,
        file: &SitePath,
        digest: Digest,
        body: Body,
        missing_picture: Option<&str>,
    ) -> Shown {
        let nothing = Shown { content: Value::safe_string(""), headings: Vec::new(), words: 0 };
        let bytes = match self.texts.bytes(file) {
            Ok(bytes) => bytes,
            Err(error) => {
                self.found.push(super::unreadable(file, &error));
                return nothing;
            }
        };
        if Digest::of(&bytes) != digest {
            let diagnostic = Diagnostic::error(
                Place::File(file.clone()),
                "this was changed while the site was being built",
            );
            self.found.push(diagnostic.hint("build again"));
            return nothing;
        }
        let text = String::from_utf8_lossy(&bytes);
        if let Some(src) = missing_picture {
            let place = Place::of(file, &text, src);
            let diagnostic = Diagnostic::error(place, format!("there is no picture `{src}`"));
            self.found
                .push(diagnostic.hint("put the picture beside the article, or mend its name (case counts)"));
        }
        let start = (body.start as usize).min(text.len());
        let mut links = BodyLinks::new(self.world, self.texts, self.page, file, &text, start);
        let rendered = markdown::render(&text[start..], self.world.site.markdown, &mut links);
        self.found.extend(links.into_found());
        Shown {
            content: Value::safe_string(&rendered.html),
            headings: rendered.headings,
            words: rendered.words,
        }
    }
}
