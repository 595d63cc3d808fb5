//! Readers' comments as a section at the end of a text.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::story::Comment;

/// Deepest nesting of answers.
const DEEPEST: usize = 6;

/// Returns the comments as a threaded list in HTML.
///
/// The site sanitizes it like all HTML of a text. Empty lines are removed, since they end a
/// block of HTML in Markdown.
pub(crate) fn section(comments: &[Comment]) -> String {
    let ids: BTreeSet<&str> = comments.iter().map(|comment| comment.id.as_str()).collect();
    let mut answers: BTreeMap<Option<&str>, Vec<&Comment>> = BTreeMap::new();
    for comment in comments {
        // An answer to a comment that is not there, or to itself, stands at the top.
        let parent = comment.parent.as_deref().filter(|parent| ids.contains(parent) && *parent != comment.id);
        answers.entry(parent).or_default().push(comment);
    }
    let mut html = String::from("## Comments {#comments}\n\n");
    let mut written = BTreeSet::new();
    write_list(&mut html, None, &answers, &mut written, 0);
    // Comments that answer each other in a circle hang on none of the others.
    let circular: Vec<_> = comments.iter().filter(|comment| !written.contains(comment.id.as_str())).collect();
    if !circular.is_empty() {
        html.push_str("<ol>\n");
        for comment in circular {
            write_comment(&mut html, comment);
            html.push_str("</li>\n");
        }
        html.push_str("</ol>\n");
    }
    html
}

/// Writes the answers to a comment.
fn write_list<'a>(
    html: &mut String,
    parent: Option<&'a str>,
    answers: &BTreeMap<Option<&'a str>, Vec<&'a Comment>>,
    written: &mut BTreeSet<&'a str>,
    depth: usize,
) {
    let Some(comments) = answers.get(&parent) else { return };
    html.push_str("<ol>\n");
    for comment in comments {
        written.insert(&comment.id);
        write_comment(html, comment);
        if depth + 1 < DEEPEST {
            write_list(html, Some(&comment.id), answers, written, depth + 1);
            html.push_str("</li>\n");
        } else {
            // Deeper answers stand beside the one that they answer.
            html.push_str("</li>\n");
            write_flat(html, &comment.id, answers, written);
        }
    }
    html.push_str("</ol>\n");
}

/// Writes all answers below a comment at one depth.
fn write_flat<'a>(
    html: &mut String,
    parent: &'a str,
    answers: &BTreeMap<Option<&'a str>, Vec<&'a Comment>>,
    written: &mut BTreeSet<&'a str>,
) {
    let mut waiting: Vec<&Comment> =
        answers.get(&Some(parent)).into_iter().flatten().rev().copied().collect();
    while let Some(comment) = waiting.pop() {
        if written.insert(&comment.id) {
            write_comment(html, comment);
            html.push_str("</li>\n");
            waiting.extend(answers.get(&Some(comment.id.as_str())).into_iter().flatten().rev().copied());
        }
    }
}

/// Writes a comment, without the end of its list item.
fn write_comment(html: &mut String, comment: &Comment) {
    let author = if comment.author.trim().is_empty() { "Anonymous" } else { comment.author.trim() };
    let date = comment.date.map(|date| format!(", {}", date.file_prefix())).unwrap_or_default();
    let _ = writeln!(html, "<li id=\"comment-{}\">", escape(&comment.id));
    let _ = writeln!(html, "<p><strong>{}</strong>{date}</p>", escape(author));
    for line in comment.html.lines().filter(|line| !line.trim().is_empty()) {
        let _ = writeln!(html, "{line}");
    }
}

/// Escapes a text for HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
