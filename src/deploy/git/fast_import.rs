//! Writes a commit in the format of `git fast-import`: only changes relative to the parent tree.

use std::fmt::Write as _;
use std::io::{self, Write};

/// Metadata of a commit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Commit<'a> {
    /// Ref to update.
    pub(super) name: &'a str,
    /// Committer line: `Eva <eva@town.example> 1764040000 +0000`.
    pub(super) by: &'a str,
    /// Message.
    pub(super) message: &'a str,
    /// Parent commit.
    pub(super) follows: Option<&'a str>,
    /// Initial tree, if not empty.
    pub(super) tree: Option<&'a str>,
}

/// A stream to `git fast-import --done`.
pub(super) struct FastImport<'a> {
    to: &'a mut dyn Write,
}

impl<'a> FastImport<'a> {
    /// Begins a commit.
    pub(super) fn begin(to: &'a mut dyn Write, commit: Commit<'_>) -> io::Result<Self> {
        let Commit { name, by, message, follows, tree } = commit;
        write!(to, "feature done\ncommit {name}\ncommitter {by}\ndata {}\n{message}\n", message.len())?;
        if let Some(follows) = follows {
            writeln!(to, "from {follows}")?;
        }
        if let Some(tree) = tree {
            writeln!(to, "M 040000 {tree} \"\"")?;
        }
        Ok(Self { to })
    }

    /// Deletes a file.
    pub(super) fn delete(&mut self, path: &str) -> io::Result<()> {
        writeln!(self.to, "D {}", quoted(path))
    }

    /// Writes a file.
    pub(super) fn file(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        write!(self.to, "M 100644 inline {}\ndata {}\n", quoted(path), bytes.len())?;
        self.to.write_all(bytes)?;
        self.to.write_all(b"\n")
    }

    /// Writes a file of `size` bytes, produced by `write`.
    pub(super) fn large_file<E>(
        &mut self,
        path: &str,
        size: u64,
        failed: impl Fn(io::Error) -> E,
        write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
    ) -> Result<(), E> {
        write!(self.to, "M 100644 inline {}\ndata {size}\n", quoted(path)).map_err(&failed)?;
        write(self.to)?;
        self.to.write_all(b"\n").map_err(failed)
    }

    /// Ends the stream. Git discards an unterminated one.
    pub(super) fn end(self) -> io::Result<()> {
        self.to.write_all(b"done\n")?;
        self.to.flush()
    }
}

/// Quotes a path as a C string.
fn quoted(path: &str) -> String {
    let mut quoted = String::with_capacity(path.len() + 2);
    quoted.push('"');
    for byte in path.bytes() {
        match byte {
            b'"' | b'\\' => {
                quoted.push('\\');
                quoted.push(char::from(byte));
            }
            b' '..=b'~' => quoted.push(char::from(byte)),
            _ => {
                let _ = write!(quoted, "\\{byte:03o}");
            }
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_can_be_anything() {
        assert_eq!(quoted("a b/index.html"), "\"a b/index.html\"");
        assert_eq!(quoted("\"q\"\\/é\n"), r#""\"q\"\\/\303\251\012""#);
    }

    #[test]
    fn a_commit_names_what_differs() {
        let mut bytes = Vec::new();
        let commit = Commit {
            name: "refs/dateline/next",
            by: "E <e@x> 1 +0000",
            message: "é\n",
            follows: Some("c0ffee"),
            tree: Some("beef"),
        };
        let mut stream = FastImport::begin(&mut bytes, commit).unwrap();
        stream.delete("a").unwrap();
        stream.file("b", b"x\ny").unwrap();
        stream.end().unwrap();
        let expected = "feature done\ncommit refs/dateline/next\ncommitter E <e@x> 1 +0000\ndata 3\né\n\nfrom c0ffee\n\
                        M 040000 beef \"\"\nD \"a\"\nM 100644 inline \"b\"\ndata 3\nx\ny\ndone\n";
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }
}
