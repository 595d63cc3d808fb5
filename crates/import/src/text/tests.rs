use super::*;

/// Imports captures, and returns the items in order.
fn import(files: &[(&str, &str)], settings: &str) -> Vec<Item> {
    let folder = tempfile::tempdir().expect("folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("file");
    }
    let decisions = Decisions::parse(settings).expect("import.toml");
    let captures = Captures::open(&[folder.path().to_owned()], &decisions).expect("captures");
    let mut items = Vec::new();
    captures
        .read(&mut |raw| {
            items.push(captures.convert(raw, &decisions));
            Ok(())
        })
        .expect("items");
    items
}

/// Imports a capture that becomes an article.
fn story(text: &str) -> Story {
    match import(&[("a.txt", text)], "").remove(0) {
        Item::Story(story) => *story,
        item => panic!("{item:?}"),
    }
}

/// Returns the reason for setting a capture aside.
fn question(text: &str) -> String {
    match import(&[("a.txt", text)], "").remove(0) {
        Item::SetAside(text) => text.reason,
        item => panic!("{item:?}"),
    }
}

const SENTENCE: &str = "The harbor was closed on Tuesday after a ship ran aground near the lighthouse, and the ferries will not leave before Thursday, officials said.";

#[test]
fn a_capture_becomes_the_article_that_an_editor_would_type() {
    let text = format!(
        "Move FM Global News\n\nHarbor closed after ship runs aground\n\nNov 1, 2025\n\n\
         OSLO, Norway: {SENTENCE}\n\n“We * wait,” the [pilot] said.\n\nFacebook Comment\ntop"
    );
    let story = story(&text);
    let file = front_matter::article_file(&story, &story.body);
    let expected = format!(
        "+++\ntitle = \"Harbor closed after ship runs aground\"\ndate = 2025-11-01\ndateline = \"OSLO, Norway\"\n+++\n\n\
         {SENTENCE}\n\n“We \\* wait,” the \\[pilot] said.\n"
    );
    assert_eq!(file, expected);
    assert_eq!(story.notices.len(), 1, "{:?}", story.notices);
}

#[test]
fn facts_in_other_orders_are_found() {
    let story = story(&format!(
        "Harbor closed after ship runs aground\nBy Ann Author and Bob Builder\nUpdated: Nov 2, 2025\n\
         Published: 1. November 2025, 20.30 Uhr\nhttps://example.org/news/2025/11/harbor.html#top\nTags: Harbor, Ships\n\n{SENTENCE}\n"
    ));
    assert_eq!(story.title, "Harbor closed after ship runs aground");
    assert_eq!(story.date.map(StoryDate::to_toml).as_deref(), Some("2025-11-01T20:30:00"));
    assert_eq!(story.updated.map(StoryDate::to_toml).as_deref(), Some("2025-11-02"));
    assert_eq!(story.authors.len(), 2);
    assert_eq!(story.address.as_deref(), Some("/news/2025/11/harbor.html"));
    assert_eq!(story.tags, ["Harbor", "Ships"]);
    assert_eq!(story.body, SENTENCE);
}

#[test]
fn unsure_forms_are_questions() {
    let two_headlines =
        format!("Harbor closed\n\nShip runs aground near Oslo\n\nNov 1, 2025\n\n{SENTENCE}\n");
    assert!(question(&two_headlines).starts_with("which line is the headline: “Harbor closed” or"));
    let two_orders = format!("Harbor closed\n\n03/04/2005\n\n{SENTENCE}\n");
    assert!(question(&two_orders).contains("day-month"));
    assert!(question("\n").contains("empty"));
    assert!(question(&format!("{SENTENCE} {SENTENCE}\n\n{SENTENCE}\n")).contains("headline"));
}

#[test]
fn other_captures_answer_questions() {
    let capture = |section: &str, title: &str, date: &str| {
        format!(
            "The Paper\n{section}\n\n{title}\n\n{date}\n\n{title}. {SENTENCE}\n\nBuy a mug\n\n{SENTENCE}{title}\n"
        )
    };
    let files: Vec<_> = [
        ("a.txt", capture("World", "One story", "03/04/2005")),
        ("b.txt", capture("World", "Two stories", "25/12/2005")),
        ("c.txt", capture("World", "Three stories", "26/12/2005")),
        ("d.txt", capture("Sport", "Four stories", "27/12/2005")),
        ("e.txt", capture("Sport", "Five stories", "28/12/2005")),
        ("f.txt", capture("Sport", "Six stories", "29/12/2005")),
    ]
    .into();
    let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let items = import(&files, "");
    let stories: Vec<_> = items
        .iter()
        .map(|item| match item {
            Item::Story(story) => story,
            item => panic!("{item:?}"),
        })
        .collect();
    assert_eq!(stories[0].date.map(StoryDate::to_toml).as_deref(), Some("2005-04-03"));
    assert_eq!(stories[0].title, "One story");
    assert_eq!(stories[0].section.as_deref(), Some("World"));
    assert!(!stories[0].body.contains("mug"));
    let decided = import(&files, "[dates]\norder = \"month-day\"\n[leave_out]\nlines = [\"One story\"]\n");
    let Item::SetAside(text) = &decided[0] else { panic!("{:?}", decided[0]) };
    assert!(text.reason.contains("headline"), "{}", text.reason);
}

#[test]
fn the_survey_proposes_the_decisions() {
    let folder = tempfile::tempdir().expect("folder");
    for number in 1..5 {
        let text = format!(
            "Paper\n\nStory {number}\n\n{number}/04/2005\n\n{SENTENCE} {number}\n\nBuy a mug\nShare\n"
        );
        std::fs::write(folder.path().join(format!("{number}.txt")), text).expect("file");
    }
    let last = format!("Paper\n\nStory 9\n\n25/04/2005\n\n{SENTENCE}\n");
    std::fs::write(folder.path().join("9.txt"), last).expect("file");
    let captures = Captures::open(&[folder.path().to_owned()], &Decisions::default()).expect("captures");
    let survey = crate::survey(&captures, Decisions::default()).expect("survey");
    assert_eq!(survey.decisions.leave_out.lines, ["Buy a mug", "Share"]);
    assert_eq!(survey.decisions.text.site_name.as_deref(), Some("Paper"));
    assert_eq!(survey.decisions.dates.order, Some(DateOrder::DayMonth));
    assert_eq!(survey.observations.years.get(&2005), Some(&5));
}

#[test]
fn wrapped_lines_become_paragraphs() {
    let text = "Harbor closed\n\n2025-11-01\n\n\
        The harbor was closed on Tuesday after a well-\nknown ship ran aground near the light-\n\
        house, and the ferries will not leave be-\nfore Thursday. The well-known ship is\nold.\n\
        A second paragraph has no empty line above\nit.\n\n- one point\n- another point\n";
    let story = story(text);
    assert_eq!(
        story.body,
        "The harbor was closed on Tuesday after a well-known ship ran aground near the lighthouse, and the ferries \
         will not leave before Thursday. The well-known ship is old.\n\n\
         A second paragraph has no empty line above it.\n\n- one point\n- another point"
    );
}

#[test]
fn several_stories_in_one_file_are_divided() {
    let one = format!("Harbor closed\n2025-11-01\n\n{SENTENCE}\n\n***\n\n{SENTENCE}\n");
    let items = import(&[("a.txt", &format!("{one}\n=====\n\n{one}=====\n{one}"))], "");
    let ids: Vec<_> = items
        .iter()
        .map(|item| match item {
            Item::Story(story) => format!("{} {}", story.id.0, story.origin.line),
            item => panic!("{item:?}"),
        })
        .collect();
    assert_eq!(ids, ["text:a.txt#1 1", "text:a.txt#2 12", "text:a.txt#3 21"]);
    let given = import(&[("a.txt", &one.replace("***", "NEXT"))], "[text]\nseparator = \"NEXT\"\n");
    assert_eq!(given.len(), 2);
}

#[test]
fn the_seed_becomes_an_article() {
    let seed = match std::env::var_os("DATELINE_ARCHIVES") {
        Some(archives) => PathBuf::from(archives).join("../seed"),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seed"),
    };
    if !seed.exists() {
        eprintln!("skipped: {} is missing", seed.display());
        return;
    }
    let captures = Captures::open(&[seed], &Decisions::default()).expect("captures");
    let mut count = 0;
    captures
        .read(&mut |raw| {
            let Item::Story(story) = captures.convert(raw, &Decisions::default()) else {
                panic!("set aside")
            };
            assert!(story.date.is_some() && story.dateline.is_some() && story.body.len() > 1000);
            assert!(!story.body.contains("Facebook"));
            count += 1;
            Ok(())
        })
        .expect("items");
    assert!(count > 0);
}
