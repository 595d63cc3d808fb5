//! Imports between the library's modules, read from `use` declarations and from paths in the code. Names that a module
//! re-exports count for the module that defines them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::sources::Source;

/// Module's path below the crate: `["plan", "page"]`.
pub(crate) type Module = Vec<String>;

/// Use of one module's name in another.
pub(crate) struct Import {
    pub(crate) from: Module,
    pub(crate) to: Module,
    file: String,
    line: usize,
    path: String,
}

impl Import {
    /// Returns true where one of the modules contains the other.
    pub(crate) fn is_between_parent_and_child(&self) -> bool {
        self.from.starts_with(&self.to) || self.to.starts_with(&self.from)
    }
}

impl fmt::Display for Import {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, file, line, path, .. } = self;
        write!(out, "{file}:{line}: `{}` uses `{path}`", from.join("::"))
    }
}

/// Path in a source, such as `crate::plan::Page`.
struct Path {
    line: usize,
    segments: Vec<String>,
    /// Name that the path has in its module, for a `use`.
    name: Option<String>,
}

/// Returns the library's imports. Imports of a module's own items are left out.
pub(crate) fn imports(sources: &[Source]) -> Vec<Import> {
    let library: Vec<&Source> = sources.iter().filter(|source| source.is_library()).collect();
    let paths: BTreeMap<Module, Vec<Path>> =
        library.iter().map(|source| (source.module(), paths(source))).collect();
    let names = Names::new(&paths);
    let mut found = Vec::new();
    for source in library {
        let from = source.module();
        for path in &paths[&from] {
            let Some(to) = names.resolve(&from, &path.segments, 0).filter(|to| *to != from) else { continue };
            let (file, line, path) = (source.path.clone(), path.line, path.segments.join("::"));
            found.push(Import { from: from.clone(), to, file, line, path });
        }
    }
    found
}

/// Modules, and the names that each imports or re-exports.
struct Names<'a> {
    modules: BTreeSet<&'a Module>,
    imported: BTreeMap<(&'a Module, &'a str), &'a [String]>,
}

impl<'a> Names<'a> {
    fn new(paths: &'a BTreeMap<Module, Vec<Path>>) -> Self {
        let mut imported = BTreeMap::new();
        for (module, paths) in paths {
            for Path { segments, name, .. } in paths {
                if let Some(name) = name {
                    imported.insert((module, name.as_str()), segments.as_slice());
                }
            }
        }
        Self { modules: paths.keys().collect(), imported }
    }

    /// Returns the module that defines the item at a path; nothing for an item of another crate.
    fn resolve(&self, from: &Module, path: &[String], depth: usize) -> Option<Module> {
        let mut rest = path;
        let mut at = match path.first()?.as_str() {
            "crate" => Vec::new(),
            "self" | "super" => from.clone(),
            first if self.has(from, first) => from.clone(),
            _ => return None,
        };
        while let Some(first) = rest.first() {
            match first.as_str() {
                "crate" | "self" => {}
                "super" => drop(at.pop()),
                name if self.has(&at, name) => at.push(name.to_owned()),
                name => {
                    let again = self.imported.get(&(&at, name)).filter(|_| depth < 8 && &at != from);
                    let defined = again.and_then(|path| self.resolve(&at, path, depth + 1));
                    return defined.or((!at.is_empty()).then_some(at));
                }
            }
            rest = &rest[1..];
        }
        (!at.is_empty()).then_some(at)
    }

    fn has(&self, module: &Module, child: &str) -> bool {
        let mut path = module.clone();
        path.push(child.to_owned());
        self.modules.contains(&path)
    }
}

/// Returns the paths of a source: those of `use` declarations, and those in code that begin at `crate` or `super`.
fn paths(source: &Source) -> Vec<Path> {
    let mut found = Vec::new();
    let mut declaration: Option<(usize, String)> = None;
    for (number, line) in source.code() {
        let trimmed = line.trim();
        if declaration.is_none() {
            match used(trimmed) {
                Some(tree) => declaration = Some((number, tree.to_owned())),
                None => found.extend(in_code(number, line)),
            }
        } else if let Some((_, tree)) = &mut declaration {
            tree.push_str(trimmed);
        }
        if let Some((number, tree)) = declaration.take_if(|(_, tree)| tree.ends_with(';')) {
            expand(&tree[..tree.len() - 1], &mut Vec::new(), number, &mut found);
        }
    }
    found
}

/// Returns the tree of a `use` declaration that begins in a line.
fn used(line: &str) -> Option<&str> {
    let line = match line.strip_prefix("pub") {
        Some(rest) if rest.starts_with('(') => rest.split_once(") ")?.1,
        Some(rest) => rest.trim_start(),
        None => line,
    };
    line.strip_prefix("use ")
}

/// Adds the paths of a tree such as `crate::{a::B, c::{D, E as F}}`.
fn expand(tree: &str, before: &mut Vec<String>, line: usize, found: &mut Vec<Path>) {
    let tree = tree.trim();
    let length = before.len();
    if let Some((path, inner)) = tree.split_once('{') {
        before.extend(segments(path));
        for part in split_list(inner.trim_end().strip_suffix('}').unwrap_or(inner)) {
            expand(part, before, line, found);
        }
    } else if !tree.is_empty() {
        let (path, name) = match tree.split_once(" as ") {
            Some((path, name)) => (path, Some(name)),
            None => (tree, tree.rsplit("::").next()),
        };
        before.extend(
            segments(path).filter(|segment| segment != "self" || before.is_empty()).collect::<Vec<_>>(),
        );
        let name = name.filter(|name| *name != "*").map(|name| name.trim().to_owned());
        found.push(Path { line, segments: before.clone(), name });
    }
    before.truncate(length);
}

/// Splits a list at its commas, but not at those within braces.
fn split_list(list: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, sign) in list.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&list[start..]);
    parts
}

fn segments(path: &str) -> impl Iterator<Item = String> {
    path.split("::")
        .map(str::trim)
        .filter(|segment| !segment.is_empty() && *segment != "*")
        .map(str::to_owned)
}

/// Returns the paths in a line of code that begin at `crate` or `super`.
fn in_code(line: usize, code: &str) -> Vec<Path> {
    let mut found = Vec::new();
    for root in ["crate::", "super::"] {
        for (at, _) in code.match_indices(root) {
            let is_whole = !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
            if is_whole {
                let end = code[at..].find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
                let path = &code[at..end.map_or(code.len(), |end| at + end)];
                found.push(Path { line, segments: segments(path).collect(), name: None });
            }
        }
    }
    found
}
