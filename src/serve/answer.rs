//! What is answered to a request for a page or a file. In go the scene, a checked target and what the request says of
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

use super::inject::{self, State};
use super::kinds::{HTML, content_type};
use super::large::Content;
use super::memory::Memory;
use super::range::{self, Part};
use super::rules::{Outcome, There};
use super::scene::{Place, Scene, with_query};
use super::target::Target;

/// Says that a page could not be made.
pub(super) const FAILED: HeaderName = HeaderName::from_static("x-dateline-failed");

/// Why a page could not be made that was edited a moment ago.
pub(super) const STALE: &str = "stale";

/// What a page that stands for itself may load: the script and the desk's style sheet.
const BARE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

/// What answers are made with.
pub(super) struct Desk<'a> {
    pub(super) scene: &'a Scene,
    /// Errors of the site as it now is.
    pub(super) faults: &'a Diagnostics,
    pub(super) memory: &'a Memory,
    pub(super) token: &'a str,
}

/// Answers a GET or HEAD.
pub(super) fn answer(desk: &Desk<'_>, target: &Target, request: &HeaderMap) -> Response<Body> {
    let Desk { scene, .. } = desk;
    if let Some(response) = old_address(desk, target, request) {
        return with_site_headers(scene, &target.path, response);
    }
    let place = scene.place(&target.path);
    let there = if matches!(place, Place::Page(_)) { There::Something } else { There::Nothing };
    let response = match scene.rules().outcome(&target.path, there) {
        Some(Outcome::Sent(status, to)) => sent(status, &to, target.query.as_deref()),
        Some(Outcome::Shown(status, path)) => match scene.place(&path) {
            Place::Page(page) | Place::Folder(page) => shown(desk, page, status, request),
            Place::AboveSite | Place::Nothing => nothing(desk, request),
        },
        None => match place {
            Place::Page(page) => shown(desk, page, status_of(page), request),
            Place::Folder(page) => moved(
                StatusCode::MOVED_PERMANENTLY,
                &format!("{}/", scene.world().href(&page.address).trim_end_matches('/')),
                target.query.as_deref(),
            ),
            Place::AboveSite => moved(StatusCode::FOUND, &scene.front(), target.query.as_deref()),
            Place::Nothing => nothing(desk, request),
        },
    };
    with_site_headers(scene, &target.path, response)
}

/// Answers a request for an old address with a query.
fn old_address(desk: &Desk<'_>, target: &Target, request: &HeaderMap) -> Option<Response<Body>> {
    let scene = desk.scene;
    let redirect = scene.old_address(&target.path, target.query.as_deref()?)?;
    Some(match &redirect.to {
        Destination::Moved(to) => moved(StatusCode::MOVED_PERMANENTLY, &scene.world().href(to), None),
        Destination::Gone(notice) => {
            let page = notice.as_ref().and_then(|notice| scene.world().plan.find(notice));
            match page.or_else(|| scene.not_found()) {
                Some(page) => shown(desk, page, StatusCode::GONE, request),
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
fn sent(status: StatusCode, to: &HeaderValue, query: Option<&str>) -> Response<Body> {
    match to.to_str() {
        Ok(path) if path.starts_with('/') && !path.contains(['?', '#']) => moved(status, path, query),
        _ => {
            let mut response = text(status, "");
            response.headers_mut().insert(LOCATION, to.clone());
            response
        }
    }
}

/// A redirect within the site. What is written into it begins with one slash.
fn moved(status: StatusCode, path: &str, query: Option<&str>) -> Response<Body> {
    let to = with_query(path, query).and_then(|to| HeaderValue::from_str(&to.to_string()).ok());
    let Some(to) = to else { return text(StatusCode::NOT_FOUND, "There is nothing here.\n") };
    let mut response = text(status, "");
    response.headers_mut().insert(LOCATION, to);
    response
}

/// A page or a file.
fn shown(desk: &Desk<'_>, page: &Page, status: StatusCode, request: &HeaderMap) -> Response<Body> {
    match desk.scene.large(page) {
        Ok(None) => {}
        Ok(Some(file)) => {
            let tag = HeaderValue::from_str(&file.tag(desk.token)).ok();
            let kind = content_type(&page.file());
            let content = Content::Large(file);
            return if status == StatusCode::OK {
                entity(content, kind, tag, request)
            } else {
                whole(status, content, kind, tag)
            };
        }
        Err(found) => return failed(desk, page, &found),
    }
    match desk.scene.page(page) {
        Ok(bytes) => {
            let bytes = Bytes::from(bytes);
            if !matches!(page.kind, PageKind::File(_) | PageKind::ImageVariant(_)) {
                desk.memory.remember(&page.address, &bytes);
            }
            good(desk, page, bytes, status, request)
        }
        Err(found) => failed(desk, page, &found),
    }
}

/// A page or a file of these bytes.
fn good(
    desk: &Desk<'_>,
    page: &Page,
    bytes: Bytes,
    status: StatusCode,
    request: &HeaderMap,
) -> Response<Body> {
    let kind = content_type(&page.file());
    let tag = HeaderValue::from_str(&format!("\"{}\"", inject::tag(&bytes, desk.token))).ok();
    let bytes = if kind == HTML { inject::inject(&bytes, desk.token, State::Good).into() } else { bytes };
    if status == StatusCode::OK {
        entity(Content::Held(bytes), kind, tag, request)
    } else {
        whole(status, bytes, kind, tag)
    }
}

/// A page as it was a moment ago, for a browser that has waited long enough for what it is becoming.
pub(super) fn as_it_was(desk: &Desk<'_>, target: &Target, request: &HeaderMap) -> Option<Response<Body>> {
    let Place::Page(page) = desk.scene.place(&target.path) else { return None };
    let last = desk.memory.recall(&page.address)?;
    let response = good(desk, page, last, status_of(page), request);
    Some(with_site_headers(desk.scene, &target.path, response))
}

/// The site's own page for what is not there.
fn nothing(desk: &Desk<'_>, request: &HeaderMap) -> Response<Body> {
    match desk.scene.not_found() {
        Some(page) => shown(desk, page, StatusCode::NOT_FOUND, request),
        None => text(StatusCode::NOT_FOUND, "There is nothing here.\n"),
    }
}

/// A page that can't be made: what it last was, under a status that says so.
fn failed(desk: &Desk<'_>, page: &Page, found: &Diagnostics) -> Response<Body> {
    let is_html = content_type(&page.file()) == HTML;
    let is_stale = desk.scene.is_stale(found);
    let just_edited = Diagnostics::from(just_edited(found));
    let found = match is_stale {
        true if desk.faults.has_errors() => desk.faults,
        true => &just_edited,
        false => found,
    };
    let mut response = match desk.memory.recall(&page.address).filter(|_| is_html) {
        Some(last) => {
            let page = Bytes::from(inject::inject(&last, desk.token, State::Failed));
            whole(StatusCode::INTERNAL_SERVER_ERROR, page, HTML, None)
        }
        None => broken(StatusCode::INTERNAL_SERVER_ERROR, found, desk.token),
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
pub(super) fn broken(status: StatusCode, found: &Diagnostics, token: &str) -> Response<Body> {
    let report = escape(&print(found, Paint::Plain));
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>This can’t be shown yet</title>\n\
         <link rel=\"stylesheet\" href=\"/_dateline/desk.css\">\n</head>\n\
         <body>\n<h1>This can’t be shown yet</h1>\n<pre>{report}</pre>\n</body>\n</html>\n"
    );
    let page = Bytes::from(inject::inject(page.as_bytes(), token, State::Failed));
    let mut response = whole(status, page, HTML, None);
    response.headers_mut().insert(FAILED, HeaderValue::from_static("site"));
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(BARE_POLICY));
    response
}

/// A file, or the part of it that was asked for, or that it has not changed.
fn entity(
    content: Content,
    kind: &'static str,
    tag: Option<HeaderValue>,
    request: &HeaderMap,
) -> Response<Body> {
    if request.contains_key(IF_MATCH) && !tag.as_ref().is_some_and(|tag| names(request, &IF_MATCH, tag)) {
        return text(StatusCode::PRECONDITION_FAILED, "This is not what it was.\n");
    }
    let is_known = tag.as_ref().is_some_and(|tag| names(request, &IF_NONE_MATCH, tag));
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
    let part = asked.map_or(Part::Whole, |range| range::parse(range, length));
    let (status, content, range) = match part {
        Part::Whole => (StatusCode::OK, content, None),
        Part::Some(part) => {
            let range = format!("bytes {}-{}/{length}", part.start, part.end - 1);
            (StatusCode::PARTIAL_CONTENT, content.part(part), Some(range))
        }
        Part::Beyond => {
            (StatusCode::RANGE_NOT_SATISFIABLE, Bytes::new().into(), Some(format!("bytes */{length}")))
        }
    };
    let mut response = whole(status, content, kind, tag);
    if status == StatusCode::OK {
        response.headers_mut().insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    }
    let range = range.and_then(|range| HeaderValue::from_str(&range).ok());
    response.headers_mut().extend(range.map(|range| (CONTENT_RANGE, range)));
    response
}

/// Whether a condition of a request names this tag, or any.
fn names(request: &HeaderMap, condition: &HeaderName, tag: &HeaderValue) -> bool {
    let lists = request.get_all(condition).iter().filter_map(|value| value.to_str().ok());
    lists
        .flat_map(|list| list.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known).as_bytes() == tag.as_bytes())
}

fn whole(
    status: StatusCode,
    content: impl Into<Content>,
    kind: &'static str,
    tag: Option<HeaderValue>,
) -> Response<Body> {
    let content = content.into();
    // The length of a stream is not known to the server otherwise.
    let length = matches!(content, Content::Large(_)).then(|| content.length());
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
    whole(status, Bytes::from_static(words.as_bytes()), "text/plain; charset=utf-8", None)
}

/// Adds what the site's own `_headers` says, save what would undo what a preview needs.
fn with_site_headers(scene: &Scene, path: &str, mut response: Response<Body>) -> Response<Body> {
    let is_ours = response.headers().contains_key(CONTENT_SECURITY_POLICY);
    for (name, value) in scene.rules().headers(path) {
        if *name == CONTENT_SECURITY_POLICY {
            let policy =
                value.to_str().ok().and_then(|policy| HeaderValue::from_str(&inject::permit(policy)).ok());
            if let Some(policy) = policy.filter(|_| !is_ours) {
                response.headers_mut().append(CONTENT_SECURITY_POLICY, policy);
            }
        } else if is_the_sites(name) {
            response.headers_mut().append(name.clone(), value.clone());
        }
    }
    response
}

/// Whether a site may set a header here: not what frames the message, nor what keeps a preview fresh and to itself.
fn is_the_sites(name: &HeaderName) -> bool {
    const OURS: [&str; 17] = [
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
        && !OURS.contains(&name_of)
        && !name_of.starts_with("access-control-")
        && !name_of.starts_with("x-dateline-")
}

/// A text as HTML can hold it, in an element or an attribute.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    let Ok(()) = escape::anywhere(text, &mut escaped);
    escaped
}
