//! Base URL and menu links of the config, validated and normalized as pages use them.

use super::MenuLink;
use crate::address::{Address, AddressError};
use crate::fields::{DiagnosticSink, Fields, HttpUrl, Spanned, ascii_origin, scheme};

/// Base URL of the site.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Base {
    /// Whole URL without a final slash, its host in ASCII.
    pub(super) url: String,
    /// Whole URL with its host as written.
    pub(super) written: String,
    /// Path without a final slash.
    pub(super) path: String,
}

/// Reason why a text is not a valid base URL.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum BaseError {
    #[error("it must be a web address that begins with https:// or http://")]
    NotWeb,
    #[error("it can't hold a `?` or a `#`")]
    Rest,
    #[error("no domain can have the name of its host")]
    Host,
    #[error("{0}")]
    Path(#[from] AddressError),
}

impl Base {
    /// Parses a base URL. Its path is percent-encoded as in links.
    pub(super) fn parse(text: &str) -> Result<Self, BaseError> {
        let web = HttpUrl::parse(text.trim()).ok_or(BaseError::NotWeb)?;
        if !web.rest.is_empty() {
            return Err(BaseError::Rest);
        }
        let path = if web.path.is_empty() { Address::root() } else { Address::parse(web.path)? };
        let path = path.href().trim_end_matches('/').to_owned();
        let origin = ascii_origin(web.origin).ok_or(BaseError::Host)?;
        Ok(Self { url: format!("{origin}{path}"), written: format!("{}{path}", web.origin), path })
    }
}

/// Table of `[[menu]]` or `[[footer]]`.
#[derive(Debug)]
pub(super) struct RawLink<'t> {
    pub(super) name: &'t str,
    pub(super) url: Spanned<&'t str>,
}

/// Reads the links of `[[menu]]` or `[[footer]]`.
pub(super) fn read<'t>(
    fields: &mut Fields<'t, '_>,
    name: &'static str,
    inside: &'static str,
    problems: &mut DiagnosticSink<'_>,
) -> Option<Vec<RawLink<'t>>> {
    let entries = fields.take(name)?.list(problems)?;
    let mut links = Vec::with_capacity(entries.len());
    for entry in entries {
        let Some(mut inner) = entry.table(problems, inside, "{ name = \"About us\", url = \"/about/\" }")
        else {
            continue;
        };
        let link = (inner.take("name"), inner.take("url"));
        if let (Some(words), Some(url)) = &link {
            let url = url.non_empty(problems).map(|value| Spanned { value, span: url.span() });
            if let (Some(name), Some(url)) = (words.non_empty(problems), url) {
                links.push(RawLink { name, url });
            }
        } else {
            let message = format!("a link of `{name}` needs both its words and its address");
            problems.error(entry.span(), message, "write name = \"About us\" and url = \"/about/\"");
        }
        inner.finish(problems, "");
    }
    Some(links)
}

/// Resolves menu links. Invalid ones are reported and skipped.
pub(super) fn resolve(raw: &[RawLink<'_>], problems: &mut DiagnosticSink<'_>) -> Vec<MenuLink> {
    let mut links = Vec::with_capacity(raw.len());
    for RawLink { name, url } in raw {
        match target(url.value) {
            Ok(target) => {
                let place = problems.place(url.span.clone());
                links.push(MenuLink { name: (*name).to_owned(), url: target, place });
            }
            Err((message, hint)) => problems.error(url.span.clone(), message, hint),
        }
    }
    links
}

/// Returns the normalized target of a link, or a message and a hint.
pub(super) fn target(url: &str) -> Result<String, (String, String)> {
    let scheme = scheme(url).map(str::to_ascii_lowercase);
    match scheme.as_deref() {
        Some("http" | "https") if HttpUrl::parse(url).is_some() => Ok(url.to_owned()),
        Some("mailto") if url.contains('@') && !url.contains(char::is_whitespace) => Ok(url.to_owned()),
        Some("http" | "https" | "mailto") => Err((
            format!("`{url}` is not a whole address"),
            "look for a space, or a part that is missing".to_owned(),
        )),
        Some(_) => {
            let message = format!("a link can't begin with `{}:`", scheme.unwrap_or_default());
            Err((
                message,
                "a link leads to a page of the site (/about/), to https://… or to mailto:…".to_owned(),
            ))
        }
        None => of_site(url),
    }
}

/// Normalizes an address of the site with an optional query and fragment.
fn of_site(url: &str) -> Result<String, (String, String)> {
    let (path, rest) = url.split_at(url.find(['?', '#']).unwrap_or(url.len()));
    match Address::parse(path) {
        Ok(address) if !rest.contains(|c: char| c.is_whitespace() || c.is_control()) => {
            Ok(format!("{}{rest}", address.href()))
        }
        Ok(_) => Err((format!("`{url}` has a space in it"), "write %20 for a space".to_owned())),
        Err(fault) => {
            let rooted = format!("/{path}");
            let hint = match fault {
                AddressError::NotRooted if Address::parse(&rooted).is_ok() => {
                    format!("write it as \"{rooted}{rest}\", or with https:// for another site")
                }
                _ => "write it as the page's address on the site, such as \"/about/\"".to_owned(),
            };
            Err((format!("`{url}` is no address: {fault}"), hint))
        }
    }
}
