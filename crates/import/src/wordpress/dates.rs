//! Dates of an export: local time, and the same instant in GMT.

use jiff::civil::DateTime;
use jiff::fmt::rfc2822;
use jiff::tz::{Offset, TimeZone};

use super::item::{Item, ItemComment};
use crate::dates::from_address;
use crate::story::{Notice, StoryDate};

/// Largest distance from GMT that a place on earth has, in minutes.
const LARGEST_OFFSET_MINUTES: i64 = 15 * 60;

/// Date of an item, with the fallback that gave it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct ItemDate {
    pub(super) date: Option<StoryDate>,
    pub(super) notice: Option<Notice>,
}

/// Parses a time as WordPress writes it: `2014-05-01 09:30:00`.
///
/// `None` for `0000-00-00 00:00:00`.
pub(super) fn parse(text: &str) -> Option<DateTime> {
    let text = text.trim();
    if text.starts_with("0000") || text.len() < 10 {
        return None;
    }
    text.replacen(' ', "T", 1).parse().ok().filter(|time: &DateTime| time.year() >= 1)
}

/// Returns the offset between local time and GMT, if a place can have it.
pub(super) fn offset(local: DateTime, gmt: DateTime) -> Option<Offset> {
    let minutes = local.duration_since(gmt).as_mins();
    if minutes.abs() > LARGEST_OFFSET_MINUTES || minutes % 15 != 0 {
        return None;
    }
    Offset::from_seconds(i32::try_from(minutes * 60).ok()?).ok()
}

/// Returns the date of local time and GMT.
pub(super) fn combine(
    local: Option<DateTime>,
    gmt: Option<DateTime>,
    zone: Option<&TimeZone>,
) -> Option<StoryDate> {
    let instant = |gmt: DateTime| Offset::UTC.to_timestamp(gmt).ok();
    match (local, gmt) {
        (Some(local), Some(gmt)) => match offset(local, gmt) {
            Some(offset) => Some(StoryDate::Instant(instant(gmt)?, offset)),
            None => Some(StoryDate::Local(local)),
        },
        (Some(local), None) => Some(StoryDate::Local(local)),
        (None, Some(gmt)) => {
            let instant = instant(gmt)?;
            let offset = zone.map_or(Offset::UTC, |zone| zone.to_offset(instant));
            Some(StoryDate::Instant(instant, offset))
        }
        (None, None) => None,
    }
}

/// Returns the date of an item.
///
/// In this order: local time with GMT, one of the two, `pubDate`, the address.
pub(super) fn of_item(item: &Item, zone: Option<&TimeZone>) -> ItemDate {
    let (local, gmt) = (parse(&item.date), parse(&item.date_gmt));
    if let Some(date) = combine(local, gmt, zone) {
        let message = match (local, gmt) {
            (Some(_), Some(_)) => None,
            (Some(_), None) => {
                Some("post_date_gmt is missing; the date is post_date, in the site's time zone")
            }
            _ => Some("post_date is missing; the date is post_date_gmt"),
        };
        return ItemDate { date: Some(date), notice: message.map(notice) };
    }
    if let Some(date) = of_pub_date(&item.pub_date) {
        return ItemDate {
            date: Some(date),
            notice: Some(notice("post_date is missing; the date is pubDate")),
        };
    }
    match from_address(&item.link) {
        Some(date) => ItemDate {
            date: Some(date),
            notice: Some(notice("post_date is missing; the date is the address's")),
        },
        None => ItemDate::default(),
    }
}

/// Returns the date of the last change, if it is of another day.
pub(super) fn modified(
    item: &Item,
    published: Option<StoryDate>,
    zone: Option<&TimeZone>,
) -> Option<StoryDate> {
    let modified = combine(parse(&item.modified), parse(&item.modified_gmt), zone)?;
    let day = |date: StoryDate| date.file_prefix();
    (day(modified) > day(published?)).then_some(modified)
}

/// Returns the date of a comment.
pub(super) fn of_comment(comment: &ItemComment, zone: Option<&TimeZone>) -> Option<StoryDate> {
    combine(parse(&comment.date), parse(&comment.date_gmt), zone)
}

/// Returns the date of RSS's `pubDate`.
///
/// WordPress writes a missing one as 30 November of the year -1.
fn of_pub_date(text: &str) -> Option<StoryDate> {
    if text.contains("-0001") || text.contains("30 Nov 1999 00:00:00") {
        return None;
    }
    let zoned = rfc2822::parse(text.trim()).ok()?;
    (zoned.year() >= 1).then(|| StoryDate::Instant(zoned.timestamp(), zoned.offset()))
}

/// Returns the notice about a date.
fn notice(message: &str) -> Notice {
    Notice { kind: "date", message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(date: &str, date_gmt: &str, pub_date: &str) -> Item {
        Item {
            date: date.to_owned(),
            date_gmt: date_gmt.to_owned(),
            pub_date: pub_date.to_owned(),
            link: "https://example.org/2014/05/x/".to_owned(),
            ..Item::default()
        }
    }

    #[test]
    fn a_missing_date_falls_back() {
        let zero = "0000-00-00 00:00:00";
        for (date, gmt, pub_date, expected, is_said) in [
            ("2014-05-01 09:30:00", "2014-05-01 07:30:00", "", "2014-05-01T09:30:00+02:00", false),
            ("2014-05-01 07:30:00", "2014-05-01 07:30:00", "", "2014-05-01T07:30:00Z", false),
            ("2014-05-01 09:30:00", zero, "", "2014-05-01T09:30:00", true),
            (zero, "2014-05-01 07:30:00", "", "2014-05-01T07:30:00Z", true),
            ("2014-05-01 09:30:00", "2009-05-01 07:30:00", "", "2014-05-01T09:30:00", false),
            (zero, zero, "Thu, 01 May 2014 07:30:00 +0000", "2014-05-01T07:30:00Z", true),
            (zero, zero, "Tue, 30 Nov 1999 00:00:00 +0000", "\"2014-05\"", true),
            ("2014-02-31 09:30:00", zero, "", "\"2014-05\"", true),
        ] {
            let found = of_item(&item(date, gmt, pub_date), None);
            assert_eq!(found.date.map(StoryDate::to_toml).as_deref(), Some(expected));
            assert_eq!(found.notice.is_some(), is_said, "{expected}");
        }
    }
}
