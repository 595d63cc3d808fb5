//! A site whose sources are kept in memory and written to disk edit by edit, with the times that an edit gives them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::keys;
use crate::dice::Dice;
use crate::files;
use crate::kit::{LIMIT, Said, Site, Snapshot, program, run, snapshot};

/// Every file that a site is made from.
pub(super) type Sources = BTreeMap<String, Vec<u8>>;

/// A site, and what is asked of its builds.
pub(super) struct Town {
    site: Site,
    pub(super) sources: Sources,
    on_disk: Sources,
    config: BTreeMap<(String, String), String>,
    now: u64,
    drafts: bool,
}

/// Texts that take edits.
const TEXTS: [&str; 12] = [
    "content/a0.md",
    "content/a1.md",
    "content/a2.md",
    "content/a3.md",
    "content/a4.md",
    "content/a5.md",
    "content/a1.ar.md",
    "content/pages/about.md",
    "content/tags/one.md",
    "content/authors/ann.md",
    "content/sections/world.md",
    "content/2025-11-12-from-its-name.md",
];

/// What may be added to a text.
const BODIES: [&str; 14] = [
    "More words.",
    "[another](a1.md)",
    "![p](picture.png)",
    "## A heading",
    "[down](#a-heading)",
    "A note[^1].\n\n[^1]: Noted.",
    "<b onclick=x>HTML</b> <script>x</script>",
    "https://www.youtube.com/watch?v=aqz-KE-bpKQ",
    "\"Quoted\" -- and...",
    "[none](none.md)",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "{{ <Note text=\"Noted\" /> }}",
    "[the tag](/tags/one/)",
    "Ann and Ben.",
];

/// Files beside the texts, each with what may be in it.
const FILES: [(&str, &[&str]); 11] = [
    ("static/robots.txt", &["User-agent: *\n", "# mine\n"]),
    ("static/css/site.css", &["p { color: red }", "p { background: url(dot.svg) }"]),
    (
        "static/css/dot.svg",
        &[
            "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>",
        ],
    ),
    (
        "addresses.csv",
        &["old,new\n/gone/,410\n/was/,/archive/\n", "old,new\n/?q=1,/archive/\n/was/,/tags/\n"],
    ),
    ("i18n/en.toml", &["archive = \"All\"\n", "archive = \"Everything\"\n"]),
    ("i18n/ar.toml", &["archive = \"All in Arabic\"\n"]),
    (
        "templates/404.html",
        &["{% extends \"base.html\" %}{% block main %}Nothing{% endblock main %}", "{{ site.title }}"],
    ),
    (
        "templates/article.html",
        &[
            "{% extends \"base.html\" %}{% block main %}{{ article.title }}{{ article.content | safe }}{% endblock main %}",
            "{{ nothing }}",
        ],
    ),
    (
        "templates/components/note.html",
        &[
            "{% component Note(text: string) %}<p>{{ text }}</p>{% endcomponent Note %}",
            "{% component Note(text: string) %}<i>{{ text }}</i>{% endcomponent Note %}",
        ],
    ),
    ("themes/own/static/own.css", &["q { color: blue }", "q { color: green }"]),
    ("themes/own/theme.toml", &["extends = \"broadsheet\"\n", "extends = \"broadsheet\"\n# again\n"]),
];

/// Everything that an edit may change.
pub(super) struct State {
    sources: Sources,
    drafts: bool,
    now: u64,
}

impl Town {
    /// A site with a text of every kind, built once.
    pub(super) fn new() -> Self {
        let mut town = Self {
            site: Site::new(),
            sources: Sources::new(),
            on_disk: Sources::new(),
            config: BTreeMap::new(),
            now: 1_767_225_600,
            drafts: false,
        };
        for (table, key, value) in [
            ("", "title", "\"Town News\""),
            ("", "base_url", "\"https://town.example\""),
            ("", "per_page", "2"),
            ("theme", "name", "\"own\""),
            ("languages.ar", "title", "\"Arabic News\""),
        ] {
            town.config.insert((table.into(), key.into()), value.into());
        }
        for (number, file) in TEXTS.iter().enumerate() {
            let is_story = !file.contains("content/pages")
                && !file.contains("/tags/")
                && !file.contains("/authors/")
                && !file.contains("/sections/");
            let name = match *file {
                "content/tags/one.md" => "one".to_owned(),
                "content/authors/ann.md" => "Ann".to_owned(),
                "content/sections/world.md" => "World".to_owned(),
                _ => format!("Headline {number}"),
            };
            let mut text = format!("+++\ntitle = \"{name}\"\n");
            if is_story && !file.contains("from-its-name") {
                let day = if file.ends_with(".ar.md") { 2 } else { number + 1 };
                let _ = write!(
                    text,
                    "date = 2025-11-{day:02}\ntags = [\"one\"]\nauthors = [\"Ann\"]\nsection = \"World\"\n"
                );
            }
            town.sources.insert((*file).into(), (text + "+++\n\nThe text.\n").into_bytes());
        }
        for (file, texts) in FILES
            .iter()
            .filter(|(file, _)| !file.starts_with("templates/4") && !file.starts_with("templates/a"))
        {
            town.sources.insert((*file).into(), texts[0].into());
        }
        town.sources.insert("content/picture.png".into(), picture(0));
        town.sources.insert("static/logo.png".into(), picture(1));
        town.settle(town.state()).expect("a site without a fault");
        town
    }

    /// Does one random edit, and returns what it is.
    pub(super) fn edit(&mut self, dice: &mut Dice) -> String {
        match dice.below(20) {
            0..6 => {
                let (file, (key, values)) = (*dice.pick(&TEXTS), *dice.pick(&keys::FRONT));
                let value = (!dice.once_in(4)).then(|| *dice.pick(values));
                self.set(file, key, value);
                format!("{file}: {key} = {value:?}")
            }
            6..11 => {
                let (table, key, values) = *dice.pick(&keys::CONFIG);
                let must_be = matches!(key, "title" | "base_url" | "name") && !table.starts_with("publisher");
                let value = (must_be || !dice.once_in(4)).then(|| *dice.pick(values));
                self.configure(table, key, value);
                format!("[{table}] {key} = {value:?}")
            }
            11..14 => {
                let (file, more) = (*dice.pick(&TEXTS), *dice.pick(&BODIES));
                if let Some(text) = self.sources.get_mut(file) {
                    text.extend_from_slice(format!("\n{more}\n").as_bytes());
                }
                format!("{file}: {more:?}")
            }
            14..16 => {
                let (file, texts) = *dice.pick(&FILES);
                let text = (!dice.once_in(3)).then(|| *dice.pick(texts));
                match text {
                    Some(text) => drop(self.sources.insert(file.into(), text.into())),
                    None => drop(self.sources.remove(file)),
                }
                format!("{file} = {text:?}")
            }
            _ => self.upheaval(dice),
        }
    }

    /// Moves, copies or removes whole files, moves the clock, or harms what Dateline remembers.
    fn upheaval(&mut self, dice: &mut Dice) -> String {
        let (one, other) = (*dice.pick(&TEXTS[..6]), format!("content/folder/b{}.md", dice.below(3)));
        match dice.below(9) {
            0 => drop(self.sources.remove(one)),
            1 => {
                let text = self.sources.remove(one);
                self.sources.extend(text.map(|text| (other.clone(), text)));
            }
            2 => {
                let text = self.sources.get(one).cloned();
                self.sources.extend(text.map(|text| (other.clone(), text)));
            }
            3 => drop(self.sources.insert("content/picture.png".into(), picture(dice.below(5)))),
            4 => self.now = [1_767_225_600, 1_764_547_200, 1_775_000_000, 1_762_300_000][dice.below(4)],
            5 => self.drafts = !self.drafts,
            6 => fs::remove_dir_all(self.site.path(".dateline")).unwrap_or_default(),
            7 => self.damage(dice),
            _ => {
                let _ = fs::remove_dir_all(self.site.path("public"));
            }
        }
        format!("upheaval of {one}, {other}")
    }

    /// Flips a byte of a file of the cache, or cuts it.
    fn damage(&self, dice: &mut Dice) {
        let files: Vec<PathBuf> = snapshot(&self.site.path(".dateline"), &[])
            .into_keys()
            .map(|file| self.site.path(".dateline").join(file))
            .filter(|file| file.is_file())
            .collect();
        if files.is_empty() {
            return;
        }
        let file = dice.pick(&files);
        let Ok(mut bytes) = fs::read(file) else { return };
        let at = dice.below(bytes.len().max(1));
        match bytes.get_mut(at) {
            Some(byte) if dice.once_in(2) => *byte ^= 1 << dice.below(8),
            _ => bytes.truncate(at),
        }
        let _ = fs::write(file, bytes);
    }

    /// Sets a key of a text's front matter, or takes it out.
    fn set(&mut self, file: &str, key: &str, value: Option<&str>) {
        let Some(text) = self.sources.get(file).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        else {
            return;
        };
        let start = format!("{key} = ");
        let mut lines: Vec<String> =
            text.lines().filter(|line| !line.starts_with(&start)).map(str::to_owned).collect();
        if let Some(value) = value {
            lines.insert(1, format!("{start}{value}"));
        }
        self.sources.insert(file.into(), (lines.join("\n") + "\n").into_bytes());
    }

    fn configure(&mut self, table: &str, key: &str, value: Option<&str>) {
        let key = (table.to_owned(), key.to_owned());
        match value {
            Some(value) => drop(self.config.insert(key, value.to_owned())),
            None => drop(self.config.remove(&key)),
        }
        self.write_config();
    }

    fn write_config(&mut self) {
        let (mut text, mut last) = (String::new(), "");
        for ((table, key), value) in &self.config {
            if table != last {
                let _ = writeln!(text, "[{table}]");
                last = table;
            }
            let _ = writeln!(text, "{key} = {value}");
        }
        self.sources.insert("config.toml".into(), text.into_bytes());
    }

    /// Returns everything that an edit may change.
    pub(super) fn state(&self) -> State {
        State { sources: self.sources.clone(), drafts: self.drafts, now: self.now }
    }

    /// Takes back a failed edit, and builds.
    pub(super) fn settle(&mut self, State { sources, drafts, now }: State) -> Result<(), String> {
        (self.sources, self.drafts, self.now) = (sources, drafts, now);
        if self.on_disk.is_empty() {
            self.write_config();
        }
        // The config of a failed edit is taken back too.
        self.read_config();
        self.sync(&mut Dice::new(0, "settle"));
        let said = self.build();
        if said.code == Some(0) {
            return Ok(());
        }
        Err(format!("a site that was built before does not build: {}", said.all()))
    }

    /// Reads the config back from the sources, which may have been taken back.
    fn read_config(&mut self) {
        let text = String::from_utf8_lossy(&self.sources["config.toml"]).into_owned();
        self.config.clear();
        let mut table = String::new();
        for line in text.lines() {
            match line.split_once(" = ") {
                Some((key, value)) => {
                    drop(self.config.insert((table.clone(), key.to_owned()), value.to_owned()));
                }
                None => line.trim_matches(['[', ']']).clone_into(&mut table),
            }
        }
    }

    /// Brings the disk to what is in memory. A file that changes has a new time, the one that it had, an older one, or one
    /// of whole seconds.
    pub(super) fn sync(&mut self, dice: &mut Dice) {
        for file in self.on_disk.keys().filter(|file| !self.sources.contains_key(*file)) {
            let _ = fs::remove_file(self.site.path(file));
            let folders = Path::new(file).ancestors().skip(1).filter(|folder| folder.parent().is_some());
            // Stops at the first folder with something in it.
            let _ = folders.map(|folder| fs::remove_dir(self.site.root().join(folder))).find(Result::is_err);
        }
        for (file, bytes) in &self.sources {
            if self.on_disk.get(file) == Some(bytes) {
                continue;
            }
            let path = self.site.path(file);
            let before = path.metadata().and_then(|is| is.modified()).ok();
            files::write(&path, bytes);
            let now = SystemTime::now();
            let time = match dice.below(6) {
                0 => before,
                1 => before.map(|time| time - Duration::from_hours(1)),
                2 => now
                    .duration_since(SystemTime::UNIX_EPOCH)
                    .ok()
                    .map(|since| SystemTime::UNIX_EPOCH + Duration::from_secs(since.as_secs())),
                _ => None,
            };
            if let Some(time) = time {
                let file = fs::File::options().write(true).open(&path);
                file.and_then(|file| file.set_modified(time)).expect("a time is set");
            }
        }
        self.on_disk.clone_from(&self.sources);
    }

    fn command(&self, site: &std::path::Path) -> std::process::Command {
        let mut command = std::process::Command::new(program());
        command.arg("--site").arg(site).arg("build").env("SOURCE_DATE_EPOCH", self.now.to_string());
        if self.drafts {
            command.arg("--drafts");
        }
        command
    }

    /// Builds on what is there.
    pub(super) fn build(&self) -> Said {
        run(&mut self.command(&self.site.root()), LIMIT * 3)
    }

    /// Builds a copy of the sources.
    pub(super) fn build_anew(&self) -> Said {
        let copy = self.copy();
        let _ = fs::remove_dir_all(&copy);
        for (file, bytes) in &self.sources {
            files::write(&copy.join(file), bytes);
        }
        run(&mut self.command(&copy), LIMIT * 3)
    }

    fn copy(&self) -> PathBuf {
        self.site.outside().join("anew")
    }

    pub(super) fn output(&self) -> Snapshot {
        self.site.output()
    }

    pub(super) fn output_anew(&self) -> Snapshot {
        snapshot(&self.copy().join("public"), &[])
    }
}

/// A small picture, of which each number is another.
fn picture(number: usize) -> Vec<u8> {
    let shade = u8::try_from(number * 40).unwrap_or(0);
    let picture = image::RgbImage::from_pixel(
        40 + u32::try_from(number % 3).unwrap_or(0),
        20,
        image::Rgb([shade, 0, 9]),
    );
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture is encoded");
    bytes.into_inner()
}
