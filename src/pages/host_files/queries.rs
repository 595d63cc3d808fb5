//! Redirects from addresses with a query, in the order in which hosts must try them: the more
//! specific parameter names first.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_encode, utf8_percent_encode};

use crate::address::{Address, Parameter, decoded_part};
use crate::model::SiteModel;
use crate::plan::{Destination, ParameterNames, QueryRedirect};

/// Characters that stay as they are in forms that browsers send.
const FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_');

/// Characters that `encodeURIComponent` encodes.
const COMPONENT: &AsciiSet = &FORM.remove(b'!').remove(b'~').remove(b'\'').remove(b'(').remove(b')');

/// Characters that browsers encode in the query of a link, and those that would end a value.
const LINK: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'&').add(b'+').add(b'%').add(b'\'');

/// Redirect with its parameters.
pub(super) struct Rule<'w> {
    pub(super) redirect: &'w QueryRedirect,
    pub(super) parameters: Vec<Parameter>,
}

/// Redirects of one shape, for all paths.
pub(super) struct Group<'w> {
    pub(super) shape: &'w ParameterNames,
    pub(super) rules: Vec<Rule<'w>>,
}

/// Groups the redirects by their shapes, the more specific first.
pub(super) fn groups(model: &SiteModel) -> Vec<Group<'_>> {
    let queries = model.plan.query_redirects();
    let mut shapes: Vec<&ParameterNames> = queries.shapes().flat_map(|(_, shapes)| shapes).collect();
    shapes.sort_by(|one, other| one.before(other));
    shapes.dedup();
    let mut groups: Vec<Group<'_>> =
        shapes.into_iter().map(|shape| Group { shape, rules: Vec::new() }).collect();
    let mut last = 0;
    for redirect in queries.all() {
        // Most have the shape of the one before.
        if !groups.get(last).is_some_and(|group| group.shape.is_of(&redirect.from)) {
            last = groups.iter().position(|group| group.shape.is_of(&redirect.from)).unwrap_or_default();
        }
        if let Some(group) = groups.get_mut(last) {
            let parameters = redirect.from.parameters().iter().cloned().collect();
            group.rules.push(Rule { redirect, parameters });
        }
    }
    groups
}

impl Group<'_> {
    /// Checks whether a name stands twice: of a parameter that a request has twice, most hosts see
    /// one.
    pub(super) fn has_a_name_twice(&self) -> bool {
        self.shape.names().windows(2).any(|pair| pair[0] == pair[1])
    }
}

/// Page that a request gets, with the status.
pub(super) enum Answer<'w> {
    /// Redirect to a page.
    Moved(&'w Address),
    /// Notice under the status 410.
    Gone(Address),
}

impl Rule<'_> {
    pub(super) fn answer(&self) -> Answer<'_> {
        match &self.redirect.to {
            Destination::Moved(to) => Answer::Moved(to),
            Destination::Gone(Some(notice)) => Answer::Gone(notice.clone()),
            Destination::Gone(None) => Answer::Gone(Address::known("/404.html")),
        }
    }
}

/// Returns the ways in which browsers and programs spell the values of a query, each way for all of
/// them.
pub(super) fn spellings(values: &[&str]) -> Vec<Vec<String>> {
    let decoded: Vec<_> = values.iter().map(|value| decoded_part(value)).collect();
    let all =
        |spell: &dyn Fn(&str) -> String| decoded.iter().map(|value| spell(value)).collect::<Vec<String>>();
    let mut found = vec![all(&|value| utf8_percent_encode(value, COMPONENT).to_string())];
    if decoded.iter().all(|value| value.bytes().all(is_plain)) {
        return found;
    }
    found.push(all(&|value| utf8_percent_encode(value, FORM).to_string().replace("%20", "+")));
    found.push(all(&|value| utf8_percent_encode(value, LINK).to_string()));
    found.push(all(&|value| utf8_percent_encode(value, LINK).to_string().replace("%20", "+")));
    if decoded.iter().all(|value| value.chars().all(|c| u32::from(c) < 256)) {
        let latin =
            |value: &str| value.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect::<Vec<u8>>();
        found.push(all(&|value| percent_encode(&latin(value), COMPONENT).to_string()));
        found.push(all(&|value| percent_encode(&latin(value), FORM).to_string().replace("%20", "+")));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Checks whether a byte is spelled in one way only.
pub(super) fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~')
}

/// Returns a regular expression for every spelling of a name or value of a canonical query.
pub(super) fn expression(part: &str) -> String {
    let mut expression = String::with_capacity(part.len());
    for c in decoded_part(part).chars() {
        match u8::try_from(u32::from(c)) {
            Ok(byte) if byte.is_ascii() => expression.push_str(&of_ascii(byte)),
            latin => {
                let bytes = c.encode_utf8(&mut [0; 4]).bytes().map(of_byte).collect::<String>();
                let latin = latin.map_or_else(|_| String::new(), |byte| format!("|{}", encoded(byte)));
                let _ = write!(expression, "(?:{bytes}{latin})");
            }
        }
    }
    expression
}

fn of_ascii(byte: u8) -> String {
    let sign = char::from(byte);
    match byte {
        byte if byte.is_ascii_alphanumeric() || byte == b'_' => sign.to_string(),
        b'-' | b'.' | b'~' => format!("\\{sign}"),
        b' ' => "(?:\\+|%20)".to_owned(),
        // These would be the end of the value, or other bytes, if they were not encoded.
        b'&' | b'#' | b'%' | b'+' => encoded(byte),
        byte if byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\') => {
            format!("(?:\\{sign}|{})", encoded(byte))
        }
        byte => of_byte(byte),
    }
}

/// Returns a regular expression for a byte, literal or percent-encoded.
fn of_byte(byte: u8) -> String {
    format!("(?:\\x{byte:02X}|{})", encoded(byte))
}

/// Returns a regular expression for a percent-encoded byte, with digits in either case.
fn encoded(byte: u8) -> String {
    let digit = |digit: char| {
        if digit.is_ascii_alphabetic() {
            format!("[{digit}{}]", digit.to_ascii_lowercase())
        } else {
            digit.to_string()
        }
    };
    format!("%{}", format!("{byte:02X}").chars().map(digit).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_value_has_one_spelling_and_others_have_those_of_browsers() {
        assert_eq!(spellings(&["77", "a-b_c.d~e"]), [["77", "a-b_c.d~e"]]);
        assert_eq!(
            spellings(&["caf%C3%A9%20%26%2F"]),
            [
                ["caf%C3%A9%20%26%2F"],
                ["caf%C3%A9%20%26/"],
                ["caf%C3%A9+%26%2F"],
                ["caf%C3%A9+%26/"],
                ["caf%E9%20%26%2F"],
                ["caf%E9+%26%2F"],
            ]
        );
    }

    #[test]
    fn an_expression_takes_every_spelling() {
        assert_eq!(expression("a.b"), "a\\.b");
        assert_eq!(expression("a%20%2F%26"), "a(?:\\+|%20)(?:\\/|%2[Ff])%26");
        assert_eq!(expression("%C3%A9"), "(?:(?:\\xC3|%[Cc]3)(?:\\xA9|%[Aa]9)|%[Ee]9)");
    }
}
