//! Where a reader goes from a story: to older ones on the same subject, to a library of references, to friends; and from
//! the front page to the newest of each section.

use crate::site::Site;

fn story(town: &Site, name: &str, date: &str, tags: &str) {
    town.write(
        &format!("content/{name}.md"),
        format!("+++\ntitle = \"Story {name}\"\ndate = {date}\ntags = [{tags}]\n+++\nText.\n"),
    );
}

/// A town in which much is about its council, and little about its bridge.
fn town() -> Site {
    let town = Site::town();
    for (number, day) in (10..20).enumerate() {
        story(&town, &format!("council-{number}"), &format!("2024-01-{day}"), "\"Council\"");
    }
    story(&town, "bridge-opens", "1926-05-01", "\"Bridge\"");
    story(&town, "bridge-repaired", "1975-05-01", "\"Bridge\", \"Council\"");
    story(&town, "bridge-closes", "2025-05-01", "\"Council\", \"Bridge\"");
    story(&town, "harvest", "2025-06-01", "\"Farms\"");
    town
}

/// The headlines of the stories that a story's page says are related.
fn related(town: &Site, page: &str) -> Vec<String> {
    let html = town.read(&format!("public/{page}"));
    let Some((_, rest)) = html.split_once("<section class=\"related\">") else { return Vec::new() };
    let section = rest.split_once("</section>").expect("the section ends").0;
    let links = section.split("<li><a href=").skip(1);
    links
        .map(|link| link.split(['>', '<']).nth(1).expect("a link has a text").replace("Story ", ""))
        .collect()
}

#[test]
fn what_shares_more_and_rarer_tags_comes_first_and_of_equals_the_newest() {
    let town = town();
    town.build();
    assert_eq!(
        related(&town, "2025/05/01/bridge-closes/index.html"),
        ["bridge-repaired", "bridge-opens", "council-9", "council-8"]
    );
}

#[test]
fn a_story_of_which_no_older_one_tells_has_none() {
    let town = town();
    town.build();
    assert!(related(&town, "2025/06/01/harvest/index.html").is_empty());
    assert!(related(&town, "1926/05/01/bridge-opens/index.html").is_empty());
}

#[test]
fn a_new_story_is_related_to_old_ones_and_changes_none_of_them() {
    let town = town();
    town.build();
    let before = town.output();
    story(&town, "farm-bridge", "2025-06-02", "\"Bridge\", \"Council\"");
    town.build();
    let after = town.output();
    assert_eq!(
        related(&town, "2025/06/02/farm-bridge/index.html")[..2],
        ["bridge-closes", "bridge-repaired"]
    );
    for page in ["2025/05/01/bridge-closes", "1975/05/01/bridge-repaired", "1926/05/01/bridge-opens"] {
        let file = format!("{page}/index.html");
        assert!(before.contains_key(&file), "{file}");
        assert_eq!(before.get(&file), after.get(&file), "{file}");
    }
}

#[test]
fn an_old_story_that_is_found_late_is_told_of() {
    let town = town();
    town.build();
    story(&town, "bridge-planned", "1920-01-01", "\"Bridge\"");
    town.build();
    assert_eq!(related(&town, "1926/05/01/bridge-opens/index.html"), ["bridge-planned"]);
}

#[test]
fn a_story_that_is_taken_away_is_told_of_no_more() {
    let town = town();
    town.build();
    town.remove("content/bridge-opens.md");
    town.build();
    assert!(related(&town, "1975/05/01/bridge-repaired/index.html").is_empty());
}

#[test]
fn a_story_is_cited_and_passed_on_with_its_headline_escaped() {
    let town = Site::town();
    town.write(
        "content/talks.md",
        "+++\ntitle = \"50% <b> {sic} & \\\"so\\\"\"\ndate = 2025-05-01T23:30:00Z\nauthors = [\"Ann Lee\"]\nslug = \"talks\"\n+++\nText.\n",
    );
    town.build();
    let html = town.read("public/2025/05/01/talks/index.html");
    for expected in [
        "@article{talks-2025,\n  author = {Ann Lee},\n  title = {{50\\% &lt;b&gt; \\textbraceleft{}sic\\textbraceright{} \\&amp; &quot;so&quot;}},",
        "&quot;title&quot;:&quot;50% &lt;b&gt; {sic} &amp; \\&quot;so\\&quot;&quot;",
        "&quot;date-parts&quot;:[[2025,5,1]]",
        "mailto:?subject=50%25%20%3Cb%3E%20%7Bsic%7D%20%26%20%22so%22&amp;body=https%3A%2F%2Ftown.example%2F2025%2F05%2F01%2Ftalks%2F\"",
    ] {
        assert!(html.contains(expected), "{expected}\n\nis not in\n\n{html}");
    }
    assert!(!html.contains("<b>"), "{html}");
}

#[test]
fn a_site_says_which_links_pass_a_story_on() {
    let town = town();
    let config = town.read("config.toml");
    let with = |share: &str| {
        town.write("config.toml", format!("{config}[theme]\nname = \"broadsheet\"\nshare = {share}\n"));
    };
    with("[\"linkedin\"]");
    town.build();
    let page = || town.read("public/2025/06/01/harvest/index.html");
    assert!(page().contains("https://www.linkedin.com/") && !page().contains("mailto:"));
    with("[]");
    town.build();
    assert!(!page().contains("class=\"share\""));
    with("[\"telegraph\"]");
    let errors = town.errors();
    assert!(
        errors.iter().any(|error| error.contains("`[theme] share` names no way of sharing")),
        "{errors:?}"
    );
}

#[test]
fn the_front_page_has_the_newest_of_each_section() {
    let town = Site::town();
    for (number, section) in
        ["World", "Town", "World", "World", "World", "World", "World", "World"].iter().enumerate()
    {
        town.write(
            &format!("content/s{number}.md"),
            format!(
                "+++\ntitle = \"Story {number}\"\ndate = 2025-01-0{}\nsection = \"{section}\"\n+++\nText.\n",
                number + 1
            ),
        );
    }
    town.build();
    let html = town.read("public/index.html");
    let (_, rest) = html.split_once("<div class=\"by-section\">").expect("the sections");
    let sections = rest.split_once("</div>").expect("they end").0;
    let names: Vec<&str> = sections.match_indices("Story ").map(|(at, _)| &sections[at..at + 7]).collect();
    assert_eq!(names, ["Story 7", "Story 6", "Story 5", "Story 1"]);
    assert!(!town.read("public/page/1/index.html").contains("by-section"), "a numbered page is permanent");
}
