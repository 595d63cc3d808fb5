//! Table `[publisher]`: the organization behind the site. Resolves to a [`Publisher`] with
//! defaults. Addresses keep their place in the config, since a later stage checks that they exist.

use jiff::civil;

use super::policies::{self, Policies};
use super::urls::target;
use crate::address::Address;
use crate::diagnostic::Place;
use crate::fields::{DiagnosticSink, Field, Fields, HttpUrl, Spanned, Value};

/// Organization that publishes the site.
#[derive(Debug, Clone, PartialEq)]
pub struct Publisher {
    /// Name; defaults to the site's title.
    pub name: String,
    /// Home page; `None` selects the site itself.
    pub url: Option<String>,
    /// Logo.
    pub logo: Option<Reference>,
    /// Default image for pages without one.
    pub image: Option<Reference>,
    /// Other profiles of the publisher, such as an encyclopedia article.
    pub same_as: Vec<String>,
    /// Founding year, month or day, such as `1926-05`.
    pub founded: Option<String>,
    /// Bylines of the newsroom rather than a person, besides the publisher's and the
    /// site's name.
    pub bylines: Vec<String>,
    /// Pages that state the publisher's policies.
    pub policies: Policies<Reference>,
}

/// URL in the config, with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// Address on the site as in a link (encoded, beginning with `/`, without the base
    /// path), or a whole URL.
    pub url: String,
    /// Place in the config.
    pub place: Place,
}

impl Publisher {
    /// Returns a publisher with a name only.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            url: None,
            logo: None,
            image: None,
            same_as: Vec::new(),
            founded: None,
            bylines: Vec::new(),
            policies: Policies::default(),
        }
    }

    /// Iterates over all URLs that may be the site's own.
    pub fn references(&self) -> impl Iterator<Item = &Reference> {
        self.logo.iter().chain(&self.image).chain(self.policies.iter())
    }
}

impl Reference {
    /// Returns the address on the site, or `None` for another site.
    pub fn own(&self) -> Option<Address> {
        let path = &self.url[..self.url.find(['?', '#']).unwrap_or(self.url.len())];
        Address::parse(path).ok()
    }
}

/// Unresolved table.
#[derive(Debug, Default)]
pub(super) struct RawPublisher<'t> {
    name: Option<Spanned<&'t str>>,
    url: Option<&'t str>,
    logo: Option<Spanned<&'t str>>,
    image: Option<Spanned<&'t str>>,
    same_as: Vec<&'t str>,
    founded: Option<String>,
    bylines: Vec<Spanned<&'t str>>,
    policies: Policies<Spanned<&'t str>>,
}

/// Reads the table.
pub(super) fn read<'t>(fields: &mut Fields<'t, '_>, problems: &mut DiagnosticSink<'_>) -> RawPublisher<'t> {
    const EXAMPLE: &str = "{ name = \"The Evening Post\", logo = \"/logo.png\" }";
    let Some(mut inner) =
        fields.take("publisher").and_then(|field| field.table(problems, "publisher.", EXAMPLE))
    else {
        return RawPublisher::default();
    };
    let raw = RawPublisher {
        name: inner.non_empty("name", problems),
        url: inner.take("url").and_then(|field| field.http_url(problems)),
        logo: inner.non_empty("logo", problems),
        image: inner.non_empty("image", problems),
        same_as: addresses(&mut inner, problems),
        founded: inner.take("founded").and_then(|field| founded(&field, problems)),
        bylines: inner.take("bylines").and_then(|field| field.strings(problems)).unwrap_or_default(),
        policies: policies::read(&mut inner, problems),
    };
    inner.finish(problems, "");
    raw
}

fn addresses<'t>(inner: &mut Fields<'t, '_>, problems: &mut DiagnosticSink<'_>) -> Vec<&'t str> {
    let entries = inner.take("same_as").and_then(|field| field.list(problems)).unwrap_or_default();
    entries.iter().filter_map(|entry| entry.http_url(problems)).collect()
}

/// Parses a year, month or day: `1926`, `"1926-05"`, `1926-05-01`.
fn founded(field: &Field<'_, '_>, problems: &mut DiagnosticSink<'_>) -> Option<String> {
    let written = match field.value() {
        Value::Date(day) => day.to_string(),
        value => match (value.as_str(), value.as_integer()) {
            (Some(text), _) => text.trim().to_owned(),
            (None, Some(year)) => year.to_string(),
            (None, None) => String::new(),
        },
    };
    let whole = match written.len() {
        4 => format!("{written}-01-01"),
        7 => format!("{written}-01"),
        _ => written.clone(),
    };
    if written.len() > 10 || whole.parse::<civil::Date>().is_err() {
        let message = format!("`{}` must be a year, a month or a day", field.name());
        problems.error(field.span(), message, "write it as founded = 1926, \"1926-05\" or 1926-05-01");
        return None;
    }
    Some(written)
}

/// Resolves the table; the default name is the site's title.
pub(super) fn resolve(raw: RawPublisher<'_>, title: &str, problems: &mut DiagnosticSink<'_>) -> Publisher {
    let RawPublisher { name, url, logo, image, same_as, founded, bylines, policies } = raw;
    Publisher {
        name: name.map_or(title, |name| name.value).to_owned(),
        url: url.map(str::to_owned),
        logo: logo.and_then(|logo| picture(logo, problems)),
        image: image.and_then(|image| picture(image, problems)),
        same_as: same_as.into_iter().map(str::to_owned).collect(),
        founded,
        bylines: bylines.into_iter().map(|name| name.value.to_owned()).collect(),
        policies: policies.and_then(|policy| reference(policy, problems)),
    }
}

/// Resolves the URL of an image.
fn picture(written: Spanned<&str>, problems: &mut DiagnosticSink<'_>) -> Option<Reference> {
    let span = written.span.clone();
    let reference = reference(written, problems)?;
    if reference.own().is_some_and(|address| address.is_page()) {
        let message = format!("`{}` is a page's address, not a picture's", reference.url);
        problems.error(span, message, "name a file of static/, such as \"/logo.png\" for static/logo.png");
        return None;
    }
    Some(reference)
}

/// Resolves a URL on or off the site.
fn reference(written: Spanned<&str>, problems: &mut DiagnosticSink<'_>) -> Option<Reference> {
    let Spanned { value, span } = written;
    let fault = match target(value) {
        Ok(url) if url.starts_with('/') || HttpUrl::parse(&url).is_some() => {
            return Some(Reference { url, place: problems.place(span) });
        }
        Ok(_) => (
            format!("`{value}` is no page's address"),
            "name a page: \"/about/\", or one elsewhere with https://".to_owned(),
        ),
        Err(fault) => fault,
    };
    problems.error(span, fault.0, fault.1);
    None
}
