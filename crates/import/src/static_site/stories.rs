//! Converts the texts of a static site to stories.

use pulldown_cmark::{Event, Parser};

use super::body::{self, Body, Form};
use super::fields::{self, Document};
use super::links;
use super::local::View;
use super::mapping::{self, Context};
use super::tags::{PieceKind, pieces};
use super::text::{Role, Text, ending, split_path};
use super::values::Names;
use super::{StaticSite, kramdown, shortcodes};
use crate::convert;
use crate::decisions::Decisions;
use crate::kind::Kind;
use crate::story::{
    FileName, Item, LeftOut, Notice, Origin, SetAside, SourceId, Story, StoryDate, StoryKind, Taxonomy,
};
use crate::survey::Observations;
use crate::verify;

/// Most bytes of a text's first lines for the report.
const FIRST_LINES: usize = 400;

impl StaticSite {
    /// Returns the id of a text.
    fn id(&self, path: &str) -> SourceId {
        SourceId(format!("{}:{path}", self.kind.name()))
    }

    /// Converts a text.
    pub(super) fn convert_text(&self, number: usize, decisions: &Decisions) -> Item {
        let text = &self.index.texts[number];
        let origin = Origin { file: text.path.clone(), line: 1 };
        let year = text.date.map(StoryDate::year);
        let id = self.id(&text.path);
        let left_out = |rule: &str| {
            Item::LeftOut(LeftOut { id: id.clone(), origin: origin.clone(), rule: rule.to_owned(), year })
        };
        let set_aside = |reason: String| {
            let first_lines = self.folder.tree.text(&text.path).unwrap_or_default();
            let first_lines = first_lines.chars().take(FIRST_LINES).collect();
            Item::SetAside(SetAside { id: id.clone(), origin: origin.clone(), reason, first_lines, year })
        };
        if let Some(fault) = &text.fault {
            return set_aside(fault.clone());
        }
        if let Some(rule) = &text.left_out {
            return left_out(rule);
        }
        let bytes = self.folder.tree.read(&text.path).map_err(|error| error.to_string());
        let mut document = match bytes.and_then(|bytes| fields::read(&bytes)) {
            Ok(document) => document,
            Err(fault) => return set_aside(fault),
        };
        document.fields.fill(&self.rules.inherited(&self.folder, text));
        if let Some(rule) = self.rule_against(text, &document) {
            return left_out(rule);
        }
        let kind = match text.place.role {
            Role::Section if self.sections.contains_key(&text.place.folder) => {
                StoryKind::Term(Taxonomy::Sections)
            }
            Role::Term(taxonomy) => StoryKind::Term(taxonomy),
            Role::Author => StoryKind::Term(Taxonomy::Authors),
            _ if text.date.is_some() => StoryKind::Article,
            _ => StoryKind::Page,
        };
        let mut story = Story::new(id, origin, kind);
        self.fill(&mut story, text, document, decisions);
        Item::Story(Box::new(story))
    }

    /// Returns the rule that leaves a text out.
    fn rule_against(&self, text: &Text, document: &Document) -> Option<&'static str> {
        let is_empty = document.body.trim().is_empty();
        let has_title = document.fields.text("title").is_some();
        match text.place.role {
            Role::Section if text.place.folder.is_empty() => Some("front page"),
            Role::Section if self.sections.contains_key(&text.place.folder) && text.language.is_some() => {
                Some("list of a folder in another language")
            }
            Role::Section if is_empty && !self.sections.contains_key(&text.place.folder) => {
                Some("list of a folder")
            }
            Role::Author => {
                let id = author_id(text);
                let first = self.authors.0.iter().find(|(_, author)| author.name == text.title);
                (first.is_some_and(|(first, _)| *first != id)).then_some("author of the same name")
            }
            Role::Story if is_empty && !has_title && text.date.is_none() => Some("no headline and no text"),
            Role::Story if !has_title && matches!(ending(&text.path).as_str(), "njk" | "liquid") => {
                Some("template without a headline")
            }
            _ => None,
        }
    }

    /// Fills a story.
    fn fill(&self, story: &mut Story, text: &Text, document: Document, decisions: &Decisions) {
        story.title.clone_from(&text.title);
        story.slug = text.slug.clone().unwrap_or_else(|| text.known_name().to_owned());
        story.language.clone_from(&text.language);
        story.draft = text.is_draft;
        story.aliases.clone_from(&text.aliases);
        story.notices.extend(document.notices.iter().chain(&text.notices).cloned());
        match story.kind {
            StoryKind::Term(taxonomy) => {
                story.slug = term_slug(text, taxonomy);
                // The list of a folder had an address of its own.
                let list = format!("/{}/{}/", taxonomy.folder(), story.slug);
                story
                    .aliases
                    .extend(text.address.clone().filter(|address| *address != list && address != "/"));
            }
            _ => story.address.clone_from(&text.address),
        }
        if let Some(original) = text.original.map(|at| &self.index.texts[at]) {
            let slug = original.slug.clone().unwrap_or_else(|| original.known_name().to_owned());
            story.file_name = Some(FileName { date: original.date, slug });
        }
        self.set_body(story, text, &document, decisions);
        let mut media = Vec::new();
        let mut picture = |src: &str| self.picture(text, src, &mut media);
        let author = |id: &str| self.authors.name(id, &decisions.authors);
        let mut context = Context {
            text,
            decisions,
            taxonomies: &self.taxonomies,
            author: &author,
            picture: &mut picture,
            today: self.today,
        };
        let redirect = ["redirect_to", "redirect", "redirectto", "redirect_url"]
            .iter()
            .find_map(|key| document.fields.text(key));
        mapping::fill(story, document.fields, &mut context);
        story.media.extend(media);
        if let Some(target) = redirect.filter(|target| story.body.trim().is_empty() && target.contains('/')) {
            let target = links::encoded(&target);
            story.body = format!("[{target}]({target})\n");
            story.found.links = 1;
            let message = format!("the page led on to {target}; it is a page with that link now");
            story.notices.push(Notice { kind: "redirect", message });
        }
        self.set_section(story, text, decisions);
        story.comments = self.comments_of(text);
    }

    /// Sets the section: the category, or the folder.
    fn set_section(&self, story: &mut Story, text: &Text, decisions: &Decisions) {
        if story.kind != StoryKind::Article {
            story.section = None;
            return;
        }
        let by_folder = || self.sections.get(text.group()).cloned();
        let section = story.section.take().or_else(by_folder);
        story.section = section
            .map(|name| decisions.sections.get(&name).cloned().unwrap_or(name))
            .filter(|name| !name.is_empty());
    }

    /// Sets the text, in Markdown.
    fn set_body(&self, story: &mut Story, text: &Text, document: &Document, decisions: &Decisions) {
        let view = View { site: self, text, fields: &document.fields };
        let names = Names {
            globals: Some(&self.folder.globals),
            page: Some(&document.fields.0),
            url: text.address.as_deref().unwrap_or_default(),
            ..Names::default()
        };
        let is_html = matches!(ending(&text.path).as_str(), "html" | "htm" | "njk" | "liquid");
        let form = if is_html { Form::Html } else { Form::Markdown };
        let mut body = body::convert(&document.body, form, self.rules.syntax(), names, &view, decisions);
        if is_html {
            let markdown = convert::to_markdown(&body.text, &view);
            body.text = markdown.text;
            body.found = markdown.found;
            body.notices.extend(markdown.notices);
            story.media.extend(markdown.media);
        } else {
            if self.kind == Kind::Jekyll {
                strip_attributes(&mut body);
            }
            let mut media = Vec::new();
            body.text =
                links::rewrite(&body.text, &mut |dest, target| self.changed(text, dest, target, &mut media));
            story.media.extend(media);
        }
        story.body = body.text;
        story.found.links += body.found.links;
        story.found.pictures += body.found.pictures;
        story.notices.extend(body.notices);
    }

    /// Converts an author of the data.
    pub(super) fn convert_author(&self, id: &str, decisions: &Decisions) -> Item {
        let origin = Origin { file: "data".to_owned(), line: 0 };
        let source_id = self.id(&format!("authors/{id}"));
        let left_out = |rule: &str| {
            Item::LeftOut(LeftOut {
                id: source_id.clone(),
                origin: origin.clone(),
                rule: rule.to_owned(),
                year: None,
            })
        };
        let has_file =
            self.index.texts.iter().any(|text| text.place.role == Role::Author && author_id(text) == id);
        let Some(author) = self.authors.0.get(id).filter(|_| !has_file) else {
            return left_out("author with a file");
        };
        let is_first = self
            .authors
            .0
            .iter()
            .find(|(_, other)| other.name == author.name)
            .is_some_and(|(first, _)| first == id);
        if !is_first {
            return left_out("author of the same name");
        }
        let mut story = Story::new(source_id, origin, StoryKind::Term(Taxonomy::Authors));
        story.title = self.authors.name(id, &decisions.authors);
        story.slug = super::pattern::plain_slug(id);
        story.body.clone_from(&author.biography);
        story.found = verify::count(&story.body);
        if let Some(src) = &author.picture {
            let text = Text::default();
            story.image = Some(crate::story::LeadImage {
                src: self.picture(&text, src, &mut story.media),
                ..Default::default()
            });
            story.found.pictures += 1;
        }
        Item::Story(Box::new(story))
    }

    /// Counts what a text says for the survey.
    pub(super) fn observe_text(&self, number: usize, seen: &mut Observations) {
        let text = &self.index.texts[number];
        seen.add_year(text.date.map(StoryDate::year));
        let status = text.left_out.as_deref().or(text.fault.as_deref()).unwrap_or(if text.is_draft {
            "draft"
        } else {
            "published"
        });
        seen.statuses.add(status, &text.path);
        if let Some(address) = text.address.as_deref().filter(|_| text.left_out.is_none()) {
            seen.add_address(address);
        }
        let Some(document) =
            self.folder.tree.read(&text.path).ok().and_then(|bytes| fields::read(&bytes).ok())
        else {
            return;
        };
        for notice in &document.notices {
            seen.repairs.add(&notice.message, &text.path);
        }
        if let Some(written) = document.fields.text("date")
            && let Some(date) = crate::dates::parse(&written)
        {
            date.observe(&written, seen);
        }
        for author in ["authors", "author"].iter().flat_map(|key| document.fields.list(key)) {
            seen.authors.add(&author, &text.path);
        }
        for category in mapping::written_categories(&document.fields, text) {
            seen.categories.add(&category, &text.path);
        }
        for piece in pieces(&document.body, self.rules.syntax()) {
            if let PieceKind::Tag(tag) = piece.kind {
                seen.shortcodes.add(&shortcodes::name(&tag), tag.written);
            }
        }
        for event in Parser::new_ext(&document.body, verify::options()) {
            if let Event::Start(pulldown_cmark::Tag::Image { dest_url, .. }) = event
                && let Some(host) = links::host_of(&dest_url)
            {
                seen.picture_hosts.add(&host, &text.path);
            }
        }
    }
}

/// Returns the id of an author with a file.
fn author_id(text: &Text) -> String {
    if text.is_index() { split_path(&text.place.folder).1.to_owned() } else { text.place.name.clone() }
}

/// Returns the slug of a term's list.
fn term_slug(text: &Text, taxonomy: Taxonomy) -> String {
    match taxonomy {
        Taxonomy::Authors => author_id(text),
        _ => split_path(&text.place.folder).1.to_owned(),
    }
}

/// Removes the attribute lists of kramdown.
fn strip_attributes(body: &mut Body) {
    let stripped = kramdown::strip(&body.text);
    if stripped.removed > 0 {
        let message = format!("attribute lists removed: {}", stripped.removed);
        body.notices.push(Notice { kind: "attributes", message });
    }
    body.text = stripped.text;
}
