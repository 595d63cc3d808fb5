//! Warns of everything in trusted HTML that a browser will not load or run, since the site's
//! Content-Security-Policy does not allow it, with the line of the config that would.

use std::ops::Range;

use url::Url;

use crate::config::{ContentSecurityPolicy, Inline};
use crate::diagnostic::{Diagnostic, Kind, quoted};
use crate::embeds::{self, Embed};
use crate::markdown::{Load, LoadKind};

use super::LinkResolver;

impl LinkResolver<'_> {
    /// Warns of something that a browser will block.
    pub(super) fn note_blocked(&mut self, load: &Load, at: &Range<usize>) {
        let Some(policy) = &self.model.site.hosting.policy else { return };
        let Some(blocked) = self.blocked(load, policy) else { return };
        let directive = directive(load.kind);
        let message = format!(
            "browsers will not {}: the site's Content-Security-Policy does not allow it",
            blocked.what
        );
        let hint = blocked.provider.unwrap_or_else(|| {
            let line = policy.line_with(directive, &blocked.source);
            let instead = instead(load.kind);
            format!("{instead}to allow it, set `[hosting.content_security_policy] {line}` in config.toml")
        });
        let subject = format!("{directive} {}", blocked.source);
        let warning = Diagnostic::warning(self.place(at), message).hint(hint).about(Kind::Blocked, subject);
        self.found.push(warning);
    }

    fn blocked(&self, load: &Load, policy: &ContentSecurityPolicy) -> Option<Blocked> {
        let directive = directive(load.kind);
        let inline = match load.kind {
            LoadKind::InlineScript | LoadKind::InlineStyle => Some(Inline::Element),
            LoadKind::Handler | LoadKind::StyleAttribute => Some(Inline::Attribute),
            _ => None,
        };
        if let Some(inline) = inline {
            let what = match load.kind {
                LoadKind::InlineScript => "run this script".to_owned(),
                LoadKind::Handler => format!("run the script in `{}`", load.name),
                LoadKind::InlineStyle => "use these styles".to_owned(),
                _ => "use the styles in `style`".to_owned(),
            };
            let blocked = Blocked { what, source: "'unsafe-inline'".to_owned(), provider: None };
            return (!policy.allows_inline(directive, inline)).then_some(blocked);
        }
        let written = load.address.as_deref().filter(|written| !written.is_empty())?;
        let own = Url::parse(&self.model.permalink(&self.page.address)).ok()?;
        let url = own.join(written).ok().filter(|url| url.scheme() != "about")?;
        if policy.allows(directive, &url, &own) {
            return None;
        }
        let source = match url.host_str() {
            Some(_) => url.origin().ascii_serialization(),
            None => format!("{}:", url.scheme()),
        };
        let source = if url.origin() == own.origin() { "'self'".to_owned() } else { source };
        let provider = embeds::find(written).filter(|_| load.kind == LoadKind::Frame);
        let provider = provider.map(|embed| self.allowing(&embed, &source));
        Some(Blocked { what: format!("{} {}", verb(load.kind), quoted(written)), source, provider })
    }
}

impl LinkResolver<'_> {
    /// Returns advice to allow the provider of a frame from `source`.
    fn allowing(&self, embed: &Embed, source: &str) -> String {
        let Embed { provider, player, .. } = embed;
        let line = self.model.site.embeds.line_with(provider.name);
        let line = format!("set `[embeds] {line}` in config.toml");
        if source == provider.origin {
            return format!("to allow it, {line}");
        }
        // Only the player's own origin is allowed.
        let player = player.replace("?autoplay=1&", "?").replace("?autoplay=1", "");
        format!("to allow it, {line}, and write src=\"{player}\"")
    }
}

/// Something that is blocked.
struct Blocked {
    /// Verb and object.
    what: String,
    /// Source that would allow it.
    source: String,
    /// Advice to allow its provider, where that is known.
    provider: Option<String>,
}

fn directive(kind: LoadKind) -> &'static str {
    match kind {
        LoadKind::InlineScript | LoadKind::Handler | LoadKind::Script => "script-src",
        LoadKind::InlineStyle | LoadKind::StyleAttribute | LoadKind::Style => "style-src",
        LoadKind::Frame => "frame-src",
        LoadKind::Image => "img-src",
        LoadKind::Media => "media-src",
        LoadKind::Plugin => "object-src",
        LoadKind::Form => "form-action",
        LoadKind::Ping => "connect-src",
        LoadKind::Base => "base-uri",
    }
}

fn verb(kind: LoadKind) -> &'static str {
    match kind {
        LoadKind::Form => "send the form to",
        LoadKind::Ping => "report clicks to",
        LoadKind::Base => "take links for relative to",
        LoadKind::Frame => "show the frame",
        LoadKind::Image => "show the picture",
        LoadKind::Style => "use the style sheet",
        LoadKind::InlineScript | LoadKind::Handler | LoadKind::Script => "run the script",
        LoadKind::InlineStyle | LoadKind::StyleAttribute | LoadKind::Media | LoadKind::Plugin => "load",
    }
}

/// Returns advice that needs no other policy.
fn instead(kind: LoadKind) -> &'static str {
    match kind {
        LoadKind::InlineScript => "put the script into a file of static/ and load that by `src`; ",
        LoadKind::InlineStyle | LoadKind::StyleAttribute => {
            "put the styles into a theme, and name them by `class`; "
        }
        _ => "",
    }
}
