//! The ledger: an address that was published never vanishes unnoticed.

use dateline::address::{Address, OldAddress};
use dateline::config::Overrides;
use dateline::ledger::LedgerCheck;
use dateline::pipeline::ledger::{accept, forget, standing};
use dateline::pipeline::{BuildNote, NoProgress, Progress, Step};
use dateline::publish::{Output, Stage, Wait};

use crate::site::{Site, said};

/// A story of its own day, with a tag that others have too.
fn story(title: &str, day: u8) -> String {
    front(title, day, "tags = [\"Town\"]\n")
}

fn front(title: &str, day: u8, more: &str) -> String {
    format!("+++\ntitle = \"{title}\"\ndate = 2025-11-{day:02}\n{more}+++\n\nThe text of {title}.\n")
}

/// A town with three published stories, all of whose addresses are in the ledger.
fn published() -> Site {
    let town = Site::town();
    town.write("content/bridge.md", story("Bridge", 1));
    town.write("content/mill.md", story("Mill", 1));
    town.write("content/fair.md", story("Fair", 2));
    town.build();
    accept_last(&town);
    town
}

fn accept_last(town: &Site) -> usize {
    match accept(&town.path(""), None, &Overrides::default(), &NoProgress) {
        Ok(new) => new.len(),
        Err(found) => unreachable!("accepted: {:?}", said(&found)),
    }
}

fn path(address: &str) -> OldAddress {
    OldAddress::Path(Address::known(address))
}

fn forgotten(town: &Site, address: &str) {
    let address = dateline::ledger::read_line(address).expect("an address");
    forget(&town.path(""), &[address]).expect("the address is in the ledger");
}

#[test]
fn the_ledger_is_plain_sorted_and_has_one_address_a_line() {
    let town = published();
    town.write(
        "content/own/index.md",
        front("Own", 2, "").replace("The text", "![A map](map.svg) [Paper](/paper.pdf)"),
    );
    town.write("content/own/map.svg", "<svg/>");
    town.write("static/paper.pdf", "%PDF");
    town.write("static/own.css", "p {}");
    town.build();
    assert!(accept_last(&town) > 0);
    let ledger = town.read("ledger.txt");
    let lines: Vec<&str> = ledger.lines().collect();
    assert!(lines.is_sorted() && ledger.ends_with('\n'), "{ledger}");
    for kept in [
        "/",
        "/2025/",
        "/2025/11/",
        "/2025/11/01/",
        "/2025/11/01/bridge/",
        "/2025/11/02/own/map.svg",
        "/archive/",
        "/paper.pdf",
        "/tags/",
        "/tags/town/",
    ] {
        assert!(lines.contains(&kept), "{kept} is not in {ledger}");
    }
    let strange: Vec<&&str> = lines
        .iter()
        .filter(|line| line.contains("404") || line.contains("own.css") || line.contains("/page/2/"))
        .collect();
    assert!(strange.is_empty(), "{strange:?}");
    assert_eq!(accept_last(&town), 0, "accepted twice");
    assert_eq!(town.read("ledger.txt"), ledger);
}

#[test]
fn a_renamed_file_gets_its_alias_proposed_and_the_alias_mends_it() {
    let town = published();
    let before = town.output();
    town.remove("content/bridge.md");
    town.write("content/old-bridge.md", story("Bridge", 1));
    assert_eq!(
        town.errors(),
        [
            "content/old-bridge.md: /2025/11/01/bridge/ was published and would be lost: content/bridge.md, its file, is gone, and this text at /2025/11/01/old-bridge/ is similar | add to the front matter of \
          content/old-bridge.md: aliases = [\"/2025/11/01/bridge/\"]"
        ]
    );
    assert_eq!(town.output(), before, "a build that fails leaves the old site");
    let mended = front("Bridge", 1, "tags = [\"Town\"]\naliases = [\"/2025/11/01/bridge/\"]\n");
    town.write("content/old-bridge.md", &mended);
    town.build();
}

#[test]
fn a_changed_slug_or_date_gets_its_alias_proposed_beside_those_that_are_there() {
    let town = published();
    town.write(
        "content/bridge.md",
        front("Bridge", 1, "tags = [\"Town\"]\nslug = \"new\"\naliases = [\"/a/\"]\n"),
    );
    let errors = town.errors();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].contains("aliases = [\"/a/\", \"/2025/11/01/bridge/\"]"), "{errors:?}");

    let town = published();
    town.write("content/fair.md", story("Fair", 9));
    let errors = town.errors();
    assert!(
        errors.iter().any(|error| error.starts_with("content/fair.md: /2025/11/02/fair/ was published")
            && error.contains("aliases = [\"/2025/11/02/fair/\"]")),
        "{errors:?}"
    );
    assert_eq!(errors.len(), 1, "its day needs no alias: {errors:?}");
}

#[test]
fn a_day_without_a_story_leads_to_its_month_until_it_has_one_again() {
    let town = published();
    let moved = front("Fair", 9, "tags = [\"Town\"]\naliases = [\"/2025/11/02/fair/\"]\n");
    town.write("content/fair.md", &moved);
    town.build();
    let page = |address: &str| town.read(&format!("public{address}index.html"));
    assert!(page("/2025/11/02/").contains("url=/2025/11/\""), "{}", page("/2025/11/02/"));
    assert!(page("/on-this-day/11-02/").contains("url=/on-this-day/\""));
    assert!(page("/atom.xml".trim_end_matches("atom.xml")).contains("Fair"));
    town.write("content/news.md", story("News", 2));
    town.build();
    assert!(
        page("/2025/11/02/").contains("News") && !page("/2025/11/02/").contains("http-equiv=\"refresh\"")
    );
}

#[test]
fn a_tag_that_no_story_has_any_more_is_settled_by_one_line() {
    let town = published();
    for (title, day) in [("Bridge", 1), ("Mill", 1), ("Fair", 2)] {
        town.write(&format!("content/{}.md", title.to_lowercase()), front(title, day, "tags = [\"City\"]\n"));
    }
    let errors = town.errors();
    assert_eq!(
        errors,
        [
            "/tags/town/ was published and would be lost: no story has this tag any more | to give up the address: \
          dateline ledger forget /tags/town/; if its articles have another tag now, add former = [\"town\"] to the file of \
          that tag in content/tags/, so that this list redirects there"
        ]
    );
    town.write("content/tags/city.md", "+++\ntitle = \"City\"\nformer = [\"town\"]\n+++\n");
    town.build();
    assert!(town.read("public/tags/town/index.html").contains("url=/tags/city/\""));
    town.remove("content/tags/city.md");
    forgotten(&town, "/tags/town/");
    town.build();
}

#[test]
fn the_numbered_pages_of_a_list_go_with_it() {
    let town = Site::town();
    for day in 1..=7 {
        town.write(&format!("content/{day}.md"), front(&format!("Story {day}"), day, "tags = [\"Town\"]\n"));
    }
    town.build();
    accept_last(&town);
    assert!(town.read("ledger.txt").contains("/tags/town/page/1/\n"));
    for day in 1..=3 {
        town.write(&format!("content/{day}.md"), front(&format!("Story {day}"), day, ""));
    }
    town.build();
    assert!(town.read("public/tags/town/page/1/index.html").contains("url=/tags/town/\""), "a shorter list");
    for day in 4..=7 {
        town.write(&format!("content/{day}.md"), front(&format!("Story {day}"), day, ""));
    }
    assert_eq!(town.errors().len(), 1, "{:?}", town.errors());
    forgotten(&town, "/tags/town/");
    town.build();
    assert!(!town.read("ledger.txt").contains("/tags/town/"));
}

#[test]
fn without_a_record_the_same_builds_fail_and_the_likely_successor_is_still_named() {
    let town = published();
    std::fs::remove_dir_all(town.path(".dateline")).expect("the record can be deleted");
    town.write("content/bridge.md", story("Bridge", 3));
    let errors = town.errors();
    assert!(errors[0].contains("aliases = [\"/2025/11/01/bridge/\"]"), "by its slug: {errors:?}");
    town.remove("content/bridge.md");
    let errors = town.errors();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].contains("dateline ledger forget /2025/11/01/bridge/"), "{errors:?}");
}

#[test]
fn a_deleted_file_is_named_with_what_can_be_done() {
    let town = published();
    town.remove("content/bridge.md");
    let errors = town.errors();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(
        errors[0].starts_with(
            "content/bridge.md: /2025/11/01/bridge/ was published and would be lost: its file is gone"
        ),
        "{errors:?}"
    );
    assert!(errors[0].contains("withdrawn = { date = 2025-12-31, reason = \"…\" }"), "{errors:?}");
    forgotten(&town, "/2025/11/01/bridge/");
    town.build();
}

#[test]
fn a_withdrawal_is_fine_and_takes_its_lists_and_files_with_it() {
    let town = published();
    town.write(
        "content/lone/index.md",
        front(
            "Lone",
            20,
            "tags = [\"Lone\"]\nauthors = [\"Lo\"]\nimage = { src = \"map.svg\", alt = \"\" }\n",
        ),
    );
    town.write("content/lone/map.svg", "<svg/>");
    town.build();
    accept_last(&town);
    assert!(town.read("ledger.txt").contains("/tags/lone/\n"));
    let withdrawn =
        front("Lone", 20, "tags = [\"Lone\"]\nauthors = [\"Lo\"]\nwithdrawn = { date = 2025-12-01 }\n");
    town.write("content/lone/index.md", &withdrawn);
    town.build();
    assert!(!town.output().contains_key("tags/lone/index.html"));
    // Its time being over is a withdrawal too.
    let expired = front("Lone", 20, "tags = [\"Lone\"]\nauthors = [\"Lo\"]\nexpires = 2025-12-01\n");
    town.write("content/lone/index.md", &expired);
    town.build();
}

#[test]
fn a_withdrawal_takes_no_file_of_another_story_with_it() {
    let town = published();
    let with_map = |more| front("Pond", 5, more).replace("The text", "![A map](map.svg)");
    let deep = "address = \"/quay/deep/\"\n";
    town.write("content/quay.md", front("Quay", 6, "address = \"/quay/\"\n"));
    town.write("content/pond.md", with_map(""));
    town.write("content/map.svg", "<svg/>");
    town.write("content/deep/index.md", with_map(deep));
    town.write("content/deep/map.svg", "<svg/>");
    town.build();
    accept_last(&town);
    town.write(
        "content/quay.md",
        front("Quay", 6, "address = \"/quay/\"\nwithdrawn = { date = 2025-12-01 }\n"),
    );
    town.build();
    // The file of a story in the same folder, and that of a story below the notice.
    town.remove("content/map.svg");
    town.write("content/pond.md", front("Pond", 5, ""));
    town.remove("content/deep/map.svg");
    town.write("content/deep/index.md", front("Pond", 5, deep));
    let errors = town.errors();
    for lost in ["/map.svg was published", "/quay/deep/map.svg was published"] {
        assert!(errors.iter().any(|error| error.contains(lost)), "{lost}: {errors:?}");
    }
}

#[test]
fn an_accept_says_that_it_waits_for_a_build() {
    struct Heard(std::sync::mpsc::Sender<BuildNote>);
    impl Progress for Heard {
        fn begin(&self, _: Step, _: usize) {}
        fn advance(&self) {}
        fn note(&self, note: BuildNote) {
            let _ = self.0.send(note);
        }
    }
    let town = published();
    let output = Output::at(&town.path(""), std::path::Path::new("public")).expect("an output");
    let stage = Stage::open(&output, Wait::No).expect("the output is free");
    let (said, heard) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        let accepted =
            scope.spawn(|| accept(&town.path(""), None, &Overrides::default(), &Heard(said)).is_ok());
        assert_eq!(heard.recv(), Ok(BuildNote::Waiting));
        drop(stage);
        assert!(accepted.join().expect("no panic"));
    });
}

#[test]
fn the_files_of_a_story_whose_address_ends_in_html_go_with_it() {
    let town = Site::town();
    let config = town.read("config.toml") + "permalink = \"/{year}/{slug}.html\"\n";
    town.write("config.toml", &config);
    town.write("content/own/index.md", front("Own", 2, "").replace("The text", "![A map](map.svg)"));
    town.write("content/own/map.svg", "<svg/>");
    town.build();
    accept_last(&town);
    assert!(town.output().contains_key("2025/own/map.svg"));
    town.write("content/own/index.md", front("Own", 2, "withdrawn = { date = 2025-11-20 }\n"));
    town.build();
    assert!(!town.output().contains_key("2025/own/map.svg"));
}

#[test]
fn a_draft_again_is_no_withdrawal() {
    let town = published();
    town.write("content/bridge.md", front("Bridge", 1, "tags = [\"Town\"]\ndraft = true\n"));
    let errors = town.errors();
    assert!(
        errors[0].contains("its text is a draft again") && errors[0].contains("instead of draft = true"),
        "{errors:?}"
    );
}

#[test]
fn a_lost_address_can_be_allowed_and_is_warned_of() {
    let mut town = published();
    town.remove("content/bridge.md");
    town.request.ledger_check = LedgerCheck::Warn;
    let outcome = town.build();
    assert!(said(&outcome.warnings)[0].contains("/2025/11/01/bridge/ was published"));
    assert!(town.read("ledger.txt").contains("/2025/11/01/bridge/"), "only forgetting takes an address out");
}

#[test]
fn what_is_new_and_what_would_be_lost_is_told() {
    let town = published();
    town.remove("content/bridge.md");
    town.write("content/pond.md", story("Pond", 1));
    let told = standing(&town.request).expect("the site has no fault");
    assert_eq!(told.new, [path("/2025/11/01/pond/")]);
    assert_eq!(told.lost, [path("/2025/11/01/bridge/")]);
    assert_eq!(told.known, town.read("ledger.txt").lines().count());
}

#[test]
fn a_preview_neither_asks_the_ledger_nor_gets_into_it() {
    let mut town = published();
    let ledger = town.read("ledger.txt");
    town.request.ledger_check = LedgerCheck::Off;
    town.request.clock.now = "2025-11-01T12:00:00Z".parse().expect("a moment");
    town.build();
    let refused = accept(&town.path(""), None, &Overrides::default(), &NoProgress).expect_err("a preview");
    assert!(said(&refused)[0].contains("the last build was a preview"), "{refused:?}");
    assert_eq!(town.read("ledger.txt"), ledger);
    town.request.ledger_check = LedgerCheck::Error;
    town.request.clock.now = "2025-12-31T00:00:00Z".parse().expect("a moment");
    town.build();
    assert_eq!(accept_last(&town), 0);
}

#[test]
fn nothing_can_be_accepted_before_a_build() {
    let town = Site::town();
    let refused = accept(&town.path(""), None, &Overrides::default(), &NoProgress).expect_err("no build");
    assert!(said(&refused)[0].contains("build the site first"), "{refused:?}");
}

#[test]
fn a_hostile_line_is_an_error_that_shows_it() {
    let town = published();
    let ledger = town.read("ledger.txt");
    town.write("ledger.txt", format!("{ledger}/../../etc/passwd\n<<<<<<< HEAD\nhttps://evil.example/\n"));
    let errors = town.errors();
    let line = ledger.lines().count() + 1;
    assert_eq!(errors.len(), 3, "{errors:?}");
    assert!(
        errors[0].starts_with(&format!("ledger.txt:{line}:1: this line is not an address: `.` and `..`")),
        "{errors:?}"
    );
    assert!(errors[1].contains("resolve the merge conflict"), "{errors:?}");
    assert!(
        accept(&town.path(""), None, &Overrides::default(), &NoProgress).is_err(),
        "nothing is added to a broken ledger"
    );
    assert!(town.read("ledger.txt").contains("evil.example"), "and nothing taken out of it");
}

#[test]
fn lines_in_the_order_of_a_merge_are_read_and_sorted_when_something_is_added() {
    let town = published();
    let turned: Vec<String> =
        town.read("ledger.txt").lines().rev().map(|line| format!("{line}\r\n")).collect();
    town.write("ledger.txt", turned.concat());
    town.write("content/pond.md", story("Pond", 1));
    town.build();
    assert_eq!(accept_last(&town), 1);
    assert!(town.read("ledger.txt").lines().is_sorted());
}

#[test]
fn only_what_is_in_the_ledger_can_be_forgotten() {
    let town = published();
    let refused = forget(&town.path(""), &[path("/never/")]).expect_err("it was never there");
    assert!(said(&refused)[0].contains("/never/ is not in the ledger"), "{refused:?}");
}

#[test]
fn a_site_with_another_fault_is_not_also_told_that_its_addresses_are_lost() {
    let town = published();
    town.write("content/bridge.md", "+++\ntitle = 3\n+++\n");
    assert!(town.errors().iter().all(|error| !error.contains("would be lost")));
}

#[test]
fn an_address_with_a_query_is_not_lost_unnoticed() {
    let town = Site::town();
    let with = |aliases: &str| front("Bridge", 1, &format!("aliases = [{aliases}]\n"));
    town.write("content/bridge.md", with("\"/?p=12\", \"/a.asp?id=7&cat=1\""));
    town.write("addresses.csv", "/?p=13,/2025/11/01/bridge/\n/b.asp,/2025/11/01/bridge/\n/?p=14,410\n");
    town.build();
    accept_last(&town);
    let ledger = town.read("ledger.txt");
    for kept in ["/?p=12", "/?p=13", "/?p=14", "/a.asp?cat=1&id=7", "/b.asp"] {
        assert!(ledger.lines().any(|line| line == kept), "{kept}: {ledger}");
    }
    assert!(!ledger.contains("old-addresses") && !ledger.lines().any(|line| line == "/a.asp"), "{ledger}");
    assert!(standing(&town.request).is_ok_and(|told| told.new.is_empty() && told.lost.is_empty()));

    town.write("content/bridge.md", with("\"/?p=12&x=1\""));
    let errors = town.errors();
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(errors[0].contains("/?p=12 was published and would be lost"), "{errors:?}");
    assert!(
        errors[0].contains("aliases = [\"/?p=12\"]") && errors[0].contains("dateline ledger forget '/?p=12'"),
        "{errors:?}"
    );
    town.write("content/bridge.md", with("\"/a.asp?id=7&cat=1\""));
    forgotten(&town, "/?p=12");
    town.build();
    std::fs::remove_file(town.path("addresses.csv")).expect("the list is removed");
    assert_eq!(town.errors().len(), 3);
}

#[test]
fn a_question_mark_in_a_path_is_no_query() {
    let town = Site::town();
    town.write("content/bridge.md", front("Bridge", 1, "aliases = [\"/what%3F/\"]\n"));
    town.build();
    accept_last(&town);
    assert!(town.read("ledger.txt").contains("/what%3F/\n"));
    // As earlier versions wrote it.
    town.write("ledger.txt", "/what?/\n");
    assert_eq!(town.errors(), Vec::<String>::new());
}

#[test]
fn a_date_made_more_precise_keeps_its_address_and_its_id_by_two_lines() {
    let town = Site::town();
    let story = |date: &str, more: &str| {
        format!("+++\ntitle = \"The strike\"\ndate = {date}\n{more}+++\n\nThe text.\n")
    };
    let told = |town: &Site| {
        let atom = town.read("public/atom.xml");
        let ids = atom.split("<entry>\n<id>").nth(1).and_then(|rest| rest.split("</id>").next());
        ids.unwrap_or_default().to_owned()
    };
    town.write("content/strike.md", story("\"1974-05~\"", ""));
    town.build();
    accept_last(&town);
    let id = told(&town);
    assert_eq!(id, "tag:town.example,1974-05:/1974/05/strike/");
    town.write("content/strike.md", story("1974-05-17", ""));
    let found = town.errors();
    assert_eq!(
        found,
        [
            "content/strike.md: /1974/05/strike/ was published and would be lost: this text is at /1974/05/17/strike/ now | \
             add to the front matter of content/strike.md: aliases = [\"/1974/05/strike/\"]; and, so that feeds do not show it as new: id = \"tag:town.example,1974-05:/1974/05/strike/\""
        ]
    );
    let lines = format!("aliases = [\"/1974/05/strike/\"]\nid = \"{id}\"\n");
    town.write("content/strike.md", story("1974-05-17", &lines));
    town.build();
    assert_eq!(told(&town), id);
}
