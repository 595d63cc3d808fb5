//! Survey of an archive before it is imported.
//!
//! [`Observations`] are counted while the archive is read once. [`Survey::to_toml`] writes
//! them as comments of `import.toml`, beside the decisions that they suggest.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::decisions::Decisions;
use crate::source::SiteFacts;

/// Most examples that are listed of one kind.
const EXAMPLES_LISTED: usize = 40;

/// Numbers of one observation, by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally(BTreeMap<String, Counted>);

/// Number of times that something was seen, and where first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counted {
    /// Number of times.
    pub count: u64,
    /// First example.
    pub example: String,
}

impl Tally {
    /// Counts a name, with an example of it.
    pub fn add(&mut self, name: &str, example: &str) {
        if let Some(counted) = self.0.get_mut(name) {
            counted.count += 1;
        } else {
            self.0.insert(name.to_owned(), Counted { count: 1, example: example.to_owned() });
        }
    }

    /// Returns all names, the most frequent first.
    pub fn by_count(&self) -> Vec<(&str, &Counted)> {
        let mut all: Vec<_> = self.0.iter().map(|(name, counted)| (name.as_str(), counted)).collect();
        all.sort_by(|a, b| b.1.count.cmp(&a.1.count).then(a.0.cmp(b.0)));
        all
    }

    /// Returns the number of a name.
    pub fn count(&self, name: &str) -> u64 {
        self.0.get(name).map_or(0, |counted| counted.count)
    }

    /// Reports that nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Observations about an archive.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Observations {
    /// Number of texts.
    pub texts: u64,
    /// Number of texts by year.
    pub years: BTreeMap<i16, u64>,
    /// Number of texts without a date.
    pub undated: u64,
    /// Types and statuses: `post, publish`.
    pub statuses: Tally,
    /// Character encodings.
    pub encodings: Tally,
    /// Forms of dates: `31/12/2004`.
    pub date_forms: Tally,
    /// Dates that can be read in two ways.
    pub ambiguous_dates: Tally,
    /// Authors.
    pub authors: Tally,
    /// Categories or folders, the candidates for sections.
    pub categories: Tally,
    /// Shortcodes.
    pub shortcodes: Tally,
    /// Hosts of pictures.
    pub picture_hosts: Tally,
    /// Patterns of addresses.
    pub addresses: Tally,
    /// Lines that stand in many texts.
    pub repeated_lines: Tally,
    /// Repairs, such as control characters removed.
    pub repairs: Tally,
}

impl Observations {
    /// Counts a text by its year.
    pub fn add_year(&mut self, year: Option<i16>) {
        self.texts += 1;
        match year {
            Some(year) => *self.years.entry(year).or_default() += 1,
            None => self.undated += 1,
        }
    }

    /// Counts an address by its pattern.
    pub fn add_address(&mut self, address: &str) {
        self.addresses.add(&address_pattern(address), address);
    }
}

/// Returns the pattern of an address.
///
/// `/2014/05/cats/` is `/{year}/{month}/{slug}/`.
pub fn address_pattern(address: &str) -> String {
    let (path, query) = address.split_once('?').map_or((address, None), |(path, query)| (path, Some(query)));
    let mut pattern = String::new();
    let parts: Vec<&str> = path.split('/').collect();
    let mut before = "";
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            pattern.push('/');
        }
        let is_last = parts[index + 1..].iter().all(|part| part.is_empty());
        let number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        before = match (number, part.len(), before) {
            _ if part.is_empty() => "",
            (true, 4, _) if (1800..2100).contains(&part.parse().unwrap_or(0)) => "{year}",
            (true, 1 | 2, "{year}") => "{month}",
            (true, 1 | 2, "{month}") => "{day}",
            (true, ..) => "{number}",
            _ if is_last => match part.rsplit_once('.') {
                Some((_, ending)) if ending.len() <= 5 => {
                    let _ = write!(pattern, "{{slug}}.{ending}");
                    continue;
                }
                _ => "{slug}",
            },
            _ => part,
        };
        pattern.push_str(before);
    }
    if let Some(query) = query {
        let keys: Vec<_> = query.split('&').map(|pair| pair.split('=').next().unwrap_or(pair)).collect();
        let _ = write!(pattern, "?{}=…", keys.join("=…&"));
    }
    pattern
}

/// Survey of an archive.
#[derive(Debug, Clone, PartialEq)]
pub struct Survey {
    /// Facts about the site.
    pub site: SiteFacts,
    /// Observations.
    pub observations: Observations,
    /// Decisions that the observations suggest.
    pub decisions: Decisions,
}

impl Survey {
    /// Writes the survey as `import.toml`.
    ///
    /// # Panics
    ///
    /// Never: decisions can always be written.
    pub fn to_toml(&self) -> String {
        let mut text = String::from(
            "# Decisions of `dateline import`. Correct what is wrong, then run the import.\n\
             # Keep this file with the site: it repeats the import.\n#\n",
        );
        self.write_years(&mut text);
        let seen = &self.observations;
        write_tally(&mut text, "Types and statuses", &seen.statuses);
        write_tally(&mut text, "Patterns of addresses", &seen.addresses);
        write_tally(&mut text, "Forms of dates", &seen.date_forms);
        write_tally(
            &mut text,
            "Dates that can be read in two ways: set `order` in [dates]",
            &seen.ambiguous_dates,
        );
        write_tally(&mut text, "Character encodings", &seen.encodings);
        write_tally(&mut text, "Authors", &seen.authors);
        write_tally(&mut text, "Categories and folders", &seen.categories);
        write_tally(&mut text, "Shortcodes", &seen.shortcodes);
        write_tally(&mut text, "Hosts of pictures", &seen.picture_hosts);
        write_tally(&mut text, "Lines that stand in many texts", &seen.repeated_lines);
        write_tally(&mut text, "Repairs", &seen.repairs);
        text.push('\n');
        text.push_str(&toml::to_string_pretty(&self.decisions).unwrap_or_default());
        text
    }

    /// Writes the number of texts by year, with a mark at years without one.
    fn write_years(&self, text: &mut String) {
        let years = &self.observations.years;
        let _ = writeln!(
            text,
            "# {} texts, {} without a date",
            self.observations.texts, self.observations.undated
        );
        let (Some(first), Some(last)) = (years.keys().next(), years.keys().next_back()) else { return };
        for year in *first..=*last {
            match years.get(&year) {
                Some(count) => _ = writeln!(text, "#   {year}  {count}"),
                None => _ = writeln!(text, "#   {year}  none"),
            }
        }
    }
}

/// Writes a tally as comments.
fn write_tally(text: &mut String, heading: &str, tally: &Tally) {
    if tally.is_empty() {
        return;
    }
    let all = tally.by_count();
    let _ = writeln!(text, "#\n# {heading}:");
    for (name, counted) in all.iter().take(EXAMPLES_LISTED) {
        let _ = write!(text, "#   {:>7}  {}", counted.count, one_line(name));
        if !counted.example.is_empty() && counted.example != *name {
            let _ = write!(text, "   ({})", one_line(&counted.example));
        }
        text.push('\n');
    }
    if all.len() > EXAMPLES_LISTED {
        let _ = writeln!(text, "#   and {} more", all.len() - EXAMPLES_LISTED);
    }
}

/// Makes a text fit into a comment: one line without control characters.
fn one_line(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_patterns() {
        for (address, pattern) in [
            ("/2014/05/cats/", "/{year}/{month}/{slug}/"),
            ("/2014/05/31/cats", "/{year}/{month}/{day}/{slug}"),
            ("/news/article/1204/", "/news/article/{number}/"),
            ("/pub/2004/x.html", "/pub/{year}/{slug}.html"),
            ("/?p=12", "/?p=…"),
            ("/", "/"),
        ] {
            assert_eq!(address_pattern(address), pattern);
        }
    }

    #[test]
    fn import_toml_of_a_survey_can_be_read() {
        let mut observations = Observations::default();
        observations.add_year(Some(1999));
        observations.add_year(Some(2001));
        observations.add_year(None);
        observations.authors.add("Ann\nAuthor", "x");
        let mut decisions = Decisions::default();
        decisions.authors.insert("ann".to_owned(), "Ann Author".to_owned());
        let survey = Survey { site: SiteFacts::default(), observations, decisions: decisions.clone() };
        let text = survey.to_toml();
        assert!(text.contains("#   2000  none"), "{text}");
        assert_eq!(Decisions::parse(&text).expect("import.toml"), decisions);
    }
}
