//! Replaces rows of hyphens by dashes, and three dots by an ellipsis.

use std::borrow::Cow;

use super::Change;

/// Returns the replacements for a text, in order.
pub(super) fn changes(text: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut at = 0;
    while let Some(next) = text.as_bytes()[at..].iter().position(|b| matches!(b, b'-' | b'.')) {
        at += next;
        let sign = text.as_bytes()[at];
        let count = text.as_bytes()[at..].iter().take_while(|b| **b == sign).count();
        if sign == b'.' {
            let dots = (0..count / 3).map(|row| at + 3 * row);
            changes.extend(dots.map(|at| Change { at, length: 3, replacement: "…".into() }));
        } else if count > 1 {
            changes.push(Change { at, length: count, replacement: dashes(count) });
        }
        at += count;
    }
    changes
}

/// Returns the dashes for a row of hyphens: three are an em dash, two an en dash.
fn dashes(count: usize) -> Cow<'static, str> {
    let (ems, ens) = match count {
        2 => return "–".into(),
        3 => return "—".into(),
        count => match count % 6 {
            0 | 3 => (count / 3, 0),
            2 | 4 => (0, count / 2),
            1 => (count / 3 - 1, 2),
            _ => (count / 3, 1),
        },
    };
    ("—".repeat(ems) + &"–".repeat(ens)).into()
}
