//! `dateline serve`.

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;
use std::sync::Arc;

use dateline::archive::Drafts;
use dateline::config::Overrides;
use dateline::diagnostic::{Diagnostics, print, visible};
use dateline::moment::Moment;
use dateline::pipeline;
use dateline::preview::{
    ClockMode, Event, EventHandler, FutureArticles, HiddenCounts, Port, Preview, Settings, WatchMode,
};

use crate::cli::Serve;

use super::{Failure, Verbosity, clock, count_of, paint, print_escaped, print_text, refused};

/// Default port.
const PORT: u16 = 1111;

/// Serves the site until Ctrl-C.
pub(super) fn run(args: &Serve, site: &Path, verbosity: Verbosity) -> Result<(), Failure> {
    let overrides = Overrides::default();
    let settings = Settings {
        site: site.to_owned(),
        clock: clock_mode(args, site, &overrides)?,
        overrides,
        drafts: if args.drafts { Drafts::Shown } else { Drafts::Hidden },
        future: if args.future { FutureArticles::Shown } else { FutureArticles::Hidden },
        bind: args.bind.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        port: args.port.map_or(Port::From(PORT), Port::Exactly),
        allowed_hosts: args.allowed_host.clone(),
        watch: WatchMode::Native,
    };
    let name = name(&settings);
    let preview = Preview::start(settings, event_printer(verbosity))
        .map_err(|error| Failure::Usage(error.to_string()))?;
    let url = format!("http://{name}:{}/", preview.address().port());
    if verbosity != Verbosity::Quiet {
        print_text(
            &mut std::io::stdout(),
            &format!("Site: {url}\nDashboard: {url}_dateline/\nPress Ctrl-C to stop.\n"),
        );
    }
    if args.open
        && let Err(error) = open::that_detached(&url)
    {
        print_text(&mut std::io::stderr(), &format!("Cannot open a browser: {error}\n"));
    }
    preview
        .until_interrupted()
        .map_err(|error| refused("cannot listen for Ctrl-C", &error, "stop the program with kill"))
}

/// Returns the clock of the preview.
fn clock_mode(args: &Serve, site: &Path, overrides: &Overrides) -> Result<ClockMode, Failure> {
    if let Some(written) = &args.as_of {
        let (settings, _) = pipeline::settings(site, overrides, &mut Diagnostics::new())?;
        let moment = Moment::parse(written, &settings.time_zone).map_err(Failure::Usage)?;
        return Ok(ClockMode::Fixed(moment.instant()));
    }
    Ok(match std::env::var_os("SOURCE_DATE_EPOCH") {
        Some(_) => ClockMode::Fixed(clock::now().map_err(Failure::Usage)?),
        None => ClockMode::System,
    })
}

/// Returns the host name under which a browser on this machine reaches the server.
fn name(settings: &Settings) -> String {
    match settings.bind {
        IpAddr::V4(Ipv4Addr::LOCALHOST) | IpAddr::V6(Ipv6Addr::LOCALHOST) => "localhost".to_owned(),
        ip if ip.is_unspecified() => "localhost".to_owned(),
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    }
}

/// Prints the events of the preview.
fn event_printer(verbosity: Verbosity) -> EventHandler {
    Arc::new(move |event| {
        let mut text = String::new();
        match event {
            Event::Broken(found) => text = print(found, paint(&std::io::stderr())),
            Event::Fixed if verbosity != Verbosity::Quiet => text.push_str("Fixed.\n"),
            Event::Polling(why) if verbosity != Verbosity::Quiet => {
                let _ =
                    writeln!(text, "Cannot watch the folder ({}); polling it twice a second.", visible(why));
            }
            Event::Slow(slow) if verbosity != Verbosity::Quiet => {
                let _ = writeln!(text, "{}", visible(&slow.to_string()));
            }
            Event::Ready(hidden) if verbosity != Verbosity::Quiet => text = format_hidden(hidden),
            Event::Fixed | Event::Polling(_) | Event::Slow(_) | Event::Ready(_) | Event::Rebuilt => {}
        }
        print_escaped(&mut std::io::stderr(), &text);
    })
}

/// Formats the numbers of hidden articles with the options that show them.
fn format_hidden(hidden: HiddenCounts) -> String {
    let HiddenCounts { drafts, embargoed } = hidden;
    let mut parts = Vec::new();
    if drafts > 0 {
        parts.push(format!("{} (--drafts shows {})", count_of(drafts, "draft"), them(drafts)));
    }
    if embargoed > 0 {
        let stories = if embargoed == 1 { "story" } else { "stories" };
        parts.push(format!("{embargoed} {stories} under embargo (--future shows {})", them(embargoed)));
    }
    if parts.is_empty() { String::new() } else { format!("Not shown: {}\n", parts.join(", ")) }
}

fn them(count: usize) -> &'static str {
    if count == 1 { "it" } else { "them" }
}
