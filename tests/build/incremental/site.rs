//! A small site in a folder of its own, which can be built on what is there or from nothing.

use crate::files;
use crate::site;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use dateline::diagnostic::Diagnostics;
use dateline::pipeline::{BuildNote, BuildOutcome, NoProgress, Progress, Report, Request, Step, build};

use crate::files::{folder, tree};

pub(crate) use crate::files::Tree;

/// A site that edits are done to.
pub(crate) struct Site(site::Site);

impl std::ops::Deref for Site {
    type Target = site::Site;

    fn deref(&self) -> &site::Site {
        &self.0
    }
}

impl std::ops::DerefMut for Site {
    fn deref_mut(&mut self) -> &mut site::Site {
        &mut self.0
    }
}

/// What can happen to a record.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Harm {
    Deleted,
    Damaged,
    Cut,
    /// Another version of Dateline wrote it. What every version can read is as it was.
    Foreign,
}

const BASE: &str = "<!doctype html><html lang=\"{{ site.language }}\"><title>{{ t(key=\"archive\") }} \
    {% for version in page.translations %}{{ version.name }} {{ version.permalink }}{% endfor %}{{ page.title }}</title>{{ site.title }}{{ url(path=\"/small.css\") }}\
    {% for card in latest(count=2) %}<a href=\"{{ card.url }}\">{{ card.title }}</a>{% endfor %}\
    {% for crumb in page.breadcrumbs %}{{ crumb.url }} {% endfor %}{{ page.locale }} {% for section in sections(count=2) %}{{ section.name }} {{ section.url }}{% endfor %} {{ structured_data() }}{% block main %}{% endblock main %}{% include \"foot.html\" %}";

impl Site {
    pub(crate) fn new() -> Self {
        let mut site = Self(site::Site::new(&config("Small News", 3)));
        site.set_now("2025-12-01T00:00:00Z");
        site.write("themes/small/templates/base.html", BASE);
        site.write("themes/small/templates/foot.html", "<p>foot</p>");
        let show = |what: &str| {
            format!("{{% extends \"base.html\" %}}{{% block main %}}{what}{{% endblock main %}}")
        };
        for (name, shown) in TEMPLATES {
            site.write(&format!("themes/small/templates/{name}"), show(shown));
        }
        site.write("themes/small/static/small.css", "p { background: url(dot.svg) }");
        site.write("themes/small/static/dot.svg", "<svg/>");
        site.write("static/robots.txt", "User-agent: *\n");
        site.write("content/pages/about.md", "+++\ntitle = \"About\"\n+++\nSee [the first](../a1.md).\n");
        for number in 0..9 {
            site.write(&format!("content/a{number}.md"), article(number));
        }
        site.write("themes/small/templates/components/note.html", NOTE);
        site.write("content/harbour.png", harbour(0));
        site.write("content/pages/harbour.md", "+++\ntitle = \"Harbour\"\n+++\n![H](../harbour.png)\n\n{{ <BuildNote text=\"Noted\" src=\"../harbour.png\" /> }}\n");
        site.write("content/own/index.md", "+++\ntitle = \"Own\"\ndate = 2025-03-01\nimage = { src = \"map.svg\", alt = \"A map\" }\n+++\nText.\n");
        site.write("content/own/map.svg", "<svg/>");
        site
    }

    pub(crate) fn read(&self, file: &str) -> Option<String> {
        fs::read_to_string(self.path(file)).ok()
    }

    pub(crate) fn remove(&self, file: &str) {
        let _ = fs::remove_file(self.path(file));
    }

    /// Returns the request of a build into another folder.
    pub(crate) fn request(&self, output: PathBuf) -> Request {
        Request { output: Some(output), ..self.request.clone() }
    }

    /// Builds on what is there.
    pub(crate) fn build(&mut self) -> Report {
        let outcome = build(&self.request(self.path("public")), &NoProgress);
        built(outcome).report
    }

    /// Waits until no file can have been changed without its times showing it, and builds until nothing is to be done.
    pub(crate) fn settle(&mut self) -> Report {
        std::thread::sleep(Duration::from_millis(120));
        self.build();
        self.build()
    }

    /// Builds on what is there, and hears what is noted.
    pub(crate) fn build_and_listen(&mut self) -> (Report, Vec<BuildNote>) {
        let listener = Listener::default();
        let outcome = built(build(&self.request(self.path("public")), &listener));
        let heard = listener.0.into_inner().expect("no thread panicked");
        (outcome.report, heard)
    }

    /// What a build from nothing gives, of a copy of the site without its memory.
    pub(crate) fn built_anew(&self) -> Tree {
        let copy = folder();
        let site = copy.path().join("site");
        for part in ["config.toml", "addresses.csv", "content", "static", "themes", "templates", "i18n"] {
            files::copy(&self.path(part), &site.join(part));
        }
        let request = Request { site: site.clone(), ..self.request(site.join("public")) };
        built(build(&request, &NoProgress));
        tree(&site.join("public"))
    }

    /// What a build from nothing gives of a copy whose files were made in the opposite order, which is the order in which
    /// most file systems list them.
    pub(crate) fn built_in_reverse(&self) -> Tree {
        let copy = folder();
        let site = copy.path().join("site");
        let mut files: Vec<(String, Vec<u8>)> = tree(&self.path("")).into_iter().collect();
        files.reverse();
        for (name, bytes) in
            files.iter().filter(|(name, _)| !name.starts_with("public/") && !name.starts_with('.'))
        {
            files::write(&site.join(name), bytes);
        }
        let request = Request { site: site.clone(), ..self.request(site.join("public")) };
        built(build(&request, &NoProgress));
        tree(&site.join("public"))
    }

    /// What a build from nothing gives on so many threads.
    pub(crate) fn built_on(&self, threads: usize) -> Tree {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| self.built_anew())
    }

    pub(crate) fn touch_everything(&self) {
        let later = SystemTime::now() + Duration::from_hours(1);
        for part in ["content", "static", "themes"] {
            touch(&self.path(part), later);
        }
    }

    /// The files of the record.
    pub(crate) fn records(&self) -> Vec<String> {
        tree(&self.path(".dateline")).into_keys().collect()
    }

    pub(crate) fn harm_records(&self, harm: Harm) {
        for name in self.records() {
            self.harm_record(&name, harm);
        }
    }

    pub(crate) fn harm_record(&self, name: &str, harm: Harm) {
        let path = self.path(".dateline").join(name);
        let mut bytes = fs::read(&path).expect("a record");
        match harm {
            Harm::Deleted => return fs::remove_file(&path).expect("a record is deleted"),
            Harm::Damaged => {
                let middle = bytes.len() / 2;
                bytes[middle] ^= 0xff;
            }
            Harm::Cut => bytes.truncate(bytes.len() / 2),
            // Every version reads which files there are; and what has no head, its index stands for.
            Harm::Foreign if bytes.starts_with(b"dateline files") || !bytes.starts_with(b"dateline") => {}
            Harm::Foreign => bytes["dateline".len()] ^= 0xff,
        }
        fs::write(&path, bytes).expect("a record is harmed");
    }

    pub(crate) fn delete_output(&self, file: &str) {
        fs::remove_file(self.path("public").join(file)).expect("a page is deleted");
    }

    /// How many pages there are for readers.
    pub(crate) fn pages(&self) -> usize {
        let is_page = |file: &&String| Path::new(file).extension().is_some_and(|ending| ending == "html");
        self.output().keys().filter(is_page).count()
    }

    /// How many files are copied, not rendered. What hosts are told begins with a `_`.
    pub(crate) fn copied(&self) -> usize {
        let is_rendered = |file: &&String| {
            Path::new(file)
                .extension()
                .is_some_and(|ending| ending == "html" || ending == "xml" || ending == "json")
        };
        let is_copied = |file: &&String| !is_rendered(file) && !file.starts_with(['_', '.']);
        self.output().keys().filter(is_copied).count()
    }
}

const TEMPLATES: [(&str, &str); 11] = [
    ("404.html", "none"),
    (
        "archive.html",
        "{{ archive.total }}{% for year in archive.years %}{{ year.number }} {{ year.count }}{% endfor %}",
    ),
    (
        "article.html",
        "{{ article.title }} {{ article.date }} {{ article.modified }} {{ article.summary }} {{ article.content | safe }}\
         {% for tag in article.tags %}{{ tag.name }} {{ tag.url }}{% endfor %}\
         {% for card in related(count=2) %}{{ card.title }} {{ card.url }}{% endfor %}\
         {% if article.newer %}{{ article.newer.title }}{% endif %}{% if article.older %}{{ article.older.title }}{% endif %}\
         {% if article.series %}{{ article.series.name }} {{ article.series.number }}/{{ article.series.total }}{% endif %}\
         {{ citation(form=\"csl-json\") }}{{ citation(form=\"bibtex\") }}\
         {% if article.image %}{{ article.image.url }}{% endif %}\
         {% for correction in article.corrections %}{{ correction.text }}{% endfor %}",
    ),
    (
        "corrections.html",
        "{% for entry in corrections.entries %}{{ entry.text }} {{ entry.article.url }} {{ entry.article.title }}{% endfor %}\
         {% if corrections.newer %}{{ corrections.newer }}{% endif %}{% if corrections.older %}{{ corrections.older }}{% endif %}\
         {% if corrections.total %}{{ corrections.total }}{% endif %}",
    ),
    ("list.html", LIST),
    (
        "month.html",
        "{% for week in month.weeks %}{% for day in week %}{% if day %}{{ day.count }}{% endif %}{% endfor %}{% endfor %}",
    ),
    ("page.html", "{{ standing.title }} {{ standing.content | safe }}"),
    ("redirect.html", "<a href=\"{{ redirect.url }}\">moved</a>"),
    (
        "terms.html",
        "{% for row in terms.rows %}{{ row.name }} {{ row.count }}{% if row.first %} {{ row.first }} {{ row.last }}{% endif %}{% endfor %}\
         {% if page.kind == \"all-days\" %}{% for month in calendar.months %}{% for day in month.days %}{% if day.url %}\
         {{ day.url }} {{ day.count }}{% endif %}{% endfor %}{% endfor %}{% endif %}",
    ),
    ("withdrawn.html", "{{ notice.date }}{% if notice.reason %}{{ notice.reason }}{% endif %}"),
    (
        "year.html",
        "{% for month in year.months %}{{ month.count }}{% endfor %}{% if year.next %}{{ year.next.url }}{% endif %}",
    ),
];

const NOTE: &str = "{% component BuildNote(text: string, src: string, picture: map = {}) %}<p>{{ text }} {{ src }}\
    {% if picture.width %}{{ picture.width }}{% endif %}</p>{% endcomponent BuildNote %}";

/// A picture, of which each number is another, some of another size.
pub(crate) fn harbour(number: usize) -> Vec<u8> {
    let number = u8::try_from(number).unwrap_or(0);
    let picture = image::RgbImage::from_pixel(20 + u32::from(number % 3), 10, image::Rgb([number, 0, 9]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture is encoded");
    bytes.into_inner()
}

const LIST: &str = "{{ list.title }}{% for card in list.entries %}{% if card.image %}{{ card.image.width | default(value=0) }}{% for source in card.image.sources %}{{ source.srcset }}{% endfor %}{% endif %}{{ card.title }} {{ card.url }} {{ card.summary }} {{ card.date }}\
    {% if card.image %}{{ card.image.alt }}{% if card.image.caption %}{{ card.image.caption }}{% endif %}{% endif %}\
    {% if card.dateline %}{{ card.dateline }}{% endif %}{% if card.corrected %}corrected{% endif %}{% if card.language %}{{ card.language }} {{ card.direction }}{% endif %}\
    {% for author in card.authors %}{{ author.name }} {{ author.url }}{% endfor %}{% if card.section %}{{ card.section.name }}{% endif %}{% endfor %}\
    {% if list.newer %}{{ list.newer }}{% endif %}{% if list.older %}{{ list.older }}{% endif %}\
    {% if list.total %}{{ list.total }}{% endif %}{% if list.first %}{{ list.first }} {{ list.last }}{% endif %}\
    {% if list.previous %}{{ list.previous.url }}{% endif %}{% if list.next %}{{ list.next.url }}{% endif %}\
    {% if list.about %}{{ list.about.content | safe }} {% if list.about.summary %}{{ list.about.summary }}{% endif %}\
    {% for name in list.about.synonyms %}{{ name }}{% endfor %}\
    {% if list.about.image %}{{ list.about.image.url }}{% endif %}{% endif %}\
    {% if list.on_this_day %}{{ list.on_this_day.url }}{% endif %}";

/// Hears what a build notes.
#[derive(Default)]
struct Listener(Mutex<Vec<BuildNote>>);

impl Progress for Listener {
    fn begin(&self, _: Step, _: usize) {}
    fn advance(&self) {}
    fn note(&self, note: BuildNote) {
        self.0.lock().expect("no thread panicked").push(note);
    }
}

/// What came of a build in which nothing was wrong.
fn built(outcome: Result<BuildOutcome, Diagnostics>) -> BuildOutcome {
    match outcome {
        Ok(outcome) => outcome,
        Err(found) => unreachable!("the small site has no fault: {found:?}"),
    }
}

/// The config of a site of this name with so many stories to a page.
pub(crate) fn config(title: &str, per_page: usize) -> String {
    format!(
        "title = \"{title}\"\nbase_url = \"https://small.example\"\ntheme = \"small\"\nper_page = {per_page}\n\
         [hosting]\nhosts = [\"netlify\", \"nginx\", \"s3\"]\n\
         [languages.ar]\ntitle = \"{title} in Arabic\"\n"
    )
}

/// An article, told from the others by its number.
pub(crate) fn article(number: usize) -> String {
    let (month, day) = (1 + number % 5, 1 + number * 3 % 27);
    let tag = ["one", "two", "three"][number % 3];
    format!(
        "+++\ntitle = \"Story {number}\"\ndate = 2025-{month:02}-{day:02}\ntags = [\"{tag}\"]\nauthors = [\"Ann\"]\n\
         summary = \"About {number}\"\n+++\n\nThe text of story {number}, and [another](pages/about.md).\n"
    )
}

fn touch(path: &Path, time: SystemTime) {
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a folder").flatten() {
            touch(&entry.path(), time);
        }
    } else {
        fs::File::options()
            .write(true)
            .open(path)
            .and_then(|file| file.set_modified(time))
            .expect("a file is touched");
    }
}
