//! Collects the text of an element.

use std::io::Read;

use quick_xml::events::BytesRef;

use super::WxrReader;
use super::element::{Element, Field};
use crate::wordpress::repair::Repairs;

impl<R: Read> WxrReader<R> {
    /// Returns the field of the innermost element, if it holds a text.
    pub(super) fn leaf(&self) -> Option<Field> {
        match self.open.last()?.element {
            Element::Leaf(field) => Some(field),
            _ => None,
        }
    }

    /// Adds text.
    pub(super) fn add_text(&mut self, text: &str) {
        if self.leaf().is_none() {
            return;
        }
        if text.starts_with('&') {
            self.repairs_now().entities += 1;
        }
        if self.cdata_end.is_some() && text.trim().is_empty() {
            return;
        }
        match (self.cdata_end, text.find("]]>")) {
            (Some(end), Some(closing)) => {
                // The section ended at the end of a section within it.
                self.text.insert_str(end, "]]>");
                self.text.push_str(&text[..closing]);
                self.text.push_str(&text[closing + 3..]);
                self.cdata_end = Some(self.text.len());
                self.repairs_now().cdata += 1;
            }
            _ => self.text.push_str(text),
        }
    }

    /// Adds a CDATA section.
    pub(super) fn add_cdata(&mut self, text: &str) {
        if self.leaf().is_none() {
            return;
        }
        if self.cdata_end.is_none() && self.text.trim().is_empty() {
            self.text.clear();
        }
        self.text.push_str(text);
        self.cdata_end = Some(self.text.len());
    }

    /// Adds the character of an entity. Only XML's and HTML's entities are known.
    pub(super) fn add_reference(&mut self, reference: &BytesRef<'_>) {
        if self.leaf().is_none() {
            return;
        }
        let name: &str = reference;
        if let Some(text) = quick_xml::escape::resolve_xml_entity(name) {
            self.text.push_str(text);
            return;
        }
        if reference.is_char_ref() {
            match reference.resolve_char_ref() {
                Ok(Some(char)) => self.text.push(char),
                _ => self.repairs_now().entities += 1,
            }
            return;
        }
        self.repairs_now().entities += 1;
        match quick_xml::escape::resolve_html5_entity(name) {
            Some(text) => self.text.push_str(text),
            None => self.text.extend(["&", name, ";"]),
        }
    }

    /// Adds a tag of HTML to a text.
    pub(super) fn add_markup(&mut self, parts: &[&str]) {
        self.text.extend(parts.iter().copied());
        self.repairs_now().markup += 1;
    }

    /// Returns the repairs of the item, or of the export outside of items.
    pub(super) fn repairs_now(&mut self) -> &mut Repairs {
        if self.is_within_item() { &mut self.item.repairs } else { &mut self.repairs }
    }
}
