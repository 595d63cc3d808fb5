//! What a template is made of: itself, what it extends and includes, and, where it calls components, every template
//! that defines one. In goes a theme; out comes a digest for each template, which changes exactly when something in its
//! chain does. It may take in more than Tera would use, never less.

use std::collections::BTreeSet;

use super::{Template, Theme};
use crate::digest::{Digest, Digester};

impl Theme {
    /// The digest of a template's whole chain.
    pub fn chain(&self, name: &str) -> Digest {
        let mut digester = Digester::new();
        for name in self.reached(self.template(name).into_iter().collect()) {
            let text = self.template(name).map_or("", |template| &template.text);
            digester.text(name).text(text);
        }
        digester.finish()
    }

    /// Returns the templates that pages may be made with, directly or by way of others.
    pub fn in_use(&self) -> impl Iterator<Item = &Template> {
        let pages = Self::REQUIRED.into_iter().chain(Self::OPTIONAL);
        let pages = pages.filter_map(|name| self.template(name));
        let components = self.templates.iter().filter(|template| defines_components(&template.text));
        let reached = self.reached(pages.chain(components).collect());
        reached.into_iter().filter_map(|name| self.template(name))
    }

    /// Returns the names of these templates, and of all that stand behind them.
    fn reached<'t>(&'t self, mut waiting: Vec<&'t Template>) -> BTreeSet<&'t str> {
        let mut reached: BTreeSet<&str> = BTreeSet::new();
        while let Some(template) = waiting.pop() {
            if !reached.insert(&template.name) {
                continue;
            }
            waiting.extend(self.named_in(&template.text));
            if calls_components(&template.text) {
                waiting.extend(self.templates.iter().filter(|other| defines_components(&other.text)));
            }
        }
        reached
    }

    /// The templates whose names stand in quotes in a tag of this text: what it extends and includes.
    fn named_in<'t>(&'t self, text: &str) -> Vec<&'t Template> {
        let tags = text.split("{%").skip(1).filter_map(|rest| rest.split("%}").next());
        let quoted = tags.flat_map(|tag| {
            let double = tag.split('"').skip(1).step_by(2);
            let single = tag.split('\'').skip(1).step_by(2);
            let back = tag.split('`').skip(1).step_by(2);
            double.chain(single).chain(back).collect::<Vec<_>>()
        });
        quoted.filter_map(|name| self.template(name)).collect()
    }
}

fn calls_components(text: &str) -> bool {
    let tags = text.split("{{").skip(1).chain(text.split("{%").skip(1));
    tags.into_iter().any(|tag| tag.trim_start_matches(BEFORE_A_TAG).starts_with('<'))
}

/// What may stand between a tag's opening and its first word.
const BEFORE_A_TAG: [char; 5] = ['-', ' ', '\t', '\n', '\r'];

fn defines_components(text: &str) -> bool {
    text.split("{%").any(|rest| rest.trim_start_matches(BEFORE_A_TAG).starts_with("component"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::SitePath;

    fn theme(templates: &[(&str, &str)]) -> Theme {
        let template = |(name, text): &(&str, &str)| Template {
            name: format!("t/{name}"),
            file: SitePath::known(name),
            text: (*text).to_owned(),
        };
        Theme {
            layers: vec!["t".into()],
            templates: templates.iter().map(template).collect(),
            ..Theme::default()
        }
    }

    const BASE: (&str, &str) = ("base.html", "<p>{% block main %}{% endblock %}{% include 'foot.html' %}");
    const PAGE: (&str, &str) =
        ("page.html", "{%- extends \"base.html\" %}{% block main %}{{ <Star n={1} /> }}{% endblock %}");
    const LIST: (&str, &str) = ("list.html", "{% extends \"base.html\" %}");
    const STAR: (&str, &str) = ("star.html", "{%- component Star(n: integer) %}*{% endcomponent Star %}");
    const FOOT: (&str, &str) = ("foot.html", "foot");

    #[test]
    fn a_chain_changes_with_any_template_in_it_and_with_no_other() {
        let before = theme(&[BASE, PAGE, LIST, STAR, FOOT]);
        for (changed, page, list) in [
            ("base.html", true, true),
            ("foot.html", true, true),
            ("star.html", true, false),
            ("page.html", true, false),
        ] {
            let mut after = theme(&[BASE, PAGE, LIST, STAR, FOOT]);
            after.templates.iter_mut().filter(|t| t.name.ends_with(changed)).for_each(|t| t.text.push('!'));
            assert_eq!(before.chain("page.html") != after.chain("page.html"), page, "{changed}");
            assert_eq!(before.chain("list.html") != after.chain("list.html"), list, "{changed}");
        }
    }
}
