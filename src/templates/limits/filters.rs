//! Hidden filters that guarded templates call, and bounded versions of Tera's filters whose result
//! can be much larger than their input.

#![expect(clippy::needless_pass_by_value, reason = "the types of filters are given")]

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::{self, Write as _};

use tera::{Error, Kwargs, State, StringInput, Tera, TeraResult, Value};

use super::guard::{BIT, BUILT, EACH, KEPT, MAX_STEP_WEIGHT_LOG2, OUT, PIECE, STEP};
use super::meter::{self, Stop};

/// Maximum nesting depth of lists and maps.
const MAX_NESTING: usize = 64;

/// Maximum number of values in a list or map, nested ones included.
const MAX_VALUES: usize = 4_000_000;

/// Most values of a list that is split off a text.
const MAX_PARTS: usize = 1_000_000;

/// Most values of a list other than of texts that are compared each with each.
const MAX_COMPARED_VALUES: usize = 10_000;

/// Widest indentation (as in Tera).
const MAX_INDENT_CHARS: usize = 1000;

/// Registers the filters.
pub(super) fn register(tera: &mut Tera) {
    for power in 0..=MAX_STEP_WEIGHT_LOG2 {
        tera.register_filter(format!("{EACH}{power}"), move |value: &Value, _: Kwargs, _: &State| {
            let length = value.len().unwrap_or_default() as u64 + 1;
            meter::steps(length.saturating_mul(1 << power)).map_err(stopped)?;
            Ok::<_, Error>(value.clone())
        });
    }
    tera.register_filter(KEPT, |value: &Value, _: Kwargs, _: &State| sized(value, 1));
    tera.register_filter(PIECE, |value: &Value, _: Kwargs, _: &State| sized(value, 1));
    tera.register_filter(BIT, |value: &Value, _: Kwargs, _: &State| sized(value, 16));
    tera.register_filter(BUILT, |value: &Value, _: Kwargs, _: &State| {
        let mut left = MAX_VALUES;
        walk(value, 0, &mut left)?;
        meter::steps((MAX_VALUES - left) as u64 / 16 + 1).map_err(stopped)?;
        Ok::<_, Error>(value.clone())
    });
    tera.register_filter(OUT, |value: &Value, _: Kwargs, _: &State| {
        meter::bytes(value.as_str().map_or(1, str::len)).map_err(stopped)?;
        Ok::<_, Error>(value.clone())
    });
    tera.register_function(STEP, |_: Kwargs, _: &State| {
        meter::steps(1).map_err(stopped)?;
        Ok::<_, Error>(Value::none())
    });
    tera.register_filter("replace", replace);
    tera.register_filter("indent", indent);
    tera.register_filter("join", join);
    tera.register_filter("split", split);
    tera.register_filter("unique", unique);
    tera.register_filter("str", |value: &Value, _: Kwargs, _: &State| written(value));
    tera.register_filter("safe", |value: &Value, _: Kwargs, _: &State| match value.as_str() {
        Some(text) => Ok(Value::safe_string(text)),
        None => Ok::<_, Error>(Value::safe_string(&written(value)?)),
    });
}

fn stopped(stop: Stop) -> Error {
    Error::message(stop)
}

/// Returns a value whose text is not too large.
fn sized(value: &Value, share: u64) -> TeraResult<Value> {
    meter::value(value.as_str().map_or(0, str::len), share).map_err(stopped)?;
    Ok(value.clone())
}

/// Counts the values in a value.
fn walk(value: &Value, depth: usize, left: &mut usize) -> TeraResult<()> {
    let too_much = || stopped(meter::stop(Stop::Depth));
    *left = left.checked_sub(1 + value.as_str().map_or(0, str::len) / 64).ok_or_else(too_much)?;
    if depth > MAX_NESTING {
        return Err(too_much());
    }
    if let Some(list) = value.as_array() {
        list.iter().try_for_each(|value| walk(value, depth + 1, left))?;
    }
    if let Some(map) = value.as_map() {
        map.values().try_for_each(|value| walk(value, depth + 1, left))?;
    }
    Ok(())
}

/// Text that stops at the limit of a value.
struct Text {
    text: String,
    most: usize,
}

impl Text {
    fn new() -> Self {
        Self { text: String::new(), most: meter::largest_value() }
    }

    fn push(&mut self, piece: &str) -> TeraResult<()> {
        self.write_str(piece).map_err(|_| stopped(meter::stop(Stop::Value)))
    }
}

impl fmt::Write for Text {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        if self.text.len() + piece.len() > self.most {
            return Err(fmt::Error);
        }
        self.text.push_str(piece);
        Ok(())
    }
}

/// Returns a value as text.
fn written(value: &Value) -> TeraResult<String> {
    let mut text = Text::new();
    write!(text, "{value}").map_err(|_| stopped(meter::stop(Stop::Value)))?;
    Ok(text.text)
}

/// Replaces a text as Tera does.
fn replace(text: StringInput, kwargs: Kwargs, state: &State) -> TeraResult<Value> {
    let from = kwargs.must_get::<&str>("from")?;
    let to = kwargs.must_get::<StringInput>("to")?;
    let is_safe = state.autoescaping_enabled() && (text.is_safe() || to.is_safe());
    let (text, to) = if is_safe {
        (text.rendered(state)?, to.rendered(state)?)
    } else {
        (Cow::Borrowed(text.as_str()), Cow::Borrowed(to.as_str()))
    };
    let mut replaced = Text::new();
    let mut last = 0;
    for (at, found) in text.match_indices(from) {
        replaced.push(&text[last..at])?;
        replaced.push(&to)?;
        last = at + found.len();
    }
    replaced.push(&text[last..])?;
    Ok(if is_safe { Value::safe_string(&replaced.text) } else { Value::from(replaced.text) })
}

/// Indents a text as Tera does.
fn indent(text: StringInput, kwargs: Kwargs, state: &State) -> TeraResult<Value> {
    let width = kwargs.get::<usize>("width")?.unwrap_or(4).min(MAX_INDENT_CHARS);
    let indentation = kwargs.get::<StringInput>("indentation")?;
    let is_first_indented = kwargs.get::<bool>("first")?.unwrap_or(false);
    let are_blanks_indented = kwargs.get::<bool>("blank")?.unwrap_or(false);
    if indentation.as_ref().is_some_and(|sign| sign.as_str().chars().count() != 1) {
        return Err(Error::message("The `indentation` argument must contain exactly one character"));
    }
    let is_safe = state.autoescaping_enabled()
        && (text.is_safe() || indentation.as_ref().is_some_and(StringInput::is_safe));
    let text = if is_safe { text.rendered(state)? } else { Cow::Borrowed(text.as_str()) };
    let indent = match &indentation {
        Some(sign) if is_safe => sign.rendered(state)?.repeat(width),
        Some(sign) => sign.as_str().repeat(width),
        None => " ".repeat(width),
    };
    let mut indented = Text::new();
    for (number, line) in text.lines().enumerate() {
        if number > 0 {
            indented.push("\n")?;
        }
        let is_indented =
            if number == 0 { is_first_indented } else { !line.is_empty() || are_blanks_indented };
        if is_indented {
            indented.push(&indent)?;
        }
        indented.push(line)?;
    }
    if text.ends_with('\n') {
        indented.push("\n")?;
    }
    Ok(if is_safe { Value::safe_string(&indented.text) } else { Value::from(indented.text) })
}

/// Joins a list as Tera does.
fn join(list: &[Value], kwargs: Kwargs, state: &State) -> TeraResult<Value> {
    let separator = kwargs.get::<StringInput>("sep")?;
    let is_safe = state.autoescaping_enabled()
        && (list.iter().any(|value| value.is_string() && value.is_safe())
            || separator.as_ref().is_some_and(StringInput::is_safe));
    let between = match &separator {
        Some(separator) if is_safe => separator.rendered(state)?,
        Some(separator) => Cow::Borrowed(separator.as_str()),
        None => Cow::Borrowed(""),
    };
    let mut joined = Text::new();
    for (number, value) in list.iter().enumerate() {
        if number > 0 {
            joined.push(&between)?;
        }
        match value.as_str() {
            Some(text) if !is_safe => joined.push(text)?,
            _ if is_safe && value.is_undefined() => {}
            _ if is_safe => joined.push(&state.escape_if_needed(value)?)?,
            _ => joined.push(&written(value)?)?,
        }
    }
    Ok(if is_safe { Value::safe_string(&joined.text) } else { Value::from(joined.text) })
}

/// Splits a text as Tera does.
fn split(text: &str, kwargs: Kwargs, _: &State) -> TeraResult<Value> {
    let parts = text.split(kwargs.must_get::<&str>("pat")?).take(MAX_PARTS + 1);
    let parts: Vec<Value> = parts.map(Into::into).collect();
    if parts.len() > MAX_PARTS {
        return Err(stopped(meter::stop(Stop::Depth)));
    }
    Ok(parts.into())
}

/// Returns each value of a list once, as Tera does, but in linear time.
fn unique(list: &[Value], _: Kwargs, _: &State) -> TeraResult<Vec<Value>> {
    if list.iter().all(Value::is_string) {
        let mut seen = HashSet::with_capacity(list.len());
        return Ok(list.iter().filter(|value| seen.insert(value.as_str())).cloned().collect());
    }
    let mut found: Vec<Value> = Vec::new();
    for value in list {
        if !found.contains(value) {
            if found.len() == MAX_COMPARED_VALUES {
                return Err(stopped(meter::stop(Stop::Depth)));
            }
            meter::steps(1 + found.len() as u64 / 64).map_err(stopped)?;
            found.push(value.clone());
        }
    }
    Ok(found)
}
