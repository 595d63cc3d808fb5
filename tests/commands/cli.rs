//! The command line as a user meets it: what it says, where, and with which exit code. What is said at length stands
//! in `tests/cli/`; `SNAPSHOTS=overwrite cargo test --test commands cli::` takes what comes out for what is expected.

use crate::files::{tree, write};
use crate::said::Said;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use snapbox::{Assert, Data};

/// A folder in which sites are made.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    /// A desk with a small site, `site/`, in it.
    fn with_site() -> Self {
        let desk = Self::new();
        desk.dateline(&["init", "site", "--quiet"]).assert().success();
        desk.remove("site/content");
        desk.write("site/content/a.md", "+++\ntitle = \"A\"\ndate = 2025-11-01\n+++\n\nText.\n");
        desk
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    fn write(&self, file: &str, text: &str) {
        write(&self.path(file), text);
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).expect("a file is read")
    }

    fn remove(&self, folder: &str) {
        fs::remove_dir_all(self.path(folder)).expect("a folder is removed");
    }

    fn dateline(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        // 2026-01-01T00:00:00Z
        command.current_dir(self.0.path()).env("SOURCE_DATE_EPOCH", "1767225600").args(args);
        command
    }

    /// What a build of the small site says, which is to end well.
    fn build(&self, args: &[&str]) -> Said {
        let said = Said::of(
            self.dateline(&[&["--site", "site", "build"], args].concat()).output().expect("dateline runs"),
        );
        assert_eq!(said.code, Some(0), "{}", said.stderr);
        said
    }
}

/// Compares with a file of `tests/cli/`.
fn assert_snapshot(name: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli").join(name);
    Assert::new()
        .action_env("SNAPSHOTS")
        .normalize_paths(false)
        .eq(Data::text(text.to_owned()), Data::read_from(&file, None));
}

#[test]
fn help_at_every_level() {
    let desk = Desk::new();
    for command in ["", "build", "check", "deploy", "serve", "init", "new", "docs", "completions", "man"] {
        let args: Vec<&str> = [command, "--help"].into_iter().filter(|arg| !arg.is_empty()).collect();
        let said = Said::of(desk.dateline(&args).env("COLUMNS", "100").output().unwrap());
        assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""), "{command}");
        let name = if command.is_empty() { "dateline" } else { command };
        assert_snapshot(&format!("help-{name}.txt"), &said.stdout);
    }
}

#[test]
fn the_documentation_is_part_of_the_program() {
    let desk = Desk::new();
    let list = Said::of(desk.dateline(&["docs"]).output().unwrap());
    assert_eq!((list.code, list.stderr.as_str()), (Some(0), ""));
    for line in list.stdout.lines().filter_map(|line| line.strip_prefix("  ")) {
        let (topic, heading) = line.split_once(' ').expect("a topic and its heading");
        let page = Said::of(desk.dateline(&["docs", topic]).output().unwrap());
        assert_eq!(page.code, Some(0), "{topic}");
        assert!(page.stdout.starts_with(&format!("# {}\n", heading.trim())), "{topic}");
    }
    for (written, hint) in [
        ("front-mater", "did you mean `dateline docs front-matter`?"),
        ("config", "did you mean `dateline docs configuration`?"),
        ("weather", "`dateline docs` lists the topics"),
    ] {
        let said = Said::of(desk.dateline(&["docs", written]).output().unwrap());
        assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{written}");
        assert!(said.stderr.contains(hint), "{written}: {}", said.stderr);
    }
}

#[test]
fn wrong_usage_exits_with_2() {
    let desk = Desk::with_site();
    for args in [
        &[] as &[&str],
        &["bulid"],
        &["build", "--nope"],
        &["build", "--quiet", "--verbose"],
        &["--site", "site", "build", "--as-of", "soon"],
        &["--site", "site", "build", "--as-of", "2025-02-30"],
        &["--site", "site", "new", "  "],
        &["--site", "site", "new", "A", "--date", "tomorrow"],
        &["completions", "tcsh"],
    ] {
        let said = Said::of(desk.dateline(args).output().unwrap());
        assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{args:?}");
        assert!(!said.stderr.is_empty(), "{args:?}");
    }
}

#[test]
fn a_site_with_errors_exits_with_1() {
    let desk = Desk::with_site();
    desk.write("site/content/b.md", "+++\ntitle = 3\n+++\n");
    let said = Said::of(desk.dateline(&["--site", "site", "build"]).output().unwrap());
    assert_eq!((said.code, said.stdout.as_str()), (Some(1), ""));
    assert!(said.stderr.ends_with("2 errors. Nothing was written.\n"), "{}", said.stderr);
    assert!(!desk.path("site/public/index.html").exists());
}

#[test]
fn a_folder_without_a_site_is_told() {
    let desk = Desk::new();
    let said = Said::of(desk.dateline(&["build"]).output().unwrap());
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.contains("dateline init DIR"), "{}", said.stderr);
    let said = Said::of(desk.dateline(&["--site", "nowhere", "build"]).output().unwrap());
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.contains("there is no site at nowhere"), "{}", said.stderr);
    assert!(fs::read_dir(desk.path("")).unwrap().next().is_none(), "nothing is left in the folder");
}

#[test]
fn a_build_ends_with_one_line() {
    let desk = Desk::with_site();
    let said = desk.build(&[]);
    assert_eq!(said.stderr, "");
    let line = said.stdout.strip_suffix(" s\n").unwrap();
    assert_eq!(line.lines().count(), 1);
    assert!(line.starts_with("1 article, "), "{line}");
    for part in [" pages, ", " files written, in "] {
        assert!(line.contains(part), "{line}");
    }
    let again = desk.build(&[]);
    assert!(again.stdout.contains(" pages, 0 files written, in "), "{}", again.stdout);
    fs::remove_file(desk.path("site/content/a.md")).unwrap();
    let without = desk.build(&[]);
    assert!(without.stdout.starts_with("0 articles, ") && without.stdout.contains(" removed, in "));
}

#[test]
fn quiet_says_only_what_is_wrong() {
    let desk = Desk::with_site();
    desk.write("site/content/b.md", "+++\ntitle = \"B\"\ndate = 2025-11-02\ndraft = true\n+++\n");
    let said = desk.build(&["--quiet"]);
    assert_eq!((said.stdout.as_str(), said.stderr.as_str()), ("", ""));
    desk.write("site/content/c.md", "+++\ntitle = \"C\"\ndate = 2025-11-02\nupdated = 2025-11-01\n+++\n");
    assert!(desk.build(&["-q"]).stderr.contains("content/c.md:4"), "a warning is something wrong");
}

#[test]
fn verbose_names_what_is_left_out() {
    let desk = Desk::with_site();
    let later = "+++\ntitle = \"B\"\ndate = 2030-05-01T09:00:00+03:00\n+++\n";
    desk.write("site/content/later.md", later);
    desk.write("site/content/draft.md", "+++\ntitle = \"C\"\ndate = 2025-11-02\ndraft = true\n+++\n");
    desk.write("site/content/over.md", "+++\ntitle = \"D\"\ndate = 2025-11-02\nexpires = 2025-12-01\n+++\n");
    let said = desk.build(&[]);
    assert_eq!(said.stderr, "Left out: 1 draft, 1 under embargo, 1 expired (-v names them)\n");
    let said = desk.build(&["-v"]);
    let (names, seconds) = said.stderr.split_once("Seconds: ").unwrap();
    assert_snapshot("verbose.txt", names);
    assert!(seconds.starts_with("read "), "{seconds}");
}

#[test]
fn a_report_is_json_with_these_keys() {
    let desk = Desk::with_site();
    desk.write("site/content/later.md", "+++\ntitle = \"B\"\ndate = 2030-05-01\n+++\n");
    desk.build(&["--report", "report.json"]);
    let report: serde_json::Value = serde_json::from_str(&desk.read("report.json")).unwrap();
    let number = |key: &str| report[key].as_u64().unwrap_or_else(|| panic!("{key} is a number: {report}"));
    assert_eq!(number("articles"), 1);
    assert_eq!(number("pages"), number("written"));
    assert!(number("rendered") < number("written"), "files are copied, not rendered");
    assert_eq!(
        (number("files_removed"), number("unchanged"), number("warnings"), number("left_out")),
        (0, 0, 0, 1)
    );
    assert_eq!(number("removed"), 0);
    assert_eq!(report["next_change"], "2030-05-01T00:00:00Z");
    assert_eq!(report["as_of"], "2026-01-01T00:00:00Z");
    for stage in ["read", "parse", "organise", "plan", "render", "publish", "total"] {
        assert!(report["seconds"][stage].is_f64(), "{stage}");
    }
    let said =
        Said::of(desk.dateline(&["--site", "site", "build", "--report", "no/where.json"]).output().unwrap());
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.contains("the site is built, but cannot write the report"), "{}", said.stderr);
}

#[test]
fn a_report_counts_what_is_left_out_of_texts_also_where_nothing_is_made_again() {
    let desk = Desk::with_site();
    let text = "+++\ntitle = \"B\"\ndate = 2025-05-01\n+++\n\n<p style=\"color: red\"><font>a</font></p>\n\n<iframe src=\"/x\"></iframe>\n";
    desk.write("site/content/b.md", text);
    desk.write(
        "site/config.toml",
        "title = \"A\"\nbase_url = \"https://a.example\"\n[feeds]\ncontent = \"full\"\n",
    );
    let said = || {
        let said = desk.build(&["--report", "report.json"]);
        let report: serde_json::Value = serde_json::from_str(&desk.read("report.json")).unwrap();
        (report["removed"].as_u64(), report["warnings"].as_u64(), said.stderr)
    };
    let first = said();
    assert_eq!((first.0, first.1), (Some(3), Some(1)));
    assert!(first.2.contains("`<iframe>` was left out of the text"), "{}", first.2);
    assert_eq!(said(), first, "nothing has changed");
    desk.write("site/content/c.md", "+++\ntitle = \"C\"\ndate = 2025-05-02\n+++\n");
    assert_eq!(said(), first, "another text is new");
}

#[test]
fn the_output_is_never_where_the_site_is() {
    let desk = Desk::with_site();
    let before = files(&desk.path(""));
    for output in [
        ".",
        "site",
        "site/content",
        "site/content/deeper",
        "site/static",
        "site/themes",
        "/",
        "site/config.toml",
    ] {
        let said =
            Said::of(desk.dateline(&["--site", "site", "build", "--output", output]).output().unwrap());
        assert_eq!((said.code, said.stdout.as_str()), (Some(1), ""), "{output}: {}", said.stderr);
        assert!(said.stderr.contains("help: "), "{output}: {}", said.stderr);
    }
    assert_eq!(files(&desk.path("")), before, "nothing was written");
    desk.build(&["--output", "elsewhere"]);
    assert!(desk.path("elsewhere/index.html").is_file());
}

#[test]
fn a_new_site_builds_at_once() {
    let desk = Desk::new();
    let said = Said::of(desk.dateline(&["init", "my archive"]).output().unwrap());
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert_snapshot("init.txt", &said.stdout);
    let said = Said::of(desk.dateline(&["--site", "my archive", "build"]).output().unwrap());
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""));
    assert!(desk.path("my archive/public/index.html").is_file());
    assert!(desk.path("my archive/.gitignore").is_file());
}

#[test]
fn init_refuses_a_folder_that_is_not_empty() {
    let desk = Desk::new();
    desk.write("there/mine.txt", "mine\n");
    desk.write("file", "mine\n");
    for dir in ["there", "file"] {
        let said = Said::of(desk.dateline(&["init", dir]).output().unwrap());
        assert_eq!((said.code, said.stdout.as_str()), (Some(1), ""));
        assert!(said.stderr.contains("already exists"), "{}", said.stderr);
    }
    assert_eq!(files(&desk.path("there")), ["mine.txt"]);
    fs::create_dir(desk.path("empty")).unwrap();
    desk.dateline(&["init", "empty"]).assert().success();
}

#[test]
fn a_new_article_has_its_front_matter() {
    let desk = Desk::with_site();
    let new = |args: &[&str]| {
        let said = Said::of(desk.dateline(&[&["--site", "site", "new"], args].concat()).output().unwrap());
        (said.code, said.stdout.replace('\\', "/"), said.stderr)
    };
    let headline = "\"Talks\" end: what's next?";
    let (code, stdout, stderr) =
        new(&[headline, "--date", "2025-11-01T09:30:00", "--section", "World \"News\""]);
    assert!(stderr.contains("a draft") && stderr.contains("serve --drafts"), "{stderr}");
    assert_eq!((code, stdout.as_str()), (Some(0), "site/content/2025/2025-11-01-talks-end-whats-next.md\n"));
    let file = "site/content/2025/2025-11-01-talks-end-whats-next.md";
    assert_snapshot("new.md", &desk.read(file));
    let (code, stdout, stderr) = new(&[headline, "--date", "2025-11-01"]);
    assert_eq!((code, stdout.as_str()), (Some(1), ""), "an article is never written over");
    assert!(stderr.contains("this article already exists"), "{stderr}");
    let (code, stdout, _) = new(&["东京 🎉"]);
    assert_eq!(
        (code, stdout.as_str()),
        (Some(0), "site/content/2026/2026-01-01-东京.md\n"),
        "otherwise it is today's"
    );
    desk.build(&["--drafts"]);
    assert!(desk.path("site/public/2025/11/01/talks-end-whats-next/index.html").is_file());
}

#[test]
fn completions_for_every_shell() {
    let desk = Desk::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let said = Said::of(desk.dateline(&["completions", shell]).output().unwrap());
        assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""));
        assert!(said.stdout.contains("dateline") && said.stdout.contains("as-of"), "{shell}");
    }
}

#[test]
fn manual_pages_for_every_command() {
    let desk = Desk::new();
    let said = Said::of(desk.dateline(&["man"]).output().unwrap());
    assert!(said.code == Some(0) && said.stdout.contains(".TH dateline 1"), "{}", said.stdout);
    desk.dateline(&["man", "--dir", "man"]).assert().success();
    let pages = files(&desk.path("man"));
    for page in ["dateline.1", "dateline-build.1", "dateline-init.1", "dateline-new.1"] {
        assert!(pages.iter().any(|file| file == page), "{page} in {pages:?}");
    }
}

#[test]
fn a_failed_build_leaves_the_old_site() {
    let desk = Desk::with_site();
    desk.build(&[]);
    let before = tree(&desk.path("site/public"));
    desk.write("site/content/a.md", "+++\ntitle = \"Changed\"\ndate = 2025-11-01\n+++\n\nText.\n");
    desk.write("site/content/b.md", "+++\ntitle = \"B\"\ndate = 2025-11-02\n+++\n\n[x](nope.md)\n");
    let said = Said::of(desk.dateline(&["--site", "site", "build"]).output().unwrap());
    assert_eq!(said.code, Some(1));
    assert_eq!(tree(&desk.path("site/public")), before);
    desk.write("site/content/b.md", "+++\ntitle = \"B\"\ndate = 2025-11-02\n+++\n\nText.\n");
    desk.build(&[]);
    assert!(desk.read("site/public/index.html").contains("Changed"));
}

#[test]
fn a_file_of_the_users_in_the_output_is_never_touched() {
    let desk = Desk::with_site();
    desk.write("site/public/mine.txt", "mine\n");
    desk.write("site/public/2025/mine.txt", "mine too\n");
    desk.build(&[]);
    fs::remove_file(desk.path("site/content/a.md")).unwrap();
    desk.build(&["--force"]);
    assert_eq!(desk.read("site/public/mine.txt"), "mine\n");
    assert_eq!(desk.read("site/public/2025/mine.txt"), "mine too\n");
    assert!(!desk.path("site/public/2025/11").exists(), "its own files are gone, with their folders");
}

#[test]
fn as_of_is_meant_in_the_sites_time_zone() {
    let desk = Desk::with_site();
    let config = desk.read("site/config.toml").replace("\"UTC\"", "\"Europe/Istanbul\"");
    desk.write("site/config.toml", &config);
    desk.write("site/content/b.md", "+++\ntitle = \"B\"\ndate = 2030-05-01\n+++\n");
    let page = desk.path("site/public/2030/05/01/b/index.html");
    for (time, is_there) in [
        ("2030-04-30", false),
        ("2030-04-30T23:59:59", false),
        ("2030-04-30T20:59:59Z", false),
        ("2030-04-30T21:00:00Z", true),
        ("2030-05-01T00:00:00", true),
        ("2030-05-01", true),
        ("2030-05-01T01:00:00+05:00", false),
    ] {
        desk.build(&["--as-of", time]);
        assert_eq!(page.is_file(), is_there, "{time}");
    }
}

#[test]
fn base_url_stands_in_place_of_the_configs() {
    let desk = Desk::with_site();
    desk.build(&["--base-url", "https://preview.example/x/"]);
    assert!(desk.read("site/public/index.html").contains("https://preview.example/x/"));
    let said =
        Said::of(desk.dateline(&["--site", "site", "build", "--base-url", "preview"]).output().unwrap());
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.contains("--base-url preview"), "{}", said.stderr);
}

#[cfg(unix)]
#[test]
fn what_can_not_be_read_or_leaves_the_site_is_told() {
    let desk = Desk::with_site();
    desk.write("secret.md", "+++\ntitle = \"Secret\"\ndate = 2025-11-01\n+++\n");
    std::os::unix::fs::symlink(desk.path("secret.md"), desk.path("site/content/out.md")).unwrap();
    std::os::unix::fs::symlink("nowhere", desk.path("site/content/lost.md")).unwrap();
    std::os::unix::fs::symlink("..", desk.path("site/content/loop")).unwrap();
    let said = Said::of(desk.dateline(&["--site", "site", "build"]).output().unwrap());
    assert_eq!(said.code, Some(1));
    for file in ["content/out.md", "content/lost.md", "content/loop"] {
        assert!(said.stderr.contains(file), "{file}: {}", said.stderr);
    }
    assert!(!said.stderr.contains("panic"), "{}", said.stderr);
}

#[cfg(unix)]
#[test]
fn a_symlink_inside_the_site_is_followed() {
    let desk = Desk::with_site();
    desk.write("site/shared/photo.txt", "photo\n");
    fs::create_dir_all(desk.path("site/static")).unwrap();
    std::os::unix::fs::symlink("../shared/photo.txt", desk.path("site/static/photo.txt")).unwrap();
    desk.build(&[]);
    assert_eq!(desk.read("site/public/photo.txt"), "photo\n");
}

#[test]
fn a_deep_folder_with_spaces_in_its_name_is_fine() {
    let desk = Desk::with_site();
    let folder = format!("site/content/{}", "a b/".repeat(40));
    desk.write(
        &format!("{folder}2025-01-02 with spaces.md"),
        "+++\ntitle = \"Deep\"\ndate = 2025-01-02\n+++\n",
    );
    desk.build(&[]);
    assert!(desk.path("site/public/2025/01/02/2025-01-02-with-spaces/index.html").is_file());
}

/// Every file below a folder, sorted.
fn files(folder: &Path) -> Vec<String> {
    tree(folder).into_keys().collect()
}
