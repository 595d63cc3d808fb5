//! Whose the files of an output are: what Dateline wrote is replaced and removed, what somebody else put there is neither,
//! whatever becomes of the cache and of the output's manifest.

use std::fs;

use crate::site::Site;
use dateline::pipeline::Adoption;

const FRONT: &str = "public/index.html";

/// A town with two stories, built.
fn town() -> Site {
    let town = Site::town();
    for day in 1..=2 {
        write_story(&town, day);
    }
    town.build();
    town
}

fn write_story(town: &Site, day: u8) {
    let text = format!("+++\ntitle = \"Story {day}\"\ndate = 2025-11-{day:02}\n+++\n\nText.\n");
    town.write(&format!("content/story-{day}.md"), &text);
}

/// Removes a folder of the site.
fn lose(town: &Site, folder: &str) {
    fs::remove_dir_all(town.path(folder)).expect("a folder is removed");
}

/// The errors of a build that is refused, one a line.
fn refusal(town: &Site) -> String {
    town.errors().join("\n")
}

#[test]
fn without_the_cache_the_manifest_says_what_is_ours() {
    let town = town();
    town.write("public/notes.txt", "mine");
    lose(&town, ".dateline");
    write_story(&town, 3);
    town.remove("content/story-1.md");
    town.build();
    let output = town.output();
    assert!(output.contains_key("2025/11/03/story-3/index.html"));
    assert!(!output.contains_key("2025/11/01/story-1/index.html"), "a story that is gone leaves");
    assert_eq!(output["notes.txt"], b"mine");
}

#[test]
fn without_any_record_only_what_differs_is_a_clash() {
    let mut town = town();
    for folder in [".dateline", "public/.dateline"] {
        lose(&town, folder);
    }
    town.build();
    for folder in [".dateline", "public/.dateline"] {
        lose(&town, folder);
    }
    let before = town.output();
    write_story(&town, 3);
    let said = refusal(&town);
    assert!(
        said.contains("files in public/ were not written by Dateline") && said.contains("index.html"),
        "{said}"
    );
    assert!(said.contains("dateline build --adopt"), "{said}");
    assert_eq!(town.output(), before, "nothing has changed");
    town.request.adoption = Adoption::Allowed;
    town.build();
    town.request.adoption = Adoption::Refused;
    write_story(&town, 4);
    town.build();
}

#[test]
fn what_is_left_of_an_output_without_a_manifest_is_named_once() {
    let town = town();
    lose(&town, ".dateline");
    lose(&town, "public/.dateline");
    town.write("public/old/page.html", "of an earlier build");
    let named = |town: &Site| {
        town.build().warnings.iter().filter(|warning| warning.message.contains("old/page.html")).count()
    };
    assert_eq!((named(&town), named(&town)), (1, 0));
    assert!(town.output().contains_key("old/page.html"));
}

#[test]
fn an_output_that_was_put_in_place_of_ours_is_not_ours() {
    let town = town();
    lose(&town, "public");
    town.write(FRONT, "mine");
    let said = refusal(&town);
    assert!(said.starts_with("public/index.html was not written by Dateline"), "{said}");
    assert_eq!(town.read(FRONT), "mine");
    town.remove(FRONT);
    town.build();
}

#[test]
fn a_file_at_the_address_of_a_new_page_is_a_clash() {
    let town = town();
    let page = "public/2025/11/03/story-3/index.html";
    town.write(page, "mine");
    write_story(&town, 3);
    assert!(refusal(&town).starts_with("public/2025/11/03/story-3/index.html was not written by Dateline"));
    assert_eq!(town.read(page), "mine");
    town.remove(page);
    town.build();
    assert!(town.read(page).contains("Story 3"));
}

#[cfg(unix)]
#[test]
fn a_link_of_somebodys_is_a_clash() {
    let town = town();
    town.write("elsewhere.html", "mine");
    fs::create_dir_all(town.path("public/2025/11/03/story-3")).expect("a folder");
    let link = town.path("public/2025/11/03/story-3/index.html");
    std::os::unix::fs::symlink(town.path("elsewhere.html"), &link).expect("a link");
    write_story(&town, 3);
    assert!(refusal(&town).contains("story-3/index.html was not written by Dateline"));
    assert!(link.is_symlink());
}

#[test]
fn without_the_manifest_what_is_recorded_byte_for_byte_is_ours() {
    let town = town();
    lose(&town, "public/.dateline");
    town.remove("content/story-1.md");
    town.build();
    assert!(!town.output().contains_key("2025/11/01/story-1/index.html"), "a story that is gone leaves");
    lose(&town, "public/.dateline");
    town.write(FRONT, "mine");
    write_story(&town, 3);
    assert!(refusal(&town).starts_with("public/index.html was not written by Dateline"));
}

#[test]
fn a_manifest_that_is_damaged_is_mended() {
    let town = town();
    let manifest = || -> Vec<(String, Vec<u8>)> {
        town.output().into_iter().filter(|(file, _)| file.starts_with(".dateline/")).collect()
    };
    let before = manifest();
    assert!(before.len() >= 2, "an index and a part");
    for (file, _) in &before {
        town.remove(&format!("public/{file}"));
        town.build();
        assert_eq!(manifest(), before, "{file} was lost");
        town.write(&format!("public/{file}"), "dateline files 1\nnonsense\n");
        town.build();
    }
    write_story(&town, 3);
    town.build();
    let after = manifest();
    town.remove("content/story-3.md");
    town.build();
    assert_ne!(after, before);
    assert_eq!(manifest(), before, "nothing is left of what the manifest was");
}

#[test]
fn the_manifest_is_counted_nowhere() {
    let town = town();
    let files = town.output().keys().filter(|file| !file.starts_with(".dateline/")).count();
    let outcome = town.build();
    assert_eq!(outcome.report.pages, files);
    lose(&town, "public");
    let outcome = town.build();
    assert_eq!((outcome.report.written, outcome.report.files_removed), (files, 0));
    town.remove("content/story-1.md");
    let before = town.output().len();
    let outcome = town.build();
    assert_eq!(outcome.report.files_removed, before - town.output().len());
}
