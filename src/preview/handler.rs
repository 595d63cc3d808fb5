//! Handles requests for the site's own pages and files, on threads that may block. If the requested
//! page was edited a moment ago, the request waits briefly for the rebuild, then gets the last good
//! version.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::http::header::{ALLOW, COOKIE as COOKIES};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode};

use crate::diagnostic::Diagnostics;

use super::request_target::RequestTarget;
use super::request_trace::{Phase, await_in_phase};
use super::response::{self, ResponseContext, error_page, last_good, respond, text};
use super::snapshot::Snapshot;
use super::{AS_OF_COOKIE, Server};

/// Maximum wait for the rebuild of an edited page.
const REBUILD_WAIT: Duration = Duration::from_secs(2);

/// Handles a request for the site.
pub(super) async fn handle(Shared(server): Shared<Arc<Server>>, request: Request) -> Response<Body> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed: use GET or HEAD.\n");
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let (mut parts, _) = request.into_parts();
    let Some(target) = parts.extensions.remove::<RequestTarget>() else {
        return text(StatusCode::BAD_REQUEST, "Bad request.\n");
    };
    let request = Arc::new((target, parts.headers));
    let mut state = server.rebuilder.subscribe();
    let mut wait = REBUILD_WAIT;
    loop {
        let number = state.borrow_and_update().number;
        let asked = Arc::clone(&request);
        let response = server.blocking(move |server| page(server, &asked.0, &asked.1)).await;
        let is_stale = response.headers().get(response::FAILED).is_some_and(|why| why == response::STALE);
        // Waiting helps only if the rebuild is still running.
        let is_stale = is_stale && !state.borrow().faults.has_errors();
        let next = state.wait_for(|state| state.number > number);
        if !is_stale {
            return response;
        }
        if await_in_phase(Phase::Rebuild, tokio::time::timeout(wait, next)).await.is_err() {
            return last_good_page(&server, &request.0, &request.1).unwrap_or(response);
        }
        wait /= 2;
    }
}

/// Responds to a request for a page or file.
pub(super) fn page(server: &Server, target: &RequestTarget, request: &HeaderMap) -> Response<Body> {
    let state = server.rebuilder.state();
    let other = as_of(request).and_then(|moment| server.rebuilder.at(&moment).ok());
    match other.as_ref().or(state.snapshot.as_ref()) {
        Some(snapshot) => respond(&context(server, snapshot, &state.faults), target, request),
        None => error_page(StatusCode::SERVICE_UNAVAILABLE, &state.faults, &server.token),
    }
}

/// Returns the last good version of a page, unless the browser views another
/// moment.
fn last_good_page(server: &Server, target: &RequestTarget, request: &HeaderMap) -> Option<Response<Body>> {
    let state = server.rebuilder.state();
    let snapshot = state.snapshot.as_ref().filter(|_| as_of(request).is_none())?;
    last_good(&context(server, snapshot, &state.faults), target, request)
}

fn context<'a>(server: &'a Server, snapshot: &'a Snapshot, faults: &'a Diagnostics) -> ResponseContext<'a> {
    ResponseContext { snapshot, faults, recent_pages: &server.recent_pages, token: &server.token }
}

/// Returns the moment in the request's cookie.
pub(super) fn as_of(request: &HeaderMap) -> Option<String> {
    let cookies = request.get_all(COOKIES).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(AS_OF_COOKIE)?.strip_prefix('=').map(str::to_owned))
        .filter(|moment| !moment.is_empty())
}
