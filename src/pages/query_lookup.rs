//! Redirects old addresses with a query on hosts without rules: renders the table of these
//! addresses and the script that looks them up, and inserts the script into pages at their paths.

use std::borrow::Cow;

use crate::address::Address;
use crate::escape;
use crate::model::SiteModel;
use crate::page_model::{LocalSite, Subject};
use crate::plan::QueryFile;

/// Script for pages, around the core.
const PAGE: &str = include_str!("query_lookup/page.js");

/// Lookup, shared by the pages' script and functions at hosts.
const CORE: &str = include_str!("query_lookup/core.js");

/// Renders a file of the table.
pub(super) fn render(file: QueryFile, model: &SiteModel) -> Cow<'_, [u8]> {
    let parts = model.plan.query_redirects().parts();
    match file {
        QueryFile::Script => {
            let core = CORE.trim_end().replace('\n', "\n  ").replace("\n  \n", "\n\n");
            PAGE.replace("@PARTS@", &parts.to_string()).replace("@CORE@", &core).into_bytes().into()
        }
        QueryFile::Count => format!("{{\"parts\":{parts}}}\n").into_bytes().into(),
        QueryFile::Part(number) => model.query_table_json(number).into(),
    }
}

/// Inserts the script into a page at the path of old addresses with a query.
pub(super) fn with_script(
    html: &[u8],
    script: &Address,
    subject: &Subject<'_>,
    local: LocalSite<'_>,
) -> Vec<u8> {
    let script = local.href(script);
    let html = String::from_utf8_lossy(html).into_owned();
    let (html, otherwise) = match subject {
        Subject::Redirect(inputs) => {
            let target = local.href(inputs.text.to);
            (without_refresh(html), format!(" data-otherwise=\"{}\"", escaped(&target)))
        }
        _ => (html, String::new()),
    };
    let element = format!("<script src=\"{}\"{otherwise} async></script>\n", escaped(&script));
    let end = find(&html, "</head>").or_else(|| find(&html, "<body")).unwrap_or(html.len());
    [&html[..end], &element, &html[end..]].concat().into_bytes()
}

/// Restricts the refresh of a redirect to browsers without JavaScript, so that the script runs
/// first.
fn without_refresh(html: String) -> String {
    let Some(start) = find(&html, "<meta http-equiv=\"refresh\"") else { return html };
    let Some(length) = html[start..].find('>') else { return html };
    let end = start + length + 1;
    format!("{}<noscript>{}</noscript>{}", &html[..start], &html[start..end], &html[end..])
}

/// Finds a text in HTML, ignoring ASCII case.
fn find(html: &str, text: &str) -> Option<usize> {
    html.as_bytes().windows(text.len()).position(|window| window.eq_ignore_ascii_case(text.as_bytes()))
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let Ok(()) = escape::escape_attribute(text, &mut escaped);
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refresh_is_left_to_browsers_without_javascript() {
        let html =
            "<head><META HTTP-EQUIV=\"refresh\" content=\"0; url=/a/\"><title>T</title></head>".to_owned();
        assert_eq!(
            without_refresh(html),
            "<head><noscript><META HTTP-EQUIV=\"refresh\" content=\"0; url=/a/\"></noscript><title>T</title></head>"
        );
        assert_eq!(without_refresh("<p>none".to_owned()), "<p>none");
    }
}
