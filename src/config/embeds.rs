//! Table `[embeds]`: providers whose videos, audio, maps, charts and posts may be embedded. Their
//! origins are added to the Content-Security-Policy.
//!
//! ```toml
//! [embeds]
//! allow = ["youtube", "datawrapper"]
//! ```

use crate::diagnostic::nearest;
use crate::embeds::{Allowed, names};
use crate::fields::{DiagnosticSink, Fields, Spanned};

/// Unresolved table.
#[derive(Debug, Default)]
pub(super) struct RawEmbeds<'t> {
    allow: Option<Vec<Spanned<&'t str>>>,
}

/// Reads the table.
pub(super) fn read<'t>(fields: &mut Fields<'t, '_>, problems: &mut DiagnosticSink<'_>) -> RawEmbeds<'t> {
    let Some(mut inner) =
        fields.take("embeds").and_then(|field| field.table(problems, "embeds.", "{ allow = [\"youtube\"] }"))
    else {
        return RawEmbeds::default();
    };
    let allow = inner.take("allow").and_then(|field| field.strings(problems));
    inner.finish(problems, "");
    RawEmbeds { allow }
}

/// Resolves the table; `None` if it lists no providers. Unknown names are errors.
pub(super) fn resolve(raw: RawEmbeds<'_>, problems: &mut DiagnosticSink<'_>) -> Option<Allowed> {
    let RawEmbeds { allow } = raw;
    let mut allowed = Allowed::none();
    for Spanned { value, span } in allow? {
        if let Some(more) = allowed.with(value) {
            allowed = more;
            continue;
        }
        let near = if value.eq_ignore_ascii_case("twitter") { Some("x") } else { nearest(value, names()) };
        let hint = near.map_or_else(
            || {
                format!(
                    "known: {}. Frames of others: frame-src under [hosting.content_security_policy]",
                    names().collect::<Vec<_>>().join(", ")
                )
            },
            |near| format!("did you mean \"{near}\"?"),
        );
        problems.error(span, format!("there is no provider of embeds `{value}`"), hint);
    }
    Some(allowed)
}

#[cfg(test)]
mod tests {
    use crate::config::{Overrides, read};

    fn policy(more: &str) -> String {
        let text = format!("title = \"T\"\nbase_url = \"https://a.example\"\n{more}");
        let (site, found) = read(&text, &Overrides::default());
        let site = site.unwrap_or_else(|| panic!("{found:?}"));
        let header = site.hosting.policy.expect("a policy").header();
        header.split("; ").find(|part| part.starts_with("frame-src")).expect("frames").to_owned()
    }

    #[test]
    fn frames_of_the_named_providers_are_allowed_and_no_others() {
        assert_eq!(
            policy(""),
            "frame-src https://w.soundcloud.com https://player.vimeo.com https://www.youtube-nocookie.com"
        );
        assert_eq!(policy("[embeds]\nallow = [\"datawrapper\"]"), "frame-src https://datawrapper.dwcdn.net");
        assert_eq!(policy("[embeds]\nallow = []"), "frame-src 'none'");
        assert_eq!(policy("[markdown]\nhtml = \"trust\""), "frame-src https:");
        assert_eq!(
            policy("[markdown]\nhtml = \"trust\"\n[embeds]\nallow = [\"vimeo\"]"),
            "frame-src https://player.vimeo.com"
        );
    }

    #[test]
    fn a_name_that_no_provider_has_is_an_error_with_a_suggestion() {
        let text = "title = \"T\"\nbase_url = \"https://a.example\"\n[embeds]\nallow = [\"you-tube\"]";
        let (site, found) = read(text, &Overrides::default());
        assert!(site.is_none());
        let fault = found.iter().next().expect("an error");
        assert_eq!(fault.message, "there is no provider of embeds `you-tube`");
        assert_eq!(fault.hint.as_deref(), Some("did you mean \"youtube\"?"));
    }
}
