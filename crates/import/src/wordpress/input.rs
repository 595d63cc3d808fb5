//! Files of an export: XML, compressed XML, and members of zips.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::PathBuf;

use encoding_rs::Encoding;
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

use crate::error::ImportError;
use crate::files;

/// Bytes at the beginning of a file that tell its kind.
const BEGINNING_BYTES: usize = 64 << 10;

/// Most members of a zip.
const MOST_MEMBERS: usize = 100_000;

/// Most files of a folder that are looked into to tell its kind.
const MOST_SNIFFED: usize = 100;

/// One file of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Export {
    /// Name for reports: `export.xml`, `export.zip/export.xml`.
    pub(super) name: String,
    /// Path for errors.
    pub(super) path: PathBuf,
    packing: Packing,
}

/// Packing of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Packing {
    /// XML.
    Plain,
    /// XML in gzip.
    Gzip,
    /// Member of a zip, by its number.
    Zip(usize),
}

/// Returns the exports of all paths.
///
/// A file that was named is an export. In a folder or a zip, the files that begin like one.
///
/// # Errors
///
/// Returns an error if a file can't be read, or none is an export.
pub(super) fn find(paths: &[PathBuf]) -> Result<Vec<Export>, ImportError> {
    let mut exports = Vec::new();
    for path in paths {
        let is_named = path.is_file();
        for file in files::list(std::slice::from_ref(path))? {
            let export = |packing| Export { name: file.name.clone(), path: file.path.clone(), packing };
            let export = match file.ending().as_str() {
                "zip" => {
                    exports.extend(members(&export(Packing::Zip(0)))?);
                    continue;
                }
                "gz" => export(Packing::Gzip),
                "xml" | "wxr" | "rss" | "txt" => export(Packing::Plain),
                _ if is_named => export(Packing::Plain),
                _ => continue,
            };
            if is_named || export.looks_like_export()? {
                exports.push(export);
            }
        }
    }
    if exports.is_empty() {
        let path = paths.first().cloned().unwrap_or_default();
        let message = "no file in it is an export of WordPress".to_owned();
        return Err(ImportError::Malformed { path, line: 0, message });
    }
    Ok(exports)
}

/// Returns the exports in a zip.
fn members(zip: &Export) -> Result<Vec<Export>, ImportError> {
    let archive = zip.open_zip()?;
    if archive.len() > MOST_MEMBERS {
        let message = format!("the zip has more than {MOST_MEMBERS} files");
        return Err(ImportError::Limit { path: zip.path.clone(), message });
    }
    let mut names: Vec<(String, usize)> = (0..archive.len())
        .filter_map(|index| Some((archive.name_for_index(index)?.ok()?.into_owned(), index)))
        .filter(|(name, _)| name.to_ascii_lowercase().ends_with(".xml") && !name.contains("__MACOSX"))
        .collect();
    names.sort();
    let mut exports = Vec::new();
    for (name, index) in names {
        let shown: String = name.chars().filter(|char| !char.is_control()).collect();
        let name = format!("{}/{shown}", zip.name);
        let export = Export { name, path: zip.path.clone(), packing: Packing::Zip(index) };
        if export.looks_like_export()? {
            exports.push(export);
        }
    }
    Ok(exports)
}

impl Export {
    /// Passes the XML to `read`, in UTF-8 as far as the file names its encoding.
    ///
    /// # Errors
    ///
    /// Returns the error of `read`, or of opening the file.
    pub(super) fn read<T>(
        &self,
        read: impl FnOnce(&mut dyn Read) -> Result<T, ImportError>,
    ) -> Result<T, ImportError> {
        match self.packing {
            Packing::Plain => read(&mut decoded(&mut self.open()?)),
            Packing::Gzip => read(&mut decoded(&mut MultiGzDecoder::new(BufReader::new(self.open()?)))),
            Packing::Zip(index) => {
                let mut archive = self.open_zip()?;
                let mut member = archive.by_index(index).map_err(|error| self.error(error.into()))?;
                read(&mut decoded(&mut member))
            }
        }
    }

    /// Opens the file.
    fn open(&self) -> Result<File, ImportError> {
        File::open(&self.path).map_err(|error| self.error(error))
    }

    /// Opens the zip.
    fn open_zip(&self) -> Result<ZipArchive<BufReader<File>>, ImportError> {
        ZipArchive::new(BufReader::new(self.open()?)).map_err(|error| self.error(error.into()))
    }

    /// Returns the error of reading the file.
    fn error(&self, error: std::io::Error) -> ImportError {
        ImportError::read(&self.path, error)
    }

    /// Reports that the file begins like an export.
    fn looks_like_export(&self) -> Result<bool, ImportError> {
        self.read(|input| {
            let mut start = Vec::new();
            let read = input.take(BEGINNING_BYTES as u64).read_to_end(&mut start);
            Ok(read.is_ok() && is_export(&start))
        })
    }
}

/// Reports that bytes begin like an export.
pub(super) fn is_export(start: &[u8]) -> bool {
    let text = String::from_utf8_lossy(start);
    text.contains("<rss") && (text.contains("wordpress.org/export/") || text.contains("<wp:"))
}

/// Reports that a path is an export, or holds one among its first files.
pub(super) fn holds_export(paths: &[PathBuf]) -> bool {
    let Ok(files) = files::list(paths) else { return false };
    let candidates = files.iter().filter_map(|file| {
        let packing = match file.ending().as_str() {
            "xml" | "wxr" => Packing::Plain,
            "gz" => Packing::Gzip,
            "zip" => Packing::Zip(0),
            _ => return None,
        };
        Some(Export { name: file.name.clone(), path: file.path.clone(), packing })
    });
    candidates.take(MOST_SNIFFED).any(|export| match export.packing {
        Packing::Zip(_) => members(&export).is_ok_and(|members| !members.is_empty()),
        _ => export.looks_like_export().unwrap_or(false),
    })
}

/// Returns a reader that decodes the encoding of the XML, if it is not UTF-8.
fn decoded<'a>(input: &'a mut dyn Read) -> Box<dyn Read + 'a> {
    let mut start = vec![0; 1024];
    let mut length = 0;
    while length < start.len() {
        match input.read(&mut start[length..]) {
            Ok(0) | Err(_) => break,
            Ok(count) => length += count,
        }
    }
    start.truncate(length);
    let encoding = Encoding::for_bom(&start).map(|(encoding, _)| encoding).or_else(|| declared(&start));
    // A byte order mark is no part of the text.
    let without_mark = start.strip_prefix(b"\xEF\xBB\xBF").map(<[u8]>::to_vec).unwrap_or(start);
    let whole = std::io::Cursor::new(without_mark).chain(input);
    match encoding.filter(|encoding| *encoding != encoding_rs::UTF_8) {
        Some(encoding) => {
            Box::new(DecodeReaderBytesBuilder::new().encoding(Some(encoding)).bom_override(true).build(whole))
        }
        None => Box::new(whole),
    }
}

/// Returns the encoding that the XML declares.
fn declared(start: &[u8]) -> Option<&'static Encoding> {
    let text = String::from_utf8_lossy(start);
    let declaration = text.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration.split("encoding").nth(1)?.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|char| matches!(char, '"' | '\''))?;
    Encoding::for_label(value[1..].split(quote).next()?.as_bytes())
}
