//! `dateline check`.

use std::path::Path;

use dateline::archive::{Clock, Drafts};
use dateline::config::Overrides;
use dateline::diagnostic::{Diagnostics, Severity};
use dateline::hosts;
use dateline::pipeline::{self, Checked, Memory, Request};
use dateline::publish::Wait;

use crate::cli::Check;

use super::build::left_out;
use super::progress::Bar;
use super::{Failure, Voice, counted, printed, say, time};

/// Looks at everything that a build would, and says what is wrong.
pub(super) fn run(args: &Check, site: &Path, voice: Voice) -> Result<(), Failure> {
    let overrides = Overrides { base_url: args.base_url.clone() };
    let now = time::asked(args.as_of.as_deref(), site, &overrides)?;
    let drafts = if args.drafts { Drafts::Shown } else { Drafts::LeftOut };
    let request = Request {
        site: site.to_owned(),
        output: None,
        overrides,
        clock: Clock { now, drafts },
        wait: Wait::No,
        keeping: time::keeping(args.as_of.as_deref(), drafts, args.allow_lost),
        memory: Memory::Consulted,
    };
    let bar = Bar::new(voice);
    let checked = pipeline::check(&request, &bar);
    bar.finish();
    match checked {
        Ok(mut checked) => {
            let mut found = std::mem::take(&mut checked.warnings);
            if let Some(service) = args.target {
                found.extend(hosts::fit(service, &checked.delivery));
            }
            tell(&found, voice, || passed(args, &checked, &found, voice))
        }
        Err(found) => tell(&found, voice, String::new),
    }
}

/// Says what was found, and how much of it there is.
fn tell(found: &Diagnostics, voice: Voice, passed: impl Fn() -> String) -> Result<(), Failure> {
    say(&mut std::io::stderr(), &printed(found, voice));
    if voice != Voice::Quiet {
        let [errors, warnings] = [Severity::Error, Severity::Warning].map(|severity| found.count(severity));
        let counts = [(errors, "error"), (warnings, "warning")];
        let counts: Vec<String> = counts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| counted(count, what))
            .collect();
        let counts = if counts.is_empty() { "Nothing is wrong".to_owned() } else { counts.join(", ") };
        say(&mut std::io::stdout(), &format!("{}{counts}\n", passed()));
    }
    if found.has_errors() { Err(Failure::Said) } else { Ok(()) }
}

/// What there is on the site, and whether it fits.
fn passed(args: &Check, checked: &Checked, found: &Diagnostics, voice: Voice) -> String {
    if !checked.left_out.is_empty() {
        say(&mut std::io::stderr(), &left_out(&checked.left_out, voice));
    }
    let fits = match args.target {
        Some(service) if found.has_errors() => format!("It does not fit {service}. "),
        Some(service) => format!("It fits {service}. "),
        None => String::new(),
    };
    let Checked { articles, delivery, seconds, .. } = checked;
    format!(
        "{}, {}, {}, looked at in {seconds:.2} s\n{fits}",
        counted(*articles, "article"),
        counted(delivery.files.len(), "file"),
        hosts::size(delivery.bytes())
    )
}
