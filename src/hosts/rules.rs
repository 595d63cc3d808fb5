//! What a site tells a host in its files (`_redirects`, `_headers`, a bucket's configuration) against what the host takes of
//! that. In go the files' texts; out comes each rule that would be passed over, with its line.

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Severity, quoted};

use super::limits::{Force, Headers, Limit, Limits, Redirects};
use super::{Delivery, Service, exceeded, grouped, over, size};

/// How a file begins that Dateline made: the HTML pages at the old addresses are there too, so nothing is lost where a
/// host does not read it.
const MADE_BY_DATELINE: &str = "# Made by Dateline";

/// What to do about rules that Dateline made for another host.
const OF_ANOTHER_HOST: &str =
    "they were made for another host that [hosting] names; HTML pages lead readers on all the same";

/// How many of the lines that have the same fault are told.
const TOLD: usize = 5;

/// What is over a limit.
pub(super) fn fit(service: Service, limits: &Limits, delivery: &Delivery, found: &mut Diagnostics) {
    if let Some(text) = delivery.says("_redirects") {
        match &limits.redirects {
            Some(takes) => found.extend(weighed(text, redirects(service, takes, text))),
            None => not_read(service, "_redirects", text, found),
        }
    }
    if let Some(text) = delivery.says("_headers") {
        match &limits.headers {
            Some(takes) => headers(service, takes, text, found),
            None => not_read(service, "_headers", text, found),
        }
    }
    by_script(service, delivery, found);
    let website = delivery.says("_hosting/s3-website.json").filter(|_| !limits.routing.is_empty());
    if let Some(website) = website.and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok()) {
        let rules = website["RoutingRules"].as_array().map_or(0, Vec::len);
        count(service, "_hosting/s3-website.json", (rules, "routing rules"), limits.routing, found);
    }
}

/// File of the table of old addresses with a query, which a site with such addresses has.
const QUERY_TABLE: &str = "old-addresses/parts.json";

/// Says how old addresses with a query are answered where the host has no rules for them.
fn by_script(service: Service, delivery: &Delivery, found: &mut Diagnostics) {
    if !delivery.files.iter().any(|(file, _)| &**file == QUERY_TABLE) {
        return;
    }
    let hint = match service {
        Service::Netlify => return,
        Service::CloudflarePages => {
            "a script leads readers on, and without JavaScript they are shown the way to the search; with the function that dateline \
             init --ci cloudflare-pages adds (functions/_middleware.js), Cloudflare redirects them all"
        }
        Service::GitHubPages | Service::GitLabPages | Service::S3 => {
            "a script leads readers on, and without JavaScript they are shown the way to the search; hosts with rules for them: \
             netlify, cloudflare-pages, and servers with nginx or Apache (docs/hosting.md)"
        }
    };
    let message = format!("{service} has no rules for old addresses with a query, which the site has");
    found.push(Diagnostic::warning(Place::Site, message).hint(hint));
}

fn not_read(service: Service, file: &str, text: &str, found: &mut Diagnostics) {
    if !text.starts_with(MADE_BY_DATELINE) {
        found.push(
            Diagnostic::warning(Place::Site, format!("{service} does not read {file}, which the site has"))
                .hint("what it says will not be done there; aliases of texts are led on by HTML pages"),
        );
    }
}

/// A rule of `_redirects`.
struct Rule<'t> {
    line: usize,
    text: &'t str,
}

impl<'t> Rule<'t> {
    fn all(text: &'t str) -> impl Iterator<Item = Self> {
        let lines = (1..).zip(text.lines().map(str::trim));
        lines
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
            .map(|(line, text)| Self { line, text })
    }

    /// Whether it is for more than one address.
    fn is_pattern(&self) -> bool {
        let from = self.text.split_whitespace().next().unwrap_or_default();
        from.contains('*') || from.split('/').any(|segment| segment.starts_with(':'))
    }

    /// The status that it asks for, and whether with force; 301 where it says none.
    fn status(&self) -> (Option<u16>, Force) {
        // Conditions, on a query or a country, have a `=`, and may stand before the new address or after the status.
        let is_place = |word: &&str| word.starts_with('/') || word.contains("://");
        let after = self.text.split_whitespace().skip(1).skip_while(|word| !is_place(word)).skip(1);
        let status = after.into_iter().find(|word| !word.contains('='));
        match status.map(|word| (word.strip_suffix('!'), word)) {
            None => (Some(301), Force::NotUnderstood),
            Some((Some(forced), _)) => (forced.parse().ok(), Force::Understood),
            Some((None, word)) => (word.parse().ok(), Force::NotUnderstood),
        }
    }
}

/// What is wrong with `_redirects`, by what it does: without a rule that Dateline made, an HTML page leads on.
fn weighed(text: &str, faults: Diagnostics) -> Diagnostics {
    if !text.starts_with(MADE_BY_DATELINE) {
        return faults;
    }
    faults.into_iter().map(|fault| Diagnostic { severity: Severity::Warning, ..fault }).collect()
}

fn redirects(service: Service, takes: &Redirects, text: &str) -> Diagnostics {
    let mut found = Diagnostics::new();
    let patterns = Rule::all(text).filter(Rule::is_pattern).count();
    let rules = Rule::all(text).count();
    count(service, "_redirects", (rules, "rules"), takes.rules, &mut found);
    count(service, "_redirects", (rules - patterns, "rules for one address"), takes.fixed, &mut found);
    count(service, "_redirects", (patterns, "rules for many addresses"), takes.patterns, &mut found);
    if let Some(limit) = exceeded(text.len() as u64, takes.bytes) {
        let (bytes, most) = (grouped(text.len() as u64), size(limit.most));
        found.push(over(limit, format!("_redirects has {bytes} bytes, and {service} takes {most}")));
    }
    long(service, "_redirects", text, takes.characters_of_a_line, &mut found);
    not_followed(service, takes, text, &mut found);
    found
}

/// Rules that ask for what the host does not do.
fn not_followed(service: Service, takes: &Redirects, text: &str, found: &mut Diagnostics) {
    let is_followed = |rule: &Rule<'_>| {
        let (status, force) = rule.status();
        let is_known = status.is_some_and(|status| takes.statuses.contains(&status));
        (takes.statuses.is_empty() || is_known)
            && (force == Force::NotUnderstood || takes.force == Force::Understood)
    };
    let faulty: Vec<Rule<'_>> = Rule::all(text).filter(|rule| !is_followed(rule)).collect();
    let statuses: Vec<String> = takes.statuses.iter().map(ToString::to_string).collect();
    let hint = format!("it answers with {}, and knows no `!` ({})", statuses.join(", "), takes.source);
    let told = if text.starts_with(MADE_BY_DATELINE) { 0 } else { TOLD };
    for Rule { line, text } in faulty.iter().take(told) {
        let message = format!("_redirects, line {line}: {service} does not follow {}", quoted(text));
        found.push(Diagnostic::error(Place::Site, message).hint(&hint));
    }
    if faulty.len() > told {
        let rest = faulty.len() - told;
        let (rules, more) = (if rest == 1 { "rule" } else { "rules" }, if told > 0 { " more" } else { "" });
        let message = format!("_redirects: {service} does not follow {rest} {rules}{more}");
        let hint = if told > 0 { hint } else { OF_ANOTHER_HOST.to_owned() };
        found.push(Diagnostic::error(Place::Site, message).hint(hint));
    }
}

fn headers(service: Service, takes: &Headers, text: &str, found: &mut Diagnostics) {
    let is_block = |line: &&str| !line.starts_with([' ', '\t', '#']) && !line.trim().is_empty();
    count(service, "_headers", (text.lines().filter(is_block).count(), "rules"), takes.blocks, found);
    long(service, "_headers", text, takes.characters_of_a_line, found);
}

fn count(
    service: Service,
    file: &str,
    (number, what): (usize, &str),
    limits: &'static [Limit],
    found: &mut Diagnostics,
) {
    if let Some(limit) = exceeded(number as u64, limits) {
        let (number, most) = (grouped(number as u64), grouped(limit.most));
        found.push(over(limit, format!("{file} has {number} {what}, and {service} takes {most}")));
    }
}

/// Lines that are longer than the host takes.
fn long(service: Service, file: &str, text: &str, limits: &'static [Limit], found: &mut Diagnostics) {
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with('#'));
    let long = lines.filter_map(|(number, line): (usize, &str)| {
        let characters = line.chars().count() as u64;
        let limit = exceeded(characters, limits)?;
        let (characters, most) = (grouped(characters), grouped(limit.most));
        let told = format!("{file}, line {number} has {characters} characters, and {service} takes {most}");
        Some(over(limit, told))
    });
    found.extend(long.take(TOLD));
}
