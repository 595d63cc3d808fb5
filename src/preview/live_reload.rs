//! Endpoints of the live-reload script: change events and diagnostics. Only the server's own pages
//! may use them: a request needs one of the server's exact origins and the session's token. Events
//! carry no content, only that something changed.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Query, State as Shared};
use axum::http::header::{CONTENT_TYPE, ORIGIN};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use serde::Deserialize;

use crate::diagnostic::{Diagnostics, Paint, print};

use super::Server;
use super::request_target::decode;
use super::response::{escape, text};
use super::snapshot::Resolved;

/// Interval of keep-alive comments in the event stream.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Live-reload script.
const SCRIPT: &str = include_str!("live_reload.js");

/// Query of the endpoints.
#[derive(Debug, Deserialize)]
pub(super) struct EventsQuery {
    token: Option<String>,
    page: Option<String>,
}

/// Returns 403 unless a request comes from one of the server's own pages.
pub(super) fn forbidden(server: &Server, request: &HeaderMap, token: Option<&str>) -> Option<Response<Body>> {
    let message = "Only the preview's own pages may send this request.\n";
    (!is_own_page(server, request, token)).then(|| text(StatusCode::FORBIDDEN, message))
}

/// Returns whether a request comes from one of the server's own pages.
fn is_own_page(server: &Server, request: &HeaderMap, token: Option<&str>) -> bool {
    let mut origins = request.get_all(ORIGIN).iter();
    let is_own_origin = match (origins.next(), origins.next()) {
        (Some(origin), None) => server.hosts.is_own_origin(origin.as_bytes()),
        // A browser sends no `Origin` with a same-origin GET, but `Sec-Fetch-Site`.
        (None, None) => request.get("sec-fetch-site").is_some_and(|site| site == "same-origin"),
        _ => false,
    };
    let token = token.map(str::as_bytes).or_else(|| Some(request.get("x-dateline-token")?.as_bytes()));
    is_own_origin && token.is_some_and(|token| is_same(token, server.token.as_bytes()))
}

/// Compares in constant time.
fn is_same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

/// Handles `/_dateline/live.js`.
pub(super) async fn script() -> Response<Body> {
    let mut response = text(StatusCode::OK, SCRIPT);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8"));
    response
}

/// Handles `/_dateline/live`: a stream of server-sent events, one for each change.
pub(super) async fn events(
    Shared(server): Shared<Arc<Server>>,
    Query(asked): Query<EventsQuery>,
    request: HeaderMap,
) -> Response<Body> {
    if let Some(forbidden) = forbidden(&server, &request, asked.token.as_deref()) {
        return forbidden;
    }
    let mut state = server.rebuilder.subscribe();
    state.mark_changed();
    let events = stream::unfold((state, server.shutdown.clone()), |(mut state, mut closing)| async move {
        tokio::select! {
            changed = state.changed() => changed.ok()?,
            // The server stops.
            _ = closing.changed() => return None,
        }
        let number = state.borrow_and_update().number;
        let event = Event::default().event("changed").data(number.to_string());
        Some((Ok::<_, Infallible>(event), (state, closing)))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE).text("still here")).into_response()
}

/// Handles `/_dateline/faults?page=/…`: the diagnostics of the site or page, as
/// printed on a terminal.
pub(super) async fn diagnostics(
    Shared(server): Shared<Arc<Server>>,
    Query(asked): Query<EventsQuery>,
    request: HeaderMap,
) -> Response<Body> {
    if let Some(forbidden) = forbidden(&server, &request, asked.token.as_deref()) {
        return forbidden;
    }
    server
        .blocking(move |server| {
            let mut response = text(StatusCode::OK, "");
            *response.body_mut() = Body::from(print(&found(server, asked.page.as_deref()), Paint::Plain));
            response
        })
        .await
}

/// Returns the errors of the site, or those of the page if the site has none.
fn found(server: &Server, page: Option<&str>) -> Diagnostics {
    let state = server.rebuilder.state();
    if state.faults.has_errors() {
        return state.faults.clone();
    }
    let (Some(snapshot), Some(path)) = (&state.snapshot, page.and_then(decode)) else {
        return Diagnostics::new();
    };
    let page = match snapshot.resolve(&path) {
        Resolved::Page(page) => Some(page),
        _ => snapshot.not_found(),
    };
    page.and_then(|page| snapshot.page(page).err()).unwrap_or_default()
}

/// Returns a hidden form field with the session's token.
pub(super) fn token_field(token: &str) -> String {
    format!("<input type=\"hidden\" name=\"token\" value=\"{}\">", escape(token))
}
