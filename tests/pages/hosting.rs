//! What a site's hosts are told: redirects, headers and what is gone, in each host's own language; and the names with
//! a content hash, under which browsers may keep a theme's files. A small site in, the files of its output out.

use crate::site;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

struct Site(site::Site);

impl std::ops::Deref for Site {
    type Target = site::Site;

    fn deref(&self) -> &site::Site {
        &self.0
    }
}

impl Site {
    /// A site for these hosts, with an article at `/2025/11/01/talks/` that has these aliases.
    fn new(hosting: &str, aliases: &[&str]) -> Self {
        let config = format!("title = \"T\"\nbase_url = \"https://t.example\"\n[hosting]\n{hosting}\n");
        let mut site = site::Site::new(&config);
        site.set_now("2025-12-01T00:00:00Z");
        let site = Self(site);
        site.article("talks", aliases);
        site
    }

    fn article(&self, slug: &str, aliases: &[&str]) {
        // A list of texts in JSON is one in TOML.
        let aliases = serde_json::to_string(aliases).expect("texts");
        let front = format!("+++\ntitle = \"Talks\"\ndate = 2025-11-01\naliases = {aliases}\n+++\nText.\n");
        self.write(&format!("content/{slug}.md"), &front);
    }

    /// Builds the site, and gives what an editor is warned of.
    fn build(&self) -> Vec<String> {
        self.0.build().warnings.iter().map(|warning| warning.message.clone()).collect()
    }

    fn faults(&self) -> Vec<String> {
        let found = self.try_build().err().unwrap_or_default();
        found
            .iter()
            .map(|fault| format!("{} → {}", fault, fault.hint.as_deref().unwrap_or_default()))
            .collect()
    }

    fn output(&self, file: &str) -> String {
        fs::read_to_string(self.path("public").join(file)).unwrap_or_default()
    }

    /// The one file of this stem and ending that has a hash in its name.
    fn stamped(&self, stem: &str, ending: &str) -> String {
        let folder = Path::new(stem).parent().expect("a folder").to_path_buf();
        let names = fs::read_dir(self.path("public").join(&folder)).expect("a folder").flatten();
        let start = format!("{}.", stem.rsplit('/').next().unwrap_or(stem));
        let mut found: Vec<String> = names
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| {
                let hash =
                    name.strip_prefix(&start).and_then(|rest| rest.strip_suffix(&format!(".{ending}")));
                hash.is_some_and(|hash| hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
            })
            .collect();
        assert_eq!(found.len(), 1, "{stem}: {found:?}");
        folder.join(found.remove(0)).to_str().expect("a name").to_owned()
    }
}

/// Addresses that would be more than one rule, or a rule for more than one address, if they were written as they are.
const NASTY: [&str; 8] = [
    "/a b/ 200/",
    "/%23comment/",
    "/all/*",
    "/\"quoted\"; return 200 $uri/",
    "/%24uri } evil/",
    "/ünï\u{2028}x/",
    "/a&b[c]=d!/",
    "/50%25/",
];

fn rules(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.starts_with('#')).collect()
}

#[test]
fn a_site_that_names_no_host_has_no_file_for_one() {
    let site = Site::new("", &["/old/"]);
    assert!(site.build().is_empty());
    for file in ["_redirects", "_headers", "_hosting/nginx-maps.conf", "_hosting/s3-website.json"] {
        assert!(!site.has(file), "{file}");
    }
    assert!(site.output("old/index.html").contains("url=/2025/11/01/talks/"));
}

#[test]
fn netlify_is_told_of_redirects_and_of_what_is_gone() {
    let site = Site::new("hosts = [\"netlify\"]", &NASTY);
    site.write(
        "content/gone.md",
        "+++\ndate = 2025-11-02\nwithdrawn = { date = 2025-11-03 }\naliases = [\"/was/\"]\n+++\n",
    );
    assert!(site.build().is_empty());
    assert_eq!(
        rules(&site.output("_redirects")),
        [
            "/%22quoted%22;%20return%20200%20$uri/ /2025/11/01/talks/ 301!",
            "/%23comment/ /2025/11/01/talks/ 301!",
            "/$uri%20%7D%20evil/ /2025/11/01/talks/ 301!",
            "/50%25/ /2025/11/01/talks/ 301!",
            "/a%20b/%20200/ /2025/11/01/talks/ 301!",
            "/a&b[c]=d!/ /2025/11/01/talks/ 301!",
            "/all/%2A/ /2025/11/01/talks/ 301!",
            "/was/ /2025/11/02/gone/ 301!",
            "/%C3%BCn%C3%AF%E2%80%A8x/ /2025/11/01/talks/ 301!",
            "/u%CC%88ni%CC%88%E2%80%A8x/ /2025/11/01/talks/ 301!",
            "/2025/11/02/gone/ /2025/11/02/gone/index.html 410!",
        ]
    );
    assert!(site.output("2025/11/02/gone/index.html").contains("noindex"));
}

#[test]
fn cloudflare_is_told_of_redirects_alone() {
    let site = Site::new("hosts = [\"cloudflare-pages\"]", &["/old/", "/x*y.html"]);
    site.write("content/gone.md", "+++\ndate = 2025-11-02\nwithdrawn = { date = 2025-11-03 }\n+++\n");
    assert!(site.build().is_empty());
    assert_eq!(
        rules(&site.output("_redirects")),
        ["/old/ /2025/11/01/talks/ 301", "/x%2Ay.html /2025/11/01/talks/ 301"]
    );
}

#[test]
fn what_cloudflare_does_not_take_stays_a_page_and_is_said() {
    let site = Site::new("hosts = [\"cloudflare-pages\"]", &[]);
    let many: Vec<String> = (0..2_003).map(|number| format!("/old/{number:04}/")).collect();
    let mut aliases: Vec<&str> = many.iter().map(String::as_str).collect();
    let long = format!("/{}/{}/{}/{}/", "ü".repeat(60), "ü".repeat(60), "ü".repeat(60), "a".repeat(50));
    aliases.push(&long);
    site.article("talks", &aliases);
    assert_eq!(
        site.build(),
        [
            "4 redirects do not fit into the _redirects of Cloudflare, which takes 2,000, of 1,000 characters each"
        ]
    );
    assert_eq!(rules(&site.output("_redirects")).len(), 2_000);
    assert!(site.has("old/2002/index.html"));
}

#[test]
fn many_rules_for_netlify_are_warned_of() {
    let site = Site::new("hosts = [\"netlify\"]", &[]);
    let many: Vec<String> = (0..10_000).map(|number| format!("/old/{number:05}/")).collect();
    site.article("talks", &many.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(site.build(), ["_redirects has 10000 rules, and Netlify may not take 10000 or more"]);
    assert_eq!(rules(&site.output("_redirects")).len(), 10_000);
}

#[test]
fn nginx_gets_maps_in_which_no_address_is_more_than_itself() {
    let site = Site::new("hosts = [\"nginx\"]", &["/\"a\"; } x $uri/", "/~.*/", "/ünï/"]);
    site.article("$cost", &["/c/"]);
    site.write("content/gone.md", "+++\ndate = 2025-11-02\nwithdrawn = { date = 2025-11-03 }\n+++\n");
    site.build();
    let maps = site.output("_hosting/nginx-maps.conf");
    for line in [
        "    \"/\\\"a\\\"; } x $uri/\" \"/2025/11/01/talks/\";\n",
        "    \"/~.*/\" \"/2025/11/01/talks/\";\n",
        "    \"/ünï/\" \"/2025/11/01/talks/\";\n",
        "    \"/2025/11/02/gone/\" \"1\";\n",
    ] {
        assert!(maps.contains(line), "{line} {maps}");
    }
    let server = site.output("_hosting/nginx-server.conf");
    for line in ["    return 301 $dateline_moved;\n", "    return 410;\n", "error_page 404 \"/404.html\";\n"]
    {
        assert!(server.contains(line), "{line} {server}");
    }
}

#[test]
fn s3_gets_its_fifty_rules_and_none_that_would_take_another_page() {
    let many: Vec<String> = (0..51).map(|number| format!("/old/{number:02}/")).collect();
    let mut aliases: Vec<&str> = many.iter().map(String::as_str).collect();
    aliases.extend(["/2025/11/01/tal\"ks.html", "/tags/c", "/ab.html", "/ab.html5.html"]);
    let site = Site::new("hosts = [\"s3\"]", &aliases);
    assert_eq!(
        site.build(),
        [
            "5 redirects do not fit into the website of S3, which takes 50, none of which may be the beginning of \
          another page's address"
        ]
    );
    let website: serde_json::Value =
        serde_json::from_str(&site.output("_hosting/s3-website.json")).expect("JSON");
    assert_eq!(website["IndexDocument"]["Suffix"], "index.html");
    assert_eq!(website["ErrorDocument"]["Key"], "404.html");
    let rules = website["RoutingRules"].as_array().expect("rules");
    assert_eq!(rules.len(), 50);
    assert_eq!(
        rules[0],
        serde_json::json!({
            "Condition": { "KeyPrefixEquals": "2025/11/01/tal\"ks.html" },
            "Redirect": {
                "Protocol": "https",
                "HostName": "t.example",
                "ReplaceKeyWith": "2025/11/01/talks/",
                "HttpRedirectCode": "301",
            },
        })
    );
    assert!(rules.iter().all(|rule| rule["Condition"]["KeyPrefixEquals"] != "ab.html"));
}

#[test]
fn the_redirect_at_the_end_of_a_list_is_for_no_host() {
    let site = Site::new("hosts = [\"netlify\"]", &[]);
    let config =
        "title = \"T\"\nbase_url = \"https://t.example\"\nper_page = 1\n[hosting]\nhosts = [\"netlify\"]\n";
    site.write("config.toml", config);
    site.article("more", &[]);
    site.build();
    assert!(site.output("page/2/index.html").contains("http-equiv=\"refresh\""));
    assert!(rules(&site.output("_redirects")).is_empty());
}

#[test]
fn a_site_in_a_folder_has_its_path_in_every_rule() {
    let site = Site::new("", &["/old/"]);
    let config = "title = \"T\"\nbase_url = \"https://t.example/the%20news\"\n[hosting]\nhosts = [\"netlify\", \"nginx\", \"s3\"]\n";
    site.write("config.toml", config);
    site.build();
    assert_eq!(rules(&site.output("_redirects")), ["/the%20news/old/ /the%20news/2025/11/01/talks/ 301!"]);
    assert!(site.output("_headers").contains("\n/the%20news/*\n"));
    assert!(
        site.output("_hosting/nginx-maps.conf")
            .contains("    \"/the news/old/\" \"/the%20news/2025/11/01/talks/\";\n")
    );
    assert!(site.output("_hosting/nginx-server.conf").contains("location ^~ \"/the news/_hosting/\" {"));
    assert!(site.output("_hosting/s3-website.json").contains("\"KeyPrefixEquals\": \"the news/old/\""));
}

#[test]
fn a_file_of_the_sites_own_stays_and_is_not_made() {
    let site = Site::new("hosts = [\"netlify\"]", &["/old/"]);
    site.write("static/_redirects", "/mine /yours\n");
    assert_eq!(site.build(), ["the site's own /_redirects replaces the generated one"]);
    assert_eq!(site.output("_redirects"), "/mine /yours\n");
    assert!(site.has("_headers"));
}

#[test]
fn headers_let_browsers_keep_hashed_names_for_ever_and_nothing_else() {
    let site = Site::new("hosts = [\"netlify\"]", &[]);
    site.build();
    let headers = site.output("_headers");
    let style = site.stamped("css/broadsheet", "css");
    assert!(
        headers.contains(&format!("\n/{style}\n  Cache-Control: public, max-age=31536000, immutable\n")),
        "{headers}"
    );
    assert!(!headers.contains("/css/broadsheet.css"));
    assert!(headers.contains("\n/*\n  Content-Security-Policy: default-src 'none'; "));
    for header in ["X-Content-Type-Options: nosniff", "Referrer-Policy: ", "Permissions-Policy: "] {
        assert!(headers.contains(&format!("\n  {header}")), "{header}");
    }
}

#[test]
fn what_programs_poll_may_be_kept_for_minutes() {
    let site = Site::new("hosts = [\"netlify\"]", &[]);
    site.write("static/podcast/rss.xml", "<rss/>");
    site.build();
    let headers = site.output("_headers");
    for path in ["/rss.xml", "/*/rss.xml"] {
        assert!(headers.contains(&format!("\n{path}\n  Cache-Control: public, max-age=600\n")), "{headers}");
    }
}

#[test]
fn the_policy_takes_more_sources_or_none_at_all() {
    let policy = "hosts = [\"netlify\"]\n[hosting.content_security_policy]\n\
                  script-src = [\"https://stats.example.org\"]\nframe-src = [\"https://maps.example.org\"]";
    let site = Site::new(policy, &[]);
    site.build();
    let headers = site.output("_headers");
    assert!(headers.contains("; script-src 'self' https://stats.example.org; "), "{headers}");
    assert!(headers.contains(" https://www.youtube-nocookie.com https://maps.example.org; "), "{headers}");
    let page = site.output("index.html");
    assert!(page.contains("script-src &#39;self&#39; https://stats.example.org; "), "{page}");
    assert!(!page.contains("frame-ancestors"));

    let site = Site::new("hosts = [\"netlify\"]\ncontent_security_policy = false", &[]);
    site.build();
    assert!(!site.output("_headers").contains("Content-Security-Policy"));
    assert!(!site.output("index.html").contains("Content-Security-Policy"));
}

#[test]
fn a_table_that_can_not_be_meant_is_explained() {
    let hosting = "hosts = [\"netlfy\", \"nginx\"]\n[hosting.content_security_policy]\nscript-source = []\n\
                   style-src = [\"'self'; script-src *\"]";
    assert_eq!(
        Site::new(hosting, &[]).faults(),
        [
            "config.toml:4:10: there are no files for the host `netlfy` → did you mean \"netlify\"?",
            "config.toml:6:1: a Content-Security-Policy can't be given a `script-source` here → did you mean `script-src`?",
            "config.toml:7:14: `'self'; script-src *` is no source of a Content-Security-Policy → one source each: \
             \"https://stats.example.org\", \"https:\", \"'unsafe-inline'\"",
        ]
    );
    assert_eq!(
        Site::new("hosts = [\"netlify\", \"cloudflare-pages\"]", &[]).faults(),
        [
            "config.toml:4:21: netlify and cloudflare-pages both read the file _redirects, each in its own syntax → \
          keep only the host of the site"
        ]
    );
}

#[test]
fn pages_ask_for_a_themes_files_by_names_that_change_with_their_bytes() {
    let site = Site::new("", &[]);
    site.write("themes/mine/theme.toml", "extends = \"broadsheet\"\n");
    site.write("themes/mine/static/css/broadsheet.css", "p { background: url(../img/dot.svg) }");
    site.write("themes/mine/static/img/dot.svg", "<svg/>");
    site.write("config.toml", "title = \"T\"\nbase_url = \"https://t.example\"\ntheme = \"mine\"\n");
    site.build();
    let (style, dot) = (site.stamped("css/broadsheet", "css"), site.stamped("img/dot", "svg"));
    assert!(site.output("index.html").contains(&format!("href=\"/{style}\"")));
    assert_eq!(site.output(&style), format!("p {{ background: url(../{dot}) }}"));
    assert_eq!(
        site.output("css/broadsheet.css"),
        "p { background: url(../img/dot.svg) }",
        "the plain name is there too"
    );

    site.write("themes/mine/static/img/dot.svg", "<svg></svg>");
    site.build();
    let (other_style, other_dot) = (site.stamped("css/broadsheet", "css"), site.stamped("img/dot", "svg"));
    assert!(other_style != style && other_dot != dot);
    assert!(!site.has(&style) && !site.has(&dot), "the old names are gone");
    assert!(site.output("index.html").contains(&format!("href=\"/{other_style}\"")));
}

#[test]
fn a_file_of_the_sites_own_in_place_of_a_themes_has_both_names() {
    let site = Site::new("", &[]);
    site.write("static/css/print.css", "p { color: black }");
    site.write("static/css/own.css", "q {}");
    site.build();
    let mut names = String::new();
    for entry in fs::read_dir(site.path("public/css")).expect("a folder").flatten() {
        let _ = write!(names, "{} ", entry.file_name().to_string_lossy());
    }
    assert_eq!(site.output(&site.stamped("css/print", "css")), "p { color: black }");
    assert_eq!(site.output("css/print.css"), "p { color: black }");
    assert_eq!(names.matches("own.").count(), 1, "what is only the site's keeps its name: {names}");
}
