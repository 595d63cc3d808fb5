//! Languages: a site speaks the language of its readers, or several. Its words come from translation files, its dates
//! are told as its language tells them, and what is in another language than its page says so.

mod site;

use crate::files::tree;
use site::Site;

#[test]
fn an_arabic_site_is_arabic_from_edge_to_edge() {
    let site = Site::new("title = \"البريد\"\nlanguage = \"ar\"\n");
    site.story("2025-11-01-talks", "title = \"انتهاء المحادثات\"\nauthors = [\"سارة\", \"ليلى\", \"هدى\"]\ncorrections = [{ date = 2025-11-02, text = \"خطأ\" }]");
    site.story("2025-11-02-later", "title = \"خبر\"\ndate = 2025-11-02T09:30:00");
    site.build_quietly();

    let story = site.page("2025/11/01/talks");
    assert!(story.contains("<html lang=\"ar\" dir=\"rtl\">"), "{story}");
    assert!(story.contains(">1 نوفمبر 2025</time>"), "{story}");
    assert!(story.contains("سارة</a>، <a"), "{story}");
    assert!(story.contains("ليلى</a> و<a"), "{story}");
    assert!(story.contains("<h2>تصويب</h2>"), "{story}");
    assert!(!story.contains("lang=\"en\""), "{story}");
    assert!(site.page("2025/11/02/later").contains(">2 نوفمبر 2025، 09:30</time>"));
    assert!(site.page("2025/11").contains("<p class=\"span\">خبران</p>"));
    assert!(site.page("2025/11").contains("<abbr title=\"الاثنين\">اثنين</abbr>"));
    assert!(site.page("archive").contains("<h1>الأرشيف</h1>"));
    assert!(site.file("404.html").contains("لا توجد صفحة بهذا العنوان"));
    site.speaks_no_english();
}

/// What stands on an element whose text is Arabic.
const ARABIC: &str = "lang=\"ar\" dir=\"rtl\"";

#[test]
fn a_story_in_another_language_is_marked_on_a_site_in_one() {
    let site = Site::new("title = \"Post\"\n");
    site.story(
        "2025-11-01-talks",
        "title = \"انتهاء المحادثات\"\nlanguage = \"ar\"\nsummary = \"ملخص\"\nseries = \"Talks\"\n\
         corrections = [{ date = 2025-11-02, text = \"خطأ\" }]",
    );
    site.story("2025-11-02-english", "title = \"English\"\nseries = \"Talks\"");
    site.build_quietly();

    let story = site.page("2025/11/01/talks");
    assert!(story.contains("<html lang=\"en\" dir=\"ltr\">"), "{story}");
    for marked in
        ["<h1 AR>انتهاء", "<p class=\"standfirst\" AR>ملخص", "<span AR>خطأ", "<div class=\"prose\" AR>"]
    {
        assert!(story.contains(&marked.replace("AR", ARABIC)), "{marked}: {story}");
    }
    assert!(story.contains("Published <a href"), "{story}");
    assert!(!story.contains("hreflang"), "{story}");
    let front = site.page("");
    assert!(front.contains(&format!("<h2 {ARABIC}><a href=\"/2025/11/01/talks/\">")), "{front}");
    assert!(front.contains(&format!("<p class=\"summary\" {ARABIC}>")), "{front}");
    let neighbour = site.page("2025/11/02/english");
    assert!(neighbour.contains(&format!("<small>Older</small> <span {ARABIC}>انتهاء")), "{neighbour}");
    assert!(
        neighbour.contains(&format!("<a rel=\"prev\" href=\"/2025/11/01/talks/\" {ARABIC}>")),
        "{neighbour}"
    );
    assert!(!neighbour.contains("<h1 lang"), "{neighbour}");
    assert!(site.page("corrections").contains(&format!("<p {ARABIC}>خطأ</p>")));
}

#[test]
fn a_translation_stands_below_its_languages_front_page_and_leads_to_the_others() {
    let site = Site::in_three_languages();
    site.story("2025-11-01-talks", "title = \"Talks\"");
    site.story("2025-11-01-talks.ar", "title = \"محادثات\"");
    site.story("2025-11-01-talks.fr", "title = \"Pourparlers\"\nslug = \"pourparlers\"");
    site.story("2025-11-02-alone", "title = \"Alone\"");
    site.build_quietly();

    let alternates = "\
        <link rel=\"alternate\" hreflang=\"en\" href=\"https://post.example/2025/11/01/talks/\">\n\
        <link rel=\"alternate\" hreflang=\"x-default\" href=\"https://post.example/2025/11/01/talks/\">\n\
        <link rel=\"alternate\" hreflang=\"ar\" href=\"https://post.example/ar/2025/11/01/talks/\">\n\
        <link rel=\"alternate\" hreflang=\"fr\" href=\"https://post.example/fr/2025/11/01/pourparlers/\">\n";
    for page in ["2025/11/01/talks", "ar/2025/11/01/talks", "fr/2025/11/01/pourparlers"] {
        assert!(site.page(page).contains(alternates), "{page}: {}", site.page(page));
    }
    let arabic = site.page("ar/2025/11/01/talks");
    assert!(arabic.contains("<html lang=\"ar\" dir=\"rtl\">"), "{arabic}");
    assert!(arabic.contains("<a href=\"/ar/\">البريد</a>"), "the masthead leads home: {arabic}");
    assert!(arabic.contains("<h1>محادثات</h1>"), "{arabic}");
    assert!(
        arabic.contains("<a href=\"/2025/11/01/talks/\" hreflang=\"en\" lang=\"en\" dir=\"ltr\">English</a>")
    );
    assert!(arabic.contains("<a href=\"/about-ar/\">حولنا</a>"), "its own menu: {arabic}");
    let french = site.page("fr/2025/11/01/pourparlers");
    assert!(french.contains(">1er novembre 2025</time>"), "{french}");
    assert!(
        french.contains("<title>Pourparlers – Post</title>"),
        "a name that is not translated stays: {french}"
    );
    let alone = site.page("2025/11/02/alone");
    assert!(!alone.contains("rel=\"alternate\" hreflang"), "{alone}");
    assert!(
        alone.contains("<a href=\"/ar/\" hreflang=\"ar\" lang=\"ar\" dir=\"rtl\">العربية</a>"),
        "{alone}"
    );
}

#[test]
fn each_language_has_a_front_page_with_its_own_stories() {
    let site = Site::in_three_languages();
    for day in 1..=5 {
        site.story(&format!("2025-11-0{day}-s{day}"), &format!("title = \"Story {day}\""));
        site.story(&format!("2025-11-0{day}-s{day}.ar"), &format!("title = \"خبر {day}\""));
    }
    // A language in the front matter moves no address.
    site.story("2025-11-06-moved", "title = \"Sans traduction\"\nlanguage = \"fr\"");
    site.story("2025-11-07-other", "title = \"Otro\"\nlanguage = \"es\"");
    site.build_quietly();

    let (own, arabic, french) = (site.page(""), site.page("ar"), site.page("fr"));
    assert!(own.contains("Story 5") && own.contains("Otro") && !own.contains("خبر 5"), "{own}");
    assert!(!own.contains("Sans traduction"), "{own}");
    assert!(arabic.contains("خبر 5") && !arabic.contains("Story") && !arabic.contains("Otro"), "{arabic}");
    assert!(arabic.contains("<h1 class=\"nameplate\">البريد</h1>"), "{arabic}");
    assert!(arabic.contains("<meta name=\"description\" content=\"أخبار\">"), "{arabic}");
    assert!(french.contains("<a href=\"/2025/11/06/moved/\">Sans traduction</a>"), "{french}");
    assert!(site.page("2025/11/06/moved").contains("<html lang=\"fr\" dir=\"ltr\">"));
    // Two to a page: the oldest two are on a permanent page.
    let oldest = site.page("ar/page/1");
    assert!(oldest.contains("خبر 1") && oldest.contains("خبر 2") && !oldest.contains("خبر 3"), "{oldest}");
    assert!(oldest.contains("<html lang=\"ar\"") && oldest.contains("<h1>الأخبار، الصفحة 1</h1>"), "{oldest}");
    assert!(!oldest.contains("rel=\"alternate\" hreflang"), "it never changes: {oldest}");
    assert!(site.page("ar/page/2").contains("انتقلت هذه الصفحة"), "the redirect to the newest speaks Arabic");
    for front in [&own, &arabic, &french] {
        assert!(front.contains("hreflang=\"x-default\" href=\"https://post.example/\""), "{front}");
        assert!(front.contains("hreflang=\"ar\" href=\"https://post.example/ar/\""), "{front}");
    }
    // From a story one comes to the next in its language.
    let middle = site.page("ar/2025/11/03/s3");
    assert!(middle.contains("/ar/2025/11/04/s4/") && middle.contains("/ar/2025/11/02/s2/"), "{middle}");
}

#[test]
fn a_translation_that_is_not_there_is_not_linked() {
    for front in
        ["date = 2027-01-01", "draft = true", "expires = 2025-11-03", "withdrawn = { date = 2025-11-03 }"]
    {
        let site = Site::in_three_languages();
        site.story("2025-11-01-talks", "title = \"Talks\"");
        site.story("2025-11-01-talks.ar", &format!("title = \"SECRET\"\n{front}"));
        site.build_quietly();
        let own = site.page("2025/11/01/talks");
        assert!(!own.contains("rel=\"alternate\" hreflang") && !own.contains("/ar/2025/"), "{front}: {own}");
        assert!(!site.all().contains("SECRET"), "{front}");
        if site.has("ar/2025/11/01/talks/index.html") {
            assert!(
                site.page("ar/2025/11/01/talks").contains("<html lang=\"ar\" dir=\"rtl\">"),
                "its notice"
            );
        }
    }
}

#[test]
fn standing_pages_and_bundles_are_translated_too() {
    let site = Site::in_three_languages();
    site.write("content/pages/help.md", "+++\ntitle = \"Help\"\n+++\nText.\n");
    site.write("content/pages/help.ar.md", "+++\ntitle = \"مساعدة\"\n+++\nنص.\n");
    site.write("content/2025-11-01-talks/index.md", "+++\ntitle = \"Talks\"\n+++\n![Map](map.svg)\n");
    site.write("content/2025-11-01-talks/index.ar.md", "+++\ntitle = \"محادثات\"\n+++\n![خريطة](map.svg)\n");
    site.write("content/2025-11-01-talks/map.svg", "<svg/>");
    site.build_quietly();
    assert!(site.page("ar/help").contains("hreflang=\"en\" href=\"https://post.example/help/\""));
    assert!(site.page("help").contains("hreflang=\"ar\" href=\"https://post.example/ar/help/\""));
    assert!(site.page("ar/2025/11/01/talks").contains("src=\"/2025/11/01/talks/map.svg\""));
}

#[test]
fn a_terms_pages_are_in_the_language_of_its_oldest_story() {
    let site = Site::in_three_languages();
    site.story("2025-11-01-talks.ar", "title = \"محادثات\"\ntags = [\"باكستان\"]");
    site.story("2025-11-02-talks", "title = \"Talks\"\ntags = [\"Pakistan\", \"باكستان\"]");
    site.build_quietly();
    let term = site.page("tags/باكستان");
    assert!(term.contains("<html lang=\"ar\" dir=\"rtl\">"), "{term}");
    assert!(term.contains("<h2 lang=\"en\" dir=\"ltr\"><a href=\"/2025/11/02/talks/\">Talks"), "{term}");
    let index = site.page("tags");
    assert!(index.contains("lang=\"ar\" dir=\"rtl\">باكستان</a>"), "{index}");
    assert!(site.page("tags/pakistan").contains("<html lang=\"en\" dir=\"ltr\">"));
}

#[test]
fn a_site_says_a_word_in_its_own_way_key_by_key() {
    let site = Site::new("title = \"Post\"\n");
    site.story("2025-11-01-talks", "title = \"Talks\"\nauthors = [\"Ann\"]");
    site.write("i18n/en.toml", "byline = \"Words: {names} <b>\"\n[dates]\nday = \"%d/%m/%Y\"\n");
    site.build_quietly();
    let story = site.page("2025/11/01/talks");
    assert!(
        story.contains(">Ann</a> &lt;b&gt;</p>"),
        "words are escaped, and what is filled in is not twice: {story}"
    );
    assert!(story.contains("Words: <a href"), "{story}");
    assert!(story.contains(">01/11/2025</time>") && story.contains("Published"), "{story}");

    site.write("config.toml", Site::config("title = \"Post\"\ndate_format = \"%Y, %-d %b\"\n"));
    site.build_quietly();
    assert!(site.page("2025/11/01/talks").contains(">2025, 1 Nov</time>"), "the config's form goes before");
}

#[test]
fn what_a_translation_lacks_is_said_and_english_stands_in() {
    let site = Site::new("title = \"Post\"\nlanguage = \"ar\"\ntheme = \"own\"\n");
    site.write("themes/own/theme.toml", "extends = \"broadsheet\"\n");
    site.write("themes/own/i18n/en.toml", "weather = \"Weather\"\nrain = \"Rain\"\n");
    site.write("themes/own/i18n/ar.toml", "rain = \"مطر\"\n");
    site.write(
        "themes/own/templates/404.html",
        "{% extends \"base.html\" %}{% block main %}{{ t(key=\"weather\") }} {{ t(key=\"rain\") }}{% endblock main %}",
    );
    let warnings = site.built().expect("a site");
    assert_eq!(warnings, ["themes/own/i18n/ar.toml: missing translations, shown in English: `weather`"]);
    assert!(site.file("404.html").contains("Weather مطر"));
    site.write("i18n/ar.toml", "weather = \"الطقس\"\n");
    site.build_quietly();
    assert!(site.file("404.html").contains("الطقس مطر"));

    let german = Site::new("title = \"Post\"\nlanguage = \"de\"\n");
    assert_eq!(
        german.built().expect("a site"),
        ["i18n/de.toml: the theme has no translation into `de`: its pages use English text"]
    );
}

#[test]
fn what_is_wrong_with_a_translation_is_said_with_its_line() {
    for (toml, said) in [
        ("byline = 3\n", "i18n/en.toml:1:10: `byline` must be a text, not a number"),
        ("byline = \"By {name\"\n", "i18n/en.toml:1:10: `byline` is not a valid message: unbalanced brace"),
        ("[stories]\none = \"{n} story\"\n", "i18n/en.toml:1:2: `stories` has no form `other`"),
        ("[stories]\nother = \"x\"\nfews = \"y\"\n", "i18n/en.toml:3:1: there is no key `fews`"),
        ("byline = \"By {nmaes}\"\n", "i18n/en.toml:1:10: `byline` has no slot {nmaes}"),
        ("[dates]\nmonths = [\"a\"]\n", "i18n/en.toml:2:10: `dates.months` must be 12 names, not 1"),
        ("[dates]\nday = \"%Q %\"\n", "i18n/en.toml:2:7: `dates.day` is not a date format"),
        ("byline = \n", "i18n/en.toml:1:"),
    ] {
        let site = Site::new("title = \"Post\"\n");
        site.write("i18n/en.toml", toml);
        let errors = site.built().expect_err(toml);
        assert!(errors[0].starts_with(said), "{toml}: {errors:?}");
    }
}

#[test]
fn a_key_that_no_file_has_is_an_error_in_the_template() {
    let site = Site::new("title = \"Post\"\n");
    site.write(
        "templates/404.html",
        "{% extends \"base.html\" %}{% block main %}{{ t(key=\"newer_storys\") }}{% endblock main %}",
    );
    let errors = site.built().expect_err("a key that there is not");
    assert!(errors[0].starts_with("templates/404.html:1:"), "{errors:?}");
    assert!(
        errors[0].contains("no translation file has the key `newer_storys` (is `newer_stories` meant?)"),
        "{errors:?}"
    );
}

#[test]
fn what_is_wrong_with_the_sites_languages_is_said() {
    for (config, said) in [
        ("[languages.en]\n", "`en` is the site's own language"),
        ("[languages.arabic-x-]\n", "`arabic-x-` is not a language tag"),
        ("[languages.ar]\ntitel = \"x\"\n", "there is no key `languages.titel`"),
        ("[languages.ar]\ndate_format = \"day\"\n", "`date_format` tells no day"),
        ("[languages.ar]\n[languages.AR]\n", "`AR` is here twice"),
    ] {
        let site = Site::new(&format!("title = \"Post\"\n{config}"));
        let errors = site.built().expect_err(config);
        assert!(errors.iter().any(|error| error.contains(said)), "{config}: {errors:?}");
    }
    let site = Site::in_three_languages();
    site.story("2025-11-01-talks.ar", "title = \"Talks\"\nlanguage = \"fr\"");
    let errors = site.built().expect_err("two languages");
    assert!(errors[0].contains("this says `fr`, and the file's name says `ar`"), "{errors:?}");
}

#[test]
fn an_ending_that_is_no_language_of_the_site_is_a_part_of_the_name() {
    let site = Site::in_three_languages();
    site.story("2025-11-01-talks.de", "title = \"A\"");
    site.story("2025-11-01-talks.v2", "title = \"B\"");
    site.build_quietly();
    assert!(site.has("2025/11/01/talks-de/index.html") && site.has("2025/11/01/talks-v2/index.html"));
    let single = Site::new("title = \"Post\"\n");
    single.story("2025-11-01-talks.ar", "title = \"A\"");
    single.build_quietly();
    assert!(single.has("2025/11/01/talks-ar/index.html"), "no address of a site in one language changes");
}

#[test]
fn each_language_has_feeds_of_its_own_stories() {
    let site = Site::in_three_languages();
    site.story(
        "2025-11-01-talks",
        "title = \"Talks\"\ncorrections = [{ date = 2025-11-02, text = \"Wrong\" }]",
    );
    site.story(
        "2025-11-01-talks.ar",
        "title = \"محادثات\"\ncorrections = [{ date = 2025-11-02, text = \"خطأ\" }]",
    );
    site.story("2025-11-01-gone.ar", "title = \"SECRET\"\nwithdrawn = { date = 2025-11-03 }");
    site.build_quietly();
    let (own, arabic) = (site.file("atom.xml"), site.file("ar/atom.xml"));
    assert!(own.contains("Talks") && !own.contains("محادثات") && !own.contains("deleted-entry"), "{own}");
    assert!(own.contains("Correction, 2 November 2025:"), "{own}");
    assert!(arabic.contains("xml:lang=\"ar\"") && arabic.contains("<title>البريد</title>"), "{arabic}");
    assert!(arabic.contains("محادثات") && !arabic.contains("Talks"), "{arabic}");
    assert!(arabic.contains("تصويب، 2 نوفمبر 2025:") && arabic.contains("deleted-entry"), "{arabic}");
    assert!(site.has("fr/rss.xml") && site.has("ar/feed.json"));
    assert!(
        site.page("ar").contains("href=\"/ar/atom.xml\"") && !site.page("ar").contains("href=\"/atom.xml\"")
    );
}

#[test]
fn broadsheet_says_every_word_of_its_translations_and_no_other() {
    let read =
        |path: &str| std::fs::read_to_string(path).unwrap_or_else(|error| unreachable!("{path}: {error}"));
    let english: toml::Table = read("themes/broadsheet/i18n/en.toml").parse().expect("TOML");
    let mut said = String::new();
    for folder in ["themes/broadsheet/templates", "src/model", "src/templates", "src/pages"] {
        said.extend(tree(folder.as_ref()).values().map(|bytes| String::from_utf8_lossy(bytes)));
    }
    // Those of the kinds of terms are said by way of their kinds.
    let by_kind = ["tags", "authors", "sections", "series"];
    for key in english.keys().filter(|key| *key != "dates" && !by_kind.contains(&key.as_str())) {
        assert!(said.contains(&format!("\"{key}\"")), "nothing says `{key}`");
    }
    for key in said.split("t(key=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(english.contains_key(key), "no translation has `{key}`");
    }
}

#[test]
fn arabic_has_all_six_forms() {
    let site = Site::new("title = \"البريد\"\nlanguage = \"ar\"\n");
    site.write(
        "templates/404.html",
        "{% extends \"base.html\" %}{% block main %}{% for n in [0, 1, 2, 3, 11, 100, 103] %}[{{ t(key=\"stories\", n=n) }}]{% endfor %}{% endblock main %}",
    );
    site.build_quietly();
    let said = "[لا أخبار][خبر واحد][خبران][3 أخبار][11 خبرًا][100 خبر][103 أخبار]";
    assert!(site.file("404.html").contains(said), "{}", site.file("404.html"));
}

#[test]
fn a_changed_word_makes_only_the_pages_of_its_language_again() {
    let site = Site::in_three_languages();
    site.story("2025-11-01-talks", "title = \"Talks\"");
    site.story("2025-11-01-talks.ar", "title = \"محادثات\"");
    site.build_quietly();
    site.write("i18n/ar.toml", "published = \"صدر في {date}\"\n");
    let again = site.made_again();
    assert!(again.contains(&"/ar/2025/11/01/talks/".to_owned()), "{again:?}");
    // What a search finds is told in its own language, all of them in one file.
    let is_arabic = |page: &String| {
        page.starts_with("/ar/") || page == "/about-ar/" || page == "/search/newest/stories-0.json"
    };
    assert!(again.iter().all(is_arabic), "{again:?}");

    // A translation that comes leads there from the story that it translates, and from no other.
    site.write("i18n/fr.toml", "");
    site.build_quietly();
    site.story("2025-11-01-talks.fr", "title = \"Pourparlers\"");
    let again = site.made_again();
    assert!(
        again.contains(&"/2025/11/01/talks/".to_owned())
            && again.contains(&"/ar/2025/11/01/talks/".to_owned())
    );
    assert!(!again.contains(&"/ar/".to_owned()) && !again.contains(&"/".to_owned()), "{again:?}");
}

#[test]
fn a_feed_follows_the_translations_of_each_story() {
    let site = Site::in_three_languages();
    site.story("2025-11-01-talks", "title = \"Talks\"\ntags = [\"Doha\"]");
    site.story(
        "2025-11-02-arabic.ar",
        "title = \"خبر\"\ntags = [\"Doha\"]\ncorrections = [{ date = 2025-11-03, text = \"خطأ\" }]",
    );
    site.build();
    // The feed is in English, the language of the oldest story.
    assert!(!site.file("tags/doha/atom.xml").contains("Wrong on"));

    site.write("i18n/ar.toml", "correction_of_day = \"Wrong on {date}\"\n");
    site.build();
    assert!(site.file("tags/doha/atom.xml").contains("Wrong on"));
}
