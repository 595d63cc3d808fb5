//! What stands in a page's head, read by a parser of HTML, as a visiting program would.

use schemaorg_rs::{Html, extract_all, profiles::ProfileRegistry, validation};
use serde_json::Value;

const OPENING: &str = "<script type=\"application/ld+json\">";

/// The page's structured data; `None` where it has none.
pub(crate) fn structured_data(page: &str) -> Option<Value> {
    let (_, rest) = page.split_once(OPENING)?;
    let (json, _) = rest.split_once("</script>").expect("the element has an end");
    Some(serde_json::from_str(json).expect("it holds JSON"))
}

/// The first thing of this type in the page's graph.
pub(crate) fn node(page: &str, kind: &str) -> Value {
    let data = structured_data(page).expect("the page has structured data");
    let graph = data["@graph"].as_array().expect("a graph").iter();
    graph.clone().find(|node| node["@type"] == kind).cloned().unwrap_or(Value::Null)
}

/// The types of what the page's graph tells of.
pub(crate) fn types(page: &str) -> Vec<String> {
    let data = structured_data(page).expect("the page has structured data");
    let graph = data["@graph"].as_array().expect("a graph").iter();
    graph.map(|node| node["@type"].as_str().expect("a type").to_owned()).collect()
}

/// The lines of the head that tell of the page: its tags, and its structured data set out.
pub(crate) fn told(page: &str) -> String {
    let tags = page.lines().filter(|line| {
        ["<link rel=\"canonical\"", "<link rel=\"schema", "<meta property=", "<meta name=\"citation"]
            .iter()
            .chain(&[
                "<meta name=\"DC.",
                "<meta name=\"twitter",
                "<meta name=\"description",
                "<meta name=\"robots",
            ])
            .any(|start| line.starts_with(start))
    });
    let mut lines: Vec<String> = tags.map(str::to_owned).collect();
    if let Some(data) = structured_data(page) {
        lines.push(serde_json::to_string_pretty(&data).expect("JSON"));
    }
    lines.join("\n")
}

/// How many scripts a parser of HTML finds in the page.
pub(crate) fn scripts(page: &str) -> usize {
    let html = Html::parse_document(page);
    html.tree
        .nodes()
        .filter(|node| node.value().as_element().is_some_and(|element| element.name() == "script"))
        .count()
}

/// What the vocabulary and Google's rules have against the page.
pub(crate) fn faults(page: &str) -> Vec<String> {
    let graph = extract_all(page).expect("HTML");
    let vocabulary = validation::validate(&graph);
    let google = ProfileRegistry::with_google()
        .evaluate("google", &graph, &vocabulary.diagnostics)
        .expect("the profile is known");
    let misread = graph.warnings.iter().map(|warning| format!("{warning:?}"));
    let wrong = vocabulary
        .errors()
        .chain(vocabulary.warnings())
        .map(|fault| format!("{}: {}", fault.path, fault.message));
    let unfit = google
        .type_results
        .iter()
        .filter(|result| !result.eligible || !result.recommended_missing.is_empty());
    let unfit = unfit.map(|result| {
        format!("{} lacks {:?} {:?}", result.schema_type, result.required_missing, result.recommended_missing)
    });
    let details = google.diagnostics.iter().map(|fault| format!("{}: {}", fault.path, fault.message));
    misread.chain(wrong).chain(unfit).chain(details).collect()
}
