//! `dateline new`: creates an article file with its front matter filled in.

use std::fmt::Write as _;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use dateline::address::slugify;
use dateline::config::Overrides;
use dateline::diagnostic::{Diagnostic, Diagnostics, Place};
use dateline::moment::Moment;
use dateline::path::SitePath;
use dateline::pipeline;
use dateline::sources::{ManagedDir, hint};
use jiff::tz::TimeZone;

use crate::cli::New;

use super::{Failure, Verbosity, clock, print_text, refused};

/// Maximum number of characters of the headline in the file name.
const LONGEST_NAME: usize = 80;

/// Creates an article.
pub(super) fn run(args: &New, site: &Path, verbosity: Verbosity) -> Result<(), Failure> {
    let headline = args.headline.trim();
    if headline.is_empty() {
        return Err(Failure::Usage("an article needs a headline".to_owned()));
    }
    let (settings, _) = pipeline::settings(site, &Overrides::default(), &mut Diagnostics::new())?;
    let zone = &settings.time_zone;
    let date = date(args, zone)?;
    let day = date.date();
    let name = format!("{day}-{}.md", short(slugify(headline, settings.language.casing()).as_str()));
    let folder = format!("content/{:04}", day.year());
    let file = SitePath::known(&format!("{folder}/{name}"));
    let path = file.under(site);
    let text = front_matter(headline, date, args.section.as_deref());
    let written = ManagedDir::create_following_symlinks(site, &folder)
        .and_then(|folder| folder.create_new_file(&name)?.write_all(text.as_bytes()));
    match written {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let diagnostic = Diagnostic::error(Place::File(file), "this article already exists");
            return Err(diagnostic.hint("choose another headline or date, or edit the existing file").into());
        }
        Err(error) => {
            let hint = hint(&error, "check that the folder is writable");
            return Err(refused(&format!("cannot write {file}"), &error, hint));
        }
        Ok(()) => {}
    }
    if verbosity != Verbosity::Quiet {
        print_text(&mut std::io::stdout(), &format!("{}\n", path.display()));
        print_text(
            &mut std::io::stderr(),
            "This is a draft: preview it with `dateline serve --drafts`, and remove draft = true to publish it.\n",
        );
    }
    Ok(())
}

/// Returns the article's date: the given one, otherwise today in the site's time
/// zone.
fn date(args: &New, zone: &TimeZone) -> Result<Moment, Failure> {
    if let Some(written) = &args.date {
        return Moment::parse(written, zone).map_err(Failure::Usage);
    }
    let now = Moment::at(clock::now().map_err(Failure::Usage)?, zone);
    Moment::day(now.date(), zone).map_err(|error| Failure::Usage(error.to_string()))
}

/// Shortens a slug for a file name, at a hyphen.
fn short(slug: &str) -> &str {
    if slug.chars().count() <= LONGEST_NAME {
        return slug;
    }
    let end = slug.char_indices().nth(LONGEST_NAME).map_or(slug.len(), |(at, _)| at);
    let cut = &slug[..end];
    cut.rfind('-').filter(|at| *at > 0).map_or(cut, |at| &cut[..at])
}

fn front_matter(headline: &str, date: Moment, section: Option<&str>) -> String {
    // JSON string escapes are also valid in TOML.
    let text = |text: &str| serde_json::Value::String(text.replace(char::is_control, " ")).to_string();
    let mut front_matter =
        format!("+++\ntitle = {}\ndate = {date}\n# dateline = \"CITY, Country\"\n", text(headline));
    if let Some(section) = section {
        let _ = writeln!(front_matter, "section = {}", text(section));
    }
    front_matter + "authors = []\ntags = []\ndraft = true\n+++\n\n"
}
