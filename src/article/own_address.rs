//! Parses the address that a text's front matter gives in full: the key `address`, or the key that Hugo, Zola and Jekyll
//! have for it.

use crate::address::{Address, AddressError};
use crate::diagnostic::quoted;
use crate::fields::{At, Fields, Problems, WebAddress};

/// Key that holds the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// `address`
    Own,
    /// `url`, as in Hugo.
    Url,
    /// `path`, as in Zola.
    Path,
    /// `permalink`, as in Jekyll.
    Permalink,
}

impl Key {
    const FOREIGN: [Self; 3] = [Self::Url, Self::Path, Self::Permalink];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Own => "address",
            Self::Url => "url",
            Self::Path => "path",
            Self::Permalink => "permalink",
        }
    }
}

/// Address as the front matter has it.
#[derive(Debug, PartialEq)]
pub(super) struct FrontAddress<'t> {
    pub(super) key: Key,
    pub(super) written: At<&'t str>,
}

/// Names of Jekyll's built-in patterns.
const PATTERNS_OF_JEKYLL: [&str; 5] = ["date", "none", "ordinal", "pretty", "weekdate"];

/// Folders that belong to the preview and to the files for hosts.
const RESERVED: [&str; 2] = ["_dateline", "_hosting"];

/// Reason why a text can't be the address of a page.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum Fault {
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

/// Reads the address. Two of the keys at once are an error.
pub(super) fn read<'t>(fields: &mut Fields<'t, '_>, problems: &mut Problems<'_>) -> Option<FrontAddress<'t>> {
    let mut found: Option<FrontAddress<'t>> =
        fields.words(Key::Own.name(), problems).map(|written| FrontAddress { key: Key::Own, written });
    for key in Key::FOREIGN {
        if !fields.has(key.name()) {
            continue;
        }
        let Some(written) = fields.words(key.name(), problems) else { continue };
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

/// Resolves the address and notes it where it is none.
pub(super) fn resolve(front: &FrontAddress<'_>, problems: &mut Problems<'_>) -> Option<Address> {
    let FrontAddress { key, written } = front;
    let parsed = parse(*key, written.value);
    if let Err(fault) = &parsed {
        let message = format!("`{}` can't be {}: {fault}", key.name(), quoted(written.value));
        problems.error(written.span.clone(), message, hint(written.value, fault));
    }
    parsed.ok()
}

/// Parses the address of a page. One that ends in neither `.html` nor `.htm` is the address of a folder.
fn parse(key: Key, text: &str) -> Result<Address, Fault> {
    if WebAddress::parse(text).is_some() {
        return Err(Fault::Whole);
    }
    if is_pattern(key, text) {
        return Err(Fault::Pattern);
    }
    if let Some(sign) = text.chars().find(|c| matches!(c, '?' | '#')) {
        return Err(Fault::Query(sign));
    }
    let is_rooted = key == Key::Own || text.starts_with('/');
    let rooted = if is_rooted { text.to_owned() } else { format!("/{text}") };
    let mut address = Address::parse(&rooted)?;
    if !address.is_page() && !address.has_page_ending() {
        address = Address::parse(&format!("{rooted}/"))?;
    }
    reserved(&address).map_or(Ok(address), |who| Err(Fault::Reserved(who)))
}

/// Whether a text has placeholders: `{slug}`, `:title`, or is a pattern's name.
fn is_pattern(key: Key, text: &str) -> bool {
    let is_field =
        |part: &str| part.strip_prefix(':').is_some_and(|name| name.starts_with(char::is_alphabetic));
    (text.contains('{') && text.contains('}'))
        || text.split(['/', '-', '.', '_']).any(is_field)
        || (key == Key::Permalink && PATTERNS_OF_JEKYLL.contains(&text))
}

/// Returns the owner of an address that no text may take.
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

fn hint(text: &str, fault: &Fault) -> String {
    const EXAMPLE: &str = "write it out, such as address = \"/2004/03/25/dictionaries.html\"";
    match fault {
        Fault::Pattern => format!(
            "{EXAMPLE}; or leave it out: the config's `permalink`, or its [permalinks] by folder or section, makes addresses from a pattern"
        ),
        Fault::Whole => match WebAddress::parse(text).map(|web| web.path).filter(|path| path.len() > 1) {
            Some(path) => format!("write the part after the host: address = \"{path}\""),
            None => EXAMPLE.to_owned(),
        },
        Fault::Query(_) => {
            "write it without that part; an old address with a `?` goes into `aliases`".to_owned()
        }
        Fault::Reserved(_) => "choose another one".to_owned(),
        Fault::Address(AddressError::NotRooted) if Address::parse(&format!("/{text}")).is_ok() => {
            format!("write it as address = \"/{text}\"")
        }
        Fault::Address(_) => EXAMPLE.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(key: Key, text: &str) -> Result<String, Fault> {
        parse(key, text).map(|address| address.to_string())
    }

    #[test]
    fn each_system_writes_addresses_in_its_own_way() {
        for (key, written, address) in [
            (Key::Own, "/pub/2004/03/25/dictionaries.html", "/pub/2004/03/25/dictionaries.html"),
            (Key::Own, "/Pub/Story.HTM", "/Pub/Story.HTM"),
            (Key::Own, "/april_fools", "/april_fools/"),
            (Key::Own, "/caf%C3%A9/", "/café/"),
            (Key::Own, "/a/index.html", "/a/"),
            (Key::Own, "/news/story.asp", "/news/story.asp/"),
            (Key::Own, "/100%/", "/100%/"),
            (Key::Path, "2025/10/30/Rust-1.91.0", "/2025/10/30/Rust-1.91.0/"),
            (Key::Path, "/pub/1999/07/newperl.html", "/pub/1999/07/newperl.html"),
            (Key::Url, "/news/x/", "/news/x/"),
            (Key::Url, "news/2004/x.html", "/news/2004/x.html"),
            (Key::Permalink, "/about", "/about/"),
            (Key::Permalink, "/2004/10:30/x/", ""),
        ] {
            let expected = Some(address.to_owned()).filter(|address| !address.is_empty());
            assert_eq!(parsed(key, written).ok(), expected, "{written}");
        }
    }

    #[test]
    fn what_is_no_pages_address_is_refused() {
        let pattern = [
            (Key::Permalink, "pretty"),
            (Key::Permalink, "/:categories/:title/"),
            (Key::Permalink, "/:year-:month/:title.html"),
            (Key::Url, "/:year/:slug/"),
            (Key::Own, "/{year}/{slug}/"),
        ];
        for (key, written) in pattern {
            assert_eq!(parsed(key, written), Err(Fault::Pattern), "{written}");
        }
        for written in
            ["/", "/page/2/", "/news/page/3", "/_hosting/x/", "/_dateline/", "/.git/x", "/a/.b.html"]
        {
            assert!(matches!(parsed(Key::Own, written), Err(Fault::Reserved(_))), "{written}");
        }
        for written in ["a/", "/../x", "/a//b", "/%00/", "/a\\b", "/index.html/", "/a/index.html/b.html"] {
            assert!(matches!(parsed(Key::Own, written), Err(Fault::Address(_))), "{written}");
        }
        assert_eq!(parsed(Key::Own, "https://news.example.org/a/"), Err(Fault::Whole));
        assert_eq!(parsed(Key::Own, "/?p=1"), Err(Fault::Query('?')));
    }
}
