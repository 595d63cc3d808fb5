//! Finishes the HTML of a text: rewrites and sanitizes its raw parts, and inserts the components.

use super::heading_ids::Ids;
use super::hooks::RenderHooks;
use super::html_buffer::HtmlBuffer;
use super::placeholders::Placeholders;
use super::removal::{Removal, RemovedPart};
use super::{html_limits, raw_html, sanitize};
use crate::config::Html;

/// Rewrites and sanitizes the raw HTML, and inserts the components.
pub(super) fn finish(
    buffer: HtmlBuffer,
    html: Html,
    ids: &mut Ids<'_>,
    hooks: &mut dyn RenderHooks,
    mut placeholders: Placeholders,
) -> String {
    let has_raw = buffer.has_raw();
    let mut rewritten = rewrite_raw(buffer, html, ids, hooks, &mut placeholders);
    if has_raw && html == Html::Sanitised {
        rewritten = sanitize::sanitize(&rewritten);
    }
    placeholders.fill(rewritten)
}

/// Rewrites the raw parts of the HTML.
pub(super) fn rewrite_raw(
    buffer: HtmlBuffer,
    html: Html,
    ids: &mut Ids<'_>,
    hooks: &mut dyn RenderHooks,
    placeholders: &mut Placeholders,
) -> String {
    if !buffer.has_raw() {
        return buffer.into_html();
    }
    let is_too_much = || {
        html_limits::is_too_deep(buffer.raw_html_parts())
            || html_limits::has_too_many_attributes(buffer.as_html())
    };
    if html == Html::Sanitised && is_too_much() {
        let at = buffer.raw_source_ranges().next().unwrap_or_default();
        hooks.report_removed(Removal { at, part: RemovedPart::AllTags });
        return buffer.map_raw(html_limits::text_only);
    }
    raw_html::rewrite(buffer, html, ids, hooks, placeholders)
}
