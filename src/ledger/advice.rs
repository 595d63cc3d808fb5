//! What an editor is told of an address that would be lost: the address, the file that it came from where that is
//! known, and the line to add. In go addresses; out comes a diagnostic for each.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::cause::{Cause, Causes, Text};
use super::written;
use crate::address::{Address, QueryAddress};
use crate::archive::{Absence, Kind, Term};
use crate::diagnostic::{Diagnostic, Place};
use crate::path::SitePath;
use crate::redirects;

/// What to say of each address. Where one text has moved more than once, the line to add has all its old addresses.
pub(super) fn of(lost: &[&Address], causes: &Causes<'_>, today: Date) -> Vec<Diagnostic> {
    let found: Vec<(&Address, Cause<'_>)> =
        lost.iter().map(|address| (*address, causes.of(address))).collect();
    let mut moved: BTreeMap<&SitePath, Vec<&Address>> = BTreeMap::new();
    for (address, cause) in &found {
        if let Cause::Moved { text, .. } = cause
            && is_mended_by_alias(address)
        {
            moved.entry(text.file).or_default().push(address);
        }
    }
    found
        .iter()
        .map(|(address, cause)| match cause {
            Cause::Moved { text, from } => {
                let together = moved.get(text.file).map(Vec::as_slice).unwrap_or_default();
                moved_text(address, *text, *from, together)
            }
            cause => other(address, cause, today),
        })
        .collect()
}

fn error(file: Option<&SitePath>, address: &Address, why: &str) -> Diagnostic {
    let place = file.map_or(Place::Site, |file| Place::File(file.clone()));
    Diagnostic::error(place, format!("{address} was published, and would be lost{why}"))
}

fn moved_text(
    address: &Address,
    text: Text<'_>,
    from: Option<&SitePath>,
    together: &[&Address],
) -> Diagnostic {
    let why = match from {
        None => format!(": this text is at {} now", text.address),
        Some(from) => {
            format!(": {from}, where it came from, is gone, and this text at {} looks like it", text.address)
        }
    };
    let hint = if is_mended_by_alias(address) {
        format!("add to the front matter of {}: {}", text.file, aliases(text, together))
    } else {
        keep_copy(address)
    };
    error(Some(text.file), address, &why).hint(hint)
}

fn other(address: &Address, cause: &Cause<'_>, today: Date) -> Diagnostic {
    match cause {
        Cause::Absent { file, absence } => absent(address, file, *absence, today),
        Cause::Deleted { file } => error(Some(file), address, ": its file is no longer there").hint(format!(
            "put the file back with withdrawn = {{ date = {today}, reason = \"…\" }}, or add aliases = [{}] to the text \
             that takes its place; to let the address go: {}",
            quoted(address),
            forget(address)
        )),
        Cause::Respelled { now } => error(None, address, &format!(": it would be spelled {now}")).hint(format!(
            "some servers tell the two apart: give the page its old spelling back with `slug`; to let the address go: {}",
            forget(address)
        )),
        Cause::Recased { kind, term } => recased(address, *kind, term),
        Cause::EmptyList => error(None, address, ": no story is left in this list").hint(alias_or_forget(address)),
        Cause::ShorterList { list } => {
            error(None, address, &format!(": the list {list} has fewer pages now")).hint(alias_or_forget(address))
        }
        Cause::File { file } => {
            let why = if file.is_some() { ": this file is no longer there" } else { ": the file is no longer there" };
            error(*file, address, why).hint(keep_copy(address))
        }
        Cause::Moved { .. } | Cause::Unknown => error(None, address, "").hint(alias_or_forget(address)),
    }
}

fn absent(address: &Address, file: &SitePath, absence: Absence, today: Date) -> Diagnostic {
    let withdrawn = format!("withdrawn = {{ date = {today}, reason = \"…\" }}");
    let (why, hint) = match absence {
        Absence::Draft => {
            (": its text is a draft again".to_owned(), format!("write {withdrawn} in place of draft = true"))
        }
        Absence::Embargoed(until) => (
            format!(": its text is under embargo until {until}"),
            format!("give it its old date back, or withdraw it with that: {withdrawn}"),
        ),
        Absence::Expired(_) => (String::new(), format!("withdraw it: {withdrawn}")),
    };
    error(Some(file), address, &why).hint(format!("{hint}; to let the address go: {}", forget(address)))
}

/// What to say of an address with a query.
pub(super) fn of_query(address: &QueryAddress) -> Diagnostic {
    let message = format!("{address} was published, and would be lost");
    Diagnostic::error(Place::Site, message).hint(format!(
        "add aliases = [{}] to the front matter of the text that takes its place, or a line to {}: {address},…; to let the \
         address go: dateline ledger forget '{address}'",
        toml::Value::String(address.to_string()),
        redirects::FILE
    ))
}

fn recased(address: &Address, kind: Kind, term: &Term) -> Diagnostic {
    let why = format!(": this list is at {} now, with the small letters of its language", term.address);
    let alias = quoted(address);
    let hint = match term.file() {
        Some(file) => format!("add to the front matter of {}: aliases = [{alias}]", file.file),
        None => format!(
            "write {}/{}.md with title = {} and aliases = [{alias}]",
            kind.folder(),
            term.address.as_str().trim_end_matches('/').rsplit('/').next().unwrap_or_default(),
            toml::Value::String(term.name.to_string()),
        ),
    };
    error(None, address, &why).hint(hint)
}

fn alias_or_forget(address: &Address) -> String {
    format!(
        "add aliases = [{}] to the front matter of the text that takes its place; to let the address go: {}",
        quoted(address),
        forget(address)
    )
}

fn keep_copy(address: &Address) -> String {
    format!("keep a copy of it at static{address}; to let the address go: {}", forget(address))
}

/// Whether a redirect can stand at an address: one that a browser takes for a page.
fn is_mended_by_alias(address: &Address) -> bool {
    let ending = address.as_str().rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    address.is_page() || matches!(ending.as_deref(), Some("html" | "htm"))
}

/// The line to add, with the aliases that are there already.
fn aliases(text: Text<'_>, lost: &[&Address]) -> String {
    let queries = text.queries.iter().map(|query| toml::Value::String(query.to_string()).to_string());
    let paths = text.aliases.iter().chain(lost.iter().copied()).map(quoted);
    let all: Vec<String> = paths.chain(queries).collect();
    format!("aliases = [{}]", all.join(", "))
}

/// An address as an alias is written: a sign that an alias can't have as it is, encoded.
fn quoted(address: &Address) -> String {
    let alias = written(address).replace('#', "%23");
    toml::Value::String(alias).to_string()
}

/// The command that lets an address go.
fn forget(address: &Address) -> String {
    let written = written(address);
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | '%');
    if written.chars().all(is_plain) {
        format!("dateline ledger forget {written}")
    } else {
        format!("dateline ledger forget '{}'", written.replace('\'', "'\\''"))
    }
}
