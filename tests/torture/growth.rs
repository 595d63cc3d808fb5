//! Builds a site of one article with an awkward text of n, 2n and 4n bytes, and compares the processor's time. A pattern
//! that grows faster than its length is a way to stop a newsroom with one file.

use super::bout::Bout;
use super::kit::{self, Site};

/// Function that makes a text of about the given number of bytes.
type Make = fn(usize) -> String;

/// File that holds the text of a pattern.
#[derive(Clone, Copy)]
enum File {
    Article,
    Template,
}

impl File {
    fn path(self) -> &'static str {
        match self {
            Self::Article => "content/a.md",
            Self::Template => "templates/article.html",
        }
    }

    /// Returns a text whose time is subtracted from the time of every pattern.
    fn smallest(self) -> String {
        match self {
            Self::Article => article("", "x\n"),
            Self::Template => "x\n".to_owned(),
        }
    }
}

/// Awkward text of any length.
struct Pattern {
    name: &'static str,
    file: File,
    make: Make,
}

fn patterns() -> impl Iterator<Item = Pattern> {
    let articles = PATTERNS.iter().map(|&(name, make)| Pattern { name, file: File::Article, make });
    let templates = TEMPLATES.iter().map(|&(name, make)| Pattern { name, file: File::Template, make });
    articles.chain(templates)
}

/// Most that four times the length may take, as a multiple.
const MOST: f64 = 5.0;

/// A suspect pattern is measured this often, and the shortest times count: beside other programs the caches of the processor
/// are shared, and a build takes up to twice the time.
const ATTEMPTS: usize = 3;

/// As many seconds are not measured against each other: a machine's noise is as large.
const NOISE: f64 = 0.25;

pub(crate) fn run(bout: &Bout) {
    // A megabyte at the most: 4n.
    let length = bout.count(1 << 13, 1 << 18, 1 << 18);
    // In the short form texts are short, and a slow machine's noise is large.
    let most = if length < 1 << 18 { 3.0 * MOST } else { MOST };
    let names: Vec<String> = patterns().map(|pattern| pattern.name.to_owned()).collect();
    let worst = std::sync::Mutex::new((0.0, String::new()));
    bout.each(&names, 1, |name, _| {
        let Some(pattern) = patterns().find(|pattern| pattern.name == name) else {
            return Err("there is no such pattern".to_owned());
        };
        let mut times = measure(&pattern, length)?;
        for _ in 1..ATTEMPTS {
            if !is_suspect(&times, most) {
                break;
            }
            let again = measure(&pattern, length)?;
            times = std::array::from_fn(|index| times[index].min(again[index]));
        }
        let growth = growth(&times, most);
        let mut worst = worst.lock().expect("no thread panicked");
        if times[2] > worst.0 {
            *worst = (times[2], name.to_owned());
        }
        if is_suspect(&times, most) {
            return Err(format!("{times:.2?} s at n, 2n and 4n of {length} bytes: x{growth:.1}"));
        }
        if times[2] > 10.0 {
            return Err(format!("{:.1} s for {} bytes", times[2], 4 * length));
        }
        Ok(())
    });
    let (seconds, name) = worst.into_inner().expect("no thread panicked");
    bout.note(format!("the slowest text of {} bytes takes {seconds:.2} s of processor: {name}", 4 * length));
}

/// Returns the processor's seconds for a pattern at n, 2n and 4n.
fn measure(pattern: &Pattern, length: usize) -> Result<[f64; 3], String> {
    let empty = seconds(pattern.file, &pattern.file.smallest())?;
    let mut times = [0.0; 3];
    for (time, times_over) in times.iter_mut().zip([1, 2, 4]) {
        *time = (seconds(pattern.file, &(pattern.make)(length * times_over))? - empty).max(0.001);
    }
    Ok(times)
}

/// Returns the growth from n to 4n.
fn growth(times: &[f64; 3], most: f64) -> f64 {
    times[2] / times[0].max(NOISE / most)
}

/// Returns whether a pattern seems to grow too fast.
fn is_suspect(times: &[f64; 3], most: f64) -> bool {
    times[2] > NOISE && growth(times, most) > most
}

/// Returns the processor's seconds of a build of one article.
fn seconds(file: File, text: &str) -> Result<f64, String> {
    let site = Site::new();
    site.write(File::Article.path(), File::Article.smallest());
    site.write(file.path(), text);
    let before = children();
    let said = kit::run(&mut site.command(&["build", "-q"]), 6 * kit::LIMIT);
    let after = children();
    match said.disgrace() {
        Some(disgrace) => Err(disgrace),
        None => Ok(after - before),
    }
}

const TICKS_PER_SECOND: f64 = 100.0;

/// Returns the processor's seconds of all commands that have ended.
fn children() -> f64 {
    // Fields 16 and 17 of proc(5), counted after the name in parentheses.
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |field: usize| fields.get(field).and_then(|ticks| ticks.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(13) + ticks(14)) / TICKS_PER_SECOND
}

fn article(keys: &str, text: &str) -> String {
    format!("+++\ntitle = \"A\"\ndate = 2025-01-01\n{keys}+++\n\n{text}\n")
}

/// Returns a text that repeats something.
fn again(piece: &str, bytes: usize) -> String {
    article("", &piece.repeat(bytes / piece.len()))
}

/// Returns a text of numbered pieces.
fn each(bytes: usize, size: usize, piece: impl Fn(usize) -> String) -> String {
    (0..bytes / size).map(piece).collect()
}

macro_rules! repeated {
    ($($name:literal $piece:literal),* $(,)?) => { [$(($name, (|bytes| again($piece, bytes)) as Make)),*] };
}

/// Patterns of every kind of syntax.
const PATTERNS: [(&str, Make); 58] = {
    let repeated = repeated![
        "open brackets" "[",
        "pictures that begin" "![",
        "links without an end" "[word](",
        "links in angles without an end" "[word](<x",
        "reference links" "[word][x] ",
        "asterisks" "*",
        "strong that never ends" "**word ",
        "mixed emphasis" "*a **b _c ",
        "underscores in words" "_word",
        "strikethrough" "~~a ",
        "code that begins" "`word ",
        "quotes in quotes" "> ",
        "items in items" "- ",
        "numbers in numbers" "1. ",
        "headings of one name" "## Same\n\n",
        "open angles" "<",
        "tags without an end" "<a ",
        "attributes without an end" "<a href=\"",
        "comments without an end" "<!--",
        "declarations" "<![CDATA[",
        "blocks of HTML" "<div>\n",
        "misnested formatting" "<b><p></b>",
        "paragraphs that format" "<p><b><i>x\n\n",
        "tables in tables" "<table><tr><td>",
        "foreign content" "<svg><style>",
        "ampersands" "&",
        "character references" "&#x",
        "backslashes" "\\",
        "bare addresses" "https://a.example/b_c ",
        "links to missing headings" "[a](#nope) ",
        "links to missing files" "[a](nope.md) ",
        "missing pictures" "![x](nope.png) ",
        "links to missing headings, a line each" "[a](#nope)\n\n",
        "components that never end" "{% <PullQuote> %}\n\n",
        "components that are broken" "{% <Figure ",
        "components with open values" "{{ <Figure alt={",
        "components" "{% <PullQuote by=\"x\"> %}a{% </PullQuote> %}\n\n",
        "foreign shortcodes" "{{< figure x >}} ",
        "quotation marks" "\"a' ",
        "hard breaks" "a  \n",
        "carriage returns" "\r",
        "fences" "```\n",
        "combining marks" "a\u{301}",
        "direction marks" "\u{202e}",
        "elements with one id" "<p id=\"x\">a</p>\n\n",
        "scripts" "<script>",
        "one line" "word ",
    ];
    let mut all: [(&str, Make); 58] = [("", (|_| String::new()) as Make); 58];
    let mut at = 0;
    while at < repeated.len() {
        all[at] = repeated[at];
        at += 1;
    }
    let mut next = 0;
    while next < MADE.len() {
        all[at + next] = MADE[next];
        next += 1;
    }
    all
};

/// Patterns that repeat nothing as it is.
const MADE: [(&str, Make); 11] = [
    ("attributes of one tag", |bytes| {
        let attributes = each(bytes, 8, |number| format!("a{number}=1 "));
        article("", &format!("<a {attributes}>"))
    }),
    ("footnotes", |bytes| {
        let notes = each(bytes, 24, |number| format!("a[^{number}]\n\n[^{number}]: b\n\n"));
        article("", &notes)
    }),
    ("definitions of references", |bytes| {
        article("", &each(bytes, 16, |number| format!("[r{number}]: /x{number}\n")))
    }),
    ("columns of a table", |bytes| {
        let columns = bytes / 4;
        article("", &format!("|{}\n|{}\n", "a|".repeat(columns), "-|".repeat(columns)))
    }),
    ("rows of a table", |bytes| article("", &format!("|a|b|\n|-|-|\n{}", "|a|b|\n".repeat(bytes / 6)))),
    ("unknown keys", |bytes| article(&each(bytes, 12, |number| format!("k{number} = 1\n")), "x")),
    ("keys of the theme", |bytes| {
        let keys = each(bytes, 12, |number| format!("k{number} = 1\n"));
        article(&format!("[extra]\n{keys}"), "x")
    }),
    ("tags", |bytes| {
        let tags = each(bytes, 64, |number| format!("\"t{number}\","));
        article(&format!("tags = [{tags}]\n"), "x")
    }),
    ("corrections", |bytes| {
        let corrections = each(bytes, 48, |number| format!("{{ date = 2025-01-02, text = \"c{number}\" }},"));
        article(&format!("corrections = [{corrections}]\n"), "x")
    }),
    ("names that are withheld", |bytes| {
        let names = each(bytes, 128, |number| format!("\"Name{number} X\","));
        article(&format!("anonymise = [{names}]\n"), &"word Name1 X ".repeat(bytes / 16))
    }),
    ("keys of YAML", |bytes| {
        let keys = each(bytes, 12, |number| format!("k{number}: [1]\n"));
        format!("---\ntitle: A\ndate: 2025-01-01\n{keys}---\nx\n")
    }),
];

/// Patterns of templates. Some pass a limit of `docs/limits.md`: the error has to come in time, too.
const TEMPLATES: [(&str, Make); 14] = [
    ("values in a template", |bytes| "{{ site.title }} ".repeat(bytes / 17)),
    ("values without an end", |bytes| "{{ ".repeat(bytes / 3)),
    ("tags of templates without an end", |bytes| "{% if ".repeat(bytes / 6)),
    ("conditions", |bytes| "{% if 1 %}a{% endif %}".repeat(bytes / 22)),
    ("conditions in conditions", |bytes| {
        let depth = bytes / 21;
        format!("{}a{}", "{% if 1 %}".repeat(depth), "{% endif %}".repeat(depth))
    }),
    ("loops one after another", |bytes| "{% for i in [1, 2] %}{{ i }}{% endfor %}".repeat(bytes / 40)),
    ("comments in a template", |bytes| "{# a #}".repeat(bytes / 7)),
    ("parts of one expression", |bytes| format!("{{{{ 1{} }}}}", " + 1".repeat(bytes / 4))),
    ("parentheses", |bytes| format!("{{{{ {}1{} }}}}", "(".repeat(bytes / 2), ")".repeat(bytes / 2))),
    ("filters one after another", |bytes| format!("{{{{ \"a\"{} }}}}", " | upper".repeat(bytes / 8))),
    ("variables that are set", |bytes| each(bytes, 20, |number| format!("{{% set v{number} = {number} %}}"))),
    ("blocks", |bytes| each(bytes, 32, |number| format!("{{% block b{number} %}}a{{% endblock %}}"))),
    ("a list in a template", |bytes| {
        format!("{{% for i in [{}] %}}{{{{ i }}}}{{% endfor %}}", "1, ".repeat(bytes / 3))
    }),
    ("text of a template", |bytes| "<p class=\"a\">text</p>\n".repeat(bytes / 24)),
];
