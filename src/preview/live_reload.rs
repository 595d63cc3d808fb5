//! What a previewed page's script asks for: to be notices_read of changes, and what is wrong. Only the server's own pages may ask:
//! a request must come from one of the server's origins, exactly, and bear the session's token, which only they
//! have. The word that something has changed says nothing of what.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Query, State as Shared};
use axum::http::header::{CONTENT_TYPE, ORIGIN};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use futures_util::stream;
use serde::Deserialize;

use crate::diagnostic::{Diagnostics, Paint, print};

use super::Server;
use super::request_target::decode;
use super::response::{escape, text};
use super::snapshot::Resolved;

/// How often a channel shows that it is still there.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The script.
const SCRIPT: &str = include_str!("live_reload.js");

/// What a request may say in its query.
#[derive(Debug, Deserialize)]
pub(super) struct EventsQuery {
    token: Option<String>,
    page: Option<String>,
}

/// Whether a request comes from one of the server's own pages.
pub(super) fn is_own_page(server: &Server, request: &HeaderMap, token: Option<&str>) -> bool {
    let mut origins = request.get_all(ORIGIN).iter();
    let is_own_origin = match (origins.next(), origins.next()) {
        (Some(origin), None) => server.hosts.is_own_origin(origin.as_bytes()),
        // A browser that gets something from the page's own origin names none; it says so in another way.
        (None, None) => request.get("sec-fetch-site").is_some_and(|site| site == "same-origin"),
        _ => false,
    };
    let token = token.map(str::as_bytes).or_else(|| Some(request.get("x-dateline-token")?.as_bytes()));
    is_own_origin && token.is_some_and(|token| is_same(token, server.token.as_bytes()))
}

/// Compares in a time that tells nothing of where the two differ.
fn is_same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

/// `/_dateline/live.js`
pub(super) async fn script() -> Response<Body> {
    let mut response = text(StatusCode::OK, SCRIPT);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8"));
    response
}

/// `/_dateline/live`: an event for each change, as server-sent events.
pub(super) async fn events(
    Shared(server): Shared<Arc<Server>>,
    Query(asked): Query<EventsQuery>,
    request: HeaderMap,
) -> Response<Body> {
    if !is_own_page(&server, &request, asked.token.as_deref()) {
        return text(StatusCode::FORBIDDEN, "This is for the preview's own pages.\n");
    }
    let mut state = server.rebuilder.subscribe();
    state.mark_changed();
    let events = stream::unfold((state, server.shutdown.clone()), |(mut state, mut closing)| async move {
        let event = tokio::select! {
            changed = state.changed() => {
                changed.ok()?;
                let number = state.borrow_and_update().number;
                format!("event: changed\ndata: {number}\n\n")
            }
            () = tokio::time::sleep(KEEP_ALIVE) => ": still here\n\n".to_owned(),
            // Whether it is notices_read so or the teller is gone: it is over.
            _ = closing.changed() => return None,
        };
        Some((Ok::<_, Infallible>(Bytes::from(event)), (state, closing)))
    });
    let mut response = Response::new(Body::from_stream(events));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream; charset=utf-8"));
    response
}

/// `/_dateline/faults?page=/…`: what is wrong with the site, and with the page, as a terminal would show it.
pub(super) async fn diagnostics(
    Shared(server): Shared<Arc<Server>>,
    Query(asked): Query<EventsQuery>,
    request: HeaderMap,
) -> Response<Body> {
    if !is_own_page(&server, &request, asked.token.as_deref()) {
        return text(StatusCode::FORBIDDEN, "This is for the preview's own pages.\n");
    }
    server
        .blocking(move |server| {
            let mut response = text(StatusCode::OK, "");
            *response.body_mut() = Body::from(print(&found(server, asked.page.as_deref()), Paint::Plain));
            response
        })
        .await
}

/// What is wrong with the site; otherwise with the page.
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

/// A hidden field with the session's token.
pub(super) fn token_field(token: &str) -> String {
    format!("<input type=\"hidden\" name=\"token\" value=\"{}\">", escape(token))
}
