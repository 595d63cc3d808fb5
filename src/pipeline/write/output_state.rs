//! Checks whether files are unchanged since the previous build, by their stats.
//!
//! If the stat of a file is not reliable, its bytes are compared.

use crate::cache::{FileRecord, FileStamp, PreviousRecord, mtime_is_reliable};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::digest::{Digest, Digester};
use crate::plan::{CopiedFile, FileContents};

use super::super::active_content;
use super::super::static_files::strips_location;
use super::page_builder::{OutputState, PageBuilder};

impl PageBuilder<'_> {
    /// Returns whether the output already has the bytes of a page that was built again.
    ///
    /// If so, the record gets the stamp of the file.
    pub(super) fn keeps(
        &self,
        record: &mut FileRecord,
        before: Option<PreviousRecord<'_>>,
    ) -> Result<bool, Diagnostics> {
        let is_same = |old: &&FileRecord| (old.digest, old.size) == (record.digest, record.size);
        let Some(old) = before.map(|before| before.record).filter(is_same) else { return Ok(false) };
        record.stamp = match self.output_state(old)? {
            OutputState::Intact => old.stamp,
            OutputState::Restamped(stamp) => stamp,
            OutputState::Changed => return Ok(false),
        };
        Ok(true)
    }

    /// Compares a file in the output with its record.
    pub(super) fn output_state(&self, record: &FileRecord) -> Result<OutputState, Diagnostics> {
        let found = self.stage.published(&record.file).map_err(Diagnostic::from)?;
        let Some(found) = found.filter(|found| found.size == record.size) else {
            return Ok(OutputState::Changed);
        };
        let stamp = FileStamp::from(found);
        let is_same = stamp == record.stamp;
        if is_same && found.unchanged_since(self.written_at) {
            return Ok(OutputState::Intact);
        }
        Ok(match self.stage.holds(&record.file, record.digest, record.size) {
            true if is_same => OutputState::Intact,
            true => OutputState::Restamped(stamp),
            false => OutputState::Changed,
        })
    }

    /// Returns the fingerprint of a copied file: its path and its stat or bytes.
    ///
    /// If the stat is not reliable, the fingerprint holds the time of the scan and is valid for
    /// this build only.
    pub(super) fn inputs_of(&self, copied: &CopiedFile) -> Digest {
        let mut digester = Digester::new();
        let site = self.site();
        digester.text(copied.file.as_str());
        digester.number(strips_location(&copied.file, site.pictures.location).into());
        digester.number(active_content::is_checked(copied, site.markdown.html).into());
        match &copied.contents {
            FileContents::Memory(bytes) => {
                digester.digest(Digest::of(bytes));
            }
            FileContents::Disk(stat) => {
                let times = [stat.mtime_ns, stat.ctime_ns].map(i64::cast_unsigned);
                digester.number(stat.size).number(times[0]).number(times[1]).number(stat.inode);
                if !mtime_is_reliable(stat, self.seen) {
                    digester.text("seen").number(self.seen.cast_unsigned());
                }
            }
        }
        digester.finish()
    }
}
