//! Citations of articles: `{{ citation(form="bibtex") }}` and `"csl-json"`. They are made from the
//! variables of the page's template, so the page's fingerprint covers them.

mod bibtex;
mod csl;

use tera::{Error, State, TeraResult, Value};

use crate::model::SiteModel;
use crate::model::language_context::current_language;
use crate::moment::CalendarDate;

use super::context_value::{optional_text_at, text_at};

/// Cited article.
#[derive(Debug)]
struct Work<'a> {
    key: String,
    title: &'a str,
    authors: Vec<&'a str>,
    newspaper: &'a str,
    publisher: &'a str,
    place: Option<&'a str>,
    section: Option<&'a str>,
    date: CalendarDate,
    address: &'a str,
    language: &'a str,
}

/// Returns the citation of the page's article in a form; empty on other pages.
pub(crate) fn citation(form: &str, model: &SiteModel, state: &State<'_>) -> TeraResult<String> {
    let write = match form {
        "bibtex" => bibtex::entry,
        "csl-json" => csl::entry,
        other => {
            let message = format!("there is no form of citations `{other}` (there are: bibtex, csl-json)");
            return Err(Error::message(message));
        }
    };
    let Some(article) = state.get::<Value>("article")? else { return Ok(String::new()) };
    let written = text_at(&article, "date")?;
    let day = written.split_once('T').map_or(written, |(day, _)| day);
    let date = CalendarDate::parse(day);
    let date = date.ok_or_else(|| Error::message(format!("`{day}` is no date to be cited")))?;
    let address = text_at(&article, "permalink")?;
    let writers = article.get_from_path("writers").and_then(Value::as_array).unwrap_or_default();
    let edition = current_language();
    let work = Work {
        key: key(address, date),
        title: text_at(&article, "title")?,
        authors: writers.iter().map(|writer| text_at(writer, "name")).collect::<TeraResult<_>>()?,
        newspaper: &model.language_context(edition).title,
        publisher: &model.publisher.name,
        place: model.site.edition(edition).place,
        section: optional_text_at(&article, "section.name"),
        date,
        address,
        language: text_at(&article, "language")?,
    };
    Ok(write(&work))
}

/// The length of a name in a key.
const NAME_LENGTH: usize = 60;

/// Returns the citation key: the last part of the address, reduced to characters that every program
/// accepts.
fn key(address: &str, date: CalendarDate) -> String {
    let name = address.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let plain = |part: &&str| part.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !part.is_empty();
    let mut key = String::new();
    for part in name.trim_end_matches(".html").split('-').filter(plain) {
        if key.len() + part.len() > NAME_LENGTH {
            break;
        }
        key.push_str(part);
        key.push('-');
    }
    if key.is_empty() {
        key.push_str("story-");
    }
    key + &date.extent.year().to_string()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// A story whose every text is this one.
    pub(crate) fn work(text: &str) -> Work<'_> {
        Work {
            key: "key-1926".to_owned(),
            title: text,
            authors: vec![text, text],
            newspaper: text,
            publisher: text,
            place: Some(text),
            section: Some(text),
            date: CalendarDate::of_day(date(1926, 5, 1)),
            address: "https://post.example/1926/05/a%20b/",
            language: "en",
        }
    }

    #[test]
    fn a_key_is_of_letters_that_every_program_knows() {
        let day = CalendarDate::of_day(date(1926, 5, 1));
        assert_eq!(key("https://post.example/1926/05/the-bridge-opens/", day), "the-bridge-opens-1926");
        assert_eq!(key("https://post.example/1926/05/bridge.html", day), "bridge-1926");
        assert_eq!(key("https://post.example/%D8%AE%D8%A8%D8%B1/", day), "story-1926");
        assert!(key(&format!("https://post.example/{}", "long-".repeat(99)), day).len() < 70);
    }
}
