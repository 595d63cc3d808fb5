//! The ledger's advice: following it to the letter, in its order, mends the build, changes no story's id in feeds, and
//! leaves nothing in the way of later stories.

use std::collections::BTreeMap;

use dateline::address::{Address, OldAddress};
use dateline::config::Overrides;
use dateline::pipeline::NoProgress;
use dateline::pipeline::ledger::{accept, forget};
use proptest::prelude::*;

use crate::site::Site;

/// A story as an editor has it in hand.
#[derive(Debug, Clone)]
struct Story {
    title: String,
    name: String,
    day: u8,
    tag: Option<&'static str>,
    text: u8,
    /// The line `aliases = […]`, where the story has one.
    aliases: Option<String>,
}

impl Story {
    fn file(&self) -> String {
        format!("content/{}.md", self.name)
    }

    fn write(&self, town: &Site) {
        let Self { title, day, tag, text, aliases, .. } = self;
        let tags = tag.map(|tag| format!("tags = [\"{tag}\"]\n")).unwrap_or_default();
        let aliases = aliases.as_ref().map(|line| format!("{line}\n")).unwrap_or_default();
        town.write(
            &self.file(),
            format!("+++\ntitle = \"{title}\"\ndate = 2025-11-{day:02}\n{tags}{aliases}+++\n\nText {text} of {title}.\n"),
        );
    }
}

/// What an editor does to a story.
#[derive(Debug, Clone)]
enum Edit {
    Redate(u8),
    Rename(u8),
    Retag(Option<&'static str>),
    Rewrite(u8),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        (1..6_u8).prop_map(Edit::Redate),
        (0..3_u8).prop_map(Edit::Rename),
        prop::option::of(prop::sample::select(vec!["Town", "River"])).prop_map(Edit::Retag),
        any::<u8>().prop_map(Edit::Rewrite),
    ]
}

/// The id of each story in the feed, by its title.
fn ids(town: &Site) -> BTreeMap<String, String> {
    let feed = town.read("public/atom.xml");
    let between = |text: &str, open: &str, close: &str| {
        text.split_once(open).and_then(|(_, rest)| rest.split_once(close)).map(|(inner, _)| inner.to_owned())
    };
    let entries = feed.split("<entry").skip(1);
    let id = |entry: &str| Some((between(entry, "<title>", "</title>")?, between(entry, "<id>", "</id>")?));
    entries.filter_map(id).collect()
}

/// Does what the errors say, one after the other.
fn follow(town: &Site, stories: &mut [Story], errors: &[String]) {
    for error in errors {
        let (_, hint) = error.rsplit_once(" | ").expect("a hint");
        if let Some((file, line)) =
            hint.strip_prefix("add to the front matter of ").and_then(|rest| rest.split_once(": "))
        {
            let story = stories.iter_mut().find(|story| story.file() == file).expect("a story of that name");
            story.aliases = Some(line.to_owned());
            story.write(town);
        } else if let Some((_, rest)) = hint.split_once("dateline ledger forget ") {
            let address = rest.split(';').next().unwrap_or(rest);
            forget(&town.path(""), &[OldAddress::Path(Address::known(address))])
                .expect("the address is in the ledger");
        } else {
            unreachable!("no line to follow: {error}");
        }
    }
}

fn accepted(town: &Site) {
    accept(&town.path(""), None, &Overrides::default(), &NoProgress).expect("the last build is accepted");
}

fn answers(town: &Site) {
    let output = town.output();
    for address in town.read("ledger.txt").lines().filter(|line| line.ends_with('/')) {
        assert!(output.contains_key(&format!("{}index.html", &address[1..])), "{address} is not answered");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 60, ..ProptestConfig::default() })]
    #[test]
    fn following_the_advice_keeps_ids_and_gets_in_nobodys_way(
        rounds in prop::collection::vec(prop::collection::vec((0..3_usize, edit()), 1..4), 1..4),
    ) {
        let town = Site::town();
        let mut stories: Vec<Story> = (0..3)
            .map(|at| Story {
                title: format!("Story {at}"),
                name: format!("story{at}-0"),
                day: 1 + at,
                tag: Some("Site"),
                text: 0,
                aliases: None,
            })
            .collect();
        for story in &stories {
            story.write(&town);
        }
        town.build();
        accepted(&town);
        let before = ids(&town);
        prop_assert_eq!(before.len(), 3);
        for edits in rounds {
            for (at, edit) in edits {
                let story = &mut stories[at];
                town.remove(&story.file());
                match edit {
                    Edit::Redate(day) => story.day = day,
                    Edit::Rename(name) => story.name = format!("story{at}-{name}"),
                    Edit::Retag(tag) => story.tag = tag,
                    Edit::Rewrite(text) => story.text = text,
                }
                story.write(&town);
            }
            for turn in 0.. {
                let errors = town.errors();
                if errors.is_empty() {
                    break;
                }
                prop_assert!(turn < 2, "{:?}", errors);
                follow(&town, &mut stories, &errors);
            }
            prop_assert_eq!(&ids(&town), &before);
            accepted(&town);
            answers(&town);
        }
        // Every day gets a story again, and every tag.
        for day in 1..6 {
            let story = Story {
                title: format!("Late {day}"),
                name: format!("late-{day}"),
                day,
                tag: Some(if day % 2 == 0 { "Site" } else { "River" }),
                text: 0,
                aliases: None,
            };
            story.write(&town);
        }
        prop_assert_eq!(town.errors(), Vec::<String>::new());
        let after = ids(&town);
        prop_assert!(before.iter().all(|(title, id)| after.get(title) == Some(id)), "{:?} {:?}", before, after);
    }
}
