//! The links in a text. However one is written (a Markdown file's path, an address of the site, a whole address that
//! is the site's own, an anchor), it is led to where it goes; one that leads nowhere is an error under its own line.

use std::collections::BTreeMap;
use std::ops::Range;

use percent_encoding::percent_decode_str;

use crate::address::Address;
use crate::archive::{Absence, Whereabouts};
use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, Place, nearest};
use crate::markdown::{self, Call, Fault, LeadsTo, LinkKind, Links, Literal};
use crate::path::SitePath;
use crate::plan::Page;
use crate::read::{CONTENT, Texts};
use crate::withheld::Withheld;

use super::components::{self, PictureOf};
use super::engine::Engine;
use super::picture::{self, Shown};
use super::questions::{self, Question};
use super::world::World;

/// The links of one body.
pub(super) struct BodyLinks<'w> {
    engine: &'w Engine,
    world: &'w World,
    texts: &'w dyn Texts,
    page: &'w Page,
    withheld: &'w Withheld,
    file: &'w SitePath,
    text: &'w str,
    start: usize,
    own_anchors: Option<Vec<String>>,
    found: Diagnostics,
}

/// Why a link leads nowhere, and what to do.
struct Broken {
    why: String,
    hint: String,
}

impl Broken {
    fn new(why: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { why: why.into(), hint: hint.into() }
    }
}

impl<'w> BodyLinks<'w> {
    /// The links of the body that begins at `start` in `text`, the text of `file`, which `page` shows.
    pub(super) fn new(
        engine: &'w Engine,
        texts: &'w dyn Texts,
        page: &'w Page,
        withheld: &'w Withheld,
        (file, text, start): (&'w SitePath, &'w str, usize),
    ) -> Self {
        Self {
            engine,
            world: engine.world(),
            texts,
            page,
            withheld,
            file,
            text,
            start,
            own_anchors: None,
            found: Diagnostics::new(),
        }
    }

    /// What was wrong.
    pub(super) fn into_found(self) -> Diagnostics {
        self.found
    }

    /// What a page says of the picture to which a link leads, if that is one whose size is known.
    fn shown(&self, written: &str) -> Option<Shown> {
        if !self.world.plan.has_pictures() {
            return None;
        }
        let path = self.own_path(split(split(written, '#').0, '?').0)?;
        let decoded = percent_decode_str(path).decode_utf8().ok()?;
        let address = self.target(LinkKind::Image, &decoded).ok()?;
        picture::shown(&self.world.site, &self.world.plan, &address)
    }

    /// Notes what is wrong at a place in the body.
    fn note(&mut self, at: &Range<usize>, message: String, hint: String) {
        let excerpt = Excerpt::new(self.text, at.start + self.start..at.end + self.start);
        self.found.push(Diagnostic::error(Place::Line(self.file.clone(), excerpt), message).hint(hint));
    }

    /// Where the arguments of a component lead that lead anywhere; `None`, and a note, where one leads nowhere.
    fn led<'c>(&mut self, call: &Call<'c>) -> Option<BTreeMap<&'c str, String>> {
        let mut led = BTreeMap::new();
        for argument in &call.arguments {
            let (Some(leads), Literal::Text(written)) = (argument.leads_to(), argument.value) else {
                continue;
            };
            let kind = match leads {
                LeadsTo::File => LinkKind::Image,
                LeadsTo::Anywhere => LinkKind::Link,
            };
            let href = self.resolve(kind, written, argument.value_at.clone())?;
            if !markdown::is_allowed(&href) {
                let message = format!("`{written}` can't be linked to");
                let hint = "link to https:, http:, mailto:, tel:, or a place on the site".to_owned();
                self.note(&argument.value_at, message, hint);
                return None;
            }
            led.insert(argument.name, href);
        }
        Some(led)
    }

    /// Where a link leads; links to elsewhere stay as they are.
    fn lead(&mut self, kind: LinkKind, written: &str) -> Result<String, Broken> {
        let (rest, fragment) = split(written, '#');
        let (path, query) = split(rest, '?');
        let Some(path) = self.own_path(path) else { return Ok(written.to_owned()) };
        if path.is_empty() {
            if let Some(fragment) = fragment {
                self.check_own_anchor(fragment)?;
            }
            return Ok(written.to_owned());
        }
        let decoded = percent_decode_str(path).decode_utf8().map_err(|_| {
            Broken::new(format!("`{written}` does not decode to UTF-8"), "mend its percent-encoding")
        })?;
        let address = self.target(kind, &decoded)?;
        if let Some(fragment) = fragment.filter(|fragment| !fragment.is_empty()) {
            self.check_anchor(&address, fragment)?;
        }
        let mut href = self.world.href(&address);
        for (sign, part) in [('?', query), ('#', fragment)] {
            if let Some(part) = part {
                href.push(sign);
                href.push_str(part);
            }
        }
        Ok(href)
    }

    /// The path of a link that leads into the site; `None` for one that leads elsewhere.
    fn own_path<'l>(&self, link: &'l str) -> Option<&'l str> {
        let site = &self.world.site;
        if let Some(path) = link.strip_prefix(&site.base_url) {
            if path.is_empty() {
                return Some("/");
            }
            return path.starts_with('/').then_some(path);
        }
        let has_scheme = link.split_once(':').is_some_and(|(scheme, _)| {
            !scheme.is_empty()
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        });
        (!has_scheme && !link.starts_with("//")).then_some(link)
    }

    /// The address that a path leads to.
    fn target(&self, kind: LinkKind, path: &str) -> Result<Address, Broken> {
        if let Some(file) = self.markdown_file(path) {
            return self.text_address(path, &file?).cloned();
        }
        if !path.starts_with('/')
            && let Some(file) = self.file.resolve(path)
            && is_asset(&file)
        {
            questions::note(Question::Asset(file.clone()));
            if let Some(address) = self.world.plan.asset(&file) {
                return Ok(address.clone());
            }
        }
        let address =
            if path.starts_with('/') { Address::parse(path) } else { self.page.address.resolve(path) };
        let address = address
            .map_err(|error| Broken::new(format!("`{path}` is no address: {error}"), "mend the link"))?;
        questions::note(Question::Address(address.clone()));
        match self.world.plan.find(&address) {
            Some(page) => Ok(page.address.clone()),
            None => Err(match kind {
                LinkKind::Image => Broken::new(
                    format!("there is no picture `{path}`"),
                    "put the picture beside the article, or mend its name (case counts)",
                ),
                LinkKind::Link => Broken::new(
                    match address.as_str() {
                        whole if whole.trim_matches('/') == path.trim_matches('/') => {
                            format!("the site has no page or file {address}")
                        }
                        _ => format!("`{path}` leads to {address}, and the site has no such page or file"),
                    },
                    "mend the address, or link to the article's .md file, which Dateline keeps right",
                ),
            }),
        }
    }

    /// The Markdown file that a path names, if it names one: `../b.md`, `@/2025/b.md`, `/2025/b.md`.
    fn markdown_file(&self, path: &str) -> Option<Result<SitePath, Broken>> {
        let extension = path.rsplit('/').next()?.rsplit_once('.')?.1;
        if !extension.eq_ignore_ascii_case("md") {
            return None;
        }
        let from_content = path.strip_prefix("@/").or_else(|| path.strip_prefix('/'));
        let file = match from_content {
            Some(path) => {
                let below = path.strip_prefix("content/").unwrap_or(path);
                SitePath::known(&format!("{CONTENT}/x")).resolve(below)
            }
            None => self.file.resolve(path),
        };
        Some(file.ok_or_else(|| Broken::new(format!("`{path}` leads out of the site"), "mend the link")))
    }

    /// The address of a text.
    fn text_address(&self, written: &str, file: &SitePath) -> Result<&'w Address, Broken> {
        questions::note(Question::Text(file.clone()));
        self.world.address_of(file).map_err(|whereabouts| match whereabouts {
            Some(Whereabouts::Absent(Absence::Draft)) => Broken::new(
                format!("`{written}` is a draft, and not on the site"),
                "finish it, or take the link out until then",
            ),
            Some(Whereabouts::Absent(Absence::Embargoed(until))) => Broken::new(
                format!("`{written}` is under embargo until {until}, and not on the site before"),
                "take the link out until then",
            ),
            // Such a file has its own diagnostics, or a name that is passed over.
            _ if self.texts.bytes(file).is_ok() => Broken::new(
                format!("`{file}` is there, but can't be linked to as it is"),
                "mend what is wrong with that file; one whose name begins with a dot is no part of the site",
            ),
            _ => Broken::new(format!("there is no file `{file}`"), self.near(file)),
        })
    }

    /// A file that may have been meant.
    fn near(&self, file: &SitePath) -> String {
        let archive = &self.world.archive;
        let articles = archive.articles().map(|(_, article)| &article.file);
        let standing = archive.standing().iter().map(|page| &page.file);
        let terms = archive.described().map(|(_, _, own)| &own.file.file);
        let files: Vec<&SitePath> = articles.chain(standing).chain(terms).collect();
        let is_namesake =
            |other: &&&SitePath| other.file_name() == file.file_name() && file.file_name() != "index.md";
        if let Some(other) = files.iter().find(is_namesake) {
            return format!("is {other} meant? Write its path as seen from this file's folder");
        }
        let same_folder = files
            .iter()
            .filter(|other| other.folder() == file.folder() && *other != &self.file)
            .map(|other| other.stem());
        match nearest(file.stem(), same_folder) {
            Some(other) => format!("did you mean {}/{other}.md?", file.folder()),
            None => "mend the link: the path is as seen from this file's folder".to_owned(),
        }
    }

    /// Checks an anchor of this text itself.
    fn check_own_anchor(&mut self, fragment: &str) -> Result<(), Broken> {
        if fragment.is_empty() || fragment == "top" {
            return Ok(());
        }
        let body = &self.text[self.start..];
        let anchors = self.own_anchors.get_or_insert_with(|| markdown::anchors_without(self.withheld, body));
        anchor_in(anchors, &self.world.template_ids, fragment, "this text")
    }

    /// Checks an anchor of another page. Of pages that are no texts, only their templates know their anchors.
    fn check_anchor(&mut self, address: &Address, fragment: &str) -> Result<(), Broken> {
        if *address == self.page.address {
            return self.check_own_anchor(fragment);
        }
        questions::note(Question::Anchor(address.clone(), fragment.to_owned()));
        match questions::anchors_at(address, self.world, self.texts) {
            Some(anchors) => anchor_in(&anchors, &self.world.template_ids, fragment, address.as_str()),
            None => Ok(()),
        }
    }
}

/// Whether a path can be that of a file beside the texts: an address's last part has no extension.
fn is_asset(file: &SitePath) -> bool {
    file.extension().is_some()
}

/// Checks that a text, or its template, has an anchor.
fn anchor_in(
    anchors: &[String],
    template_ids: &std::collections::HashSet<String>,
    fragment: &str,
    text: &str,
) -> Result<(), Broken> {
    let decoded = percent_decode_str(fragment).decode_utf8_lossy();
    if anchors.iter().any(|anchor| *anchor == decoded) || template_ids.contains(&*decoded) {
        return Ok(());
    }
    let hint = match nearest(&decoded, anchors.iter().map(String::as_str)) {
        Some(near) => format!("did you mean #{near}?"),
        None if anchors.is_empty() => "it has no headings to link to".to_owned(),
        None => format!("it has: #{}", anchors.join(", #")),
    };
    Err(Broken::new(format!("{text} has no anchor `#{decoded}`"), hint))
}

/// A link at the first of a sign: what is before it, and what is behind it where it is there.
fn split(link: &str, sign: char) -> (&str, Option<&str>) {
    link.split_once(sign).map_or((link, None), |(before, behind)| (before, Some(behind)))
}

impl Links for BodyLinks<'_> {
    fn picture(&mut self, written: &str) -> Option<markdown::Picture> {
        let Shown { size, srcset } = self.shown(written)?;
        Some(markdown::Picture { width: size.width, height: size.height, srcset })
    }

    fn resolve(&mut self, kind: LinkKind, written: &str, at: Range<usize>) -> Option<String> {
        // The editor was told when the text was read.
        if self.withheld.are_in_address(written) {
            return None;
        }
        match self.lead(kind, written) {
            Ok(href) if self.withheld.are_in_address(&href) => None,
            Ok(href) => Some(href),
            Err(Broken { why, hint }) => {
                self.note(&at, why, hint);
                None
            }
        }
    }

    fn component(&mut self, call: &Call<'_>, body: Option<&str>) -> Option<String> {
        if let Err(fault) = self.engine.components().check(call) {
            self.fault(fault);
            return None;
        }
        let led = self.led(call)?;
        let text = |name| {
            call.arguments.iter().find(|argument| argument.name == name).and_then(|argument| {
                match argument.value {
                    Literal::Text(text) => Some(text),
                    _ => None,
                }
            })
        };
        let picture =
            led.get("src").filter(|_| self.engine.components().wants_picture(call.name)).map(|url| {
                let known = text("src").and_then(|written| self.shown(written));
                PictureOf {
                    url,
                    alt: text("alt").unwrap_or_default(),
                    width: known.as_ref().map(|shown| shown.size.width),
                    height: known.as_ref().map(|shown| shown.size.height),
                    sources: known.as_ref().map_or_else(Vec::new, Shown::sources),
                }
            });
        let context = components::context(call, &led, picture.as_ref(), self.withheld);
        match self.engine.render_component(call.name, &context, body) {
            Ok(html) => Some(html),
            Err(error) => {
                self.found.extend(self.engine.diagnostic(&error, self.page));
                None
            }
        }
    }

    fn fault(&mut self, Fault { at, message, hint }: Fault) {
        self.note(&at, message, hint);
    }
}
