//! Diagnostics for addresses that would be lost: the address, its source file if known, and the
//! line to add.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::reason::{LossReason, ReasonFinder, Text};
use super::written;
use crate::address::{Address, QueryAddress};
use crate::archive::{HiddenReason, Term, TermKind};
use crate::diagnostic::{Diagnostic, Place};
use crate::path::SitePath;
use crate::redirects;

/// Creates a diagnostic for each address.
///
/// If a text has moved several times, the line to add lists all its old addresses, the last build's
/// first: the text's feed id derives from the first alias.
pub(super) fn of(lost: &[&Address], reasons: &ReasonFinder<'_>, today: Date) -> Vec<Diagnostic> {
    let found: Vec<(&Address, LossReason<'_>)> =
        lost.iter().map(|address| (*address, reasons.of(address))).collect();
    let mut moved: BTreeMap<&SitePath, Vec<&Address>> = BTreeMap::new();
    for (address, reason) in &found {
        if let LossReason::Moved { text, .. } = reason {
            let together = moved.entry(text.file).or_default();
            let place = if reasons.is_remembered(address) { 0 } else { together.len() };
            together.insert(place, address);
        }
    }
    found
        .iter()
        .map(|(address, reason)| match reason {
            LossReason::Moved { text, from } => {
                let together = moved.get(text.file).map(Vec::as_slice).unwrap_or_default();
                let line = line(*text, together, reasons) + &id_line(reasons.id_of(address));
                moved_text(address, *text, *from, &line)
            }
            reason => other(address, reason, today),
        })
        .collect()
}

fn error(file: Option<&SitePath>, address: &Address, why: &str) -> Diagnostic {
    let place = file.map_or(Place::Site, |file| Place::File(file.clone()));
    Diagnostic::error(place, format!("{address} was published and would be lost{why}"))
}

fn moved_text(address: &Address, text: Text<'_>, from: Option<&SitePath>, line: &str) -> Diagnostic {
    let why = match from {
        None => format!(": this text is at {} now", text.address),
        Some(from) => {
            format!(": {from}, its file, is gone, and this text at {} is similar", text.address)
        }
    };
    error(Some(text.file), address, &why).hint(format!("add to the front matter of {}: {line}", text.file))
}

/// Returns the line that keeps an article's feed id, if its date was uncertain.
fn id_line(id: Option<&str>) -> String {
    let id = id.map(|id| toml::Value::String(id.to_owned()));
    id.map(|id| format!("; and, so that feeds do not show it as new: id = {id}")).unwrap_or_default()
}

fn other(address: &Address, reason: &LossReason<'_>, today: Date) -> Diagnostic {
    match reason {
        LossReason::Absent { file, absence } => absent(address, file, *absence, today),
        LossReason::Deleted { file } => error(Some(file), address, ": its file is gone").hint(format!(
            "put the file back with withdrawn = {{ date = {today}, reason = \"…\" }}, or {}",
            list_or_forget(address)
        )),
        LossReason::Respelled { now } => respelled(address, now),
        LossReason::Recased { kind, term } => recased(address, *kind, term),
        LossReason::EmptyTerm(kind) => empty_term(address, *kind),
        LossReason::File { file } => {
            let why = if file.is_some() { ": this file is gone" } else { ": the file is gone" };
            error(*file, address, why).hint(keep_copy(address))
        }
        LossReason::Moved { .. } | LossReason::Unknown => {
            error(None, address, "").hint(list_or_forget(address))
        }
    }
}

/// Explains an address that only another spelling serves.
fn respelled(address: &Address, now: &Address) -> Diagnostic {
    error(None, address, &format!(": the new spelling is {now}")).hint(format!(
        "some servers distinguish the two: restore the old spelling with `slug` or `address`, or add \
         aliases = [{}] to its text; {}",
        quoted(address),
        to_let_go(address)
    ))
}

/// Explains the lost list of a term without articles.
fn empty_term(address: &Address, kind: TermKind) -> Diagnostic {
    let name = address.as_str().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let name = toml::Value::String(name.to_owned());
    let (folder, kind) = (kind.folder(), kind.singular());
    error(None, address, &format!(": no story has this {kind} any more")).hint(format!(
        "{}; if its articles have another {kind} now, add former = [{name}] to the file of that {kind} in {folder}/, so that this list redirects there",
        to_let_go(address)
    ))
}

fn absent(address: &Address, file: &SitePath, absence: HiddenReason, today: Date) -> Diagnostic {
    let withdrawn = format!("withdrawn = {{ date = {today}, reason = \"…\" }}");
    let (why, hint) = match absence {
        HiddenReason::Draft => {
            (": its text is a draft again".to_owned(), format!("write {withdrawn} instead of draft = true"))
        }
        HiddenReason::Embargoed(until) => (
            format!(": its text is under embargo until {until}"),
            format!("restore its old date, or withdraw it: {withdrawn}"),
        ),
        HiddenReason::Expired(_) => (String::new(), format!("withdraw it: {withdrawn}")),
    };
    error(Some(file), address, &why).hint(format!("{hint}; {}", to_let_go(address)))
}

/// Explains a lost address with a query.
pub(super) fn of_query(address: &QueryAddress) -> Diagnostic {
    let message = format!("{address} was published and would be lost");
    Diagnostic::error(Place::Site, message).hint(format!(
        "add aliases = [{}] to the front matter of the text that replaces it, or a line to {}: {address},…; \
         to give up the address: dateline ledger forget '{address}'",
        toml::Value::String(address.to_string()),
        redirects::FILE
    ))
}

fn recased(address: &Address, kind: TermKind, term: &Term) -> Diagnostic {
    let why = format!(": this list is at {} now, lowercased by the rules of its language", term.address);
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

/// Suggests a line of `addresses.csv`. Unlike an alias, it changes no feed id.
fn list_or_forget(address: &Address) -> String {
    format!(
        "add a line to {} with the address that replaces it: {},/…/; {}",
        redirects::FILE,
        in_csv(address),
        to_let_go(address)
    )
}

/// Formats an address for `addresses.csv`.
fn in_csv(address: &Address) -> String {
    let written = written(address);
    [(',', "%2C"), (';', "%3B"), ('"', "%22"), ('?', "%3F"), ('#', "%23")]
        .into_iter()
        .fold(written, |text, (sign, encoded)| text.replace(sign, encoded))
}

fn to_let_go(address: &Address) -> String {
    format!("to give up the address: {}", forget(address))
}

fn keep_copy(address: &Address) -> String {
    format!("keep a copy at static{address}; {}", to_let_go(address))
}

/// Returns the line to add to a text.
///
/// A feed id derives from a text's first alias, so a text whose present address was published too
/// lists that address first.
fn line(text: Text<'_>, lost: &[&Address], reasons: &ReasonFinder<'_>) -> String {
    let has_first = text.aliases.iter().any(|alias| !alias.is_list());
    let present = Some(text.address).filter(|present| !has_first && reasons.is_published(present));
    let paths = present.into_iter().chain(text.aliases).chain(lost.iter().copied()).map(quoted);
    let queries = text.queries.iter().map(|query| toml::Value::String(query.to_string()).to_string());
    let all: Vec<String> = paths.chain(queries).collect();
    format!("aliases = [{}]", all.join(", "))
}

/// Formats an address as an alias, with special characters encoded.
fn quoted(address: &Address) -> String {
    let alias = written(address).replace('#', "%23");
    toml::Value::String(alias).to_string()
}

/// Returns the command that removes an address from the ledger.
fn forget(address: &Address) -> String {
    let written = written(address);
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | '%');
    if written.chars().all(is_plain) {
        format!("dateline ledger forget {written}")
    } else {
        format!("dateline ledger forget '{}'", written.replace('\'', "'\\''"))
    }
}
