//! A folder in which a test has a site, and the files in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Every file of a folder, by its path.
pub(crate) type Tree = BTreeMap<String, Vec<u8>>;

/// Creates a folder; in memory where that can be, since a build waits for the disk once.
pub(crate) fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    folder.expect("a folder")
}

/// Writes a file, and creates the folders in which it is.
pub(crate) fn write(path: &Path, bytes: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder is made");
    fs::write(path, bytes).expect("a file is written");
}

/// Copies a file or a folder; nothing, if there is neither.
pub(crate) fn copy(from: &Path, to: &Path) {
    if from.is_file() {
        write(to, fs::read(from).expect("a file"));
    }
    for (file, bytes) in tree(from) {
        write(&to.join(file), bytes);
    }
}

/// Reads every file of a folder, through symlinks too; of a folder that is missing, none.
pub(crate) fn tree(root: &Path) -> Tree {
    let mut tree = Tree::new();
    gather(root, root, &mut tree);
    tree
}

/// Returns whether a file is a page by its name.
pub(crate) fn is_page(file: &str) -> bool {
    Path::new(file).extension().is_some_and(|extension| extension == "html")
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
