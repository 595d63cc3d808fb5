//! Reads `authors`: names, or tables with a name, an organization and a part in the work.

use crate::article::front_matter::{FrontAuthors, FrontCredit};
use crate::fields::{DiagnosticSink, Field, Fields, Spanned, Value};

use super::Required;

const KEY: &str = "authors";

/// List with a table, for messages.
const EXAMPLE: &str = "[\"Ann Author\", { name = \"Ben Bell\", role = \"photographs\" }]";

/// Table, for messages.
const TABLE: &str = "{ name = \"Ann Author\", of = \"The Evening Post\", role = \"photographs\" }";

/// Reads the names, and the credits if one of them is a table.
pub(super) fn read<'t>(fields: &mut Fields<'t, '_>, problems: &mut DiagnosticSink<'_>) -> FrontAuthors<'t> {
    let Some(field) = fields.non_blank(KEY) else { return FrontAuthors::default() };
    if let Value::Table(_) = field.value() {
        let hint = format!("write it as authors = {EXAMPLE}, or below a line [[authors]]");
        problems.error(field.span(), "`authors` is a list, even of one", hint);
        return FrontAuthors::default();
    }
    let entries = match field.value() {
        Value::List(_) => field.list(problems).unwrap_or_default(),
        _ => Vec::new(),
    };
    if entries.iter().all(|entry| entry.value().as_table().is_none()) {
        return FrontAuthors { names: field.strings(problems).unwrap_or_default(), credits: Vec::new() };
    }
    let entries = entries.iter().filter(|entry| !entry.value().is_blank());
    let credits: Vec<_> = entries.filter_map(|entry| credit(entry, &field, problems)).collect();
    FrontAuthors { names: credits.iter().map(|credit| credit.name.clone()).collect(), credits }
}

/// Reads one entry: a name or a table.
fn credit<'t>(
    entry: &Field<'t, '_>,
    list: &Field<'t, '_>,
    problems: &mut DiagnosticSink<'_>,
) -> Option<FrontCredit<'t>> {
    if entry.value().as_table().is_none() {
        let name = Spanned { value: entry.non_empty(problems)?, span: entry.span() };
        return Some(FrontCredit { name, of: None, role: None });
    }
    let mut inner = entry.table(problems, "authors.", TABLE)?;
    let required = Required { table: "an entry of `authors`", key: "name", example: EXAMPLE };
    let name = required.take(&mut inner, list, problems);
    let name = name.and_then(|name| Some(Spanned { value: name.non_empty(problems)?, span: name.span() }));
    let of = inner.non_empty("of", problems).map(|text| text.value);
    let role = inner.non_empty("role", problems).map(|text| text.value);
    inner.finish(problems, "");
    Some(FrontCredit { name: name?, of, role })
}
