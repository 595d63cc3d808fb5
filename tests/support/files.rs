//! A folder in which a test has a site, and the files in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Every file of a folder, by its path.
pub(crate) type Tree = BTreeMap<String, Vec<u8>>;

/// A folder of its own; in memory where that can be, since a build waits for the disk once.
pub(crate) fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    folder.expect("a folder")
}

/// Writes a file, in whatever folders it is.
pub(crate) fn write(path: &Path, bytes: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
    fs::write(path, bytes).expect("a file is written");
}

/// Every file of a folder; of none, nothing.
pub(crate) fn tree(root: &Path) -> Tree {
    let mut tree = Tree::new();
    gather(root, root, &mut tree);
    tree
}

fn gather(root: &Path, folder: &Path, tree: &mut Tree) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(root, &path, tree);
        } else {
            let name = path.strip_prefix(root).expect("below").to_string_lossy().into_owned();
            tree.insert(name, fs::read(&path).expect("a file"));
        }
    }
}
