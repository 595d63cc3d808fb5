//! Values for every key of the config and of front matter. A key that a table of the program has and these have not fails
//! the suite `edits`.

/// Keys of front matter, with values as TOML. Not all values are right for every kind of text: a build that fails must
/// fail in the same words.
pub(super) const FRONT: [(&str, &[&str]); 25] = [
    ("title", &["\"A headline\"", "\"Another & <b>\"", "\"Ünïcödé\"", "\" \""]),
    ("summary", &["\"Short.\"", "\"Other: words.\"", "\"\""]),
    ("updated", &["2025-11-02", "2025-12-31T23:00:00Z", "2026-03-01"]),
    ("slug", &["\"one\"", "\"two\"", "\"ümlaut\"", "\"..\""]),
    ("address", &["\"/own/place/\"", "\"/own.html\"", "\"/2025/\""]),
    ("aliases", &["[\"/old/\"]", "[\"/was.php?id=1\", \"/old/\"]", "[\"/?p=7\"]"]),
    ("language", &["\"en\"", "\"ar\"", "\"tr\""]),
    ("draft", &["true", "false"]),
    ("id", &["\"urn:x:1\"", "\"tag:x.example,2025:a\""]),
    (
        "date",
        &[
            "2025-11-01",
            "2025-12-31T12:00:00Z",
            "\"2025-11\"",
            "\"1999~\"",
            "2026-02-01",
            "2025-11-01T08:00:00",
        ],
    ),
    ("dateline", &["\"BERLIN\"", "\"LAGOS\""]),
    ("authors", &["[]", "[\"Ann\"]", "[\"Ann\", \"Ben\"]", "[\"Çağla\"]"]),
    ("section", &["\"World\"", "\"Town\"", "\"world\""]),
    ("tags", &["[]", "[\"one\"]", "[\"one\", \"two\"]", "[\"Old name\"]", "[\"C++\", \"ONE\"]"]),
    ("series", &["\"Long\"", "\"Longer\""]),
    ("expires", &["2025-11-30", "2026-06-01", "9999-12-31"]),
    (
        "image",
        &[
            "{ src = \"picture.png\", alt = \"A\" }",
            "{ src = \"picture.png\", alt = \"B\", caption = \"C\", credit = \"D\" }",
            "{ src = \"none.png\", alt = \"N\" }",
        ],
    ),
    ("source", &["{ name = \"Wire\" }", "{ name = \"Other\", url = \"https://wire.example/a\" }"]),
    (
        "corrections",
        &[
            "[{ date = 2025-11-05, text = \"Wrong.\" }]",
            "[{ date = 2025-11-05, text = \"Wrong.\" }, { date = 2025-12-06, text = \"Again.\" }]",
        ],
    ),
    ("anonymise", &["[\"Headline\"]", "[\"Ann\"]"]),
    ("withdrawn", &["{ date = 2025-11-09 }", "{ date = 2025-11-09, reason = \"Untrue.\" }"]),
    ("synonyms", &["[\"two\"]", "[\"Uno\"]"]),
    ("former", &["[\"Old name\"]"]),
    ("distinct_from", &["[\"ones\"]"]),
    ("extra", &["{ mood = \"calm\" }", "{ mood = [1, 2] }"]),
];

/// Keys inside the tables of front matter; the values above have them.
const INNER: [&str; 9] = ["src", "alt", "caption", "credit", "name", "url", "date", "text", "reason"];

/// Where front matter takes keys: a folder of `content/`, and the table, with a gap.
pub(super) const FRONT_PLACES: [(&str, &str); 7] = [
    ("2025", ""),
    ("pages", ""),
    ("tags", ""),
    ("2025", "image = { src = \"a.svg\", § }"),
    ("2025", "source = { name = \"N\", § }"),
    ("2025", "corrections = [{ date = 2025-01-02, text = \"T\", § }]"),
    ("2025", "withdrawn = { date = 2025-01-02, § }"),
];

/// Keys of the config by their table, with values as TOML.
pub(super) const CONFIG: [(&str, &str, &[&str]); 85] = [
    ("", "title", &["\"Town News\"", "\"Other News\""]),
    (
        "",
        "base_url",
        &["\"https://town.example\"", "\"https://other.example\"", "\"https://town.example/folder\""],
    ),
    ("", "description", &["\"News.\"", "\"All news.\""]),
    ("", "language", &["\"en\"", "\"de\"", "\"fa\""]),
    ("", "time_zone", &["\"UTC\"", "\"Asia/Tokyo\"", "\"America/New_York\""]),
    ("", "place", &["\"Town\"", "\"City\""]),
    (
        "",
        "permalink",
        &["\"/{year}/{slug}/\"", "\"/{section}/{slug}/\"", "\"/{year}/{month}/{day}/{slug}/\""],
    ),
    ("", "per_page", &["1", "2", "3", "50"]),
    ("", "date_format", &["\"%d.%m.%Y\"", "\"%-d %B %Y\""]),
    ("", "anonymous", &["\"N.N.\"", "\"a person\""]),
    ("", "output", &["\"public\""]),
    (
        "",
        "menu",
        &["[{ name = \"All\", url = \"/archive/\" }]", "[{ name = \"Out\", url = \"https://x.example/\" }]"],
    ),
    ("", "footer", &["[{ name = \"All\", url = \"/archive/\" }]", "[]"]),
    ("", "extra", &["{ a = 1 }", "{ a = 2 }"]),
    ("theme", "name", &["\"own\"", "\"broadsheet\""]),
    ("theme", "motto", &["\"All of it\"", "\"Most of it\""]),
    ("theme", "accent", &["\"#800\"", "\"#080\""]),
    ("theme", "share", &["[\"email\"]", "[\"x\", \"bluesky\"]"]),
    ("permalinks", "World", &["\"/world/{slug}/\"", "\"/w/{year}/{slug}/\""]),
    ("markdown", "smart_punctuation", &["true", "false"]),
    ("markdown", "html", &["\"sanitise\"", "\"trust\""]),
    ("markdown", "autolink", &["true", "false"]),
    ("markdown", "heading_ids", &["\"github\"", "\"zola\"", "\"hugo\""]),
    ("comments", "provider", &["\"none\"", "\"disqus\"", "\"facebook\""]),
    ("comments", "shortname", &["\"town\"", "\"city\""]),
    ("comments", "repository", &["\"a/b\""]),
    ("comments", "repository_id", &["\"R_1\""]),
    ("comments", "category", &["\"C\""]),
    ("comments", "category_id", &["\"DIC_1\""]),
    ("comments", "app_id", &["\"12345\""]),
    ("embeds", "allow", &["[]", "[\"youtube\"]", "[\"vimeo\", \"x\"]"]),
    ("feeds", "content", &["\"summary\"", "\"full\""]),
    ("feeds", "limit", &["1", "2", "20"]),
    ("feeds", "archive", &["true", "false"]),
    ("feeds", "hub", &["\"https://hub.example/\"", "\"https://other-hub.example/\""]),
    ("feeds", "authority", &["\"old.example,2001\"", "\"old.example\""]),
    ("news", "publication", &["\"Town News\"", "\"The News\""]),
    ("pictures", "widths", &["[10, 20]", "[15]"]),
    ("pictures", "quality", &["50", "90"]),
    ("pictures", "formats", &["[\"webp\"]", "[]"]),
    ("pictures", "enabled", &["true", "false"]),
    ("pictures", "location", &["\"remove\"", "\"keep\""]),
    ("search", "enabled", &["true", "false"]),
    ("search", "engine", &["\"none\"", "\"google\"", "\"duckduckgo\""]),
    (
        "hosting",
        "hosts",
        &["[]", "[\"netlify\"]", "[\"nginx\", \"s3\"]", "[\"apache\"]", "[\"cloudflare-pages\"]"],
    ),
    ("hosting.content_security_policy", "default-src", &["[\"'self'\"]"]),
    ("hosting.content_security_policy", "style-src", &["[\"https://style.example\"]"]),
    ("hosting.content_security_policy", "script-src", &["[\"https://stats.example\"]", "[]"]),
    ("hosting.content_security_policy", "img-src", &["[\"https://img.example\"]"]),
    ("hosting.content_security_policy", "frame-src", &["[\"https://maps.example\"]"]),
    ("limits", "template_steps", &["10_000_000", "1_000_000"]),
    ("limits", "template_seconds", &["8", "20"]),
    ("limits", "template_mebibytes", &["64", "1"]),
    ("links", "elsewhere", &["[\"/donate/\"]", "[\"/shop/\", \"/donate/\"]"]),
    ("publisher", "name", &["\"Press\"", "\"House\""]),
    ("publisher", "url", &["\"https://press.example/\""]),
    ("publisher", "logo", &["\"/logo.png\"", "\"/none.png\""]),
    ("publisher", "image", &["\"/logo.png\""]),
    ("publisher", "same_as", &["[\"https://social.example/town\"]"]),
    ("publisher", "founded", &["1926", "\"1926-05\""]),
    ("publisher", "bylines", &["[\"Press\"]", "[\"Ann\"]"]),
    ("publisher", "ethics_policy", &["\"/about/\"", "\"/nowhere/\""]),
    ("publisher", "corrections_policy", &["\"/about/\""]),
    ("publisher", "fact_checking_policy", &["\"/about/\""]),
    ("publisher", "unnamed_sources_policy", &["\"/about/\""]),
    ("publisher", "diversity_policy", &["\"/about/\""]),
    ("publisher", "feedback_policy", &["\"/about/\""]),
    ("publisher", "mission", &["\"/about/\""]),
    ("publisher", "ownership", &["\"/about/\""]),
    ("publisher", "masthead", &["\"/about/\""]),
    ("languages.ar", "title", &["\"Arabic News\"", "\"Arabic\""]),
    ("languages.ar", "description", &["\"In Arabic.\""]),
    ("languages.ar", "place", &["\"Medina\""]),
    ("languages.ar", "date_format", &["\"%d/%m/%Y\""]),
    ("languages.ar", "menu", &["[{ name = \"A\", url = \"/ar/archive/\" }]"]),
    ("languages.ar", "footer", &["[{ name = \"A\", url = \"/ar/archive/\" }]"]),
    ("deploy.x", "to", &["\"dir:../target\"", "\"rsync:h:/srv\""]),
    ("deploy.x", "after", &["\"purge\""]),
    ("deploy.x", "precompress", &["\"gzip\""]),
    ("deploy.x", "keep", &["[\"/x/\"]"]),
    ("deploy.x", "host", &["\"nginx\""]),
    ("deploy.x", "region", &["\"eu\""]),
    ("deploy.x", "endpoint", &["\"https://s3.example\""]),
    ("deploy.x", "account", &["\"a\""]),
    ("deploy.x", "history", &["\"one\""]),
];

/// Keys of tables whose values stand in others' or that no page shows.
const ELSEWHERE: [(&str, &str); 1] = [("deploy.x", "cache_control")];

/// The head of a config that is asked for its keys.
pub(super) const CONFIG_HEAD: &str = "title = \"T\"\nbase_url = \"https://t.example\"\n";

/// Returns the tables that are asked for their keys: those that take no names of the user's own.
pub(super) fn config_tables() -> Vec<&'static str> {
    let mut tables: Vec<&str> = CONFIG.iter().map(|(table, ..)| *table).collect();
    tables.dedup();
    tables.retain(|table| !matches!(*table, "theme" | "permalinks" | "hosting.content_security_policy"));
    tables
}

/// Returns whether a key of the config, or a table of that name, has values here.
pub(super) fn has_config(table: &str, key: &str) -> bool {
    let full = if table.is_empty() { key.to_owned() } else { format!("{table}.{key}") };
    let is_table =
        |other: &str| other == full || other.strip_prefix(&full).is_some_and(|rest| rest.starts_with('.'));
    CONFIG.iter().any(|(other, name, _)| (*other == table && *name == key) || is_table(other))
        || ELSEWHERE.contains(&(table, key))
}

/// Returns whether a key of front matter has values here.
pub(super) fn has_front(key: &str) -> bool {
    FRONT.iter().any(|(name, _)| *name == key) || INNER.contains(&key)
}
