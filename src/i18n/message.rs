//! Message of a translation file: text with named slots, and its plural forms.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::plural::{Form, Rules};

/// Message.
#[derive(Debug, Clone)]
pub struct Message(Wording);

#[derive(Debug, Clone)]
enum Wording {
    /// One text for every number.
    Plain(Box<[Piece]>),
    /// Plural rules of the language, and the texts by [`Form`].
    ///
    /// `Form::Other` is always present.
    Counted(Arc<Rules>, Box<[Option<Box<[Piece]>>; 6]>),
}

/// Part of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Literal text.
    Text(Box<str>),
    /// Slot to fill in, by name: `{name}`.
    Slot(Box<str>),
}

/// Error in the text of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// A brace without its counterpart.
    #[error("unbalanced brace")]
    Brace,
    /// Braces around text that is not a slot name.
    #[error("a slot name has lowercase letters, digits and `_` only")]
    Name,
}

impl Message {
    /// Parses a message without plural forms.
    ///
    /// # Errors
    /// Returns an error if the braces are unbalanced or enclose an invalid slot name.
    pub fn plain(text: &str) -> Result<Self, MessageError> {
        Ok(Self(Wording::Plain(pieces(text)?)))
    }

    /// Creates a message with plural forms.
    ///
    /// `other` is the form of all numbers without a form of their own.
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

    /// Returns the parts of the form for `n`.
    pub fn pieces(&self, n: Option<u64>) -> &[Piece] {
        match &self.0 {
            Wording::Plain(pieces) => pieces,
            Wording::Counted(rules, forms) => {
                let form = n.map_or(Form::Other, |n| rules.form(n));
                forms[form as usize].as_ref().or(forms[Form::Other as usize].as_ref()).map_or(&[], |p| p)
            }
        }
    }

    /// Returns true if the message has plural forms.
    pub fn is_counted(&self) -> bool {
        matches!(self.0, Wording::Counted(..))
    }

    /// Returns the names of the slots.
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

/// Splits a text at its slots.
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
