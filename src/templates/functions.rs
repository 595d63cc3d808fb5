//! Functions, filters and tests that templates may call. All read the site model only, and record
//! their reads as dependencies of the page.

use std::path::Path;
use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use crate::address::{Address, slugify};
use crate::archive::TermKind;
use crate::config::EditionId;
use crate::diagnostic::nearest;
use crate::model::dependencies::{self, Dependency};
use crate::model::language_context::current_language;
use crate::model::{ArticleQuery, SiteModel, absolute};
use crate::moment::{CalendarDate, Qualifier};
use crate::path::SitePath;

use super::citation::citation;
use super::context_value::text_at;
use super::metadata;

/// Length of a date without a time, `2025-11-01`.
const DAY_LENGTH: usize = 10;

/// Characters that are not percent-encoded in a URL: the unreserved ones of RFC 3986, section 2.3.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Maximum number of articles in one call.
const MAX_STORIES: usize = 1000;

/// Maximum number of related articles in one call.
const MAX_RELATED: usize = 50;

/// Registers the functions, filters and tests.
pub(crate) fn register(tera: &mut Tera, model: &Arc<SiteModel>) {
    let asked = Arc::clone(model);
    tera.register_function("latest", move |kwargs: Kwargs, _: &State| latest(&asked, &kwargs));
    let asked = Arc::clone(model);
    tera.register_function("articles", move |kwargs: Kwargs, _: &State| articles(&asked, &kwargs));
    let asked = Arc::clone(model);
    tera.register_function("related", move |kwargs: Kwargs, state: &State| related(&asked, &kwargs, state));
    let asked = Arc::clone(model);
    tera.register_function("sections", move |kwargs: Kwargs, _: &State| sections(&asked, &kwargs));
    let asked = Arc::clone(model);
    tera.register_function("citation", move |kwargs: Kwargs, state: &State| {
        takes_only(&kwargs, &["form"])?;
        citation(kwargs.must_get::<&str>("form")?, &asked, state)
    });
    let asked = Arc::clone(model);
    tera.register_function("url", move |kwargs: Kwargs, _: &State| url(&asked, &kwargs));

    tera.register_function(metadata::FUNCTION, |_: Kwargs, state: &State| metadata::structured_data(state));
    let asked = Arc::clone(model);
    tera.register_function("t", move |kwargs: Kwargs, _: &State| say(&asked, &kwargs));
    let asked = Arc::clone(model);
    tera.register_filter("date", move |written: &str, kwargs: Kwargs, _: &State| {
        date(&asked, written, &kwargs)
    });
    let base = model.site.base_url.clone();
    let path = model.site.base_path.clone();
    tera.register_filter("absolute", move |link: &str, _: Kwargs, _: &State| absolute(link, &base, &path));
    let asked = Arc::clone(model);
    tera.register_filter("slugify", move |name: &str, _: Kwargs, _: &State| {
        slugify(name, asked.language_context(current_language()).language.casing()).to_string()
    });
    tera.register_filter("urlencode", |text: &str, _: Kwargs, _: &State| urlencode(text));
    tera.register_filter("iso", |written: &str, _: Kwargs, _: &State| {
        written.trim_end_matches(Qualifier::SYMBOLS).to_owned()
    });
    tera.register_test("timed", |written: &str, _: Kwargs, _: &State| is_timed(written));
    tera.register_test("day_known", |written: &str, _: Kwargs, _: &State| written.len() >= DAY_LENGTH);
    tera.register_test("doubtful", |written: &str, _: Kwargs, _: &State| {
        written.ends_with(Qualifier::SYMBOLS)
    });
}

/// `latest(count=5)`: cards of the newest articles.
fn latest(model: &SiteModel, kwargs: &Kwargs) -> TeraResult<Vec<Value>> {
    takes_only(kwargs, &["count", "language"])?;
    let count = kwargs.get::<usize>("count")?.unwrap_or(10).min(MAX_STORIES);
    Ok(cards(model, ArticleQuery { count, edition: edition(model, kwargs)?, ..ArticleQuery::default() }))
}

/// Returns the language of a query: that of the page, unless the call names one or `"all"`.
fn edition(model: &SiteModel, kwargs: &Kwargs) -> TeraResult<Option<EditionId>> {
    match kwargs.get::<&str>("language")? {
        _ if !model.site.is_multilingual() => Ok(None),
        None => Ok(Some(current_language())),
        Some("all") => Ok(None),
        Some(tag) => {
            let edition = model.site.editions().find(|edition| edition.language.is(tag));
            let unknown = || Error::message(format!("`{tag}` is none of the site's languages, nor \"all\""));
            Ok(Some(edition.ok_or_else(unknown)?.id))
        }
    }
}

/// `t(key="older_stories")`, `t(key="stories", n=3)`: a message in the page's language.
fn say(model: &SiteModel, kwargs: &Kwargs) -> TeraResult<Value> {
    let key = kwargs.must_get::<&str>("key")?;
    let lang = model.language_context(current_language());
    lang.message(key, kwargs)?.ok_or_else(|| {
        let meant = lang.nearest_key(key).map_or(String::new(), |near| format!(" (is `{near}` meant?)"));
        Error::message(format!("no translation file has the key `{key}`{meant}: write it into i18n/en.toml"))
    })
}

/// `articles(tag="Pakistan", year=2025, count=10)`: cards of the newest articles that match.
fn articles(model: &SiteModel, kwargs: &Kwargs) -> TeraResult<Vec<Value>> {
    let [tag, author, section, series] = TermKind::ALL.map(TermKind::singular);
    takes_only(kwargs, &["year", "month", "count", "language", tag, author, section, series])?;
    let mut query = ArticleQuery {
        year: kwargs.get::<i64>("year")?.map(|year| i16::try_from(year).unwrap_or(i16::MAX)),
        month: kwargs.get::<i64>("month")?.map(|month| i8::try_from(month).unwrap_or(i8::MAX)),
        edition: edition(model, kwargs)?,
        count: kwargs.get::<usize>("count")?.unwrap_or(10).min(MAX_STORIES),
        ..ArticleQuery::default()
    };
    for kind in TermKind::ALL {
        if let Some(name) = kwargs.get::<&str>(kind.singular())? {
            query.terms.push((kind, name.to_owned()));
        }
    }
    Ok(cards(model, query))
}

fn cards(model: &SiteModel, query: ArticleQuery) -> Vec<Value> {
    let cards = model.articles(&query).into_iter().map(|id| model.card(id).value()).collect();
    dependencies::record(Dependency::Articles(query));
    cards
}

/// `related(count=4)`: cards of older articles that share tags with the page's article; none on
/// other pages.
fn related(model: &SiteModel, kwargs: &Kwargs, state: &State<'_>) -> TeraResult<Vec<Value>> {
    takes_only(kwargs, &["count"])?;
    let count = kwargs.get::<usize>("count")?.unwrap_or(4).min(MAX_RELATED);
    let Some(article) = state.get::<Value>("article")? else { return Ok(Vec::new()) };
    let file = SitePath::below(Path::new(""), Path::new(text_at(&article, "file")?));
    let Some(file) = file else { return Ok(Vec::new()) };
    let cards = model.related(&file, count).into_iter().map(|id| model.card(id).value()).collect();
    dependencies::record(Dependency::Related(file, count));
    Ok(cards)
}

/// `sections(count=8)`: the sections with the most articles.
fn sections(model: &SiteModel, kwargs: &Kwargs) -> TeraResult<Vec<Value>> {
    takes_only(kwargs, &["count", "language"])?;
    let count = kwargs.get::<usize>("count")?.unwrap_or(10).min(MAX_STORIES);
    let edition = edition(model, kwargs)?;
    dependencies::record(Dependency::Sections(edition, count));
    Ok(model.parts().terms(TermKind::Section, &model.sections(edition, count)).values())
}

/// `| urlencode`: percent-encodes a text for a query parameter.
fn urlencode(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// `url(path="/about/")`: the link to an address of the site, with the hashed name of a theme's
/// file.
///
/// Returns an error if the site has no such page or file.
fn url(model: &SiteModel, kwargs: &Kwargs) -> TeraResult<String> {
    takes_only(kwargs, &["path"])?;
    let path = kwargs.must_get::<&str>("path")?;
    let (written, fragment) =
        path.split_once('#').map_or((path, None), |(path, fragment)| (path, Some(fragment)));
    let leads_nowhere =
        || Error::message(format!("url(path=\"{path}\") leads nowhere: the site has no such page or file"));
    let address = Address::parse(written).map_err(|_| leads_nowhere())?;
    dependencies::record(Dependency::Address(address.clone()));
    let Some(page) = model.plan.find(&address) else {
        return if model.site.elsewhere.serves(address.as_str()) {
            Ok(path.to_owned())
        } else {
            Err(leads_nowhere())
        };
    };
    let href = model.href(model.plan.hashed_address(&page.address).unwrap_or(&page.address));
    Ok(fragment.map_or(href.clone(), |fragment| format!("{href}#{fragment}")))
}

/// `| date`, `| date(format="%Y")`, `| date(form="month")`: a date in the page's language.
///
/// The forms are `day`, `moment` (with the time, if it is known), `month` and `year`.
fn date(model: &SiteModel, written: &str, kwargs: &Kwargs) -> TeraResult<String> {
    takes_only(kwargs, &["format", "form"])?;
    let dates = model.language_context(current_language()).catalog.dates();
    let named = match kwargs.get::<&str>("form")?.unwrap_or("day") {
        "moment" if !is_timed(written) => "day",
        named => named,
    };
    let no_form = || {
        Error::message(format!("there is no form of dates `{named}` (there are: day, moment, month, year)"))
    };
    let form = match kwargs.get::<&str>("format")? {
        Some(format) => format,
        None => dates.pattern(named).ok_or_else(no_form)?,
    };
    if let Some(date) = uncertain(written) {
        let is_whole = named == "day" && kwargs.get::<&str>("format")?.is_none();
        return Ok(if is_whole { dates.calendar_date(date) } else { dates.format_known(date, form) });
    }
    dates
        .format_written(written, form)
        .ok_or_else(|| Error::message(format!("`{written}` is no date that the format \"{form}\" can tell")))
}

/// Parses a date whose day is uncertain; `None` for other dates.
fn uncertain(written: &str) -> Option<CalendarDate> {
    if written.len() == DAY_LENGTH || is_timed(written) { None } else { CalendarDate::parse(written) }
}

/// Returns whether a date has a time.
fn is_timed(written: &str) -> bool {
    written.as_bytes().get(DAY_LENGTH) == Some(&b'T')
}

/// Checks that there are no unknown arguments, since Tera ignores them.
fn takes_only(kwargs: &Kwargs, known: &[&str]) -> TeraResult<()> {
    let unknown = kwargs.iter().find_map(|(name, _)| name.as_str().filter(|name| !known.contains(name)));
    let Some(name) = unknown else { return Ok(()) };
    let hint = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are: {}", known.join(", ")),
    };
    Err(Error::message(format!("there is no argument `{name}` ({hint})")))
}
