//! Arguments of `dateline import`.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueHint};
use dateline_import::kind::Kind;

/// Arguments of `dateline import`.
#[derive(Debug, Args)]
#[command(
    after_help = "--survey writes import.toml: what the archive holds, and the decisions that it suggests. Correct them, \
    try --sample 50, then import all. A second run changes nothing that an editor has changed.\n\n\
    Exit codes: 0 all texts are imported or have a decision; 1 texts are set aside, or the archive can't be read; \
    2 invalid usage."
)]
pub(crate) struct Import {
    /// Files or folder of the archive
    #[arg(required = true, value_name = "SOURCE", value_hint = ValueHint::AnyPath)]
    pub(crate) sources: Vec<PathBuf>,

    /// Kind of the archive [default: detected]
    #[arg(long, value_name = "KIND", value_parser = import_kinds())]
    pub(crate) kind: Option<Kind>,

    /// Only write import.toml, with a survey of the archive
    #[arg(long, conflicts_with_all = ["sample", "only", "dry_run", "discard_edits", "fetch_media"])]
    pub(crate) survey: bool,

    /// Site to import into; created if it does not exist [default: --site]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) into: Option<PathBuf>,

    /// Import only N articles, spread over years and patterns of addresses
    #[arg(long, value_name = "N")]
    pub(crate) sample: Option<usize>,

    /// Import only the texts of a year
    #[arg(long, value_name = "YEAR")]
    pub(crate) only: Option<i16>,

    /// Write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Also overwrite imported files that were changed since
    #[arg(long)]
    pub(crate) discard_edits: bool,

    /// Folder of the old site's uploads, from which pictures are copied
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) uploads: Option<PathBuf>,

    /// Fetch missing pictures from the old site, one at a time; the next run goes on
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) fetch_media: bool,
}

/// Returns the parser of the kinds of archives.
fn import_kinds() -> impl TypedValueParser<Value = Kind> {
    PossibleValuesParser::new(Kind::NAMES).try_map(|name| Kind::parse(&name).ok_or("unknown kind"))
}
