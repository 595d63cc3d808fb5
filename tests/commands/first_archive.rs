//! Follows `docs/first-archive.md`: writes its files, runs its commands, compares their output.
//! `SNAPSHOTS=overwrite cargo test --test commands first_archive::` writes the outputs into the page.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

const PAGE: &str = "docs/first-archive.md";

/// Sentence after which the picture is there.
const PICTURE: &str = "Put a photograph next to the text, as `content/2025/harbor.jpg`";

#[test]
fn every_command_prints_what_the_page_shows() {
    let page = fs::read_to_string(PAGE).expect("the page");
    let followed = Reader::new().follow(&page);
    if std::env::var_os("SNAPSHOTS").is_some_and(|action| action == "overwrite") {
        fs::write(PAGE, &followed).expect("the page is written");
        return;
    }
    for (number, (shown, printed)) in page.lines().zip(followed.lines()).enumerate() {
        assert_eq!(without_measures(shown), without_measures(printed), "{PAGE}:{}", number + 1);
    }
    assert_eq!(page.lines().count(), followed.lines().count(), "{PAGE} shows too little or too much");
}

/// Person who follows the page in a folder.
struct Reader {
    desk: tempfile::TempDir,
    folder: PathBuf,
}

impl Reader {
    fn new() -> Self {
        let desk = tempfile::tempdir().expect("a folder");
        let folder = desk.path().to_owned();
        Self { desk, folder }
    }

    /// Follows the page, and returns it with the outputs of this run.
    fn follow(&mut self, page: &str) -> String {
        let mut followed = String::new();
        let mut label = "";
        let mut lines = page.lines();
        while let Some(line) = lines.next() {
            let _ = writeln!(followed, "{line}");
            if line.starts_with(PICTURE) {
                let picture = image::RgbImage::new(900, 600);
                picture.save(self.folder.join("content/2025/harbor.jpg")).expect("a picture is written");
            }
            if let Some(kind) = line.strip_prefix("```") {
                let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
                if kind == "console" {
                    for command in block.iter().filter_map(|line| line.strip_prefix("$ ")) {
                        let _ = writeln!(followed, "$ {command}\n{}", self.run(command).trim_end());
                        followed.truncate(followed.trim_end().len() + 1);
                    }
                } else {
                    self.write(label, &block);
                    for line in block {
                        followed.extend([line, "\n"]);
                    }
                }
                followed.push_str("```\n");
            }
            if !line.is_empty() {
                label = line;
            }
        }
        followed
    }

    /// Runs a command and returns its output.
    fn run(&mut self, command: &str) -> String {
        if let Some(folder) = command.strip_prefix("cd ") {
            self.folder.push(folder);
            return String::new();
        }
        let program = Path::new(env!("CARGO_BIN_EXE_dateline")).parent().expect("a folder");
        let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("{command} 2>&1")]).current_dir(&self.folder).env("PATH", path);
        // 2026-01-01T00:00:00Z
        shell.env("SOURCE_DATE_EPOCH", "1767225600").env("XDG_CACHE_HOME", self.desk.path().join("cache"));
        let printed = String::from_utf8(shell.output().expect("a shell").stdout).expect("text");
        let desk = self.desk.path().canonicalize().expect("a folder");
        printed.replace(&format!("{}/", desk.display()), "/home/ann/")
    }

    /// Writes a block to the file that the line before names, if it names one.
    fn write(&self, label: &str, block: &[&str]) {
        let Some((file, rest)) = label.strip_prefix('`').and_then(|label| label.split_once('`')) else {
            return;
        };
        let path = self.folder.join(file);
        let text = block.join("\n") + "\n";
        let old = || fs::read_to_string(&path).expect("a file to change");
        let text = match rest {
            ":" => text,
            ", at the end:" => old() + "\n" + &text,
            ", in place of the same lines:" => {
                let key = |line: &str| line.split('=').next().unwrap_or_default().to_owned();
                old().lines().fold(String::new(), |text, line| {
                    let new = block.iter().copied().find(|new| key(new) == key(line));
                    text + new.unwrap_or(line) + "\n"
                })
            }
            _ => return,
        };
        fs::write(path, text).expect("a file is written");
    }
}

/// Returns a line without the time and the size that it ends with.
fn without_measures(line: &str) -> &str {
    let line = line.split(", in ").next().unwrap_or(line);
    line.split(" files sent (").next().unwrap_or(line)
}
