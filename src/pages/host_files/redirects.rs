//! `_redirects`: each line has an old address, a new one and a status.
//!
//! Netlify accepts any status, and with a `!` a rule applies even if the page exists. Cloudflare
//! always applies a rule, and accepts a limited number of redirects only.

use std::fmt::Write as _;

use crate::address::{Address, Parameter};
use crate::diagnostic::Diagnostic;
use crate::model::SiteModel;

use super::queries::{Answer, Rule, groups, is_plain};
use super::spellings::{self, Spelling};
use super::{LimitedFile, gone, moved, path, path_of_bytes, warning};

/// Limits of Cloudflare: <https://developers.cloudflare.com/pages/configuration/redirects/>.
pub(super) const CLOUDFLARE_TAKES: &str = "takes 2,000, of 1,000 characters each";

const CLOUDFLARE_MAX_RULES: usize = 2_000;
const CLOUDFLARE_MAX_RULE_CHARS: usize = 1_000;

/// Number of rules from which a deploy to Netlify may fail:
/// <https://docs.netlify.com/routing/redirects/>.
const MANY_ON_NETLIFY: usize = 10_000;

const HEAD: &str = "# Made by Dateline from the aliases of the site's texts; the HTML pages at these addresses are there too.\n";

/// Returns the file for Netlify. Removed pages keep their notice, with status 410.
pub(super) fn netlify(model: &SiteModel) -> String {
    let mut text = HEAD.to_owned();
    for group in groups(model) {
        for rule in group.rules.iter().filter(|rule| is_understood(rule)) {
            asked(rule, model, &mut text);
        }
    }
    for (from, to) in moved(model) {
        let _ = writeln!(text, "{} {} 301!", path(model, from), path(model, to));
    }
    for Spelling { bytes, to } in spellings::all(model) {
        let _ = writeln!(text, "{} {} 301!", path_of_bytes(model, &bytes), path(model, to));
    }
    for address in gone(model) {
        let _ = writeln!(text, "{} {} 410!", path(model, address), notice(model, address));
    }
    text
}

/// Checks whether Netlify can compare the parameters of an address: each needs a name and a value,
/// both without a sign that is spelled in several ways. The script of the page does the rest.
fn is_understood(rule: &Rule<'_>) -> bool {
    let names = rule.parameters.windows(2).all(|pair| pair[0].name != pair[1].name);
    let is_plain = |text: &str| !text.is_empty() && text.bytes().all(is_plain);
    names && rule.parameters.iter().all(|parameter| is_plain(&parameter.name) && is_plain(&parameter.value))
}

fn asked(rule: &Rule<'_>, model: &SiteModel, text: &mut String) {
    text.push_str(&path(model, &rule.redirect.from.path()));
    for Parameter { name, value } in &rule.parameters {
        let _ = write!(text, " {name}={value}");
    }
    let _ = match rule.answer() {
        Answer::Moved(to) => writeln!(text, " {} 301!", path(model, to)),
        Answer::Gone(address) => writeln!(text, " {} 410!", notice(model, &address)),
    };
}

/// Returns the path of the file of a notice.
fn notice(model: &SiteModel, address: &Address) -> String {
    let file = match address {
        page if page.is_page() => "index.html",
        file if file.has_page_ending() => "",
        _ => "/index.html",
    };
    format!("{}{file}", path(model, address))
}

/// Returns a warning if the file has more rules than Netlify guarantees.
pub(super) fn netlify_limits(model: &SiteModel) -> Option<Diagnostic> {
    let rules = model.plan.permanent_redirects().count()
        + model.plan.gone_addresses().count()
        + model.plan.query_redirects().all().len();
    (rules >= MANY_ON_NETLIFY).then(|| {
        warning(
            format!("_redirects has {rules} rules, and Netlify may not take {MANY_ON_NETLIFY} or more"),
            "where the deploy fails for it, take netlify out of [hosting]: HTML pages lead readers on all the same",
        )
    })
}

/// The file as Cloudflare reads it.
pub(super) fn cloudflare(model: &SiteModel) -> LimitedFile {
    let mut told = LimitedFile { text: HEAD.to_owned(), left_out: 0 };
    let mut rules = 0;
    for (from, to) in moved(model) {
        let rule = format!("{} {} 301", path(model, from), path(model, to));
        if rules == CLOUDFLARE_MAX_RULES || rule.len() > CLOUDFLARE_MAX_RULE_CHARS {
            told.left_out += 1;
            continue;
        }
        rules += 1;
        told.text.push_str(&rule);
        told.text.push('\n');
    }
    for Spelling { bytes, to } in spellings::all(model).into_iter().take(CLOUDFLARE_MAX_RULES - rules) {
        let rule = format!("{} {} 301\n", path_of_bytes(model, &bytes), path(model, to));
        if rule.len() <= CLOUDFLARE_MAX_RULE_CHARS {
            told.text.push_str(&rule);
        }
    }
    told
}
