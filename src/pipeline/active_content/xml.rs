//! Scans SVG and other XML for scripts that run when a browser shows the file.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Kind of XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// SVG.
    Svg,
    /// Other XML, which runs nothing unless it contains HTML or SVG.
    Other,
}

/// Construct that may run a script.
#[derive(Debug)]
pub(super) struct Fault {
    /// Position in the file.
    pub(super) at: Range<usize>,
    pub(super) message: String,
}

/// Elements that run scripts, or may contain them.
const ACTIVE_ELEMENTS: [&str; 11] = [
    "script",
    "foreignobject",
    "iframe",
    "embed",
    "object",
    "handler",
    "listener",
    "meta",
    "base",
    "form",
    "link",
];

/// Elements that change an attribute.
const ANIMATION_ELEMENTS: [&str; 5] = ["set", "animate", "animatetransform", "animatemotion", "animatecolor"];

/// Attributes with an address.
const ADDRESS_ATTRIBUTES: [&str; 6] = ["href", "src", "action", "formaction", "from", "to"];

/// Namespaces of HTML and SVG.
const XHTML_NAMESPACE: &str = "http://www.w3.org/1999/xhtml";
const SVG_NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// Encodings that extend ASCII.
const ASCII_ENCODINGS: [&str; 6] = ["utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "windows-1252"];

/// Scans a file.
pub(super) fn check(bytes: &[u8], dialect: Dialect) -> Result<(), Fault> {
    let text = String::from_utf8_lossy(bytes);
    let whole = |message: &str| Fault { at: 0..text.len().min(1), message: message.to_owned() };
    if bytes.contains(&0) {
        return Err(whole("this encoding can't be scanned for scripts: save the file as UTF-8"));
    }
    let mut reader = Reader::from_str(&text);
    let mut start = 0;
    loop {
        let event = reader.read_event();
        let end = usize::try_from(reader.buffer_position()).unwrap_or(text.len()).min(text.len());
        let at = start..end.max(start);
        let fault = |message: String| Fault { at: at.clone(), message };
        match event {
            Ok(Event::Eof) => return Ok(()),
            Ok(Event::Start(element) | Event::Empty(element)) => {
                check_element(&element, dialect).map_err(fault)?;
            }
            Ok(Event::Decl(_)) => check_encoding(&text[at.clone()]).map_err(fault)?,
            Ok(Event::PI(_)) if text[at.clone()].to_ascii_lowercase().contains("xml-stylesheet") => {
                return Err(fault("a style sheet of an XML file can run scripts on the site".to_owned()));
            }
            Ok(Event::DocType(_)) if text[at.clone()].to_ascii_uppercase().contains("<!ENTITY") => {
                return Err(fault("entities that a file declares can hide scripts".to_owned()));
            }
            Ok(Event::DocType(_)) if text[at.clone()].contains("<!ATTLIST") => {
                return Err(fault("attributes that a file declares can hide scripts".to_owned()));
            }
            Ok(_) => {}
            Err(error) => {
                return Err(fault(format!(
                    "this is not well-formed, so it can't be scanned for scripts: {error}"
                )));
            }
        }
        start = end;
    }
}

fn check_encoding(declaration: &str) -> Result<(), String> {
    let Some((_, rest)) = declaration.split_once("encoding") else { return Ok(()) };
    let name: String =
        rest.chars().skip_while(|c| "= \t\r\n\"'".contains(*c)).take_while(|c| !"\"'".contains(*c)).collect();
    if ASCII_ENCODINGS.contains(&name.to_ascii_lowercase().as_str()) {
        return Ok(());
    }
    Err(format!("the encoding {name} can't be scanned for scripts: save the file as UTF-8"))
}

fn check_element(element: &BytesStart<'_>, dialect: Dialect) -> Result<(), String> {
    let name = element.local_name();
    let name = text(name.as_ref()).to_ascii_lowercase();
    if dialect == Dialect::Svg && ACTIVE_ELEMENTS.contains(&name.as_str()) {
        return Err(format!("the element `{name}` can run scripts on the site"));
    }
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|error| format!("this is not well-formed: {error}"))?;
        let key = text(attribute.key.as_ref()).to_ascii_lowercase();
        let value = unescaped(&attribute.value)?;
        if key == "xmlns" || key.starts_with("xmlns:") {
            check_namespace(value.trim(), dialect)?;
        }
        if dialect == Dialect::Svg {
            let local = key.rsplit(':').next().unwrap_or_default();
            check_attribute(&name, local, &value)?;
        }
    }
    Ok(())
}

fn check_namespace(namespace: &str, dialect: Dialect) -> Result<(), String> {
    let is_page = namespace == XHTML_NAMESPACE;
    if is_page || (namespace == SVG_NAMESPACE && dialect == Dialect::Other) {
        let what = if is_page { "a web page" } else { "a drawing" };
        return Err(format!("{what} within this file can run scripts on the site"));
    }
    Ok(())
}

fn check_attribute(element: &str, local: &str, value: &str) -> Result<(), String> {
    if local.len() > 2 && local.starts_with("on") {
        return Err(format!("the attribute `{local}` can run scripts on the site"));
    }
    let changed = value.trim().to_ascii_lowercase();
    let changed = changed.rsplit(':').next().unwrap_or_default();
    if local == "attributename"
        && ANIMATION_ELEMENTS.contains(&element)
        && (ADDRESS_ATTRIBUTES.contains(&changed) || changed.starts_with("on"))
    {
        return Err(format!("an element that changes `{changed}` can run scripts on the site"));
    }
    if !ADDRESS_ATTRIBUTES.contains(&local) && local != "values" && local != "by" {
        return Ok(());
    }
    // Browsers ignore whitespace and control characters in an address.
    let address: String = value
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .collect::<String>()
        .to_ascii_lowercase();
    let runs =
        ["javascript:", "vbscript:", "livescript:", "mocha:"].iter().any(|scheme| address.contains(scheme));
    let is_picture = ["png", "jpeg", "jpg", "gif", "webp", "avif"]
        .iter()
        .any(|kind| address.starts_with(&format!("data:image/{kind}")));
    let leads = matches!(local, "href" | "src");
    if runs || (address.contains("data:") && leads && !(is_picture && matches!(element, "image" | "feimage")))
    {
        return Err(format!("the address in `{local}` can run scripts on the site"));
    }
    let is_elsewhere = address.starts_with("//") || address.contains("://");
    if leads && is_elsewhere && element != "a" {
        return Err(format!("`{local}` loads a file from another site"));
    }
    Ok(())
}

fn unescaped(value: &(impl AsRef<str> + ?Sized)) -> Result<String, String> {
    match quick_xml::escape::unescape(value.as_ref()) {
        Ok(plain) => Ok(plain.into_owned()),
        Err(error) => Err(format!("this is not well-formed: {error}")),
    }
}

fn text(name: &(impl AsRef<str> + ?Sized)) -> &str {
    name.as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inside: &str) -> Result<(), Fault> {
        check(
            format!(
                "<svg xmlns=\"{SVG_NAMESPACE}\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">{inside}</svg>"
            )
            .as_bytes(),
            Dialect::Svg,
        )
    }

    #[test]
    fn drawings_that_run_nothing_are_published() {
        for inside in [
            "",
            "<path d=\"M0 0\" style=\"fill:red\"/>",
            "<a href=\"https://x.example/?a=1&amp;b=2\"><text>x</text></a>",
            "<use xlink:href=\"#part\"/>",
            "<image href=\"data:image/png;base64,AAAA\"/>",
            "<image href=\"other.png\"/>",
            "<style>a { fill: red }</style>",
            "<animate attributeName=\"x\" from=\"0\" to=\"9\" values=\"0;1\"/>",
            "<text>onload=\"x\" javascript:x &lt;script></text><!-- <script> -->",
        ] {
            assert!(svg(inside).is_ok(), "{inside}: {:?}", svg(inside));
        }
        let exported = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \
             \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n<svg/>";
        assert!(check(exported.as_bytes(), Dialect::Svg).is_ok());
        assert!(check(b"\xEF\xBB\xBF<svg/>", Dialect::Svg).is_ok());
    }

    #[test]
    fn drawings_that_may_run_a_script_are_not() {
        for inside in [
            "<script>alert(1)</script>",
            "<SCRIPT/>",
            "<s:script xmlns:s=\"http://www.w3.org/2000/svg\"/>",
            "<g onload=\"x\"/>",
            "<g ONCLICK='x'/>",
            "<a href=\"javascript:x\"/>",
            "<a href=\" j&#97;va&#10;script:x\"/>",
            "<a xlink:href=\"JaVaScRiPt:x\"/>",
            "<a xmlns:y=\"http://www.w3.org/1999/xlink\" y:href=\"javascript:x\"/>",
            "<a href=\"data:text/html,x\"/>",
            "<use href=\"data:image/svg+xml,x\"/>",
            "<image href=\"data:image/svg+xml,x\"/>",
            "<use href=\"//x.example/a.svg#x\"/>",
            "<image href=\"https://x.example/a.png\"/>",
            "<foreignObject/>",
            "<h:p xmlns:h=\"http://www.w3.org/1999/xhtml\"/>",
            "<set attributeName=\"href\" to=\"x\"/>",
            "<animate attributeName=\"xlink:href\" values=\"javascript:x;0\"/>",
            "<set attributeName=\"onclick\" to=\"x\"/>",
            "<animate attributeName=\"x\" to=\"javascript:x\"/>",
            "<iframe/>",
            "<g a=\"&unknown;\"/>",
            "</x>",
        ] {
            assert!(svg(inside).is_err(), "{inside}");
        }
        for whole in [
            "<?xml version=\"1.0\" encoding=\"utf-7\"?><svg/>",
            "<!DOCTYPE svg [<!ENTITY x \"y\">]><svg/>",
            "<!DOCTYPE svg [<!ATTLIST svg onload CDATA \"x\">]><svg/>",
            "<?xml-stylesheet href=\"x.xsl\"?><svg/>",
            "<\0s\0v\0g\0",
        ] {
            assert!(check(whole.as_bytes(), Dialect::Svg).is_err(), "{whole}");
        }
    }

    #[test]
    fn other_xml_is_published_unless_it_holds_a_page() {
        let check = |text: &str| check(text.as_bytes(), Dialect::Other);
        assert!(
            check(
                "<gpx xmlns=\"http://www.topografix.com/GPX/1/1\"><link href=\"https://x.example/\"/></gpx>"
            )
            .is_ok()
        );
        assert!(check("<html xmlns='http://www.w3.org/1999/xhtml'/>").is_err());
        assert!(check("<a><b:c xmlns:b=\"http://www.w3.org/2000/svg\"/></a>").is_err());
        assert!(check("<?xml-stylesheet type=\"text/xsl\" href=\"#x\"?><a/>").is_err());
    }
}
