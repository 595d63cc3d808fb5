//! Redirects of an import: rows of `addresses.csv`.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::ImportError;
use crate::manifest::Manifest;
use crate::site::Site;
use crate::story::{Redirect, RedirectTarget, Story, StoryDate, StoryKind, Taxonomy};

/// Name of the file in the site.
const FILE: &str = "addresses.csv";

/// Terms and addresses of the published texts that were imported.
///
/// A redirect to the list of a term without a text would lead nowhere.
#[derive(Debug, Default)]
pub(crate) struct Targets {
    terms: BTreeSet<(Taxonomy, String)>,
    addresses: BTreeSet<String>,
    months: BTreeSet<(i16, i8)>,
}

impl Targets {
    /// Adds the terms and addresses of a text.
    pub(crate) fn add(&mut self, story: &Story, site: &dyn Site) {
        if story.draft {
            return;
        }
        let mut add = |taxonomy, name: &str| self.terms.insert((taxonomy, site.slug(name)));
        if story.kind == StoryKind::Article {
            for author in &story.authors {
                add(Taxonomy::Authors, &author.name);
            }
            for tag in &story.tags {
                add(Taxonomy::Tags, tag);
            }
            for (taxonomy, name) in [(Taxonomy::Sections, &story.section), (Taxonomy::Series, &story.series)]
            {
                if let Some(name) = name {
                    add(taxonomy, name);
                }
            }
            self.months.extend(story.date.and_then(month));
        }
        self.addresses.extend(story.address.iter().cloned());
        self.addresses.extend(story.aliases.iter().cloned());
    }

    /// Returns the new address of a row in `addresses.csv`, if the target exists.
    fn resolve(
        &self,
        target: &RedirectTarget,
        manifest: &Manifest,
        site: &dyn Site,
    ) -> Result<Option<String>, ImportError> {
        Ok(match target {
            RedirectTarget::Address(address) => Some(address.clone()),
            RedirectTarget::Term(taxonomy, name) => self.term(*taxonomy, name, site),
            RedirectTarget::TermFeed(taxonomy, name) => {
                self.term(*taxonomy, name, site).map(|address| format!("{address}atom.xml"))
            }
            RedirectTarget::Text(id) => manifest.get(id).map(|file| file.path.clone()),
            RedirectTarget::File(path) => {
                let exists =
                    site.exists(path).map_err(|error| ImportError::Write { path: path.clone(), error })?;
                path.strip_prefix("static").filter(|_| exists).map(str::to_owned)
            }
            RedirectTarget::Year(year) => {
                let exists = self.months.range((*year, 1)..=(*year, 12)).next().is_some();
                exists.then(|| format!("/{year:04}/"))
            }
            RedirectTarget::Month(year, month) => {
                self.months.contains(&(*year, *month)).then(|| format!("/{year:04}/{month:02}/"))
            }
            RedirectTarget::Gone => Some("410".to_owned()),
        })
    }

    /// Returns the address of a term's list, if a published article has the term.
    fn term(&self, taxonomy: Taxonomy, name: &str, site: &dyn Site) -> Option<String> {
        self.terms.contains(&(taxonomy, site.slug(name))).then(|| site.term_address(taxonomy, name))
    }
}

/// Returns the month of a date.
///
/// `None` if the month depends on the time zone.
fn month(date: StoryDate) -> Option<(i16, i8)> {
    let of = |day: jiff::civil::Date| (day.year(), day.month());
    match date {
        StoryDate::Year(_) => None,
        StoryDate::Month(year, month) => Some((year, month)),
        StoryDate::Day(day) => Some(of(day)),
        StoryDate::Local(time) => Some(of(time.date())),
        StoryDate::Instant(instant, offset) => {
            let local = of(offset.to_datetime(instant).date());
            (local == of(jiff::tz::Offset::UTC.to_datetime(instant).date())).then_some(local)
        }
    }
}

/// Adds redirects to `addresses.csv`, and returns its new bytes if they differ.
///
/// Rows that are there stay as they are, also where they name another target: an editor
/// may have changed them.
pub(crate) fn merged(
    redirects: &[Redirect],
    targets: &Targets,
    manifest: &Manifest,
    site: &dyn Site,
) -> Result<Option<Vec<u8>>, ImportError> {
    let write_error = |error| ImportError::Write { path: FILE.to_owned(), error };
    let before = site.read(FILE).map_err(write_error)?.unwrap_or_default();
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(before.as_slice());
    for row in reader.records().flatten() {
        known.extend(row.get(0).map(|old| old.trim().to_owned()));
    }
    let mut rows = BTreeMap::new();
    for redirect in redirects {
        let old = redirect.from.as_str();
        if rows.contains_key(old) || known.contains(old) || targets.addresses.contains(old) {
            continue;
        }
        if let Some(new) = targets.resolve(&redirect.to, manifest, site)?.filter(|new| new != old) {
            rows.insert(old, new);
        }
    }
    if rows.is_empty() {
        return Ok(None);
    }
    let mut bytes = before;
    if bytes.is_empty() {
        bytes.extend_from_slice(b"old,new\n");
    } else if !bytes.ends_with(b"\n") {
        bytes.push(b'\n');
    }
    let mut writer = csv::Writer::from_writer(bytes);
    for (old, new) in rows {
        writer.write_record([old, &new]).map_err(|error| write_error(std::io::Error::other(error)))?;
    }
    let bytes = writer.into_inner().map_err(|error| write_error(std::io::Error::other(error.to_string())))?;
    Ok(Some(bytes))
}
