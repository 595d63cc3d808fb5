use super::*;
use crate::config::{Overrides, read};

const LEAST: &str = "title = \"The Post\"\nbase_url = \"https://post.example\"\n";

fn targets(text: &str) -> Vec<Target> {
    let (site, found) = read(&format!("{LEAST}{text}"), &Overrides::default());
    assert!(found.is_empty(), "{text}: {found:?}");
    site.expect("a site").deploy
}

/// Returns the diagnostics for a target's keys, with their hints.
fn said(keys: &str) -> String {
    let (_, found) = read(&format!("{LEAST}[deploy.x]\n{keys}"), &Overrides::default());
    let said: Vec<String> =
        found.iter().map(|d| format!("{d} → {}", d.hint.as_deref().unwrap_or("NO HINT"))).collect();
    said.join("\n")
}

fn to(to: &str) -> Destination {
    targets(&format!("[deploy.x]\nto = \"{to}\"")).remove(0).to
}

#[test]
fn each_kind_of_place_is_known_by_how_it_begins() {
    let bucket = |name: &str, prefix: &str| Bucket { name: name.into(), prefix: prefix.into() };
    let store = |service, bucket| Destination::ObjectStore(ObjectStore { service, bucket, endpoint: None });
    let s3 = StoreService::S3 { region: None };
    assert_eq!(to("s3://news/a/b/"), store(s3, bucket("news", "a/b")));
    assert_eq!(to("gs://news"), store(StoreService::Google, bucket("news", "")));
    let azure = StoreService::Azure { account: None };
    assert_eq!(to("az://$web"), store(azure, bucket("$web", "")));
    let git = |remote: &str, branch: &str| Destination::Git {
        remote: remote.into(),
        branch: branch.into(),
        history: GitHistory::Kept,
    };
    assert_eq!(to("git:origin#gh-pages"), git("origin", "gh-pages"));
    assert_eq!(to("git:git@host.example:a/b.git#live/x"), git("git@host.example:a/b.git", "live/x"));
    assert_eq!(to("git:../pages.git#main"), git("../pages.git", "main"));
    let rsync = Destination::Rsync { host: "eva@www.example".into(), path: "/srv/www/news".into() };
    assert_eq!(to("rsync:eva@www.example:/srv/www/news/"), rsync);
    assert_eq!(to("dir:/srv/www/news"), Destination::Folder { path: "/srv/www/news".into(), keep: 5 });
}

#[test]
fn all_keys_have_their_place() {
    let text = "[deploy.production]\nto = \"s3://news\"\nendpoint = \"https://s3.example/\"\nregion = \"eu\"\n\
                precompress = \"gzip\"\nafter = \"purge 'a b' --all\"\n\
                [deploy.production.cache_control]\npages = \"no-cache\"\n\
                [deploy.pages]\nto = \"git:origin#gh-pages\"\nhistory = \"squashed\"\n\
                [deploy.web]\nto = \"dir:www\"\nkeep = 2\nprecompress = \"beside\"\n";
    let [production, pages, web] = <[Target; 3]>::try_from(targets(text)).expect("three");
    assert_eq!(production.name, "production");
    let Destination::ObjectStore(store) = production.to else { unreachable!("it is S3") };
    assert_eq!(store.endpoint.as_deref(), Some("https://s3.example"));
    assert_eq!(store.service, StoreService::S3 { region: Some("eu".into()) });
    assert_eq!(production.precompress, Precompress::Gzip);
    assert_eq!(production.after, Some(vec!["purge".into(), "a b".into(), "--all".into()]));
    assert_eq!(
        production.cache_control,
        CacheControl { pages: "no-cache".into(), ..CacheControl::default() }
    );
    assert!(matches!(pages.to, Destination::Git { history: GitHistory::Squashed, .. }));
    assert_eq!(
        (web.to, web.precompress),
        (Destination::Folder { path: "www".into(), keep: 2 }, Precompress::Beside)
    );
}

#[test]
fn a_credential_does_not_belong_in_the_config() {
    for key in ["secret_access_key", "token", "account_key", "password"] {
        let said = said(&format!("to = \"s3://news\"\n{key} = \"hunter2-hunter2\"\n"));
        assert!(said.contains(&format!("targets of a deploy don't take `{key}`")), "{said}");
        assert!(said.contains("environment (AWS_ACCESS_KEY_ID") && !said.contains("hunter2"), "{said}");
    }
    for to in ["git:https://eva:hunter2@host.example/a.git#x", "s3://eva:hunter2@news"] {
        let said = said(&format!("to = \"{to}\"\n"));
        assert!(said.contains("credentials come from the environment"), "{said}");
    }
    assert!(!said("to = \"git:https://eva:hunter2@host.example/a.git#x\"\n").contains("hunter2"));
}

#[test]
fn what_is_no_place_is_refused_with_what_to_write() {
    for (keys, expected) in [
        ("", "needs `to`"),
        ("to = \"ftp://news\"", "names no place"),
        ("to = \"s4://news\"", "did you mean `s3:`?"),
        ("to = \"s3:news\"", "names no bucket"),
        ("to = \"s3://a b\"", "names no bucket"),
        ("to = \"s3://news/../x\"", "a prefix that is no path"),
        ("to = \"git:origin\"", "names no branch"),
        ("to = \"git:origin#a..b\"", "names no branch that Git would take"),
        ("to = \"git:ext::sh -c evil#x\"", "names no remote that can be used"),
        ("to = \"git:--upload-pack=evil#x\"", "names no remote that can be used"),
        ("to = \"rsync:-oProxyCommand=evil:/x\"", "names no machine"),
        ("to = \"rsync:host:/a/../b\"", "names no folder"),
        ("to = \"rsync:host:a\"", "names no folder of another machine"),
        ("to = \"dir:..\"", "names no folder"),
        ("to = \"dir:/x\"\nregion = \"eu\"", "means nothing to a target of the kind `dir:`"),
        ("to = \"s3://news\"\nkeep = 3", "means nothing to a target of the kind `s3:`"),
        ("to = \"s3://news\"\nendpoint = \"s3.example\"", "no web address"),
        ("to = \"dir:/x\"\nprecompress = \"gzip\"", "write precompress = \"beside\""),
        ("to = \"s3://news\"\nprecompress = \"bortli\"", "did you mean precompress = \"brotli\"?"),
        ("to = \"s3://news\"\nafter = \"a 'b\"", "is no command"),
        ("to = \"s3://news\"\nrgion = \"eu\"", "did you mean `region`?"),
        ("to = \"s3://news\"\nbucket = \"x\"", "the bucket stands in `to`"),
        ("to = \"s3://news\"\ncache_control = { pages = \"a\\nb\" }", "can't be sent as a header"),
    ] {
        let said = said(keys);
        assert!(said.contains(expected), "{keys}: {said}");
    }
}
