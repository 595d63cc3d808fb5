//! A deploy, as a newsroom meets it: what is sent and what is not, what is refused, what browsers and caches are told. The
//! targets are real: an S3 server over HTTP, folders of this machine.

use crate::bucket;
use crate::files::tree;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::office::{Office, Said};

/// Sees that a command was refused, for a reason and with something to do.
fn refused(said: &Said, reason: &str) {
    assert_eq!(said.code, Some(1), "{} {}", said.stdout, said.stderr);
    assert!(flat(&said.stderr).contains(reason), "{}", said.stderr);
    assert!(said.stderr.contains("help: "), "{} says nothing about what to do", said.stderr);
}

/// A text without the line breaks that fit it to a terminal.
fn flat(text: &str) -> String {
    text.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ")
}

#[test]
fn a_bucket_gets_what_was_built_and_a_second_deploy_sends_nothing() {
    let office = Office::new("");
    let said = office.deployed(&[]);
    assert_eq!(office.bucket.objects(), office.output());
    assert!(said.stdout.contains("0 files deleted, 0 unchanged"), "{}", said.stdout);
    assert!(said.stdout.contains("added to ledger.txt"), "{}", said.stdout);
    assert!(office.town.read("ledger.txt").contains("/2025/11/02/story-2/"));

    office.bucket.set(None);
    let said = office.deployed(&[]);
    assert_eq!(office.bucket.sent(), [""; 0]);
    assert!(said.stdout.contains("bucket is up to date"), "{}", said.stdout);
    // Nor has a build anything to do: the ledger has only what this one has.
    assert!(office.run(&["build"]).stdout.contains("0 files written"));
}

#[test]
fn browsers_are_told_what_a_file_is_and_how_long_they_may_keep_it() {
    let office = Office::new("[deploy.bucket.cache_control]\npages = \"public, max-age=5\"");
    office.deployed(&[]);
    let hashed =
        office.output().keys().find(|path| path.starts_with("css/broadsheet.") && path.len() > 20).cloned();
    for (path, kind, keep) in [
        ("index.html", "text/html; charset=utf-8", "public, max-age=5"),
        ("atom.xml", "application/xml; charset=utf-8", "public, max-age=600"),
        ("logo.svg", "image/svg+xml; charset=utf-8", "public, max-age=0, must-revalidate"),
        (&hashed.expect("a style sheet"), "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
    ] {
        let attributes = office.bucket.attributes(path);
        assert!(attributes.contains(&format!("\"{kind}\"")), "{path}: {attributes}");
        assert!(attributes.contains(&format!("\"{keep}\"")), "{path}: {attributes}");
    }
    // Another word for pages has these sent again, and nothing else.
    office.configure("");
    office.build();
    office.bucket.set(None);
    office.deployed(&[]);
    let sent = office.bucket.sent();
    assert!(sent.len() > 5 && sent.iter().all(|path| path.strip_suffix(".html").is_some()), "{sent:?}");
}

#[test]
fn texts_are_stored_compressed_where_the_target_wants_it() {
    let office = Office::new("precompress = \"gzip\"");
    office.deployed(&[]);
    let (objects, output) = (office.bucket.objects(), office.output());
    assert!(objects.keys().eq(output.keys()));
    let mut page = Vec::new();
    flate2::read::GzDecoder::new(&*objects["index.html"]).read_to_end(&mut page).expect("gzip");
    assert_eq!(page, output["index.html"]);
    assert!(office.bucket.attributes("index.html").contains("\"gzip\""));
    assert_eq!(objects["logo.svg"], output["logo.svg"], "what is small stays as it is");
    office.bucket.set(None);
    office.deployed(&["--verify"]);
    assert_eq!(office.bucket.sent(), [""; 0]);
}

#[test]
fn names_that_servers_trip_over_arrive_as_they_are() {
    let office = Office::new("");
    for name in [
        "café ünïcode.txt",
        "100% sure & more+plus=.txt",
        "a'b(c)!~.txt",
        "hash#mark?query.txt",
        ".well-known/x",
    ] {
        office.town.write(&format!("static/{name}"), name);
    }
    office.build();
    office.deployed(&[]);
    assert_eq!(office.bucket.objects(), office.output());
    office.bucket.set(None);
    office.deployed(&["--verify"]);
    assert_eq!(office.bucket.sent(), [""; 0]);
}

#[test]
fn one_story_in_a_large_archive_sends_its_few_files() {
    let office = Office::new("");
    for number in 0..600 {
        let (year, month, day) = (2000 + number % 20, 1 + number % 12, 1 + number % 28);
        let text = format!(
            "+++\ntitle = \"Old {number}\"\ndate = {year}-{month:02}-{day:02}\ntags = [\"t{}\"]\n+++\nText.\n",
            number % 9
        );
        office.town.write(&format!("content/old/{number}.md"), &text);
    }
    office.build();
    office.deployed(&["--concurrency", "64"]);
    office.story(9, "The newest.");
    let built = office.build();
    office.bucket.set(None);
    office.deployed(&[]);
    let sent = office.bucket.sent();
    assert!(built.len() > 1_500, "{}", built.len());
    assert!((10..40).contains(&sent.len()), "{} files: {sent:?}", sent.len());
    assert!(sent.contains(&"2025/11/09/story-9/index.html".to_owned()));
    assert_eq!(office.bucket.objects(), built);
}

#[test]
fn a_large_file_is_sent_in_parts() {
    let office = Office::new("");
    let film: Vec<u8> = (0..40_000_000_u32).map(|number| (number / 7).to_le_bytes()[0]).collect();
    fs::write(office.town.path("static/film.mp4"), &film).expect("a film");
    office.build();
    let said = office.run(&["deploy"]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert!(office.bucket.objects()["film.mp4"] == film);
    let parts = office.bucket.asked().into_iter().filter(|(_, path)| path == "film.mp4").count();
    assert!(parts > 5, "{parts} requests for it");
}

#[test]
fn what_others_put_there_is_never_overwritten_or_deleted() {
    let office = Office::new("");
    office.bucket.put("theirs/index.html", "theirs");
    office.bucket.put("about/index.html", "theirs");
    office.deployed(&[]);
    assert_eq!(office.bucket.objects()["theirs/index.html"], b"theirs");

    // A story comes to where something of theirs is, which nobody had looked at.
    office.bucket.put("2025/11/07/story-7/index.html", "theirs");
    office.story(7, "New.");
    office.build();
    refused(
        &office.deploy(&[]),
        "did not come from Dateline, and would be overwritten: 2025/11/07/story-7/index.html",
    );
    assert_eq!(office.bucket.objects()["2025/11/07/story-7/index.html"], b"theirs");
    office.deployed(&["--adopt"]);
    assert_eq!(
        office.bucket.objects()["2025/11/07/story-7/index.html"],
        office.output()["2025/11/07/story-7/index.html"]
    );
    assert_eq!(office.bucket.objects()["theirs/index.html"], b"theirs");
}

#[test]
fn a_copy_by_other_means_is_taken_over_where_its_bytes_are_the_same() {
    let office = Office::new("");
    for (path, bytes) in office.output() {
        office.bucket.put(&path, &String::from_utf8_lossy(&bytes));
    }
    office.bucket.put("index.html", "older");
    refused(&office.deploy(&[]), "did not come from Dateline, and would be overwritten: index.html");
    office.bucket.set(None);
    assert!(office.bucket.sent().is_empty());
    fs::remove_file(office.bucket.folder().join("index.html")).expect("removed");
    // The bytes are right, but the headers are not.
    office.deployed(&[]);
    assert_eq!(office.bucket.sent().len(), office.output().len());
    assert!(office.bucket.attributes("atom.xml").contains("max-age=600"));
    // A manifest that is lost is no reason to send anything.
    fs::remove_file(office.bucket.folder().join(".dateline/manifest")).expect("removed");
    office.bucket.set(None);
    office.deployed(&[]);
    assert_eq!(office.bucket.sent(), [""; 0]);
}

#[test]
fn another_site_at_the_target_is_not_touched() {
    let (office, other) = (Office::new(""), Office::new(""));
    office.deployed(&[]);
    let endpoint = office.bucket.endpoint();
    other.town.write(
        "config.toml",
        format!("title = \"O\"\nbase_url = \"https://other.example\"\n[deploy.x]\nto = \"s3://news\"\nendpoint = \"{endpoint}\"\n"),
    );
    other.build();
    let before = office.bucket.objects();
    refused(&other.deploy(&[]), "the target holds another site, https://town.example");
    assert_eq!(office.bucket.objects(), before);
    // In a folder of its own there is room for it.
    other.town.write(
        "config.toml",
        format!("title = \"O\"\nbase_url = \"https://other.example\"\n[deploy.x]\nto = \"s3://news/other\"\nendpoint = \"{endpoint}\"\n"),
    );
    let built = other.build();
    other.deployed(&[]);
    assert_eq!(office.bucket.objects()["other/index.html"], built["index.html"]);
    office.deployed(&["--verify"]);
}

#[test]
fn of_two_at_once_the_second_refuses() {
    let office = Office::new("");
    let lock = |since: &str| {
        let text = format!(
            "{{\"id\":\"x\",\"who\":\"eva@desk-3\",\"machine\":\"another\",\"process\":7,\"since\":\"{since}\"}}"
        );
        office.bucket.put(".dateline/lock", &text);
    };
    lock(&jiff::Timestamp::now().to_string());
    refused(&office.deploy(&[]), "another deploy holds the target: eva@desk-3, process 7, since");
    lock("2025-01-01T00:00:00Z");
    let said = office.deploy(&[]);
    refused(&said, "eva@desk-3");
    assert!(flat(&said.stderr).contains("most likely cut short"), "{}", said.stderr);
    assert!(office.bucket.sent().is_empty());
    // Only to look is always possible.
    office.run(&["deploy", "--dry-run"]);
    office.deployed(&["--take-lock"]);
    assert_eq!(office.bucket.objects(), office.output());
    assert!(!office.bucket.folder().join(".dateline/lock").exists());
}

#[test]
fn a_dry_run_says_what_would_be_sent_in_order_and_sends_nothing() {
    let office = Office::new("");
    let plan = office.run(&["deploy", "--dry-run"]);
    assert_eq!(plan.code, Some(0), "{}", plan.stderr);
    let asked = office.bucket.asked();
    assert!(asked.iter().all(|(method, _)| method == hyper::Method::GET), "{asked:?}");
    let listed: Vec<&str> = plan.stdout.lines().filter_map(|line| line.strip_prefix("+ ")).collect();
    assert_eq!(listed.len(), office.output().len());
    assert!(listed.iter().all(|line| line.contains(" B  ") || line.contains("KiB  ")), "{listed:?}");
    office.bucket.set(None);
    office.deployed(&["--concurrency", "1"]);
    let listed: Vec<&str> = listed.iter().map(|line| line.rsplit("  ").next().expect("a path")).collect();
    assert_eq!(office.bucket.sent(), listed, "what is sent, in this order, is what was said");
}

#[test]
fn verify_mends_what_is_not_as_it_was_put_there() {
    let office = Office::new("");
    office.deployed(&[]);
    let page = office.output()["index.html"].clone();
    let mut other = page.clone();
    other[20] ^= 1;
    office.bucket.put("index.html", &String::from_utf8_lossy(&other));
    fs::remove_file(office.bucket.folder().join("atom.xml")).expect("removed");
    office.deployed(&[]);
    assert_eq!(office.bucket.objects()["index.html"], other, "nobody looked");
    office.bucket.set(None);
    office.deployed(&["--verify"]);
    assert_eq!(office.bucket.sent(), ["index.html", "atom.xml"]);
    assert_eq!(office.bucket.objects(), office.output());
}

#[test]
fn what_was_not_built_or_is_not_what_would_be_built_is_not_sent() {
    let office = Office::new("");
    let nothing_was_sent = |reason: &str| {
        refused(&office.deploy(&[]), reason);
        assert!(office.bucket.asked().is_empty(), "{reason}");
    };
    office.story(2, "Newer than what was built.");
    nothing_was_sent("the last build is out of date");
    office.town.write("content/broken.md", "no front matter");
    assert_eq!(office.run(&["build"]).code, Some(1));
    nothing_was_sent("the last build is out of date");
    office.town.remove("content/broken.md");
    assert_eq!(office.run(&["build", "--drafts"]).code, Some(0));
    nothing_was_sent("the last build was a preview");
    office.build();
    let page = office.town.read("public/index.html");
    office.town.write("public/index.html", page.replace("Town", "Toum"));
    refused(&office.deploy(&[]), "index.html was changed since the build");
    assert!(office.bucket.sent().is_empty());
    fs::remove_dir_all(office.town.path(".dateline")).expect("removed");
    office.bucket.set(None);
    nothing_was_sent("there is no build to deploy");
}

#[test]
fn a_target_is_chosen_by_name() {
    let office = Office::new("[deploy.other]\nto = \"dir:../www\"");
    refused(&office.deploy(&[]), "there are several targets");
    refused(&office.deploy(&["bukcet"]), "there is no target `bukcet`");
    office.deployed(&["bucket"]);
}

#[test]
fn no_credential_is_ever_said() {
    let office = Office::new("");
    let mut command = office.command(&["-v", "deploy", "--retries", "0"]);
    command
        .env("AWS_SECRET_ACCESS_KEY", "another-secret-that-is-wrong")
        .env("AWS_SESSION_TOKEN", "a-token-of-a-session");
    let said = Said::of(command.output().expect("dateline runs"));
    refused(&said, "can't write .dateline/lock: access is denied (SignatureDoesNotMatch)");
    let mut command = office.command(&["deploy", "--retries", "0"]);
    command.env("AWS_ACCESS_KEY_ID", "AKIUNKNOWNKEY0000");
    let unknown = Said::of(command.output().expect("dateline runs"));
    assert_eq!(unknown.code, Some(1));
    for said in [said, unknown] {
        for secret in ["another-secret", "a-token", bucket::SECRET, "AKIUNKNOWN", "AKIDATELINE"] {
            assert!(!said.stdout.contains(secret) && !said.stderr.contains(secret), "{}", said.stderr);
        }
    }
}

#[test]
fn credentials_come_from_the_usual_file_too() {
    let office = Office::new("");
    let (key, secret) = (bucket::KEY, bucket::SECRET);
    let text = format!(
        "[default]\naws_access_key_id = X\naws_secret_access_key = Y\n[desk]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n"
    );
    office.town.write("../credentials", &text);
    let mut command = office.command(&["deploy", "--retries", "0"]);
    command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
    command.env("AWS_PROFILE", "desk").env("AWS_SHARED_CREDENTIALS_FILE", office.town.path("../credentials"));
    let said = Said::of(command.output().expect("dateline runs"));
    assert_eq!(said.code, Some(0), "{}", said.stderr);
}

#[test]
fn a_command_is_told_exactly_which_addresses_have_changed() {
    let office = Office::new("");
    let told = office.town.path("../told");
    office.configure(&format!("after = \"tee '{}'\"", told.display()));
    office.build();
    office.deployed(&[]);
    let first = fs::read_to_string(&told).expect("it was told");
    assert_eq!(first.lines().count(), office.output().len());
    assert!(first.contains("https://town.example/2025/11/01/story-1/\n"), "{first}");

    fs::remove_file(&told).expect("removed");
    office.deployed(&[]);
    assert!(!told.exists(), "nothing has changed, so nobody is told");

    // A command that fails is told again, of what has changed since too.
    office.configure("after = \"false\"");
    office.story(1, "Changed.");
    office.build();
    refused(
        &office.deploy(&[]),
        "the site is in its place, but `false`, which is told of it, ended with exit status: 1",
    );
    office.configure(&format!("after = \"tee '{}'\"", told.display()));
    office.build();
    office.deployed(&[]);
    let second = fs::read_to_string(&told).expect("it was told");
    assert!(second.contains("https://town.example/2025/11/01/story-1/\n"), "{second}");
    assert!(!second.contains("story-2"), "{second}");
}

/// An office that deploys to a folder.
fn with_folder(more: &str) -> (Office, PathBuf) {
    let office = Office::new("");
    let www = office.town.path("../www");
    fs::create_dir(&www).expect("a folder");
    configure_folder(&office, more);
    office.build();
    let served = www.join("news");
    (office, served)
}

fn configure_folder(office: &Office, more: &str) {
    let text = format!(
        "title = \"Town News\"\nbase_url = \"https://town.example\"\nper_page = 3\n[deploy.www]\nto = \"dir:../www/news\"\n{more}\n"
    );
    office.town.write("config.toml", &text);
}

fn releases(folder: &Path) -> usize {
    let releases = folder.with_file_name(".news.releases");
    fs::read_dir(releases).expect("releases").flatten().filter(|entry| entry.path().is_dir()).count()
}

#[test]
fn a_folder_is_turned_from_release_to_release_and_back() {
    let (office, folder) = with_folder("keep = 2");
    office.deployed(&[]);
    let first = office.output();
    assert_eq!(tree(&folder), first);
    let said = office.deployed(&[]);
    assert!(said.stdout.contains("www is up to date"), "{}", said.stdout);
    assert_eq!(releases(&folder), 1);

    office.edit();
    let second = office.output();
    office.deployed(&[]);
    let now = tree(&folder);
    assert!(second.iter().all(|(path, bytes)| now.get(path) == Some(bytes)));
    office.deployed(&["--rollback"]);
    assert_eq!(tree(&folder), first);
    refused(&office.deploy(&["--rollback"]), "there is no earlier release");

    office.deployed(&[]);
    office.story(9, "Newer.");
    office.build();
    office.deployed(&[]);
    assert_eq!(releases(&folder), 2, "the last two are kept");
}

#[test]
fn what_has_not_changed_is_the_same_file_in_the_next_release() {
    use std::os::unix::fs::MetadataExt as _;
    let (office, folder) = with_folder("");
    office.deployed(&[]);
    let inode = |path: &str| fs::metadata(folder.join(path)).expect("a file").ino();
    let (page, front) = (inode("2025/11/01/story-1/index.html"), inode("index.html"));
    office.story(9, "Newer.");
    office.build();
    office.deployed(&[]);
    assert_eq!(inode("2025/11/01/story-1/index.html"), page);
    assert_ne!(inode("index.html"), front);
}

#[test]
fn what_others_put_into_a_served_folder_goes_along() {
    let (office, folder) = with_folder("");
    office.deployed(&[]);
    fs::create_dir_all(folder.join(".well-known/acme-challenge")).expect("a folder");
    fs::write(folder.join(".well-known/acme-challenge/x"), "theirs").expect("a file");
    fs::create_dir_all(folder.join("2025/11/09/story-9")).expect("a folder");
    fs::write(folder.join("2025/11/09/story-9/index.html"), "theirs").expect("a file");
    office.story(9, "Newer.");
    office.build();
    refused(&office.deploy(&[]), "would be overwritten: 2025/11/09/story-9/index.html");
    fs::remove_file(folder.join("2025/11/09/story-9/index.html")).expect("removed");
    office.deployed(&[]);
    assert_eq!(fs::read_to_string(folder.join(".well-known/acme-challenge/x")).expect("theirs"), "theirs");
}

#[test]
fn a_folder_that_somebody_made_is_left_alone() {
    let (office, folder) = with_folder("");
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("index.html"), "theirs").expect("a file");
    refused(&office.deploy(&[]), "is there, and Dateline did not make it");
    fs::remove_dir_all(&folder).expect("removed");
    std::os::unix::fs::symlink("elsewhere", &folder).expect("a link");
    refused(&office.deploy(&[]), "is there, and Dateline did not make it");
    assert_eq!(fs::read_link(&folder).expect("a link"), Path::new("elsewhere"));
}

#[test]
fn compressed_files_stand_beside_the_others_in_a_folder() {
    let (office, folder) = with_folder("precompress = \"beside\"");
    office.deployed(&[]);
    let (there, built) = (tree(&folder), office.output());
    let mut page = Vec::new();
    flate2::read::GzDecoder::new(&*there["index.html.gz"]).read_to_end(&mut page).expect("gzip");
    assert_eq!(page, built["index.html"]);
    let mut page = Vec::new();
    brotli::Decompressor::new(&*there["index.html.br"], 4096).read_to_end(&mut page).expect("Brotli");
    assert_eq!(page, built["index.html"]);
    assert!(!there.contains_key("logo.svg.gz"), "what is small gains nothing");
}

#[test]
fn a_mass_deletion_is_refused_until_it_is_meant() {
    let (office, folder) = with_folder("");
    for number in 0..300 {
        let text =
            format!("+++\ntitle = \"Old {number}\"\ndate = 2001-01-{:02}\n+++\nText.\n", 1 + number % 28);
        office.town.write(&format!("content/old/{number}.md"), &text);
    }
    office.build();
    office.deployed(&[]);
    let before = tree(&folder);
    fs::remove_dir_all(office.town.path("content/old")).expect("removed");
    assert_eq!(office.run(&["build", "--allow-lost"]).code, Some(0));
    let said = office.deploy(&[]);
    refused(&said, "would be deleted");
    assert_eq!(tree(&folder), before);
    let said = flat(&said.stderr);
    let (_, count) = said.rsplit_once("--allow-deletes ").expect("it says how many");
    office.deployed(&["--allow-deletes", count.trim()]);
    // Redirects stand where lists by date have lost their last story.
    let left = tree(&folder).len();
    assert!(left + 300 <= before.len(), "{left} of {}", before.len());
}
