//! Checks the documentation against the program: keys of the config and of front matter, commands and options, kinds of
//! problems, topics of `dateline docs`, and links between pages.

#![allow(clippy::panic, reason = "a test that cannot read what it checks fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

/// Pages outside of `docs/` whose links are checked too.
const OTHER_PAGES: [&str; 3] = ["README.md", "CONTRIBUTING.md", "SECURITY.md"];

/// Pages about Dateline's own code, which are not part of the program.
const NO_TOPICS: [&str; 3] = ["architecture", "performance", "testing"];

/// Folders of this repository that pages name files of.
const SOURCES: [&str; 5] = ["src/", "tests/", "fuzz/", "benches/", "themes/broadsheet/"];

/// A key that no table has, and that is near to none.
const UNKNOWN: &str = "zqzqzqzq";

/// Sections of `docs/front-matter.md`, each with a folder and front matter.
///
/// `§` marks the place of an unknown key.
const FRONT_MATTER: [(&[&str], &str, &str); 7] = [
    (&["Keys of every text", "Keys of an article"], "2025", "date = 2025-01-01\n§ = 1"),
    (&["Keys of every text"], "pages", "§ = 1"),
    (&["Keys of every text", "Files of terms"], "tags", "§ = 1"),
    (&["`image`"], "2025", "date = 2025-01-01\nimage = { src = \"a.svg\", § = 1 }"),
    (&["`source`"], "2025", "date = 2025-01-01\nsource = { name = \"N\", § = 1 }"),
    (
        &["`corrections`"],
        "2025",
        "date = 2025-01-01\ncorrections = [{ date = 2025-01-02, text = \"T\", § = 1 }]",
    ),
    (&["`withdrawn`"], "2025", "date = 2025-01-01\nwithdrawn = { date = 2025-01-02, § = 1 }"),
];

/// Tables of `docs/configuration.md` whose keys the user or a theme chooses.
const FREE_TABLES: [&str; 3] = ["theme", "permalinks", "extra"];

#[test]
fn every_key_of_the_config_is_documented() {
    let page = Page::read("docs/configuration.md");
    let mut tables = BTreeSet::new();
    for section in &page.sections {
        let Some(table) = section.title.strip_prefix('`').and_then(|title| title.strip_suffix("]`")) else {
            continue;
        };
        let is_list = table.starts_with("[[");
        let table = table.trim_start_matches('[').trim_end_matches(']');
        tables.insert(table.split('.').next().unwrap_or(table).to_owned());
        if FREE_TABLES.contains(&table) {
            continue;
        }
        let table = table.replace("TAG", "ar").replace("NAME", "x");
        let (start, end) = if is_list { ("[[", "]]") } else { ("[", "]") };
        assert_same(&format!("[{table}]"), &section.keys(), &config_keys(&format!("{start}{table}{end}\n")));
    }
    let mut top: BTreeSet<String> = page.section("Top level").keys();
    top.extend(tables);
    assert_same("the top level", &top, &config_keys(""));
}

#[test]
fn every_key_of_front_matter_is_documented() {
    let page = Page::read("docs/front-matter.md");
    for (sections, folder, text) in FRONT_MATTER {
        let documented = sections.iter().flat_map(|title| page.section(title).keys()).collect();
        let text = format!("+++\ntitle = \"A\"\n{}\n+++\n", text.replace('§', UNKNOWN));
        assert_same(
            &format!("{sections:?}"),
            &documented,
            &known_keys(&format!("content/{folder}/a.md"), &text),
        );
    }
}

#[test]
fn every_command_and_option_is_documented() {
    let page = Page::read("docs/commands.md");
    let general = page.section("Global options").options();
    assert_same("general options", &general, &options(&["--help"]));
    let mut documented = BTreeSet::new();
    for section in &page.sections {
        let Some(command) = section.title.strip_prefix("`dateline ") else { continue };
        let command = command.split([' ', '`']).next().unwrap_or_default();
        documented.insert(command.to_owned());
        let mut known = options(&[command, "--help"]);
        if command == "ledger" {
            known.extend(options(&["ledger", "accept", "--help"]));
            known.extend(options(&["ledger", "forget", "--help"]));
        }
        let known = known.difference(&general).cloned().collect();
        assert_same(command, &section.options(), &known);
    }
    let help = dateline(&["--help"]);
    let commands =
        help.split_once("Commands:\n").and_then(|(_, rest)| rest.split_once("\n\n")).expect("commands").0;
    let commands = commands.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let commands =
        commands.filter_map(|line| line.split_whitespace().next()).filter(|command| *command != "help");
    assert_same("commands", &documented, &commands.map(str::to_owned).collect());
}

#[test]
fn every_kind_of_problem_is_explained() {
    let source = fs::read_to_string("src/diagnostic/kind.rs").expect("the kinds");
    let names = source.lines().filter_map(|line| line.split_once("=> \"")?.1.split('"').next());
    let names: Vec<&str> = names.filter(|name| *name != "other").collect();
    assert!(!names.is_empty(), "src/diagnostic/kind.rs names no kinds");
    let page = fs::read_to_string("docs/messages.md").expect("the page");
    let missing: Vec<_> = names.iter().filter(|name| !page.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "docs/messages.md does not explain {missing:?}");
}

#[test]
fn every_page_is_a_topic() {
    let list = dateline(&["docs"]);
    let topics: BTreeSet<&str> = list
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next())
        .chain(NO_TOPICS)
        .collect();
    let pages = pages();
    let pages = pages.iter().filter(|page| page.starts_with("docs/"));
    let names = pages.filter_map(|page| page.trim_end_matches(".md").rsplit('/').next());
    assert_eq!(names.collect::<BTreeSet<_>>(), topics);
}

#[test]
fn every_relative_link_leads_somewhere() {
    let mut dead = Vec::new();
    for path in pages() {
        let page = Page::read(&path);
        for link in page.links() {
            if link.contains("://") || link.starts_with("mailto:") || link.starts_with('/') {
                continue;
            }
            let (file, anchor) =
                link.split_once('#').map_or((&*link, None), |(file, anchor)| (file, Some(anchor)));
            let target = if file.is_empty() { PathBuf::from(&path) } else { joined(&path, file) };
            let is_there = target.exists()
                && anchor.is_none_or(|anchor| {
                    Page::read(&target.to_string_lossy()).anchors().iter().any(|known| known == anchor)
                });
            if !is_there {
                dead.push(format!("{path}: {link}"));
            }
        }
    }
    assert!(dead.is_empty(), "links that lead nowhere:\n{}", dead.join("\n"));
}

#[test]
fn every_source_that_a_page_names_exists() {
    let mut gone = Vec::new();
    for path in pages() {
        for section in Page::read(&path).sections {
            let code = section.lines.iter().flat_map(|line| line.split('`').skip(1).step_by(2));
            for named in code.filter(|code| SOURCES.iter().any(|folder| code.starts_with(folder))) {
                let file = named.split("::").next().unwrap_or(named);
                if !file.contains(['*', ' ']) && !Path::new(file).exists() {
                    gone.push(format!("{path}: {named}"));
                }
            }
        }
    }
    assert!(gone.is_empty(), "files that do not exist:\n{}", gone.join("\n"));
}

/// Returns the documentation's pages as paths below the repository.
fn pages() -> Vec<String> {
    let mut pages: Vec<String> = OTHER_PAGES.map(str::to_owned).to_vec();
    for folder in ["docs", "docs/how-to"] {
        let entries =
            fs::read_dir(folder).expect("the documentation").map(|entry| entry.expect("an entry").path());
        let markdown = entries.filter(|path| path.extension().is_some_and(|ending| ending == "md"));
        pages.extend(markdown.map(|path| path.to_string_lossy().into_owned()));
    }
    pages.sort();
    pages
}

/// Resolves a link's path against the page that holds the link.
fn joined(page: &str, link: &str) -> PathBuf {
    let mut path = Path::new(page).parent().unwrap_or(Path::new("")).to_owned();
    for part in link.split('/') {
        match part {
            ".." => {
                path.pop();
            }
            part => path.push(part),
        }
    }
    path
}

/// A page, cut at its headings.
struct Page {
    sections: Vec<Section>,
}

/// A heading with the lines up to the next one; fenced code is left out.
#[derive(Default)]
struct Section {
    title: String,
    lines: Vec<String>,
}

impl Page {
    fn read(path: &str) -> Self {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let mut sections = vec![Section::default()];
        let mut is_code = false;
        for line in text.lines() {
            if line.trim_start().starts_with("```") {
                is_code = !is_code;
            } else if is_code {
            } else if line.starts_with('#') {
                sections.push(Section {
                    title: line.trim_start_matches('#').trim().to_owned(),
                    lines: Vec::new(),
                });
            } else if let Some(section) = sections.last_mut() {
                section.lines.push(line.to_owned());
            }
        }
        Self { sections }
    }

    fn section(&self, title: &str) -> &Section {
        let section = self.sections.iter().find(|section| section.title == title);
        section.unwrap_or_else(|| panic!("there is no section {title:?}"))
    }

    /// Returns the anchors of the headings, as GitHub makes them.
    fn anchors(&self) -> Vec<String> {
        let mut anchors: Vec<String> = Vec::new();
        for section in &self.sections {
            let words = section.title.to_lowercase().replace(' ', "-");
            let anchor: String =
                words.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect();
            let count = anchors.iter().filter(|known| **known == anchor).count();
            anchors.push(if count == 0 { anchor } else { format!("{anchor}-{count}") });
        }
        anchors
    }

    /// Returns the targets of links outside of code.
    fn links(&self) -> Vec<String> {
        let lines = self.sections.iter().flat_map(|section| {
            section.lines.iter().map(String::as_str).chain(std::iter::once(section.title.as_str()))
        });
        let prose = lines.map(|line| line.split('`').step_by(2).collect::<Vec<_>>().join("code"));
        let targets = prose.flat_map(|line| {
            let targets = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
            targets.map(str::to_owned).collect::<Vec<_>>()
        });
        targets.collect()
    }
}

impl Section {
    /// Returns the words in backticks in the first column of the section's tables.
    fn first_column(&self) -> impl Iterator<Item = &str> {
        let rows = self.lines.iter().filter_map(|line| line.strip_prefix("| `")?.split(" |").next());
        rows.flat_map(|cell| cell.split('`').step_by(2))
    }

    fn keys(&self) -> BTreeSet<String> {
        self.first_column().map(str::to_owned).collect()
    }

    fn options(&self) -> BTreeSet<String> {
        self.first_column().filter_map(option).collect()
    }
}

/// Returns a long option's name at the beginning of a text.
fn option(text: &str) -> Option<String> {
    let name = text.strip_prefix("--")?.split(|c: char| !c.is_ascii_lowercase() && c != '-').next()?;
    Some(format!("--{name}"))
}

/// Returns the long options that a help text lists.
fn options(args: &[&str]) -> BTreeSet<String> {
    let help = dateline(args);
    let lines = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
    lines.filter_map(|line| line.split([' ', ',']).find_map(option)).collect()
}

fn dateline(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_dateline")).args(args).output().expect("dateline runs");
    String::from_utf8(output.stdout).expect("text")
}

/// Returns the keys that the program knows in a table of the config.
fn config_keys(header: &str) -> BTreeSet<String> {
    known_keys(
        "config.toml",
        &format!("title = \"T\"\nbase_url = \"https://t.example\"\n{header}{UNKNOWN} = 1\n"),
    )
}

/// Returns the keys that the message about an unknown key lists.
fn known_keys(file: &str, text: &str) -> BTreeSet<String> {
    let site = tempfile::tempdir().expect("a folder");
    let config = "title = \"T\"\nbase_url = \"https://t.example\"\n";
    fs::write(site.path().join("config.toml"), config).expect("a config");
    let path = site.path().join(file);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    let output = command.arg("--site").arg(site.path()).args(["check", "--format", "json"]).output();
    let found = String::from_utf8(output.expect("dateline runs").stdout).expect("text");
    let keys = found.split_once("known here: ").unwrap_or_else(|| panic!("{text}\nlists no keys: {found}")).1;
    keys.split(['.', '"']).next().unwrap_or_default().split(", ").map(str::to_owned).collect()
}

fn assert_same(what: &str, documented: &BTreeSet<String>, known: &BTreeSet<String>) {
    let missing: Vec<_> = known.difference(documented).collect();
    let unknown: Vec<_> = documented.difference(known).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "{what}: not documented: {missing:?}; documented, but unknown to the program: {unknown:?}"
    );
}
