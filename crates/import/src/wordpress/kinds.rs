//! Kinds of items, and their publication.

use super::addresses::OldSite;
use super::item::Item;

/// Role of an item in the import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Article,
    Page,
    Attachment,
    Menu,
    /// Guest author of the plugin Co-Authors Plus.
    Guest,
    /// Reusable block.
    Block,
    /// Item that no reader ever saw: a setting, a log, a form with its answers.
    Internal,
}

/// Types of items that no reader ever saw.
const INTERNAL: [&str; 46] = [
    "acf-field",
    "acf-field-group",
    "acf-post-type",
    "acf-taxonomy",
    "amn_smtp",
    "bp-email",
    "custom_css",
    "customize_changeset",
    "edd_payment",
    "elementor_font",
    "elementor_icons",
    "elementor_library",
    "elementor_snippet",
    "et_pb_layout",
    "feedback",
    "flamingo_contact",
    "flamingo_inbound",
    "flamingo_outbound",
    "jetpack_migration",
    "jp_pay_order",
    "jp_pay_product",
    "mc4wp-form",
    "ml-slide",
    "ml-slider",
    "nf_sub",
    "oembed_cache",
    "polylang_mo",
    "postman_sent_mail",
    "revision",
    "safecss",
    "scheduled-action",
    "shop_coupon",
    "shop_order",
    "shop_order_refund",
    "tablepress_table",
    "user_request",
    "vc_grid_item",
    "wp-types-group",
    "wp_font_face",
    "wp_font_family",
    "wp_global_styles",
    "wp_log",
    "wp_navigation",
    "wp_template",
    "wp_template_part",
    "wpcf7_contact_form",
];

/// Returns the role of an item.
pub(super) fn role(item: &Item) -> Role {
    match item.kind.as_str() {
        "post" | "" => Role::Article,
        "page" => Role::Page,
        "attachment" => Role::Attachment,
        "nav_menu_item" => Role::Menu,
        "guest-author" => Role::Guest,
        "wp_block" => Role::Block,
        kind if INTERNAL.contains(&kind) || kind.starts_with("wpforms") => Role::Internal,
        _ => Role::Article,
    }
}

/// Returns the status of an item; exports without one hold published texts.
pub(super) fn status(item: &Item) -> &str {
    if item.status.is_empty() { "publish" } else { &item.status }
}

/// Reports that every reader could read an item.
pub(super) fn is_public(item: &Item) -> bool {
    status(item) == "publish" && !item.has_password && item.fault.is_none()
}

/// Returns the address of an item: a path, decoded.
///
/// `None` for the front page, and where the address is only a query such as `/?p=12`.
pub(super) fn address(item: &Item, site: &OldSite) -> Option<String> {
    let old = site.path_of_link(&item.link)?;
    let mut path = old.decoded();
    while path.contains("//") {
        path = path.replace("//", "/");
    }
    let is_usable = path.len() > 1
        && old.query.is_none()
        && !path.contains(['?', '#', '\\', ':', '{', '}'])
        && !path.chars().any(char::is_control)
        && !path.split('/').any(|part| part.starts_with('.') || part.len() > 240);
    is_usable.then_some(path)
}
