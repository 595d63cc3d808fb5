//! Elements of an export, and the fields that they fill.

use super::Parts;
use super::namespace::Namespace;
use crate::wordpress::item::{ChannelField, Item};

/// Element of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    /// Place above the root.
    Document,
    Rss,
    Channel,
    Item,
    User,
    /// Term; its taxonomy is empty where a child names it.
    Term(&'static str),
    Meta,
    Comment,
    /// Element that holds a text.
    Leaf(Field),
    /// Element that the import does not use.
    Unknown,
}

/// Field that an element fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Channel(ChannelField),
    UserId,
    UserLogin,
    UserName,
    UserFirstName,
    UserLastName,
    TermId,
    TermTaxonomy,
    TermSlug,
    TermName,
    TermParent,
    TermDescription,
    Title,
    Link,
    Creator,
    /// Author of an item in exports without `dc:creator`.
    ItemAuthor,
    Guid,
    PubDate,
    Content,
    Excerpt,
    Id,
    Date,
    DateGmt,
    Modified,
    ModifiedGmt,
    Name,
    Status,
    Kind,
    Parent,
    Password,
    Sticky,
    AttachmentUrl,
    ItemTerm,
    MetaKey,
    MetaValue,
    CommentId,
    CommentAuthor,
    CommentDate,
    CommentDateGmt,
    CommentContent,
    CommentApproved,
    CommentKind,
    CommentParent,
}

impl Element {
    /// Returns the element of a name within its parent.
    pub(super) fn of(parent: Self, namespace: Namespace, local: &str) -> Self {
        use Namespace::{Content, DublinCore, Excerpt, Rss, WordPress};
        let field = match (parent, namespace) {
            (Self::Document, Rss) if local == "rss" => return Self::Rss,
            (Self::Rss, Rss) if local == "channel" => return Self::Channel,
            (Self::Channel, Rss | WordPress) => return Self::of_channel(namespace, local),
            (Self::Item, WordPress) if local == "postmeta" => return Self::Meta,
            (Self::Item, WordPress) if local == "comment" => return Self::Comment,
            (Self::Item, Rss) => rss_field(local),
            (Self::Item, WordPress) => item_field(local),
            (Self::Item, DublinCore) if local == "creator" => Some(Field::Creator),
            (Self::Item, Content) if local == "encoded" => Some(Field::Content),
            (Self::Item, Excerpt) if local == "encoded" => Some(Field::Excerpt),
            (Self::User, WordPress) => user_field(local),
            (Self::Term(_), WordPress) => term_field(local),
            (Self::Meta, WordPress) => match local {
                "meta_key" => Some(Field::MetaKey),
                "meta_value" => Some(Field::MetaValue),
                _ => None,
            },
            (Self::Comment, WordPress) => comment_field(local),
            _ => None,
        };
        field.map_or(Self::Unknown, Self::Leaf)
    }

    /// Returns the element of a name within the channel.
    fn of_channel(namespace: Namespace, local: &str) -> Self {
        let field = match (namespace, local) {
            (Namespace::Rss, "item") => return Self::Item,
            (Namespace::Rss, "title") => ChannelField::Title,
            (Namespace::Rss, "link") => ChannelField::Link,
            (Namespace::Rss, "description") => ChannelField::Description,
            (Namespace::Rss, "language") => ChannelField::Language,
            (Namespace::WordPress, "base_blog_url") => ChannelField::BlogUrl,
            (Namespace::WordPress, "author") => return Self::User,
            (Namespace::WordPress, "category") => return Self::Term("category"),
            (Namespace::WordPress, "tag") => return Self::Term("post_tag"),
            (Namespace::WordPress, "term") => return Self::Term(""),
            _ => return Self::Unknown,
        };
        Self::Leaf(Field::Channel(field))
    }
}

/// Returns the field of an item's element of RSS.
fn rss_field(local: &str) -> Option<Field> {
    Some(match local {
        "title" => Field::Title,
        "link" => Field::Link,
        "guid" => Field::Guid,
        "pubDate" => Field::PubDate,
        "category" => Field::ItemTerm,
        _ => return None,
    })
}

/// Returns the field of an item's element of WordPress.
fn item_field(local: &str) -> Option<Field> {
    Some(match local {
        "post_id" => Field::Id,
        "post_date" => Field::Date,
        "post_date_gmt" => Field::DateGmt,
        "post_modified" => Field::Modified,
        "post_modified_gmt" => Field::ModifiedGmt,
        "post_name" => Field::Name,
        "status" => Field::Status,
        "post_type" => Field::Kind,
        "post_parent" => Field::Parent,
        "post_password" => Field::Password,
        "is_sticky" => Field::Sticky,
        "attachment_url" => Field::AttachmentUrl,
        "author" => Field::ItemAuthor,
        _ => return None,
    })
}

/// Returns the field of a user's element.
fn user_field(local: &str) -> Option<Field> {
    Some(match local {
        "author_id" => Field::UserId,
        "author_login" => Field::UserLogin,
        "author_display_name" => Field::UserName,
        "author_first_name" => Field::UserFirstName,
        "author_last_name" => Field::UserLastName,
        _ => return None,
    })
}

/// Returns the field of a term's element.
fn term_field(local: &str) -> Option<Field> {
    Some(match local {
        "term_id" => Field::TermId,
        "term_taxonomy" => Field::TermTaxonomy,
        "term_slug" | "tag_slug" | "category_nicename" => Field::TermSlug,
        "term_name" | "tag_name" | "cat_name" => Field::TermName,
        "term_parent" | "category_parent" => Field::TermParent,
        "term_description" | "tag_description" | "category_description" => Field::TermDescription,
        _ => return None,
    })
}

/// Returns the field of a comment's element.
///
/// Addresses of mail and network have none.
fn comment_field(local: &str) -> Option<Field> {
    Some(match local {
        "comment_id" => Field::CommentId,
        "comment_author" => Field::CommentAuthor,
        "comment_date" => Field::CommentDate,
        "comment_date_gmt" => Field::CommentDateGmt,
        "comment_content" => Field::CommentContent,
        "comment_approved" => Field::CommentApproved,
        "comment_type" => Field::CommentKind,
        "comment_parent" => Field::CommentParent,
        _ => return None,
    })
}

impl Field {
    /// Stores a text, and leaves `text` empty.
    pub(super) fn store(self, text: &mut String, item: &mut Item, parts: &mut Parts) {
        let Parts { user, term, item_term, meta, comment } = parts;
        let target = match self {
            // These texts keep the space around them.
            Self::Content => return std::mem::swap(&mut item.content, text),
            Self::MetaValue => return std::mem::swap(&mut meta.value, text),
            Self::CommentContent => return std::mem::swap(&mut comment.content, text),
            Self::Password => return item.has_password = !text.trim().is_empty(),
            Self::Sticky => return item.is_sticky = text.trim() == "1",
            Self::ItemTerm => {
                text.trim().clone_into(&mut item_term.name);
                return item.terms.push(std::mem::take(item_term));
            }
            Self::ItemAuthor if !item.creator.is_empty() => return,
            Self::Channel(_) => return,
            Self::UserId => &mut user.id,
            Self::UserLogin => &mut user.login,
            Self::UserName => &mut user.display_name,
            Self::UserFirstName => &mut user.first_name,
            Self::UserLastName => &mut user.last_name,
            Self::TermId => &mut term.id,
            Self::TermTaxonomy => &mut term.taxonomy,
            Self::TermSlug => &mut term.slug,
            Self::TermName => &mut term.name,
            Self::TermParent => &mut term.parent,
            Self::TermDescription => &mut term.description,
            Self::Title => &mut item.title,
            Self::Link => &mut item.link,
            Self::Creator | Self::ItemAuthor => &mut item.creator,
            Self::Guid => &mut item.guid,
            Self::PubDate => &mut item.pub_date,
            Self::Excerpt => &mut item.excerpt,
            Self::Id if !item.id.is_empty() => return,
            Self::Id => &mut item.id,
            Self::Date => &mut item.date,
            Self::DateGmt => &mut item.date_gmt,
            Self::Modified => &mut item.modified,
            Self::ModifiedGmt => &mut item.modified_gmt,
            Self::Name => &mut item.name,
            Self::Status => &mut item.status,
            Self::Kind => &mut item.kind,
            Self::Parent => &mut item.parent,
            Self::AttachmentUrl => &mut item.attachment_url,
            Self::MetaKey => &mut meta.key,
            Self::CommentId => &mut comment.id,
            Self::CommentAuthor => &mut comment.author,
            Self::CommentDate => &mut comment.date,
            Self::CommentDateGmt => &mut comment.date_gmt,
            Self::CommentApproved => &mut comment.approved,
            Self::CommentKind => &mut comment.kind,
            Self::CommentParent => &mut comment.parent,
        };
        text.trim().clone_into(target);
    }
}

/// Custom fields that the import uses.
const USED_META: [&str; 27] = [
    "_menu_item_object",
    "_menu_item_object_id",
    "_menu_item_type",
    "_menu_item_url",
    "_media_credit",
    "_navis_media_credit_org",
    "_thumbnail_id",
    "_wp_attached_file",
    "_wp_attachment_image_alt",
    "_wp_attachment_metadata",
    "_wp_old_slug",
    "_wp_page_template",
    "_yoast_wpseo_primary_category",
    "cap-description",
    "cap-display_name",
    "cap-first_name",
    "cap-last_name",
    "cap-linked_account",
    "cap-user_login",
    "credit",
    "dateline",
    "footnotes",
    "image_credit",
    "media_credit",
    "photo_credit",
    "rank_math_primary_category",
    "subtitle",
];

/// Reports that the import uses a custom field.
pub(super) fn is_used_meta(key: &str) -> bool {
    USED_META.contains(&key)
}
