//! Tests of whole folders.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{Raw, StaticSite, detect};
use crate::decisions::Decisions;
use crate::kind::Kind;
use crate::source::Source;
use crate::story::{Item, RedirectTarget, Story, StoryDate, StoryKind, Taxonomy};

/// Folder of a site with some files.
struct Site {
    _folder: tempfile::TempDir,
    source: StaticSite,
    decisions: Decisions,
}

impl Site {
    /// Writes files, and opens their folder as the kind that is detected.
    fn of(kind: Kind, files: &[(&str, &str)]) -> Self {
        Self::with(kind, files, Decisions::default())
    }

    fn with(kind: Kind, files: &[(&str, &str)], decisions: Decisions) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, text) in files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
            std::fs::write(path, text).expect("a file");
        }
        assert_eq!(detect(folder.path()), Some(kind));
        let paths = [PathBuf::from(folder.path())];
        let site = StaticSite::open(kind, &paths, &decisions).expect("a site");
        Self { _folder: folder, source: site, decisions }
    }

    /// Returns all items, by the path of their file.
    fn items(&self) -> BTreeMap<String, Item> {
        let mut raws: Vec<Raw> = Vec::new();
        self.source
            .read(&mut |raw| {
                raws.push(raw);
                Ok(())
            })
            .expect("texts");
        let items = raws.into_iter().map(|raw| self.source.convert(raw, &self.decisions));
        let id = |item: &Item| match item {
            Item::Story(story) => story.id.0.clone(),
            Item::SetAside(text) => text.id.0.clone(),
            Item::LeftOut(text) => text.id.0.clone(),
        };
        let name =
            |item: &Item| id(item).split_once(':').map_or_else(String::new, |(_, path)| path.to_owned());
        items.map(|item| (name(&item), item)).collect()
    }

    fn story(&self, path: &str) -> Story {
        match self.items().remove(path) {
            Some(Item::Story(story)) => *story,
            other => unreachable!("{path}: {other:?}"),
        }
    }

    /// Returns the address of each text.
    fn addresses(&self) -> BTreeMap<String, String> {
        let address = |(path, item)| match item {
            Item::Story(story) => story.address.map(|address| (path, address)),
            _ => None,
        };
        self.items().into_iter().filter_map(address).collect()
    }
}

#[test]
fn hugo_keeps_addresses_bundles_and_references() {
    let site = Site::of(
        Kind::Hugo,
        &[
            (
                "hugo.toml",
                "baseURL = \"https://old.example/\"\ntitle = \"T\"\n[permalinks]\nnews = \"/:year/:month/:slug/\"\n[taxonomies]\ntopic = \"topics\"\n",
            ),
            ("content/news/_index.md", "---\ntitle: All News\n---\n"),
            (
                "content/news/a.md",
                "---\ntitle: A\ndate: 2014-05-31\nslug: cats\nlastmod: 2014-06-01\ndescription: S\ncategories: [X]\ntags: [t]\ntopics: [u]\nauthors: [ann]\nweight: 3\naliases: [/old/, \"https://old.example/older/?p=1\"]\n---\n[b]({{< relref \"b\" >}}#x) [c](../b/index.md) <https://x.example>\n\n{{< figure src=\"/i.png\" alt=\"I\" >}}\n",
            ),
            (
                "content/news/b/index.md",
                "+++\ntitle = \"B\"\ndate = 2015-01-02T10:00:00Z\ndraft = true\n+++\n![p](p.png) [a](https://old.example/2014/05/cats/)\n",
            ),
            ("content/news/b/p.png", "png"),
            ("content/docs/Deep Dir/Some File.md", "{\"title\": \"D\", \"date\": \"2013-01-01\"}\ntext"),
            ("content/about.md", "---\ntitle: About\nurl: /about-us.html\n---\nwe\n"),
            ("content/authors/ann/_index.md", "---\ndisplay_name: Ann Author\n---\nShe writes.\n"),
            ("static/i.png", "png"),
        ],
    );
    let addresses = site.addresses();
    for (path, address) in [
        ("content/news/a.md", "/2014/05/cats/"),
        ("content/news/b/index.md", "/2015/01/b/"),
        ("content/docs/Deep Dir/Some File.md", "/docs/deep-dir/some-file/"),
        ("content/about.md", "/about-us.html"),
    ] {
        assert_eq!(addresses.get(path).map(String::as_str), Some(address), "{path}");
    }
    let a = site.story("content/news/a.md");
    assert_eq!(a.body, "[b](/2015/01/b/#x) [c](/2015/01/b/) <https://x.example>\n\n\n![I](/i.png)\n\n");
    assert_eq!((a.section.as_deref(), a.summary.as_deref()), (Some("X"), Some("S")));
    assert_eq!((a.tags.join(","), a.authors[0].name.as_str()), ("t,u".to_owned(), "Ann Author"));
    assert_eq!(a.aliases, ["/old/", "/older/?p=1"]);
    assert_eq!(a.extra["weight"].as_integer(), Some(3));
    assert_eq!(a.updated.map(StoryDate::to_toml).as_deref(), Some("2014-06-01"));
    let b = site.story("content/news/b/index.md");
    assert!(b.draft);
    assert_eq!(b.body, "![p](/2015/01/b/p.png) [a](/2014/05/cats/)\n");
    assert_eq!(b.media[0].source_path.as_deref(), Some("content/news/b/p.png"));
    assert_eq!(b.section.as_deref(), Some("All News"));
    let ann = site.story("content/authors/ann/_index.md");
    assert_eq!(
        (ann.kind, ann.title.as_str(), ann.slug.as_str()),
        (StoryKind::Term(Taxonomy::Authors), "Ann Author", "ann")
    );
    let redirects = site.source.redirects(&site.decisions);
    assert!(
        redirects.iter().any(
            |it| it.from == "/topics/u/" && it.to == RedirectTarget::Term(Taxonomy::Tags, "u".to_owned())
        )
    );
    assert!(redirects.iter().any(|it| it.from == "/news/"));
}

#[test]
fn hugo_finds_languages_by_suffix() {
    let site = Site::of(
        Kind::Hugo,
        &[
            (
                "hugo.yaml",
                "baseURL: https://old.example\ndefaultContentLanguage: en\nlanguages:\n  en: {}\n  pt-br: {}\n",
            ),
            ("content/p/a.md", "---\ntitle: A\ndate: 2014-01-01\n---\n"),
            ("content/p/a.pt-br.md", "---\ntitle: B\ndate: 2014-02-02\n---\n[a](a.md)\n"),
        ],
    );
    let translation = site.story("content/p/a.pt-br.md");
    assert_eq!(translation.address.as_deref(), Some("/pt-br/p/a/"));
    assert_eq!(translation.language.as_deref(), Some("pt-BR"));
    assert_eq!(translation.file_name.expect("an original").slug, "a");
    assert_eq!(site.source.site().languages, ["pt-BR"]);
}

#[test]
fn zola_keeps_paths_dates_and_links() {
    let site = Site::of(
        Kind::Zola,
        &[
            ("config.toml", "base_url = \"https://old.example\"\n"),
            ("content/_index.md", "+++\ntitle = \"Home\"\n+++\n"),
            ("content/blog/_index.md", "+++\ntitle = \"Blog\"\n+++\n"),
            (
                "content/blog/2014-05-31-Über cats.md",
                "+++\ntitle = \"C\"\naliases = [\"old/x\"]\n[taxonomies]\ntags = [\"t\"]\n[extra]\nteam = \"x\"\n+++\n[d](@/blog/d/index.md#y)\n",
            ),
            (
                "content/blog/d/index.md",
                "+++\ntitle = \"D\"\npath = \"2015/02/03/D.1\"\n+++\n![p](./p.svg)\n",
            ),
            ("content/blog/d/p.svg", "<svg/>"),
        ],
    );
    let cats = site.story("content/blog/2014-05-31-Über cats.md");
    assert_eq!(cats.address.as_deref(), Some("/blog/uber-cats/"));
    assert_eq!(cats.date.map(StoryDate::to_toml).as_deref(), Some("2014-05-31"));
    assert_eq!(cats.body, "[d](/2015/02/03/D.1/#y)\n");
    assert_eq!((cats.aliases, cats.tags), (vec!["/old/x".to_owned()], vec!["t".to_owned()]));
    assert_eq!(cats.extra["team"].as_str(), Some("x"));
    let d = site.story("content/blog/d/index.md");
    assert_eq!(d.date.map(StoryDate::to_toml).as_deref(), Some("2015-02-03"));
    assert_eq!(d.body, "![p](/2015/02/03/D.1/p.svg)\n");
    assert!(matches!(site.items()["content/_index.md"], Item::LeftOut(_)));
}

#[test]
fn jekyll_keeps_every_style_of_permalink() {
    for (style, address) in [
        ("", "/news/2014/05/31/Cats-and_dogs.html"),
        ("permalink: pretty\n", "/news/2014/05/31/Cats-and_dogs/"),
        ("permalink: ordinal\n", "/news/2014/151/Cats-and_dogs.html"),
        ("permalink: none\n", "/news/Cats-and_dogs.html"),
        ("permalink: /b/:year/:title\n", "/b/2014/Cats-and_dogs"),
    ] {
        let config = format!("url: https://old.example\n{style}");
        let site = Site::of(
            Kind::Jekyll,
            &[
                ("_config.yml", &config),
                (
                    "_posts/2014-05-31-Cats-and_dogs.md",
                    "---\ntitle: C\ncategories: News\nauthor: ann\ntranslator: Bo\n---\n",
                ),
                ("_data/authors.yml", "ann:\n  name: Ann Author\n  bio: Writes.\n"),
            ],
        );
        let post = site.story("_posts/2014-05-31-Cats-and_dogs.md");
        assert_eq!(post.address.as_deref(), Some(address), "{style}");
        assert_eq!(post.authors[0].name, "Ann Author");
        assert_eq!(post.authors[1].role.as_deref(), Some("translation"));
        assert_eq!(site.story("authors/ann").body, "Writes.");
    }
}

#[test]
fn jekyll_finds_defaults_collections_languages_and_tags() {
    let site = Site::of(
        Kind::Jekyll,
        &[
            (
                "_config.yml",
                "url: https://old.example\npermalink: pretty\ncollections:\n  guides:\n    output: true\ndefaults:\n  - scope: {path: en}\n    values: {lang: en, author: Ed}\n",
            ),
            (
                "en/news/_posts/2014-05-31-a.md",
                "---\ntitle: A\n---\n## T\n{: #t}\n\n[x]({% link ja/news/_posts/2014-06-01-b.md %}) {{ site.url }}/y\n",
            ),
            ("ja/news/_posts/2014-05-31-a.md", "---\ntitle: B\nlang: ja\ndate: 2014-07-07\n---\n"),
            ("ja/news/_posts/2014-06-01-b.md", "---\ntitle: B\nlang: ja\n---\n"),
            ("_guides/g.md", "---\ntitle: G\n---\n"),
            ("about.md", "---\ntitle: About\n---\n"),
            ("plain.md", "no front matter"),
            ("assets/p.png", "png"),
        ],
    );
    let a = site.story("en/news/_posts/2014-05-31-a.md");
    assert_eq!(a.body, "## T {#t}\n\n\n[x](/ja/news/2014/06/01/b/) https://old.example/y\n");
    assert_eq!((a.authors[0].name.as_str(), a.language), ("Ed", None));
    let translation = site.story("ja/news/_posts/2014-05-31-a.md");
    assert_eq!(translation.address.as_deref(), Some("/ja/news/2014/07/07/a/"));
    // The address by the day of the file's name is answered as well.
    assert_eq!(translation.aliases, ["/ja/news/2014/05/31/a/"]);
    assert_eq!(
        translation.file_name.and_then(|name| name.date).map(StoryDate::to_toml).as_deref(),
        Some("2014-05-31")
    );
    let addresses = site.addresses();
    assert_eq!(addresses["_guides/g.md"], "/guides/g/");
    assert_eq!(addresses["about.md"], "/about/");
    assert!(matches!(site.items()["plain.md"], Item::LeftOut(_)));
    assert_eq!(site.source.files()[0].site_path, "static/assets/p.png");
}

#[test]
fn eleventy_evaluates_templates_of_addresses() {
    for (data, address) in [
        ("{\"permalink\": \"/{{ page.date | date: '%Y/%m' }}/{{ page.fileSlug }}/\"}", "/2014/05/cats/"),
        ("{\"permalink\": \"/b/{{ title | slugify }}/index.html\"}", "/b/all-cats/"),
        ("{}", "/posts/2014-05-31-cats/"),
    ] {
        let site = Site::of(
            Kind::Eleventy,
            &[
                (".eleventy.js", "module.exports = () => ({ dir: { input: \"src\" } });"),
                ("src/posts/posts.json", data),
                (
                    "src/posts/2014-05-31-cats.md",
                    "---\ntitle: All Cats\ntags: [post, pets]\n---\n{% raw %}{{ x }}{% endraw %}\n",
                ),
                ("src/list.md", "---\ntitle: L\npagination: {data: x}\n---\n"),
                ("src/off.md", "---\ntitle: O\npermalink: false\n---\n"),
            ],
        );
        let cats = site.story("src/posts/2014-05-31-cats.md");
        assert_eq!(cats.address.as_deref(), Some(address), "{data}");
        assert_eq!(cats.tags, ["pets"]);
        let items = site.items();
        assert!(
            matches!(items["src/list.md"], Item::LeftOut(_))
                && matches!(items["src/off.md"], Item::LeftOut(_))
        );
    }
}

#[test]
fn decisions_change_patterns_authors_and_shortcodes() {
    let decisions = Decisions::parse(
        "[permalinks]\nposts = \"/:year/:slug/\"\n[authors]\nann = \"Ann A.\"\n[shortcodes]\nodd = \"*{0}* {content}\"\n[dates]\nexpired_before = \"2020-01-01\"\n",
    )
    .expect("decisions");
    let site = Site::with(
        Kind::Hugo,
        &[
            ("hugo.toml", "title = \"T\"\n"),
            (
                "content/posts/a.md",
                "---\ntitle: A b\ndate: 2014-01-01\nauthor: ann\nexpiryDate: 2019-01-01\n---\n{{< odd x >}}y{{< /odd >}}\n",
            ),
            ("content/posts/b.md", "---\ntitle: B\ndate: 2014-01-01\nexpiryDate: 2021-01-01\n---\n"),
        ],
        decisions,
    );
    let a = site.story("content/posts/a.md");
    assert_eq!((a.address.as_deref(), a.body.as_str()), (Some("/2014/a-b/"), "*x* y\n"));
    assert_eq!((a.authors[0].name.as_str(), a.expires), ("Ann A.", None));
    assert!(site.story("content/posts/b.md").expires.is_some());
}

#[test]
fn faults_are_set_aside_and_comments_read() {
    let site = Site::of(
        Kind::Jekyll,
        &[
            ("_config.yml", "title: T\n"),
            ("_posts/2014-05-31-a.md", "---\ntitle: A\ndate: soon\nbody without end\n"),
            ("_posts/2014-06-01-b.html", "---\ntitle: B\n---\n<h2>H</h2>\n<p>a <em>b</em></p>\n"),
            ("_posts/2014-06-02-c.textile", "---\ntitle: C\n---\nh1. C\n"),
            (
                "_data/comments/b/1.yml",
                "_id: x\nname: Reader\nemail: secret\nmessage: \"*Hi*\"\ndate: 2014-06-03\n",
            ),
        ],
    );
    let items = site.items();
    assert!(matches!(items["_posts/2014-05-31-a.md"], Item::SetAside(_)));
    assert!(matches!(items["_posts/2014-06-02-c.textile"], Item::SetAside(_)));
    let b = site.story("_posts/2014-06-01-b.html");
    assert_eq!(b.body.trim(), "## H\n\na *b*");
    assert_eq!((b.comments[0].author.as_str(), b.comments[0].html.trim()), ("Reader", "<p><em>Hi</em></p>"));
}

#[cfg(unix)]
#[test]
fn links_out_of_the_folder_are_not_followed() {
    let folder = tempfile::tempdir().expect("a folder");
    let outside = tempfile::NamedTempFile::new().expect("a file");
    std::fs::create_dir_all(folder.path().join("_posts")).expect("a folder");
    std::os::unix::fs::symlink(outside.path(), folder.path().join("_posts/2014-05-31-a.md")).expect("a link");
    std::os::unix::fs::symlink("/etc", folder.path().join("assets")).expect("a link");
    let site =
        StaticSite::open(Kind::Jekyll, &[folder.path().to_owned()], &Decisions::default()).expect("a site");
    assert!(site.index.texts.is_empty());
    assert!(site.open_file("../../etc/passwd").expect("an answer").is_none());
    assert!(site.files().is_empty());
}
