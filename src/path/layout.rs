//! Names of the folders and files that a site consists of. The config, publishing and the preview share these lists, so
//! that a folder which one of them reads is protected and watched by the others.

/// Folders that a site is made from. The preview watches them.
pub const SOURCE_FOLDERS: [&str; 5] = ["content", "i18n", "static", "templates", "themes"];

/// Folders that belong to the site beside those that it is made from: caches, version control and the hosts' settings.
const OTHER_FOLDERS: [&str; 10] =
    [".dateline", ".git", ".github", ".gitlab", ".gitea", ".forgejo", ".hg", ".svn", ".bzr", ".jj"];

/// Files at the site's root that Dateline reads or writes.
const ROOT_FILES: [&str; 5] =
    ["config.toml", "ledger.txt", "addresses.csv", "known-problems.toml", "links.toml"];

/// Returns the name of every folder and file at the site's root that the output must not replace or contain.
pub fn reserved_names() -> impl Iterator<Item = &'static str> {
    SOURCE_FOLDERS.into_iter().chain(OTHER_FOLDERS).chain(ROOT_FILES)
}

/// Returns whether a name at the site's root is reserved. Letter case is ignored, as many file systems ignore it.
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
