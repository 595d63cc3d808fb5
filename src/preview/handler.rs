//! What becomes of a request for the site itself. In go the server and a checked request; out comes the answer, made on a
//! thread that may wait. A browser that comes while an edit is still in the making waits for it a little, and then is shown
//! the page as it was.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::http::header::{ALLOW, COOKIE as COOKIES};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode};

use crate::diagnostic::Diagnostics;

use super::request_target::RequestTarget;
use super::response::{self, ResponseContext, error_page, last_good, respond, text};
use super::snapshot::Snapshot;
use super::{AS_OF_COOKIE, Server};

/// How long is waited for a page that was edited a moment ago.
const REBUILD_WAIT: Duration = Duration::from_secs(2);

/// Answers what is asked of the site itself.
pub(super) async fn handle(Shared(server): Shared<Arc<Server>>, request: Request) -> Response<Body> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD are answered here.\n");
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let (mut parts, _) = request.into_parts();
    let Some(target) = parts.extensions.remove::<RequestTarget>() else {
        return text(StatusCode::BAD_REQUEST, "This request makes no sense here.\n");
    };
    let request = Arc::new((target, parts.headers));
    let mut state = server.rebuilder.subscribe();
    let mut wait = REBUILD_WAIT;
    loop {
        let number = state.borrow_and_update().number;
        let asked = Arc::clone(&request);
        let response = server.blocking(move |server| page(server, &asked.0, &asked.1)).await;
        let is_stale = response.headers().get(response::FAILED).is_some_and(|why| why == response::STALE);
        // The page was edited a moment ago, and the site as it now is is still in the making; unless that failed.
        let is_stale = is_stale && !state.borrow().faults.has_errors();
        let next = state.wait_for(|state| state.number > number);
        if !is_stale {
            return response;
        }
        if tokio::time::timeout(wait, next).await.is_err() {
            return last_good_page(&server, &request.0, &request.1).unwrap_or(response);
        }
        wait /= 2;
    }
}

/// The answer to a request for a page or a file.
pub(super) fn page(server: &Server, target: &RequestTarget, request: &HeaderMap) -> Response<Body> {
    let state = server.rebuilder.state();
    let other = as_of(request).and_then(|moment| server.rebuilder.at(&moment).ok());
    match other.as_ref().or(state.snapshot.as_ref()) {
        Some(snapshot) => respond(&context(server, snapshot, &state.faults), target, request),
        None => error_page(StatusCode::SERVICE_UNAVAILABLE, &state.faults, &server.token),
    }
}

/// What was last answered to such a request, for a browser that looks at the site as it now is.
fn last_good_page(server: &Server, target: &RequestTarget, request: &HeaderMap) -> Option<Response<Body>> {
    let state = server.rebuilder.state();
    let snapshot = state.snapshot.as_ref().filter(|_| as_of(request).is_none())?;
    last_good(&context(server, snapshot, &state.faults), target, request)
}

fn context<'a>(server: &'a Server, snapshot: &'a Snapshot, faults: &'a Diagnostics) -> ResponseContext<'a> {
    ResponseContext { snapshot, faults, recent_pages: &server.recent_pages, token: &server.token }
}

/// The moment that a browser has chosen to look at.
pub(super) fn as_of(request: &HeaderMap) -> Option<String> {
    let cookies = request.get_all(COOKIES).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(AS_OF_COOKIE)?.strip_prefix('=').map(str::to_owned))
        .filter(|moment| !moment.is_empty())
}
