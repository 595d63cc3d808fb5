//! Site in memory.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::Mutex;

use dateline_import::site::Site;

/// Site in memory.
#[derive(Debug, Default)]
pub(crate) struct MemorySite(pub(crate) Mutex<BTreeMap<String, Vec<u8>>>);

impl MemorySite {
    /// Returns a file as text.
    pub(crate) fn text(&self, path: &str) -> String {
        let files = self.0.lock().expect("no test has failed");
        let bytes = files.get(path).cloned();
        assert!(bytes.is_some(), "{path} is among {:?}", files.keys());
        String::from_utf8(bytes.unwrap_or_default()).expect("UTF-8")
    }

    /// Returns all files of the content, one after another.
    pub(crate) fn content(&self) -> String {
        let files = self.0.lock().expect("no test has failed");
        let texts = files.iter().filter(|(path, _)| path.starts_with("content/"));
        let texts = texts.map(|(path, bytes)| format!("===== {path}\n{}\n", String::from_utf8_lossy(bytes)));
        texts.collect::<Vec<_>>().concat()
    }
}

impl Site for MemorySite {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        Ok(self.0.lock().expect("no test has failed").get(path).cloned())
    }

    fn exists(&self, path: &str) -> io::Result<bool> {
        Ok(self.0.lock().expect("no test has failed").contains_key(path))
    }

    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.0.lock().expect("no test has failed").insert(path.to_owned(), bytes.to_vec());
        Ok(())
    }

    fn copy(&self, path: &str, from: &mut dyn Read) -> io::Result<u64> {
        let mut bytes = Vec::new();
        let count = from.read_to_end(&mut bytes)?;
        self.write(path, &bytes)?;
        Ok(count as u64)
    }

    fn slug(&self, name: &str) -> String {
        let mut slug = String::new();
        for char in name.to_lowercase().chars() {
            if char.is_alphanumeric() {
                slug.push(char);
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        slug.trim_end_matches('-').to_owned()
    }
}
