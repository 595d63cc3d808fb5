//! Two files for nginx: maps of redirects, removed pages and caching for its `http` block, and
//! directives that use them for its `server` block.

use std::collections::HashSet;
use std::fmt::Write as _;

use crate::address::Address;
use crate::model::SiteModel;
use crate::plan::HOST_FILES_FOLDER;

use super::nginx_syntax::{decoded, decoded_text, quoted, value};
use super::{gone, headers, moved, nginx_queries, path, spellings};

/// Most expressions of the map.
const MAX_EXPRESSIONS: usize = 2_000;

/// The `http` block's. Its maps compare with `$uri`, which is decoded.
pub(super) fn maps(model: &SiteModel) -> String {
    let (moved, gone) = (moved(model), gone(model));
    let mut stamped: Vec<&Address> = model.plan.immutable_addresses().collect();
    stamped.sort_unstable();
    let keys = moved.iter().map(|(from, _)| *from).chain(gone.iter().copied()).chain(stamped.iter().copied());
    let longest = keys.map(|key| decoded(model, key).len()).max().unwrap_or_default();
    let queries = nginx_queries::maps(model);
    let spellings = spelled(model, &moved);
    let longest_spelling = spellings.iter().map(|(key, _)| key.len()).max().unwrap_or_default();
    let longest = longest.max(queries.longest).max(longest_spelling);
    let most = (moved.len() + spellings.len()).max(gone.len()).max(stamped.len()).max(queries.most);
    let mut text = "# Made by Dateline. Include this in nginx's http block, and nginx-server.conf in the server block.\n"
        .to_owned();
    // A bucket must hold the longest key, its value's address and its length; nginx does not start
    // otherwise.
    let _ = writeln!(text, "map_hash_bucket_size {};", (longest + 64).next_power_of_two());
    let _ = writeln!(text, "map_hash_max_size {};", (most * 2).next_power_of_two().max(2048));
    let mut map = |variable: &str, fallback: &str, entries: &mut dyn Iterator<Item = (String, String)>| {
        let _ = writeln!(text, "\nmap $uri {variable} {{\n    default {};", quoted(fallback));
        for (key, value) in entries {
            let _ = writeln!(text, "    {} {};", quoted(&key), quoted(&value));
        }
        text.push_str("}\n");
    };
    let redirects = moved.iter().map(|(from, to)| (decoded(model, from), value(&path(model, to))));
    map("$dateline_moved", "", &mut redirects.chain(spellings));
    map("$dateline_gone", "", &mut gone.iter().map(|address| (decoded(model, address), "1".to_owned())));
    let for_ever = stamped.iter().map(|address| (decoded(model, address), headers::FOR_EVER.to_owned()));
    let polled = headers::POLLED
        .map(|name| (format!("~/{}$", name.replace('.', "\\.")), headers::FOR_MINUTES.to_owned()));
    map("$dateline_kept", headers::WHILE_THE_SAME, &mut for_ever.chain(polled));
    text.push_str(&queries.text);
    text
}

/// Entries for the spellings that no file answers. nginx does not tell the case of ASCII letters
/// apart, and takes an address that is no UTF-8 by an expression only: it tries all of these on
/// each request for a page.
fn spelled(model: &SiteModel, moved: &[(&Address, &Address)]) -> Vec<(String, String)> {
    let mut taken: HashSet<String> =
        moved.iter().map(|(from, _)| decoded(model, from).to_ascii_lowercase()).collect();
    let base = decoded_text(&model.site.base_path);
    let (mut entries, mut expressions) = (Vec::new(), 0);
    for spelling in spellings::all(model) {
        let key = match std::str::from_utf8(&spelling.bytes) {
            Ok(text) => format!("{base}{text}"),
            Err(_) if expressions == MAX_EXPRESSIONS => continue,
            Err(_) => {
                expressions += 1;
                let path = spelling.expression();
                let slash = if path.ends_with('/') { "?" } else { "" };
                format!("~^{}{path}{slash}$", spellings::expression(base.as_bytes()))
            }
        };
        if taken.insert(key.to_ascii_lowercase()) {
            entries.push((key, value(&path(model, spelling.to))));
        }
    }
    entries
}

/// Answers to addresses with a query, which come before those to the path alone.
const ASKED: &str = "if ($dateline_asked_gone) {\n    return 410;\n}\nif ($dateline_asked) {\n    return 301 $dateline_asked;\n}\n";

/// The `server` block's.
pub(super) fn server(model: &SiteModel) -> String {
    let base = model.site.base_path.as_str();
    let mut text = "# Made by Dateline. Include this in the server block whose root has the site, and nginx-maps.conf in the http\n\
         # block around it. A location with an add_header of its own has none of these.\n\n"
        .to_owned();
    for (name, value) in headers::of_everything(model) {
        let _ = writeln!(text, "add_header {name} {} always;", quoted(&value));
    }
    text.push_str("add_header Cache-Control $dateline_kept always;\n\n");
    let not_found = decoded(model, &Address::known("/404.html"));
    let (asked, notice) =
        if model.plan.query_redirects().is_empty() { ("", "uri") } else { (ASKED, "dateline_notice") };
    let hidden = format!("{}/{HOST_FILES_FOLDER}/", decoded_text(base));
    let _ = write!(
        text,
        "error_page 404 {};\n\
         error_page 410 @dateline_gone;\n\n\
         {asked}if ($dateline_moved) {{\n    return 301 $dateline_moved;\n}}\n\
         if ($dateline_gone) {{\n    return 410;\n}}\n\n\
         # The notice of a story that is gone, under the status that says so.\n\
         location @dateline_gone {{\n    try_files ${{{notice}}}index.html ${notice}/index.html ${notice} =410;\n}}\n\n\
         # These files are no reader's.\n\
         location ^~ {} {{\n    return 404;\n}}\n",
        quoted(&value(&not_found)),
        quoted(&hidden)
    );
    text
}
