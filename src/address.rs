//! Where a page is on the site. An [`Address`] is parsed once, at the edge, from whatever an editor wrote; from then
//! on it is known to be decoded, in Unicode's composed form, below the site's root, and fit for a file system. A
//! reader meets it as [`Address::href`], the output as [`Address::file`], and the collision check as
//! [`Address::key`], by which two addresses that some server or file system would take for one are one.

mod key;
mod old;
mod permalink;
mod query;
mod scheme;
mod slug;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use serde::{Deserialize, Deserializer, Serialize, de};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::escape;

pub use key::{AddressKey, alike};
pub use old::OldPath;
pub(crate) use old::from_windows_1252;
pub use permalink::{Permalink, PermalinkError, PermalinkParts};
pub use query::{
    OldAddress, OldAddressError, Parameter, Parameters, QueryAddress, canonical_decoded_path, canonical_path,
    decoded_part,
};
pub use slug::{Slug, slugify};

/// The most bytes that a part of a path may have on the file systems that matter (ext4, APFS, NTFS).
const LONGEST_PART: usize = 255;

/// The most bytes that a whole address may have: web servers and hosts refuse more.
const LONGEST: usize = 1024;

/// What may not stand in a path as it is (RFC 3986, section 3.3), and what is safer encoded.
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'[')
    .add(b']')
    .add(b'|')
    .add(b'^')
    .add(b'&')
    .add(b'\'');

/// A place on the site: `/2025/11/01/talks/` for a page, `/atom.xml` for a file. A page has the address of its story: the
/// text is there once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Address(Arc<str>);

/// Why a text is not an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It must begin with a slash.
    #[error("an address begins with `/`")]
    NotRooted,
    /// `.` or `..` as a part.
    #[error("`.` and `..` would lead out of the site")]
    Leaves,
    /// An empty part: `//`.
    #[error("`//` leaves a part of the address empty")]
    EmptyPart,
    /// A character that some file system or server takes for something else.
    #[error("an address can't hold {0}")]
    Forbidden(&'static str),
    /// A folder or slug `index.html`, which is the file of the page above.
    #[error("`index.html` is the page of the folder that it is in, and can't be a folder")]
    Index,
    /// A slug with a slash in it.
    #[error("it must be one part of an address, without a slash")]
    Slash,
    /// Not UTF-8 after percent-decoding.
    #[error("its percent-encoding does not decode to UTF-8")]
    NotText,
    /// A part or the whole is too long.
    #[error("{0} bytes are more than the {1} that file systems and servers take")]
    TooLong(usize, usize),
}

impl Address {
    /// The front page.
    pub fn root() -> Self {
        Self("/".into())
    }

    /// Reads what an editor wrote. Percent-encoding is decoded once. An address whose last part has no dot is a
    /// page's and gets its slash at the end; `index.html` at the end is the page itself.
    ///
    /// # Errors
    /// When the text is not rooted, leaves the site, or would be refused by a file system.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        if is_plain(text) {
            return Ok(Self(text.into()));
        }
        let decoded = percent_decode_str(text).decode_utf8().map_err(|_| AddressError::NotText)?;
        Self::from_decoded(&composed(decoded))
    }

    /// Reads a text that is decoded and composed.
    fn from_decoded(composed: &str) -> Result<Self, AddressError> {
        let Some(inner) = composed.strip_prefix('/') else { return Err(AddressError::NotRooted) };
        let inner =
            inner.strip_suffix("index.html").filter(|s| s.is_empty() || s.ends_with('/')).unwrap_or(inner);
        let bare = inner.strip_suffix('/').unwrap_or(inner);
        if bare.is_empty() {
            return if inner.is_empty() { Ok(Self::root()) } else { Err(AddressError::EmptyPart) };
        }
        for part in bare.split('/') {
            check_part(part)?;
        }
        check_folders(inner.rsplit_once('/').map_or("", |(folders, _)| folders))?;
        let is_page = inner.ends_with('/') || !bare.rsplit('/').next().is_some_and(|last| last.contains('.'));
        let address = if is_page { format!("/{bare}/") } else { format!("/{bare}") };
        if address.len() > LONGEST {
            return Err(AddressError::TooLong(address.len(), LONGEST));
        }
        Ok(Self(address.into()))
    }

    /// A page below this one: `/tags/` and `c` make `/tags/c/`.
    #[must_use]
    pub fn join(&self, slug: &Slug) -> Self {
        Self(format!("{}{slug}/", self.folder()).into())
    }

    /// Returns the address of a file in the folder of the text at this address: `/2025/11/01/talks/` and `map.svg`. A
    /// text whose address is a file's has its files below that address without the ending: those of `/talks.html` are
    /// `/talks/map.svg`.
    ///
    /// # Errors
    /// When the name would be refused as an address's part.
    pub fn with_own_file(&self, name: &str) -> Result<Self, AddressError> {
        self.own_folder().with_file(name)
    }

    /// Returns the address below which the files of the text at this address are: its own, without an ending that it may
    /// have.
    #[must_use]
    pub fn own_folder(&self) -> Self {
        let last = &self.0[self.folder().len()..];
        match last.rfind('.').filter(|dot| *dot > 0) {
            Some(dot) if !self.is_page() => Self(format!("{}{}/", self.folder(), &last[..dot]).into()),
            _ => self.clone(),
        }
    }

    /// A file below this page: `/2025/11/01/talks/` and `map.svg`.
    ///
    /// # Errors
    /// When the name would be refused as an address's part.
    pub fn with_file(&self, name: &str) -> Result<Self, AddressError> {
        let composed = composed(name.into());
        for part in composed.split('/') {
            check_part(part)?;
        }
        check_folders(composed.rsplit_once('/').map_or("", |(folders, _)| folders))?;
        let address = format!("{}{composed}", self.folder());
        if address.len() > LONGEST {
            return Err(AddressError::TooLong(address.len(), LONGEST));
        }
        // The file of a page is the page.
        let page = address.strip_suffix("index.html").filter(|folder| folder.ends_with('/'));
        Ok(Self(page.unwrap_or(&address).into()))
    }

    /// The same place below another page: `/2025/` below `/ar/` is `/ar/2025/`.
    ///
    /// # Errors
    /// When it would be too long.
    pub fn below(&self, page: &Self) -> Result<Self, AddressError> {
        let address = format!("{}{}", page.folder(), &self.0[1..]);
        if address.len() > LONGEST {
            return Err(AddressError::TooLong(address.len(), LONGEST));
        }
        Ok(Self(address.into()))
    }

    /// A numbered page of this list: `/tags/c/` and 3 make `/tags/c/page/3/`.
    #[must_use]
    pub fn numbered(&self, number: usize) -> Self {
        Self(format!("{}page/{number}/", self.folder()).into())
    }

    /// Whether this looks like a numbered page of a list: `/tags/c/page/3/`.
    pub fn is_numbered(&self) -> bool {
        let mut parts = self.0.strip_suffix('/').unwrap_or_default().rsplit('/');
        let number = parts.next().is_some_and(|last| last.parse::<usize>().is_ok());
        number && parts.next() == Some("page")
    }

    /// A page that the program itself knows, such as `/archive/`.
    ///
    /// # Panics
    /// When the program's own address is none.
    pub fn known(text: &str) -> Self {
        Self::parse(text).expect("the program's own addresses are well formed")
    }

    /// The address up to its last slash: of a page, the page itself.
    fn folder(&self) -> &str {
        self.0.rfind('/').map_or("/", |slash| &self.0[..=slash])
    }

    /// The addresses above this one, from the front page down: of `/2025/11/`, they are `/` and `/2025/`.
    pub fn above(&self) -> impl Iterator<Item = Self> + '_ {
        let bare = self.0.strip_suffix('/').unwrap_or(&self.0);
        bare.match_indices('/').map(|(slash, _)| Self(self.0[..=slash].into()))
    }

    /// What `relative` leads to when it is written on this page: `../b/` on `/a/x/` leads to `/a/b/`.
    ///
    /// # Errors
    /// When it leaves the site or is no address.
    pub fn resolve(&self, relative: &str) -> Result<Self, AddressError> {
        let mut parts: Vec<&str> = self.folder().split('/').filter(|part| !part.is_empty()).collect();
        for part in relative.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop().ok_or(AddressError::Leaves)?;
                }
                part => parts.push(part),
            }
        }
        let slash = if relative.ends_with('/') || relative.ends_with("..") { "/" } else { "" };
        Self::parse(&format!("/{}{slash}", parts.join("/")).replace("//", "/"))
    }

    /// Whether every server sends a file of this name as a page: its ending is `.html` or `.htm`.
    pub fn has_page_ending(&self) -> bool {
        let ending = self.0.rsplit_once('.').map_or("", |(_, ending)| ending);
        ["html", "htm"].iter().any(|page| ending.eq_ignore_ascii_case(page))
    }

    /// Whether this is a page, with a slash at its end, rather than a file.
    pub fn is_page(&self) -> bool {
        self.0.ends_with('/')
    }

    /// The address, decoded, as an editor would write it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as it stands in a link.
    pub fn href(&self) -> Cow<'_, str> {
        if escape::contains_any(&self.0, escape::may_need_percent) {
            utf8_percent_encode(&self.0, ENCODED).into()
        } else {
            (&*self.0).into()
        }
    }

    /// The file that answers for it, below the output directory.
    pub fn file(&self) -> String {
        let path = &self.0[1..];
        if self.is_page() { format!("{path}index.html") } else { path.to_owned() }
    }

    /// Whether this is [its file](Self::file).
    pub fn is_answered_by(&self, file: &str) -> bool {
        let path = if self.is_page() { file.strip_suffix("index.html") } else { Some(file) };
        path == Some(&self.0[1..])
    }
}

/// A text in Unicode's composed form.
pub(crate) fn composed(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc(&text) { text } else { text.nfc().collect::<String>().into() }
}

/// Reads an address into its place: by itself, serde reads one into a box first.
impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(AtOnce)
    }
}

/// What is given the text of an address.
struct AtOnce;

impl de::Visitor<'_> for AtOnce {
    type Value = Address;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an address")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Address, E> {
        // A cache may come with a stranger's site.
        let is_address =
            is_plain(text) || Address::from_decoded(text).is_ok_and(|address| &*address.0 == text);
        if is_address { Ok(Address(text.into())) } else { Err(E::custom("no address")) }
    }
}

/// Returns whether a text is the address of a page, made of small letters, digits and hyphens alone. Nearly all addresses are, and
/// need no further checks.
fn is_plain(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let inner = text.strip_prefix('/').and_then(|inner| inner.strip_suffix('/'));
    inner.is_some_and(|inner| {
        let mut before = b'/';
        text.len() <= LONGEST_PART
            && !inner.is_empty()
            && inner.bytes().all(|byte| {
                let is_fine = is_plain(byte) || (byte == b'/' && before != b'/');
                before = byte;
                is_fine
            })
            && before != b'/'
    })
}

/// Checks that no folder of an address has the name of a page's file, in any case of letters.
fn check_folders(folders: &str) -> Result<(), AddressError> {
    let is_index = |part: &str| part.eq_ignore_ascii_case("index.html");
    if folders.split('/').any(is_index) { Err(AddressError::Index) } else { Ok(()) }
}

/// Checks one part of an address, already decoded.
fn check_part(part: &str) -> Result<(), AddressError> {
    match part {
        "" => return Err(AddressError::EmptyPart),
        "." | ".." => return Err(AddressError::Leaves),
        _ => {}
    }
    for c in part.chars() {
        match c {
            '\\' => return Err(AddressError::Forbidden("a backslash")),
            ':' => return Err(AddressError::Forbidden("a colon")),
            '\0' => return Err(AddressError::Forbidden("a NUL character")),
            c if c.is_control() => return Err(AddressError::Forbidden("a control character")),
            _ => {}
        }
    }
    if part.len() > LONGEST_PART {
        return Err(AddressError::TooLong(part.len(), LONGEST_PART));
    }
    Ok(())
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
