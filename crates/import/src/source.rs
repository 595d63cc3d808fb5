//! Interface of all sources.

use crate::decisions::Decisions;
use crate::error::ImportError;
use crate::story::{Item, MediaFile, Redirect};
use crate::survey::Observations;

/// Archive of another system.
///
/// A source is read in two steps, so that texts are converted on all cores while the
/// archive streams through memory: [`Source::read`] yields raw texts one after another,
/// and [`Source::convert`] makes an [`Item`] from each. All that `convert` needs beside the
/// raw text (pictures by their id, addresses of other texts for links between them) is
/// collected when the source is opened.
pub trait Source: Sync {
    /// Text as the source holds it.
    type Raw: Send;

    /// Returns what the source says about the site as a whole.
    fn site(&self) -> SiteFacts;

    /// Passes every text to `sink`, in an order that is equal for each run.
    ///
    /// # Errors
    ///
    /// Returns an error if the source can't be read to its end, or if `sink` does.
    fn read(&self, sink: &mut dyn FnMut(Self::Raw) -> Result<(), ImportError>) -> Result<(), ImportError>;

    /// Converts a text.
    ///
    /// Is called on many threads, and gives the same item for the same text.
    fn convert(&self, raw: Self::Raw, decisions: &Decisions) -> Item;

    /// Returns observations about a raw text, for the survey: dates and their form,
    /// authors, categories, shortcodes, hosts of pictures.
    fn observe(&self, raw: &Self::Raw, observations: &mut Observations);

    /// Sets the decisions that the observations suggest.
    ///
    /// Examples: sections, names of authors, shortcodes, lines of furniture.
    fn suggest(&self, observations: &Observations, decisions: &mut Decisions);

    /// Returns old addresses without a text of their own: lists of categories, feeds,
    /// redirect pages.
    ///
    /// Is called after all texts were read.
    fn redirects(&self, decisions: &Decisions) -> Vec<Redirect>;

    /// Returns files that no text names but that had an address.
    fn files(&self) -> Vec<MediaFile> {
        Vec::new()
    }

    /// Opens a file of the source by [`MediaFile::source_path`].
    ///
    /// # Errors
    ///
    /// Returns an error if the file is there but can't be read. `Ok(None)` means that the
    /// source does not hold it.
    fn open_file(&self, _path: &str) -> std::io::Result<Option<Box<dyn std::io::Read>>> {
        Ok(None)
    }
}

/// Facts about the site, for `config.toml` of a new one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SiteFacts {
    /// Name of the site.
    pub title: Option<String>,
    /// Address of the old site, without a slash at its end.
    pub base_url: Option<String>,
    /// Short description.
    pub description: Option<String>,
    /// BCP 47 tag of the language.
    pub language: Option<String>,
    /// IANA name of the time zone.
    pub time_zone: Option<String>,
    /// Scheme of the headings' anchors: `hugo`, `zola`, `kramdown`.
    ///
    /// `None` for Dateline's own.
    pub heading_ids: Option<&'static str>,
    /// BCP 47 tags of further languages, whose texts stand beside their originals.
    pub languages: Vec<String>,
}
