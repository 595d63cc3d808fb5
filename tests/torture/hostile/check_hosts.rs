//! Reads the files for a site's host as the host does, and looks for lines and directives that Dateline did not mean.

use crate::dangerous::MARK;
use crate::kit::{Snapshot, Thing};

/// Checks every file that a host reads.
pub(super) fn check(output: &Snapshot) -> Result<(), String> {
    for (path, thing) in output {
        let Thing::File { bytes, .. } = thing else { continue };
        let text = String::from_utf8_lossy(bytes);
        let fault = match path.to_str().unwrap_or_default() {
            "_headers" => text.lines().find(|line| !is_header(line)).map(str::to_owned),
            "_redirects" => text.lines().find(|line| !is_redirect(line)).map(str::to_owned),
            ".htaccess" => text.lines().find(|line| line.trim_start().starts_with(MARK)).map(str::to_owned),
            conf if conf.starts_with("_hosting/nginx") => nginx(&text),
            _ => None,
        };
        if let Some(fault) = fault {
            return Err(format!("{}: {fault:?}", path.display()));
        }
    }
    Ok(())
}

fn is_header(line: &str) -> bool {
    let known = [
        "Content-Security-Policy",
        "Content-Type",
        "X-Content-Type-Options",
        "Referrer-Policy",
        "Permissions-Policy",
        "Cache-Control",
        "! Cache-Control",
    ];
    match line.strip_prefix("  ") {
        Some(header) => known.iter().any(|known| {
            header.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with(": "))
        }),
        None => line.is_empty() || line.starts_with(['/', '#']),
    }
}

fn is_redirect(line: &str) -> bool {
    let is_status = |word: &str| word.trim_end_matches('!').parse::<u16>().is_ok();
    line.is_empty()
        || line.starts_with('#')
        || (line.starts_with('/') && line.split(' ').next_back().is_some_and(is_status))
}

/// Returns the first directive of an nginx file that begins with the mark: quotes and escapes are read as nginx reads them.
fn nginx(text: &str) -> Option<String> {
    let (mut is_start, mut quote, mut is_escaped, mut is_comment) = (true, None, false, false);
    for (at, c) in text.char_indices() {
        if is_comment {
            is_comment = c != '\n';
            continue;
        }
        if is_escaped {
            is_escaped = false;
            continue;
        }
        match (c, quote) {
            ('\\', _) => is_escaped = true,
            (c, Some(open)) => {
                if c == open {
                    quote = None;
                }
            }
            ('"' | '\'', None) => quote = Some(c),
            ('#', None) if is_start => is_comment = true,
            (';' | '{' | '}', None) => is_start = true,
            (c, None) if c.is_whitespace() => {}
            (_, None) => {
                if is_start && text[at..].starts_with(MARK) {
                    return Some(text[at..].lines().next().unwrap_or_default().to_owned());
                }
                is_start = false;
            }
        }
    }
    quote.map(|open| format!("a quote {open} that never ends"))
}
