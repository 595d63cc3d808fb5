//! Injects the live-reload script into a page, the only difference from a built page. The script
//! goes to the end of the body. A Content-Security-Policy that would block it is extended.

use crate::digest::{Digest, Digester};

/// Address of the script.
pub(super) const SCRIPT: &str = "/_dateline/live.js";

/// State of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PageState {
    /// Rendered as a build would.
    Current,
    /// Not renderable: the last good version, or only an error.
    Failed,
}

/// Returns the entity tag of a page, by which the script also detects changes.
/// It depends on the session's token, as the script element does.
pub(super) fn tag(bytes: &[u8], token: &str) -> String {
    let digest = Digester::new().digest(Digest::of(bytes)).text(token).finish();
    format!("{digest:?}")
}

/// Returns the page with the script.
pub(super) fn inject(html: &[u8], token: &str, state: PageState) -> Vec<u8> {
    let failed = if state == PageState::Failed { " data-failed" } else { "" };
    let tag = tag(html, token);
    let script =
        format!("<script src=\"{SCRIPT}\" data-token=\"{token}\" data-page=\"{tag}\"{failed}></script>");
    let html = allow_script_in_meta(html);
    let at = end_of_body(&html).unwrap_or(html.len());
    [&html[..at], script.as_bytes(), &html[at..]].concat()
}

/// Returns the position of the last `</body`.
fn end_of_body(html: &[u8]) -> Option<usize> {
    let needle = b"</body";
    html.windows(needle.len()).rposition(|window| window.eq_ignore_ascii_case(needle))
}

/// Extends a policy so that the script may run and connect, and nothing else.
pub(super) fn allow_script(policy: &str) -> String {
    let mut directives: Vec<Vec<&str>> = policy
        .split(';')
        .map(|text| text.split_whitespace().collect::<Vec<_>>())
        .filter(|d| !d.is_empty())
        .collect();
    let is = |directive: &[&str], name: &str| directive[0].eq_ignore_ascii_case(name);
    let fallback = directives.iter().find(|directive| is(directive, "default-src")).cloned();
    let mut changed = false;
    for name in ["script-src", "script-src-elem", "connect-src"] {
        match directives.iter_mut().find(|directive| is(directive, name)) {
            Some(directive) if directive.contains(&"'self'") => {}
            Some(directive) => {
                directive.retain(|source| *source != "'none'");
                directive.push("'self'");
                changed = true;
            }
            // `script-src-elem` falls back to `script-src`, which is extended above.
            None if name == "script-src-elem" => {}
            None => {
                if let Some(fallback) = fallback.as_ref().filter(|sources| !sources.contains(&"'self'")) {
                    let sources = fallback[1..].iter().filter(|source| **source != "'none'");
                    directives.push([name].into_iter().chain(sources.copied()).chain(["'self'"]).collect());
                    changed = true;
                }
            }
        }
    }
    if !changed {
        return policy.to_owned();
    }
    directives.iter().map(|directive| directive.join(" ")).collect::<Vec<_>>().join("; ")
}

/// Extends the policy in the page's `<meta>` element if needed.
fn allow_script_in_meta(html: &[u8]) -> Vec<u8> {
    const NAME: &str = "http-equiv=\"Content-Security-Policy\" content=\"";
    let mended = std::str::from_utf8(html).ok().and_then(|text| {
        let start = text.find(NAME)? + NAME.len();
        let end = start + text[start..].find('"')?;
        // Templates escape quotation marks in attributes.
        let policy = text[start..end].replace("&#x27;", "'").replace("&#39;", "'");
        let permitted = allow_script(&policy);
        (permitted != policy).then(|| format!("{}{permitted}{}", &text[..start], &text[end..]))
    });
    mended.map_or_else(|| html.to_vec(), String::into_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_stands_at_the_end_of_the_body() {
        let page = inject(b"<body>a</body>b</BODY></html>", "t", PageState::Current);
        let page = String::from_utf8(page).unwrap();
        assert!(
            page.starts_with("<body>a</body>b<script src=\"/_dateline/live.js\" data-token=\"t\""),
            "{page}"
        );
        assert!(page.ends_with("></script></BODY></html>"), "{page}");
        assert!(inject(b"<p>no body", "t", PageState::Failed).ends_with(b" data-failed></script>"));
    }

    #[test]
    fn a_policy_lets_the_script_run() {
        for (policy, permitted) in [
            ("default-src 'self'", "default-src 'self'"),
            ("img-src *", "img-src *"),
            ("default-src 'none'", "default-src 'none'; script-src 'self'; connect-src 'self'"),
            (
                "default-src https:; script-src 'none'; connect-src 'self'",
                "default-src https:; script-src 'self'; connect-src 'self'",
            ),
        ] {
            assert_eq!(allow_script(policy), permitted);
        }
        let page = b"<meta http-equiv=\"Content-Security-Policy\" content=\"script-src &#x27;none&#x27;\">";
        assert!(
            inject(page, "t", PageState::Current)
                .starts_with(b"<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'self'\">")
        );
    }
}
