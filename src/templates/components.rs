//! Components that texts may call: those in the theme's `templates/components/`, with the arguments
//! that each takes.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{ComponentArgType, ComponentInfo, Context, Tera, Value};

use crate::diagnostic::nearest;
use crate::markdown::{Argument, ArgumentValue, ComponentCall, Problem};
use crate::redaction::Redactions;
use crate::theme::Theme;
use crate::theme::view::PictureSource;

/// Folder of templates that define components for texts.
const FOLDER: &str = "components/";

/// Argument that the engine fills in, not the text: size and variants of the image in `src`.
const PICTURE: &str = "picture";

/// Argument that the engine fills in, not the text: the player of the page in `href`.
pub(crate) const PLAYER: &str = "player";

/// Arguments that the engine fills in.
const GIVEN: [&str; 2] = [PICTURE, PLAYER];

/// Components that texts may call.
#[derive(Debug)]
pub(crate) struct Components(BTreeMap<String, ComponentInfo>);

/// Image that a component shows.
#[derive(Debug, Serialize)]
pub(crate) struct PictureOf<'a> {
    pub(crate) url: &'a str,
    pub(crate) alt: &'a str,
    pub(crate) width: Option<u32>,
    pub(crate) height: Option<u32>,
    pub(crate) sources: Vec<PictureSource>,
}

impl Components {
    /// Collects the components of a theme.
    pub(crate) fn of(theme: &Theme, tera: &Tera) -> Self {
        let texts = templates(theme).flat_map(|template| names(&template.text));
        let known = texts.filter_map(|name| Some((name.to_owned(), tera.get_component_definition(name)?)));
        Self(known.collect())
    }

    /// Checks a call against the component's arguments.
    pub(crate) fn check(&self, call: &ComponentCall<'_>) -> Result<(), Problem> {
        let info = self.0.get(call.name).ok_or_else(|| self.unknown(call))?;
        let takes = |argument: &Argument<'_>| {
            !GIVEN.contains(&argument.name) && info.args().iter().any(|known| known.name() == argument.name)
        };
        if let Some(argument) = call.arguments.iter().find(|argument| !takes(argument)) {
            return Err(unknown_argument(info, argument));
        }
        for known in info.args() {
            let given = call.arguments.iter().find(|argument| argument.name == known.name());
            match (given, known.arg_type()) {
                (Some(argument), Some(kind)) if !is_of(argument.value, kind) => {
                    let message = format!("`{}` of `{}` is no {}", argument.name, call.name, word(kind));
                    let at = argument.value_at.clone();
                    return Err(Problem::new(at, message, example(argument.name, kind)));
                }
                (None, _) if known.is_required() && !GIVEN.contains(&known.name()) => {
                    let kind = known.arg_type().unwrap_or(ComponentArgType::String);
                    let message = format!("`{}` has no `{}`", call.name, known.name());
                    let hint = format!("add {}", example(known.name(), kind));
                    return Err(Problem::new(call.at.clone(), message, hint));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Returns whether a component has an argument of this name.
    pub(crate) fn takes(&self, component: &str, argument: &str) -> bool {
        self.0.get(component).is_some_and(|info| info.args().iter().any(|known| known.name() == argument))
    }

    /// Returns whether a component takes the size of its image.
    pub(crate) fn wants_picture(&self, name: &str) -> bool {
        self.takes(name, PICTURE)
    }

    fn unknown(&self, call: &ComponentCall<'_>) -> Problem {
        let names = || self.0.keys().map(String::as_str);
        let hint = match nearest(call.name, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if self.0.is_empty() => {
                "the theme has none; it would be in templates/components/".to_owned()
            }
            None => format!("the theme has: {}", names().collect::<Vec<_>>().join(", ")),
        };
        Problem::new(call.at.clone(), format!("there is no component `{}`", call.name), hint)
    }
}

/// Returns the templates that define components for texts.
pub(crate) fn templates(theme: &Theme) -> impl Iterator<Item = &crate::theme::Template> {
    theme
        .templates
        .iter()
        .filter(|template| template.name.split_once('/').is_some_and(|(_, name)| name.starts_with(FOLDER)))
}

/// Returns the names of the components that a template defines.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split("{%").skip(1).filter_map(|tag| {
        let rest = tag.trim_start_matches(['-', ' ', '\t', '\n', '\r']).strip_prefix("component")?;
        let name = rest.trim_start().split(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').next()?;
        (rest.starts_with(char::is_whitespace) && !name.is_empty()).then_some(name)
    })
}

fn unknown_argument(info: &ComponentInfo, argument: &Argument<'_>) -> Problem {
    let known: Vec<&str> =
        info.args().iter().map(tera::ComponentArg::name).filter(|name| !GIVEN.contains(name)).collect();
    let hint = match nearest(argument.name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "it takes none".to_owned(),
        None => format!("it takes: {}", known.join(", ")),
    };
    let message = format!("`{}` takes no `{}`", info.name(), argument.name);
    Problem::new(argument.at.clone(), message, hint)
}

fn is_of(value: ArgumentValue<'_>, kind: ComponentArgType) -> bool {
    match value {
        ArgumentValue::Text(_) => kind == ComponentArgType::String,
        ArgumentValue::Integer(_) => matches!(kind, ComponentArgType::Integer | ComponentArgType::Number),
        ArgumentValue::Float(_) => matches!(kind, ComponentArgType::Float | ComponentArgType::Number),
        ArgumentValue::Bool(_) => kind == ComponentArgType::Bool,
    }
}

fn word(kind: ComponentArgType) -> &'static str {
    match kind {
        ComponentArgType::String => "text",
        ComponentArgType::Bool => "true or false",
        ComponentArgType::Integer => "whole number",
        ComponentArgType::Float | ComponentArgType::Number => "number",
        _ => "value that a text can give",
    }
}

fn example(name: &str, kind: ComponentArgType) -> String {
    match kind {
        ComponentArgType::Bool => format!("{name}={{true}}"),
        ComponentArgType::Integer | ComponentArgType::Number => format!("{name}={{3}}"),
        ComponentArgType::Float => format!("{name}={{1.5}}"),
        _ => format!("{name}=\"…\""),
    }
}

/// Makes the context of a component's template: its arguments, with links resolved.
pub(crate) fn context(
    call: &ComponentCall<'_>,
    led: &BTreeMap<&str, String>,
    picture: Option<&PictureOf<'_>>,
    redactions: &Redactions,
) -> Context {
    let mut context = Context::new();
    for argument in &call.arguments {
        let value = match (led.get(argument.name), argument.value) {
            (Some(href), _) => Value::from(href.as_str()),
            (None, ArgumentValue::Text(text)) => Value::from(&*redactions.redact(text)),
            (None, ArgumentValue::Integer(number)) => Value::from(number),
            (None, ArgumentValue::Float(number)) => Value::from(number),
            (None, ArgumentValue::Bool(flag)) => Value::from(flag),
        };
        context.insert_value(argument.name.to_owned(), value);
    }
    if let Some(picture) = picture {
        context.insert(PICTURE, picture);
    }
    context
}
