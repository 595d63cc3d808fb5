//! Rewrites the references in a style sheet: `url(…)`, `@import "…"` and the strings of
//! `image-set(…)`.
//!
//! Every other byte is kept. Malformed references are left alone.

use cssparser::{CowRcStr, ParseError, Parser, Token, serialize_string};

/// Rewrites the references for which `replacement` returns a value.
pub(super) fn rewrite(css: &str, replacement: &mut dyn FnMut(&str) -> Option<String>) -> String {
    let mut rewriter =
        Rewriter { css, out: String::with_capacity(css.len() + 64), end_of_copied: 0, replacement };
    rewriter.block(&mut Parser::new(css), Block::Other);
    let Rewriter { mut out, end_of_copied, .. } = rewriter;
    out.push_str(&css[end_of_copied..]);
    out
}

/// Block of a style sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    /// Function `url` with a string.
    Url,
    /// Function `image-set`, whose strings are addresses.
    ImageSet,
    /// Any other block or function, or the whole style sheet.
    Other,
}

/// Token that may contain references.
enum Found<'i> {
    /// Address without quotes.
    Url(CowRcStr<'i>),
    String(CowRcStr<'i>),
    Import,
    Block(Block),
    Other,
}

impl<'i> Found<'i> {
    fn new(token: &Token<'i>) -> Self {
        match token {
            Token::UnquotedUrl(address) => Self::Url(address.clone()),
            Token::QuotedString(text) => Self::String(text.clone()),
            Token::AtKeyword(name) if name.eq_ignore_ascii_case("import") => Self::Import,
            Token::Function(name) if name.eq_ignore_ascii_case("url") => Self::Block(Block::Url),
            Token::Function(name)
                if ["image-set", "-webkit-image-set"].iter().any(|set| name.eq_ignore_ascii_case(set)) =>
            {
                Self::Block(Block::ImageSet)
            }
            Token::Function(_)
            | Token::ParenthesisBlock
            | Token::SquareBracketBlock
            | Token::CurlyBracketBlock => Self::Block(Block::Other),
            _ => Self::Other,
        }
    }
}

struct Rewriter<'r> {
    css: &'r str,
    out: String,
    /// End of the part of the style sheet that is in `out`.
    end_of_copied: usize,
    replacement: &'r mut dyn FnMut(&str) -> Option<String>,
}

impl Rewriter<'_> {
    /// Rewrites the references of a block.
    fn block(&mut self, parser: &mut Parser<'_>, block: Block) {
        let mut is_after_import = false;
        loop {
            parser.skip_whitespace();
            let start = parser.position().byte_index();
            let Ok(token) = parser.next() else { return };
            let found = Found::new(token);
            let end = parser.position().byte_index();
            let is_import = matches!(found, Found::Import);
            match found {
                Found::Url(address) => self.url(&address, start, end),
                Found::String(address) => {
                    let is_reference = match block {
                        Block::Url => self.css[end..].trim_start().starts_with(')'),
                        Block::ImageSet => true,
                        Block::Other => is_after_import,
                    };
                    if is_reference {
                        self.string(&address, start, end);
                    }
                }
                Found::Block(inner) => {
                    // A block below too many others, which no browser reads either, is left alone.
                    let _: Result<(), ParseError<()>> = parser.parse_nested_block(|parser| {
                        self.block(parser, inner);
                        Ok(())
                    });
                }
                Found::Import | Found::Other => {}
            }
            is_after_import = is_import;
        }
    }

    /// Rewrites `url(address)`.
    fn url(&mut self, address: &str, start: usize, end: usize) {
        let Some(inside) = self.css[start..end].strip_suffix(')') else { return };
        let Some(new) = (self.replacement)(address) else { return };
        // Without escapes, the address stands there as it is.
        match inside.rfind(address) {
            Some(at) => self.replace(start + at, start + at + address.len(), &new),
            None => self.replace(start, end, &format!("url({})", quoted(&new))),
        }
    }

    /// Rewrites `"address"`.
    fn string(&mut self, address: &str, start: usize, end: usize) {
        let text = &self.css[start..end];
        // A string without an end contains no address.
        if text.len() < 2 || !text.ends_with(&text[..1]) {
            return;
        }
        let Some(new) = (self.replacement)(address) else { return };
        if text[1..text.len() - 1] == *address {
            self.replace(start + 1, end - 1, &new);
        } else {
            self.replace(start, end, &quoted(&new));
        }
    }

    fn replace(&mut self, start: usize, end: usize, new: &str) {
        self.out.push_str(&self.css[self.end_of_copied..start]);
        self.out.push_str(new);
        self.end_of_copied = end;
    }
}

/// Returns a string as CSS writes it.
fn quoted(text: &str) -> String {
    let mut quoted = String::new();
    // Writing to a string can't fail.
    let _ = serialize_string(text, &mut quoted);
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(css: &str) -> String {
        rewrite(css, &mut |written| written.strip_suffix(".svg").map(|stem| format!("{stem}.1.svg")))
    }

    #[test]
    fn references_are_rewritten_however_they_are_written() {
        for (css, expected) in [
            ("a{b:url(x.svg)}", "a{b:url(x.1.svg)}"),
            ("a{b:URL( 'x.svg' )}", "a{b:URL( 'x.1.svg' )}"),
            ("a{b:url(\"x.svg\"),url( y.svg\n)}", "a{b:url(\"x.1.svg\"),url( y.1.svg\n)}"),
            ("@import 'x.svg' print;@import url(y.svg);", "@import 'x.1.svg' print;@import url(y.1.svg);"),
            ("@import/* a */\"x.svg\";", "@import/* a */\"x.1.svg\";"),
            ("é{b:url(é.svg)}", "é{b:url(é.1.svg)}"),
            ("a{b:url(x\\.svg)}", "a{b:url(\"x.1.svg\")}"),
            ("a{b:url('\\78.svg')}", "a{b:url(\"x.1.svg\")}"),
            ("@supports (a:b){@media c{d{e:url(x.svg)}}}", "@supports (a:b){@media c{d{e:url(x.1.svg)}}}"),
            (
                "a{b:image-set('x.svg' 1x, url(y.svg) type('image/z.svg') 2x)}",
                "a{b:image-set('x.1.svg' 1x, url(y.1.svg) type('image/z.svg') 2x)}",
            ),
        ] {
            assert_eq!(rewritten(css), expected);
        }
    }

    #[test]
    fn what_only_looks_like_a_reference_is_left_alone() {
        for css in [
            "/* url(x.svg) */",
            "a{content:'url(x.svg)'}",
            "a{b:my-url(x.svg)}",
            "a{b:url('x.svg'}",
            "a{b:url(x.svg",
            "a{b:url(x.png)}",
            "a{content:'x.svg'}",
            "@imported 'x.svg';",
            "@import screen; a{content:\"x.svg\"}",
            "a{b:url(\"x.svg\n)}",
            "/* never closed url(x.svg)",
            "\"",
            "@import '",
            "\\",
        ] {
            assert_eq!(rewritten(css), css);
        }
    }

    #[test]
    fn deep_blocks_need_no_deep_stack() {
        let css = "(".repeat(1_000_000);
        assert_eq!(rewritten(&css), css);
    }
}
