//! Former addresses as other systems and browsers spell them. An [`OldPath`] is the address for a
//! redirect file, and the original spelling if no file name can match it.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, percent_decode_str, percent_encode};

use super::{Address, AddressError, ENCODED, MAX_ADDRESS_BYTES, composed};

/// Bytes that are encoded in [`OldPath::spelled`]: those of links, and `\`, since
/// browsers treat it as `/`.
const SPELLED: &AsciiSet = &ENCODED.add(b'\\');

/// Windows-1252 characters for the bytes 0x80 to 0x9F.
/// Browsers use them for Latin-1, too. The five unassigned bytes map to themselves.
pub(super) const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

/// Former address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldPath {
    /// Address of the redirect's file.
    pub address: Address,
    /// Percent-encoded path of the request, if its bytes differ from the address:
    /// Latin-1, a decomposed letter, an encoded backslash. Only a server's redirect rule can match
    /// it.
    pub spelled: Option<Box<str>>,
}

impl Address {
    /// Parses a former address.
    /// Surrounding spaces are dropped, `\` is read as `/` as in browsers, and repeated slashes
    /// count as one as on servers. Bytes that are not UTF-8 are decoded as Windows-1252.
    ///
    /// # Errors
    /// Returns an error if the text is not rooted, leaves the site, or is invalid on some file
    /// system.
    pub fn parse_old(text: &str) -> Result<OldPath, AddressError> {
        let written = text.trim().replace('\\', "/");
        let bytes: Cow<'_, [u8]> = percent_decode_str(&written).into();
        let decoded = match std::str::from_utf8(&bytes) {
            Ok(decoded) => Cow::Borrowed(decoded),
            Err(_) => Cow::Owned(from_windows_1252(&bytes)),
        };
        let rooted = decoded.replace('\\', "/");
        let composed = composed(rooted.as_str().into());
        let is_spelled = decoded.as_bytes() != &*bytes || rooted != decoded || composed != rooted;
        let address = Self::from_decoded(&single_slashes(&composed))?;
        let spelled = is_spelled.then(|| single_slashes(&percent_encode(&bytes, SPELLED).to_string()).into());
        if let Some(length) =
            spelled.as_deref().map(str::len).filter(|length| *length > 3 * MAX_ADDRESS_BYTES)
        {
            return Err(AddressError::TooLong(length, 3 * MAX_ADDRESS_BYTES));
        }
        Ok(OldPath { address, spelled })
    }
}

impl Address {
    /// Encodes the address in Windows-1252, as links in old pages may; `None` if it is
    /// ASCII or has a character that the encoding lacks.
    pub fn in_windows_1252(&self) -> Option<Vec<u8>> {
        let byte = |c: char| match c {
            '\0'..='\x7F' | '\u{A0}'..='\u{FF}' => u8::try_from(u32::from(c)).ok(),
            _ => {
                WINDOWS_1252.iter().position(|known| *known == c).and_then(|at| u8::try_from(at + 0x80).ok())
            }
        };
        if self.0.is_ascii() { None } else { self.0.chars().map(byte).collect() }
    }
}

/// Decodes Windows-1252. Unassigned bytes stay percent-encoded.
pub(crate) fn from_windows_1252(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        match *byte {
            byte @ 0x80..=0x9F => match WINDOWS_1252[usize::from(byte - 0x80)] {
                c if c.is_control() => text.extend(['%', digit(byte >> 4), digit(byte & 15)]),
                c => text.push(c),
            },
            byte => text.push(char::from(byte)),
        }
    }
    text
}

/// Returns the hexadecimal digit of half a byte.
fn digit(half: u8) -> char {
    char::from_digit(u32::from(half), 16).unwrap_or('0').to_ascii_uppercase()
}

/// Replaces repeated slashes by one.
fn single_slashes(path: &str) -> Cow<'_, str> {
    if !path.contains("//") {
        return path.into();
    }
    let mut single = String::with_capacity(path.len());
    for c in path.chars() {
        if c != '/' || !single.ends_with('/') {
            single.push(c);
        }
    }
    single.into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> (String, Option<String>) {
        let old = Address::parse_old(text).expect("an old address");
        (old.address.to_string(), old.spelled.map(Into::into))
    }

    #[test]
    fn an_old_address_is_read_as_servers_read_it() {
        for (written, address) in [
            ("/caf%C3%A9/", "/café/"),
            ("/caf%c3%a9", "/café/"),
            ("/a%2fb.html", "/a/b.html"),
            ("//a//b", "/a/b/"),
            ("//", "/"),
            ("/a///", "/a/"),
            ("\\news\\x.html", "/news/x.html"),
            (" /a/\n", "/a/"),
            ("/100%", "/100%/"),
            ("/50%25", "/50%/"),
            ("/News/Story.ASP", "/News/Story.ASP"),
            ("/a/Index.html", "/a/Index.html"),
            ("/a//index.html", "/a/"),
        ] {
            assert_eq!(parse(written), (address.to_owned(), None), "{written}");
        }
    }

    #[test]
    fn what_no_file_can_answer_keeps_its_spelling() {
        for (written, address, spelled) in [
            ("/caf%E9.html", "/café.html", "/caf%E9.html"),
            ("/caf%e9", "/café/", "/caf%E9"),
            ("//%93hi%94/", "/“hi”/", "/%93hi%94/"),
            ("/%81a/", "/%81a/", "/%81a/"),
            ("/cafe%CC%81/", "/café/", "/cafe%CC%81/"),
            ("/cafe\u{301}/", "/café/", "/cafe%CC%81/"),
            ("/news%5cx.html", "/news/x.html", "/news%5Cx.html"),
        ] {
            assert_eq!(parse(written), (address.to_owned(), Some(spelled.to_owned())), "{written}");
        }
    }

    #[test]
    fn what_was_latin_1_can_be_written_so_again() {
        for (written, bytes) in [
            ("/caf%E9.html", Some(&b"/caf\xE9.html"[..])),
            ("/%93hi%94/", Some(b"/\x93hi\x94/")),
            ("/a/", None),
        ] {
            let address = Address::parse_old(written).expect("an old address").address;
            assert_eq!(address.in_windows_1252().as_deref(), bytes, "{written}");
        }
        assert_eq!(Address::known("/\u{131}/").in_windows_1252(), None);
    }

    #[test]
    fn an_old_address_can_not_leave_the_site() {
        for written in ["a", "", "/../x", "/%2e%2e%5cx", "/a%00", "/a/./b", "/%E9/..%2f", "/a%0Ab", "x//y"] {
            assert!(Address::parse_old(written).is_err(), "{written}");
        }
    }

    proptest! {
        #[test]
        fn an_address_is_its_own_old_address(path in "(/[a-zA-Zé%. \u{301}]{1,3}){0,4}/?") {
            if let Ok(address) = Address::parse(path.trim()) {
                let old = Address::parse_old(&path).expect("an old address");
                prop_assert_eq!(old.address, address);
            }
        }

        #[test]
        fn whatever_is_written_gives_an_address_that_reads_back(path in "(/|%|[0-9A-F]|\\\\|\\.|é|e|\u{301}| ){0,12}") {
            if let Ok(old) = Address::parse_old(&path) {
                let again = Address::parse(&old.address.as_str().replace('%', "%25"));
                prop_assert_eq!(again, Ok(old.address));
                prop_assert!(old.spelled.is_none_or(|spelled| spelled.is_ascii()));
            }
        }
    }
}
