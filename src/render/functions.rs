//! What a template may call: the stories it asks for, the addresses it links to, the forms of its dates. Each is a
//! question to the world, so that a page's answers depend on nothing else.

use std::sync::Arc;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use crate::address::{Address, slugify};
use crate::archive::Kind;
use crate::diagnostic::nearest;

use super::metadata;
use super::questions::{self, Query, Question};
use super::words;
use super::world::World;

/// The most stories that a template may ask for at once.
const MOST_STORIES: usize = 1000;

/// Makes the functions, filters and tests known to the engine.
pub(super) fn register(tera: &mut Tera, world: &Arc<World>) {
    let asked = Arc::clone(world);
    tera.register_function("latest", move |kwargs: Kwargs, _: &State| latest(&asked, &kwargs));
    let asked = Arc::clone(world);
    tera.register_function("articles", move |kwargs: Kwargs, _: &State| articles(&asked, &kwargs));
    let asked = Arc::clone(world);
    tera.register_function("url", move |kwargs: Kwargs, _: &State| url(&asked, &kwargs));

    let asked = Arc::clone(world);
    tera.register_function("structured_data", move |_: Kwargs, state: &State| {
        metadata::structured_data(&asked, state)
    });

    let form = world.site.date_format.clone();
    tera.register_filter("date", move |written: &str, kwargs: Kwargs, _: &State| {
        date(written, &form, &kwargs)
    });
    let base = world.site.base_url.clone();
    let path = world.site.base_path.clone();
    tera.register_filter("absolute", move |link: &str, _: Kwargs, _: &State| absolute(link, &base, &path));
    tera.register_filter("slugify", |name: &str, _: Kwargs, _: &State| slugify(name).to_string());
    tera.register_test("timed", |written: &str, _: Kwargs, _: &State| written.len() > 10);
}

/// `latest(count=5)`: the newest stories, each a card.
fn latest(world: &World, kwargs: &Kwargs) -> TeraResult<Vec<Value>> {
    takes_only(kwargs, &["count"])?;
    let count = kwargs.get::<usize>("count")?.unwrap_or(10).min(MOST_STORIES);
    Ok(cards(world, Query { count, ..Query::default() }))
}

/// `articles(tag="Pakistan", year=2025, count=10)`: the newest stories that are all of this, each a card.
fn articles(world: &World, kwargs: &Kwargs) -> TeraResult<Vec<Value>> {
    let [tag, author, section, series] = Kind::ALL.map(Kind::singular);
    takes_only(kwargs, &["year", "month", "count", tag, author, section, series])?;
    let mut query = Query {
        year: kwargs.get::<i64>("year")?.map(|year| i16::try_from(year).unwrap_or(i16::MAX)),
        month: kwargs.get::<i64>("month")?.map(|month| i8::try_from(month).unwrap_or(i8::MAX)),
        count: kwargs.get::<usize>("count")?.unwrap_or(10).min(MOST_STORIES),
        ..Query::default()
    };
    for kind in Kind::ALL {
        if let Some(name) = kwargs.get::<&str>(kind.singular())? {
            query.terms.push((kind, name.to_owned()));
        }
    }
    Ok(cards(world, query))
}

fn cards(world: &World, query: Query) -> Vec<Value> {
    let cards = world.stories(&query).into_iter().map(|id| world.card(id)).collect();
    questions::note(Question::Stories(query));
    cards
}

/// `url(path="/about/")`: an address of the site as it stands in a link, a theme's file by its name with a content hash.
/// One that leads nowhere is an error.
fn url(world: &World, kwargs: &Kwargs) -> TeraResult<String> {
    takes_only(kwargs, &["path"])?;
    let path = kwargs.must_get::<&str>("path")?;
    let (written, fragment) =
        path.split_once('#').map_or((path, None), |(path, fragment)| (path, Some(fragment)));
    let leads_nowhere =
        || Error::message(format!("url(path=\"{path}\") leads nowhere: the site has no such page or file"));
    let address = Address::parse(written).map_err(|_| leads_nowhere())?;
    questions::note(Question::Address(address.clone()));
    let page = world.plan.find(&address).ok_or_else(leads_nowhere)?;
    let href = world.href(world.plan.stamped(&page.address).unwrap_or(&page.address));
    Ok(fragment.map_or(href.clone(), |fragment| format!("{href}#{fragment}")))
}

fn date(written: &str, form: &str, kwargs: &Kwargs) -> TeraResult<String> {
    takes_only(kwargs, &["format"])?;
    let form = kwargs.get::<&str>("format")?.unwrap_or(form);
    words::tell(written, form)
        .ok_or_else(|| Error::message(format!("`{written}` is no date that the format \"{form}\" can tell")))
}

/// Refuses an argument that there is not: a slip would be passed over, and the page be another than was asked for.
fn takes_only(kwargs: &Kwargs, known: &[&str]) -> TeraResult<()> {
    let unknown = kwargs.iter().find_map(|(name, _)| name.as_str().filter(|name| !known.contains(name)));
    let Some(name) = unknown else { return Ok(()) };
    let hint = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are: {}", known.join(", ")),
    };
    Err(Error::message(format!("there is no argument `{name}` ({hint})")))
}

/// A link of the site as a whole address. Links elsewhere stay.
pub(super) fn absolute(link: &str, base_url: &str, base_path: &str) -> String {
    match link.strip_prefix(base_path) {
        Some(path) if path.starts_with('/') => format!("{base_url}{path}"),
        _ => link.to_owned(),
    }
}
