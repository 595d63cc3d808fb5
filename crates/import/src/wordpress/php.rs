//! Reads single values from PHP's serialized arrays, as custom fields hold them.

/// Returns the text of a key in a serialized array: `s:6:"credit";s:3:"Ann";`.
///
/// PHP counts lengths in bytes. A length that does not fit is searched by its end.
pub(super) fn text<'a>(serialized: &'a str, key: &str) -> Option<&'a str> {
    let marker = format!("s:{}:\"{key}\";s:", key.len());
    let rest = &serialized[serialized.find(&marker)? + marker.len()..];
    let (length, rest) = rest.split_once(":\"")?;
    let length: usize = length.parse().ok()?;
    let value = match rest.get(..length) {
        Some(value) if rest[length..].starts_with("\";") => value,
        _ => rest.split("\";").next()?,
    };
    let value = value.trim();
    (!value.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_by_its_key() {
        let serialized = "a:2:{s:10:\"image_meta\";a:2:{s:6:\"credit\";s:11:\"Ann \"A\" Lé\";s:9:\"copyright\";s:0:\"\";}}";
        assert_eq!(text(serialized, "credit"), Some("Ann \"A\" Lé"));
        assert_eq!(text(serialized, "copyright"), None);
        assert_eq!(text(serialized, "title"), None);
        assert_eq!(text("s:6:\"credit\";s:99:\"Ann\";}", "credit"), Some("Ann"));
    }
}
