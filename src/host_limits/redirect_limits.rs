//! Checks `_redirects`, `_headers` and a bucket's configuration against a provider's limits, and
//! reports each rule that the provider would ignore, with its line.

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Severity, quoted};

use super::provider_limits::{ForceFlag, Headers, Limit, Limits, Redirects};
use super::{HostingProvider, MAX_LISTED, SiteListing, exceeded, over, size, with_separators};

/// First line of generated files.
///
/// Rules in generated files have HTML pages at the same addresses, so nothing breaks if the
/// provider ignores them.
const GENERATED_MARKER: &str = "# Made by Dateline";

/// Hint about rules that were generated for another host.
const OTHER_HOST_HINT: &str =
    "they were generated for another host in [hosting]; HTML pages redirect readers anyway";

/// Reports all exceeded limits on configuration files.
pub(super) fn check(
    provider: HostingProvider,
    limits: &Limits,
    listing: &SiteListing,
    found: &mut Diagnostics,
) {
    if let Some(text) = listing.host_file("_redirects") {
        match &limits.redirects {
            Some(limits) => found.extend(downgraded(text, redirects(provider, limits, text))),
            None => not_read(provider, "_redirects", text, found),
        }
    }
    if let Some(text) = listing.host_file("_headers") {
        match &limits.headers {
            Some(limits) => headers(provider, limits, text, found),
            None => not_read(provider, "_headers", text, found),
        }
    }
    by_script(provider, listing, found);
    let website = listing.host_file("_hosting/s3-website.json").filter(|_| !limits.routing.is_empty());
    if let Some(website) = website.and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok()) {
        let rules = website["RoutingRules"].as_array().map_or(0, Vec::len);
        count(
            provider,
            "_hosting/s3-website.json",
            Count { number: rules, what: "routing rules" },
            limits.routing,
            found,
        );
    }
}

/// File that exists if the site has old addresses with a query.
const QUERY_TABLE: &str = "old-addresses/parts.json";

/// Reports the lack of rules for addresses with a query.
fn by_script(provider: HostingProvider, listing: &SiteListing, found: &mut Diagnostics) {
    if !listing.files.iter().any(|(file, _)| &**file == QUERY_TABLE) {
        return;
    }
    let hint = match provider {
        HostingProvider::Netlify => return,
        HostingProvider::CloudflarePages => {
            "a script redirects readers, and without JavaScript a page links to the search; with the function that dateline \
             init --ci cloudflare-pages adds (functions/_middleware.js), Cloudflare redirects them all"
        }
        HostingProvider::GitHubPages | HostingProvider::GitLabPages | HostingProvider::S3 => {
            "a script redirects readers, and without JavaScript a page links to the search; hosts with rules for them: \
             netlify, cloudflare-pages, and servers with nginx or Apache (dateline docs hosting)"
        }
    };
    let message = format!("the site has old addresses with a query, and {provider} has no rules for them");
    found.push(Diagnostic::warning(Place::Site, message).hint(hint));
}

fn not_read(provider: HostingProvider, file: &str, text: &str, found: &mut Diagnostics) {
    if !text.starts_with(GENERATED_MARKER) {
        found.push(
            Diagnostic::warning(Place::Site, format!("the site has {file}, which {provider} ignores"))
                .hint("its rules have no effect there; aliases of texts still redirect, through HTML pages"),
        );
    }
}

/// Rule of `_redirects`.
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

    /// Returns true if the rule matches more than one address.
    fn is_pattern(&self) -> bool {
        let from = self.text.split_whitespace().next().unwrap_or_default();
        from.contains('*') || from.split('/').any(|segment| segment.starts_with(':'))
    }

    /// Returns the status and the force flag. The default status is 301.
    fn status(&self) -> (Option<u16>, ForceFlag) {
        // Conditions (query, country) contain `=`, and may precede the target or follow the status.
        let is_place = |word: &&str| word.starts_with('/') || word.contains("://");
        let after = self.text.split_whitespace().skip(1).skip_while(|word| !is_place(word)).skip(1);
        let status = after.into_iter().find(|word| !word.contains('='));
        match status.map(|word| (word.strip_suffix('!'), word)) {
            None => (Some(301), ForceFlag::Unsupported),
            Some((Some(forced), _)) => (forced.parse().ok(), ForceFlag::Supported),
            Some((None, word)) => (word.parse().ok(), ForceFlag::Unsupported),
        }
    }
}

/// Turns errors in generated files into warnings: HTML pages redirect as well.
fn downgraded(text: &str, faults: Diagnostics) -> Diagnostics {
    if !text.starts_with(GENERATED_MARKER) {
        return faults;
    }
    faults.into_iter().map(|fault| Diagnostic { severity: Severity::Warning, ..fault }).collect()
}

fn redirects(provider: HostingProvider, limits: &Redirects, text: &str) -> Diagnostics {
    let mut found = Diagnostics::new();
    let patterns = Rule::all(text).filter(Rule::is_pattern).count();
    let rules = Rule::all(text).count();
    count(provider, "_redirects", Count { number: rules, what: "rules" }, limits.rules, &mut found);
    count(
        provider,
        "_redirects",
        Count { number: rules - patterns, what: "rules for one address" },
        limits.fixed,
        &mut found,
    );
    count(
        provider,
        "_redirects",
        Count { number: patterns, what: "rules for many addresses" },
        limits.patterns,
        &mut found,
    );
    if let Some(limit) = exceeded(text.len() as u64, limits.bytes) {
        let (bytes, most) = (with_separators(text.len() as u64), size(limit.max));
        found.push(over(limit, format!("_redirects has {bytes} bytes; {provider} allows {most}")));
    }
    long(provider, "_redirects", text, limits.chars_per_line, &mut found);
    unsupported(provider, limits, text, &mut found);
    found
}

/// Reports rules that the provider doesn't support.
fn unsupported(provider: HostingProvider, limits: &Redirects, text: &str, found: &mut Diagnostics) {
    let is_supported = |rule: &Rule<'_>| {
        let (status, force) = rule.status();
        let is_known = status.is_some_and(|status| limits.statuses.contains(&status));
        (limits.statuses.is_empty() || is_known)
            && (force == ForceFlag::Unsupported || limits.force == ForceFlag::Supported)
    };
    let faulty: Vec<Rule<'_>> = Rule::all(text).filter(|rule| !is_supported(rule)).collect();
    let statuses: Vec<String> = limits.statuses.iter().map(ToString::to_string).collect();
    let hint = format!("supported statuses: {}, without `!` ({})", statuses.join(", "), limits.source);
    let listed = if text.starts_with(GENERATED_MARKER) { 0 } else { MAX_LISTED };
    for Rule { line, text } in faulty.iter().take(listed) {
        let message = format!("_redirects, line {line}: {provider} ignores {}", quoted(text));
        found.push(Diagnostic::error(Place::Site, message).hint(&hint));
    }
    if faulty.len() > listed {
        let rest = faulty.len() - listed;
        let (rules, more) = (if rest == 1 { "rule" } else { "rules" }, if listed > 0 { " more" } else { "" });
        let message = format!("_redirects: {provider} ignores {rest} {rules}{more}");
        let hint = if listed > 0 { hint } else { OTHER_HOST_HINT.to_owned() };
        found.push(Diagnostic::error(Place::Site, message).hint(hint));
    }
}

fn headers(provider: HostingProvider, limits: &Headers, text: &str, found: &mut Diagnostics) {
    let is_block = |line: &&str| !line.starts_with([' ', '\t', '#']) && !line.trim().is_empty();
    count(
        provider,
        "_headers",
        Count { number: text.lines().filter(is_block).count(), what: "rules" },
        limits.blocks,
        found,
    );
    long(provider, "_headers", text, limits.chars_per_line, found);
}

/// Number of entries of a file, and their name in a message.
struct Count {
    number: usize,
    what: &'static str,
}

/// Reports a file with more entries than the provider reads.
fn count(
    provider: HostingProvider,
    file: &str,
    Count { number, what }: Count,
    limits: &'static [Limit],
    found: &mut Diagnostics,
) {
    if let Some(limit) = exceeded(number as u64, limits) {
        let (number, most) = (with_separators(number as u64), with_separators(limit.max));
        found.push(over(limit, format!("{file} has {number} {what}; {provider} allows {most}")));
    }
}

/// Reports lines that are too long.
fn long(
    provider: HostingProvider,
    file: &str,
    text: &str,
    limits: &'static [Limit],
    found: &mut Diagnostics,
) {
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with('#'));
    let long = lines.filter_map(|(number, line): (usize, &str)| {
        let characters = line.chars().count() as u64;
        let limit = exceeded(characters, limits)?;
        let (characters, most) = (with_separators(characters), with_separators(limit.max));
        let message = format!("{file}, line {number} has {characters} characters; {provider} allows {most}");
        Some(over(limit, message))
    });
    found.extend(long.take(MAX_LISTED));
}
