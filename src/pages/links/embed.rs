//! Renders the embeds of a text: frames of the providers that the site allows, and their addresses
//! alone in paragraphs. The theme's component `Embed` makes them; in feeds, and in themes without
//! it, they are links.

use serde::Serialize;

use crate::embeds::{self, Embed, Shape};
use crate::escape;
use crate::markdown::{
    Argument, ArgumentValue, ComponentCall, EmbedCandidate, EmbedHtml, LinkKind, RenderHooks,
};
use crate::model::SiteModel;

use super::{Audience, LinkResolver};

/// The theme's component.
const COMPONENT: &str = "Embed";

/// A player, as templates get it.
#[derive(Debug, Serialize)]
pub(super) struct Player {
    url: String,
    host: &'static str,
    from: &'static str,
    shape: &'static str,
    height: Option<u16>,
}

impl Player {
    /// Returns the player of a page, if the site's policy lets a browser frame it.
    pub(super) fn of(href: &str, height: Option<u16>, model: &SiteModel) -> Option<Self> {
        let Embed { provider, player, shape, .. } = embeds::find(href)?;
        if let Some(policy) = &model.site.hosting.policy {
            let address = url::Url::parse(&player).ok()?;
            let own = url::Url::parse(&model.site.base_url).ok()?;
            policy.allows("frame-src", &address, &own).then_some(())?;
        }
        let height = match shape {
            Shape::Height(usual) => {
                Some(height.filter(|height| (80..=2000).contains(height)).unwrap_or(usual))
            }
            Shape::Wide | Shape::Tall => None,
        };
        let host = provider.origin.trim_start_matches("https://");
        Some(Self { url: player, host, from: provider.title, shape: shape.name(), height })
    }
}

impl LinkResolver<'_> {
    /// Returns the embed that an address becomes, if its provider is one that the site allows.
    pub(super) fn embed_allowed(&mut self, found: &EmbedCandidate<'_>) -> Option<EmbedHtml> {
        let embed = embeds::find(found.address)?;
        if !self.model.site.embeds.has(embed.provider) {
            return None;
        }
        let href = self.resolve(LinkKind::Link, &embed.page, found.at.clone())?;
        let shown = embed.page.split_once("://").map_or(&*embed.page, |(_, rest)| rest);
        let title = self.redactions.redact(found.title.unwrap_or(shown)).into_owned();
        let link = link(&href, &title);
        let block = match self.reader {
            Audience::Feed => None,
            Audience::Page => self.render_embed(&embed, &title, found),
        };
        Some(EmbedHtml { block: block.unwrap_or_else(|| format!("<p>{link}</p>\n")), link })
    }

    fn render_embed(&mut self, embed: &Embed, title: &str, found: &EmbedCandidate<'_>) -> Option<String> {
        let components = self.engine.components();
        let argument = |name, value| {
            let (at, value_at) = (found.at.clone(), found.at.clone());
            components.takes(COMPONENT, name).then_some(Argument {
                name,
                at,
                value: ArgumentValue::Text(value),
                value_at,
            })
        };
        let mut arguments = vec![argument("href", &*embed.page)?, argument("title", title)?];
        arguments.extend(argument("from", embed.provider.title));
        let call = ComponentCall { name: COMPONENT, at: found.at.clone(), arguments, body: None };
        components.check(&call).ok()?;
        self.height = found.height;
        let block = self.render_component(&call, None);
        self.height = None;
        block
    }
}

fn link(href: &str, title: &str) -> String {
    let mut html = "<a href=\"".to_owned();
    let Ok(()) = escape::escape_attribute(href, &mut html);
    html.push_str("\">");
    let Ok(()) = escape::escape_text(title, &mut html);
    html.push_str("</a>");
    html
}
