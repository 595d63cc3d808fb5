//! On this day: the stories of one day of the year in every year, and the calendar that leads to them.

use crate::sitemaps::site::{CONFIG, Output, Site, between};

const NOW: &str = "2025-12-31T00:00:00Z";

fn story(day: &str) -> String {
    format!("+++\ntitle = \"Story of {day}\"\ndate = {day}\n+++\nText.\n")
}

/// A site with two stories to a page, and a story on each of these days.
fn site(days: &[&str]) -> Site {
    let site = Site::new(&format!("{CONFIG}per_page = 2\n"), &[]);
    for day in days {
        site.write(&format!("content/{day}-story.md"), story(day));
    }
    site
}

/// The main part of a page.
fn main<'o>(output: &'o Output, file: &str) -> &'o str {
    between(&output[file], "<main id=\"main\">", "</main>")[0]
}

#[test]
fn the_stories_of_a_day_of_every_year_stand_under_their_years_the_newest_first() {
    let output = site(&["1918-11-11", "1999-11-11", "1999-11-12"]).at(NOW);
    let page = main(&output, "/on-this-day/11-11/index.html");
    assert_eq!(
        between(page, "<h2>", "</h2>"),
        ["<a href=\"/1999/11/11/\">1999</a>", "<a href=\"/1918/11/11/\">1918</a>"]
    );
    assert_eq!(between(page, "/story/\">", "</a>"), ["Story of 1999-11-11", "Story of 1918-11-11"]);
    assert!(page.contains("<h1>On this day: 11 November</h1>"), "{page}");
    assert!(output["/on-this-day/11-11/index.html"].contains("<body class=\"is-on-this-day\">"));
}

#[test]
fn each_day_leads_to_the_same_day_in_every_year() {
    let output = site(&["1918-11-11", "1996-02-29"]).at(NOW);
    for (day, every) in [("/1918/11/11/", "/on-this-day/11-11/"), ("/1996/02/29/", "/on-this-day/02-29/")] {
        assert!(main(&output, &format!("{day}index.html")).contains(&format!("href=\"{every}\"")), "{day}");
        assert!(output.contains_key(&format!("{every}index.html")), "{every}");
    }
}

#[test]
fn the_calendar_has_all_366_days_and_leads_to_those_that_have_stories() {
    let output = site(&["1918-11-11", "1999-11-11", "1996-02-29", "2024-12-31"]).at(NOW);
    let page = main(&output, "/on-this-day/index.html");
    assert_eq!(between(page, "<li>", "</li>").len(), 366);
    assert_eq!(between(page, "<section>", "</section>").len(), 12);
    assert_eq!(
        between(page, "href=\"", "\""),
        ["/on-this-day/02-29/", "/on-this-day/11-11/", "/on-this-day/12-31/"]
    );
    assert!(output["/index.html"].contains("href=\"/on-this-day/\""));
}

#[test]
fn after_the_last_day_comes_the_first() {
    let output = site(&["1918-11-11", "1996-02-29", "2024-12-31"]).at(NOW);
    let beside = |day: &str| {
        let page = main(&output, &format!("/on-this-day/{day}/index.html"));
        let link = |rel: &str| between(page, &format!("rel=\"{rel}\" href=\"/on-this-day/"), "/\"");
        (link("prev"), link("next"))
    };
    assert_eq!(beside("11-11"), (vec!["02-29"], vec!["12-31"]));
    assert_eq!(beside("12-31"), (vec!["11-11"], vec!["02-29"]));
    let alone = site(&["1918-11-11"]).at(NOW);
    assert!(!main(&alone, "/on-this-day/11-11/index.html").contains("rel=\"prev\""));
}

#[test]
fn an_older_page_is_permanent() {
    let site = site(&["1990-11-11", "1991-11-11", "1992-11-11", "1993-11-11"]);
    let full = "/on-this-day/11-11/page/1/index.html";
    let before = site.at(NOW);
    assert_eq!(
        between(main(&before, full), "/story/\">", "</a>"),
        ["Story of 1991-11-11", "Story of 1990-11-11"]
    );
    for year in 1994..2000 {
        site.write(&format!("content/{year}-11-11-story.md"), story(&format!("{year}-11-11")));
        assert_eq!(site.at(NOW)[full], before[full], "{year}");
    }
    let built_on = site.at(NOW);
    site.forget();
    assert!(site.at(NOW) == built_on, "what was built on differs from what is built anew");
}
