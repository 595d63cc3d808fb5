//! Names of the site's own folders and files.
//!
//! The config, publishing and the preview share these lists, so that every folder that is read is
//! also protected and watched.

/// Folders that a site is built from. The preview watches them.
pub const SOURCE_FOLDERS: [&str; 5] = ["content", "i18n", "static", "templates", "themes"];

/// Other folders that belong to the site: cache, version control, and settings of
/// hosts.
const OTHER_FOLDERS: [&str; 10] =
    [".dateline", ".git", ".github", ".gitlab", ".gitea", ".forgejo", ".hg", ".svn", ".bzr", ".jj"];

/// Files at the site's root that Dateline reads or writes.
const ROOT_FILES: [&str; 5] =
    ["config.toml", "ledger.txt", "addresses.csv", "known-problems.toml", "links.toml"];

/// Iterates over names at the site's root that the output must not use.
pub fn reserved_names() -> impl Iterator<Item = &'static str> {
    SOURCE_FOLDERS.into_iter().chain(OTHER_FOLDERS).chain(ROOT_FILES)
}

/// Returns whether a name at the site's root is reserved.
/// Case is ignored, as on many file systems.
pub fn is_reserved(name: &str) -> bool {
    reserved_names().any(|reserved| reserved.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_of_the_site_is_reserved_in_any_case_of_letters() {
        for name in SOURCE_FOLDERS.into_iter().chain(["I18N", ".Git", ".dateline", "Config.toml"]) {
            assert!(is_reserved(name), "{name}");
        }
        for name in ["public", "contents", "docs", ".vercel", "_site"] {
            assert!(!is_reserved(name), "{name}");
        }
    }
}
