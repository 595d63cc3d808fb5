//! Types of the command line. The commands themselves are in `commands`.

mod import;

use std::net::IpAddr;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use dateline::host_limits::HostingProvider;

pub(crate) use import::Import;

/// Heading of the global options.
const EVERYWHERE: &str = "Global options";

/// Static site generator for news archives
#[derive(Debug, Parser)]
#[command(name = "dateline", version, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "A new site:  dateline init my-archive && cd my-archive && dateline build")]
pub(crate) struct Cli {
    /// Folder of the site
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "DIR", default_value = ".", value_hint = ValueHint::DirPath)]
    pub(crate) site: PathBuf,

    /// Print only errors and warnings
    #[arg(short, long, global = true, help_heading = EVERYWHERE, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Print all diagnostics, every hidden article, and the time of each stage
    #[arg(short, long, global = true, help_heading = EVERYWHERE)]
    pub(crate) verbose: bool,

    /// Command to run
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Build the site
    Build(Build),
    /// Preview the site in a browser, with live reload; writes nothing
    Serve(Serve),
    /// Check the site without writing anything (except the list of --accept)
    Check(Check),
    /// Upload the built site, sending only changed files
    Deploy(Deploy),
    /// Create a new site
    Init(Init),
    /// Import the archive of another system: of a blog, a static site, a web archive
    Import(Import),
    /// List new addresses and published ones that would be lost
    Ledger(Ledger),
    /// Create an article with its front matter filled in
    New(New),
    /// Print the documentation: the list of topics, or one page
    Docs(Docs),
    /// Print a shell completion script
    Completions(Completions),
    /// Print the manual page, or write one for each command
    Man(Man),
}

/// Arguments of `dateline build`.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 success; 1 the site has errors, and the output is unchanged; \
    2 invalid usage.")]
pub(crate) struct Build {
    /// Output directory [default: the config's `output`, or public]
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) output: Option<PathBuf>,

    /// Build for this URL instead of the config's `base_url`
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub(crate) base_url: Option<String>,

    /// Include drafts
    #[arg(long)]
    pub(crate) drafts: bool,

    /// Build the site as of this moment: 2025-11-01, 2025-11-01T09:30:00 (in the site's
    /// time zone) or 2025-11-01T09:30:00Z [default: now, or `SOURCE_DATE_EPOCH`]
    #[arg(long, value_name = "TIME")]
    pub(crate) as_of: Option<String>,

    /// Rebuild everything, changed or not
    #[arg(long)]
    pub(crate) force: bool,

    /// Allow published addresses to disappear, with a warning for each
    #[arg(long)]
    pub(crate) allow_lost: bool,

    /// Overwrite files in the output that Dateline did not write
    #[arg(long)]
    pub(crate) adopt: bool,

    /// Print why each page is rebuilt, or only the page at ADDRESS
    #[arg(long, value_name = "ADDRESS", num_args = 0..=1, default_missing_value = "")]
    pub(crate) explain: Option<String>,

    /// Write a JSON report of the build to this file; `-` is standard output, which
    /// then holds nothing else
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) report: Option<PathBuf>,
}

/// Arguments of `dateline check`.
#[derive(Debug, Args)]
#[command(
    after_help = "--accept writes known-problems.toml: current dead links and missing pictures, which are warnings \
    from then on. Solved entries are removed. Commit the file.\n\n\
    --format json writes a list of objects with severity, kind, file, line, column, message, help and subject; \
    github writes workflow commands.\n\n\
    --answers writes unanswered.csv: the old addresses without an answer, the most requested first.\n\n\
    Exit codes: 0 a build would succeed, the site fits, and every old address is answered; 1 there are errors or \
    unanswered addresses; 2 invalid usage."
)]
pub(crate) struct Check {
    /// Report what exceeds this host's limits: number of files, file sizes, redirects
    #[arg(long, value_name = "HOST", value_parser = hosting_providers())]
    pub(crate) target: Option<HostingProvider>,

    /// Report which of these old addresses the site answers: a sitemap, an access
    /// log, CDX, WARC, a CSV of a search console, or one address a line
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "accept")]
    pub(crate) answers: Option<PathBuf>,

    /// Accept dead links and missing pictures as known problems, and remove solved ones
    #[arg(long, conflicts_with_all = ["drafts", "as_of"])]
    pub(crate) accept: bool,

    /// Output format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,

    /// Check the site for this URL instead of the config's `base_url`
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub(crate) base_url: Option<String>,

    /// Include drafts
    #[arg(long)]
    pub(crate) drafts: bool,

    /// Check the site as of this moment: 2025-11-01, 2025-11-01T09:30:00 (in the site's
    /// time zone) or 2025-11-01T09:30:00Z [default: now, or `SOURCE_DATE_EPOCH`]
    #[arg(long, value_name = "TIME")]
    pub(crate) as_of: Option<String>,

    /// Allow published addresses to disappear, with a warning for each
    #[arg(long)]
    pub(crate) allow_lost: bool,
}

/// Output format of diagnostics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Text for people
    Human,
    /// One JSON document on standard output
    Json,
    /// GitHub Actions workflow commands on standard output
    Github,
}

/// Returns the parser for hosting providers with known limits.
fn hosting_providers() -> impl TypedValueParser<Value = HostingProvider> {
    PossibleValuesParser::new(HostingProvider::ALL.map(HostingProvider::name))
        .map(|name| HostingProvider::named(&name).unwrap_or(HostingProvider::Netlify))
}

/// Arguments of `dateline serve`.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Port to listen on [default: 1111, or the next free one]
    #[arg(short, long, value_name = "PORT")]
    pub(crate) port: Option<u16>,

    /// Address to listen on.
    /// For anything but loopback, also pass --allowed-host [default: 127.0.0.1]
    #[arg(long, value_name = "ADDR")]
    pub(crate) bind: Option<IpAddr>,

    /// Host name that browsers may use besides localhost: desk.example.org,
    /// 192.168.1.5:1111. Can be repeated
    #[arg(long, value_name = "HOST")]
    pub(crate) allowed_host: Vec<String>,

    /// Open the site in a browser
    #[arg(long)]
    pub(crate) open: bool,

    /// Include drafts
    #[arg(long)]
    pub(crate) drafts: bool,

    /// Show the site as of the moment when the last embargo lifts
    #[arg(long)]
    pub(crate) future: bool,

    /// Show the site as of this moment: 2025-11-01, 2025-11-01T09:30:00 (in the site's
    /// time zone) or 2025-11-01T09:30:00Z [default: the current time, or `SOURCE_DATE_EPOCH`]
    #[arg(long, value_name = "TIME")]
    pub(crate) as_of: Option<String>,
}

/// Arguments of `dateline deploy`.
#[derive(Debug, Args)]
#[command(
    after_help = "Uploads the last output of `dateline build`, and fails if a build is due. Readers never see a half-uploaded \
    page. If a deploy is interrupted, run it again and it resumes.\n\n\
    Exit codes: 0 the site is deployed; 1 it is not, or not completely; 2 invalid usage."
)]
pub(crate) struct Deploy {
    /// Target in the config, [deploy.NAME] [default: the only one]
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,

    /// Print the planned changes, file by file, without making them
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Compare every file at the target, and repair those that differ
    #[arg(long)]
    pub(crate) verify: bool,

    /// Maximum number of files a deploy may delete [default: 256, or a tenth of the
    /// files there]
    #[arg(long, value_name = "N")]
    pub(crate) allow_deletes: Option<usize>,

    /// Restore the previous release, if the target keeps it
    #[arg(long, conflicts_with_all = ["dry_run", "verify", "allow_deletes", "adopt"])]
    pub(crate) rollback: bool,

    /// Number of parallel uploads
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) concurrency: u16,

    /// Number of retries of a failed request
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub(crate) retries: u8,

    /// Seconds without a response after which a request fails
    #[arg(long, value_name = "SECONDS", default_value_t = 30.0, value_parser = seconds)]
    pub(crate) timeout: f64,

    /// Overwrite files at the target that Dateline did not upload, such as an earlier
    /// copy of the site
    #[arg(long)]
    pub(crate) adopt: bool,

    /// Take over the lock of a deploy that was interrupted on another machine
    #[arg(long)]
    pub(crate) take_lock: bool,

    /// Output directory of the build [default: the config's `output`, or public]
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) output: Option<PathBuf>,

    /// URL that the site was built for, instead of the config's `base_url`
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub(crate) base_url: Option<String>,
}

/// Parses a timeout.
fn seconds(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|seconds| (0.1..=3600.0).contains(seconds))
        .ok_or_else(|| "give a number of seconds between 0.1 and 3600".to_owned())
}

/// Arguments of `dateline init`.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Folder of the new site
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath, required_unless_present = "ci")]
    pub(crate) dir: Option<PathBuf>,

    /// Add CI configuration for HOST (push and schedule).
    /// Existing files are never overwritten
    #[arg(long, value_name = "HOST")]
    pub(crate) ci: Option<Ci>,
}

/// Host with CI configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Ci {
    /// Cloudflare Pages, with GitHub Actions
    CloudflarePages,
    /// Netlify, with its own builds
    Netlify,
    /// GitHub Pages, with GitHub Actions
    GithubPages,
    /// GitLab Pages, with a pipeline
    GitlabPages,
}

/// Arguments of `dateline ledger`.
#[derive(Debug, Args)]
#[command(
    after_help = "ledger.txt lists every address that was ever published. Keep it in the site's repository. A build fails \
    if one of them would disappear without a redirect or a withdrawal."
)]
pub(crate) struct Ledger {
    /// Task
    #[command(subcommand)]
    pub(crate) task: Option<LedgerTask>,
}

/// Tasks on the ledger.
#[derive(Debug, Subcommand)]
pub(crate) enum LedgerTask {
    /// Add the addresses of the last build
    Accept {
        /// Output directory of that build [default: the config's `output`, or public]
        #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
        output: Option<PathBuf>,
    },
    /// Remove addresses permanently
    Forget {
        /// Addresses, as in the ledger
        #[arg(value_name = "ADDRESS", required = true)]
        addresses: Vec<String>,
    },
}

/// Arguments of `dateline new`.
#[derive(Debug, Args)]
pub(crate) struct New {
    /// Headline
    #[arg(value_name = "HEADLINE")]
    pub(crate) headline: String,

    /// Publication date, with or without a time [default: today]
    #[arg(long, value_name = "DATE")]
    pub(crate) date: Option<String>,

    /// Section
    #[arg(long, value_name = "NAME")]
    pub(crate) section: Option<String>,
}

/// Arguments of `dateline docs`.
#[derive(Debug, Args)]
pub(crate) struct Docs {
    /// Page to print
    #[arg(value_name = "TOPIC")]
    pub(crate) topic: Option<String>,
}

/// Arguments of `dateline completions`.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// Shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// Arguments of `dateline man`.
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// Write a page for each command into this folder instead of printing the main page
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) dir: Option<PathBuf>,
}
