//! Maps names to the terms that have a file.
//!
//! A name means the file that has it as title, synonym or former name; otherwise the file whose
//! address, or whose names' addresses, equal the address of the name. Two files with the same name
//! are an error that shows both.

use std::collections::HashMap;

use super::term_key::{casing_of, term_key};
use crate::address::{Slug, slugify};
use crate::article::{TermFile, TermName};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::language::Casing;
use crate::path::SitePath;

/// Files of one kind of terms, by the names that lead to them.
#[derive(Debug, Default)]
pub(super) struct TermAliases {
    files: Vec<TermFile>,
    by_key: HashMap<Box<str>, usize>,
    by_slug: HashMap<Slug, usize>,
    /// Case rules of the site's main language.
    site_casing: Casing,
}

impl TermAliases {
    /// Indexes the files of one kind, which come ordered by path.
    ///
    /// A file that claims a name of another is left out, with an error.
    pub(super) fn of(files: Vec<TermFile>, site_casing: Casing, found: &mut Diagnostics) -> Self {
        let mut aliases = Self { site_casing, ..Self::default() };
        for file in files {
            aliases.add(file, found);
        }
        for (index, file) in aliases.files.iter().enumerate() {
            aliases.by_slug.entry(slugify(&file.name, casing_of(file, site_casing))).or_insert(index);
        }
        for index in 0..aliases.files.len() {
            aliases.add_other_names(index, found);
        }
        aliases
    }

    /// Adds the other names of a file, except those that are taken.
    fn add_other_names(&mut self, index: usize, found: &mut Diagnostics) {
        let file = &mut self.files[index];
        let casing = casing_of(file, self.site_casing);
        let names = [std::mem::take(&mut file.synonyms), std::mem::take(&mut file.former)];
        let [synonyms, former] = names.map(|mut names| {
            names.retain(|name| {
                let by_its_key = *self.by_key.entry(term_key(&name.name, casing).into()).or_insert(index);
                let by_its_slug = *self.by_slug.entry(slugify(&name.name, casing)).or_insert(index);
                let other = [by_its_key, by_its_slug].into_iter().find(|other| *other != index);
                found.extend(
                    other.map(|other| conflicting_name(&self.files[index], name, &self.files[other].file)),
                );
                other.is_none()
            });
            names
        });
        let file = &mut self.files[index];
        (file.synonyms, file.former) = (synonyms, former);
    }

    fn add(&mut self, file: TermFile, found: &mut Diagnostics) {
        let casing = casing_of(&file, self.site_casing);
        let (key, slug) = (term_key(&file.name, casing), slugify(file.slug.as_str(), casing));
        if let Some(other) = self.by_key.get(&*key).or_else(|| self.by_slug.get(&slug)) {
            found.push(duplicate_file(&file, &self.files[*other], self.site_casing));
            return;
        }
        self.by_key.insert(key.into(), self.files.len());
        self.by_slug.insert(slug, self.files.len());
        self.files.push(file);
    }

    /// Returns the index of the file for a name. `key` is the key of the name.
    pub(super) fn find(&self, name: &str, key: &str, casing: Casing) -> Option<usize> {
        if self.files.is_empty() {
            return None;
        }
        self.by_key.get(key).copied().or_else(|| {
            let index = *self.by_slug.get(&slugify(name, casing))?;
            (!is_distinct(&self.files[index], key, self.site_casing)).then_some(index)
        })
    }

    /// Returns the files by index.
    pub(super) fn into_files(self) -> Vec<TermFile> {
        self.files
    }

    /// Returns the files by index.
    pub(super) fn files(&self) -> &[TermFile] {
        &self.files
    }
}

/// Returns true if a term's file says that a name, by its key, belongs to another term.
pub(super) fn is_distinct(file: &TermFile, other: &str, site_casing: Casing) -> bool {
    file.distinct_from.iter().any(|name| *term_key(&name.name, casing_of(file, site_casing)) == *other)
}

fn duplicate_file(file: &TermFile, other: &TermFile, site_casing: Casing) -> Diagnostic {
    let kind = file.kind.singular();
    let key_of = |file: &TermFile| term_key(&file.name, casing_of(file, site_casing)).into_owned();
    let message = if key_of(file) == key_of(other) {
        format!("two files are about the {kind} `{}`: {} and {}", file.name, other.file, file.file)
    } else {
        format!(
            "two {} want the address {}: `{}` ({}) and `{}` ({})",
            file.kind.plural(),
            file.address,
            other.name,
            other.file,
            file.name,
            file.file
        )
    };
    Diagnostic::error(Place::File(file.file.clone()), message)
        .hint("put both into one file, with the other name among its `synonyms`; or give one of them another `slug`")
}

fn conflicting_name(file: &TermFile, name: &TermName, other: &SitePath) -> Diagnostic {
    let message = format!(
        "`{}` leads to two {}: {} and {other} both claim it, or an address that it would have",
        name.name,
        file.kind.plural(),
        file.file
    );
    Diagnostic::error(name.place.clone(), message).hint("take the name out of one of the two files")
}
