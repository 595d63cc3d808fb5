//! `dateline check`: everything that a build would find is found, nothing is written, and what will not fit at a host is
//! told before anything is sent there.

use crate::files::tree;
use crate::site::Site;
use dateline::pipeline::{CheckReport, NoProgress, check};

use dateline::diagnostic::{Diagnostics, Severity};
use dateline::host_limits::{self, HostingProvider, SiteListing};

/// Creates a site with one article, and more settings.
fn site_with(config: &str) -> Site {
    let site = Site::new(&format!("title = \"T\"\nbase_url = \"https://t.example\"\n{config}"));
    site.write("content/talks.md", "+++\ntitle = \"Talks\"\ndate = 2025-11-01\n+++\nText.\n");
    site
}

fn run_check(site: &Site) -> Result<CheckReport, Diagnostics> {
    check(&site.request, &NoProgress)
}

/// Runs a command, and returns its exit code and what it says.
fn dateline(site: &Site, args: &[&str]) -> (i32, String, String) {
    let said = site.run(args);
    (said.code.expect("an end"), said.stdout, said.stderr)
}

/// A small picture that smaller ones are made of.
fn picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let pixels =
        image::RgbImage::from_fn(900, 600, |x, y| image::Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 7]));
    pixels.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}

#[test]
fn it_writes_nothing_and_finds_every_file_of_the_build_in_its_length() {
    let site = site_with("[hosting]\nhosts = [\"netlify\", \"s3\"]\n");
    site.write(
        "content/pier/index.md",
        "+++\ntitle = \"Pier\"\ndate = 2025-11-02\n+++\n![A pier](pier.png)\n",
    );
    site.write("content/pier/pier.png", picture());
    site.write("static/robots.txt", "User-agent: *\n");
    let before = tree(site.root());
    let checked = run_check(&site).expect("nothing is wrong");
    assert_eq!(tree(site.root()), before, "nothing is written");
    assert!(!site.path("public").exists() && !site.path(".dateline").exists());

    site.build();
    let built: Vec<(String, u64)> =
        site.output().into_iter().map(|(file, bytes)| (file, bytes.len() as u64)).collect();
    let built: Vec<_> = built.into_iter().filter(|(file, _)| !file.starts_with(".dateline/")).collect();
    let files = |checked: &CheckReport| {
        let mut files: Vec<(String, u64)> =
            checked.listing.files.iter().map(|(file, bytes)| (file.to_string(), *bytes)).collect();
        files.sort();
        files
    };
    // Of pictures that are not made yet the lengths are estimates.
    let (estimated, certain): (Vec<_>, Vec<_>) =
        files(&checked).into_iter().partition(|(file, _)| file.contains("pier-"));
    assert!(estimated.len() == 3 && estimated.iter().all(|(_, bytes)| *bytes > 0), "{estimated:?}");
    let (pictures, others): (Vec<_>, Vec<_>) =
        built.iter().cloned().partition(|(file, _)| file.contains("pier-"));
    assert_eq!(certain, others);
    assert!(estimated.iter().map(|(file, _)| file).eq(pictures.iter().map(|(file, _)| file)));

    // With a record and a cache of pictures all lengths are known, and both are left as they are.
    let before = tree(site.root());
    let again = run_check(&site).expect("nothing is wrong");
    assert_eq!(files(&again), built);
    assert_eq!(tree(site.root()), before);
}

#[test]
fn it_finds_what_a_build_finds() {
    let site = site_with("");
    site.write("content/b.md", "+++\ntitle = \"B\"\ndate = 2025-11-01\n+++\n[Gone](gone.md)\n");
    site.write("content/c.md", "+++\ntitle = \"C\"\ndate = 2025-11-01\n+++\n![None](none.jpg)\n");
    site.write("templates/archive.html", "{{ nothing_of_this_name.at_all }}");
    site.write("ledger.txt", "/2020/lost/\n");
    let errors = |found: Diagnostics| {
        let mut errors: Vec<_> =
            found.into_iter().filter(|found| found.severity == Severity::Error).collect();
        errors.sort_by_key(ToString::to_string);
        errors
    };
    let (checked, built) =
        (errors(run_check(&site).expect_err("errors")), errors(site.try_build().expect_err("errors")));
    assert_eq!(checked, built);
    assert!(checked.len() >= 4, "{checked:?}");
    assert!(
        checked
            .iter()
            .any(|error| error.place.file().is_some_and(|file| file.as_str() == "templates/archive.html"))
    );
}

#[test]
fn a_picture_that_was_cut_short_is_found() {
    let site = site_with("");
    site.write(
        "content/pier/index.md",
        "+++\ntitle = \"Pier\"\ndate = 2025-11-02\n+++\n![A pier](pier.png)\n",
    );
    // Its head is whole, so it looks like a picture; its pixels end in the middle.
    let whole = picture();
    site.write("content/pier/pier.png", &whole[..whole.len() / 2]);
    let told = |found: Diagnostics| found.iter().map(ToString::to_string).collect::<Vec<_>>();
    let checked = told(run_check(&site).expect("a warning").warnings);
    assert!(checked[0].starts_with("content/pier/pier.png: this can't be read as a picture"), "{checked:?}");
    let built = site.build();
    assert_eq!(checked, told(built.warnings));
}

#[test]
fn the_command_says_what_there_is_and_what_is_wrong() {
    let site = site_with("");
    let (code, stdout, stderr) = dateline(&site, &["check"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(stdout.starts_with("1 article, ") && stdout.ends_with("\nNo problems\n"), "{stdout}");
    let (code, stdout, _) = dateline(&site, &["check", "--target", "github-pages"]);
    assert_eq!(code, 0);
    assert!(stdout.ends_with("\nIt fits GitHub Pages. No problems\n"), "{stdout}");

    site.write("content/b.md", "+++\ntitle = 3\n+++\n");
    site.write("content/c.md", "+++\ntitle = \"C\"\ndate = 2025-11-01\n+++\n[Gone](gone.md)\n");
    let (code, stdout, stderr) = dateline(&site, &["check"]);
    assert_eq!(code, 1);
    assert_eq!(stdout, "3 errors\n");
    assert!(stderr.contains("content/b.md") && stderr.contains("content/c.md"), "{stderr}");
    let (code, stdout, _) = dateline(&site, &["check", "--quiet"]);
    assert_eq!((code, stdout.as_str()), (1, ""));
    assert_eq!(dateline(&site, &["check", "--target", "geocities"]).0, 2);
}

#[test]
fn the_command_says_what_does_not_fit() {
    let site = site_with("");
    site.write("static/_redirects", "/a /b 410\n");
    site.write("static/film.mp4", vec![0; (25 << 20) + 1]);
    let (code, stdout, stderr) = dateline(&site, &["check", "--target", "cloudflare-pages"]);
    assert_eq!(code, 1);
    assert!(stdout.ends_with("\nIt does not fit Cloudflare Pages. 2 errors\n"), "{stdout}");
    assert!(
        stderr.contains("film.mp4 has 26,214,401 bytes; Cloudflare Pages allows 25 MiB per file"),
        "{stderr}"
    );
    assert!(stderr.contains("Cloudflare Pages ignores `/a /b 410`"), "{stderr}");
    assert_eq!(dateline(&site, &["check", "--target", "netlify"]).0, 0, "Netlify takes both");
}

#[test]
fn the_command_says_where_old_addresses_with_a_query_need_a_script() {
    let site = site_with("[hosting]\nhosts = [\"netlify\"]\n");
    site.write("addresses.csv", "/?p=1,/archive/\n/?p=2,410\n");
    for (target, host) in
        [("github-pages", "GitHub Pages"), ("s3", "S3"), ("cloudflare-pages", "Cloudflare Pages")]
    {
        let (code, _, stderr) = dateline(&site, &["check", "--target", target]);
        assert_eq!(code, 0, "{stderr}");
        assert!(
            stderr.contains(&format!("old addresses with a query, and {host} has no rules for them")),
            "{stderr}"
        );
    }
    let (code, _, stderr) = dateline(&site, &["check", "--target", "netlify"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
}

#[test]
fn a_deploy_to_a_host_that_is_named_sends_nothing_that_does_not_fit() {
    let site = site_with("[deploy.live]\nto = \"dir:www\"\nhost = \"cloudflare-pages\"\n");
    site.write("static/film.mp4", vec![0; (25 << 20) + 1]);
    assert_eq!(dateline(&site, &["build"]).0, 0);
    let (code, _, stderr) = dateline(&site, &["deploy"]);
    assert_eq!(code, 1);
    assert!(stderr.contains("film.mp4 has 26,214,401 bytes; Cloudflare Pages allows 25 MiB"), "{stderr}");
    assert!(!site.path("www").exists());

    // What may fit is sent, and told.
    site.write("static/film.mp4", "short");
    site.write("static/_headers", "/a\n  X-A: b\n".repeat(101));
    assert_eq!(dateline(&site, &["build"]).0, 0);
    let (code, _, stderr) = dateline(&site, &["deploy"]);
    assert_eq!(code, 0, "{stderr}");
    assert!(stderr.contains("_headers has 101 rules; Cloudflare Pages allows 100"), "{stderr}");
    assert!(site.path("www/index.html").exists());

    let site = site_with("[deploy.live]\nto = \"dir:www\"\nhost = \"cloudflare\"\n");
    let (code, _, stderr) = dateline(&site, &["build"]);
    assert_eq!(code, 1);
    assert!(stderr.contains("`deploy.host` can't be `cloudflare`"), "{stderr}");
}

#[test]
fn a_check_asks_the_ledger_unless_it_only_looks() {
    let site = site_with("");
    site.write("ledger.txt", "/2020/lost/\n");
    assert_eq!(dateline(&site, &["check"]).0, 1);
    assert_eq!(dateline(&site, &["check", "--allow-lost"]).0, 0);
    assert_eq!(dateline(&site, &["check", "--as-of", "2025-12-01"]).0, 0);
}

/// A listing of so many files of one byte, in folders of a hundred.
fn many(files: usize) -> SiteListing {
    let file = |number: usize| (format!("{}/{number}.html", number / 100).into(), 1);
    SiteListing { files: (0..files).map(file).collect(), host_files: Vec::new() }
}

fn one(file: &str, bytes: u64) -> SiteListing {
    SiteListing { files: vec![(file.into(), bytes)], host_files: Vec::new() }
}

fn telling(file: &str, says: String) -> SiteListing {
    SiteListing { files: Vec::new(), host_files: vec![(file.into(), says)] }
}

/// What is told of a listing, each with the first letter of its severity.
fn told(service: HostingProvider, listing: &SiteListing) -> Vec<String> {
    let found = host_limits::check(service, listing);
    assert!(found.iter().all(|found| found.hint.is_some() || found.message.contains(" more")), "{found:?}");
    let severity = |severity| if severity == Severity::Error { "E" } else { "W" };
    found.iter().map(|found| format!("{} {}", severity(found.severity), found.message)).collect()
}

#[test]
fn what_fits_to_the_last_file_fits() {
    for (service, files) in [
        (HostingProvider::CloudflarePages, 20_000),
        (HostingProvider::Netlify, 250_000),
        (HostingProvider::GitHubPages, 250_000),
        // And 1,980 folders of a hundred.
        (HostingProvider::GitLabPages, 198_000),
        (HostingProvider::S3, 250_000),
    ] {
        assert_eq!(told(service, &many(files)), [""; 0], "{service}");
    }
}

#[test]
fn hosts_take_so_many_files() {
    assert_eq!(
        told(HostingProvider::CloudflarePages, &many(20_001)),
        ["W the site has 20,001 files; Cloudflare Pages allows 20,000"]
    );
    assert_eq!(
        told(HostingProvider::CloudflarePages, &many(100_001)),
        ["E the site has 100,001 files; Cloudflare Pages allows 100,000"]
    );
    assert_eq!(
        told(HostingProvider::GitLabPages, &many(198_100)),
        ["E the site has 200,081 files and folders; GitLab Pages allows 200,000"]
    );
    let crowded = SiteListing {
        files: (0..54_001).map(|number| (format!("tags/{number}.html").into(), 1)).collect(),
        host_files: Vec::new(),
    };
    assert_eq!(
        told(HostingProvider::Netlify, &crowded),
        ["E /tags has 54,001 files; Netlify allows 54,000 per folder"]
    );
}

#[test]
fn hosts_take_files_and_sites_of_some_size() {
    let film = |bytes| one("film.mp4", bytes);
    assert_eq!(told(HostingProvider::CloudflarePages, &film(25 << 20)), [""; 0]);
    assert_eq!(
        told(HostingProvider::CloudflarePages, &film((25 << 20) + 1)),
        ["E film.mp4 has 26,214,401 bytes; Cloudflare Pages allows 25 MiB per file"]
    );
    assert_eq!(
        told(HostingProvider::GitHubPages, &film((100 << 20) + 1)),
        ["W film.mp4 has 104,857,601 bytes; GitHub Pages allows 100 MiB per file"]
    );
    assert_eq!(
        told(HostingProvider::GitHubPages, &film((1 << 30) + 1)),
        [
            "E the site has 1 GiB; GitHub Pages allows 1 GiB",
            "W film.mp4 has 1,073,741,825 bytes; GitHub Pages allows 100 MiB per file"
        ]
    );
    assert_eq!(
        told(HostingProvider::GitLabPages, &film(3 << 29)),
        ["E the site has 1.5 GiB; GitLab Pages allows 1 GiB"]
    );
    assert_eq!(told(HostingProvider::Netlify, &film(3 << 29)), [""; 0]);
    assert_eq!(
        told(HostingProvider::S3, &film((5 << 30) + 1)),
        ["W film.mp4 has 5,368,709,121 bytes; S3 allows 5 GiB per file"]
    );
}

#[test]
fn hosts_take_paths_of_some_length_and_kind() {
    assert_eq!(told(HostingProvider::S3, &one(&"é".repeat(512), 1)), [""; 0]);
    let long = "é".repeat(513);
    assert_eq!(
        told(HostingProvider::S3, &one(&long, 1)),
        [format!("E {long}: its path has 1,026 bytes; S3 allows 1,024")]
    );
    // Each is six characters of an address.
    assert_eq!(told(HostingProvider::GitLabPages, &one(&"é".repeat(341), 1)), [""; 0]);
    let long = "é".repeat(342);
    assert_eq!(
        told(HostingProvider::GitLabPages, &one(&long, 1)),
        [format!("E {long}: its path has 2,053 bytes; GitLab Pages allows 2,048")]
    );
    assert_eq!(
        told(HostingProvider::Netlify, &one("tags/c#/index.html", 1)),
        ["E tags/c#/index.html: Netlify rejects paths with #"]
    );
}

#[test]
fn of_many_with_one_fault_a_few_are_named() {
    let films = (0..7).map(|number| (format!("{number}.mp4").into(), 30 << 20));
    let told = told(
        HostingProvider::CloudflarePages,
        &SiteListing { files: films.collect(), host_files: Vec::new() },
    );
    assert_eq!(told.len(), 6);
    assert_eq!(told[5], "E 2 more files with the same problem");
}

#[test]
fn hosts_take_so_many_rules() {
    let rules = |fixed: usize, patterns: usize| {
        let fixed = (0..fixed).map(|number| format!("/old/{number} /new/{number} 301\n"));
        let patterns = (0..patterns).map(|number| format!("/{number}/* /new/:splat\n"));
        telling("_redirects", fixed.chain(patterns).collect())
    };
    assert_eq!(told(HostingProvider::CloudflarePages, &rules(2_000, 100)), [""; 0]);
    assert_eq!(
        told(HostingProvider::CloudflarePages, &rules(2_001, 101)),
        [
            "E _redirects has 2,001 rules for one address; Cloudflare Pages allows 2,000",
            "E _redirects has 101 rules for many addresses; Cloudflare Pages allows 100"
        ]
    );
    assert_eq!(told(HostingProvider::Netlify, &rules(9_999, 0)), [""; 0]);
    assert_eq!(
        told(HostingProvider::Netlify, &rules(9_999, 1)),
        ["W _redirects has 10,000 rules; Netlify allows 9,999"]
    );
    assert_eq!(told(HostingProvider::GitLabPages, &rules(900, 100)), [""; 0]);
    assert_eq!(
        told(HostingProvider::GitLabPages, &rules(900, 101)),
        ["E _redirects has 1,001 rules; GitLab Pages allows 1,000"]
    );
    assert_eq!(
        told(HostingProvider::GitHubPages, &rules(1, 0)),
        ["W the site has _redirects, which GitHub Pages ignores"]
    );
}

#[test]
fn hosts_follow_only_rules_that_they_know() {
    let rules =
        telling("_redirects", "# A comment\n\n/a /b 301!\n/c /d\n/e /f 410\n/g /h 302 Country=de\n".into());
    assert_eq!(told(HostingProvider::Netlify, &rules), [""; 0]);
    assert_eq!(
        told(HostingProvider::GitLabPages, &rules),
        [
            "E _redirects, line 3: GitLab Pages ignores `/a /b 301!`",
            "E _redirects, line 5: GitLab Pages ignores `/e /f 410`"
        ]
    );
}

#[test]
fn what_dateline_made_for_another_host_is_no_error() {
    let site = site_with("[hosting]\nhosts = [\"netlify\"]\n");
    site.write("content/b.md", "+++\ntitle = \"B\"\ndate = 2025-11-01\naliases = [\"/b\"]\n+++\nText.\n");
    let listing = run_check(&site).expect("nothing is wrong").listing;
    assert_eq!(told(HostingProvider::Netlify, &listing), [""; 0]);
    assert_eq!(told(HostingProvider::GitHubPages, &listing), [""; 0]);
    assert_eq!(told(HostingProvider::GitLabPages, &listing), ["W _redirects: GitLab Pages ignores 1 rule"]);
}

#[test]
fn hosts_take_lines_of_some_length() {
    let long = format!("/{} /b", "a".repeat(1_000));
    assert_eq!(
        told(HostingProvider::CloudflarePages, &telling("_redirects", long)),
        ["E _redirects, line 1 has 1,004 characters; Cloudflare Pages allows 1,000"]
    );
    let headers = format!("/*\n  X-Long: {}\n", "a".repeat(2_000));
    assert_eq!(
        told(HostingProvider::CloudflarePages, &telling("_headers", headers)),
        ["E _headers, line 2 has 2,010 characters; Cloudflare Pages allows 2,000"]
    );
    let blocks = "/a\n  X-A: b\n".repeat(101);
    assert_eq!(
        told(HostingProvider::CloudflarePages, &telling("_headers", blocks)),
        ["W _headers has 101 rules; Cloudflare Pages allows 100"]
    );
}

#[test]
fn a_bucket_takes_fifty_rules() {
    let website = |rules: usize| {
        let rules = vec![serde_json::json!({ "Condition": {}, "Redirect": {} }); rules];
        telling("_hosting/s3-website.json", serde_json::json!({ "RoutingRules": rules }).to_string())
    };
    assert_eq!(told(HostingProvider::S3, &website(50)), [""; 0]);
    assert_eq!(
        told(HostingProvider::S3, &website(51)),
        ["E _hosting/s3-website.json has 51 routing rules; S3 allows 50"]
    );
    assert_eq!(told(HostingProvider::Netlify, &website(51)), [""; 0]);
}
