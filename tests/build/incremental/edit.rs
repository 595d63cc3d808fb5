//! What can happen to a site between two builds.

use dateline::archive::Drafts;
use proptest::prelude::*;

use super::site::{Site, article, config, harbour};

/// One thing that happens to a site.
#[derive(Debug, Clone)]
pub(crate) enum Edit {
    Add { article: usize },
    Remove { article: usize },
    Rename { article: usize, slug: usize },
    Redate { article: usize, day: usize },
    Fresh { article: usize, hours: usize },
    Vague { article: usize, date: usize },
    Update { article: usize, hours: usize },
    Retag { article: usize, tag: usize },
    Section { article: usize, which: usize },
    Dateline { article: usize, words: usize },
    Authors { article: usize, which: usize },
    Series { article: usize },
    Body { article: usize, words: usize },
    Title { article: usize, words: usize },
    Summary { article: usize, words: usize },
    Correct { article: usize, words: usize },
    Withdraw { article: usize },
    Draft { article: usize },
    Anonymise { article: usize, words: usize },
    Expire { article: usize, day: usize },
    Alias { article: usize, alias: usize },
    Listed { lines: usize },
    ListAway,
    Image { words: usize },
    ImageAway,
    Harbour { words: usize },
    HarbourShown { article: usize, words: usize },
    Component { words: usize },
    Pictures { words: usize },
    Template { which: usize, words: usize },
    Partial { words: usize },
    Override { words: usize },
    OverrideAway,
    ThemeFile { words: usize },
    ThemePicture { words: usize },
    Static { words: usize },
    StaticAway,
    Robots { words: usize },
    RobotsAway,
    About { words: usize },
    Term { which: usize, words: usize },
    TermNames { which: usize, words: usize },
    TermAway { which: usize },
    TermPicture { words: usize },
    SiteTitle { words: usize },
    Publisher { words: usize },
    PerPage { count: usize },
    Feeds { which: usize },
    Search { which: usize },
    Id { article: usize },
    BaseUrl { which: usize },
    Clock { month: usize },
    Drafts,
    Translate { article: usize },
    Untranslate { article: usize },
    Speak { article: usize, language: usize },
    Words { words: usize },
    WordsAway,
    Touch,
    Forget,
    OutputAway,
}

impl Arbitrary for Edit {
    type Parameters = ();
    type Strategy = BoxedStrategy<Self>;

    #[expect(clippy::too_many_lines, reason = "one line for each edit, and nothing else")]
    fn arbitrary_with((): ()) -> Self::Strategy {
        let article = 0..14usize;
        let words = 0..9usize;
        let by = |make: fn(usize, usize) -> Edit| {
            (article.clone(), words.clone()).prop_map(move |(a, w)| make(a, w)).boxed()
        };
        let simply = |make: fn(usize) -> Edit| words.clone().prop_map(make).boxed();
        prop::strategy::Union::new([
            by(|article, _| Self::Add { article }),
            by(|article, _| Self::Remove { article }),
            by(|article, slug| Self::Rename { article, slug }),
            by(|article, day| Self::Redate { article, day }),
            by(|article, hours| Self::Fresh { article, hours }),
            by(|article, date| Self::Vague { article, date }),
            by(|article, hours| Self::Update { article, hours }),
            by(|article, tag| Self::Retag { article, tag }),
            by(|article, which| Self::Section { article, which }),
            by(|article, words| Self::Dateline { article, words }),
            by(|article, which| Self::Authors { article, which }),
            by(|article, _| Self::Series { article }),
            by(|article, words| Self::Body { article, words }),
            by(|article, words| Self::Title { article, words }),
            by(|article, words| Self::Summary { article, words }),
            by(|article, words| Self::Correct { article, words }),
            by(|article, _| Self::Withdraw { article }),
            by(|article, _| Self::Draft { article }),
            by(|article, words| Self::Anonymise { article, words }),
            by(|article, day| Self::Expire { article, day }),
            by(|article, alias| Self::Alias { article, alias }),
            simply(|lines| Self::Listed { lines }),
            simply(|_| Self::ListAway),
            by(|article, _| Self::Id { article }),
            by(|which, words| Self::Template { which, words }),
            by(|which, words| Self::Term { which, words }),
            by(|which, words| Self::TermNames { which, words }),
            simply(|which| Self::TermAway { which }),
            simply(|words| Self::TermPicture { words }),
            simply(|words| Self::Image { words }),
            simply(|_| Self::ImageAway),
            simply(|words| Self::Harbour { words }),
            by(|article, words| Self::HarbourShown { article, words }),
            simply(|words| Self::Component { words }),
            simply(|words| Self::Pictures { words }),
            simply(|words| Self::Partial { words }),
            simply(|words| Self::Override { words }),
            simply(|_| Self::OverrideAway),
            simply(|words| Self::ThemeFile { words }),
            simply(|words| Self::ThemePicture { words }),
            simply(|words| Self::Static { words }),
            simply(|_| Self::StaticAway),
            simply(|words| Self::Robots { words }),
            simply(|_| Self::RobotsAway),
            simply(|words| Self::About { words }),
            simply(|words| Self::SiteTitle { words }),
            simply(|words| Self::Publisher { words }),
            simply(|count| Self::PerPage { count: count + 1 }),
            simply(|which| Self::Feeds { which }),
            simply(|which| Self::Search { which }),
            simply(|which| Self::BaseUrl { which }),
            simply(|month| Self::Clock { month }),
            simply(|_| Self::Drafts),
            by(|article, _| Self::Translate { article }),
            by(|article, _| Self::Untranslate { article }),
            by(|article, language| Self::Speak { article, language }),
            simply(|words| Self::Words { words }),
            simply(|_| Self::WordsAway),
            simply(|_| Self::Touch),
            simply(|_| Self::Forget),
            simply(|_| Self::OutputAway),
        ])
        .boxed()
    }
}

impl Site {
    /// Lets it happen.
    #[expect(clippy::too_many_lines, reason = "one arm for each edit, and nothing else")]
    pub(crate) fn apply(&mut self, edit: &Edit) {
        match edit {
            Edit::Add { article: number } => self.write(&file(*number), article(*number)),
            // The standing page links to the story a1, and would be broken without it.
            Edit::Remove { article } if *article != 1 => self.remove(&file(*article)),
            Edit::Rename { article, slug } => {
                self.set(*article, "slug", &format!("\"renamed-{slug}-{article}\""));
            }
            Edit::Redate { article, day } => self.set(*article, "date", &format!("2025-{:02}-11", day + 1)),
            // The news of two days: some of these are just in, some just out.
            Edit::Fresh { article, hours } => self.set(*article, "date", &self.hours_ago(*hours).to_string()),
            // Some of these periods are not over yet, some not begun.
            Edit::Vague { article, date } => {
                let dates = [
                    "\"2025\"",
                    "2026",
                    "\"2025-11\"",
                    "\"2025-11~\"",
                    "\"2025-12?\"",
                    "\"2025-11-11%\"",
                    "2024",
                ];
                self.set(*article, "date", dates[date % dates.len()]);
            }
            // Some of these are still to come.
            Edit::Update { article, hours } => {
                self.set(*article, "updated", &self.hours_ago(*hours).to_string());
            }
            Edit::Retag { article, tag } => {
                self.set(*article, "tags", ["[]", "[\"two\"]", "[\"Four\", \"one\"]", "[\"four\"]"][tag % 4]);
            }
            Edit::Section { article, which } => {
                let section = ["World", "Town", "Farms"][which % 3];
                self.set(*article, "section", &format!("\"{section}\""));
            }
            Edit::Dateline { article, words } => {
                self.set(*article, "dateline", &format!("\"TOWN {words}\""));
            }
            Edit::Authors { article, which } => {
                self.set(*article, "authors", ["[]", "[\"Ann\", \"Ben\"]", "[\"Ben\"]"][which % 3]);
            }
            Edit::Series { article } => self.set(*article, "series", "\"A series\""),
            Edit::Body { article, words } => self.append(*article, &format!("More {words}.\n")),
            Edit::Title { article, words } => self.set(*article, "title", &format!("\"Headline {words}\"")),
            Edit::Summary { article, words } => {
                self.set(*article, "summary", &format!("\"Summary {words}\""));
            }
            Edit::Correct { article, words } => {
                self.set(
                    *article,
                    "corrections",
                    &format!("[{{ date = 2025-11-{:02}, text = \"Wrong {words}\" }}]", article + 1),
                );
            }
            Edit::Withdraw { article } => {
                self.set(*article, "withdrawn", "{ date = 2025-11-01, reason = \"Gone\" }");
            }
            Edit::Draft { article } if *article != 1 => self.set(*article, "draft", "true"),
            Edit::Anonymise { article, words } => {
                let names = ["[\"Story\"]", "[\"text\", \"Ann\"]", "[\"two\"]"][words % 3];
                self.set(*article, "anonymise", names);
            }
            Edit::Expire { article, day } => {
                self.set(*article, "expires", &format!("2025-11-{:02}", day + 1));
            }
            Edit::Alias { article, alias } => {
                let (plain, query) =
                    (format!("/old/{article}-{alias}.html"), format!("/?p={article}-{alias}"));
                let others = format!(
                    "\"/a.asp?id={article}&x={alias}\", \"/old/{}-0.html?id={article}\"",
                    article + 1
                );
                self.set(*article, "aliases", &format!("[\"{plain}\", \"{query}\", {others}]"));
            }
            Edit::Listed { lines } => {
                let line = |number: usize| {
                    format!("/?q={number},/archive/\n/was/{number}.asp,410\n/?gone={number},410\n")
                };
                let lines: String = (0..=*lines).map(line).collect();
                self.write(
                    "addresses.csv",
                    format!("old,new\n{lines}/about.html,/archive/\n/about.html?x=1,/about.html\n"),
                );
            }
            Edit::ListAway => self.remove("addresses.csv"),
            Edit::Image { words } => {
                self.write("content/own/map.svg", format!("<svg><!-- {words} --></svg>"));
            }
            Edit::ImageAway => {
                self.remove("content/own/map.svg");
                self.write("content/own/index.md", "+++\ntitle = \"Own\"\ndate = 2025-03-01\n+++\nText.\n");
            }
            Edit::Harbour { words } => self.write("content/harbour.png", harbour(*words)),
            // On its page, on its neighbours' and on every list.
            Edit::HarbourShown { article, words } => {
                let caption = ["", ", caption = \"Boats\"", ", credit = \"Ann\""][words % 3];
                let alt = ["The harbour", "The quay"][words % 2];
                self.set(
                    *article,
                    "image",
                    &format!("{{ src = \"harbour.png\", alt = \"{alt}\"{caption} }}"),
                );
            }
            Edit::Component { words } => {
                self.mark("themes/small/templates/components/note.html", "</p>", *words);
            }
            Edit::Pictures { words } => {
                let pictures =
                    format!("[pictures]\nenabled = {}\nwidths = [16, {}]\n", words % 4 != 0, words + 17);
                self.write("config.toml", &(config("Small News", 3) + &pictures));
            }
            Edit::Template { which, words } => {
                let name = ["article.html", "list.html", "page.html", "year.html", "terms.html"][which % 5];
                self.mark(&format!("themes/small/templates/{name}"), "{% endblock main %}", *words);
            }
            Edit::Partial { words } => {
                self.write("themes/small/templates/foot.html", format!("<p>foot {words}</p>"));
            }
            Edit::Override { words } => {
                self.write("templates/foot.html", format!("<p>own foot {words}</p>"));
            }
            Edit::OverrideAway => self.remove("templates/foot.html"),
            Edit::ThemeFile { words } => {
                let style = format!("p {{ order: {words}; background: url(dot.svg) }}");
                self.write("themes/small/static/small.css", &style);
            }
            Edit::ThemePicture { words } => {
                self.write("themes/small/static/dot.svg", format!("<svg><!-- {words} --></svg>"));
            }
            Edit::Static { words } => self.write("static/small.css", format!("q {{ order: {words} }}")),
            Edit::StaticAway => self.remove("static/small.css"),
            Edit::Robots { words } => self.write("static/robots.txt", format!("# {words}\n")),
            Edit::RobotsAway => self.remove("static/robots.txt"),
            Edit::About { words } => {
                let text = format!("+++\ntitle = \"About {words}\"\n+++\nSee [the first](../a1.md).\n");
                self.write("content/pages/about.md", &text);
            }
            Edit::Term { which, words } => {
                let (file, name) = TERMS[which % TERMS.len()];
                let link = "[the first](../a1.md)";
                self.write(file, format!("+++\ntitle = \"{name}\"\n+++\nText {words}, see {link}.\n"));
            }
            // Names that stories use, that no story uses, and that another name's slug is.
            Edit::TermNames { which, words } => {
                let (file, name) = TERMS[which % TERMS.len()];
                let more = [
                    "synonyms = [\"four\"]",
                    "former = [\"four\", \"Old\"]",
                    "slug = \"elsewhere\"",
                    "aliases = [\"/old/term.html\"]",
                    "draft = true",
                    "language = \"ar\"",
                ][words % 6];
                // Only one file may claim a name.
                for (other, _) in TERMS {
                    self.remove(other);
                }
                self.write(file, format!("+++\ntitle = \"{name}\"\n{more}\n+++\n"));
            }
            Edit::TermAway { which } => self.remove(TERMS[which % TERMS.len()].0),
            Edit::TermPicture { words } => {
                self.write("content/authors/ann.svg", format!("<svg><!-- {words} --></svg>"));
                let text =
                    "+++\ntitle = \"Ann\"\nimage = { src = \"ann.svg\", alt = \"Ann\" }\n+++\nA life.\n";
                self.write("content/authors/ann.md", text);
            }
            Edit::SiteTitle { words } => self.write("config.toml", config(&format!("News {words}"), 3)),
            Edit::Publisher { words } => {
                let publisher =
                    format!("[publisher]\nname = \"Publisher {words}\"\nethics_policy = \"/about/\"\n");
                self.write("config.toml", &(config("Small News", 3) + &publisher));
            }
            Edit::PerPage { count } => self.write("config.toml", config("Small News", *count)),
            Edit::Feeds { which } => {
                let feeds = [
                    "content = \"full\"\nlimit = 2",
                    "content = \"full\"\narchive = false",
                    "limit = 3",
                    "hub = \"https://hub.example/\"\nlimit = 1",
                ];
                let feeds = format!("{}[feeds]\n{}\n", config("Small News", 3), feeds[which % 4]);
                self.write("config.toml", &feeds);
            }
            Edit::Search { which } => {
                let template = "themes/small/templates/search.html";
                let search =
                    ["", "[search]\nengine = \"google\"\n", "[search]\nenabled = false\n", ""][which % 4];
                self.write("config.toml", &(config("Small News", 3) + search));
                if which % 4 == 3 {
                    self.remove(template);
                } else {
                    self.write(template, "{{ page.title }} {{ site.search.url }} {{ site.search.index }}");
                }
            }
            Edit::Id { article } => self.set(*article, "id", &format!("\"urn:story:{article}\"")),
            Edit::BaseUrl { which } => {
                let urls = [None, Some("https://other.example"), Some("https://small.example/folder")];
                self.request.overrides.base_url = urls[which % 3].map(str::to_owned);
            }
            Edit::Clock { month } => {
                // Never before the story a1 is there, which the standing page links to.
                self.request.clock.now =
                    format!("2025-{:02}-15T00:00:00Z", month + 4).parse().expect("a moment");
            }
            Edit::Translate { article: number } => self.write(&translation(*number), article(*number)),
            Edit::Untranslate { article } => self.remove(&translation(*article)),
            Edit::Speak { article, language } => {
                self.set(*article, "language", ["\"en\"", "\"ar\"", "\"fr\"", "\"ar-EG\""][language % 4]);
            }
            Edit::Words { words } => {
                let language = ["ar", "en"][words % 2];
                self.write(&format!("i18n/{language}.toml"), format!("archive = \"All {words}\"\n"));
            }
            Edit::WordsAway => self.remove("i18n/ar.toml"),
            Edit::Drafts => {
                self.request.clock.drafts =
                    if self.request.clock.drafts == Drafts::Shown { Drafts::Hidden } else { Drafts::Shown };
            }
            Edit::Touch => self.touch_everything(),
            Edit::Forget => std::fs::remove_dir_all(self.path(".dateline")).unwrap_or_default(),
            Edit::OutputAway => std::fs::remove_dir_all(self.path("public")).unwrap_or_default(),
            Edit::Remove { .. } | Edit::Draft { .. } => {}
        }
    }

    /// Sets a key of an article's front matter, if there is such an article. The story a1 stays where it is.
    fn set(&self, article: usize, key: &str, value: &str) {
        let Some(text) = self.read(&file(article)) else { return };
        if article == 1 && matches!(key, "date" | "expires") {
            return;
        }
        let start = format!("{key} = ");
        let mut lines: Vec<String> =
            text.lines().filter(|line| !line.starts_with(&start)).map(str::to_owned).collect();
        lines.insert(1, format!("{start}{value}"));
        self.write(&file(article), &(lines.join("\n") + "\n"));
    }

    /// A moment near the edge of what is news.
    fn hours_ago(&self, hours: usize) -> jiff::Timestamp {
        let hours = i64::try_from(hours).unwrap_or(0) * 12 - 12;
        self.request.clock.now - jiff::SignedDuration::from_hours(hours)
    }

    fn append(&self, article: usize, words: &str) {
        if let Some(text) = self.read(&file(article)) {
            self.write(&file(article), format!("{text}\n{words}"));
        }
    }

    fn mark(&self, path: &str, before: &str, words: usize) {
        if let Some(text) = self.read(path) {
            self.write(path, text.replace(before, &format!("<!-- {words} -->{before}")));
        }
    }
}

/// The terms that may have a file: one is a story's, one is shown by another name than its stories', one is no story's.
const TERMS: [(&str, &str); 4] = [
    ("content/tags/one.md", "one"),
    ("content/tags/two.md", "Number two"),
    ("content/tags/none.md", "None yet"),
    ("content/authors/ann.md", "Ann"),
];

/// A story's Arabic version.
fn translation(article: usize) -> String {
    format!("content/a{article}.ar.md")
}

fn file(article: usize) -> String {
    format!("content/a{article}.md")
}
