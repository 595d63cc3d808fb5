//! What the theme guide says of the variables is made from the types that templates are given: `docs/theme-variables.md`
//! names every variable, every field of it, and what the type's own documentation says, or this test fails.
//! `SNAPSHOTS=overwrite cargo test --test commands theme_guide::` writes it anew.

use std::fmt::Write as _;
use std::fs;

/// The files of types that a reader of the guide wants first; the others follow by name.
const FIRST: [&str; 4] = ["site.rs", "article.rs", "lists.rs", "dates.rs"];

const TYPES: &str = "src/theme/view";

const GUIDE: &str = "docs/theme-variables.md";

const HEAD: &str = "# Template variables\n\n\
    Every variable of every template, as the program's own types have it (`src/theme/view/`). This page is made from \
    them: `SNAPSHOTS=overwrite cargo test --test commands theme_guide::`.\n";

#[test]
fn the_guide_names_every_variable_that_templates_are_given() {
    let made = guide();
    if std::env::var_os("SNAPSHOTS").is_some_and(|what| what == "overwrite") {
        fs::write(GUIDE, &made).expect("the guide is written");
    }
    let written = fs::read_to_string(GUIDE).unwrap_or_default();
    assert!(
        written == made,
        "{GUIDE} is not what the types say; write it anew: SNAPSHOTS=overwrite cargo test --test commands theme_guide::"
    );
}

#[test]
fn every_field_that_broadsheet_uses_is_one_that_there_is() {
    let text = guide();
    let mut unknown = Vec::new();
    for template in templates("themes/broadsheet/templates") {
        let source = fs::read_to_string(&template).expect("a template");
        for variable in
            ["article.", "list.", "page.", "site.", "month.", "year.", "archive.", "notice.", "standing."]
        {
            for (at, _) in source.match_indices(variable) {
                let is_whole = !source[..at]
                    .ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '/' | '"'));
                let field: String = source[at + variable.len()..]
                    .chars()
                    .take_while(|c| c.is_ascii_lowercase() || *c == '_')
                    .collect();
                let row = format!("| `{field}` |");
                if is_whole && !field.is_empty() && field != "html" && !text.contains(&row) {
                    unknown.push(format!("{template}: {variable}{field}"));
                }
            }
        }
    }
    assert!(unknown.is_empty(), "\n{}", unknown.join("\n"));
}

#[test]
fn every_link_within_the_guide_leads_to_a_type() {
    let guide = guide();
    let links = guide.split("](#").skip(1).filter_map(|rest| rest.split(')').next());
    let headings: Vec<String> =
        guide.lines().filter_map(|line| line.strip_prefix("## ")).map(str::to_lowercase).collect();
    let dead: Vec<&str> = links.filter(|link| !headings.iter().any(|heading| heading == link)).collect();
    assert!(dead.is_empty(), "there is no type for: {dead:?}");
}

/// The guide, from the sources of the types.
fn guide() -> String {
    let mut guide = HEAD.to_owned();
    for file in files() {
        let source = fs::read_to_string(format!("{TYPES}/{file}")).expect("the types of what templates get");
        let mut doc = String::new();
        let mut is_inside = false;
        for line in source.lines().map(str::trim) {
            if let Some(words) = line.strip_prefix("///") {
                doc.push_str(words);
            } else if let Some(rest) = line.strip_prefix("pub struct ") {
                let name = rest.split(['<', ' ', '{']).next().unwrap_or(rest);
                let _ = write!(
                    guide,
                    "\n## {name}\n\n{}\n\n| Field | What it is |\n|---|---|\n",
                    linked(doc.trim())
                );
                doc.clear();
                is_inside = true;
            } else if let (true, Some(rest)) = (is_inside, line.strip_prefix("pub ")) {
                let field = rest.split(':').next().unwrap_or(rest);
                let _ = writeln!(guide, "| `{field}` | {} |", linked(doc.trim()).replace('|', "\\|"));
                doc.clear();
            } else if line == "}" {
                is_inside = false;
            } else if !line.starts_with("#[") {
                doc.clear();
            }
        }
    }
    guide
}

/// The files of types, in the order of the guide.
fn files() -> Vec<String> {
    let entries = fs::read_dir(TYPES).expect("the folder of types").flatten();
    let mut files: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let place = |file: &str| FIRST.iter().position(|first| *first == file).unwrap_or(FIRST.len());
    files.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.cmp(b)));
    files
}

/// Rust's links between types, as links within the page.
fn linked(doc: &str) -> String {
    let mut linked = String::with_capacity(doc.len());
    let mut rest = doc;
    while let Some((before, after)) = rest.split_once("[`") {
        linked.push_str(before);
        let Some((name, after)) = after.split_once("`]") else {
            linked.push_str("[`");
            rest = after;
            continue;
        };
        let name = name.rsplit("::").next().unwrap_or(name);
        let _ = write!(linked, "[{name}](#{})", name.to_lowercase());
        rest = after;
    }
    linked + rest
}

fn templates(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of templates").flatten() {
        let path = entry.path();
        let name = path.to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(templates(&name));
        } else {
            found.push(name);
        }
    }
    found.sort();
    found
}
