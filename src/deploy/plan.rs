//! Computes the plan of a deploy from the wanted files, the manifest and an optional listing.
//!
//! Files are matched by path, since targets sort differently, and compared by digest, never by
//! time. Nothing is opened or requested here.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::cache::UploadGroup;

use super::manifest::{EntryState, ManifestEntry};
use super::target_file::TargetFile;

/// How long a content-hashed file is retained after no page refers to it: cached pages may be
/// older.
const GRACE: SignedDuration = SignedDuration::from_hours(24);

/// Actions of a deploy.
#[derive(Debug, Default)]
pub struct Plan {
    uploads: Vec<(TargetFile, Overwrite)>,
    /// Files to delete, by path.
    pub deletes: Vec<Delete>,
    /// Number of files that are up to date.
    pub unchanged: usize,
    /// Number of files that the plan removes or retires.
    pub removed: usize,
    /// Number of files in the previous manifest.
    pub managed: usize,
    /// Entries of the manifest after the deploy.
    pub rows: BTreeMap<Box<str>, ManifestEntry>,
    /// Paths of files that Dateline did not upload and would overwrite.
    pub unmanaged: Vec<Box<str>>,
    /// Whether the manifest changes, even if no file does.
    pub changes_manifest: bool,
}

/// A file to upload.
#[derive(Debug, Clone, Copy)]
pub struct Upload<'a> {
    /// The file.
    pub file: &'a TargetFile,
    /// Whether an existing file may be overwritten.
    pub overwrite: Overwrite,
}

/// Whether an upload may overwrite a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overwrite {
    /// Must not overwrite; identical content is accepted. Other content is an error
    /// (`DeployError::UnmanagedFiles`).
    Never,
    /// May overwrite any file.
    Allowed,
}

/// A file to delete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delete {
    /// Path.
    pub path: Box<str>,
    /// Size of its source in bytes.
    pub size: u64,
}

/// Result of comparing a file at the target with the built one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Match {
    /// Same content and headers.
    Identical,
    /// Same content; the headers may differ.
    SameContent,
    /// No difference is known; the content was not compared.
    Unverified,
    /// Different content.
    Different,
}

/// Comparison of the files at a target, by path.
pub(super) type Comparison = BTreeMap<Box<str>, Match>;

/// Ownership of files that the manifest does not list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ownership {
    /// Owned by others: left alone.
    Strict,
    /// Uploaded by other means: taken over (`--adopt`).
    Adopt,
}

/// Rules by which files are overwritten and deleted.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlanRules {
    pub(super) ownership: Ownership,
    /// Moment of the deploy, from which retained files count their time.
    pub(super) now: Timestamp,
}

/// Computes the plan.
pub(super) fn draw_up(
    items: Vec<TargetFile>,
    told: impl Fn(&TargetFile) -> u32,
    held: &BTreeMap<Box<str>, ManifestEntry>,
    comparison: Option<&Comparison>,
    PlanRules { ownership, now }: PlanRules,
) -> Plan {
    let mut plan = Plan { managed: held.len(), ..Plan::default() };
    for item in items {
        let TargetFile { digest, size, upload_group, .. } = item;
        let row = ManifestEntry { state: EntryState::Present, digest, told: told(&item), size, upload_group };
        match action(&item, &row, held.get(&item.path), comparison, ownership) {
            Action::Keep => {
                plan.unchanged += 1;
                plan.rows.insert(item.path, row);
            }
            Action::Refuse => plan.unmanaged.push(item.path),
            Action::Upload(overwrite) => {
                plan.rows.insert(item.path.clone(), row);
                plan.uploads.push((item, overwrite));
            }
        }
    }
    plan.uploads.sort_unstable_by(|(a, _), (b, _)| (a.upload_group, &a.path).cmp(&(b.upload_group, &b.path)));
    for (path, row) in held {
        let is_there = comparison.is_none_or(|comparison| comparison.contains_key(path));
        if is_there && !plan.rows.contains_key(path) {
            plan.unwanted(path, *row, now);
        }
    }
    plan.changes_manifest = plan.rows != *held;
    plan
}

/// Action for a wanted file.
enum Action {
    Keep,
    Upload(Overwrite),
    Refuse,
}

fn action(
    item: &TargetFile,
    row: &ManifestEntry,
    held: Option<&ManifestEntry>,
    comparison: Option<&Comparison>,
    ownership: Ownership,
) -> Action {
    let there = comparison.map(|comparison| comparison.get(&item.path).copied());
    let Some(held) = held else {
        return match (there, ownership) {
            (Some(Some(Match::Identical)), _) => Action::Keep,
            // The owner loses nothing.
            (Some(Some(Match::SameContent)), _) | (_, Ownership::Adopt) => Action::Upload(Overwrite::Allowed),
            (Some(Some(_)), Ownership::Strict) => Action::Refuse,
            // The listing is missing or lacks the file; the upload checks again.
            (None | Some(None), Ownership::Strict) => Action::Upload(Overwrite::Never),
        };
    };
    let is_known = matches!(held.state, EntryState::Present | EntryState::Retired(_))
        && (held.digest, held.told, held.size) == (row.digest, row.told, row.size);
    let is_as_known = !matches!(there, Some(None | Some(Match::Different)));
    if is_known && is_as_known { Action::Keep } else { Action::Upload(Overwrite::Allowed) }
}

impl Plan {
    /// Retires or deletes a file that left the site.
    fn unwanted(&mut self, path: &str, row: ManifestEntry, now: Timestamp) {
        let is_kept = match row.state {
            EntryState::Creating | EntryState::Replacing | EntryState::Deleting => false,
            EntryState::Present => row.upload_group == UploadGroup::Hashed,
            EntryState::Retired(since) => now.duration_since(since) < GRACE,
        };
        self.removed += usize::from(!matches!(row.state, EntryState::Retired(_)));
        if !is_kept {
            return self.deletes.push(Delete { path: path.into(), size: row.size });
        }
        let since = if let EntryState::Retired(since) = row.state { since } else { to_the_second(now) };
        self.rows.insert(path.into(), ManifestEntry { state: EntryState::Retired(since), ..row });
    }

    /// Returns the uploads, in order.
    pub fn uploads(&self) -> impl ExactSizeIterator<Item = Upload<'_>> {
        self.uploads.iter().map(|(item, overwrite)| Upload { file: item, overwrite: *overwrite })
    }

    /// Returns the uploads by group, in order.
    pub fn groups(&self) -> impl Iterator<Item = (UploadGroup, Vec<Upload<'_>>)> {
        self.uploads.chunk_by(|(a, _), (b, _)| a.upload_group == b.upload_group).map(|group| {
            let uploads =
                group.iter().map(|(item, overwrite)| Upload { file: item, overwrite: *overwrite }).collect();
            (group[0].0.upload_group, uploads)
        })
    }

    /// Returns the size of the uploads in bytes, before compression.
    pub fn bytes(&self) -> u64 {
        self.uploads.iter().map(|(item, _)| item.size).sum()
    }

    /// Returns whether the target is up to date.
    pub fn is_nothing(&self) -> bool {
        self.uploads.is_empty() && self.deletes.is_empty() && !self.changes_manifest
    }
}

/// Truncates a timestamp to the precision of the manifest.
fn to_the_second(now: Timestamp) -> Timestamp {
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deploy::target_file::Encoding;
    use crate::digest::Digest;

    fn item(path: &str, upload_group: UploadGroup, text: &str) -> TargetFile {
        let (digest, size) = (Digest::of(text.as_bytes()), text.len() as u64);
        TargetFile {
            path: path.into(),
            source: path.into(),
            digest,
            size,
            upload_group,
            form: Encoding::Identity,
        }
    }

    fn now() -> Timestamp {
        Timestamp::from_second(1_764_040_000).unwrap()
    }

    fn plan(
        items: &[TargetFile],
        held: &BTreeMap<Box<str>, ManifestEntry>,
        comparison: Option<&Comparison>,
    ) -> Plan {
        draw_up(
            items.to_vec(),
            |_| 0,
            held,
            comparison,
            PlanRules { ownership: Ownership::Strict, now: now() },
        )
    }

    fn sent(plan: &Plan) -> Vec<(&str, Overwrite)> {
        plan.uploads().map(|upload| (&*upload.file.path, upload.overwrite)).collect()
    }

    fn deleted(plan: &Plan) -> Vec<&str> {
        plan.deletes.iter().map(|delete| &*delete.path).collect()
    }

    #[test]
    fn files_are_sent_in_an_order_in_which_every_page_finds_its_parts() {
        let items = [
            item("atom.xml", UploadGroup::Feed, "a"),
            item("index.html", UploadGroup::Front, "a"),
            item("tags/x/index.html", UploadGroup::List, "a"),
            item("2025/a/index.html", UploadGroup::Article, "a"),
            item("logo.svg", UploadGroup::Asset, "a"),
            item("css/x.0123abcd.css", UploadGroup::Hashed, "a"),
        ];
        let plan = plan(&items, &BTreeMap::new(), None);
        let paths: Vec<&str> = sent(&plan).into_iter().map(|(path, _)| path).collect();
        let order = [
            "css/x.0123abcd.css",
            "logo.svg",
            "2025/a/index.html",
            "tags/x/index.html",
            "index.html",
            "atom.xml",
        ];
        assert_eq!(paths, order);
        assert_eq!(plan.groups().map(|(upload_group, _)| upload_group).collect::<Vec<_>>().len(), 6);
        assert!(sent(&plan).iter().all(|(_, overwrite)| *overwrite == Overwrite::Never));
    }

    #[test]
    fn only_what_differs_is_sent_and_what_left_is_deleted() {
        let held = plan(
            &[
                item("a", UploadGroup::Article, "old"),
                item("b", UploadGroup::Article, "b"),
                item("c", UploadGroup::List, "c"),
            ],
            &BTreeMap::new(),
            None,
        )
        .rows;
        let after = plan(
            &[item("a", UploadGroup::Article, "new"), item("b", UploadGroup::Article, "b")],
            &held,
            None,
        );
        assert_eq!(sent(&after), [("a", Overwrite::Allowed)]);
        assert_eq!((deleted(&after), after.unchanged), (vec!["c"], 1));
        let again = plan(
            &[item("a", UploadGroup::Article, "new"), item("b", UploadGroup::Article, "b")],
            &after.rows,
            None,
        );
        assert!(again.is_nothing());
    }

    #[test]
    fn other_headers_make_it_another_file() {
        let items = vec![item("a", UploadGroup::Article, "a")];
        let held = plan(&items, &BTreeMap::new(), None).rows;
        let plan = draw_up(items, |_| 7, &held, None, PlanRules { ownership: Ownership::Strict, now: now() });
        assert_eq!(sent(&plan), [("a", Overwrite::Allowed)]);
    }

    #[test]
    fn what_has_a_hash_in_its_name_stays_for_readers_of_old_pages() {
        let held = plan(&[item("x.1.css", UploadGroup::Hashed, "x")], &BTreeMap::new(), None).rows;
        let at = |hours: i64, held: &BTreeMap<Box<str>, ManifestEntry>| {
            let later = now() + SignedDuration::from_hours(hours);
            draw_up(Vec::new(), |_| 0, held, None, PlanRules { ownership: Ownership::Strict, now: later })
        };
        let unwanted = at(0, &held);
        assert!(unwanted.deletes.is_empty() && unwanted.changes_manifest);
        assert_eq!(unwanted.removed, 1);
        assert!(at(23, &unwanted.rows).is_nothing());
        let over = at(24, &unwanted.rows);
        assert_eq!((deleted(&over), over.removed), (vec!["x.1.css"], 0));
        // A page that asks for it again keeps it, without its being sent.
        let wanted = draw_up(
            vec![item("x.1.css", UploadGroup::Hashed, "x")],
            |_| 0,
            &unwanted.rows,
            None,
            PlanRules { ownership: Ownership::Strict, now: now() },
        );
        assert!(sent(&wanted).is_empty());
        assert_eq!(wanted.rows, held);
    }

    #[test]
    fn what_a_deploy_was_cut_short_at_is_done_again() {
        let mut held = plan(
            &[item("a", UploadGroup::Article, "a"), item("b", UploadGroup::Article, "b")],
            &BTreeMap::new(),
            None,
        )
        .rows;
        for (row, state) in held.values_mut().zip([EntryState::Replacing, EntryState::Deleting]) {
            row.state = state;
        }
        let plan = plan(&[item("a", UploadGroup::Article, "a")], &held, None);
        assert_eq!(sent(&plan), [("a", Overwrite::Allowed)]);
        assert_eq!(deleted(&plan), ["b"]);
    }

    #[test]
    fn what_is_not_ours_is_left_alone() {
        let comparison = |matched| -> Comparison {
            [("a", matched), ("theirs", Match::Unverified)].map(|(path, l)| (path.into(), l)).into()
        };
        let items = [item("a", UploadGroup::Article, "a")];
        let stranger = plan(&items, &BTreeMap::new(), Some(&comparison(Match::Different)));
        assert_eq!((stranger.unmanaged.len(), sent(&stranger).len(), stranger.deletes.len()), (1, 0, 0));
        let same = plan(&items, &BTreeMap::new(), Some(&comparison(Match::Identical)));
        assert_eq!((same.unmanaged.len(), sent(&same).len(), same.unchanged), (0, 0, 1));
        let adopting = PlanRules { ownership: Ownership::Adopt, now: now() };
        let adopted =
            draw_up(items.to_vec(), |_| 0, &BTreeMap::new(), Some(&comparison(Match::Different)), adopting);
        assert_eq!((sent(&adopted), deleted(&adopted)), (vec![("a", Overwrite::Allowed)], vec![]));
    }

    #[test]
    fn what_is_not_as_it_was_put_there_is_mended() {
        let items = [
            item("a", UploadGroup::Article, "a"),
            item("b", UploadGroup::Article, "b"),
            item("c", UploadGroup::List, "c"),
        ];
        let held = plan(&items, &BTreeMap::new(), None).rows;
        let comparison: Comparison =
            [("a", Match::Different), ("c", Match::Unverified)].map(|(path, l)| (path.into(), l)).into();
        let mended = plan(&items, &held, Some(&comparison));
        assert_eq!(sent(&mended), [("a", Overwrite::Allowed), ("b", Overwrite::Allowed)]);
        // What is gone already need not be deleted.
        let plan = plan(&[], &held, Some(&Comparison::new()));
        assert!(plan.deletes.is_empty() && plan.rows.is_empty());
    }
}
