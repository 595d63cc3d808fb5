//! Runs an import: reads texts in batches, converts them on all cores, writes files.

use std::collections::HashSet;

use rayon::prelude::*;

use crate::claims::Claims;
use crate::decisions::{CommentUse, Decisions};
use crate::error::ImportError;
use crate::front_matter::article_file;
use crate::manifest::{self, Hash, ImportedFile, Manifest};
use crate::media::{Carried, Carrier};
use crate::report::{self, Outcome, Report, Row};
use crate::request::{FetchMedia, Request, Sample, WriteMode};
use crate::sample::Strata;
use crate::site::Site;
use crate::source::Source;
use crate::story::{Counts, Item, LeftOut, Notice, SetAside, SourceId, Story, StoryDate, StoryKind};
use crate::survey::{Observations, Survey};
use crate::{comments, paths, redirects, verify};

/// Number of texts that are converted at once.
const BATCH_TEXTS: usize = 512;

/// Reads an archive, and suggests decisions about it.
///
/// # Errors
///
/// Returns an error if the archive can't be read.
pub fn survey<S: Source>(source: &S, guess: Decisions) -> Result<Survey, ImportError> {
    let mut observations = Observations::default();
    source.read(&mut |raw| {
        source.observe(&raw, &mut observations);
        Ok(())
    })?;
    let mut decisions = guess;
    source.suggest(&observations, &mut decisions);
    Ok(Survey { site: source.site(), observations, decisions })
}

/// Imports an archive into a site.
///
/// # Errors
///
/// Returns an error if the archive can't be read or the site can't be written. Files that
/// were written by then stay; the next run goes on.
pub fn import<S: Source>(
    source: &S,
    request: &Request,
    decisions: &Decisions,
    site: &dyn Site,
    fetch: Option<&dyn FetchMedia>,
) -> Result<Report, ImportError> {
    let sample = request.sample.map(|size| sample(source, request, decisions, size)).transpose()?;
    let open_file = |path: &str| source.open_file(path);
    let mut run = Run {
        request,
        decisions,
        site,
        sample,
        carrier: Carrier::new(request, site, &open_file, fetch),
        manifest: read_manifest(site)?,
        seen: HashSet::new(),
        claims: Claims::default(),
        targets: redirects::Targets::default(),
        report: Report::default(),
    };
    for_each_batch(source, decisions, &mut |items| run.batch(items))?;
    for file in source.files() {
        run.carrier.carry(&file)?;
    }
    run.finish(&source.redirects(decisions))
}

/// Reads and converts the texts in batches.
fn for_each_batch<S: Source>(
    source: &S,
    decisions: &Decisions,
    each: &mut dyn FnMut(Vec<Item>) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let mut batch = Vec::with_capacity(BATCH_TEXTS);
    let mut flush = |batch: &mut Vec<S::Raw>| {
        let items = std::mem::take(batch).into_par_iter().map(|raw| source.convert(raw, decisions)).collect();
        each(items)
    };
    source.read(&mut |raw| {
        batch.push(raw);
        if batch.len() == BATCH_TEXTS { flush(&mut batch) } else { Ok(()) }
    })?;
    flush(&mut batch)
}

/// Chooses the texts of a sample.
fn sample<S: Source>(
    source: &S,
    request: &Request,
    decisions: &Decisions,
    size: usize,
) -> Result<std::collections::BTreeSet<String>, ImportError> {
    let mut strata = Strata::default();
    for_each_batch(source, decisions, &mut |items| {
        for item in &items {
            if let Item::Story(story) = item
                && story.kind == StoryKind::Article
                && request.only_year.is_none_or(|year| story.date.is_some_and(|date| date.year() == year))
            {
                strata.add(story);
            }
        }
        Ok(())
    })?;
    Ok(strata.sample(size))
}

/// Reads the manifest of earlier imports.
fn read_manifest(site: &dyn Site) -> Result<Manifest, ImportError> {
    match site.read(manifest::FILE) {
        Ok(Some(bytes)) => Manifest::parse(&bytes),
        Ok(None) => Ok(Manifest::default()),
        Err(error) => Err(ImportError::Write { path: manifest::FILE.to_owned(), error }),
    }
}

/// Import in progress.
struct Run<'a> {
    request: &'a Request,
    decisions: &'a Decisions,
    site: &'a dyn Site,
    sample: Sample,
    carrier: Carrier<'a>,
    manifest: Manifest,
    /// Hashes of the ids that the source has, which are smaller than the ids.
    seen: HashSet<[u8; 8]>,
    claims: Claims,
    targets: redirects::Targets,
    report: Report,
}

/// Text with the file that it becomes.
struct Planned {
    story: Box<Story>,
    path: String,
    bytes: Vec<u8>,
    /// Links and pictures in the file.
    written: Counts,
}

impl Run<'_> {
    /// Writes a batch of texts.
    fn batch(&mut self, items: Vec<Item>) -> Result<(), ImportError> {
        let mut planned = Vec::with_capacity(items.len());
        for item in items {
            match self.sort(item) {
                Item::Story(story) => planned.push(self.plan(story)?),
                Item::SetAside(text) => {
                    self.report.add_set_aside(&text, self.decisions.set_aside.get(&text.id.0));
                }
                Item::LeftOut(text) => self.report.add_left_out(&text),
            }
        }
        planned.par_iter_mut().for_each(Planned::render);
        let outcomes = planned.par_iter().map(|file| self.write(file)).collect::<Result<Vec<_>, _>>()?;
        for (file, outcome) in planned.iter().zip(outcomes) {
            self.record(file, outcome);
        }
        Ok(())
    }

    /// Applies the rules that hold for every source.
    fn sort(&mut self, item: Item) -> Item {
        let id = match &item {
            Item::Story(story) => &story.id,
            Item::SetAside(text) => &text.id,
            Item::LeftOut(text) => &text.id,
        };
        let is_new = self.seen.insert(Hash::of(id.0.as_bytes()).first_bytes());
        let Item::Story(mut story) = item else { return item };
        let year = story.date.map(StoryDate::year);
        let left_out = |story: &Story, rule: String| {
            Item::LeftOut(LeftOut { id: story.id.clone(), origin: story.origin.clone(), rule, year })
        };
        if !is_new {
            return left_out(&story, "second text with the same id".to_owned());
        }
        if let Some(rule) = self.decisions.leaves_out(&story.id.0, story.address.as_deref()) {
            return left_out(&story, rule);
        }
        if self.request.only_year.is_some_and(|only| year != Some(only)) {
            return left_out(&story, "--only".to_owned());
        }
        if self.sample.as_ref().is_some_and(|sample| !sample.contains(&story.id.0)) {
            return left_out(&story, "--sample".to_owned());
        }
        if story.kind == StoryKind::Article && story.date.is_none() {
            return Item::SetAside(SetAside {
                reason: format!(
                    "has no date: give it in import.toml, [dates.known] {:?} = \"1974-05\"",
                    story.id.0
                ),
                first_lines: first_lines(&story),
                id: story.id,
                origin: story.origin,
                year,
            });
        }
        if story.title.trim().is_empty() {
            story.title = title_from_text(&story.body);
            if story.title.is_empty() {
                return Item::SetAside(SetAside {
                    reason: "has neither a headline nor a text".to_owned(),
                    first_lines: String::new(),
                    id: story.id,
                    origin: story.origin,
                    year,
                });
            }
            let message = "headline made from the first words of the text".to_owned();
            story.notices.push(Notice { kind: "headline", message });
        }
        self.claims.settle(&mut story);
        Item::Story(story)
    }

    /// Chooses the file of a text, and carries what it shows.
    fn plan(&mut self, mut story: Box<Story>) -> Result<Planned, ImportError> {
        for file in &story.media {
            if self.carrier.carry(file)? == Carried::Missing {
                let message = format!("file missing: {}", file.name());
                story.notices.push(Notice { kind: "missing file", message });
            }
        }
        self.report.comments.found += story.comments.len() as u64;
        if self.decisions.comments == CommentUse::Append && !story.comments.is_empty() {
            self.report.comments.written += story.comments.len() as u64;
            let comments = comments::section(&story.comments);
            let found = verify::count(&comments);
            story.found.links += found.links;
            story.found.pictures += found.pictures;
            story.body = format!("{}\n\n{comments}", story.body.trim_end());
        }
        let path = match self.manifest.get(&story.id) {
            Some(file) => file.path.clone(),
            None => self.free_path(&story)?,
        };
        self.targets.add(&story, self.site);
        // Taken until the file is recorded with its hash.
        self.manifest.reserve(&path);
        Ok(Planned { story, path, bytes: Vec::new(), written: Counts::default() })
    }

    /// Returns a path that no other text and no file of the site has.
    fn free_path(&self, story: &Story) -> Result<String, ImportError> {
        let wanted = paths::story_path(story, self.site);
        let mut path = wanted.clone();
        let mut number = 1;
        loop {
            let write_error = |error| ImportError::Write { path: path.clone(), error };
            if !self.manifest.has_path(&path) && !self.site.exists(&path).map_err(write_error)? {
                return Ok(path);
            }
            number += 1;
            path = paths::numbered(&wanted, number);
        }
    }

    /// Writes a file, unless an editor has changed it.
    fn write(&self, file: &Planned) -> Result<Outcome, ImportError> {
        let write_error = |error| ImportError::Write { path: file.path.clone(), error };
        let hash = Hash::of(&file.bytes);
        if let Some(imported) = self.manifest.get(&file.story.id)
            && self.request.mode != WriteMode::DiscardEdits
        {
            let present = self.site.read(&file.path).map_err(write_error)?;
            match present.map(|bytes| Hash::of(&bytes)) {
                Some(present) if present == hash => return Ok(Outcome::Unchanged),
                Some(present) if present == imported.hash => {}
                _ => return Ok(Outcome::Edited),
            }
        }
        if self.request.mode != WriteMode::DryRun {
            self.site.write(&file.path, &file.bytes).map_err(write_error)?;
        }
        Ok(Outcome::Written)
    }

    /// Records the result of a text.
    fn record(&mut self, file: &Planned, outcome: Outcome) {
        self.report.add_story(&Row { story: &file.story, outcome, path: &file.path, written: file.written });
        if outcome != Outcome::Edited {
            let imported = ImportedFile { path: file.path.clone(), hash: Hash::of(&file.bytes) };
            self.manifest.insert(file.story.id.clone(), imported);
        }
    }

    /// Writes the redirects, the manifest and the report.
    fn finish(mut self, redirects: &[crate::story::Redirect]) -> Result<Report, ImportError> {
        self.report.media = self.carrier.sums;
        if self.sample.is_none() && self.request.only_year.is_none() {
            let seen = &self.seen;
            let gone = |id: &SourceId| !seen.contains(&Hash::of(id.0.as_bytes()).first_bytes());
            self.report.gone =
                self.manifest.iter().filter(|(id, _)| gone(id)).map(|(id, _)| id.0.clone()).collect();
        }
        if self.request.mode == WriteMode::DryRun {
            return Ok(self.report);
        }
        let write = |path: &str, bytes: &[u8]| {
            let before =
                self.site.read(path).map_err(|error| ImportError::Write { path: path.to_owned(), error })?;
            if before.as_deref() == Some(bytes) {
                return Ok(());
            }
            self.site.write(path, bytes).map_err(|error| ImportError::Write { path: path.to_owned(), error })
        };
        if let Some(rows) = redirects::merged(redirects, &self.targets, &self.manifest, self.site)? {
            write("addresses.csv", &rows)?;
        }
        let manifest = self.manifest.to_csv().map_err(|error| ImportError::Write {
            path: manifest::FILE.to_owned(),
            error: std::io::Error::other(error),
        })?;
        write(manifest::FILE, &manifest)?;
        // A large archive's manifest and report do not stand in memory together.
        drop(manifest);
        write(report::CSV_FILE, self.report.to_csv())?;
        write(report::JSON_FILE, &self.report.to_json())?;
        write(report::HTML_FILE, self.report.to_html().as_bytes())?;
        Ok(self.report)
    }
}

impl Planned {
    /// Makes the bytes of the file, and compares its links with the source.
    fn render(&mut self) {
        self.bytes = article_file(&self.story, &self.story.body).into_bytes();
        self.written = verify::count(&self.story.body);
        self.written.pictures += u64::from(self.story.image.is_some());
        let found = self.story.found;
        for (kind, found, written) in
            [("links", found.links, self.written.links), ("pictures", found.pictures, self.written.pictures)]
        {
            if found != written {
                let message = format!("{kind}: {found} in the source, {written} in the file");
                self.story.notices.push(Notice { kind, message });
            }
        }
    }
}

/// Returns the first lines of a text, so that a person recognizes it.
fn first_lines(story: &Story) -> String {
    let body = story.body.lines().filter(|line| !line.trim().is_empty());
    let lines: Vec<_> = std::iter::once(story.title.as_str()).chain(body).take(4).collect();
    lines.join("\n").chars().take(400).collect()
}

/// Returns the first words of a text in Markdown as a headline.
fn title_from_text(body: &str) -> String {
    use pulldown_cmark::{Event, Parser};
    let mut text = String::new();
    for event in Parser::new_ext(body, verify::options()) {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::SoftBreak | Event::HardBreak | Event::End(_) => text.push(' '),
            _ => {}
        }
        if text.len() > 200 {
            break;
        }
    }
    let words: Vec<_> = text.split_whitespace().collect();
    let title = words.iter().take(10).copied().collect::<Vec<_>>().join(" ");
    if words.len() > 10 { title + "…" } else { title }
}
