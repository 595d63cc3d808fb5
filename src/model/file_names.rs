//! File names of all texts, from which corrections of broken links are suggested.

use std::collections::HashMap;

use crate::archive::Archive;
use crate::diagnostic::nearest;
use crate::path::SitePath;

/// Maximum number of texts of a folder whose names are compared with a misspelled one.
const MAX_COMPARED: usize = 2000;

/// Files of all published texts, by name and by folder.
#[derive(Debug)]
pub(crate) struct FileNames {
    by_name: HashMap<Box<str>, SitePath>,
    sorted: Vec<SitePath>,
}

impl FileNames {
    /// Collects the files of an archive's texts.
    pub(crate) fn of(archive: &Archive) -> Self {
        let articles = archive.articles().map(|(_, article)| &article.file);
        let standing = archive.standing().iter().map(|page| &page.file);
        let terms = archive.terms_with_file().map(|(_, _, own)| &own.file.file);
        let mut sorted: Vec<SitePath> = articles.chain(standing).chain(terms).cloned().collect();
        sorted.sort_unstable();
        let mut by_name = HashMap::new();
        for file in &sorted {
            by_name.entry(file.file_name().into()).or_insert_with(|| file.clone());
        }
        Self { by_name, sorted }
    }

    /// Returns the hint for a link in the text `by` to a file that does not exist.
    pub(crate) fn advice(&self, file: &SitePath, by: &SitePath) -> String {
        if let Some(other) = self.by_name.get(file.file_name()).filter(|_| file.file_name() != "index.md") {
            return format!("is {other} meant? Write its path as seen from this file's folder");
        }
        let folder = file.folder();
        let start = self.sorted.partition_point(|other| other.as_str() < folder);
        let siblings = self.sorted[start..]
            .iter()
            .take(MAX_COMPARED)
            .take_while(|other| other.as_str().starts_with(folder))
            .filter(|other| other.folder() == folder && *other != by)
            .map(SitePath::stem);
        match nearest(file.stem(), siblings) {
            Some(other) => format!("did you mean {folder}/{other}.md?"),
            None => "correct the link: the path is as seen from this file's folder".to_owned(),
        }
    }
}
