//! A story in CSL-JSON, which reference managers read
//! (<https://docs.citationstyles.org/en/stable/specification.html#appendix-iii-types>).

use serde::Serialize;

use crate::moment::CalendarDate;

use super::Work;

#[derive(Debug, Serialize)]
struct Item<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Name<'a>>,
    #[serde(rename = "container-title")]
    container_title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<&'a str>,
    publisher: &'a str,
    #[serde(rename = "publisher-place", skip_serializing_if = "Option::is_none")]
    publisher_place: Option<&'a str>,
    issued: Issued,
    #[serde(rename = "URL")]
    url: &'a str,
    language: &'a str,
}

/// Name that is not split into given and family name.
#[derive(Debug, Serialize)]
struct Name<'a> {
    literal: &'a str,
}

#[derive(Debug, Serialize)]
struct Issued {
    /// The year, the month and the day, as far as they are known.
    #[serde(rename = "date-parts")]
    date_parts: [Vec<i16>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    circa: Option<bool>,
}

impl Issued {
    fn on(date: CalendarDate) -> Self {
        let CalendarDate { extent, doubt } = date;
        let month = extent.month().map(i16::from);
        let day = extent.day().map(|day| day.day().into());
        let parts = [Some(extent.year()), month, day].into_iter().flatten().collect();
        Self { date_parts: [parts], circa: doubt.map(|_| true) }
    }
}

/// The item, as a list of one: what programs import.
pub(super) fn entry(work: &Work<'_>) -> String {
    let item = Item {
        id: &work.key,
        kind: "article-newspaper",
        title: work.title,
        author: work.authors.iter().map(|literal| Name { literal }).collect(),
        container_title: work.newspaper,
        section: work.section,
        publisher: work.publisher,
        publisher_place: work.place,
        issued: Issued::on(work.date),
        url: work.address,
        language: work.language,
    };
    serde_json::to_string(&[item]).expect("a citation is texts and numbers")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::tests::work;
    use super::*;

    #[test]
    fn a_date_is_told_as_far_as_it_is_known() {
        for (date, issued) in [
            ("1974-05", json!({ "date-parts": [[1974, 5]] })),
            ("1974~", json!({ "date-parts": [[1974]], "circa": true })),
            ("1974-05-03?", json!({ "date-parts": [[1974, 5, 3]], "circa": true })),
        ] {
            let date = CalendarDate::parse(date).expect("a date");
            assert_eq!(serde_json::to_value(Issued::on(date)).expect("JSON"), issued);
        }
    }

    #[test]
    fn everything_is_read_back() {
        for text in ["The Post", "\"quoted\" \\ {sic}\n</pre> & \u{2028}", "🗞️ عنوان"] {
            let read: Value = serde_json::from_str(&entry(&work(text))).expect("JSON");
            assert_eq!(
                read,
                json!([{
                    "id": "key-1926",
                    "type": "article-newspaper",
                    "title": text,
                    "author": [{ "literal": text }, { "literal": text }],
                    "container-title": text,
                    "section": text,
                    "publisher": text,
                    "publisher-place": text,
                    "issued": { "date-parts": [[1926, 5, 1]] },
                    "URL": "https://post.example/1926/05/a%20b/",
                    "language": "en",
                }])
            );
        }
    }
}
