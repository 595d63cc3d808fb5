//! Every field of a site that holds words.

/// A field: the file that it is in, and the file's text with a gap.
pub(super) struct Field {
    pub(super) name: String,
    pub(super) file: String,
    pub(super) text: String,
    /// Whether the text goes in as it is, not as a string.
    pub(super) is_raw: bool,
}

/// Keys of a story's front matter.
const STORY: [(&str, &str); 20] = [
    ("title", "title = §"),
    ("dateline", "dateline = §"),
    ("summary", "summary = §"),
    ("authors", "authors = [§]"),
    ("section", "section = §"),
    ("tags", "tags = [§]"),
    ("series", "series = §"),
    ("id", "id = §"),
    ("language", "language = §"),
    ("slug", "slug = §"),
    ("address", "address = §"),
    ("aliases", "aliases = [§]"),
    ("anonymise", "anonymise = [§]"),
    ("image alt", "image = { src = \"p.svg\", alt = §, caption = §, credit = § }"),
    ("image src", "image = { src = §, alt = \"a\" }"),
    ("source name", "source = { name = §, url = \"https://x.example/\" }"),
    ("source url", "source = { name = \"X\", url = § }"),
    ("corrections", "corrections = [{ date = 2025-05-06, text = § }]"),
    ("withdrawn", "withdrawn = { date = 2025-05-06, reason = § }"),
    ("extra", "extra = { zq = §, kicker = § }"),
];

/// Keys of `config.toml`.
const CONFIG: [(&str, &str); 52] = [
    ("title", "title = §"),
    ("base_url", "base_url = §"),
    ("description", "description = §"),
    ("place", "place = §"),
    ("language", "language = §"),
    ("time_zone", "time_zone = §"),
    ("date_format", "date_format = §"),
    ("anonymous", "anonymous = §"),
    ("permalink", "permalink = §"),
    ("permalinks", "[permalinks]\n\"x/\" = §"),
    ("permalinks of", "[permalinks]\n§ = \"/x/{slug}/\""),
    ("menu name", "[[menu]]\nname = §\nurl = \"/archive/\""),
    ("menu url", "[[menu]]\nname = \"x\"\nurl = §"),
    ("footer name", "[[footer]]\nname = §\nurl = \"/archive/\""),
    ("footer url", "[[footer]]\nname = \"x\"\nurl = §"),
    ("publisher name", "[publisher]\nname = §"),
    ("publisher url", "[publisher]\nurl = §"),
    ("publisher logo", "[publisher]\nlogo = §"),
    ("publisher image", "[publisher]\nimage = §"),
    ("publisher same_as", "[publisher]\nsame_as = [§]"),
    ("publisher bylines", "[publisher]\nbylines = [§]"),
    ("publisher founded", "[publisher]\nfounded = §"),
    ("publisher ethics_policy", "[publisher]\nethics_policy = §"),
    ("publisher masthead", "[publisher]\nmasthead = §"),
    ("feeds hub", "[feeds]\nhub = §"),
    ("feeds authority", "[feeds]\nauthority = §"),
    ("feeds content", "[feeds]\ncontent = §"),
    ("news publication", "[news]\npublication = §"),
    ("search engine", "[search]\nengine = §"),
    ("hosting hosts", "[hosting]\nhosts = [§]"),
    (
        "hosting policy",
        "[hosting]\nhosts = [\"netlify\", \"nginx\"]\n[hosting.content_security_policy]\nscript-src = [§]",
    ),
    (
        "hosting policy of",
        "[hosting]\nhosts = [\"netlify\"]\n[hosting.content_security_policy]\n§ = [\"'self'\"]",
    ),
    ("links elsewhere", "[links]\nelsewhere = [§]"),
    (
        "giscus repository",
        "[comments]\nprovider = \"giscus\"\nrepository = §\nrepository_id = §\ncategory = §\ncategory_id = §",
    ),
    ("disqus shortname", "[comments]\nprovider = \"disqus\"\nshortname = §"),
    ("facebook app_id", "[comments]\nprovider = \"facebook\"\napp_id = §"),
    ("comments provider", "[comments]\nprovider = §"),
    ("embeds allow", "[embeds]\nallow = [§]"),
    ("theme name", "theme = §"),
    ("theme masthead", "[theme]\nmasthead = §"),
    ("theme motto", "[theme]\nmotto = §"),
    ("theme accent", "[theme]\naccent = §"),
    ("theme fonts", "[theme]\ntext_fonts = [§]"),
    ("theme column", "[theme]\ncolumn = §"),
    ("theme share", "[theme]\nshare = [§]"),
    ("languages title", "[languages.ar]\ntitle = §\ndescription = §\nplace = §"),
    ("languages menu", "[languages.ar]\nmenu = [{ name = §, url = \"/archive/\" }]"),
    ("languages of", "[languages.§]"),
    ("pictures location", "[pictures]\nlocation = §"),
    ("markdown heading_ids", "[markdown]\nheading_ids = §"),
    ("deploy", "[deploy.x]\nto = §"),
    ("extra", "[extra]\nzq = §"),
];

/// Fields of other files: a name, the file, its text.
const OTHERS: [(&str, &str, &str); 14] = [
    ("page title", "content/pages/x.md", "+++\ntitle = §\nsummary = §\n+++\nText.\n"),
    ("term title", "content/tags/x.md", "+++\ntitle = §\n+++\nText.\n"),
    ("term synonyms", "content/tags/t.md", "+++\ntitle = \"T\"\nsynonyms = [§]\n+++\nText.\n"),
    ("term former", "content/tags/t.md", "+++\ntitle = \"T\"\nformer = [§]\n+++\nText.\n"),
    ("author's file", "content/authors/ann.md", "+++\ntitle = \"Ann\"\nsummary = §\n+++\nText.\n"),
    ("message archive", "i18n/en.toml", "archive = §\n"),
    ("message corrections", "i18n/en.toml", "corrections = §\nsearch = §\n"),
    ("note of a known problem", "known-problems.toml", "[[problem]]\nfile = §\n"),
    ("YAML title", "content/2025/y.md", "---\ntitle: §\ndate: 2025-04-05\n---\nText.\n"),
    ("YAML extra", "content/2025/y.md", "---\ntitle: Y\ndate: 2025-04-05\nextra:\n  zq: §\n---\nText.\n"),
    (
        "heading and link in quotes",
        "content/2025/y.md",
        "+++\ntitle = \"Y\"\ndate = 2025-04-05\n+++\n## x §\n\n[a](/archive/ §) ![b](p.svg §)\n",
    ),
    ("theme.toml's description", "themes/own/theme.toml", "extends = \"broadsheet\"\ndescription = §\n"),
    ("theme's fixed setting", "themes/own/theme.toml", "extends = \"broadsheet\"\n[extra]\nzq = §\n"),
    (
        "theme's name of a setting",
        "themes/own/theme.toml",
        "extends = \"broadsheet\"\n[settings]\n§ = { is = \"text\" }\n",
    ),
];

/// Fields into which a text goes as it is.
const RAW: [(&str, &str, &str); 8] = [
    ("body", "content/2025/y.md", "+++\ntitle = \"Y\"\ndate = 2025-04-05\n+++\nText §\n\n§\n"),
    ("link", "content/2025/y.md", "+++\ntitle = \"Y\"\ndate = 2025-04-05\n+++\n[a](<§>)\n"),
    ("code", "content/2025/y.md", "+++\ntitle = \"Y\"\ndate = 2025-04-05\n+++\n```§\n§\n```\n\n`§`\n"),
    ("old address", "addresses.csv", "old,new\n\"/old/§\",/2025/02/03/good/\n"),
    ("new address", "addresses.csv", "old,new\n/old/,\"§\"\n"),
    ("ledger", "ledger.txt", "/§/\n"),
    ("name of a static file", "static/a§.txt", "x"),
    ("name of a story", "content/2025/y§.md", "+++\ntitle = \"Y\"\ndate = 2025-04-05\n+++\nText.\n"),
];

/// Returns every field.
pub(super) fn all() -> Vec<Field> {
    let story = STORY.iter().map(|(name, key)| Field {
        name: format!("story {name}"),
        file: "content/2025/x.md".into(),
        text: front(key),
        is_raw: false,
    });
    let config = CONFIG.iter().map(|(name, key)| Field {
        name: format!("config {name}"),
        file: "config.toml".into(),
        text: config(key),
        is_raw: false,
    });
    let other = |is_raw: bool| {
        move |(name, file, text): &(&str, &str, &str)| Field {
            name: (*name).to_owned(),
            file: (*file).to_owned(),
            text: (*text).to_owned(),
            is_raw,
        }
    };
    story.chain(config).chain(OTHERS.iter().map(other(false))).chain(RAW.iter().map(other(true))).collect()
}

/// Returns the files that stand beside every field: they show what it says in every place and format.
pub(super) fn around() -> Vec<(String, String)> {
    vec![
        ("config.toml".into(), config("")),
        ("themes/own/theme.toml".into(), "extends = \"broadsheet\"\n".into()),
        ("content/2025/p.svg".into(), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>".into()),
        ("content/2025/two.md".into(), front("tags = [\"T\"]\nauthors = [\"Ann\"]")),
    ]
}

/// Returns a story with a key beside those that it must have.
fn front(key: &str) -> String {
    let title = if key.starts_with("title") { "" } else { "title = \"X\"\n" };
    format!("+++\n{title}date = 2025-04-05\n{key}\n+++\nText.\n")
}

/// Returns a config with a key beside those that it must have, and files for every host.
fn config(key: &str) -> String {
    let unless = |name: &str, line: &str| if key.contains(name) { String::new() } else { line.to_owned() };
    let [first, table] = if key.starts_with('[') { ["", key] } else { [key, ""] };
    format!(
        "{}{}{}{first}\n{}{}{table}\n",
        if key.starts_with("title =") { "" } else { "title = \"Town\"\n" },
        unless("base_url", "base_url = \"https://town.example\"\n"),
        unless("theme", "theme = \"own\"\n"),
        unless("[feeds]", "[feeds]\ncontent = \"full\"\n"),
        unless("[hosting]", "[hosting]\nhosts = [\"netlify\", \"apache\", \"nginx\", \"s3\"]\n"),
    )
}
