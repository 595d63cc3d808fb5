//! Dashboard of the preview at `/_dateline/`: hidden articles, errors, known problems, the source
//! file of each address, and a form to view the site at another moment. Rendered on request from
//! the snapshot; a build never contains it.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::Form;
use axum::body::Body;
use axum::extract::{Query, State as Shared};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use serde::Deserialize;

use crate::archive::{Hidden, HiddenReason};
use crate::diagnostic::{Paint, print};
use crate::known_problems::{FILE, KnownProblem};
use crate::path::SitePath;
use crate::plan::{Page, PageKind, page_source};
use crate::sources::SourceReader;

use super::handler::as_of;
use super::live_reload::{forbidden, token_field};
use super::request_target::decode;
use super::response::{escape, text};
use super::snapshot::{Resolved, Snapshot};
use super::{AS_OF_COOKIE, Server};
use crate::content_type::HTML;

/// Maximum number of addresses on the page.
const MAX_ADDRESSES: usize = 200;

/// Maximum number of known problems on the page.
const MAX_PROBLEMS: usize = 200;

/// Style sheet.
const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}\
    table{border-collapse:collapse;width:100%}td,th{text-align:start;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #ddd;\
    vertical-align:top;overflow-wrap:anywhere}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f6f3f3;padding:1rem}h2{margin-top:2rem}\
    form{display:flex;gap:.5rem;flex-wrap:wrap;align-items:end}input,button{font:inherit}";

/// Query of the dashboard.
#[derive(Debug, Default, Deserialize)]
pub(super) struct DashboardQuery {
    page: Option<String>,
    q: Option<String>,
}

/// Form that selects another moment.
#[derive(Debug, Deserialize)]
pub(super) struct MomentForm {
    time: String,
    token: String,
    back: Option<String>,
}

/// Query that selects a source file.
#[derive(Debug, Deserialize)]
pub(super) struct SourceQuery {
    file: String,
}

/// Handles `/_dateline/`.
pub(super) async fn dashboard(
    Shared(server): Shared<Arc<Server>>,
    Query(asked): Query<DashboardQuery>,
    request: HeaderMap,
) -> Response<Body> {
    let moment = as_of(&request);
    let mut response = server
        .blocking(move |server| plain_text(StatusCode::OK, page(server, &asked, moment.as_deref())))
        .await;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(HTML));
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        ),
    );
    response
}

/// Handles `/_dateline/desk.css`.
pub(super) async fn style_sheet() -> Response<Body> {
    let mut response = text(StatusCode::OK, STYLE);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"));
    response
}

/// Handles `/_dateline/as-of`: sets the moment at which this browser views the
/// site.
pub(super) async fn choose_moment(
    Shared(server): Shared<Arc<Server>>,
    request: HeaderMap,
    Form(chosen): Form<MomentForm>,
) -> Response<Body> {
    if let Some(forbidden) = forbidden(&server, &request, Some(&chosen.token)) {
        return forbidden;
    }
    server.blocking(move |server| store_moment(server, &chosen)).await
}

/// Stores the moment in a cookie and redirects back.
fn store_moment(server: &Server, chosen: &MomentForm) -> Response<Body> {
    let time = chosen.time.trim();
    let cookie = if time.is_empty() {
        format!("{AS_OF_COOKIE}=; Path=/; Max-Age=0; SameSite=Strict; HttpOnly")
    } else {
        if let Err(why) = server.rebuilder.at(time) {
            return plain_text(StatusCode::BAD_REQUEST, format!("{why}\n"));
        }
        format!("{AS_OF_COOKIE}={time}; Path=/; SameSite=Strict; HttpOnly")
    };
    // Only redirects within this server are followed.
    let is_here = |path: &&str| path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
    let back = chosen.back.as_deref().filter(is_here).unwrap_or("/_dateline/");
    let mut response = text(StatusCode::SEE_OTHER, "");
    let headers = response.headers_mut();
    headers.extend(HeaderValue::from_str(&cookie).ok().map(|cookie| (SET_COOKIE, cookie)));
    headers.extend(HeaderValue::from_str(back).ok().map(|back| (LOCATION, back)));
    response
}

/// Returns a plain-text response with a computed body.
fn plain_text(status: StatusCode, words: impl Into<Body>) -> Response<Body> {
    let mut response = text(status, "");
    *response.body_mut() = words.into();
    response
}

/// Handles `/_dateline/source?file=content/…`: returns a source file unchanged.
pub(super) async fn source(
    Shared(server): Shared<Arc<Server>>,
    Query(wanted): Query<SourceQuery>,
) -> Response<Body> {
    server
        .blocking(move |server| match source_of(server, &wanted.file) {
            Some(bytes) => plain_text(StatusCode::OK, bytes),
            None => text(StatusCode::NOT_FOUND, "Not a source file of the site.\n"),
        })
        .await
}

/// Returns the bytes of a source file in the archive.
/// Other files of the folder stay private.
fn source_of(server: &Server, wanted: &str) -> Option<Vec<u8>> {
    let snapshot = server.rebuilder.state().snapshot.clone()?;
    let archive = &snapshot.model().archive;
    let left_out = archive.hidden().iter().map(|left_out| left_out.file.clone());
    let of_pages = snapshot.model().plan.pages().iter().filter_map(|page| page_source(archive, page).file);
    let file = left_out.chain(of_pages).find(|file| file.as_str() == wanted)?;
    server.site_dir.bytes(&file).ok()
}

/// Renders the dashboard.
fn page(server: &Server, asked: &DashboardQuery, moment: Option<&str>) -> String {
    let mut html = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Dashboard</title>\n\
        <meta name=\"viewport\" content=\"width=device-width\">\n<link rel=\"stylesheet\" href=\"/_dateline/desk.css\">\n</head>\n<body>\n\
        <h1>Dashboard</h1>\n"
        .to_owned();
    let state = server.rebuilder.state();
    let snapshot =
        moment.and_then(|moment| server.rebuilder.at(moment).ok()).or_else(|| state.snapshot.clone());
    if state.faults.has_errors() {
        let _ = write!(html, "<h2>Errors</h2>\n<pre>{}</pre>\n", escape(&print(&state.faults, Paint::Plain)));
    }
    moment_form(&mut html, server, asked, moment);
    let Some(snapshot) = snapshot else { return html + "</body>\n</html>\n" };
    if let Some(path) = asked.page.as_deref() {
        about_page(&mut html, &snapshot, path);
    }
    hidden_articles(&mut html, &snapshot);
    if !snapshot.warnings.is_empty() {
        let _ = write!(
            html,
            "<h2>Warnings</h2>\n<pre>{}</pre>\n",
            escape(&print(&snapshot.warnings, Paint::Plain))
        );
    }
    known_problems(&mut html, &snapshot);
    addresses(&mut html, &snapshot, asked.q.as_deref().unwrap_or_default());
    html + "</body>\n</html>\n"
}

/// Writes the form that selects another moment.
fn moment_form(html: &mut String, server: &Server, asked: &DashboardQuery, moment: Option<&str>) {
    let back = asked.page.as_deref().unwrap_or("/_dateline/");
    let _ = write!(
        html,
        "<h2>View at another moment</h2>\n<form method=\"post\" action=\"/_dateline/as-of\">{}\
         <input type=\"hidden\" name=\"back\" value=\"{}\">\
         <label>As of <input type=\"datetime-local\" step=\"1\" name=\"time\" value=\"{}\"></label>\
         <button>Show</button></form>\n",
        token_field(&server.token),
        escape(back),
        escape(moment.unwrap_or_default())
    );
    let now = moment.map_or_else(
        || "<p>Showing the site as of now.</p>\n".to_owned(),
        |moment| {
            format!("<p>Showing the site as of {}. Clear the field to return to now.</p>\n", escape(moment))
        },
    );
    html.push_str(&now);
}

/// Writes the source of one page.
fn about_page(html: &mut String, snapshot: &Snapshot, path: &str) {
    let shown = escape(path);
    let _ = writeln!(html, "<h2>{shown}</h2>");
    match decode(path).map(|path| snapshot.resolve(&path).page()) {
        Some(Some(page)) => {
            let _ = writeln!(html, "<table><tbody>{}</tbody></table>", row(snapshot, page));
        }
        _ => html.push_str("<p>There is no page at this address.</p>\n"),
    }
}

/// Writes the list of hidden articles.
fn hidden_articles(html: &mut String, snapshot: &Snapshot) {
    html.push_str("<h2>Not on the site</h2>\n");
    let left_out = snapshot.model().archive.hidden();
    if left_out.is_empty() {
        html.push_str("<p>None: no drafts, embargoed or expired articles.</p>\n");
        return;
    }
    html.push_str("<table><thead><tr><th>File</th><th>Why</th></tr></thead><tbody>\n");
    for Hidden { file, absence } in left_out {
        let why = match absence {
            HiddenReason::Draft => "a draft".to_owned(),
            HiddenReason::Embargoed(until) => format!("under embargo until {until}"),
            HiddenReason::Expired(at) => format!("expired at {at}"),
        };
        let _ = writeln!(html, "<tr><td>{}</td><td>{}</td></tr>", source_link(file), escape(&why));
    }
    html.push_str("</tbody></table>\n");
}

/// Writes the list of known problems.
fn known_problems(html: &mut String, snapshot: &Snapshot) {
    let known = &snapshot.model().known_problems;
    if known.is_empty() {
        return;
    }
    let _ = write!(
        html,
        "<h2>Known problems</h2>\n<p>{} in {FILE}; <code>dateline check --accept</code> removes solved ones.</p>\n\
         <table><thead><tr><th>Text</th><th>Kind</th><th>Subject</th><th>Since</th></tr></thead><tbody>\n",
        known.len()
    );
    for KnownProblem { text, kind, what, since, .. } in known.all().iter().take(MAX_PROBLEMS) {
        let (text, what) = (source_link(text), escape(what));
        let _ =
            writeln!(html, "<tr><td>{text}</td><td>{}</td><td>{what}</td><td>{since}</td></tr>", kind.name());
    }
    html.push_str("</tbody></table>\n");
    if known.len() > MAX_PROBLEMS {
        let _ = writeln!(html, "<p>{} more.</p>", known.len() - MAX_PROBLEMS);
    }
}

/// Writes the list of addresses, each with its source.
fn addresses(html: &mut String, snapshot: &Snapshot, wanted: &str) {
    let pages = snapshot.model().plan.pages();
    let _ = write!(
        html,
        "<h2>Addresses</h2>\n<form method=\"get\" action=\"/_dateline/\"><label>Contains <input name=\"q\" value=\"{}\"></label>\
         <button>Find</button></form>\n<table><thead><tr><th>Address</th><th>From</th></tr></thead><tbody>\n",
        escape(wanted)
    );
    let is_wanted = |page: &&Page| wanted.is_empty() || page.address.as_str().contains(wanted);
    let mut found = pages.iter().filter(is_wanted);
    for page in found.by_ref().take(MAX_ADDRESSES) {
        html.push_str(&row(snapshot, page));
    }
    let _ = writeln!(html, "</tbody></table>\n<p>{} more.</p>", found.count());
}

/// Returns a table row: an address and its source.
fn row(snapshot: &Snapshot, page: &Page) -> String {
    let href = snapshot.model().href(&page.address);
    let origin = page_source(&snapshot.model().archive, page);
    let from = match &origin.file {
        Some(file)
            if matches!(page.kind, PageKind::Article(_) | PageKind::Standing(_) | PageKind::Gone(_)) =>
        {
            source_link(file)
        }
        Some(file) => format!("{}: {}", escape(&origin.name), source_link(file)),
        None => escape(&origin.name),
    };
    let (href, shown) = (escape(&href), escape(page.address.as_str()));
    format!("<tr><td><a href=\"{href}\">{shown}</a></td><td>{from}</td></tr>\n")
}

/// Returns a link to a source file.
fn source_link(file: &SitePath) -> String {
    let encoded = percent_encoding::utf8_percent_encode(file.as_str(), percent_encoding::NON_ALPHANUMERIC);
    format!("<a href=\"/_dateline/source?file={encoded}\">{}</a>", escape(file.as_str()))
}

impl<'s> Resolved<'s> {
    /// Returns the page, also if only the final slash is missing.
    fn page(self) -> Option<&'s Page> {
        match self {
            Self::Page(page) | Self::MissingSlash(page) => Some(page),
            Self::AboveSite | Self::Nothing => None,
        }
    }
}
