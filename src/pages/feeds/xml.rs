//! Writes XML element by element with quick-xml.
//!
//! The output is well-formed XML 1.0 for any text: special characters are escaped (`]]>` too), and
//! characters that XML does not allow are removed.

use std::borrow::Cow;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesPI, BytesStart, BytesText, Event};

use crate::escape;

/// Reason why writing can't fail.
const TO_MEMORY: &str = "memory takes any bytes";

/// A document that is being written.
pub(super) struct Xml(Writer<Vec<u8>>);

/// The attributes of an element.
pub(super) type Attributes<'a> = &'a [(&'a str, &'a str)];

impl Xml {
    /// A document with nothing in it yet.
    pub(super) fn new() -> Self {
        let mut xml = Self(Writer::new_with_indent(Vec::with_capacity(32 << 10), b' ', 0));
        xml.event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
        xml
    }

    /// Names the style sheet with which browsers show the document.
    pub(super) fn style(&mut self, address: &str) {
        let named = format!("xml-stylesheet type=\"text/css\" href=\"{}\"", escaped(address));
        self.event(Event::PI(BytesPI::new(named)));
    }

    /// Begins an element.
    pub(super) fn open(&mut self, name: &str, attributes: Attributes<'_>) {
        self.event(Event::Start(start(name, attributes)));
    }

    /// Ends an element.
    pub(super) fn close(&mut self, name: &str) {
        self.event(Event::End(BytesEnd::new(name)));
    }

    /// An element that has only attributes.
    pub(super) fn empty(&mut self, name: &str, attributes: Attributes<'_>) {
        self.event(Event::Empty(start(name, attributes)));
    }

    /// An element that has text.
    pub(super) fn text(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        self.event(Event::Start(start(name, attributes)));
        self.event(Event::Text(BytesText::from_escaped(escaped(&allowed(text)))));
        self.close(name);
    }

    /// The document's bytes.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        let mut bytes = self.0.into_inner();
        bytes.push(b'\n');
        bytes
    }

    fn event(&mut self, event: Event<'_>) {
        self.0.write_event(event).expect(TO_MEMORY);
    }
}

fn start<'a>(name: &'a str, attributes: Attributes<'_>) -> BytesStart<'a> {
    let room =
        attributes.iter().map(|(name, value)| name.len() + value.len() + " =\"\"".len()).sum::<usize>();
    let mut content = String::with_capacity(name.len() + room);
    content.push_str(name);
    for (name, value) in attributes {
        content.extend([" ", name, "=\"", &*escaped(&allowed(value)), "\""]);
    }
    BytesStart::from_content(content, name.len())
}

/// Escaped, where it must be: to see that it need not takes less time.
fn escaped(text: &str) -> Cow<'_, str> {
    if escape::contains_any(text, escape::is_markup) { quick_xml::escape::escape(text) } else { text.into() }
}

/// Without the characters that XML 1.0 does not know.
pub(super) fn allowed(text: &str) -> Cow<'_, str> {
    if !escape::contains_any(text, escape::may_be_forbidden) {
        return text.into();
    }
    let is_unknown = |c: char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    if text.contains(is_unknown) { text.replace(is_unknown, "").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use quick_xml::{Reader, XmlVersion};

    use super::*;

    proptest! {
        #[test]
        fn whatever_goes_in_is_read_again(text in "(]]>|<!--|&amp;|[\0-\u{ffff}\u{10fffe}]){0,30}") {
            let mut xml = Xml::new();
            xml.text("a", &[("b", &text)], &text);
            let bytes = xml.into_bytes();
            let mut reader = Reader::from_str(std::str::from_utf8(&bytes).expect("UTF-8"));
            let mut read = String::new();
            loop {
                match reader.read_event() {
                    Ok(Event::Text(part)) => read += &part,
                    Ok(Event::GeneralRef(part)) => read.extend(["&", &*part, ";"]),
                    Ok(Event::Start(start)) => {
                        let value = start.attributes().next().expect("one").expect("well formed");
                        prop_assert!(value.normalized_value(XmlVersion::Implicit1_0).is_ok());
                    }
                    Ok(Event::Eof) => break,
                    Ok(_) => {}
                    Err(error) => return Err(TestCaseError::fail(error.to_string())),
                }
            }
            let read = quick_xml::escape::unescape(&read).expect("well formed");
            let expected = allowed(&text);
            prop_assert_eq!(read.trim(), expected.trim());
        }
    }
}
