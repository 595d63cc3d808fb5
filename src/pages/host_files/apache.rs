//! `.htaccess` for Apache: redirects, removed pages, headers, error page. Apache parses the file on
//! each request, so the number of rules is limited; the HTML pages at the old addresses do the
//! rest.

use std::fmt::Write as _;

use crate::address::Address;
use crate::model::SiteModel;
use crate::plan::HOST_FILES_FOLDER;

use super::queries::{Answer, Group, Rule, expression, groups};
use super::{LimitedFile, gone, headers, moved, path, spellings};

/// Most redirects that the file holds.
const MAX_REDIRECTS: usize = 5_000;

/// Most files that the file names as never changing.
const MAX_IMMUTABLE_FILES: usize = 1_000;

/// Words for the warning about redirects that are left out.
pub(super) const TAKES: &str = "is kept to 5,000, since Apache reads it for every request";

/// Writes the file.
pub(super) fn htaccess(model: &SiteModel) -> LimitedFile {
    let mut told = LimitedFile {
        text: "# Made by Dateline. Apache 2.4 reads this where the site is allowed AllowOverride All, with mod_rewrite and\n\
               # mod_headers; the HTML pages at the old addresses are there too.\n\nDirectoryIndex index.html\n"
            .to_owned(),
        left_out: 0,
    };
    let not_found = path(model, &Address::known("/404.html"));
    let _ = writeln!(told.text, "ErrorDocument 404 {}", quoted(&not_found));
    let _ = writeln!(told.text, "ErrorDocument 410 \"/%{{reqenv:DATELINE_NOTICE}}\"");
    headers(model, &mut told.text);
    told.text.push_str("\n<IfModule mod_rewrite.c>\nRewriteEngine On\n");
    // Error pages are internal requests, to which no rule may apply.
    told.text.push_str("RewriteCond %{ENV:REDIRECT_STATUS} !^$\nRewriteRule ^ - [L]\n");
    let _ = writeln!(told.text, "RewriteRule ^{HOST_FILES_FOLDER}/ - [R=404,L]");
    let mut rules = 0;
    for group in groups(model) {
        for rule in &group.rules {
            if rules == MAX_REDIRECTS {
                told.left_out += 1;
                continue;
            }
            rules += 1;
            asked(&group, rule, model, &mut told.text);
        }
    }
    for (from, to) in moved(model) {
        if rules == MAX_REDIRECTS {
            told.left_out += 1;
            continue;
        }
        rules += 1;
        let _ = writeln!(told.text, "RewriteRule {} {} [R=301,L,NE,QSD]", pattern(from), target(model, to));
    }
    for spelling in spellings::all(model).iter().take(MAX_REDIRECTS - rules) {
        let from = quoted(&spelled(&spelling.expression()));
        let _ = writeln!(told.text, "RewriteRule {from} {} [R=301,L,NE,QSD]", target(model, spelling.to));
    }
    for address in gone(model) {
        gone_rule(&pattern(address), address, model, &mut told.text);
    }
    told.text.push_str("</IfModule>\n");
    told
}

fn headers(model: &SiteModel, text: &mut String) {
    text.push_str("\n<IfModule mod_headers.c>\n");
    for (name, value) in headers::of_everything(model) {
        let _ = writeln!(text, "Header always set {name} {}", quoted(&value.replace('%', "%%")));
    }
    let _ = writeln!(text, "Header always set Cache-Control {}", quoted(headers::WHILE_THE_SAME));
    let polled = headers::POLLED.map(|name| name.replace('.', "\\."));
    let _ = writeln!(text, "SetEnvIf Request_URI \"/(?:{})$\" dateline_polled", polled.join("|"));
    let mut stamped: Vec<&Address> = model.plan.immutable_addresses().collect();
    stamped.sort_unstable();
    for address in stamped.into_iter().take(MAX_IMMUTABLE_FILES) {
        let path = literal(&format!("{}{address}", model.site.base_path));
        let _ = writeln!(text, "SetEnvIf Request_URI {} dateline_immutable", quoted(&format!("^{path}$")));
    }
    for (value, variable) in [(headers::FOR_MINUTES, "polled"), (headers::FOR_EVER, "immutable")] {
        let _ = writeln!(text, "Header always set Cache-Control {} env=dateline_{variable}", quoted(value));
    }
    text.push_str("</IfModule>\n");
}

/// Writes a rule for an address with a query: a condition for each parameter.
fn asked(group: &Group<'_>, rule: &Rule<'_>, model: &SiteModel, text: &mut String) {
    for (name, parameter) in group.shape.names().iter().zip(&rule.parameters) {
        let value = expression(&parameter.value);
        let pair =
            if name.is_empty() { format!("{value}=?") } else { format!("{}={value}", expression(name)) };
        let _ = writeln!(text, "RewriteCond %{{QUERY_STRING}} {}", quoted(&format!("(?:^|&){pair}(?:&|$)")));
    }
    let from = pattern(&rule.redirect.from.path());
    match rule.answer() {
        Answer::Moved(to) => {
            let _ = writeln!(text, "RewriteRule {from} {} [R=301,L,NE,QSD]", target(model, to));
        }
        Answer::Gone(notice) => gone_rule(&from, &notice, model, text),
    }
}

fn gone_rule(pattern: &str, notice: &Address, model: &SiteModel, text: &mut String) {
    let file = match notice {
        page if page.is_page() => "index.html",
        file if file.has_page_ending() => "",
        _ => "/index.html",
    };
    let at =
        format!("{}{file}", path(model, notice)).replace(',', "%2C").replace('[', "%5B").replace(']', "%5D");
    let at = escaped(at.trim_start_matches('/'));
    let _ =
        writeln!(text, "RewriteRule {pattern} - {}", quoted(&format!("[E=DATELINE_NOTICE:{at},R=410,L]")));
}

/// Returns the expression for a path: relative to the site's folder, decoded, with or without a
/// slash at its end.
fn pattern(address: &Address) -> String {
    let bare = literal(address.as_str().trim_matches('/'));
    quoted(&match bare.as_str() {
        "" => "^(?:index\\.html)?$".to_owned(),
        bare if address.is_page() => format!("^{bare}/?(?:index\\.html)?$"),
        bare if address.has_page_ending() => format!("^{bare}$"),
        bare => format!("^{bare}(?:/(?:index\\.html)?)?$"),
    })
}

/// Returns the expression for a path of which `literal` takes the bytes.
fn spelled(literal: &str) -> String {
    let bare = literal.trim_start_matches('/');
    match bare.strip_suffix('/') {
        Some(page) => format!("^{page}/?(?:index\\.html)?$"),
        None => format!("^{bare}$"),
    }
}

/// Returns the target of a redirect, with backreferences escaped.
fn target(model: &SiteModel, to: &Address) -> String {
    quoted(&escaped(&path(model, to)))
}

fn escaped(path: &str) -> String {
    path.replace('$', "%24").replace('%', "\\%")
}

/// Returns an expression that takes this text alone.
fn literal(text: &str) -> String {
    let mut expression = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if c.is_ascii_punctuation() && !matches!(c, '/' | '-' | '_' | '"') {
            expression.push('\\');
        }
        expression.push(c);
    }
    expression
}

/// Returns a text as Apache reads it back from between quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\\\""))
}
