//! Former addresses with a query, such as `/?p=123` or `/news/article.asp?id=77`. A request matches
//! if its path is equal and it has all parameters of the address, in any order; other parameters
//! are ignored.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use super::old::WINDOWS_1252;
use super::{Address, AddressError, MAX_ADDRESS_BYTES, composed};

/// Bytes that JavaScript's `encodeURIComponent` encodes, so that scripts compute
/// the same texts.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// Former address: a path, with or without a query.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OldAddress {
    /// Path.
    Path(Address),
    /// Path and query with at least one parameter.
    Query(QueryAddress),
}

/// Path with one or more parameters, as canonical text `/news/article.asp?id=77`:
/// no final slash, sorted parameters, uniform percent-encoding. Addresses that the same requests
/// match are equal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Box<str>")]
pub struct QueryAddress(Box<str>);

/// Error of a text that is no canonical address with a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no canonical address with a query")]
pub struct NotCanonical;

/// Validates an address of the cache, which may come with a stranger's site.
impl TryFrom<Box<str>> for QueryAddress {
    type Error = NotCanonical;

    fn try_from(text: Box<str>) -> Result<Self, Self::Error> {
        match OldAddress::parse(&text) {
            Ok(OldAddress::Query(address)) if address.0 == text => Ok(address),
            _ => Err(NotCanonical),
        }
    }
}

/// Parameters of a request or former address: sorted, without duplicates, uniformly
/// encoded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameters(Vec<Parameter>);

/// Parameter in canonical encoding.
/// A parameter without a value, as in `?123`, has no name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Parameter {
    /// Encoded name.
    pub name: String,
    /// Encoded value.
    pub value: String,
}

/// Reason why a text is not a former address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OldAddressError {
    /// Invalid path.
    #[error(transparent)]
    Path(#[from] AddressError),
    /// Fragment.
    #[error("it has a `#`, and browsers never send the text from `#` on")]
    Fragment,
    /// `&amp;`, copied from HTML.
    #[error("it has `&amp;`, which is HTML for `&`: write `&`")]
    Entity,
}

impl OldAddress {
    /// Parses a former address. An empty query, as in `/?`, is ignored.
    ///
    /// # Errors
    /// Returns an error for a fragment or an invalid path.
    pub fn parse(text: &str) -> Result<Self, OldAddressError> {
        let text = text.trim();
        if text.contains('#') {
            return Err(OldAddressError::Fragment);
        }
        let Some((path, query)) = text.split_once('?') else {
            return Ok(Self::Path(Address::parse_old(text)?.address));
        };
        if query.contains("&amp;") {
            return Err(OldAddressError::Entity);
        }
        let path = Address::parse_old(path)?.address;
        Ok(match QueryAddress::new(&path, &Parameters::parse(query))? {
            Some(address) => Self::Query(address),
            None => Self::Path(path),
        })
    }
}

impl QueryAddress {
    /// Joins a path and parameters; `None` without parameters.
    ///
    /// # Errors
    /// Returns an error if the result is too long.
    pub fn new(path: &Address, parameters: &Parameters) -> Result<Option<Self>, AddressError> {
        if parameters.0.is_empty() {
            return Ok(None);
        }
        let text = format!("{}?{}", canonical_path(path), parameters.to_text());
        if text.len() > MAX_ADDRESS_BYTES {
            return Err(AddressError::TooLong(text.len(), MAX_ADDRESS_BYTES));
        }
        Ok(Some(Self(text.into())))
    }

    /// Returns the canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the canonical path: encoded, without a final slash.
    pub fn path_text(&self) -> &str {
        self.0.split_once('?').map_or(&self.0, |(path, _)| path)
    }

    /// Returns the address of the path.
    pub fn path(&self) -> Address {
        Address::parse(self.path_text()).unwrap_or_else(|_| Address::root())
    }

    /// Returns the query in the canonical text.
    fn query_text(&self) -> &str {
        self.0.split_once('?').map_or("", |(_, query)| query)
    }

    /// Returns the parameters, sorted.
    pub fn parameters(&self) -> Parameters {
        Parameters(self.query_text().split('&').map(Parameter::of_canonical).collect())
    }

    /// Iterates over the encoded parameter names, sorted.
    /// A parameter without a name yields an empty text.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.query_text().split('&').map(|pair| pair.split_once('=').map_or("", |(name, _)| name))
    }

    /// Returns the text as a path with a `?` in it, the form in ledgers of earlier
    /// versions.
    pub fn as_one_path(&self) -> Option<Address> {
        Address::parse(&self.0).ok()
    }

    /// Returns whether a request matches this address.
    pub fn is_asked_by(&self, path: &Address, asked: &Parameters) -> bool {
        canonical_path(path) == self.path_text()
            && self.parameters().0.iter().all(|own| asked.0.binary_search(own).is_ok())
    }
}

impl std::fmt::Display for OldAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Path(address) => address.fmt(f),
            Self::Query(address) => address.fmt(f),
        }
    }
}

impl std::fmt::Display for QueryAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Parameters {
    /// Parses a query, the text between `?` and `#`.
    pub fn parse(query: &str) -> Self {
        let mut parameters: Vec<Parameter> =
            query.split('&').filter_map(|pair| Parameter::of_written(pair.as_bytes())).collect();
        parameters.sort_unstable();
        parameters.dedup();
        Self(parameters)
    }

    /// Iterates over the parameters, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &Parameter> {
        self.0.iter()
    }

    /// Returns the canonical text: `a=1&b=2`.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for Parameter { name, value } in &self.0 {
            if !text.is_empty() {
                text.push('&');
            }
            if !name.is_empty() {
                text.push_str(name);
                text.push('=');
            }
            text.push_str(value);
        }
        text
    }
}

impl Parameter {
    /// Parses a parameter as browsers send it: `+` and `%20` are spaces, and bytes that
    /// are not UTF-8 are Windows-1252. Returns `None` for an empty one.
    fn of_written(pair: &[u8]) -> Option<Self> {
        let equals = pair.iter().position(|byte| *byte == b'=');
        let (name, value) = match equals {
            Some(at) => (&pair[..at], &pair[at + 1..]),
            None => (&pair[..0], pair),
        };
        let (name, value) = if value.is_empty() { (value, name) } else { (name, value) };
        if value.is_empty() {
            return None;
        }
        Some(Self { name: canonical(name), value: canonical(value) })
    }

    /// Parses a canonical parameter.
    fn of_canonical(pair: &str) -> Self {
        let (name, value) = pair.split_once('=').unwrap_or(("", pair));
        Self { name: name.to_owned(), value: value.to_owned() }
    }
}

/// Collects sorted parameters.
impl FromIterator<Parameter> for Parameters {
    fn from_iter<I: IntoIterator<Item = Parameter>>(parameters: I) -> Self {
        Self(parameters.into_iter().collect())
    }
}

/// Decodes a name or value of a canonical query.
pub fn decoded_part(part: &str) -> Cow<'_, str> {
    percent_decode(part.as_bytes()).decode_utf8_lossy()
}

/// Encodes the path of an address canonically.
pub fn canonical_path(address: &Address) -> String {
    canonical_decoded_path(address.as_str())
}

/// Encodes the decoded path of a request canonically.
pub fn canonical_decoded_path(path: &str) -> String {
    let composed = composed(path.into());
    let page = composed.strip_suffix("index.html").filter(|page| page.ends_with('/'));
    let bare = page.unwrap_or(&composed).trim_end_matches('/');
    if bare.is_empty() {
        return "/".to_owned();
    }
    let mut text = String::with_capacity(bare.len());
    for part in bare[1..].split('/') {
        text.push('/');
        text.extend(utf8_percent_encode(part, ENCODED));
    }
    text
}

fn canonical(written: &[u8]) -> String {
    let spaced: Vec<u8> = written.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let bytes: Vec<u8> = percent_decode(&spaced).collect();
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => error.as_bytes().iter().map(|byte| from_windows_1252(*byte)).collect(),
    };
    utf8_percent_encode(&composed(Cow::Owned(text)), ENCODED).to_string()
}

/// Decodes a byte as `TextDecoder("windows-1252")` does.
fn from_windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9F => WINDOWS_1252[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str) -> String {
        match OldAddress::parse(text) {
            Ok(OldAddress::Path(path)) => path.to_string(),
            Ok(OldAddress::Query(query)) => query.to_string(),
            Err(fault) => format!("no: {fault}"),
        }
    }

    #[test]
    fn an_address_has_one_canonical_text() {
        for (written, canonical) in [
            ("/?p=123", "/?p=123"),
            ("/index.html?p=123", "/?p=123"),
            ("/news/article.asp?id=77&cat=2", "/news/article.asp?cat=2&id=77"),
            ("/news/?b=2&a=1&a=1", "/news?a=1&b=2"),
            ("/news?a=2&a=1", "/news?a=1&a=2"),
            ("/caf%C3%A9?q=caf%C3%A9", "/caf%C3%A9?q=caf%C3%A9"),
            ("/s?q=caf%E9", "/s?q=caf%C3%A9"),
            ("/s?q=cafe\u{301}+au%20lait", "/s?q=caf%C3%A9%20au%20lait"),
            ("/s?q=a=b%26c", "/s?q=a%3Db%26c"),
            ("/cgi-bin/read.pl?1234", "/cgi-bin/read.pl?1234"),
            ("/cgi-bin/read.pl?1234=", "/cgi-bin/read.pl?1234"),
            ("/a?x=1&amp", "/a?amp&x=1"),
            ("/?", "/"),
            ("/a/?&", "/a/"),
            ("/what%3F/", "/what?/"),
        ] {
            assert_eq!(parsed(written), canonical, "{written}");
        }
    }

    #[test]
    fn what_no_request_can_ask_for_is_refused() {
        assert!(parsed("/?p=1#more").contains("browsers never send"));
        assert!(parsed("/?p=1&amp;q=2").contains("`&amp;`"));
        assert!(parsed("p.asp?id=1").contains("must begin with `/`"));
        assert!(parsed("/../p.asp?id=1").contains("lead out"));
        assert!(parsed(&format!("/?p={}", "1".repeat(1100))).contains("1024"));
    }

    proptest! {
        #[test]
        fn a_canonical_text_is_parsed_to_itself(path in "(/[a-zé .]{1,4}){0,3}", query in "([a-cü +%=&]{0,3}[&=]?){1,6}") {
            let first = OldAddress::parse(&format!("{path}/x?{query}"));
            if let Ok(OldAddress::Query(address)) = first {
                let again = OldAddress::parse(address.as_str());
                prop_assert_eq!(again, Ok(OldAddress::Query(address.clone())));
                let rebuilt = QueryAddress::new(&address.path(), &address.parameters());
                prop_assert_eq!(rebuilt, Ok(Some(address)));
            }
        }

        #[test]
        fn neither_order_nor_further_parameters_matter(
            own in prop::collection::btree_map("[a-d]{1,2}", "[0-9é ]{0,2}[0-9]", 1..4),
            more in prop::collection::vec("utm_[a-z]=[0-9]{1,2}", 0..3),
            seed in any::<prop::sample::Index>(),
        ) {
            let pairs: Vec<String> = own.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let written = OldAddress::parse(&format!("/x.asp?{}", pairs.join("&")));
            let Ok(OldAddress::Query(address)) = written else { return Ok(()) };
            let mut asked: Vec<String> = pairs.iter().cloned().chain(more).collect();
            let middle = seed.index(asked.len());
            asked.rotate_left(middle);
            let parameters = Parameters::parse(&asked.join("&"));
            prop_assert!(address.is_asked_by(&Address::known("/x.asp"), &parameters));
            prop_assert!(!address.is_asked_by(&Address::known("/y.asp"), &parameters));
            let fewer = Parameters::parse(&pairs[1..].join("&"));
            prop_assert!(!address.is_asked_by(&Address::known("/x.asp"), &fewer));
        }
    }
}
