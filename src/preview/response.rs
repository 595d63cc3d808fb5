//! Builds the response to a request for a page or file.
//!
//! Takes a snapshot, a checked request target and the request's headers. Responses match those of
//! nginx serving the output of a build (`tests/preview/nginx.test.mjs`). Nothing here waits for the
//! network.

use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_MATCH, IF_NONE_MATCH, IF_RANGE, LOCATION, RANGE,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};

use crate::diagnostic::{self, Diagnostic, Diagnostics, Paint, print};
use crate::escape;
use crate::plan::{Destination, Page, PageKind};

use super::byte_range::{self, ByteRange};
use super::host_rules::{AtPath, Outcome};
use super::inject::{self, PageState};
use super::recent_pages::RecentPages;
use super::request_target::RequestTarget;
use super::snapshot::{Resolved, Snapshot, with_query};
use super::streamed_file::ResponseBody;
use crate::content_type::{HTML, content_type};

/// Response header for a page that can't be rendered.
pub(super) const FAILED: HeaderName = HeaderName::from_static("x-dateline-failed");

/// Value of [`FAILED`] for a page that was edited after the site was read.
pub(super) const STALE: &str = "stale";

/// Policy of an error page: the live-reload script and the dashboard's style sheet.
const ERROR_PAGE_CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

/// Data that responses are made from.
pub(super) struct ResponseContext<'a> {
    pub(super) snapshot: &'a Snapshot,
    /// Current errors of the site.
    pub(super) faults: &'a Diagnostics,
    pub(super) recent_pages: &'a RecentPages,
    pub(super) token: &'a str,
}

/// Responds to a GET or HEAD request.
pub(super) fn respond(
    context: &ResponseContext<'_>,
    target: &RequestTarget,
    request: &HeaderMap,
) -> Response<Body> {
    let ResponseContext { snapshot, .. } = context;
    if let Some(response) = old_address(context, target, request) {
        return with_site_headers(snapshot, &target.path, response);
    }
    let resolved = snapshot.resolve(&target.path);
    let at_path = if matches!(resolved, Resolved::Page(_)) { AtPath::Page } else { AtPath::Nothing };
    let response = match snapshot.rules().outcome(&target.path, at_path) {
        Some(Outcome::Redirect(status, to)) => rule_redirect(status, &to, target.query.as_deref()),
        Some(Outcome::Serve(status, path)) => match snapshot.resolve(&path) {
            Resolved::Page(page) | Resolved::MissingSlash(page) => {
                page_response(context, page, status, request)
            }
            Resolved::AboveSite | Resolved::Nothing => not_found(context, request),
        },
        None => match resolved {
            Resolved::Page(page) => page_response(context, page, status_of(page), request),
            Resolved::MissingSlash(page) => redirect(
                StatusCode::MOVED_PERMANENTLY,
                &format!("{}/", snapshot.model().href(&page.address).trim_end_matches('/')),
                target.query.as_deref(),
            ),
            Resolved::AboveSite => redirect(StatusCode::FOUND, &snapshot.front(), target.query.as_deref()),
            Resolved::Nothing => not_found(context, request),
        },
    };
    with_site_headers(snapshot, &target.path, response)
}

/// Responds to a request for a former address with a query.
fn old_address(
    context: &ResponseContext<'_>,
    target: &RequestTarget,
    request: &HeaderMap,
) -> Option<Response<Body>> {
    let snapshot = context.snapshot;
    let alias = snapshot.old_address(&target.path, target.query.as_deref()?)?;
    Some(match &alias.to {
        Destination::Moved(to) => redirect(StatusCode::MOVED_PERMANENTLY, &snapshot.model().href(to), None),
        Destination::Gone(notice) => {
            let page = notice.as_ref().and_then(|notice| snapshot.model().plan.find(notice));
            match page.or_else(|| snapshot.not_found()) {
                Some(page) => page_response(context, page, StatusCode::GONE, request),
                None => text(StatusCode::GONE, "This page is gone.\n"),
            }
        }
    })
}

/// Returns the status of a page at its own address.
fn status_of(page: &Page) -> StatusCode {
    if matches!(page.kind, PageKind::Gone(_) | PageKind::GoneAddress) {
        StatusCode::GONE
    } else {
        StatusCode::OK
    }
}

/// Returns the redirect of a rule in `_redirects`.
fn rule_redirect(status: StatusCode, to: &HeaderValue, query: Option<&str>) -> Response<Body> {
    match to.to_str() {
        Ok(path) if path.starts_with('/') && !path.contains(['?', '#']) => redirect(status, path, query),
        _ => {
            let mut response = text(status, "");
            response.headers_mut().insert(LOCATION, to.clone());
            response
        }
    }
}

/// Returns a redirect within the site. `path` begins with exactly one slash.
fn redirect(status: StatusCode, path: &str, query: Option<&str>) -> Response<Body> {
    let to = with_query(path, query).and_then(|to| HeaderValue::from_str(&to.to_string()).ok());
    let Some(to) = to else { return text(StatusCode::NOT_FOUND, "Not found.\n") };
    let mut response = text(status, "");
    response.headers_mut().insert(LOCATION, to);
    response
}

/// Returns a page or file.
fn page_response(
    context: &ResponseContext<'_>,
    page: &Page,
    status: StatusCode,
    request: &HeaderMap,
) -> Response<Body> {
    match context.snapshot.large(page) {
        Ok(None) => {}
        Ok(Some(file)) => {
            let tag = HeaderValue::from_str(&file.tag(context.token)).ok();
            let kind = content_type(&page.file());
            let body = ResponseBody::File(file);
            return if status == StatusCode::OK {
                entity(body, kind, tag, request)
            } else {
                response(status, body, kind, tag)
            };
        }
        Err(found) => return failed_page(context, page, &found),
    }
    match context.snapshot.page(page) {
        Ok(bytes) => {
            let bytes = Bytes::from(bytes);
            if !matches!(page.kind, PageKind::File(_) | PageKind::ImageVariant(_)) {
                context.recent_pages.remember(&page.address, &bytes);
            }
            current_page(context, page, bytes, status, request)
        }
        Err(found) => failed_page(context, page, &found),
    }
}

/// Returns a page or file with these bytes.
fn current_page(
    context: &ResponseContext<'_>,
    page: &Page,
    bytes: Bytes,
    status: StatusCode,
    request: &HeaderMap,
) -> Response<Body> {
    let kind = content_type(&page.file());
    let tag = HeaderValue::from_str(&format!("\"{}\"", inject::tag(&bytes, context.token))).ok();
    let bytes =
        if kind == HTML { inject::inject(&bytes, context.token, PageState::Current).into() } else { bytes };
    if status == StatusCode::OK {
        entity(ResponseBody::Memory(bytes), kind, tag, request)
    } else {
        response(status, bytes, kind, tag)
    }
}

/// Returns the last good version of a page whose new version takes too long.
pub(super) fn last_good(
    context: &ResponseContext<'_>,
    target: &RequestTarget,
    request: &HeaderMap,
) -> Option<Response<Body>> {
    let Resolved::Page(page) = context.snapshot.resolve(&target.path) else { return None };
    let last = context.recent_pages.recall(&page.address)?;
    let response = current_page(context, page, last, status_of(page), request);
    Some(with_site_headers(context.snapshot, &target.path, response))
}

/// Returns the site's 404 page.
fn not_found(context: &ResponseContext<'_>, request: &HeaderMap) -> Response<Body> {
    match context.snapshot.not_found() {
        Some(page) => page_response(context, page, StatusCode::NOT_FOUND, request),
        None => text(StatusCode::NOT_FOUND, "Not found.\n"),
    }
}

/// Returns a page that can't be rendered: its last good version, with status 500.
fn failed_page(context: &ResponseContext<'_>, page: &Page, found: &Diagnostics) -> Response<Body> {
    let is_html = content_type(&page.file()) == HTML;
    let is_stale = context.snapshot.is_stale(found);
    let just_edited = Diagnostics::from(just_edited(found));
    let found = match is_stale {
        true if context.faults.has_errors() => context.faults,
        true => &just_edited,
        false => found,
    };
    let mut response = match context.recent_pages.recall(&page.address).filter(|_| is_html) {
        Some(last) => {
            let page = Bytes::from(inject::inject(&last, context.token, PageState::Failed));
            response(StatusCode::INTERNAL_SERVER_ERROR, page, HTML, None)
        }
        None => error_page(StatusCode::INTERNAL_SERVER_ERROR, found, context.token),
    };
    let why = if is_stale { STALE } else { "page" };
    response.headers_mut().insert(FAILED, HeaderValue::from_static(why));
    response
}

/// Returns the message for a page whose text was edited after the site was read.
fn just_edited(found: &Diagnostics) -> Diagnostic {
    let place = found.iter().next().map_or(diagnostic::Place::Site, |fault| fault.place.clone());
    Diagnostic::error(place, "this file was edited, and the site is being rebuilt")
        .hint("wait: the page reloads when the rebuild is done")
}

/// Returns an error page that lists the diagnostics.
pub(super) fn error_page(status: StatusCode, found: &Diagnostics, token: &str) -> Response<Body> {
    let report = escape(&print(found, Paint::Plain));
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>This page has errors</title>\n\
         <link rel=\"stylesheet\" href=\"/_dateline/desk.css\">\n</head>\n\
         <body>\n<h1>This page has errors</h1>\n<pre>{report}</pre>\n</body>\n</html>\n"
    );
    let page = Bytes::from(inject::inject(page.as_bytes(), token, PageState::Failed));
    let mut response = response(status, page, HTML, None);
    response.headers_mut().insert(FAILED, HeaderValue::from_static("site"));
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(ERROR_PAGE_CSP));
    response
}

/// Returns a file, a range of it, or 304 Not Modified, according to the request's
/// conditions.
fn entity(
    content: ResponseBody,
    kind: &'static str,
    tag: Option<HeaderValue>,
    request: &HeaderMap,
) -> Response<Body> {
    if request.contains_key(IF_MATCH) && !tag.as_ref().is_some_and(|tag| matches_tag(request, &IF_MATCH, tag))
    {
        return text(StatusCode::PRECONDITION_FAILED, "Precondition failed.\n");
    }
    let is_known = tag.as_ref().is_some_and(|tag| matches_tag(request, &IF_NONE_MATCH, tag));
    if is_known {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response.headers_mut().extend(tag.map(|tag| (ETAG, tag)));
        return response;
    }
    // A range is useful only to a client that has the rest of the same file (RFC 9110, 13.1.5).
    let is_same = request.get(IF_RANGE).is_none_or(|known| Some(known) == tag.as_ref());
    let asked = request.get(RANGE).filter(|_| is_same).and_then(|range| range.to_str().ok());
    let length = content.length();
    let part = asked.map_or(ByteRange::Whole, |range| byte_range::parse(range, length));
    let (status, content, range) = match part {
        ByteRange::Whole => (StatusCode::OK, content, None),
        ByteRange::Part(part) => {
            let range = format!("bytes {}-{}/{length}", part.start, part.end - 1);
            (StatusCode::PARTIAL_CONTENT, content.part(part), Some(range))
        }
        ByteRange::Unsatisfiable => {
            (StatusCode::RANGE_NOT_SATISFIABLE, Bytes::new().into(), Some(format!("bytes */{length}")))
        }
    };
    let mut response = response(status, content, kind, tag);
    if status == StatusCode::OK {
        response.headers_mut().insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    }
    let range = range.and_then(|range| HeaderValue::from_str(&range).ok());
    response.headers_mut().extend(range.map(|range| (CONTENT_RANGE, range)));
    response
}

/// Returns whether a condition of a request names this entity tag, or `*`.
fn matches_tag(request: &HeaderMap, condition: &HeaderName, tag: &HeaderValue) -> bool {
    let lists = request.get_all(condition).iter().filter_map(|value| value.to_str().ok());
    lists
        .flat_map(|list| list.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known).as_bytes() == tag.as_bytes())
}

fn response(
    status: StatusCode,
    content: impl Into<ResponseBody>,
    kind: &'static str,
    tag: Option<HeaderValue>,
) -> Response<Body> {
    let content = content.into();
    // The server can't know the length of a stream by itself.
    let length = matches!(content, ResponseBody::File(_)).then(|| content.length());
    let mut response = Response::new(content.into_body());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.extend(length.map(|length| (CONTENT_LENGTH, HeaderValue::from(length))));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.extend(tag.map(|tag| (ETAG, tag)));
    response
}

/// Returns a plain-text response.
pub(super) fn text(status: StatusCode, words: &'static str) -> Response<Body> {
    response(status, Bytes::from_static(words.as_bytes()), "text/plain; charset=utf-8", None)
}

/// Adds the headers of the site's `_headers` file, except those that a preview must
/// control.
fn with_site_headers(snapshot: &Snapshot, path: &str, mut response: Response<Body>) -> Response<Body> {
    let is_ours = response.headers().contains_key(CONTENT_SECURITY_POLICY);
    for (name, value) in snapshot.rules().headers(path) {
        if *name == CONTENT_SECURITY_POLICY {
            let policy = value
                .to_str()
                .ok()
                .and_then(|policy| HeaderValue::from_str(&inject::allow_script(policy)).ok());
            if let Some(policy) = policy.filter(|_| !is_ours) {
                response.headers_mut().append(CONTENT_SECURITY_POLICY, policy);
            }
        } else if is_site_header(name) {
            response.headers_mut().append(name.clone(), value.clone());
        }
    }
    response
}

/// Returns whether `_headers` may set a header.
/// Message framing, freshness and isolation are the preview's.
fn is_site_header(name: &HeaderName) -> bool {
    const PREVIEW_HEADERS: [&str; 17] = [
        "accept-ranges",
        "clear-site-data",
        "connection",
        "content-encoding",
        "content-length",
        "content-range",
        "content-type",
        "cross-origin-resource-policy",
        "date",
        "etag",
        "keep-alive",
        "referrer-policy",
        "strict-transport-security",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "x-content-type-options",
    ];
    let name_of = name.as_str();
    *name != CACHE_CONTROL
        && *name != LOCATION
        && !PREVIEW_HEADERS.contains(&name_of)
        && !name_of.starts_with("access-control-")
        && !name_of.starts_with("x-dateline-")
}

/// Escapes text for HTML elements and attributes.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    let Ok(()) = escape::escape_attribute(text, &mut escaped);
    escaped
}
