//! Table `[links]`: paths of the site's host that another system serves, such as a shop or old
//! images. Links to them are valid although the site has no such page.

use crate::address::{Address, AddressError};
use crate::fields::{DiagnosticSink, Fields, Spanned};

/// Path prefixes that another system serves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Elsewhere(Vec<Address>);

impl Elsewhere {
    /// Returns whether another system serves this decoded, NFC-normalized path: it is a
    /// prefix or below one.
    pub fn serves(&self, path: &str) -> bool {
        self.0.iter().any(|prefix| {
            let prefix = prefix.as_str();
            let whole = prefix.strip_suffix('/').unwrap_or(prefix);
            path.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }
}

/// Reads the table.
pub(super) fn read<'t>(
    fields: &mut Fields<'t, '_>,
    problems: &mut DiagnosticSink<'_>,
) -> Vec<Spanned<&'t str>> {
    let table = fields.take("links");
    let Some(mut inner) =
        table.and_then(|field| field.table(problems, "links.", "{ elsewhere = [\"/donate/\"] }"))
    else {
        return Vec::new();
    };
    let elsewhere = inner.take("elsewhere").and_then(|field| field.strings(problems)).unwrap_or_default();
    inner.finish(problems, "");
    elsewhere
}

/// Resolves the prefixes. Invalid ones are reported and skipped.
pub(super) fn resolve(written: &[Spanned<&str>], problems: &mut DiagnosticSink<'_>) -> Elsewhere {
    let mut prefixes = Vec::with_capacity(written.len());
    for Spanned { value, span } in written {
        let (message, hint) = match Address::parse(value) {
            Ok(address) if address == Address::root() => (
                "`links.elsewhere` can't hold the whole site".to_owned(),
                "name the parts that something else serves: elsewhere = [\"/donate/\"]".to_owned(),
            ),
            Ok(address) => {
                prefixes.push(address);
                continue;
            }
            Err(AddressError::NotRooted) if !value.contains(':') => {
                (format!("`{value}` does not begin at the site's root"), format!("write it as \"/{value}\""))
            }
            Err(fault) => (
                format!("`{value}` is no path of the site's host: {fault}"),
                "write the path alone, without the host: \"/donate/\"".to_owned(),
            ),
        };
        problems.error(span.clone(), message, hint);
    }
    Elsewhere(prefixes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_whole_parts_of_a_path() {
        let prefixes = ["/donate/", "/shop", "/embed.js", "/wp-content/"];
        let elsewhere =
            Elsewhere(prefixes.into_iter().filter_map(|path| Address::parse(path).ok()).collect());
        for (path, is_served) in [
            ("/donate/", true),
            ("/donate", true),
            ("/donate/now", true),
            ("/donate.html", false),
            ("/donations/", false),
            ("/shop/cart", true),
            ("/shopping/", false),
            ("/embed.js", true),
            ("/embed.jsx", false),
            ("/wp-content/uploads/2004/a:b.jpg", true),
            ("/a/donate/", false),
        ] {
            assert_eq!(elsewhere.serves(path), is_served, "{path}");
        }
    }
}
