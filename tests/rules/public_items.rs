//! Rule about the library's interface: few documented items. Items of `#[doc(hidden)]` modules and types are for this
//! repository alone.

use super::sources::{Source, sources};

/// Most documented public items: modules, types, functions, methods, fields and variants.
const MOST: usize = 150;

#[test]
fn the_documented_interface_is_small() {
    let sources = sources();
    let library = text(&sources, "src/lib.rs").expect("the library");
    let mut items = Vec::new();
    for module in shown(library).filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')) {
        items.push(module.to_owned());
        module_items(&sources, module, &mut items);
    }
    for expected in
        ["build::Builder::build", "report::Report::articles", "deploy::Deployer", "report::Severity::Error"]
    {
        assert!(items.iter().any(|item| item == expected), "{expected} is not found among {items:#?}");
    }
    assert!(!items.iter().any(|item| item.starts_with("preview::Settings")), "hidden items are left out");
    assert!(items.len() <= MOST, "{} documented items: {items:#?}", items.len());
}

/// Adds the documented items of a top-level module.
fn module_items(sources: &[Source], module: &str, items: &mut Vec<String>) {
    let file = text(sources, &format!("src/{module}.rs")).expect("a module");
    for line in shown(file) {
        if let Some(path) = line.strip_prefix("pub use ").and_then(|path| path.strip_suffix(';')) {
            let (from, names) = path.rsplit_once("::").expect("a path");
            let from = match from.strip_prefix("crate::") {
                Some(from) => format!("src/{}", from.replace("::", "/")),
                None => format!("src/{module}/{}", from.replace("::", "/")),
            };
            let file = text(sources, &format!("{from}.rs")).expect("the module of a re-export");
            for name in names.trim_matches(['{', '}']).split(", ") {
                item(file, module, name, items);
            }
        } else if let Some(name) = declared(line) {
            item(file, module, name, items);
        }
    }
}

/// Adds an item, its fields or variants, and its methods.
fn item(file: &str, module: &str, name: &str, items: &mut Vec<String>) {
    items.push(format!("{module}::{name}"));
    let heads = ["struct", "enum", "trait"].map(|kind| format!("pub {kind} {name}"));
    let methods = [format!("impl {name} {{"), format!("impl<'_> {name}<'_> {{")];
    let is_enum = shown(file).any(|line| line.starts_with(&heads[1]));
    let mut inside = None;
    for line in shown(file) {
        if heads.iter().any(|head| is_name(line, head)) {
            inside = Some(is_enum);
        } else if methods.iter().any(|head| line.starts_with(head)) {
            inside = Some(false);
        } else if line.starts_with('}') {
            inside = None;
        } else if let Some(has_variants) = inside
            && let Some(line) = line.strip_prefix("    ").filter(|line| !line.starts_with(' '))
        {
            let is_variant = has_variants && line.starts_with(|c: char| c.is_ascii_uppercase());
            let member = declared(line).or(is_variant.then(|| first_word(line)));
            items.extend(member.map(|member| format!("{module}::{name}::{member}")));
        }
    }
}

/// Returns the lines of a source without its tests, comments, attributes and hidden items.
fn shown(text: &str) -> impl Iterator<Item = &str> {
    let mut lines = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
    let mut left_out = Vec::new();
    std::iter::from_fn(move || {
        loop {
            let line = lines.next()?;
            let bare = line.trim_start();
            if bare.starts_with("#[doc(hidden)]") {
                let indent = line.len() - bare.len();
                left_out.push(" ".repeat(indent));
            } else if bare.is_empty() || bare.starts_with("//") || bare.starts_with("#[") {
            } else if let Some(indent) = left_out.last() {
                // The item ends with its line, or with the bracket below its beginning.
                let ends = line.strip_prefix(indent.as_str()).is_some_and(|line| {
                    line.starts_with('}')
                        || (!line.starts_with([' ', ')']) && line.ends_with([';', '}', ',']))
                });
                if ends {
                    left_out.pop();
                }
            } else {
                return Some(line);
            }
        }
    })
}

/// Returns the name of the public item, method or field that a line declares.
fn declared(line: &str) -> Option<&str> {
    let mut rest = line.strip_prefix("pub ")?;
    for word in ["async ", "const ", "unsafe "] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    let kinds = ["fn ", "struct ", "enum ", "trait ", "type ", "mod ", "static "];
    let rest = kinds.iter().find_map(|kind| rest.strip_prefix(kind)).unwrap_or(rest);
    Some(first_word(rest))
}

fn first_word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
}

/// Returns whether a line begins with these words, and the last of them ends there.
fn is_name(line: &str, words: &str) -> bool {
    line.strip_prefix(words).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
}

fn text<'s>(sources: &'s [Source], path: &str) -> Option<&'s str> {
    sources.iter().find(|source| source.path == path).map(|source| &*source.text)
}
