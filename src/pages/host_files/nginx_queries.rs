//! Maps of nginx for old addresses with a query. For each set of parameter names one map, whose key
//! is the path with the values; the order of the parameters in a request does not matter, and
//! others are ignored.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::address::{Address, decoded_part};
use crate::model::SiteModel;

use super::nginx_syntax::{decoded, decoded_text, quoted, value};
use super::path;
use super::queries::{Answer, Group, Rule, expression, groups, spellings};

/// Most sets of names that are asked in one request: nginx follows variables to a depth of 100.
const MAX_MAPS: usize = 40;

/// Maps, with their requirements.
#[derive(Default)]
pub(super) struct QueryMaps {
    pub(super) text: String,
    /// Length of the longest key.
    pub(super) longest: usize,
    /// Number of keys in the largest map.
    pub(super) most: usize,
    /// Number of redirects that the script of their page has to do.
    pub(super) left_out: usize,
}

/// Writes the maps.
///
/// `$dateline_asked` is the new address, or `!` and the notice of a removed page.
pub(super) fn maps(model: &SiteModel) -> QueryMaps {
    let mut maps = QueryMaps::default();
    if model.plan.query_redirects().is_empty() {
        return maps;
    }
    let (told, left): (Vec<_>, Vec<_>) =
        groups(model).into_iter().partition(|group| !group.has_a_name_twice());
    maps.left_out = left.iter().chain(told.iter().skip(MAX_MAPS)).map(|group| group.rules.len()).sum();
    let told = &told[..told.len().min(MAX_MAPS)];
    maps.text.push_str(
        "\n# The path of a request, without a slash at its end.\n\
         map $uri $dateline_path {\n    default $uri;\n    \"~^(?<dateline_bare>.*?)(?:/index\\.html)?/?$\" $dateline_bare;\n}\n",
    );
    let mut names: Vec<&str> =
        told.iter().flat_map(|group| group.shape.names()).map(|name| &**name).collect();
    names.sort_unstable();
    names.dedup();
    for (number, name) in names.iter().enumerate() {
        let _ = write!(
            maps.text,
            "\nmap $args $dateline_value_{number} {{\n    default \"\";\n    {} $dateline_found_{number};\n}}\n",
            quoted(&format!("~(?:^|&){}(?:&|$)", capture(name, number)))
        );
    }
    for (number, group) in told.iter().enumerate() {
        maps.add(group, number, told.len(), &names, model);
    }
    maps.text.push_str(
        "\nmap $dateline_asked $dateline_asked_gone {\n    default \"\";\n    \"~^!\" 1;\n}\n\
         \nmap $dateline_asked $dateline_notice {\n    default $uri;\n    \"~^!(?<dateline_notice_at>.*)$\" $dateline_notice_at;\n}\n",
    );
    maps
}

/// Returns an expression that matches the value of a parameter, or a value without a name.
fn capture(name: &str, number: usize) -> String {
    if name.is_empty() {
        format!("(?<dateline_found_{number}>[^&=]+)=?")
    } else {
        format!("{}=(?<dateline_found_{number}>[^&]*)", expression(name))
    }
}

impl QueryMaps {
    fn add(&mut self, group: &Group<'_>, number: usize, of: usize, names: &[&str], model: &SiteModel) {
        let variable = |number: usize| match number {
            0 => "$dateline_asked".to_owned(),
            number => format!("$dateline_asked_{number}"),
        };
        let next = if number + 1 < of { variable(number + 1) } else { "\"\"".to_owned() };
        let mut key = "$dateline_path?".to_owned();
        for (place, name) in group.shape.names().iter().enumerate() {
            let name = names.binary_search(&&**name).unwrap_or_default();
            let _ = write!(key, "{}${{dateline_value_{name}}}", if place > 0 { "&" } else { "" });
        }
        let _ = write!(self.text, "\nmap \"{key}\" {} {{\n    default {next};\n", variable(number));
        let keys = keys(group, model);
        self.most = self.most.max(keys.len());
        for (key, leads) in &keys {
            self.longest = self.longest.max(key.len());
            let _ = writeln!(self.text, "    {} {};", quoted(key), quoted(leads));
        }
        self.text.push_str("}\n");
    }
}

/// Returns the keys of a map with their values.
///
/// Those that differ in the case of letters alone, which nginx ignores in plain keys, are
/// expressions.
fn keys(group: &Group<'_>, model: &SiteModel) -> BTreeMap<String, String> {
    let mut by_lower: BTreeMap<String, Vec<(String, &Rule<'_>)>> = BTreeMap::new();
    for rule in &group.rules {
        let from = decoded_part(rule.redirect.from.path_text());
        let path = format!("{}{}", decoded_text(&model.site.base_path), from.trim_end_matches('/'));
        let values: Vec<&str> = rule.parameters.iter().map(|parameter| parameter.value.as_str()).collect();
        for spelled in spellings(&values) {
            let key = format!("{path}?{}", spelled.join("&"));
            let same = by_lower.entry(key.to_ascii_lowercase()).or_default();
            if same.iter().all(|(_, other)| !std::ptr::eq(*other, rule)) {
                same.push((key, rule));
            }
        }
    }
    let mut keys = BTreeMap::new();
    for same in by_lower.into_values() {
        let is_single = same.len() == 1;
        for (key, rule) in same {
            let key = if is_single { key } else { format!("~^{}$", literal(&key)) };
            keys.insert(key, leads(rule, model));
        }
    }
    keys
}

/// Returns an expression that takes this text alone.
fn literal(text: &str) -> String {
    let mut expression = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            expression.push('\\');
        }
        expression.push(c);
    }
    expression
}

fn leads(rule: &Rule<'_>, model: &SiteModel) -> String {
    match rule.answer() {
        Answer::Moved(to) => value(&path(model, to)),
        Answer::Gone(notice) => format!("!{}", gone(model, &notice)),
    }
}

/// Returns the path of a notice's file, which is not decoded again.
fn gone(model: &SiteModel, notice: &Address) -> String {
    value(&decoded(model, notice))
}
