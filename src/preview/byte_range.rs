//! Parses the `Range` header (RFC 9110, 14.2). One range is answered as asked. If several
//! satisfiable ranges remain, the whole file is sent, which a server may always do.

use std::ops::Range;

/// Requested part of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ByteRange {
    /// The whole file.
    Whole,
    /// These bytes.
    Part(Range<usize>),
    /// No satisfiable range.
    Unsatisfiable,
}

/// Parses a `Range` header.
/// Other units are ignored; a malformed range is unsatisfiable.
pub(super) fn parse(header: &str, length: usize) -> ByteRange {
    const UNIT: &str = "bytes=";
    let Some((_, list)) =
        header.split_at_checked(UNIT.len()).filter(|(unit, _)| unit.eq_ignore_ascii_case(UNIT))
    else {
        return ByteRange::Whole;
    };
    if list.trim().is_empty() {
        return ByteRange::Whole;
    }
    let mut ranges = Vec::new();
    for range in list.split(',') {
        match parse_one(range, length) {
            Some(range) if range.is_empty() => {}
            Some(range) => ranges.push(range),
            None => return ByteRange::Unsatisfiable,
        }
    }
    match <[_; 1]>::try_from(ranges) {
        Ok([range]) => ByteRange::Part(range),
        Err(none) if none.is_empty() => ByteRange::Unsatisfiable,
        Err(_) => ByteRange::Whole,
    }
}

/// Parses one range and clamps it to the file's length; `None` if it is malformed.
fn parse_one(range: &str, length: usize) -> Option<Range<usize>> {
    let (first, last) = range.split_once('-')?;
    let number = |text: &str| {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // A number too large for `usize` is beyond the end of any file.
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
            ("bytes=0-0", ByteRange::Part(0..1)),
            ("bytes=2-", ByteRange::Part(2..10)),
            ("bytes=-3", ByteRange::Part(7..10)),
            ("bytes=-99", ByteRange::Part(0..10)),
            ("bytes=8-99", ByteRange::Part(8..10)),
            ("bytes=0-18446744073709551615", ByteRange::Part(0..10)),
            ("bytes=10-", ByteRange::Unsatisfiable),
            ("bytes=99999999999999999999999-", ByteRange::Unsatisfiable),
            ("bytes=-0", ByteRange::Unsatisfiable),
            ("bytes=5-2", ByteRange::Unsatisfiable),
            ("bytes=0-1,4-5", ByteRange::Whole),
            ("bytes=0-1,5-2", ByteRange::Unsatisfiable),
            ("bytes=0-1,10-12", ByteRange::Part(0..2)),
            ("bytes=10-12,20-", ByteRange::Unsatisfiable),
            ("bytes=a-b", ByteRange::Unsatisfiable),
            ("bytes=-", ByteRange::Unsatisfiable),
            ("bytes=", ByteRange::Whole),
            ("Bytes= 2 - 4 ", ByteRange::Part(2..5)),
            ("byte", ByteRange::Whole),
            ("bytés=1-2", ByteRange::Whole),
            ("pages=1-2", ByteRange::Whole),
        ] {
            assert_eq!(parse(header, 10), part, "{header}");
        }
        assert_eq!(parse("bytes=0-", 0), ByteRange::Unsatisfiable);
    }
}
