//! Renders the components that a text calls, with the links among their arguments resolved.

use std::collections::BTreeMap;

use crate::markdown::{self, ArgumentTarget, ArgumentValue, ComponentCall, LinkKind, RenderHooks};
use crate::model::images::ResponsiveImage;
use crate::templates::components::{self, PLAYER, PictureOf};

use super::LinkResolver;
use super::embed::Player;

/// Argument that names the picture of a film that is not yet played.
const POSTER: &str = "poster";

impl LinkResolver<'_> {
    /// Renders a component that a text calls; `None`, and an error, where it can't be rendered.
    pub(super) fn render_component(
        &mut self,
        call: &ComponentCall<'_>,
        body: Option<&str>,
    ) -> Option<String> {
        if let Err(fault) = self.engine.components().check(call) {
            self.report_problem(fault);
            return None;
        }
        let Some(led) = self.led(call) else { return self.instead_of(call, body) };
        let text = |name| {
            call.arguments.iter().find(|argument| argument.name == name).and_then(|argument| {
                match argument.value {
                    ArgumentValue::Text(text) => Some(text),
                    _ => None,
                }
            })
        };
        let picture =
            led.get("src").filter(|_| self.engine.components().wants_picture(call.name)).map(|url| {
                let known = text("src").and_then(|written| self.shown(written));
                PictureOf {
                    url,
                    alt: text("alt").unwrap_or_default(),
                    width: known.as_ref().map(|shown| shown.size.width),
                    height: known.as_ref().map(|shown| shown.size.height),
                    sources: known.as_ref().map_or_else(Vec::new, ResponsiveImage::sources),
                }
            });
        let mut context = components::context(call, &led, picture.as_ref(), self.redactions);
        if let Some(player) = led.get("href").and_then(|_| self.player_of(call, text("href"))) {
            context.insert(PLAYER, &player);
        }
        match self.engine.render_component(call.name, &context, body) {
            Ok(html) => Some(html),
            Err(error) => {
                self.found.extend(self.engine.diagnostic(&error, self.page));
                None
            }
        }
    }

    /// Returns the player of the page that a component links to, where the component shows players.
    fn player_of(&self, call: &ComponentCall<'_>, href: Option<&str>) -> Option<Player> {
        let wants_player = self.engine.components().takes(call.name, PLAYER);
        Player::of(href.filter(|_| wants_player)?, self.height, self.model)
    }

    /// Resolves the arguments of a component that are links; `None`, and an error, where one leads
    /// nowhere.
    fn led<'c>(&mut self, call: &ComponentCall<'c>) -> Option<BTreeMap<&'c str, String>> {
        let mut led = BTreeMap::new();
        let mut is_whole = true;
        for argument in &call.arguments {
            let (Some(leads), ArgumentValue::Text(written)) = (argument.target(), argument.value) else {
                continue;
            };
            let kind = match leads {
                ArgumentTarget::File => LinkKind::of_file(written),
                ArgumentTarget::Link => LinkKind::Link,
            };
            let Some(href) = self.resolve(kind, written, argument.value_at.clone()) else {
                // A film can do without the picture that stands for it.
                is_whole &= argument.name == POSTER;
                led.insert(argument.name, String::new());
                continue;
            };
            if !markdown::is_allowed(&href) {
                let message = format!("`{written}` can't be linked to");
                let hint = "link to https:, http:, mailto:, tel:, or a place on the site".to_owned();
                self.note(&argument.value_at, message, hint);
                return None;
            }
            led.insert(argument.name, href);
        }
        is_whole.then_some(led)
    }
}
