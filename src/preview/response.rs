//! What is answered to a request for a page or a file. In go the snapshot, a checked target and what the request says of
//! itself; out comes the response, as nginx would give it over the output of a build. Nothing here waits for the network.

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

/// Says that a page could not be made.
pub(super) const FAILED: HeaderName = HeaderName::from_static("x-dateline-failed");

/// Why a page could not be made that was edited a moment ago.
pub(super) const STALE: &str = "stale";

/// What a page that stands for itself may load: the script and the context's style sheet.
const ERROR_PAGE_CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

/// What answers are made with.
pub(super) struct ResponseContext<'a> {
    pub(super) snapshot: &'a Snapshot,
    /// Errors of the site as it now is.
    pub(super) faults: &'a Diagnostics,
    pub(super) recent_pages: &'a RecentPages,
    pub(super) token: &'a str,
}

/// Answers a GET or HEAD.
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

/// Answers a request for an old address with a query.
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
                None => text(StatusCode::GONE, "What was here is gone.\n"),
            }
        }
    })
}

/// The status under which a page is found at its own address.
fn status_of(page: &Page) -> StatusCode {
    if matches!(page.kind, PageKind::Gone(_) | PageKind::GoneAddress) {
        StatusCode::GONE
    } else {
        StatusCode::OK
    }
}

/// A redirect that the site's own rules name.
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

/// A redirect within the site. What is written into it begins with one slash.
fn redirect(status: StatusCode, path: &str, query: Option<&str>) -> Response<Body> {
    let to = with_query(path, query).and_then(|to| HeaderValue::from_str(&to.to_string()).ok());
    let Some(to) = to else { return text(StatusCode::NOT_FOUND, "There is nothing here.\n") };
    let mut response = text(status, "");
    response.headers_mut().insert(LOCATION, to);
    response
}

/// A page or a file.
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
            let content = ResponseBody::File(file);
            return if status == StatusCode::OK {
                entity(content, kind, tag, request)
            } else {
                response(status, content, kind, tag)
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

/// A page or a file of these bytes.
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

/// A page as it was a moment ago, for a browser that has waited long enough for what it is becoming.
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

/// The site's own page for what is not there.
fn not_found(context: &ResponseContext<'_>, request: &HeaderMap) -> Response<Body> {
    match context.snapshot.not_found() {
        Some(page) => page_response(context, page, StatusCode::NOT_FOUND, request),
        None => text(StatusCode::NOT_FOUND, "There is nothing here.\n"),
    }
}

/// A page that can't be made: what it last was, under a status that says so.
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

/// Returns the message for a page whose text was edited since the site was read, while the site is read again.
fn just_edited(found: &Diagnostics) -> Diagnostic {
    let place = found.iter().next().map_or(diagnostic::Place::Site, |fault| fault.place.clone());
    Diagnostic::error(place, "this was edited a moment ago, and the site is being read again")
        .hint("the page appears by itself as soon as that is done")
}

/// What is shown where there is no page to show: what is wrong.
pub(super) fn error_page(status: StatusCode, found: &Diagnostics, token: &str) -> Response<Body> {
    let report = escape(&print(found, Paint::Plain));
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>This can’t be shown yet</title>\n\
         <link rel=\"stylesheet\" href=\"/_dateline/desk.css\">\n</head>\n\
         <body>\n<h1>This can’t be shown yet</h1>\n<pre>{report}</pre>\n</body>\n</html>\n"
    );
    let page = Bytes::from(inject::inject(page.as_bytes(), token, PageState::Failed));
    let mut response = response(status, page, HTML, None);
    response.headers_mut().insert(FAILED, HeaderValue::from_static("site"));
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(ERROR_PAGE_CSP));
    response
}

/// A file, or the part of it that was asked for, or that it has not changed.
fn entity(
    content: ResponseBody,
    kind: &'static str,
    tag: Option<HeaderValue>,
    request: &HeaderMap,
) -> Response<Body> {
    if request.contains_key(IF_MATCH) && !tag.as_ref().is_some_and(|tag| matches_tag(request, &IF_MATCH, tag))
    {
        return text(StatusCode::PRECONDITION_FAILED, "This is not what it was.\n");
    }
    let is_known = tag.as_ref().is_some_and(|tag| matches_tag(request, &IF_NONE_MATCH, tag));
    if is_known {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response.headers_mut().extend(tag.map(|tag| (ETAG, tag)));
        return response;
    }
    // A part is of use only to who has the rest of the same.
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

/// Whether a condition of a request names this tag, or any.
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
    // The length of a stream is not known to the server otherwise.
    let length = matches!(content, ResponseBody::File(_)).then(|| content.length());
    let mut response = Response::new(content.into_body());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.extend(length.map(|length| (CONTENT_LENGTH, HeaderValue::from(length))));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.extend(tag.map(|tag| (ETAG, tag)));
    response
}

/// A few words.
pub(super) fn text(status: StatusCode, words: &'static str) -> Response<Body> {
    response(status, Bytes::from_static(words.as_bytes()), "text/plain; charset=utf-8", None)
}

/// Adds what the site's own `_headers` says, save what would undo what a preview needs.
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

/// Whether a site may set a header here: not what frames the message, nor what keeps a preview fresh and to itself.
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

/// A text as HTML can hold it, in an element or an attribute.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    let Ok(()) = escape::escape_attribute(text, &mut escaped);
    escaped
}
