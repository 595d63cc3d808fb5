//! Rules of the repository, checked on its sources: the order of modules (`rules/modules.rs`), the prose of comments
//! (`rules/prose.rs`), and here who may touch files, the network and programs, statics, and the length of files.

#[path = "rules/imports.rs"]
mod imports;
#[path = "rules/modules.rs"]
mod modules;
#[path = "rules/prose.rs"]
mod prose;
#[path = "rules/public_items.rs"]
mod public_items;
#[path = "rules/sources.rs"]
mod sources;

use sources::{Source, sources, workspace_sources};

/// Modules that may touch files, besides the commands in the binary.
const MAY_TOUCH_FILES: [&str; 7] = ["sources", "theme", "cache", "publish", "pipeline", "preview", "deploy"];

/// Modules that may touch the network, and the command whose arguments are addresses.
const MAY_TOUCH_THE_NETWORK: [&str; 5] =
    ["src/preview", "src/deploy", "src/commands/import/fetch.rs", "src/commands/serve.rs", "src/cli.rs"];

/// Module that may start programs.
const MAY_START_PROGRAMS: &str = "src/deploy";

/// Statics that hold no state of a site: tables, the allocator, a thread's buffers.
const STATICS: [&str; 15] = [
    "ALLOCATOR",
    "ALL_ELEMENTS",
    "RECORDED",
    "COUNT",
    "LAST",
    "METER",
    "PAGE",
    "SANITIZER",
    "SMALLER",
    "CURRENT",
    "CURRENT_LANGUAGE",
    "REQUEST",
    "STARTED",
    "WATCHED",
    "WITH_URL",
];

/// Most lines of a source file.
const LONGEST_FILE: usize = 400;

#[test]
fn only_some_modules_touch_files() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.is_library()) {
        if MAY_TOUCH_FILES.contains(&source.top_module()) {
            continue;
        }
        for (number, _) in lines_with(source, &["std::fs", "fs::File", "File::open", "walkdir::"]) {
            wrong.push(format!("{}:{number}: `{}` touches files", source.path, source.top_module()));
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
const MAY_OPEN_BY_PATH: [&str; 8] = [
    // The one place in which a site's files are opened.
    "src/sources/",
    // System calls, for those that are listed here.
    "src/platform/",
    // The output, whose directories are opened without following a symlink.
    "src/publish/",
    // A target that is a folder of this machine, and what a program that sends needs.
    "src/deploy/",
    // `--report FILE`, `import --into DIR`, `init DIR`, `man DIR`.
    "src/commands/build.rs",
    "src/commands/import/folder.rs",
    "src/commands/init.rs",
    "src/commands/man.rs",
];

#[test]
fn a_sites_files_are_opened_in_one_place() {
    let mut wrong = Vec::new();
    let is_held = |source: &&Source| {
        !source.is_test && !MAY_OPEN_BY_PATH.iter().any(|place| source.path.starts_with(place))
    };
    for source in sources().iter().filter(is_held) {
        for (number, line) in lines_with(source, &BY_PATH) {
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
        for (number, line) in lines_with(source, &[network, programs].concat()) {
            wrong.push(format!("{}:{number}: {}", source.path, line.trim()));
        }
    }
    assert_none(&wrong);
}

/// What only one kind of system has.
const OF_A_SYSTEM: [&str; 4] = ["std::os::", "rustix::", "libc::", "cfg(unix)"];

/// Where a system's own interfaces are used: the one module for them, and the watcher of Linux.
const MAY_USE_A_SYSTEM: [&str; 2] = ["src/platform", "src/preview/watch/inotify.rs"];

#[test]
fn one_module_knows_the_operating_system() {
    let mut wrong = Vec::new();
    let is_held = |source: &&Source| {
        !source.is_test && !MAY_USE_A_SYSTEM.iter().any(|place| source.path.starts_with(place))
    };
    for source in sources().iter().filter(is_held) {
        for (number, line) in lines_with(source, &OF_A_SYSTEM) {
            wrong.push(format!("{}:{number}: {}: add it to src/platform/unix.rs", source.path, line.trim()));
        }
    }
    assert_none(&wrong);
}

#[test]
fn no_state_of_a_site_is_in_a_static() {
    let mut wrong = Vec::new();
    for source in workspace_sources() {
        for (number, line) in lines_with(&source, &["static "]) {
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

/// Code that makes what a page shows from the page's model, whose hash is the page's fingerprint.
const SHOWS_A_MODEL: [&str; 14] = [
    "src/pages/article.rs",
    "src/pages/context.rs",
    "src/pages/corrections.rs",
    "src/pages/dates.rs",
    "src/pages/feeds",
    "src/pages/list.rs",
    "src/pages/page_variable.rs",
    "src/pages/search",
    "src/pages/sitemaps.rs",
    "src/pages/standing.rs",
    "src/pages/term.rs",
    "src/pages/terms.rs",
    "src/pages/variables.rs",
    "src/templates/metadata",
];

/// Ways to read facts of the site that are not in the model of the page.
const BESIDES_THE_MODEL: [&str; 5] = ["SiteModel", "ModelParts", ".model()", "&Archive", "&Plan"];

/// Files with the types that are hashed by a digest instead of their fields.
const HASHED_BY_HAND: [&str; 4] =
    ["src/digest.rs", "src/model/cards.rs", "src/model/language_context.rs", "src/model/term_links.rs"];

#[test]
fn a_page_shows_only_what_its_fingerprint_covers() {
    let mut wrong = Vec::new();
    let sources = sources();
    for place in SHOWS_A_MODEL {
        assert!(sources.iter().any(|source| source.path.starts_with(place)), "{place}");
    }
    for source in &sources {
        if SHOWS_A_MODEL.iter().any(|place| source.path.starts_with(place)) {
            for (number, line) in lines_with(source, &BESIDES_THE_MODEL) {
                let hint = "put the value into the page's model, so that the fingerprint covers it";
                wrong.push(format!("{}:{number}: {}: {hint}", source.path, line.trim()));
            }
        }
        if source.is_library() && !HASHED_BY_HAND.contains(&source.path.as_str()) {
            for (number, _) in lines_with(source, &[" Hash for "]) {
                wrong.push(format!("{}:{number}: derive Hash, so that no field is forgotten", source.path));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn files_are_small_and_begin_with_a_paragraph() {
    let mut wrong = Vec::new();
    for source in workspace_sources() {
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

/// Returns the numbered lines of code that hold one of the texts.
fn lines_with<'a>(source: &'a Source, needles: &'a [&str]) -> impl Iterator<Item = (usize, &'a str)> {
    source.code().filter(|(_, line)| needles.iter().any(|needle| line.contains(needle)))
}

fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
