//! Builds hostile sites, and checks the laws that no site may break: no panic, abort or hang; nothing outside the output
//! changed; nothing outside the site read; the right exit status; a message that names every bad file; published and
//! left out together are what was found; and pages, feeds and host files in which no text of the site is code.
//!
//! The cases are data: `tests/torture/hostile/*.toml` lists families of values, `products.rs` what is laid where. The short
//! form tries about a third of them, which the seed chooses.

mod case;
mod check_hosts;
mod check_pages;
mod collisions;
mod fields;
mod injection;
mod products;
mod swapped;

use std::collections::BTreeMap;

use case::{Case, Exit};

use super::bout::Bout;
use super::dice::Dice;
use super::kit::{LIMIT, Said, Site, Snapshot, Thing, differing, run as run_command, snapshot};
use super::setting::Length;

/// Words that stand outside the site alone, or in places of the site that are never published.
const CANARY: &str = "zqcanary";

pub(crate) fn run(bout: &Bout) {
    let mut cases = case::all();
    cases.extend(products::all());
    cases.extend(collisions::all());
    cases.extend(injection::all());
    let is_short = bout.setting.length == Length::Short;
    if is_short {
        let seed = bout.setting.seed;
        cases.retain(|case| case.is_quick && Dice::new(seed, &case.name).once_in(3));
    }
    let cases: BTreeMap<String, Case> = cases.into_iter().map(|case| (case.name.clone(), case)).collect();
    let names: Vec<String> = cases.keys().cloned().collect();
    bout.each(&names, 2, |name, _| try_case(&cases[name], is_short));
    swapped::run(bout);
    bout.note(format!("{} cases", names.len()));
}

/// Builds one site and checks every law. The long form builds a harmless site first, which must outlive a failed build.
fn try_case(case: &Case, is_short: bool) -> Result<(), String> {
    let site = Site::new();
    site.write("content/2025/good.md", case::GOOD);
    site.write("../outside/canary.txt", format!("{CANARY} = \"{CANARY}\"\n"));
    site.write(
        "../outside/folder/index.md",
        format!("+++\ntitle = \"{CANARY}\"\ndate = 2025-01-01\n+++\n{CANARY}\n"),
    );
    site.write(".git/config", format!("[core]\n\tsshCommand = {CANARY}\n"));
    site.write(".env", format!("SECRET={CANARY}\n"));
    if !is_short {
        let said = site.build();
        if said.code != Some(0) {
            return Err(format!("the harmless site does not build: {}", said.stderr));
        }
    }
    case.lay(&site)?;
    let before = snapshot(site.outside(), &OURS);
    let old = site.output();
    let said = run_command(&mut site.command(&["build", "--report", "-"]), LIMIT);
    if let Some(disgrace) = said.disgrace() {
        return Err(disgrace);
    }
    let outside = differing(&before, &snapshot(site.outside(), &OURS));
    if !outside.is_empty() {
        return Err(format!("outside the output: {}", outside.join(", ")));
    }
    check_exit(case, &said)?;
    let new = site.output();
    check_canary(&new, &said)?;
    if said.code == Some(0) {
        check_count(case, &site, &said)?;
        check_pages::check(&new)?;
        return check_hosts::check(&new);
    }
    let torn = differing(&old, &new);
    if torn.is_empty() {
        Ok(())
    } else {
        Err(format!("a failed build changed the output: {}", torn.join(", ")))
    }
}

/// What a build may change, below the folder in which the site is.
const OURS: [&str; 3] = ["site/public", "site/.dateline", "site/.public.dateline-stage"];

fn check_exit(case: &Case, said: &Said) -> Result<(), String> {
    let right = match case.exit {
        Exit::Good => said.code == Some(0),
        Exit::Bad => said.code == Some(1),
        Exit::Either => matches!(said.code, Some(0 | 1)),
    };
    if !right {
        return Err(format!("exit status {:?}, expected {:?}: {}", said.code, case.exit, said.all()));
    }
    if said.code == Some(0) {
        return Ok(());
    }
    if said.stderr.trim().is_empty() {
        return Err("it fails without a message".to_owned());
    }
    let unnamed = case.says.iter().find(|says| !said.stderr.contains(says.as_str()));
    if let (Exit::Bad, Some(unnamed)) = (case.exit, unnamed) {
        return Err(format!("the message does not hold `{unnamed}`: {}", said.stderr));
    }
    let is_sign =
        |c: &char| (c.is_control() && !"\n\t".contains(*c)) || ('\u{202a}'..='\u{202e}').contains(c);
    match said.stderr.chars().find(is_sign) {
        Some(sign) => Err(format!("the message holds {sign:?}: {:?}", said.stderr)),
        None => Ok(()),
    }
}

fn check_canary(output: &Snapshot, said: &Said) -> Result<(), String> {
    if said.all().contains(CANARY) {
        return Err(format!("a message shows what is outside the site: {}", said.all()));
    }
    for (path, thing) in output {
        let Thing::File { bytes, .. } = thing else { continue };
        if memchr::memmem::find(bytes, CANARY.as_bytes()).is_some() {
            return Err(format!("{} shows what is outside the site", path.display()));
        }
    }
    Ok(())
}

/// Checks that every text was published, left out, or withdrawn.
fn check_count(case: &Case, site: &Site, said: &Said) -> Result<(), String> {
    let report: serde_json::Value = serde_json::from_str(&said.stdout).map_err(|error| error.to_string())?;
    let number = |key: &str| report[key].as_u64().unwrap_or_default();
    let Some(found) = case.articles(site) else { return Ok(()) };
    let told = number("articles") + number("left_out");
    if told == found {
        Ok(())
    } else {
        Err(format!("{found} texts, of which {told} are accounted for: {}", said.stderr))
    }
}
