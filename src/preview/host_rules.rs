//! Applies the site's own `_redirects` and `_headers` files, in the syntax that Netlify and
//! Cloudflare share. Returns the redirect, rewrite or headers for a path. Rules with conditions
//! (country, cookie, query) are ignored.

use std::collections::HashMap;

use axum::http::{HeaderName, HeaderValue, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::request_target::decode;

/// Rules of a site.
#[derive(Debug, Default)]
pub(super) struct HostRules {
    /// Rules for one path, each with its line number.
    exact: HashMap<String, (usize, Rule)>,
    /// Rules with placeholders, each with its line number.
    patterns: Vec<(usize, Vec<Segment>, Rule)>,
    headers: Vec<HeaderBlock>,
}

/// Action of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    to: String,
    status: StatusCode,
    is_forced: bool,
}

/// Result of a rule for one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Redirects the browser to this address.
    Redirect(StatusCode, HeaderValue),
    /// Serves the page at this decoded path, with this status.
    Serve(StatusCode, String),
}

/// Whether a page exists at the requested path. An unforced rule yields to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AtPath {
    Page,
    Nothing,
}

/// Whether a host applies a rule even where a page exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Precedence {
    /// Only forced rules, as on Netlify.
    AsWritten,
    /// Every rule, as on Cloudflare.
    Always,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    Text(String),
    Named(String),
    Rest,
}

/// Path pattern with its headers in `_headers`.
#[derive(Debug)]
struct HeaderBlock {
    pattern: Vec<PatternPart>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

#[derive(Debug)]
enum PatternPart {
    Char(char),
    /// One or more characters except a slash.
    Segment,
    Any,
}

impl HostRules {
    /// Parses both files; malformed lines are ignored.
    pub(super) fn new(redirects: &[u8], headers: &[u8], precedence: Precedence) -> Self {
        let mut rules = Self::default();
        for (place, line) in String::from_utf8_lossy(redirects).lines().enumerate() {
            if let Some((from, mut rule)) = parse_rule(line) {
                rule.is_forced |= precedence == Precedence::Always;
                rules.add(place, from, rule);
            }
        }
        for line in String::from_utf8_lossy(headers).lines() {
            rules.parse_header_line(line);
        }
        rules
    }

    fn add(&mut self, line: usize, from: &str, rule: Rule) {
        let Some(from) = decode(from) else { return };
        let segments: Vec<Segment> = from.trim_matches('/').split('/').map(Segment::new).collect();
        if segments.iter().all(|segment| matches!(segment, Segment::Text(_))) {
            self.exact.entry(from.trim_end_matches('/').to_owned()).or_insert((line, rule));
        } else {
            self.patterns.push((line, segments, rule));
        }
    }

    fn parse_header_line(&mut self, line: &str) {
        if line.starts_with('/') {
            if let Some(path) = decode(line.trim_end()) {
                self.headers.push(HeaderBlock { pattern: parse_pattern(&path), headers: Vec::new() });
            }
        } else if line.starts_with([' ', '\t']) {
            let read = |(name, value): (&str, &str)| {
                let name: HeaderName = name.trim().parse().ok()?;
                Some((name, HeaderValue::from_str(value.trim()).ok()?))
            };
            if let (Some(block), Some(header)) =
                (self.headers.last_mut(), line.split_once(':').and_then(read))
            {
                block.headers.push(header);
            }
        }
    }

    /// Returns the result of the first rule that matches a decoded path.
    pub(super) fn outcome(&self, path: &str, at_path: AtPath) -> Option<Outcome> {
        let bare = path.trim_end_matches('/');
        let applies = |rule: &Rule| rule.is_forced || at_path == AtPath::Nothing;
        let exact = self.exact.get(bare).filter(|(_, rule)| applies(rule));
        let parts: Vec<&str> = bare.trim_start_matches('/').split('/').collect();
        let pattern = self.patterns.iter().find_map(|(place, segments, rule)| {
            let captured = if applies(rule) { capture(segments, &parts) } else { None };
            captured.map(|captured| (*place, rule, captured))
        });
        match (exact, pattern) {
            (Some((place, rule)), Some((other, ..))) if *place < other => rule.outcome(&[]),
            (_, Some((_, rule, captured))) => rule.outcome(&captured),
            (Some((_, rule)), None) => rule.outcome(&[]),
            (None, None) => None,
        }
    }

    /// Returns the headers for a decoded path.
    pub(super) fn headers(&self, path: &str) -> impl Iterator<Item = &(HeaderName, HeaderValue)> {
        self.headers
            .iter()
            .filter(move |block| matches_pattern(&block.pattern, path))
            .flat_map(|block| &block.headers)
    }
}

/// Parses a line of `_redirects`: source path and action.
fn parse_rule(line: &str) -> Option<(&str, Rule)> {
    let line = line.split(" #").next().unwrap_or(line);
    let mut words = line.split_whitespace();
    let (from, to) = (words.next()?, words.next()?);
    let status = words.next().unwrap_or("301");
    let is_somewhere = to.starts_with("https://") || to.starts_with("http://") || to.starts_with('/');
    if !from.starts_with('/') || !is_somewhere || words.next().is_some() {
        return None;
    }
    let (status, is_forced) = match status.strip_suffix('!') {
        Some(status) => (status, true),
        None => (status, false),
    };
    let status = StatusCode::from_u16(status.parse().ok()?).ok()?;
    Some((from, Rule { to: to.to_owned(), status, is_forced }))
}

impl Rule {
    fn outcome(&self, captured: &[(&str, String)]) -> Option<Outcome> {
        let mut to = self.to.clone();
        for (name, text) in captured {
            let encoded: Vec<String> =
                text.split('/').map(|part| utf8_percent_encode(part, NON_ALPHANUMERIC).to_string()).collect();
            to = to.replace(&format!(":{name}"), &encoded.join("/"));
        }
        // A target that begins with two slashes would lead to another host.
        if to.starts_with("//") || to.starts_with("/\\") {
            return None;
        }
        if self.status.is_redirection() {
            return Some(Outcome::Redirect(self.status, HeaderValue::from_str(&to).ok()?));
        }
        let path = to.split(['?', '#']).next().unwrap_or(&to);
        path.starts_with('/').then(|| decode(path)).flatten().map(|path| Outcome::Serve(self.status, path))
    }
}

impl Segment {
    fn new(text: &str) -> Self {
        match text.strip_prefix(':') {
            _ if text == "*" => Self::Rest,
            Some(name) if !name.is_empty() => Self::Named(name.to_owned()),
            _ => Self::Text(text.to_owned()),
        }
    }
}

/// Matches a path with a pattern and returns the placeholders' values.
fn capture<'s>(segments: &'s [Segment], parts: &[&str]) -> Option<Vec<(&'s str, String)>> {
    let mut captured = Vec::new();
    for (index, segment) in segments.iter().enumerate() {
        match (segment, parts.get(index)) {
            (Segment::Rest, _) => {
                captured.push(("splat", parts.get(index..).unwrap_or_default().join("/")));
                return Some(captured);
            }
            (Segment::Text(text), Some(part)) if text == part => {}
            (Segment::Named(name), Some(part)) if !part.is_empty() => {
                captured.push((name, (*part).to_owned()));
            }
            _ => return None,
        }
    }
    (segments.len() == parts.len()).then_some(captured)
}

fn parse_pattern(path: &str) -> Vec<PatternPart> {
    let mut pieces = Vec::new();
    let mut chars = path.chars().peekable();
    while let Some(c) = chars.next() {
        pieces.push(match c {
            '*' => PatternPart::Any,
            ':' => {
                while chars.next_if(|c| c.is_alphanumeric() || *c == '_').is_some() {}
                PatternPart::Segment
            }
            c => PatternPart::Char(c),
        });
    }
    pieces
}

/// Returns whether a path matches a pattern.
/// All alternatives are followed at once, so the time is bounded by length of pattern × length of
/// path.
fn matches_pattern(pattern: &[PatternPart], path: &str) -> bool {
    // `reached[n]`: the characters read so far match the first n parts.
    let mut reached = vec![false; pattern.len() + 1];
    reached[0] = true;
    let skip_empty = |reached: &mut Vec<bool>| {
        for (index, piece) in pattern.iter().enumerate() {
            if reached[index] && matches!(piece, PatternPart::Any) {
                reached[index + 1] = true;
            }
        }
    };
    skip_empty(&mut reached);
    for c in path.chars() {
        let mut next = vec![false; pattern.len() + 1];
        for (index, piece) in pattern.iter().enumerate() {
            match piece {
                PatternPart::Char(own) => next[index + 1] |= reached[index] && *own == c,
                PatternPart::Segment => next[index + 1] |= (reached[index] || reached[index + 1]) && c != '/',
                PatternPart::Any => next[index + 1] |= reached[index] || reached[index + 1],
            }
        }
        skip_empty(&mut next);
        reached = next;
    }
    reached[pattern.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(redirects: &str) -> HostRules {
        HostRules::new(redirects.as_bytes(), b"", Precedence::AsWritten)
    }

    fn sent(status: u16, to: &'static str) -> Outcome {
        Outcome::Redirect(StatusCode::from_u16(status).unwrap(), HeaderValue::from_static(to))
    }

    #[test]
    fn redirects_are_followed_as_netlify_does() {
        let rules = rules(
            "# made\n/old /new/\n/moved/ /there/ 302!\n/a%20b/ /c/ 301!\n/blog/* /news/:splat\n/y/:year/:name /:year/:name/ 308\n\
             /gone/ /gone/index.html 410!\n/out https://x.example/ 301\n/evil/* /:splat\n/cn /zh 302 Country=cn\nnonsense\n",
        );
        let nothing = |path| rules.outcome(path, AtPath::Nothing);
        assert_eq!(nothing("/old/"), Some(sent(301, "/new/")));
        assert_eq!(rules.outcome("/old", AtPath::Page), None);
        assert_eq!(rules.outcome("/moved/", AtPath::Page), Some(sent(302, "/there/")));
        assert_eq!(nothing("/a b/"), Some(sent(301, "/c/")));
        assert_eq!(nothing("/blog/x/ü"), Some(sent(301, "/news/x/%C3%BC")));
        assert_eq!(nothing("/y/2025/talks"), Some(sent(308, "/2025/talks/")));
        assert_eq!(nothing("/gone/"), Some(Outcome::Serve(StatusCode::GONE, "/gone/index.html".to_owned())));
        assert_eq!(nothing("/out"), Some(sent(301, "https://x.example/")));
        assert_eq!(nothing("/evil//other.example/"), None);
        assert_eq!(nothing("/cn"), None);
    }

    #[test]
    fn headers_go_with_the_paths_that_they_are_written_for() {
        let text =
            "/*\n  X-All: 1\n/news/*/atom.xml\n  X-Feed: 1\n/y/:name/\n  X-Part: 1\n  bad header: \u{7}\n";
        let rules = HostRules::new(b"", text.as_bytes(), Precedence::AsWritten);
        let names = |path| rules.headers(path).map(|(name, _)| name.to_string()).collect::<Vec<_>>();
        assert_eq!(names("/"), ["x-all"]);
        assert_eq!(names("/news/a/b/atom.xml"), ["x-all", "x-feed"]);
        assert_eq!(names("/y/a/"), ["x-all", "x-part"]);
        assert_eq!(names("/y/a/b/"), ["x-all"]);
    }
}
