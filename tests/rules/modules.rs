//! Rules about imports between modules: the order of `src/lib.rs` holds for every import, and no two modules import each
//! other, at any depth. An import between a module and one that contains it is not counted.

use std::collections::{BTreeMap, BTreeSet};

use super::imports::{Import, imports};
use super::sources::sources;

/// Modules that each module imports.
type Edges = BTreeMap<String, BTreeSet<String>>;

#[test]
fn no_module_imports_a_later_one() {
    let order = order();
    let place = |module: &str| order.iter().position(|known| known == module);
    let is_upward = |import: &&Import| {
        let (from, to) = (place(&import.from[0]), place(&import.to[0]));
        from.is_none() || to.is_none() || from < to
    };
    let wrong: Vec<String> = imports(&sources()).iter().filter(is_upward).map(Import::to_string).collect();
    assert!(wrong.is_empty(), "imports of modules that come later in src/lib.rs:\n{}", wrong.join("\n"));
}

#[test]
fn no_modules_import_each_other_in_a_circle() {
    let mut edges = Edges::new();
    let all = imports(&sources());
    for import in all.iter().filter(|import| !import.is_between_parent_and_child()) {
        edges.entry(import.from.join("::")).or_default().insert(import.to.join("::"));
    }
    let each = edges.iter().flat_map(|(from, to)| to.iter().map(move |to| (from, to)));
    let in_circle = each.filter(|(from, to)| leads(&edges, to, from));
    let circles: Vec<String> = in_circle.map(|(from, to)| format!("{from} -> {to}")).collect();
    assert!(circles.is_empty(), "imports that are part of circles: {circles:#?}");
}

#[test]
fn an_import_is_found_in_every_form() {
    let all = imports(&sources());
    let from = |module: &[&str]| all.iter().any(|import| import.from == module);
    assert!(all.len() > 500, "{} imports", all.len());
    assert!(from(&["plan", "page"]) && from(&["pipeline", "write"]), "imports of known modules are found");
}

/// Returns true where imports lead from one module to another.
fn leads(edges: &Edges, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut next = vec![from];
    while let Some(module) = next.pop() {
        if module == to {
            return true;
        }
        if seen.insert(module) {
            next.extend(edges.get(module).into_iter().flatten().map(String::as_str));
        }
    }
    false
}

/// Returns the library's modules in the order of `src/lib.rs`, which is the order of the data.
fn order() -> Vec<String> {
    let text = std::fs::read_to_string("src/lib.rs").expect("the library");
    let declared = text.lines().filter_map(|line| line.split_once("mod ")?.1.strip_suffix(';'));
    declared.map(str::to_owned).collect()
}
