//! `dateline docs`: prints the documentation, which is part of the program.

use std::fmt::Write as _;

use dateline::diagnostic::nearest;

use crate::cli::Docs;

use super::{Failure, print_escaped};

/// Pages that the list shows under one title.
struct Group {
    title: &'static str,
    pages: &'static [Page],
}

/// Page of the documentation.
struct Page {
    topic: &'static str,
    /// Markdown that begins with a heading.
    text: &'static str,
}

/// Makes pages of files below `docs/`.
macro_rules! pages {
    ($folder:literal: $($topic:literal),+) => {
        &[$(Page { topic: $topic, text: include_str!(concat!("../../docs/", $folder, $topic, ".md")) }),+]
    };
}

/// All pages except those about Dateline's own code.
const GROUPS: [Group; 6] = [
    Group { title: "Begin", pages: pages!("": "install", "first-archive", "coming-from", "import") },
    Group {
        title: "How do I…",
        pages: pages!(
            "how-to/": "logo", "menu", "lead-story", "newsletter", "donate", "contact-form", "analytics",
            "cookie-notice", "fonts", "style-sheet", "anonymise", "rescue-wordpress"
        ),
    },
    Group { title: "Write", pages: pages!("": "front-matter", "markdown", "languages") },
    Group {
        title: "Look up",
        pages: pages!("": "commands", "configuration", "addresses", "messages", "limits", "standards"),
    },
    Group { title: "Publish", pages: pages!("": "checking", "serve", "hosting", "deploy") },
    Group { title: "Themes", pages: pages!("": "themes", "theme-variables") },
];

/// Prints the list of topics, or one page.
pub(super) fn run(args: &Docs) -> Result<(), Failure> {
    let text = match &args.topic {
        Some(topic) => page(topic)?.text.to_owned(),
        None => list(),
    };
    print_escaped(&mut std::io::stdout(), &text);
    Ok(())
}

fn list() -> String {
    let mut list = "dateline docs TOPIC prints one of these pages.\n".to_owned();
    for Group { title, pages } in &GROUPS {
        let _ = writeln!(list, "\n{title}");
        for Page { topic, text } in *pages {
            let heading = text.lines().next().unwrap_or_default().trim_start_matches("# ");
            let _ = writeln!(list, "  {topic:16} {heading}");
        }
    }
    list
}

fn page(topic: &str) -> Result<&'static Page, Failure> {
    let asked = topic.trim_end_matches(".md").to_lowercase();
    let pages = || GROUPS.iter().flat_map(|group| group.pages);
    if let Some(page) = pages().find(|page| page.topic == asked) {
        return Ok(page);
    }
    let topics = || pages().map(|page| page.topic);
    let near = nearest(&asked, topics()).or_else(|| topics().find(|topic| topic.contains(&*asked)));
    let hint = near.map_or_else(
        || "`dateline docs` lists the topics".to_owned(),
        |near| format!("did you mean `dateline docs {near}`?"),
    );
    Err(Failure::Usage(format!("there is no topic `{topic}`; {hint}")))
}
