//! Parses the complete address of a text: the key `address`, or its equivalent in Hugo, Zola and
//! Jekyll.

use crate::address::{Address, AddressError};
use crate::diagnostic::quoted;
use crate::fields::{DiagnosticSink, Fields, HttpUrl, Spanned};

/// Key that holds the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AddressKey {
    /// `address`
    Address,
    /// `url`, from Hugo.
    Url,
    /// `path`, from Zola.
    Path,
    /// `permalink`, from Jekyll.
    Permalink,
}

impl AddressKey {
    const FOREIGN: [Self; 3] = [Self::Url, Self::Path, Self::Permalink];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Url => "url",
            Self::Path => "path",
            Self::Permalink => "permalink",
        }
    }
}

/// Address as written, with the key that gives it.
#[derive(Debug, PartialEq)]
pub(super) struct FrontAddress<'t> {
    pub(super) key: AddressKey,
    pub(super) written: Spanned<&'t str>,
}

/// Names of Jekyll's built-in permalink patterns.
const JEKYLL_PATTERNS: [&str; 5] = ["date", "none", "ordinal", "pretty", "weekdate"];

/// Folders of the preview and of the hosts' files.
const RESERVED: [&str; 2] = ["_dateline", "_hosting"];

/// Error of an address that no page can have.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum InvalidAddress {
    #[error("it is a pattern")]
    Pattern,
    #[error("it has a `{0}`, and what follows that sign is no part of a page's address")]
    Query(char),
    #[error("it names a host")]
    Whole,
    #[error("it is kept for {0}")]
    Reserved(&'static str),
    #[error(transparent)]
    Address(#[from] AddressError),
}

/// Reads the address. Two of its keys in one front matter are an error.
pub(super) fn read<'t>(
    fields: &mut Fields<'t, '_>,
    problems: &mut DiagnosticSink<'_>,
) -> Option<FrontAddress<'t>> {
    let mut found: Option<FrontAddress<'t>> = fields
        .non_empty(AddressKey::Address.name(), problems)
        .map(|written| FrontAddress { key: AddressKey::Address, written });
    for key in AddressKey::FOREIGN {
        if !fields.has(key.name()) {
            continue;
        }
        let Some(written) = fields.non_empty(key.name(), problems) else { continue };
        match &found {
            Some(FrontAddress { key: other, .. }) => {
                let message =
                    format!("both `{}` and `{}` give this text's address", other.name(), key.name());
                problems.error(written.span, message, "keep one of the two, as address = \"/…\"");
            }
            None => found = Some(FrontAddress { key, written }),
        }
    }
    found
}

/// Parses the address and reports an invalid one.
pub(super) fn resolve(front: &FrontAddress<'_>, problems: &mut DiagnosticSink<'_>) -> Option<Address> {
    let FrontAddress { key, written } = front;
    let parsed = parse(*key, written.value);
    if let Err(fault) = &parsed {
        let message = format!("`{}` can't be {}: {fault}", key.name(), quoted(written.value));
        problems.error(written.span.clone(), message, hint(written.value, fault));
    }
    parsed.ok()
}

/// Parses the address of a page.
///
/// An address that ends in neither `.html` nor `.htm` is that of a folder and gets a final slash.
fn parse(key: AddressKey, text: &str) -> Result<Address, InvalidAddress> {
    if HttpUrl::parse(text).is_some() {
        return Err(InvalidAddress::Whole);
    }
    if is_pattern(key, text) {
        return Err(InvalidAddress::Pattern);
    }
    if let Some(sign) = text.chars().find(|c| matches!(c, '?' | '#')) {
        return Err(InvalidAddress::Query(sign));
    }
    let is_rooted = key == AddressKey::Address || text.starts_with('/');
    let rooted = if is_rooted { text.to_owned() } else { format!("/{text}") };
    let mut address = Address::parse(&rooted)?;
    if !address.is_page() && !address.has_page_ending() {
        address = Address::parse(&format!("{rooted}/"))?;
    }
    reserved(&address).map_or(Ok(address), |who| Err(InvalidAddress::Reserved(who)))
}

/// Returns whether a text is a permalink pattern: `{slug}`, `:title`, or the name of one.
fn is_pattern(key: AddressKey, text: &str) -> bool {
    let is_field =
        |part: &str| part.strip_prefix(':').is_some_and(|name| name.starts_with(char::is_alphabetic));
    (text.contains('{') && text.contains('}'))
        || text.split(['/', '-', '.', '_']).any(is_field)
        || (key == AddressKey::Permalink && JEKYLL_PATTERNS.contains(&text))
}

/// Returns the owner of a reserved address.
fn reserved(address: &Address) -> Option<&'static str> {
    if *address == Address::root() {
        return Some("the front page");
    }
    if address.is_numbered() {
        return Some("the numbered pages of a list");
    }
    let mut parts = address.as_str().split('/').skip(1);
    if parts.clone().next().is_some_and(|first| RESERVED.contains(&first)) {
        return Some("Dateline's own files");
    }
    parts.any(|part| part.starts_with('.')).then_some("hidden files, which servers do not show")
}

fn hint(text: &str, fault: &InvalidAddress) -> String {
    const EXAMPLE: &str = "write it out, such as address = \"/2004/03/25/dictionaries.html\"";
    match fault {
        InvalidAddress::Pattern => format!(
            "{EXAMPLE}; or leave it out: the config's `permalink`, or its [permalinks] by folder or section, makes addresses from a pattern"
        ),
        InvalidAddress::Whole => match HttpUrl::parse(text).map(|web| web.path).filter(|path| path.len() > 1)
        {
            Some(path) => format!("write the part after the host: address = \"{path}\""),
            None => EXAMPLE.to_owned(),
        },
        InvalidAddress::Query(_) => {
            "write it without that part; an old address with a `?` goes into `aliases`".to_owned()
        }
        InvalidAddress::Reserved(_) => "choose another one".to_owned(),
        InvalidAddress::Address(AddressError::NotRooted) if Address::parse(&format!("/{text}")).is_ok() => {
            format!("write it as address = \"/{text}\"")
        }
        InvalidAddress::Address(_) => EXAMPLE.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(key: AddressKey, text: &str) -> Result<String, InvalidAddress> {
        parse(key, text).map(|address| address.to_string())
    }

    #[test]
    fn addresses_of_each_system_are_parsed() {
        for (key, written, address) in [
            (AddressKey::Address, "/pub/2004/03/25/dictionaries.html", "/pub/2004/03/25/dictionaries.html"),
            (AddressKey::Address, "/Pub/Story.HTM", "/Pub/Story.HTM"),
            (AddressKey::Address, "/april_fools", "/april_fools/"),
            (AddressKey::Address, "/caf%C3%A9/", "/café/"),
            (AddressKey::Address, "/a/index.html", "/a/"),
            (AddressKey::Address, "/news/story.asp", "/news/story.asp/"),
            (AddressKey::Address, "/100%/", "/100%/"),
            (AddressKey::Path, "2025/10/30/Rust-1.91.0", "/2025/10/30/Rust-1.91.0/"),
            (AddressKey::Path, "/pub/1999/07/newperl.html", "/pub/1999/07/newperl.html"),
            (AddressKey::Url, "/news/x/", "/news/x/"),
            (AddressKey::Url, "news/2004/x.html", "/news/2004/x.html"),
            (AddressKey::Permalink, "/about", "/about/"),
            (AddressKey::Permalink, "/2004/10:30/x/", ""),
        ] {
            let expected = Some(address.to_owned()).filter(|address| !address.is_empty());
            assert_eq!(parsed(key, written).ok(), expected, "{written}");
        }
    }

    #[test]
    fn addresses_of_no_page_are_refused() {
        let pattern = [
            (AddressKey::Permalink, "pretty"),
            (AddressKey::Permalink, "/:categories/:title/"),
            (AddressKey::Permalink, "/:year-:month/:title.html"),
            (AddressKey::Url, "/:year/:slug/"),
            (AddressKey::Address, "/{year}/{slug}/"),
        ];
        for (key, written) in pattern {
            assert_eq!(parsed(key, written), Err(InvalidAddress::Pattern), "{written}");
        }
        for written in
            ["/", "/page/2/", "/news/page/3", "/_hosting/x/", "/_dateline/", "/.git/x", "/a/.b.html"]
        {
            assert!(
                matches!(parsed(AddressKey::Address, written), Err(InvalidAddress::Reserved(_))),
                "{written}"
            );
        }
        for written in ["a/", "/../x", "/a//b", "/%00/", "/a\\b", "/index.html/", "/a/index.html/b.html"] {
            assert!(
                matches!(parsed(AddressKey::Address, written), Err(InvalidAddress::Address(_))),
                "{written}"
            );
        }
        assert_eq!(parsed(AddressKey::Address, "https://news.example.org/a/"), Err(InvalidAddress::Whole));
        assert_eq!(parsed(AddressKey::Address, "/?p=1"), Err(InvalidAddress::Query('?')));
    }
}
