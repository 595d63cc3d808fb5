//! A site made of a converted archive, and the questions that the tests ask of it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use percent_encoding::percent_decode_str;

use super::story::{Archive, Story};
use super::words;

/// Signs around a story's text on its page.
const BEGIN: &str = "<!-- story -->";
const END: &str = "<!-- end of story -->";

/// A site in a folder of its own.
pub(crate) struct Site {
    folder: tempfile::TempDir,
}

/// Numbers of a build.
pub(crate) struct Report {
    pub(crate) articles: usize,
    pub(crate) rendered: usize,
    pub(crate) written: usize,
}

impl Site {
    /// Writes the site of an archive.
    pub(crate) fn of(archive: &Archive) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        let config = format!(
            "title = \"Archive\"\nbase_url = \"https://archive.example\"\ntheme = \"broadsheet\"\n{}",
            archive.config
        );
        fs::write(root.join("config.toml"), config).expect("the config is written");
        for story in &archive.stories {
            let file = root.join("content").join(&story.file);
            fs::create_dir_all(file.parent().expect("a folder")).expect("folders are made");
            fs::write(file, story.to_file()).expect("a story is written");
        }
        let site = Self { folder };
        site.mark_stories();
        site
    }

    /// Returns a folder without a site.
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    /// Returns the path of the site.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Puts signs around the text of each story.
    pub(crate) fn mark_stories(&self) {
        let template = format!(
            "{{% extends \"broadsheet/article.html\" %}}{{% block main %}}{BEGIN}{{{{ article.content | safe }}}}{END}{{% endblock main %}}"
        );
        fs::create_dir(self.folder().join("templates")).expect("a folder");
        fs::write(self.folder().join("templates/article.html"), template).expect("a template is written");
    }

    /// Runs a command in the site.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.arg("--site").arg(self.folder.path()).args(arguments);
        command.env("SOURCE_DATE_EPOCH", "1790000000").output().expect("dateline runs")
    }

    /// Lets the dead links and pictures of the archive be known problems.
    pub(crate) fn accept_known_problems(&self) {
        let said = self.run(&["check", "--accept"]);
        assert!(said.status.success(), "{}", excerpt(&said));
    }

    /// Builds the site.
    pub(crate) fn build(&self) -> Report {
        let file = self.folder.path().join("report.json");
        let said = self.run(&["build", "--report", &file.to_string_lossy()]);
        assert!(said.status.success(), "{}", excerpt(&said));
        let report = fs::read_to_string(file).expect("a report");
        let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
        let number = |key: &str| usize::try_from(report[key].as_u64().expect("a number")).expect("a count");
        Report { articles: number("articles"), rendered: number("rendered"), written: number("written") }
    }

    /// Returns the old addresses that no file answers.
    pub(crate) fn unanswered(&self, archive: &Archive) -> Vec<String> {
        let addresses = archive.stories.iter().flat_map(|story| &story.addresses);
        addresses.filter(|address| self.answer(address).is_none()).cloned().collect()
    }

    /// Returns the file that a host sends for an address.
    fn answer(&self, address: &str) -> Option<std::path::PathBuf> {
        let public = self.folder.path().join("public");
        let path = address.split('?').next().unwrap_or_default().trim_start_matches('/');
        let path = percent_decode_str(path).decode_utf8().expect("an address decodes to UTF-8");
        let candidates = [public.join(&*path), public.join(&*path).join("index.html")];
        candidates.into_iter().find(|file| file.is_file())
    }

    /// Returns the stories whose pages have other words than their sources, with the first that differ.
    pub(crate) fn differing(&self, archive: &Archive) -> Vec<String> {
        archive.stories.iter().filter_map(|story| self.difference(story)).collect()
    }

    fn difference(&self, story: &Story) -> Option<String> {
        let Some(text) = self.text_of(story) else {
            return Some(format!("{}: its page has no text", story.file));
        };
        let (mut shown, mut written) = (words::of_page(&text), words::of_markdown(&story.body));
        if story.body.contains("[^") {
            // Notes stand at the end of a page, wherever they stand in the source.
            shown.sort();
            written.sort();
        }
        if shown == written {
            return None;
        }
        let at =
            shown.iter().zip(&written).position(|(a, b)| a != b).unwrap_or(shown.len().min(written.len()));
        let around = |words: &[String]| {
            words[at.saturating_sub(3).min(words.len())..(at + 8).min(words.len())].join(" ")
        };
        Some(format!("{}: “{}” shows “{}”", story.file, around(&written), around(&shown)))
    }

    /// Returns the text on the page of a story, in HTML.
    pub(crate) fn text_of(&self, story: &Story) -> Option<String> {
        let page = self.page(story);
        page.split_once(BEGIN).and_then(|(_, rest)| rest.split_once(END)).map(|(text, _)| text.to_owned())
    }

    /// Returns the page of a story: at one of its addresses, or where one redirects to.
    fn page(&self, story: &Story) -> String {
        let pages = story.addresses.iter().filter_map(|address| self.answer(address)).map(|file| read(&file));
        let followed = pages.map(|page| if page.contains(BEGIN) { page } else { self.target(&page) });
        followed.into_iter().find(|page| page.contains(BEGIN)).unwrap_or_default()
    }

    /// Returns the page to which a redirect leads.
    fn target(&self, redirect: &str) -> String {
        let rest = redirect.split_once("content=\"0; url=").map(|(_, rest)| rest);
        let address = rest.and_then(|rest| rest.split_once('"')).map(|(address, _)| address);
        address.and_then(|address| self.answer(address)).map(|file| read(&file)).unwrap_or_default()
    }
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).expect("a page is read")
}

/// Returns the end of all that a command said.
fn excerpt(said: &Output) -> String {
    let text = String::from_utf8_lossy(&said.stderr);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(60)..].join("\n")
}
