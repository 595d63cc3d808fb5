//! Citations in BibTeX. Every value is escaped, so no headline can end a field.

use std::fmt::Write as _;

use crate::moment::CalendarDate;

use super::Work;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The entry.
pub(super) fn entry(work: &Work<'_>) -> String {
    let mut entry = format!("@article{{{},\n", work.key);
    if !work.authors.is_empty() {
        let authors: Vec<String> = work.authors.iter().map(|author| name(author)).collect();
        field(&mut entry, "author", &authors.join(" and "));
    }
    // The second braces keep the headline's capitals.
    field(&mut entry, "title", &format!("{{{}}}", escaped(work.title)));
    field(&mut entry, "journal", &escaped(work.newspaper));
    field(&mut entry, "publisher", &escaped(work.publisher));
    let CalendarDate { extent, doubt } = work.date;
    let circa = if doubt.is_some() { "circa " } else { "" };
    field(&mut entry, "year", &format!("{circa}{}", extent.year()));
    let month = usize::from(extent.month().unwrap_or(0).unsigned_abs());
    if let Some(month) = month.checked_sub(1).and_then(|month| MONTHS.get(month)) {
        let _ = writeln!(entry, "  month = {month},");
    }
    if let Some(day) = extent.day() {
        field(&mut entry, "day", &day.day().to_string());
    }
    // Programs do not unescape URLs. This one is percent-encoded, so it has no braces or spaces.
    field(&mut entry, "url", work.address);
    entry.push('}');
    entry
}

fn field(entry: &mut String, name: &str, value: &str) {
    let _ = writeln!(entry, "  {name} = {{{value}}},");
}

/// Returns an author's name, in braces if BibTeX would split or reorder it.
fn name(author: &str) -> String {
    let escaped = escaped(author);
    let is_list = author.split_whitespace().any(|word| word.eq_ignore_ascii_case("and"));
    if is_list || author.contains(',') { format!("{{{escaped}}}") } else { escaped }
}

/// A text in which nothing means anything to BibTeX or TeX.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            // An escaped brace still counts as one where BibTeX looks for the end of a field; these
            // names do not.
            '{' => escaped.push_str("\\textbraceleft{}"),
            '}' => escaped.push_str("\\textbraceright{}"),
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '%' | '&' | '#' | '$' | '_' => escaped.extend(['\\', c]),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::work;
    use super::*;

    #[test]
    fn an_entry_reads_as_readers_of_bibtex_expect() {
        let mut story = work("100% of R&D_x {sic} #1 $2 ~ ^ \\end");
        story.authors = vec!["Ann Lee", "Smith and Sons", "Lee, Jr."];
        story.newspaper = "The Post";
        story.publisher = "Post Media";
        assert_eq!(
            entry(&story),
            "@article{key-1926,\n  \
             author = {Ann Lee and {Smith and Sons} and {Lee, Jr.}},\n  \
             title = {{100\\% of R\\&D\\_x \\textbraceleft{}sic\\textbraceright{} \\#1 \\$2 \\textasciitilde{} \
             \\textasciicircum{} \\textbackslash{}end}},\n  \
             journal = {The Post},\n  \
             publisher = {Post Media},\n  \
             year = {1926},\n  \
             month = may,\n  \
             day = {1},\n  \
             url = {https://post.example/1926/05/a%20b/},\n}"
        );
    }

    #[test]
    fn a_date_is_told_as_far_as_it_is_known() {
        let dated = |date: &str| {
            let mut story = work("A");
            story.date = CalendarDate::parse(date).expect("a date");
            let entry = entry(&story);
            let lines = entry.lines().map(str::trim);
            lines
                .filter(|line| ["year", "month", "day"].iter().any(|key| line.starts_with(key)))
                .collect::<String>()
        };
        assert_eq!(dated("1974-05"), "year = {1974},month = may,");
        assert_eq!(dated("1974~"), "year = {circa 1974},");
    }

    proptest! {
        #[test]
        fn no_text_ends_a_field(text in "([{}%&\\\\\"@,\n]|and |[ -~]|[\0-\u{ffff}]){0,30}") {
            let entry = entry(&work(&text));
            let mut depth = 0;
            for (at, byte) in entry.bytes().enumerate() {
                depth += match byte { b'{' => 1, b'}' => -1, _ => 0 };
                prop_assert!(depth > 0 || at < "@article".len() || at + 1 == entry.len(), "{entry}");
            }
            prop_assert_eq!(depth, 0);
            prop_assert_eq!(entry.lines().count(), 10);
        }
    }
}
