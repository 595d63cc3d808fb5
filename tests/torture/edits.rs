//! Incremental equals full: after every edit of a random sequence, a build on what was there gives the same bytes and the
//! same messages as a build of a copy that has no memory. Edits come from tables of all keys, files keep, regain or
//! coarsen their times, and records are lost and damaged.

mod keys;
mod town;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use town::Town;

use super::bout::Bout;
use super::dice::Dice;
use super::kit::{Said, Site, same};
use super::setting::Length;

/// Edits of a sequence.
const EDITS: usize = 20;

pub(crate) fn run(bout: &Bout) {
    bout.one("every key has a generator", |_, _| every_key());
    let sequences = bout.count(4, 500, 2000);
    let names: Vec<String> = (0..sequences).map(|number| format!("sequence {number}")).collect();
    let edits = if bout.setting.length == Length::Short { EDITS / 2 } else { EDITS };
    let good = AtomicUsize::new(0);
    bout.each(&names, 2, |_, dice| sequence(dice, edits, &good));
    bout.note(format!("{} builds that succeeded, of {}", good.into_inner(), names.len() * edits));
}

fn sequence(dice: &mut Dice, edits: usize, good: &AtomicUsize) -> Result<(), String> {
    let mut town = Town::new();
    let mut history = Vec::new();
    for _ in 0..edits {
        let before = town.state();
        history.push(town.edit(dice));
        town.sync(dice);
        let there = town.build();
        let anew = town.build_anew();
        let result = compare(&town, &there, &anew);
        result.map_err(|why| format!("{why}; after {}", history.join(", ")))?;
        if there.code == Some(0) {
            good.fetch_add(1, Ordering::Relaxed);
        } else {
            town.settle(before).map_err(|why| format!("{why}; after {}", history.join(", ")))?;
        }
    }
    Ok(())
}

fn compare(town: &Town, there: &Said, anew: &Said) -> Result<(), String> {
    if let Some(disgrace) = there.disgrace().or(anew.disgrace()) {
        return Err(disgrace);
    }
    if there.code != anew.code || !matches!(there.code, Some(0 | 1)) {
        return Err(format!(
            "exit status {:?} and, from nothing, {:?}: {} / {}",
            there.code, anew.code, there.stderr, anew.stderr
        ));
    }
    if without_notes(&there.stderr) != anew.stderr {
        return Err(format!("messages: {}\nand, from nothing: {}", there.stderr, anew.stderr));
    }
    if there.code == Some(0) { same("output", &town.output(), &town.output_anew()) } else { Ok(()) }
}

/// Notes about a lost cache. A build without a cache has no reason to print them.
const NOTES: [&str; 2] = [
    "The cache is damaged; rebuilding everything\n",
    "Another version of Dateline made the last build; rebuilding everything\n",
];

fn without_notes(messages: &str) -> &str {
    NOTES.iter().find_map(|note| messages.strip_prefix(note)).unwrap_or(messages)
}

/// Asks the program which keys there are, table by table, and looks for each among the generators.
fn every_key() -> Result<(), String> {
    let mut missing = Vec::new();
    for table in keys::config_tables() {
        let head = if table.is_empty() { String::new() } else { format!("[{table}]\n") };
        let base = if table.is_empty() {
            keys::CONFIG_HEAD
        } else {
            "title = \"T\"\nbase_url = \"https://t.example\"\n"
        };
        let known = known("config.toml", &format!("{base}{head}zqzqzqzq = 1\n"))?;
        missing.extend(
            known
                .into_iter()
                .filter(|key| !keys::has_config(table, key))
                .map(|key| format!("[{table}] {key}")),
        );
    }
    for (folder, inside) in keys::FRONT_PLACES {
        let key =
            if inside.is_empty() { "zqzqzqzq = 1".to_owned() } else { inside.replace('§', "zqzqzqzq = 1") };
        let text = format!(
            "+++\ntitle = \"A\"\n{}{key}\n+++\n",
            if folder == "2025" { "date = 2025-01-01\n" } else { "" }
        );
        let known = known(&format!("content/{folder}/a.md"), &text)?;
        missing.extend(
            known.into_iter().filter(|key| !keys::has_front(key)).map(|key| format!("front matter {key}")),
        );
    }
    if missing.is_empty() {
        Ok(())
    } else {
        Err(format!("no generator in edits/keys.rs for {}", missing.join(", ")))
    }
}

/// Returns the keys that a message about an unknown one lists.
fn known(file: &str, text: &str) -> Result<BTreeSet<String>, String> {
    let site = Site::new();
    site.write(file, text);
    let said = site.build();
    let list = said
        .stderr
        .split_once("known here: ")
        .ok_or(format!("{file} {text:?}: no key is listed: {}", said.stderr))?
        .1;
    let list = list.split(['.', '\n']).next().unwrap_or_default();
    Ok(list.split(", ").map(|key| key.trim().to_owned()).collect())
}
