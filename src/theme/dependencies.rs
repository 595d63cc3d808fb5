//! Dependencies between templates: `extends`, `include`, and components.
//!
//! A template that calls a component depends on every template that defines one. The digest of a
//! template changes exactly if the text of a dependency changes. The set of dependencies may be
//! larger than Tera's, never smaller.

use std::collections::{BTreeMap, HashMap};

use super::{Template, Theme};
use crate::digest::{Digest, Digester};

/// Dependencies between the templates of a theme.
pub struct TemplateDependencies<'t> {
    theme: &'t Theme,
    /// Direct references of each template, by its full name.
    references: HashMap<&'t str, References<'t>>,
    /// Templates that define components.
    components: Vec<&'t Template>,
}

/// Direct references of one template.
struct References<'t> {
    /// Templates named in quotes in one of its tags.
    named: Vec<&'t Template>,
    calls_components: bool,
}

impl Theme {
    /// Scans all templates for references.
    pub fn dependencies(&self) -> TemplateDependencies<'_> {
        let references = self.templates.iter().map(|template| {
            let named = self.references_in(&template.text);
            let calls_components = calls_components(&template.text);
            (&*template.name, References { named, calls_components })
        });
        TemplateDependencies {
            theme: self,
            references: references.collect(),
            components: self.templates.iter().filter(|template| defines_components(&template.text)).collect(),
        }
    }

    /// Returns the templates named in quotes within the tags of a text.
    fn references_in<'t>(&'t self, text: &str) -> Vec<&'t Template> {
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

impl<'t> TemplateDependencies<'t> {
    /// Returns the digest of a template and its dependencies.
    pub fn digest(&self, name: &str) -> Digest {
        let mut digester = Digester::new();
        for template in self.reachable(self.theme.template(name).into_iter().collect()).into_values() {
            digester.text(&template.name).text(&template.text);
        }
        digester.finish()
    }

    /// Returns the templates that define components.
    pub fn components(&self) -> &[&'t Template] {
        &self.components
    }

    /// Returns the templates that pages use and their dependencies, by name.
    pub fn used_templates(&self) -> impl Iterator<Item = &'t Template> + use<'t> {
        let pages = Theme::REQUIRED.into_iter().chain(Theme::OPTIONAL);
        let pages = pages.filter_map(|name| self.theme.template(name));
        self.reachable(pages.chain(self.components.iter().copied()).collect()).into_values()
    }

    /// Returns these templates and their dependencies, by name.
    fn reachable(&self, mut waiting: Vec<&'t Template>) -> BTreeMap<&'t str, &'t Template> {
        let mut reachable = BTreeMap::new();
        while let Some(template) = waiting.pop() {
            if reachable.insert(&*template.name, template).is_some() {
                continue;
            }
            let Some(references) = self.references.get(&*template.name) else { continue };
            waiting.extend(&references.named);
            if references.calls_components {
                waiting.extend(&self.components);
            }
        }
        reachable
    }
}

fn calls_components(text: &str) -> bool {
    let tags = text.split("{{").skip(1).chain(text.split("{%").skip(1));
    tags.into_iter().any(|tag| tag.trim_start_matches(BEFORE_A_TAG).starts_with('<'))
}

/// Characters allowed between a tag's opening and its first word.
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
            let (before, after) = (before.dependencies(), after.dependencies());
            assert_eq!(before.digest("page.html") != after.digest("page.html"), page, "{changed}");
            assert_eq!(before.digest("list.html") != after.digest("list.html"), list, "{changed}");
        }
    }
}
