//! Addresses of pages and files on the site. An [`Address`] is parsed once, at the edge. It is
//! percent-decoded, NFC-normalized, below the site's root, and valid on common file systems.
//! [`Address::href`] returns it for links, [`Address::file`] for the output, and [`Address::key`]
//! for collision checks.

mod key;
mod numbered_page;
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

/// Maximum length of a path component in bytes on ext4, APFS and NTFS.
const MAX_PART_BYTES: usize = 255;

/// Maximum length of an address in bytes; web servers refuse longer ones.
const MAX_ADDRESS_BYTES: usize = 1024;

/// Bytes that are percent-encoded in links: those invalid in a path (RFC 3986,
/// 3.3), and unsafe ones.
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

/// Address on the site: `/2025/11/01/talks/` for a page, `/atom.xml` for a file.
/// Shared by reference counting, since many structures hold the address of an article.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Address(Arc<str>);

/// Reason why a text is not an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// No slash at the beginning.
    #[error("an address must begin with `/`")]
    NotRooted,
    /// A `.` or `..` component.
    #[error("`.` and `..` would lead out of the site")]
    Leaves,
    /// An empty component.
    #[error("`//` is an empty part of an address")]
    EmptyPart,
    /// A character that some file system or server treats specially.
    #[error("an address can't contain {0}")]
    Forbidden(&'static str),
    /// A folder or slug `index.html`, which is the file of its parent page.
    #[error("`index.html` is the page of the folder that it is in, and can't be a folder")]
    Index,
    /// A slug with a slash.
    #[error("it must be one part of an address, without a slash")]
    Slash,
    /// Not UTF-8 after percent-decoding.
    #[error("its percent-encoding does not decode to UTF-8")]
    NotText,
    /// A component or the address is too long.
    #[error("it has {0} bytes, and file systems and servers accept {1}")]
    TooLong(usize, usize),
}

impl Address {
    /// Returns the address of the home page.
    pub fn root() -> Self {
        Self("/".into())
    }

    /// Parses an address as an editor writes it.
    /// Percent-encoding is decoded once. An address whose last component has no dot is a page and
    /// gets a final slash; a final `index.html` is removed.
    ///
    /// # Errors
    /// Returns an error if the text is not rooted, leaves the site, or is invalid on some file
    /// system.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        if is_plain(text) {
            return Ok(Self(text.into()));
        }
        let decoded = percent_decode_str(text).decode_utf8().map_err(|_| AddressError::NotText)?;
        Self::from_decoded(&composed(decoded))
    }

    /// Parses a decoded, NFC-normalized text.
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
        if address.len() > MAX_ADDRESS_BYTES {
            return Err(AddressError::TooLong(address.len(), MAX_ADDRESS_BYTES));
        }
        Ok(Self(address.into()))
    }

    /// Returns the address of a page below this one: `/tags/` and `c` make `/tags/c/`.
    #[must_use]
    pub fn join(&self, slug: &Slug) -> Self {
        Self(format!("{}{slug}/", self.folder()).into())
    }

    /// Returns the address of an asset of the article at this address:
    /// `/2025/11/01/talks/` and `map.svg`. Assets of `/talks.html` are below `/talks/`.
    ///
    /// # Errors
    /// Returns an error if the name is not a valid address component.
    pub fn with_own_file(&self, name: &str) -> Result<Self, AddressError> {
        self.own_folder().with_file(name)
    }

    /// Returns the folder for assets of the article at this address: the address
    /// without a file extension.
    #[must_use]
    pub fn own_folder(&self) -> Self {
        let last = &self.0[self.folder().len()..];
        match last.rfind('.').filter(|dot| *dot > 0) {
            Some(dot) if !self.is_page() => Self(format!("{}{}/", self.folder(), &last[..dot]).into()),
            _ => self.clone(),
        }
    }

    /// Returns the address of a file below this page: `/2025/11/01/talks/` and
    /// `map.svg`.
    ///
    /// # Errors
    /// Returns an error if the name is not a valid address component.
    pub fn with_file(&self, name: &str) -> Result<Self, AddressError> {
        let composed = composed(name.into());
        for part in composed.split('/') {
            check_part(part)?;
        }
        check_folders(composed.rsplit_once('/').map_or("", |(folders, _)| folders))?;
        let address = format!("{}{composed}", self.folder());
        if address.len() > MAX_ADDRESS_BYTES {
            return Err(AddressError::TooLong(address.len(), MAX_ADDRESS_BYTES));
        }
        // `index.html` is the page itself.
        let page = address.strip_suffix("index.html").filter(|folder| folder.ends_with('/'));
        Ok(Self(page.unwrap_or(&address).into()))
    }

    /// Returns this address below another page: `/2025/` below `/ar/` is `/ar/2025/`.
    ///
    /// # Errors
    /// Returns an error if the address is too long.
    pub fn below(&self, page: &Self) -> Result<Self, AddressError> {
        let address = format!("{}{}", page.folder(), &self.0[1..]);
        if address.len() > MAX_ADDRESS_BYTES {
            return Err(AddressError::TooLong(address.len(), MAX_ADDRESS_BYTES));
        }
        Ok(Self(address.into()))
    }

    /// Returns a well-known address, such as `/archive/`.
    ///
    /// # Panics
    /// Panics if the text is not a valid address.
    pub fn known(text: &str) -> Self {
        Self::parse(text).expect("the program's own addresses are well formed")
    }

    /// Returns the address up to its last slash.
    fn folder(&self) -> &str {
        self.0.rfind('/').map_or("/", |slash| &self.0[..=slash])
    }

    /// Iterates over the ancestors, root first: `/` and `/2025/` for `/2025/11/`.
    pub fn above(&self) -> impl Iterator<Item = Self> + '_ {
        let bare = self.0.strip_suffix('/').unwrap_or(&self.0);
        bare.match_indices('/').map(|(slash, _)| Self(self.0[..=slash].into()))
    }

    /// Resolves a relative link on this page: `../b/` on `/a/x/` is `/a/b/`.
    ///
    /// # Errors
    /// Returns an error if the link leaves the site or is not an address.
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

    /// Returns whether servers treat the file as a page, by the extension `.html` or
    /// `.htm`.
    pub fn has_page_ending(&self) -> bool {
        let ending = self.0.rsplit_once('.').map_or("", |(_, ending)| ending);
        ["html", "htm"].iter().any(|page| ending.eq_ignore_ascii_case(page))
    }

    /// Returns whether this is a page, with a final slash, and not a file.
    pub fn is_page(&self) -> bool {
        self.0.ends_with('/')
    }

    /// Returns the decoded address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the percent-encoded address for links.
    pub fn href(&self) -> Cow<'_, str> {
        if escape::contains_any(&self.0, escape::may_need_percent) {
            utf8_percent_encode(&self.0, ENCODED).into()
        } else {
            (&*self.0).into()
        }
    }

    /// Returns the path of the file below the output directory.
    pub fn file(&self) -> String {
        let path = &self.0[1..];
        if self.is_page() { format!("{path}index.html") } else { path.to_owned() }
    }

    /// Returns whether `file` equals [`Self::file`], without allocating.
    pub fn is_answered_by(&self, file: &str) -> bool {
        let path = if self.is_page() { file.strip_suffix("index.html") } else { Some(file) };
        path == Some(&self.0[1..])
    }
}

/// Normalizes a text to NFC.
pub(crate) fn composed(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc(&text) { text } else { text.nfc().collect::<String>().into() }
}

/// Deserializes without the intermediate `Box<str>` of serde's `Arc<str>`.
impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(AtOnce)
    }
}

/// Visitor that builds an address from a borrowed string.
struct AtOnce;

impl de::Visitor<'_> for AtOnce {
    type Value = Address;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an address")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Address, E> {
        // A cache may come with a stranger's site, so the text is validated.
        let is_address =
            is_plain(text) || Address::from_decoded(text).is_ok_and(|address| &*address.0 == text);
        if is_address { Ok(Address(text.into())) } else { Err(E::custom("no address")) }
    }
}

/// Returns whether the text is a page address of lowercase letters, digits and
/// hyphens only. Nearly all addresses are, and need no further checks.
fn is_plain(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let inner = text.strip_prefix('/').and_then(|inner| inner.strip_suffix('/'));
    inner.is_some_and(|inner| {
        let mut before = b'/';
        text.len() <= MAX_PART_BYTES
            && !inner.is_empty()
            && inner.bytes().all(|byte| {
                let is_fine = is_plain(byte) || (byte == b'/' && before != b'/');
                before = byte;
                is_fine
            })
            && before != b'/'
    })
}

/// Checks that no folder is named `index.html`, ignoring case.
fn check_folders(folders: &str) -> Result<(), AddressError> {
    let is_index = |part: &str| part.eq_ignore_ascii_case("index.html");
    if folders.split('/').any(is_index) { Err(AddressError::Index) } else { Ok(()) }
}

/// Checks a decoded path component.
fn check_part(part: &str) -> Result<(), AddressError> {
    check_name(part)?;
    if part.len() > MAX_PART_BYTES {
        return Err(AddressError::TooLong(part.len(), MAX_PART_BYTES));
    }
    Ok(())
}

/// Checks a decoded path component of any length.
fn check_name(part: &str) -> Result<(), AddressError> {
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
    Ok(())
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
