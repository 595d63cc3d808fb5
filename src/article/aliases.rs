//! Parses the key `aliases`: the old addresses of a text, some of them with a query.

use crate::address::{Address, AddressError, OldAddress, OldAddressError, OldPath, QueryAddress};
use crate::config::Host;
use crate::diagnostic::{Diagnostic, Kind, quoted};
use crate::fields::{DiagnosticSink, HttpUrl, Spanned};

/// Old addresses of a text, each once, in the order in which they are written.
pub(super) struct Aliases {
    /// Paths.
    pub(super) plain: Vec<Address>,
    /// Paths with a query.
    pub(super) queries: Box<[QueryAddress]>,
}

/// Parses every alias and notes those that are no addresses.
pub(super) fn resolve(
    written: &[Spanned<&str>],
    hosts: &[Host],
    problems: &mut DiagnosticSink<'_>,
) -> Aliases {
    let mut plain: Vec<Address> = Vec::with_capacity(written.len());
    let mut queries: Vec<QueryAddress> = Vec::new();
    for alias in written {
        if alias.value.bytes().any(|byte| byte == b'%' || !byte.is_ascii()) {
            warn_of_spelling(alias, hosts, problems);
        }
        match OldAddress::parse(alias.value) {
            Ok(OldAddress::Path(address)) if plain.contains(&address) => {}
            Ok(OldAddress::Path(address)) => plain.push(address),
            Ok(OldAddress::Query(address)) if queries.contains(&address) => {}
            Ok(OldAddress::Query(address)) => queries.push(address),
            Err(fault) => refuse(alias, &fault, problems),
        }
    }
    Aliases { plain, queries: queries.into() }
}

/// Warns of an alias in Latin-1 or with decomposed letters, if no host gets a redirect rule for it.
fn warn_of_spelling(alias: &Spanned<&str>, hosts: &[Host], problems: &mut DiagnosticSink<'_>) {
    let path = alias.value.split(['?', '#']).next().unwrap_or_default();
    let Ok(OldPath { address, spelled: Some(spelled) }) = Address::parse_old(path) else { return };
    if hosts.iter().any(|host| *host != Host::S3) {
        return;
    }
    let message =
        format!("a host that only has files can't answer {spelled}; readers are led on from {address}");
    let hint = "name the site's host in config.toml, under [hosting], for a rule that answers it: hosts = [\"nginx\"], \
                \"netlify\", \"apache\" or \"cloudflare-pages\"";
    let place = problems.place(alias.span.clone());
    problems.push(Diagnostic::warning(place, message).hint(hint).about(Kind::SpelledAlias, alias.value));
}

fn refuse(alias: &Spanned<&str>, fault: &OldAddressError, problems: &mut DiagnosticSink<'_>) {
    let written = quoted(alias.value);
    let (message, hint) = match fault {
        OldAddressError::Fragment => (
            format!("the alias {written} can't be kept: {fault}"),
            "remove that part, or write %23 for a `#` that belongs to the address".to_owned(),
        ),
        OldAddressError::Entity => (
            format!("the alias {written} can't be kept: {fault}"),
            format!("write \"{}\"", alias.value.replace("&amp;", "&")),
        ),
        OldAddressError::Path(fault) => {
            (format!("the alias {written} is no address: {fault}"), hint(alias.value, fault))
        }
    };
    problems.error(alias.span.clone(), message, hint);
}

fn hint(alias: &str, fault: &AddressError) -> String {
    if let Some(web) = HttpUrl::parse(alias) {
        let path = if web.path.is_empty() { "/" } else { web.path };
        return format!("an alias is an address of this site: \"{path}{}\"", web.rest);
    }
    let rooted = format!("/{alias}");
    match fault {
        AddressError::NotRooted if OldAddress::parse(&rooted).is_ok() => format!("write it as \"{rooted}\""),
        _ => "write it as the old address's path, such as \"/old/address.html\"".to_owned(),
    }
}
