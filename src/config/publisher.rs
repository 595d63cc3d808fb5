//! Table `[publisher]`: the organization behind the site. Resolves to a [`Publisher`] with
//! defaults. Addresses keep their place in the config, since a later stage checks that they exist.

use jiff::civil;
use serde::Serialize;

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

/// Pages that state the publisher's policies, each with its schema.org property.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Policies<T> {
    /// Ethics (`ethicsPolicy`).
    pub ethics: Option<T>,
    /// Corrections (`correctionsPolicy`).
    pub corrections: Option<T>,
    /// Fact checking (`verificationFactCheckingPolicy`).
    pub fact_checking: Option<T>,
    /// Unnamed sources (`unnamedSourcesPolicy`).
    pub unnamed_sources: Option<T>,
    /// Diversity of staff and sources (`diversityPolicy`).
    pub diversity: Option<T>,
    /// Feedback from readers (`actionableFeedbackPolicy`).
    pub feedback: Option<T>,
    /// Mission and coverage priorities (`missionCoveragePrioritiesPolicy`).
    pub mission: Option<T>,
    /// Ownership and funding (`ownershipFundingInfo`).
    pub ownership: Option<T>,
    /// Staff (`masthead`).
    pub masthead: Option<T>,
}

impl<T> Default for Policies<T> {
    fn default() -> Self {
        Self {
            ethics: None,
            corrections: None,
            fact_checking: None,
            unnamed_sources: None,
            diversity: None,
            feedback: None,
            mission: None,
            ownership: None,
            masthead: None,
        }
    }
}

impl<T> Policies<T> {
    /// Maps every present policy.
    pub fn and_then<U>(self, mut make: impl FnMut(T) -> Option<U>) -> Policies<U> {
        Policies {
            ethics: self.ethics.and_then(&mut make),
            corrections: self.corrections.and_then(&mut make),
            fact_checking: self.fact_checking.and_then(&mut make),
            unnamed_sources: self.unnamed_sources.and_then(&mut make),
            diversity: self.diversity.and_then(&mut make),
            feedback: self.feedback.and_then(&mut make),
            mission: self.mission.and_then(&mut make),
            ownership: self.ownership.and_then(&mut make),
            masthead: self.masthead.and_then(&mut make),
        }
    }

    /// Borrows every policy.
    pub fn as_ref(&self) -> Policies<&T> {
        // No `..` here and below, so that a forgotten policy does not compile.
        let Self {
            ethics,
            corrections,
            fact_checking,
            unnamed_sources,
            diversity,
            feedback,
            mission,
            ownership,
            masthead,
        } = self;
        Policies {
            ethics: ethics.as_ref(),
            corrections: corrections.as_ref(),
            fact_checking: fact_checking.as_ref(),
            unnamed_sources: unnamed_sources.as_ref(),
            diversity: diversity.as_ref(),
            feedback: feedback.as_ref(),
            mission: mission.as_ref(),
            ownership: ownership.as_ref(),
            masthead: masthead.as_ref(),
        }
    }

    /// Iterates over the present policies.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        let Policies {
            ethics,
            corrections,
            fact_checking,
            unnamed_sources,
            diversity,
            feedback,
            mission,
            ownership,
            masthead,
        } = self.as_ref();
        let all = [
            ethics,
            corrections,
            fact_checking,
            unnamed_sources,
            diversity,
            feedback,
            mission,
            ownership,
            masthead,
        ];
        all.into_iter().flatten()
    }
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
        policies: policies(&mut inner, problems),
    };
    inner.finish(problems, "");
    raw
}

fn policies<'t>(inner: &mut Fields<'t, '_>, problems: &mut DiagnosticSink<'_>) -> Policies<Spanned<&'t str>> {
    Policies {
        ethics: inner.non_empty("ethics_policy", problems),
        corrections: inner.non_empty("corrections_policy", problems),
        fact_checking: inner.non_empty("fact_checking_policy", problems),
        unnamed_sources: inner.non_empty("unnamed_sources_policy", problems),
        diversity: inner.non_empty("diversity_policy", problems),
        feedback: inner.non_empty("feedback_policy", problems),
        mission: inner.non_empty("mission", problems),
        ownership: inner.non_empty("ownership", problems),
        masthead: inner.non_empty("masthead", problems),
    }
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
