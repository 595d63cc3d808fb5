//! What is to be done at a target. In go the files that it is to have, what it holds from us, and, where somebody looked,
//! what is really there; out comes a [`Plan`]. Nothing is opened or asked here. Files are matched by path, never by
//! walking two lists side by side, which a target may sort differently; and compared by digest, never by time.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::cache::UploadGroup;

use super::item::Item;
use super::manifest::{Row, State};
use super::target::{Over, Send};

/// How long a file with a content hash in its name stays after no page asks for it: a reader's page may be older, and so
/// may one that a cache keeps.
const GRACE: SignedDuration = SignedDuration::from_hours(24);

/// What is to be done at a target.
#[derive(Debug, Default)]
pub struct Plan {
    sends: Vec<(Item, Over)>,
    /// What is to be deleted, by path.
    pub deletes: Vec<Delete>,
    /// How many files are there already as they are to be.
    pub unchanged: usize,
    /// How many files leave the site with this plan, at once or when nobody asks for them any more.
    pub leaving: usize,
    /// How many files the target holds from us before.
    pub held: usize,
    /// What the target holds from us when all is done.
    pub rows: BTreeMap<Box<str>, Row>,
    /// The paths at which something stands that is not ours.
    pub strangers: Vec<Box<str>>,
    /// Whether what the target remembers of us changes, be it only that.
    pub changes_memory: bool,
}

/// A file that is to be deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delete {
    /// Its path.
    pub path: Box<str>,
    /// How many bytes it had when it was built.
    pub size: u64,
}

/// How a file that is really there is to the one that was built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// It is the same.
    Same,
    /// It has the same bytes, and may have other headers.
    Copy,
    /// Nothing speaks against it.
    Alike,
    /// It has other bytes.
    Different,
}

/// What is really at a target, path by path.
pub(super) type Seen = BTreeMap<Box<str>, Likeness>;

/// Whose the files are that a manifest does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ownership {
    /// Somebody else's: they are left alone.
    Strict,
    /// The site's own, put there by other means: `--adopt`.
    Adopting,
}

/// Draws up the plan.
pub(super) fn draw_up(
    items: Vec<Item>,
    told: impl Fn(&Item) -> u32,
    held: &BTreeMap<Box<str>, Row>,
    seen: Option<&Seen>,
    (ownership, now): (Ownership, Timestamp),
) -> Plan {
    let mut plan = Plan { held: held.len(), ..Plan::default() };
    for item in items {
        let Item { digest, size, role, .. } = item;
        let row = Row { state: State::There, digest, told: told(&item), size, role };
        match fate(&item, &row, held.get(&item.path), seen, ownership) {
            Fate::Stays => {
                plan.unchanged += 1;
                plan.rows.insert(item.path, row);
            }
            Fate::Stranger => plan.strangers.push(item.path),
            Fate::Sent(over) => {
                plan.rows.insert(item.path.clone(), row);
                plan.sends.push((item, over));
            }
        }
    }
    plan.sends.sort_unstable_by(|(a, _), (b, _)| (a.role, &a.path).cmp(&(b.role, &b.path)));
    for (path, row) in held {
        let is_there = seen.is_none_or(|seen| seen.contains_key(path));
        if is_there && !plan.rows.contains_key(path) {
            plan.unwanted(path, *row, now);
        }
    }
    plan.changes_memory = plan.rows != *held;
    plan
}

/// What becomes of a file.
enum Fate {
    Stays,
    Sent(Over),
    Stranger,
}

fn fate(item: &Item, row: &Row, held: Option<&Row>, seen: Option<&Seen>, ownership: Ownership) -> Fate {
    let there = seen.map(|seen| seen.get(&item.path).copied());
    let Some(held) = held else {
        return match (there, ownership) {
            (Some(Some(Likeness::Same)), _) => Fate::Stays,
            // Whoever put it there loses nothing.
            (Some(Some(Likeness::Copy)), _) | (_, Ownership::Adopting) => Fate::Sent(Over::Anything),
            (Some(Some(_)), Ownership::Strict) => Fate::Stranger,
            // Nobody looked, or nothing was seen; whoever sends it looks again.
            (None | Some(None), Ownership::Strict) => Fate::Sent(Over::Nothing),
        };
    };
    let is_known = matches!(held.state, State::There | State::Unwanted(_))
        && (held.digest, held.told, held.size) == (row.digest, row.told, row.size);
    let is_as_known = !matches!(there, Some(None | Some(Likeness::Different)));
    if is_known && is_as_known { Fate::Stays } else { Fate::Sent(Over::Anything) }
}

impl Plan {
    /// A file of ours that the site no longer has.
    fn unwanted(&mut self, path: &str, row: Row, now: Timestamp) {
        let is_kept = match row.state {
            State::Arriving | State::Sending | State::Leaving => false,
            State::There => row.role == UploadGroup::Hashed,
            State::Unwanted(since) => now.duration_since(since) < GRACE,
        };
        self.leaving += usize::from(!matches!(row.state, State::Unwanted(_)));
        if !is_kept {
            return self.deletes.push(Delete { path: path.into(), size: row.size });
        }
        let since = if let State::Unwanted(since) = row.state { since } else { to_the_second(now) };
        self.rows.insert(path.into(), Row { state: State::Unwanted(since), ..row });
    }

    /// What is to be sent, in this order.
    pub fn sends(&self) -> impl ExactSizeIterator<Item = Send<'_>> {
        self.sends.iter().map(|(item, over)| Send { item, over: *over })
    }

    /// What is to be sent, role by role, in this order.
    pub fn groups(&self) -> impl Iterator<Item = (UploadGroup, Vec<Send<'_>>)> {
        self.sends.chunk_by(|(a, _), (b, _)| a.role == b.role).map(|group| {
            let sends = group.iter().map(|(item, over)| Send { item, over: *over }).collect();
            (group[0].0.role, sends)
        })
    }

    /// How many bytes are to be sent, before they are compressed.
    pub fn bytes(&self) -> u64 {
        self.sends.iter().map(|(item, _)| item.size).sum()
    }

    /// Whether there is nothing to be done.
    pub fn is_nothing(&self) -> bool {
        self.sends.is_empty() && self.deletes.is_empty() && !self.changes_memory
    }
}

/// As a manifest keeps it.
fn to_the_second(now: Timestamp) -> Timestamp {
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deploy::item::Form;
    use crate::digest::Digest;

    fn item(path: &str, role: UploadGroup, text: &str) -> Item {
        let (digest, size) = (Digest::of(text.as_bytes()), text.len() as u64);
        Item { path: path.into(), source: path.into(), digest, size, role, form: Form::Plain }
    }

    fn now() -> Timestamp {
        Timestamp::from_second(1_764_040_000).unwrap()
    }

    fn plan(items: &[Item], held: &BTreeMap<Box<str>, Row>, seen: Option<&Seen>) -> Plan {
        draw_up(items.to_vec(), |_| 0, held, seen, (Ownership::Strict, now()))
    }

    fn sent(plan: &Plan) -> Vec<(&str, Over)> {
        plan.sends().map(|send| (&*send.item.path, send.over)).collect()
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
        assert_eq!(plan.groups().map(|(role, _)| role).collect::<Vec<_>>().len(), 6);
        assert!(sent(&plan).iter().all(|(_, over)| *over == Over::Nothing));
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
        assert_eq!(sent(&after), [("a", Over::Anything)]);
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
        let plan = draw_up(items, |_| 7, &held, None, (Ownership::Strict, now()));
        assert_eq!(sent(&plan), [("a", Over::Anything)]);
    }

    #[test]
    fn what_has_a_hash_in_its_name_stays_for_readers_of_old_pages() {
        let held = plan(&[item("x.1.css", UploadGroup::Hashed, "x")], &BTreeMap::new(), None).rows;
        let at = |hours: i64, held: &BTreeMap<Box<str>, Row>| {
            let later = now() + SignedDuration::from_hours(hours);
            draw_up(Vec::new(), |_| 0, held, None, (Ownership::Strict, later))
        };
        let unwanted = at(0, &held);
        assert!(unwanted.deletes.is_empty() && unwanted.changes_memory);
        assert_eq!(unwanted.leaving, 1);
        assert!(at(23, &unwanted.rows).is_nothing());
        let over = at(24, &unwanted.rows);
        assert_eq!((deleted(&over), over.leaving), (vec!["x.1.css"], 0));
        // A page that asks for it again keeps it, without its being sent.
        let wanted = draw_up(
            vec![item("x.1.css", UploadGroup::Hashed, "x")],
            |_| 0,
            &unwanted.rows,
            None,
            (Ownership::Strict, now()),
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
        for (row, state) in held.values_mut().zip([State::Sending, State::Leaving]) {
            row.state = state;
        }
        let plan = plan(&[item("a", UploadGroup::Article, "a")], &held, None);
        assert_eq!(sent(&plan), [("a", Over::Anything)]);
        assert_eq!(deleted(&plan), ["b"]);
    }

    #[test]
    fn what_is_not_ours_is_left_alone() {
        let seen = |likeness| -> Seen {
            [("a", likeness), ("theirs", Likeness::Alike)].map(|(path, l)| (path.into(), l)).into()
        };
        let items = [item("a", UploadGroup::Article, "a")];
        let stranger = plan(&items, &BTreeMap::new(), Some(&seen(Likeness::Different)));
        assert_eq!((stranger.strangers.len(), sent(&stranger).len(), stranger.deletes.len()), (1, 0, 0));
        let same = plan(&items, &BTreeMap::new(), Some(&seen(Likeness::Same)));
        assert_eq!((same.strangers.len(), sent(&same).len(), same.unchanged), (0, 0, 1));
        let adopting = (Ownership::Adopting, now());
        let adopted =
            draw_up(items.to_vec(), |_| 0, &BTreeMap::new(), Some(&seen(Likeness::Different)), adopting);
        assert_eq!((sent(&adopted), deleted(&adopted)), (vec![("a", Over::Anything)], vec![]));
    }

    #[test]
    fn what_is_not_as_it_was_put_there_is_mended() {
        let items = [
            item("a", UploadGroup::Article, "a"),
            item("b", UploadGroup::Article, "b"),
            item("c", UploadGroup::List, "c"),
        ];
        let held = plan(&items, &BTreeMap::new(), None).rows;
        let seen: Seen =
            [("a", Likeness::Different), ("c", Likeness::Alike)].map(|(path, l)| (path.into(), l)).into();
        let mended = plan(&items, &held, Some(&seen));
        assert_eq!(sent(&mended), [("a", Over::Anything), ("b", Over::Anything)]);
        // What is gone already need not be deleted.
        let plan = plan(&[], &held, Some(&Seen::new()));
        assert!(plan.deletes.is_empty() && plan.rows.is_empty());
    }
}
