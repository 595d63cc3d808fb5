//! A part of a file. In go a `Range` and the file's length; out comes which bytes are meant. One range is answered; where
//! several are left once those beyond the file are taken out, the whole file is, which a server may always do.

use std::ops::Range;

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// These bytes.
    Some(Range<usize>),
    /// Bytes that there are not.
    Beyond,
}

/// Reads a `Range`. In another unit it is passed over; what makes no sense in bytes asks for none that there are.
pub(super) fn parse(header: &str, length: usize) -> Part {
    const UNIT: &str = "bytes=";
    let Some((_, list)) =
        header.split_at_checked(UNIT.len()).filter(|(unit, _)| unit.eq_ignore_ascii_case(UNIT))
    else {
        return Part::Whole;
    };
    if list.trim().is_empty() {
        return Part::Whole;
    }
    let mut there = Vec::new();
    for range in list.split(',') {
        match one(range, length) {
            Some(range) if range.is_empty() => {}
            Some(range) => there.push(range),
            None => return Part::Beyond,
        }
    }
    match <[_; 1]>::try_from(there) {
        Ok([range]) => Part::Some(range),
        Err(none) if none.is_empty() => Part::Beyond,
        Err(_) => Part::Whole,
    }
}

/// Reads one range: what of it there is in a file of this length, which may be nothing; `None` where it is malformed.
fn one(range: &str, length: usize) -> Option<Range<usize>> {
    let (first, last) = range.split_once('-')?;
    let number = |text: &str| {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // A number that is too large to be one is beyond any file.
        is_number.then(|| text.parse().unwrap_or(usize::MAX))
    };
    let (first, last) = (first.trim(), last.trim());
    match (number(first), number(last)) {
        (Some(first), None) if last.is_empty() => Some(first.min(length)..length),
        (Some(first), Some(last)) if first <= last => {
            Some(first.min(length)..last.saturating_add(1).min(length))
        }
        (None, Some(count)) if first.is_empty() => Some(length.saturating_sub(count)..length),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_read_as_it_is_meant() {
        for (header, part) in [
            ("bytes=0-0", Part::Some(0..1)),
            ("bytes=2-", Part::Some(2..10)),
            ("bytes=-3", Part::Some(7..10)),
            ("bytes=-99", Part::Some(0..10)),
            ("bytes=8-99", Part::Some(8..10)),
            ("bytes=0-18446744073709551615", Part::Some(0..10)),
            ("bytes=10-", Part::Beyond),
            ("bytes=99999999999999999999999-", Part::Beyond),
            ("bytes=-0", Part::Beyond),
            ("bytes=5-2", Part::Beyond),
            ("bytes=0-1,4-5", Part::Whole),
            ("bytes=0-1,5-2", Part::Beyond),
            ("bytes=0-1,10-12", Part::Some(0..2)),
            ("bytes=10-12,20-", Part::Beyond),
            ("bytes=a-b", Part::Beyond),
            ("bytes=-", Part::Beyond),
            ("bytes=", Part::Whole),
            ("Bytes= 2 - 4 ", Part::Some(2..5)),
            ("byte", Part::Whole),
            ("bytés=1-2", Part::Whole),
            ("pages=1-2", Part::Whole),
        ] {
            assert_eq!(parse(header, 10), part, "{header}");
        }
        assert_eq!(parse("bytes=0-", 0), Part::Beyond);
    }
}
