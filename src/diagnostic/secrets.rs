//! Finds secrets in texts that are about to be printed: passwords in URLs, values of credential
//! keys, and tokens with a known prefix. None may reach a terminal, CI log or report.

use std::borrow::Cow;
use std::ops::Range;

/// Replacement of a secret.
pub(super) const MASK: &str = "***";

/// Kind of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// Settings, where keys identify secret values.
    Settings,
    /// Other text.
    Prose,
}

/// Parts of the names of secret keys, options and parameters.
const NAMES: [&str; 16] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "access_key",
    "accesskey",
    "account_key",
    "accountkey",
    "private_key",
    "api_key",
    "apikey",
    "auth_key",
    "credential",
    "signature",
    "authorization",
];

/// Whole names of secret keys, options and parameters.
const WHOLE_NAMES: [&str; 6] = ["key", "sig", "sas", "pass", "pw", "auth"];

/// Prefixes of tokens.
const TOKENS: [&str; 13] = [
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "sk_live_",
    "hf_",
    "npm_",
    "dop_v1_",
];

/// Masks the secrets in a text.
pub fn masked(text: &str) -> Cow<'_, str> {
    let found = find(text, Context::Prose);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len());
    let mut end = 0;
    for secret in found {
        masked.push_str(&text[end..secret.start]);
        masked.push_str(MASK);
        end = secret.end;
    }
    masked.push_str(&text[end..]);
    Cow::Owned(masked)
}

/// Finds secrets, sorted and without overlaps.
pub(super) fn find(text: &str, context: Context) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    in_addresses(text, &mut found);
    in_targets(text, &mut found);
    in_tokens(text, &mut found);
    in_values(text, context, &mut found);
    found.retain(|secret| secret.start < secret.end);
    found.sort_by_key(|secret| (secret.start, secret.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for secret in found {
        match joined.last_mut() {
            Some(last) if secret.start <= last.end => last.end = last.end.max(secret.end),
            _ => joined.push(secret),
        }
    }
    joined
}

/// Returns the end of a word, which whitespace or a quote ends.
fn word_end(text: &str, from: usize) -> usize {
    let is_end = |c: char| c.is_whitespace() || "\"'`<>".contains(c);
    text[from..].find(is_end).map_or(text.len(), |at| from + at)
}

/// Finds the user info of URLs, where the user name is often a token.
/// The user name of an ssh URL is kept.
fn in_addresses(text: &str, found: &mut Vec<Range<usize>>) {
    for (at, sign) in text.match_indices("://") {
        let start = at + sign.len();
        let word = &text[start..word_end(text, start)];
        let authority = &word[..word.find(['/', '?', '#', '\\']).unwrap_or(word.len())];
        let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
        let user = match (authority.rfind('@'), authority.rsplit_once(':')) {
            (Some(at), _) => &word[..at],
            // A password with a slash.
            (None, Some((_, port))) if !is_port(port) => &word[..word.rfind('@').unwrap_or(0)],
            _ => continue,
        };
        let end = start + user.len();
        if text[..at].ends_with("ssh") {
            found.extend(user.find(':').map(|colon| start + colon + 1..end));
        } else {
            found.push(start..end);
        }
    }
}

/// Finds passwords in the scp form of an address: `rsync:eva:PASSWORD@host:/path`.
fn in_targets(text: &str, found: &mut Vec<Range<usize>>) {
    for kind in ["rsync:", "git:"] {
        for (at, _) in text.match_indices(kind) {
            let start = at + kind.len();
            let word = &text[start..word_end(text, start)];
            let Some((user, _)) = word.rsplit_once('@').filter(|(user, _)| !user.contains("://")) else {
                continue;
            };
            if let Some(colon) = user.find(':') {
                found.push(start + colon + 1..start + user.len());
            }
        }
    }
}

/// Finds tokens by their prefix.
fn in_tokens(text: &str, found: &mut Vec<Range<usize>>) {
    const MIN_TOKEN_CHARS: usize = 12;
    let is_token = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    for beginning in TOKENS {
        for (at, _) in text.match_indices(beginning) {
            let is_inside = text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
            let end = text[at..].find(|c| !is_token(c)).map_or(text.len(), |length| at + length);
            if !is_inside && end - at >= beginning.len() + MIN_TOKEN_CHARS {
                found.push(at..end);
            }
        }
    }
    for (at, word) in text.match_indices("Bearer ").chain(text.match_indices("bearer ")) {
        let start = at + word.len();
        let end = word_end(text, start);
        if end - start >= MIN_TOKEN_CHARS {
            found.push(start..end);
        }
    }
}

/// Finds values of keys, options and parameters with a secret name.
fn in_values(text: &str, context: Context, found: &mut Vec<Range<usize>>) {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let mut at = 0;
    while let Some(start) = text[at..].find(is_name).map(|found| at + found) {
        let end = text[start..].find(|c| !is_name(c)).map_or(text.len(), |length| start + length);
        at = end;
        let name = &text[start..end];
        if !is_secret(name) {
            continue;
        }
        let is_option = name.starts_with('-');
        let is_parameter = text[..start].ends_with(['?', '&', ';']);
        let rest = &text[end..];
        let value = if is_parameter {
            rest.strip_prefix('=').map(|rest| text.len() - rest.len())
        } else if is_option {
            let rest = rest.strip_prefix('=').or_else(|| rest.strip_prefix(' '));
            rest.map(|rest| text.len() - rest.trim_start().len())
        } else if context == Context::Settings {
            let rest = rest.trim_start_matches(['"', '\'']).trim_start();
            rest.strip_prefix(['=', ':']).map(|rest| text.len() - rest.trim_start().len())
        } else {
            // `AccountKey=…` in a connection string, `TOKEN=…` in an environment.
            rest.strip_prefix('=').map(|rest| text.len() - rest.len())
        };
        let Some(start) = value else { continue };
        let secret = value_at(text, start, is_option || is_parameter);
        at = at.max(secret.end);
        found.push(secret);
    }
}

/// Returns whether a name belongs to a secret value.
fn is_secret(name: &str) -> bool {
    let name = name.trim_matches('-').to_ascii_lowercase().replace('-', "_");
    WHOLE_NAMES.contains(&name.as_str()) || NAMES.iter().any(|part| name.contains(part))
}

/// Returns the span of a value: the quoted text; otherwise a word or the rest of
/// the line.
fn value_at(text: &str, start: usize, is_word: bool) -> Range<usize> {
    let rest = &text[start..];
    let Some(first) = rest.chars().next() else { return start..start };
    let line = rest.find('\n').unwrap_or(rest.len());
    if first == '"' || first == '\'' {
        let from = start + (rest.len() - rest.trim_start_matches(first).len());
        let end = text[from..].find([first, '\n']).map_or(text.len(), |length| from + length);
        return from..end;
    }
    let ends: &[char] = if is_word {
        &['&', ';', '"', '\'', '`', ' ', '\t', '\n', ',']
    } else {
        &['"', ',', '}', ';', '&', '`']
    };
    start..start + rest[..line].find(ends).unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, context: Context) -> String {
        let mut shown = text.to_owned();
        for secret in find(text, context).into_iter().rev() {
            shown.replace_range(secret, MASK);
        }
        shown
    }

    #[test]
    fn secrets_of_settings_are_masked() {
        for (written, expected) in [
            ("to = \"git:https://eva:S3CRET@git.example/x#y\"", "to = \"git:https://***@git.example/x#y\""),
            ("to = \"git:https://eva:S3C/RET@git.example/x\"", "to = \"git:https://***@git.example/x\""),
            ("to = \"git:https://eva:S3@CRET@git.example/x", "to = \"git:https://***@git.example/x"),
            ("to = \"git:ssh://eva:S3CRET@h/x#y\"", "to = \"git:ssh://eva:***@h/x#y\""),
            ("to = \"git:ssh://git@h:2222/x#y\"", "to = \"git:ssh://git@h:2222/x#y\""),
            ("to = \"git:git@github.com:news/x.git#y\"", "to = \"git:git@github.com:news/x.git#y\""),
            ("to = \"rsync:eva:S3CRET@h:/srv\"", "to = \"rsync:eva:***@h:/srv\""),
            ("to = \"s3://AKIA:S3CRET@bucket/x\"", "to = \"s3://***@bucket/x\""),
            ("endpoint = \"https://h:9000/x?sig=S3CRET&b=1\"", "endpoint = \"https://h:9000/x?sig=***&b=1\""),
            ("secret_access_key = \"S3CRET\"", "secret_access_key = \"***\""),
            ("password='S3CRET' # x", "password='***' # x"),
            ("password = S3 CRET", "password = ***"),
            ("{ to = \"x\", token = \"S3CRET\" }", "{ to = \"x\", token = \"***\" }"),
            ("\"api-key\" = \"S3CRET\"", "\"api-key\" = \"***\""),
            ("sas_token: S3CRET", "sas_token: ***"),
            ("token = \"\"\"S3CRET\"\"\"", "token = \"\"\"***\"\"\""),
            ("after = \"purge --token S3CRET --all\"", "after = \"purge --token *** --all\""),
            ("after = \"curl -H 'Authorization: Bearer S3CRET'\"", "after = \"curl -H 'Authorization: ***"),
            ("key = \"S3CRET\"", "key = \"***\""),
            ("AccountKey=S3CRET==;EndpointSuffix=x", "AccountKey=***;EndpointSuffix=x"),
            ("[deploy.token]", "[deploy.token]"),
            ("base_url = \"https://h.example\"", "base_url = \"https://h.example\""),
        ] {
            let found = shown(written, Context::Settings);
            assert!(!found.contains("S3CRET"), "{found}");
            if !written.contains("Bearer") {
                assert_eq!(found, expected);
            }
        }
    }

    #[test]
    fn prose_stays_as_it_is_but_for_secrets_known_by_their_form() {
        for (written, expected) in [
            ("the secret: nobody knew", "the secret: nobody knew"),
            ("unknown key `token`; did you mean", "unknown key `token`; did you mean"),
            (
                "fatal: could not read 'https://eva:S3CRET@h/x': 403",
                "fatal: could not read 'https://***@h/x': 403",
            ),
            ("http://t0ken@x y", "http://***@x y"),
            ("ghp_0123456789abcdefghij!", "***!"),
            ("mailto:eva@town.example", "mailto:eva@town.example"),
            ("https://h/a@b", "https://h/a@b"),
            ("https://h:80/a@b", "https://h:80/a@b"),
            ("TOKEN=abc x", "TOKEN=***"),
        ] {
            assert_eq!(shown(written, Context::Prose), expected);
        }
        assert_eq!(masked("x"), "x");
        assert_eq!(masked("http://t0ken@x y"), "http://***@x y");
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_looked_at(text in "([a-z@:/ =\"'é&?-]|://|token|--|git:){0,30}") {
            for context in [Context::Settings, Context::Prose] {
                let _ = shown(&text, context);
            }
        }
    }
}
