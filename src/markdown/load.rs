//! Resources that a page makes a browser load or run.

/// Resource that a page loads or runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    /// Kind, which decides the directive of the policy.
    pub kind: LoadKind,
    /// Name of the element, or of an attribute that is a script.
    pub name: String,
    /// Address as written; `None` for inline content.
    pub address: Option<String>,
}

/// Kind of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadKind {
    /// Inline script.
    InlineScript,
    /// Script in an attribute, such as `onclick`, or a `javascript:` link.
    Handler,
    /// Inline styles.
    InlineStyle,
    /// Style attribute.
    StyleAttribute,
    /// External script.
    Script,
    /// Style sheet.
    Style,
    /// Page in a frame.
    Frame,
    /// Image.
    Image,
    /// Audio, video or subtitles.
    Media,
    /// Plug-in content.
    Plugin,
    /// Target of a form.
    Form,
    /// Address that receives a ping for a click.
    Ping,
    /// Base URL.
    Base,
}
