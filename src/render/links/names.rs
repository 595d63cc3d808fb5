//! Finds the text that a broken link may have meant, by its file's name.

use std::collections::HashMap;

use crate::archive::Archive;
use crate::diagnostic::nearest;
use crate::path::SitePath;

/// Number of texts in one folder whose names are compared with a misspelled one.
const MOST: usize = 2000;

/// The files of the texts that are on the site, by their names and folders.
#[derive(Debug)]
pub(in crate::render) struct FileNames {
    by_name: HashMap<Box<str>, SitePath>,
    sorted: Vec<SitePath>,
}

impl FileNames {
    /// Collects the files of an archive's texts.
    pub(in crate::render) fn of(archive: &Archive) -> Self {
        let articles = archive.articles().map(|(_, article)| &article.file);
        let standing = archive.standing().iter().map(|page| &page.file);
        let terms = archive.described().map(|(_, _, own)| &own.file.file);
        let mut sorted: Vec<SitePath> = articles.chain(standing).chain(terms).cloned().collect();
        sorted.sort_unstable();
        let mut by_name = HashMap::new();
        for file in &sorted {
            by_name.entry(file.file_name().into()).or_insert_with(|| file.clone());
        }
        Self { by_name, sorted }
    }

    /// Returns advice on a link in the text `by` to a file that there is not.
    pub(super) fn advice(&self, file: &SitePath, by: &SitePath) -> String {
        if let Some(other) = self.by_name.get(file.file_name()).filter(|_| file.file_name() != "index.md") {
            return format!("is {other} meant? Write its path as seen from this file's folder");
        }
        let folder = file.folder();
        let start = self.sorted.partition_point(|other| other.as_str() < folder);
        let beside = self.sorted[start..]
            .iter()
            .take(MOST)
            .take_while(|other| other.as_str().starts_with(folder))
            .filter(|other| other.folder() == folder && *other != by)
            .map(SitePath::stem);
        match nearest(file.stem(), beside) {
            Some(other) => format!("did you mean {folder}/{other}.md?"),
            None => "mend the link: the path is as seen from this file's folder".to_owned(),
        }
    }
}
