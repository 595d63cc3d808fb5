//! The command line's types, and nothing else: what may be written, and how it is explained. What is done with it
//! is in `commands`.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use dateline::host_limits::HostingProvider;

/// What the options that every command takes stand under.
const EVERYWHERE: &str = "Options of every command";

/// Builds a news archive: a folder of articles becomes a fast, permanent, publishable website.
#[derive(Debug, Parser)]
#[command(name = "dateline", version, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "A new site:  dateline init my-archive && cd my-archive && dateline build")]
pub(crate) struct Cli {
    /// The site's folder
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "DIR", default_value = ".", value_hint = ValueHint::DirPath)]
    pub(crate) site: PathBuf,

    /// Say nothing but what is wrong
    #[arg(short, long, global = true, help_heading = EVERYWHERE, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Say more: every warning and error, every text that is left out, and how long each stage took
    #[arg(short, long, global = true, help_heading = EVERYWHERE)]
    pub(crate) verbose: bool,

    /// What to do
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Build the site
    Build(Build),
    /// Show the site in a browser, up to date with every edit; nothing is written
    Serve(Serve),
    /// Look at everything that a build would, say what is wrong, and write nothing (but the list of --accept)
    Check(Check),
    /// Put the built site where readers are, by sending what has changed
    Deploy(Deploy),
    /// Make a new site that builds at once
    Init(Init),
    /// Say which addresses are new, and which published ones would be lost
    Ledger(Ledger),
    /// Begin a new article: a file with its front matter filled in
    New(New),
    /// Print the documentation: the list of topics, or one page
    Docs(Docs),
    /// Print a script that completes dateline's commands in a shell
    Completions(Completions),
    /// Print the manual page, or write one for each command into a folder
    Man(Man),
}

/// `dateline build`
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 the site is built; 1 the site has errors, and the output is as it was; \
    2 the command was not understood."
)]
pub(crate) struct Build {
    /// Where to write the site [default: the config's `output`, otherwise public]
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) output: Option<PathBuf>,

    /// Build for this address in place of the config's `base_url`
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub(crate) base_url: Option<String>,

    /// Show drafts as if they were finished
    #[arg(long)]
    pub(crate) drafts: bool,

    /// Build the site as it stands at this moment: 2025-11-01, 2025-11-01T09:30:00 (in the site's time zone) or
    /// 2025-11-01T09:30:00Z [default: now, or `SOURCE_DATE_EPOCH`]
    #[arg(long, value_name = "TIME")]
    pub(crate) as_of: Option<String>,

    /// Build everything, whether or not it has changed
    #[arg(long)]
    pub(crate) force: bool,

    /// Let published addresses go that the site no longer has, with a warning for each
    #[arg(long)]
    pub(crate) allow_lost: bool,

    /// Let pages take the places of files in the output that Dateline did not write
    #[arg(long)]
    pub(crate) adopt: bool,

    /// Say of each page that is made again what changed; with an address, of that page only
    #[arg(long, value_name = "ADDRESS", num_args = 0..=1, default_missing_value = "")]
    pub(crate) explain: Option<String>,

    /// Write what was done to this file, as JSON; `-` is standard output, where nothing else is written then
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) report: Option<PathBuf>,
}

/// `dateline check`
#[derive(Debug, Args)]
#[command(
    after_help = "--accept writes known-problems.toml: dead links and pictures that the site has now, which are warnings \
    from then on. Entries that no longer occur are dropped. Commit the file.\n\n\
    --format json writes one list of objects with severity, kind, file, line, column, message, help and subject; \
    github writes workflow commands.\n\n\
    Exit codes: 0 a build would succeed, and the site fits; 1 there are errors; 2 the command was not \
    understood."
)]
pub(crate) struct Check {
    /// Say what will not fit at this host: too many files, one that is too large, redirects that it does not follow
    #[arg(long, value_name = "HOST", value_parser = hosting_providers())]
    pub(crate) target: Option<HostingProvider>,

    /// Accept dead links and missing pictures as known problems, and drop those that are gone
    #[arg(long, conflicts_with_all = ["drafts", "as_of"])]
    pub(crate) accept: bool,

    /// How to tell what is wrong
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,

    /// Look at the site for this address in place of the config's `base_url`
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub(crate) base_url: Option<String>,

    /// Look at drafts as if they were finished
    #[arg(long)]
    pub(crate) drafts: bool,

    /// Look at the site as it stands at this moment: 2025-11-01, 2025-11-01T09:30:00 (in the site's time zone) or
    /// 2025-11-01T09:30:00Z [default: now, or `SOURCE_DATE_EPOCH`]
    #[arg(long, value_name = "TIME")]
    pub(crate) as_of: Option<String>,

    /// Let published addresses go that the site no longer has, with a warning for each
    #[arg(long)]
    pub(crate) allow_lost: bool,
}

/// A form in which problems are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Human,
    /// One JSON document, on standard output
    Json,
    /// Workflow commands of GitHub Actions, on standard output
    Github,
}

/// The hosts whose limits are known.
fn hosting_providers() -> impl TypedValueParser<Value = HostingProvider> {
    PossibleValuesParser::new(HostingProvider::ALL.map(HostingProvider::name))
        .map(|name| HostingProvider::named(&name).unwrap_or(HostingProvider::Netlify))
}

/// `dateline serve`
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The port to listen on [default: 1111, or the next that is free]
    #[arg(short, long, value_name = "PORT")]
    pub(crate) port: Option<u16>,

    /// The address to listen on, by which other machines can come in: name those that may with --allowed-host
    /// [default: 127.0.0.1]
    #[arg(long, value_name = "ADDR")]
    pub(crate) bind: Option<IpAddr>,

    /// A name by which browsers may call this server, beside localhost: desk.example.org, 192.168.1.5:1111. May be
    /// given several times
    #[arg(long, value_name = "HOST")]
    pub(crate) allowed_host: Vec<String>,

    /// Open the site in a browser
    #[arg(long)]
    pub(crate) open: bool,

    /// Show drafts as if they were finished
    #[arg(long)]
    pub(crate) drafts: bool,

    /// Show the site as it will stand when the last embargo has lifted
    #[arg(long)]
    pub(crate) future: bool,

    /// Show the site as it stands at this moment: 2025-11-01, 2025-11-01T09:30:00 (in the site's time zone) or
    /// 2025-11-01T09:30:00Z [default: whatever time it is, or `SOURCE_DATE_EPOCH`]
    #[arg(long, value_name = "TIME")]
    pub(crate) as_of: Option<String>,
}

/// `dateline deploy`
#[derive(Debug, Args)]
#[command(
    after_help = "It sends what `dateline build` made last, and refuses what a build would make anew now. Whatever goes \
    wrong, readers see whole pages, and running it again goes on from there.\n\n\
    Exit codes: 0 the site is there; 1 it is not, or not all of it; 2 the command was not understood."
)]
pub(crate) struct Deploy {
    /// Which of the config's targets, [deploy.NAME] [default: the only one]
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,

    /// Say what would be done, file by file, and do nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Look at every file at the target, and mend what is not as it was put there
    #[arg(long)]
    pub(crate) verify: bool,

    /// Let so many files leave the target at once [default: 256, or a tenth of what is there]
    #[arg(long, value_name = "N")]
    pub(crate) allow_deletes: Option<usize>,

    /// Go back to what was there before, where the target keeps that
    #[arg(long, conflicts_with_all = ["dry_run", "verify", "allow_deletes", "adopt"])]
    pub(crate) rollback: bool,

    /// How many files are sent at once
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) concurrency: u16,

    /// How often a request is tried again that may succeed the next time
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub(crate) retries: u8,

    /// After how many seconds of silence a request is given up
    #[arg(long, value_name = "SECONDS", default_value_t = 30.0, value_parser = seconds)]
    pub(crate) timeout: f64,

    /// Overwrite what stands at the site's paths and did not come from Dateline, such as an earlier copy of the site
    #[arg(long)]
    pub(crate) adopt: bool,

    /// Take the target from a deploy that was cut short on another machine
    #[arg(long)]
    pub(crate) take_lock: bool,

    /// The output of the build [default: the config's `output`, otherwise public]
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) output: Option<PathBuf>,

    /// The address that it was built for, in place of the config's `base_url`
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub(crate) base_url: Option<String>,
}

/// A time to wait for an answer.
fn seconds(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|seconds| (0.1..=3600.0).contains(seconds))
        .ok_or_else(|| "give a number of seconds between 0.1 and 3600".to_owned())
}

/// `dateline init`
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The new site's folder
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath, required_unless_present = "ci")]
    pub(crate) dir: Option<PathBuf>,

    /// Add what has this host build the site and publish it, on a push and by a schedule; to a site that is there, only
    /// that. No file that is there is touched
    #[arg(long, value_name = "HOST")]
    pub(crate) ci: Option<Ci>,
}

/// A host that can build and publish a site by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Ci {
    /// Cloudflare Pages, by a workflow of GitHub's
    CloudflarePages,
    /// Netlify, by its own builds
    Netlify,
    /// GitHub Pages, by a workflow
    GithubPages,
    /// GitLab Pages, by a pipeline
    GitlabPages,
}

/// `dateline ledger`
#[derive(Debug, Args)]
#[command(
    after_help = "ledger.txt has every address that was ever published, and belongs in the site's repository. A build \
    in which one of them would vanish without a redirect or a withdrawal fails."
)]
pub(crate) struct Ledger {
    /// What to do with it
    #[command(subcommand)]
    pub(crate) task: Option<LedgerTask>,
}

/// What can be done with the ledger.
#[derive(Debug, Subcommand)]
pub(crate) enum LedgerTask {
    /// Add what the last build has
    Accept {
        /// The output of that build [default: the config's `output`, otherwise public]
        #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
        output: Option<PathBuf>,
    },
    /// Take addresses out, for ever
    Forget {
        /// The addresses, as the ledger has them
        #[arg(value_name = "ADDRESS", required = true)]
        addresses: Vec<String>,
    },
}

/// `dateline new`
#[derive(Debug, Args)]
pub(crate) struct New {
    /// The headline
    #[arg(value_name = "HEADLINE")]
    pub(crate) headline: String,

    /// When it appears: a day, or a day and time [default: today]
    #[arg(long, value_name = "DATE")]
    pub(crate) date: Option<String>,

    /// The section that it is in
    #[arg(long, value_name = "NAME")]
    pub(crate) section: Option<String>,
}

/// `dateline docs`
#[derive(Debug, Args)]
pub(crate) struct Docs {
    /// The page to print
    #[arg(value_name = "TOPIC")]
    pub(crate) topic: Option<String>,
}

/// `dateline completions`
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// `dateline man`
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// Write a page for each command into this folder, in place of printing the main one
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) dir: Option<PathBuf>,
}
