//! Terms have a life: a tag, an author, a section or a series may have a file of its own, with its text, its picture, the
//! name that is shown and the names that lead to it. And the list of corrections, which lasts as any list does.

use crate::site;
use std::fs;

/// A small site with two stories to a page.
struct Site(site::Site);

impl std::ops::Deref for Site {
    type Target = site::Site;

    fn deref(&self) -> &site::Site {
        &self.0
    }
}

impl Site {
    fn new() -> Self {
        let mut site = site::Site::new(
            "title = \"News\"\nbase_url = \"https://news.example\"\nper_page = 2\ntheme = \"broadsheet\"\n",
        );
        site.set_now("2025-12-01T00:00:00Z");
        Self(site)
    }

    fn write(&self, file: &str, text: &str) -> &Self {
        self.0.write(file, text);
        self
    }

    /// A story of this day of November, with more lines of front matter.
    fn story(&self, day: u8, front: &str) -> &Self {
        self.write(
            &format!("content/2025/s{day}.md"),
            &format!("+++\ntitle = \"Story {day}\"\ndate = 2025-11-{day:02}\n{front}\n+++\nText.\n"),
        )
    }

    /// Builds a site in which there is nothing to say.
    fn build(&self) -> &Self {
        self.build_quietly();
        self
    }

    /// The page at an address, whole.
    fn page(&self, address: &str) -> String {
        let path = self.path("public").join(address.trim_start_matches('/')).join("index.html");
        fs::read_to_string(&path).unwrap_or_else(|error| format!("NOTHING at {address}: {error}"))
    }

    /// The main part of the page at an address.
    fn main(&self, address: &str) -> String {
        let page = self.page(address);
        let start = page.find("<main").unwrap_or_default();
        let end = page.find("</main>").unwrap_or(page.len());
        page[start..end].to_owned()
    }

    /// Where the page at an address leads, if it only leads elsewhere.
    fn leads_to(&self, address: &str) -> Option<String> {
        let page = self.page(address);
        let at = page.find("content=\"0; url=")? + "content=\"0; url=".len();
        Some(page[at..].split('"').next().unwrap_or_default().to_owned())
    }

    /// The numbers of the stories that a list shows, in its order.
    fn stories(&self, address: &str) -> Vec<u8> {
        let main = self.main(address);
        let mut numbers: Vec<u8> = Vec::new();
        for rest in main.split(">Story ").skip(1) {
            numbers.extend(rest.split('<').next().and_then(|number| number.parse::<u8>().ok()));
        }
        numbers
    }

    fn is_there(&self, address: &str) -> bool {
        self.path("public").join(address.trim_start_matches('/')).join("index.html").exists()
    }
}

/// The one thing that was said, which holds all of these.
#[track_caller]
fn assert_says(said: &[String], parts: &[&str]) {
    let [only] = said else { unreachable!("one thing was to be said: {said:#?}") };
    for part in parts {
        assert!(only.contains(part), "{part:?} is not in {only:?}");
    }
}

const BEIJING: &str = "+++\ntitle = \"Beijing\"\nsynonyms = [\"Peking\"]\n+++\nThe capital of China.\n";

#[test]
fn a_terms_text_and_picture_stand_above_its_list() {
    let site = Site::new();
    site.story(1, "tags = [\"Beijing\"]")
        .write(
            "content/tags/beijing/index.md",
            "+++\ntitle = \"Beijing\"\nsummary = \"A city.\"\nimage = { src = \"map.svg\", alt = \"A map\" }\n+++\nThe capital, see [a story](../../2025/s1.md).\n",
        )
        .write("content/tags/beijing/map.svg", "<svg/>")
        .build();
    let main = site.main("/tags/beijing/");
    assert!(main.contains("<a href=\"/2025/11/01/s1/\">a story</a>"), "{main}");
    assert!(main.contains("src=\"/tags/beijing/map.svg\" alt=\"A map\""), "{main}");
    assert!(site.path("public/tags/beijing/map.svg").exists());
    assert!(site.page("/tags/beijing/").contains("<meta name=\"description\" content=\"A city.\">"));
    assert_eq!(site.stories("/tags/beijing/"), [1]);
}

#[test]
fn synonyms_lead_to_one_list_under_the_preferred_name() {
    let site = Site::new();
    site.story(1, "tags = [\"Peking\"]")
        .story(2, "tags = [\"Beijing\"]")
        .story(3, "tags = [\"peking\", \"Beijing\"]")
        .write("content/tags/beijing.md", BEIJING)
        .build();
    assert_eq!(site.stories("/tags/beijing/"), [3, 2, 1]);
    assert_eq!(site.leads_to("/tags/peking/").as_deref(), Some("/tags/beijing/"));
    let story = site.main("/2025/11/01/s1/");
    assert!(story.contains("<a href=\"/tags/beijing/\">Beijing</a>"), "{story}");
    assert!(!story.contains("Peking"), "{story}");
    assert_eq!(site.main("/2025/11/03/s3/").matches("/tags/beijing/").count(), 1);
    assert!(!site.main("/tags/").contains("Peking"));
}

#[test]
fn a_preferred_name_is_shown_and_the_files_name_is_the_address() {
    let site = Site::new();
    site.story(1, "authors = [\"ann\"]").story(2, "authors = [\"Ann Smith\"]");
    site.write("content/authors/ann.md", "+++\ntitle = \"Ann Smith\"\n+++\nShe reports from Ankara.\n")
        .build();
    assert_eq!(site.stories("/authors/ann/"), [2, 1]);
    assert_eq!(site.leads_to("/authors/ann-smith/").as_deref(), Some("/authors/ann/"), "where her list was");
    assert!(site.main("/2025/11/01/s1/").contains("By <a href=\"/authors/ann/\">Ann Smith</a>"));
    assert!(site.main("/authors/ann/").contains("<h1>Ann Smith</h1>"));
    site.write(
        "content/authors/ann.md",
        "+++\ntitle = \"Ann Smith\"\nslug = \"a-smith\"\n+++\nShe reports.\n",
    );
    assert!(site.built().is_ok());
    assert_eq!(site.stories("/authors/a-smith/"), [2], "a chosen slug takes the place of the file's name");
}

#[test]
fn numbered_pages_say_nothing_of_a_terms_file() {
    let site = Site::new();
    for day in 1..=5 {
        site.story(day, "tags = [\"Beijing\"]");
    }
    site.build();
    let before = site.page("/tags/beijing/page/1/");
    site.write("content/tags/beijing.md", BEIJING).build();
    assert_eq!(site.page("/tags/beijing/page/1/"), before);
    assert!(site.main("/tags/beijing/").contains("The capital of China."));
}

#[test]
fn an_authors_page_may_be_there_before_the_first_story() {
    let site = Site::new();
    site.write("content/authors/ann.md", "+++\ntitle = \"Ann\"\n+++\nShe begins on Monday.\n").build();
    assert!(site.main("/authors/ann/").contains("She begins on Monday."));
    assert!(site.main("/authors/").contains("<a href=\"/authors/ann/\">Ann</a>"));
    assert_eq!(site.stories("/authors/ann/"), Vec::<u8>::new());
}

#[test]
fn a_terms_page_is_there_while_a_story_has_it_with_or_without_a_file() {
    let site = Site::new();
    site.story(1, "tags = [\"Beijing\"]").write("content/tags/beijing.md", BEIJING).build();
    fs::remove_file(site.path("content/tags/beijing.md")).expect("the file goes");
    site.build();
    assert_eq!(site.stories("/tags/beijing/"), [1]);
    assert!(!site.is_there("/tags/peking/"));
}

#[test]
fn a_renamed_terms_list_leads_on_with_each_of_its_pages() {
    let site = Site::new();
    for day in 1..=6 {
        site.story(day, "tags = [\"Peking\"]");
    }
    site.build();
    let old: Vec<&str> =
        ["/tags/peking/", "/tags/peking/page/1/", "/tags/peking/page/2/", "/tags/peking/page/3/"]
            .into_iter()
            .filter(|address| site.is_there(address))
            .collect();
    assert_eq!(old.len(), 4);
    let leads = [
        Some("/tags/beijing/"),
        Some("/tags/beijing/page/1/"),
        Some("/tags/beijing/page/2/"),
        Some("/tags/beijing/"),
    ];
    // The name stays in the stories, and is a synonym.
    site.write("content/tags/beijing.md", BEIJING).build();
    assert_eq!(
        old.iter().map(|at| site.leads_to(at)).collect::<Vec<_>>(),
        leads.map(|to| to.map(str::to_owned))
    );
    // Or the stories are renamed too: then only the file knows.
    for day in 1..=6 {
        site.story(day, "tags = [\"Beijing\"]");
    }
    site.write("content/tags/beijing.md", "+++\ntitle = \"Beijing\"\nformer = [\"Peking\"]\n+++\n").build();
    assert_eq!(
        old.iter().map(|at| site.leads_to(at)).collect::<Vec<_>>(),
        leads.map(|to| to.map(str::to_owned))
    );
}

#[test]
fn two_tags_that_are_brought_together_lose_no_address() {
    let site = Site::new();
    site.story(1, "tags = [\"Covid-19\"]").story(2, "tags = [\"Covid 19\"]");
    assert!(site.built().is_ok());
    let marked = fs::read_dir(site.path("public/tags")).expect("tags").flatten();
    let mut marked: Vec<_> = marked.map(|entry| entry.file_name().into_string().expect("a name")).collect();
    marked.retain(|name| name.starts_with("covid-19-"));
    assert_eq!(marked.len(), 1, "the later one has a mark");
    site.write("content/tags/covid-19.md", "+++\ntitle = \"Covid-19\"\nsynonyms = [\"Covid 19\"]\n+++\n")
        .build();
    assert_eq!(site.stories("/tags/covid-19/"), [2, 1]);
    assert_eq!(site.leads_to(&format!("/tags/{}/", marked[0])).as_deref(), Some("/tags/covid-19/"));
}

#[test]
fn an_alias_leads_to_a_term() {
    let site = Site::new();
    site.write(
        "content/series/talks.md",
        "+++\ntitle = \"The talks\"\naliases = [\"/specials/talks.html\"]\n+++\n",
    )
    .build();
    let page = fs::read_to_string(site.path("public/specials/talks.html")).expect("a redirect");
    assert!(page.contains("url=/series/talks/"));
}

#[test]
fn texts_link_to_a_terms_file_and_broken_links_in_it_are_errors() {
    let site = Site::new();
    site.write("content/tags/beijing.md", BEIJING)
        .write("content/pages/about.md", "+++\ntitle = \"About\"\n+++\nSee [Beijing](../tags/beijing.md).\n")
        .build();
    assert!(site.main("/about/").contains("<a href=\"/tags/beijing/\">Beijing</a>"));
    site.write(
        "content/tags/beijing.md",
        "+++\ntitle = \"Beijing\"\n+++\n[x](../2025/gone.md) ![y](no.jpg)\n",
    );
    let found = site.built().expect_err("two broken links");
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found.iter().all(|said| said.starts_with("content/tags/beijing.md:4:")), "{found:#?}");
}

#[test]
fn a_missing_picture_is_an_error_with_its_line() {
    let site = Site::new();
    site.write(
        "content/tags/beijing.md",
        "+++\ntitle = \"Beijing\"\nimage = { src = \"no.jpg\", alt = \"\" }\n+++\n",
    );
    let found = site.built().expect_err("no picture");
    assert_says(&found, &["content/tags/beijing.md:3:", "there is no picture `no.jpg`"]);
}

#[test]
fn two_files_that_claim_one_name_are_an_error_that_names_both() {
    for (other, parts) in [
        ("+++\ntitle = \"beijing\"\n+++\n", ["content/tags/capital.md", "content/tags/beijing.md"]),
        (
            "+++\ntitle = \"Capital\"\nslug = \"beijing\"\n+++\n",
            ["content/tags/capital.md", "content/tags/beijing.md"],
        ),
        ("+++\ntitle = \"Peking\"\n+++\n", ["content/tags/beijing.md:3:", "content/tags/capital.md"]),
        (
            "+++\ntitle = \"Capital\"\nformer = [\"Peking\"]\n+++\n",
            ["content/tags/capital.md:3:", "content/tags/beijing.md"],
        ),
        (
            "+++\ntitle = \"Capital\"\nsynonyms = [\"Beijing!\"]\n+++\n",
            ["content/tags/capital.md:3:", "content/tags/beijing.md"],
        ),
        (
            "+++\ntitle = \"Capital\"\naliases = [\"/tags/beijing\"]\n+++\n",
            ["content/tags/capital.md", "content/tags/beijing.md"],
        ),
        (
            "+++\ntitle = \"Capital\"\naliases = [\"/tags/peking\"]\n+++\n",
            ["content/tags/capital.md", "content/tags/beijing.md"],
        ),
    ] {
        let site = Site::new();
        site.write("content/tags/beijing.md", BEIJING).write("content/tags/capital.md", other);
        assert_says(&site.built().expect_err(other), &parts);
    }
}

#[test]
fn an_article_in_a_reserved_folder_is_told_to_move() {
    for (file, front, parts) in [
        ("content/tags/a.md", "date = 2025-11-01", ["content/tags/a.md:3:", "don't take `date`"]),
        ("content/series/talks/part-1.md", "", ["content/series/talks/part-1.md", "no articles"]),
        ("content/sections/2025-11-01-a.md", "", ["content/sections/2025-11-01-a.md", "no articles"]),
        ("content/authors/index.md", "", ["content/authors/index.md", "about no author"]),
    ] {
        let site = Site::new();
        site.write(file, &format!("+++\ntitle = \"A\"\n{front}\n+++\nText.\n"));
        let said = site.built().expect_err(file);
        assert_says(&said, &parts);
        assert!(file.ends_with("index.md") || said[0].contains("content/articles/"), "{said:?}");
    }
}

#[test]
fn a_section_file_of_hugo_in_a_reserved_folder_is_a_warning_that_says_where_to_move_it() {
    let site = Site::new();
    site.write("content/tags/beijing/_index.md", "+++\ntitle = \"Beijing\"\n+++\nText.\n");
    let said = site.built().expect("it builds");
    assert_says(&said, &["content/tags/beijing/_index.md", "content/tags/beijing.md"]);
}

#[test]
fn a_term_file_without_a_title_and_with_unknown_keys_is_told_so() {
    let site = Site::new();
    site.write("content/tags/a.md", "+++\nsynonym = [\"b\"]\n+++\n");
    let found = site.built().expect_err("two faults");
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found.iter().any(|said| said.contains("did you mean `synonyms`?")), "{found:#?}");
    assert!(found.iter().any(|said| said.contains("what the tag is called")), "{found:#?}");
}

#[test]
fn a_draft_says_nothing_yet() {
    let site = Site::new();
    site.story(1, "tags = [\"Beijing\"]");
    site.write("content/tags/beijing.md", &BEIJING.replace("+++\nThe", "draft = true\n+++\nThe")).build();
    assert!(!site.main("/tags/beijing/").contains("capital"));
    assert!(!site.is_there("/tags/peking/"));
}

#[test]
fn near_doubles_are_warned_of_once_and_can_be_silenced() {
    let site = Site::new();
    site.story(1, "tags = [\"São Paulo\"]")
        .story(2, "tags = [\"Sao Paulo\"]")
        .story(3, "tags = [\"Sao Paulo\"]");
    let said = site.built().expect("a site");
    assert_says(
        &said,
        &[
            "content/2025/s1.md: the tags `Sao Paulo` and `São Paulo` may be the same",
            "content/tags/sao-paulo.md with title = \"Sao Paulo\" and synonyms = [\"São Paulo\"]",
            "distinct_from = [\"São Paulo\"]",
        ],
    );
    let file = |more: &str| format!("+++\ntitle = \"Sao Paulo\"\n{more}\n+++\n");
    site.write("content/tags/sao-paulo.md", &file("distinct_from = [\"São Paulo\"]")).build();
    assert_eq!((site.stories("/tags/sao-paulo/"), site.stories("/tags/são-paulo/")), (vec![3, 2], vec![1]));
    site.write("content/tags/sao-paulo.md", &file("synonyms = [\"São Paulo\"]")).build();
    assert_eq!(site.stories("/tags/sao-paulo/"), [3, 2, 1]);
    site.write("content/tags/sao-paulo.md", &file(""))
        .write("content/tags/other.md", "+++\ntitle = \"São Paulo\"\n+++\n")
        .build();
}

#[test]
fn names_of_one_slug_stay_apart_where_a_file_says_so() {
    let site = Site::new();
    site.story(1, "tags = [\"Covid-19\"]").story(2, "tags = [\"Covid 19\"]");
    site.write(
        "content/tags/covid-19.md",
        "+++\ntitle = \"Covid-19\"\ndistinct_from = [\"Covid 19\"]\n+++\n",
    )
    .build();
    assert_eq!(site.stories("/tags/covid-19/"), [1]);
}

#[test]
fn of_many_near_doubles_only_some_are_named() {
    let site = Site::new();
    let tags: Vec<String> = (0..25u8)
        .flat_map(|n| {
            let letter = char::from(b'a' + n);
            [format!("\"{letter}{letter} subject\""), format!("\"{letter}{letter} subjects\"")]
        })
        .collect();
    site.story(1, &format!("tags = [{}]", tags.join(", ")));
    let said = site.built().expect("a site");
    assert_eq!(said.iter().filter(|said| said.contains("may be the same,")).count(), 1, "{said:#?}");
    assert!(said[0].starts_with("15 more pairs of tags"), "{said:#?}");
    assert_eq!(said.len(), 11);
}

#[test]
fn corrections_are_listed_by_when_they_were_made_on_pages_that_last() {
    let site = Site::new();
    // The oldest story was corrected last.
    site.story(1, "corrections = [{ date = 2025-11-30, text = \"F\" }]");
    for (day, text) in (2..=5).zip(["A", "B", "C", "D"]) {
        site.story(day, &format!("corrections = [{{ date = 2025-11-{:02}, text = \"{text}\" }}]", day + 10));
    }
    site.build();
    let order = |address: &str| -> Vec<String> {
        let main = site.main(address);
        main.split("<p>")
            .skip(1)
            .filter_map(|rest| rest.split("</p>").next())
            .filter(|text| text.len() == 1)
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(order("/corrections/"), ["F", "D", "C"]);
    assert_eq!(order("/corrections/page/1/"), ["B", "A"]);
    assert!(site.main("/corrections/").contains("In <a href=\"/2025/11/01/s1/\">Story 1</a>"));
    assert_eq!(site.leads_to("/corrections/page/2/").as_deref(), Some("/corrections/"));
    let full = site.page("/corrections/page/1/");
    site.story(6, "corrections = [{ date = 2025-12-01, text = \"G\" }]").build();
    assert_eq!(order("/corrections/"), ["G", "F"], "with six, the next page is full");
    assert_eq!(order("/corrections/page/2/"), ["D", "C"]);
    assert_eq!(site.page("/corrections/page/1/"), full);
}

#[test]
fn withdrawn_and_embargoed_stories_leave_no_correction() {
    let site = Site::new();
    site.story(
        1,
        "corrections = [{ date = 2025-11-02, text = \"Secret one\" }]\nwithdrawn = { date = 2025-11-03 }",
    );
    site.write(
        "content/later.md",
        "+++\ntitle = \"Later\"\ndate = 2026-05-05\ncorrections = [{ date = 2026-05-06, text = \"Secret two\" }]\n+++\nText.\n",
    );
    site.story(2, "language = \"fr\"\ncorrections = [{ date = 2025-11-03, text = \"Faux\" }]").build();
    let main = site.main("/corrections/");
    assert!(main.contains("lang=\"fr\"") && main.contains("Faux"), "{main}");
    assert!(!main.contains("Secret"), "{main}");
}

#[test]
fn a_correction_from_before_its_story_is_warned_of() {
    let site = Site::new();
    site.story(5, "corrections = [{ date = 2025-11-04, text = \"Early\" }]");
    let said = site.built().expect("a site");
    assert_says(&said, &["content/2025/s5.md:4:", "is before the article's date"]);
}

#[test]
fn a_storys_corrections_stand_where_the_theme_is_told() {
    let site = Site::new();
    site.story(1, "corrections = [{ date = 2025-11-02, text = \"Put right\" }]").build();
    let places = |site: &Site| {
        let main = site.main("/2025/11/01/s1/");
        (main.find("Put right").expect("a correction"), main.find("<p>Text.</p>").expect("the text"))
    };
    let (correction, text) = places(&site);
    assert!(correction < text);
    for (place, is_above) in [("below", false), ("above", true)] {
        site.write(
            "config.toml",
            &format!("title = \"News\"\nbase_url = \"https://news.example\"\n[theme]\nname = \"broadsheet\"\ncorrections = \"{place}\"\n"),
        );
        site.build();
        let (correction, text) = places(&site);
        assert_eq!(correction < text, is_above, "{place}");
        assert_eq!(site.main("/2025/11/01/s1/").matches("Put right").count(), 1);
    }
}
