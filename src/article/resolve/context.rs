//! Inputs of an entry besides its front matter.

use crate::article::Source;
use crate::article::front_matter::KEYS;
use crate::article::language_suffix::LanguageSuffix;
use crate::article::split::Parts;
use crate::config::Site;
use crate::fields::DiagnosticSink;

/// Context in which a front matter is resolved.
pub(in crate::article) struct Context<'a> {
    pub(in crate::article) source: &'a Source<'a>,
    pub(in crate::article) site: &'a Site,
    pub(in crate::article) parts: &'a Parts<'a>,
    pub(in crate::article) suffix: LanguageSuffix<'a>,
}

impl<'a> Context<'a> {
    /// Creates an empty sink for problems in the front matter.
    pub(in crate::article) fn problems(&self) -> DiagnosticSink<'a> {
        DiagnosticSink::new(self.source.file, self.parts.text, self.parts.front_start)
            .with_format(self.parts.format)
            .with_top_level_keys(&KEYS)
    }
}
