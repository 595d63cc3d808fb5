//! A part of a file. In go a `Range` and the file's length; out comes which bytes are meant. One range is answered; of
//! several, the whole file is, which a server may always do.

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

/// Reads a `Range`; what is malformed asks for the whole.
pub(super) fn parse(header: &str, length: usize) -> Part {
    let Some((first, last)) = header.strip_prefix("bytes=").and_then(|range| range.trim().split_once('-'))
    else {
        return Part::Whole;
    };
    let number = |text: &str| {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // A number that is too large to be one is beyond any file.
        is_number.then(|| text.parse().unwrap_or(usize::MAX))
    };
    match (number(first), number(last)) {
        (Some(first), None) if last.is_empty() => from(first, length, length),
        (Some(first), Some(last)) if first <= last => from(first, last.saturating_add(1).min(length), length),
        (None, Some(0)) if first.is_empty() => Part::Beyond,
        (None, Some(count)) if first.is_empty() => from(length.saturating_sub(count), length, length),
        _ => Part::Whole,
    }
}

fn from(first: usize, end: usize, length: usize) -> Part {
    if first < length { Part::Some(first..end) } else { Part::Beyond }
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
            ("bytes=5-2", Part::Whole),
            ("bytes=0-1,4-5", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=-", Part::Whole),
            ("pages=1-2", Part::Whole),
        ] {
            assert_eq!(parse(header, 10), part, "{header}");
        }
        assert_eq!(parse("bytes=0-", 0), Part::Beyond);
    }
}
