//! `dateline init --ci HOST`: what has a host build the site and publish it. The files are compared with `tests/ci/HOST/`
//! (`SNAPSHOTS=overwrite cargo test --test commands ci::` takes what comes out for what is expected), and read as the host
//! reads them.

use crate::files::{tree, write};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use snapbox::{Assert, Data};
use yaml_rust2::{Yaml, YamlLoader};

const HOSTS: [&str; 4] = ["cloudflare-pages", "github-pages", "gitlab-pages", "netlify"];

struct Desk(tempfile::TempDir);

impl Desk {
    /// A desk with a site in `site/`, which has its own repository.
    fn with_site() -> Self {
        let desk = Self(tempfile::tempdir().expect("a folder"));
        let (code, _, stderr) = desk.dateline(&["init", "site", "--quiet"]);
        assert_eq!((code, stderr.as_str()), (0, ""));
        desk.write("site/.git/HEAD", "ref: refs/heads/trunk\n");
        desk
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    fn write(&self, file: &str, text: &str) {
        write(&self.path(file), text);
    }

    fn dateline(&self, args: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        let output = command.current_dir(self.0.path()).args(args).output().expect("dateline runs");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        (output.status.code().expect("an end"), text(output.stdout), text(output.stderr))
    }

    /// Every file of the site, by its path.
    fn files(&self) -> BTreeMap<String, String> {
        let text = |bytes| String::from_utf8(bytes).expect("text");
        tree(&self.path("site")).into_iter().map(|(file, bytes)| (file, text(bytes))).collect()
    }

    /// The files that telling the site of a host has brought.
    fn told(&self, host: &str) -> BTreeMap<String, String> {
        let before = self.files();
        let (code, stdout, stderr) = self.dateline(&["--site", "site", "init", "--ci", host]);
        assert_eq!((code, stderr.as_str()), (0, ""));
        let mut after = self.files();
        for (path, text) in before {
            assert_eq!(after.remove(&path), Some(text), "{path} is as it was");
        }
        for path in after.keys() {
            assert!(stdout.contains(&format!("  {path}\n")), "{stdout}");
        }
        after
    }
}

fn yaml(text: &str) -> Yaml {
    let mut documents = YamlLoader::load_from_str(text).expect("YAML");
    assert_eq!(documents.len(), 1);
    documents.remove(0)
}

/// Every text in a value that stands under a key of this name.
fn under<'y>(yaml: &'y Yaml, name: &str, found: &mut Vec<&'y Yaml>) {
    match yaml {
        Yaml::Hash(hash) => {
            for (key, value) in hash {
                if key.as_str() == Some(name) {
                    found.push(value);
                }
                under(value, name, found);
            }
        }
        Yaml::Array(values) => values.iter().for_each(|value| under(value, name, found)),
        _ => {}
    }
}

#[test]
fn each_host_has_its_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ci");
    for host in HOSTS {
        let told = Desk::with_site().told(host);
        assert!(!told.is_empty());
        let expected = Assert::new().action_env("SNAPSHOTS").normalize_paths(false);
        for (path, text) in told {
            // The version goes with the program, and is no reason to look at the rest anew.
            let text = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
            let file = folder.join(host).join(path.trim_start_matches('.'));
            expected.eq(Data::text(text), Data::read_from(&file, None));
        }
    }
}

#[test]
fn a_workflow_of_github_may_do_no_more_than_it_must() {
    for host in ["cloudflare-pages", "github-pages"] {
        let told = Desk::with_site().told(host);
        let workflow = yaml(&told[&format!(".github/workflows/{host}.yml")]);
        assert_eq!(workflow["on"]["push"]["branches"][0].as_str(), Some("trunk"));
        assert_eq!(workflow["on"]["schedule"][0]["cron"].as_str(), Some("7,37 * * * *"));
        assert!(workflow["on"]["pull_request"].is_badvalue());
        assert!(workflow["permissions"].as_hash().is_some_and(yaml_rust2::yaml::Hash::is_empty));
        assert_eq!(workflow["concurrency"]["group"].as_str(), Some("publish"));
        assert_eq!(workflow["concurrency"]["cancel-in-progress"].as_bool(), Some(false));

        let mut permissions = Vec::new();
        under(&workflow["jobs"], "permissions", &mut permissions);
        for permissions in permissions {
            for (what, level) in permissions.as_hash().expect("permissions") {
                let granted = (what.as_str().expect("text"), level.as_str().expect("text"));
                let allowed = [("contents", "read"), ("pages", "write"), ("id-token", "write")];
                assert!(allowed.contains(&granted), "{granted:?}");
            }
        }
        let mut uses = Vec::new();
        under(&workflow, "uses", &mut uses);
        assert!(uses.len() >= 3);
        for action in uses {
            let (_, version) = action.as_str().and_then(|action| action.split_once('@')).expect("a version");
            assert!(version.strip_prefix('v').is_some_and(|major| major.parse::<u32>().is_ok()), "{version}");
        }
        let mut runs = Vec::new();
        under(&workflow, "run", &mut runs);
        assert!(runs.iter().all(|run| run.as_str().is_some_and(|run| !run.contains("${{"))), "{runs:?}");
        let mut cached = Vec::new();
        under(&workflow, "path", &mut cached);
        assert!(cached.iter().any(|path| path.as_str() == Some(".dateline\npublic\n")), "{cached:?}");
    }
}

#[test]
fn a_pipeline_of_gitlab_is_for_the_default_branch() {
    let told = Desk::with_site().told("gitlab-pages");
    let pipeline = yaml(&told[".gitlab-ci.yml"]);
    let job = &pipeline["pages"];
    assert_eq!(job["rules"][0]["if"].as_str(), Some("$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"));
    assert_eq!(job["cache"]["paths"][0].as_str(), Some(".dateline"));
    assert_eq!(job["artifacts"]["paths"][0].as_str(), Some("public"));
    assert_eq!(job["resource_group"].as_str(), Some("pages"));
    assert!(job["script"].as_vec().is_some_and(|script| script.len() == 3));
}

#[test]
fn netlify_is_told_in_toml() {
    let told = Desk::with_site().told("netlify");
    let config: toml::Table = told["netlify.toml"].parse().expect("TOML");
    assert_eq!(config["build"]["publish"].as_str(), Some("public"));
    let package = config["plugins"][0]["package"].as_str().expect("a plugin");
    let manifest = yaml(&told[&format!("{}/manifest.yml", package.trim_start_matches('/'))]);
    assert_eq!(manifest["name"].as_str(), Some("dateline-cache"));
    let functions = config["functions"]["directory"].as_str().expect("a folder");
    assert!(told[&format!("{functions}/rebuild.mjs")].contains("schedule: \"@hourly\""));
}

#[test]
fn commands_that_hosts_run_are_those_of_this_program() {
    for host in HOSTS {
        let desk = Desk::with_site();
        let told = desk.told(host);
        let commands: Vec<&str> = told
            .values()
            .flat_map(|text| text.lines())
            .filter(|line| !line.trim_start().starts_with('#'))
            .filter_map(|line| line.split_once(".dateline/tools/bin/dateline "))
            .map(|(_, args)| args.trim_end_matches(" &&"))
            .collect();
        assert_eq!(commands.len(), 2, "{host}");
        for command in commands {
            let args: Vec<&str> = ["--site", "site"].into_iter().chain(command.split(' ')).collect();
            let (code, _, stderr) = desk.dateline(&args);
            assert_eq!((code, stderr.as_str()), (0, ""), "{command}");
        }
        // `--output` is meant from where the command runs, which is the site at a host.
        assert!(desk.path("public/index.html").is_file());
    }
}

#[test]
fn what_is_there_is_never_touched() {
    let desk = Desk::with_site();
    desk.write("site/netlify/functions/rebuild.mjs", "// mine\n");
    let before = desk.files();
    let (code, stdout, stderr) = desk.dateline(&["--site", "site", "init", "--ci", "netlify"]);
    assert_eq!((code, stdout.as_str()), (1, ""));
    assert!(stderr.contains("netlify/functions/rebuild.mjs already exists and was not changed"), "{stderr}");
    assert_eq!(desk.files(), before, "nor is anything beside it written");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../elsewhere.yml", desk.path("site/.gitlab-ci.yml")).expect("a link");
        let (code, _, stderr) = desk.dateline(&["--site", "site", "init", "--ci", "gitlab-pages"]);
        assert_eq!(code, 1);
        assert!(stderr.contains(".gitlab-ci.yml already exists"), "{stderr}");
        assert!(!desk.path("elsewhere.yml").exists());
    }
}

#[test]
fn a_new_site_can_have_them_at_once() {
    let desk = Desk(tempfile::tempdir().expect("a folder"));
    let (code, stdout, stderr) = desk.dateline(&["init", "site", "--ci", "github-pages"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(
        stdout.contains("Created a new site in site") && stdout.contains(".github/workflows/"),
        "{stdout}"
    );
    let files = desk.files();
    assert!(files.contains_key("config.toml"));
    let workflow = yaml(&files[".github/workflows/github-pages.yml"]);
    assert_eq!(workflow["on"]["push"]["branches"][0].as_str(), Some("main"));

    desk.write("other/notes.txt", "Not a site.\n");
    assert_eq!(desk.dateline(&["init", "other", "--ci", "netlify"]).0, 1);
    assert!(!desk.path("other/netlify.toml").exists());
    assert_eq!(desk.dateline(&["init"]).0, 2);
    assert_eq!(desk.dateline(&["init", "x", "--ci", "geocities"]).0, 2);
}

#[test]
fn the_branch_is_the_repositorys_if_it_can_stand_there() {
    for (head, branch) in [
        ("ref: refs/heads/release/2025\n", "release/2025"),
        ("ref: refs/heads/a\"b\n", "main"),
        ("ref: refs/heads/$(id)\n", "main"),
        ("3f786850e387550fdab836ed7e6dc881de23001b\n", "main"),
    ] {
        let desk = Desk::with_site();
        desk.write("site/.git/HEAD", head);
        let told = desk.told("cloudflare-pages");
        let workflow = &told[".github/workflows/cloudflare-pages.yml"];
        assert!(workflow.contains(&format!("branches: [\"{branch}\"]\n")), "{head}");
        assert!(workflow.contains(&format!(" --branch={branch}\n")), "{head}");
    }
}

#[test]
fn a_site_within_a_repository_is_told_where_hosts_look() {
    let desk = Desk::with_site();
    fs::rename(desk.path("site/.git"), desk.path(".git")).expect("a repository around the site");
    let (code, stdout, _) = desk.dateline(&["--site", "site", "init", "--ci", "github-pages"]);
    assert_eq!(code, 0);
    assert!(stdout.contains("The site is in site of the repository in "), "{stdout}");
}
