//! Report as a page, without scripts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Report, Sums};

/// Most texts that the page lists; the CSV has all.
const TEXTS_LISTED: usize = 1000;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;\
    color-scheme:light dark}table{border-collapse:collapse;margin:1rem 0}th,td{padding:.25rem .75rem;\
    border-bottom:1px solid #8886;text-align:end}th:first-child,td:first-child,.text td{text-align:start}\
    pre{white-space:pre-wrap;margin:0;max-width:40rem}.scroll{overflow-x:auto}";

/// Returns the report as a page.
pub(super) fn page(report: &Report) -> String {
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>Import report</title>\n<style>{STYLE}</style>\n\
         <h1>Import report</h1>\n"
    );
    table(&mut html, "All texts", "", &BTreeMap::from([(String::from("All"), report.total)]));
    balances(&mut html, report);
    set_aside(&mut html, report);
    counts(&mut html, "Left out by rule", report.rules.iter().map(|(name, count)| (name.as_str(), *count)));
    counts(&mut html, "Losses and repairs", report.notices.iter().map(|(name, count)| (*name, *count)));
    table(&mut html, "By year", "without a date", &report.years);
    table(&mut html, "By section", "without a section", &report.sections);
    if !report.gone.is_empty() {
        let _ = writeln!(html, "<h2>No longer in the source</h2>\n<p>Their files stay.</p>\n<ul>");
        for id in report.gone.iter().take(TEXTS_LISTED) {
            let _ = writeln!(html, "<li>{}", escape(id));
        }
        html.push_str("</ul>\n");
    }
    html.push_str("<p>import-report.csv has a row for each text.</p>\n");
    html
}

/// Writes links, pictures and comments.
fn balances(html: &mut String, report: &Report) {
    let _ = writeln!(
        html,
        "<h2>Links, pictures, comments</h2>\n<div class=\"scroll\"><table>\n\
         <tr><th><th>Found<th>Written<th>Texts that differ</tr>\n\
         <tr><td>Links<td>{}<td>{}<td>{}</tr>\n<tr><td>Pictures<td>{}<td>{}<td>{}</tr>\n\
         <tr><td>Comments<td>{}<td>{}<td></tr>\n</table></div>\n\
         <p>Files of pictures and downloads: {} carried, {} missing, {} on other hosts.</p>",
        report.links.found,
        report.links.written,
        report.links.texts_that_differ,
        report.pictures.found,
        report.pictures.written,
        report.pictures.texts_that_differ,
        report.comments.found,
        report.comments.written,
        report.media.carried,
        report.media.missing,
        report.media.remote,
    );
}

/// Writes the texts that were set aside.
fn set_aside(html: &mut String, report: &Report) {
    if report.set_aside.is_empty() {
        return;
    }
    html.push_str(
        "<h2>Set aside</h2>\n<p>Decide about each in import.toml: <code>[set_aside]</code> with its id and a reason \
         leaves it out for good.</p>\n<div class=\"scroll\"><table class=\"text\">\n\
         <tr><th>Id<th>Place<th>Reason<th>First lines<th>Decision</tr>\n",
    );
    for text in report.set_aside.iter().take(TEXTS_LISTED) {
        let _ = writeln!(
            html,
            "<tr><td>{}<td>{}<td>{}<td><pre>{}</pre><td>{}</tr>",
            escape(&text.id),
            escape(&text.place),
            escape(&text.reason),
            escape(&text.first_lines),
            escape(text.decision.as_deref().unwrap_or("none")),
        );
    }
    html.push_str("</table></div>\n");
}

/// Writes numbers by name.
fn counts<'a>(html: &mut String, heading: &str, counts: impl Iterator<Item = (&'a str, u64)>) {
    let rows: String = counts.fold(String::new(), |mut rows, (name, count)| {
        let _ = writeln!(rows, "<tr><td>{}<td>{count}</tr>", escape(name));
        rows
    });
    if !rows.is_empty() {
        let _ = writeln!(html, "<h2>{heading}</h2>\n<div class=\"scroll\"><table>\n{rows}</table></div>");
    }
}

/// Writes sums by name.
fn table(html: &mut String, heading: &str, unnamed: &str, sums: &BTreeMap<String, Sums>) {
    let _ = writeln!(
        html,
        "<h2>{heading}</h2>\n<div class=\"scroll\"><table>\n\
         <tr><th><th>Found<th>Written<th>Unchanged<th>Edited<th>Set aside<th>Left out</tr>"
    );
    for (name, sum) in sums {
        let name = if name.is_empty() { unnamed } else { name };
        let _ = writeln!(
            html,
            "<tr><td>{}<td>{}<td>{}<td>{}<td>{}<td>{}<td>{}</tr>",
            escape(name),
            sum.found,
            sum.written,
            sum.unchanged,
            sum.edited,
            sum.set_aside,
            sum.left_out,
        );
    }
    html.push_str("</table></div>\n");
}

/// Escapes a text for HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
