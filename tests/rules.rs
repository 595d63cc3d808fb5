//! The repository's own rules, read off its sources: data goes one way, only some rooms touch files, none touches the
//! network or starts a program, no state of a site is in a static, and files stay small.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The library's rooms in the order in which data goes through them, as `src/lib.rs` has it. A room may use those before
/// it, never those after it.
const ORDER: [&str; 33] = [
    "content_type",
    "digest",
    "embeds",
    "escape",
    "position_index",
    "redaction",
    "language",
    "moment",
    "address",
    "path",
    "diagnostic",
    "fields",
    "known_problems",
    "i18n",
    "host_limits",
    "config",
    "redirects",
    "sources",
    "images",
    "markdown",
    "article",
    "archive",
    "plan",
    "ledger",
    "theme",
    "model",
    "templates",
    "pages",
    "cache",
    "publish",
    "pipeline",
    "preview",
    "deploy",
];

/// The rooms that may touch files; the commands, in the binary, are the others.
const MAY_TOUCH_FILES: [&str; 7] = ["sources", "theme", "cache", "publish", "pipeline", "preview", "deploy"];

/// The rooms that may touch the network, and the command whose arguments are addresses.
const MAY_TOUCH_THE_NETWORK: [&str; 4] = ["src/preview", "src/deploy", "src/commands/serve.rs", "src/cli.rs"];

/// The one room that may start a program.
const MAY_START_PROGRAMS: &str = "src/deploy";

/// What a static may hold: tables that are the same for every site, the allocator, a thread's scratch.
/// or what it is rendering.
const STATICS: [&str; 13] = [
    "ALLOCATOR",
    "ALL_ELEMENTS",
    "RECORDED",
    "COUNT",
    "LAST",
    "METER",
    "PAGE",
    "SANITIZER",
    "SMALLER",
    "CURRENT_LANGUAGE",
    "STARTED",
    "WATCHED",
    "WITH_URL",
];

/// The most lines of a source file.
const LONGEST_FILE: usize = 400;

#[test]
fn no_stage_imports_a_later_one() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.is_library()) {
        let Some(room) = place(source.room()) else {
            wrong.push(format!(
                "{}: src/{} has no place in the order of tests/rules.rs",
                source.path,
                source.room()
            ));
            continue;
        };
        for (number, name) in source.names_after("crate::") {
            // `crate::` is followed by a room, or by `{room, …}`, which rustfmt keeps apart for us.
            if place(name).is_some_and(|other| other > room) {
                wrong.push(format!(
                    "{}:{number}: `{}` uses `{name}`, which comes after it",
                    source.path,
                    source.room()
                ));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn only_some_rooms_touch_files() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.is_library()) {
        if MAY_TOUCH_FILES.contains(&source.room()) {
            continue;
        }
        for (number, _) in source.lines_with(&["std::fs", "fs::File", "File::open", "walkdir::"]) {
            wrong.push(format!("{}:{number}: `{}` touches files", source.path, source.room()));
        }
    }
    assert_none(&wrong);
}

/// Ways to open, change or remove a file by its path, which follow every symlink.
const BY_PATH: [&str; 12] = [
    "fs::read(",
    "fs::read_to_string(",
    "fs::write(",
    "fs::copy(",
    "fs::rename(",
    "fs::remove_",
    "fs::create_dir",
    "File::open(",
    "File::create",
    "OpenOptions",
    "open_ambient_dir",
    "read_dir(",
];

/// Where files are opened, and where they may be opened by their paths: outside a site, in a folder that the user names.
const MAY_OPEN_BY_PATH: [&str; 6] = [
    // The one place in which a site's files are opened.
    "src/sources/",
    // The output, whose directories are opened without following a symlink.
    "src/publish/",
    // A target that is a folder of this machine, and what a program that sends needs.
    "src/deploy/",
    // `--report FILE`, `init DIR`, `man DIR`.
    "src/commands/build.rs",
    "src/commands/init.rs",
    "src/commands/manual.rs",
];

#[test]
fn a_sites_files_are_opened_in_one_place() {
    let mut wrong = Vec::new();
    let is_held = |source: &&Source| {
        !source.is_test && !MAY_OPEN_BY_PATH.iter().any(|place| source.path.starts_with(place))
    };
    for source in sources().iter().filter(is_held) {
        for (number, line) in source.lines_with(&BY_PATH) {
            let hint = "open it through sources::SiteDir or sources::ManagedDir";
            wrong.push(format!("{}:{number}: {}: {hint}", source.path, line.trim()));
        }
    }
    assert_none(&wrong);
}

#[test]
fn only_the_ends_touch_the_network_and_only_a_deploy_starts_programs() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| !source.is_test) {
        let may_touch = MAY_TOUCH_THE_NETWORK.iter().any(|place| source.path.starts_with(place));
        let network: &[&str] = if may_touch { &[] } else { &["std::net", "tokio::net"] };
        let programs: &[&str] = if source.path.starts_with(MAY_START_PROGRAMS) {
            &[]
        } else {
            &["Command::new(", "process::Command"]
        };
        for (number, line) in source.lines_with(&[network, programs].concat()) {
            wrong.push(format!("{}:{number}: {}", source.path, line.trim()));
        }
    }
    assert_none(&wrong);
}

#[test]
fn no_state_of_a_site_is_in_a_static() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (number, line) in source.lines_with(&["static "]) {
            let mut words = line.split_whitespace().skip_while(|word| *word != "static").skip(1);
            let name = words.next().unwrap_or_default().trim_end_matches(':');
            let is_a_static = line.contains(": ") && name.chars().all(|c| c.is_ascii_uppercase() || c == '_');
            if is_a_static && !name.is_empty() && !STATICS.contains(&name) {
                wrong.push(format!(
                    "{}:{number}: the static `{name}` is not among those known to be harmless",
                    source.path
                ));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn files_are_small_and_begin_with_a_paragraph() {
    let mut wrong = Vec::new();
    for source in sources() {
        let lines = source.text.lines().count();
        if lines > LONGEST_FILE {
            wrong.push(format!("{} has {lines} lines: split it by what its parts are for", source.path));
        }
        if !source.is_test && !source.text.starts_with("//! ") {
            wrong.push(format!(
                "{} does not say what comes in, what goes out and what it promises",
                source.path
            ));
        }
    }
    assert_none(&wrong);
}

#[test]
fn the_map_in_the_library_names_every_room_in_order() {
    let map = fs::read_to_string("src/lib.rs").expect("the library");
    let rooms: Vec<&str> =
        map.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert_eq!(rooms, ORDER);
}

/// A source file, without its tests at the end.
struct Source {
    path: String,
    text: String,
    is_test: bool,
}

impl Source {
    /// The room that it is a part of: `plan` for `src/plan/page.rs`.
    fn room(&self) -> &str {
        let below = self.path.strip_prefix("src/").unwrap_or(&self.path);
        below.split(['/', '.']).next().unwrap_or(below)
    }

    /// Whether it is the library's, not the binary's; and no test.
    fn is_library(&self) -> bool {
        !["main", "lib", "cli", "commands"].contains(&self.room()) && !self.is_test
    }

    /// The words that follow `before`, with their lines' numbers.
    fn names_after<'a>(&'a self, before: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
        self.code().flat_map(move |(number, line)| {
            line.match_indices(before).map(move |(at, _)| {
                let rest = &line[at + before.len()..];
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
                (number, &rest[..end])
            })
        })
    }

    fn lines_with<'a>(&'a self, needles: &'a [&str]) -> impl Iterator<Item = (usize, &'a str)> {
        self.code().filter(|(_, line)| needles.iter().any(|needle| line.contains(needle)))
    }

    /// Its lines, without comments and without the tests at its end.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
        (1..).zip(lines).filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

fn place(room: &str) -> Option<usize> {
    ORDER.iter().position(|known| *known == room)
}

fn sources() -> Vec<Source> {
    let mut found = BTreeMap::new();
    gather(Path::new("src"), &mut found);
    let tests: Vec<String> = found.iter().flat_map(|(path, text)| test_modules(path, text)).collect();
    let is_test = |path: &str| path.contains("/tests") || tests.iter().any(|test| test == path);
    found.into_iter().map(|(path, text)| Source { is_test: is_test(&path), path, text }).collect()
}

/// The files that a module declares as its tests.
fn test_modules(path: &str, text: &str) -> Vec<String> {
    let folder = path.strip_suffix(".rs").unwrap_or(path);
    let declared = text.split("#[cfg(test)]\nmod ").skip(1);
    declared.filter_map(|rest| Some(format!("{folder}/{}.rs", rest.split_once(';')?.0))).collect()
}

fn gather(folder: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder of sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let name = path.to_string_lossy().replace('\\', "/");
            found.insert(name, fs::read_to_string(&path).expect("a source"));
        }
    }
}

fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
