//! Kinds of archives.

/// Kind of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Export of `WordPress`, WXR.
    WordPress,
    /// Folder of a Hugo site.
    Hugo,
    /// Folder of a Zola site.
    Zola,
    /// Folder of a Jekyll site.
    Jekyll,
    /// Folder of an Eleventy site.
    Eleventy,
    /// Folder of texts without markup, such as captures of pages.
    Text,
    /// Folder of saved pages.
    Html,
    /// Web archive: WARC, ARC, WACZ.
    Warc,
    /// Feed: RSS, Atom, JSON Feed.
    Feed,
    /// Table: CSV or JSON Lines.
    Table,
}

impl Kind {
    /// Names as `--kind` takes them.
    pub const NAMES: [&'static str; 10] =
        ["wordpress", "hugo", "zola", "jekyll", "eleventy", "text", "html", "warc", "feed", "table"];

    /// All kinds, in the order of [`Self::NAMES`].
    pub const ALL: [Self; 10] = [
        Self::WordPress,
        Self::Hugo,
        Self::Zola,
        Self::Jekyll,
        Self::Eleventy,
        Self::Text,
        Self::Html,
        Self::Warc,
        Self::Feed,
        Self::Table,
    ];

    /// Returns the name as `--kind` takes it.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// Returns the kind of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
