//! One message of a translation file: its text in pieces, with slots for what a page fills in, and the forms that go
//! with a number where it has some.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::plural::{Form, Rules};

/// A message.
#[derive(Debug, Clone)]
pub struct Message(Wording);

#[derive(Debug, Clone)]
enum Wording {
    /// The same for every number.
    Plain(Box<[Piece]>),
    /// The forms of a language, by [`Form`], and its rules. The last is always there.
    Counted(Arc<Rules>, Box<[Option<Box<[Piece]>>; 6]>),
}

/// A piece of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Catalog as they are.
    Text(Box<str>),
    /// What a page fills in, by its name: `{name}`.
    Slot(Box<str>),
}

/// Why a text is no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// A brace that is opened and not closed, or closed and not opened.
    #[error("a brace has no partner")]
    Brace,
    /// What stands between braces is no name.
    #[error("what stands in braces must be a name of small letters, digits and `_`")]
    Name,
}

impl Message {
    /// A message that is the same for every number.
    ///
    /// # Errors
    /// When its braces name no slots.
    pub fn plain(text: &str) -> Result<Self, MessageError> {
        Ok(Self(Wording::Plain(pieces(text)?)))
    }

    /// A message with a form for every number; `other` is the form for all that have none of their own.
    pub(super) fn counted(
        rules: Arc<Rules>,
        other: Box<[Piece]>,
        forms: impl IntoIterator<Item = (Form, Box<[Piece]>)>,
    ) -> Self {
        let mut all = Box::new([const { None }; 6]);
        for (form, pieces) in forms {
            all[form as usize] = Some(pieces);
        }
        all[Form::Other as usize] = Some(other);
        Self(Wording::Counted(rules, all))
    }

    /// The pieces of the form that goes with `n`.
    pub fn pieces(&self, n: Option<u64>) -> &[Piece] {
        match &self.0 {
            Wording::Plain(pieces) => pieces,
            Wording::Counted(rules, forms) => {
                let form = n.map_or(Form::Other, |n| rules.form(n));
                forms[form as usize].as_ref().or(forms[Form::Other as usize].as_ref()).map_or(&[], |p| p)
            }
        }
    }

    /// Whether its form hangs on a number.
    pub fn is_counted(&self) -> bool {
        matches!(self.0, Wording::Counted(..))
    }

    /// The names of its slots.
    pub(super) fn slots(&self) -> BTreeSet<&str> {
        let forms: Vec<&[Piece]> = match &self.0 {
            Wording::Plain(pieces) => vec![pieces],
            Wording::Counted(_, forms) => forms.iter().flatten().map(|pieces| &**pieces).collect(),
        };
        let named = forms.into_iter().flatten().filter_map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Slot(name) => Some(&**name),
        });
        named.collect()
    }
}

/// Takes a text apart at its slots.
pub(super) fn pieces(text: &str) -> Result<Box<[Piece]>, MessageError> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(open);
        let (name, after) =
            from.strip_prefix('{').and_then(|inner| inner.split_once('}')).ok_or(MessageError::Brace)?;
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if name.is_empty() || !name.chars().all(is_name) {
            return Err(MessageError::Name);
        }
        if !before.is_empty() {
            pieces.push(Piece::Text(before.into()));
        }
        pieces.push(Piece::Slot(name.into()));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.into()));
    }
    Ok(pieces.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart_at_its_slots() {
        let text = |text: &str| Piece::Text(text.into());
        let slot = |name: &str| Piece::Slot(name.into());
        assert_eq!(
            &*pieces("Part {number} of {total}").expect("pieces"),
            [text("Part "), slot("number"), text(" of "), slot("total")]
        );
        assert_eq!(pieces("").expect("pieces").len(), 0);
        for (broken, why) in [
            ("{", MessageError::Brace),
            ("a } b", MessageError::Brace),
            ("{a", MessageError::Brace),
            ("{}", MessageError::Name),
            ("{a b}", MessageError::Name),
            ("{{a}}", MessageError::Name),
        ] {
            assert_eq!(pieces(broken), Err(why), "{broken}");
        }
    }
}
