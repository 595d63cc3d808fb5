//! A file that turns into a link out of the site, and back, while builds run.

use std::fs;
use std::os::unix::fs::symlink;
use std::sync::atomic::{AtomicBool, Ordering};

use super::CANARY;
use crate::bout::Bout;
use crate::kit::{Site, Thing};

/// The files that are swapped: those that are copied, parsed, and looked at.
const FILES: [&str; 4] =
    ["static/file.txt", "content/2025/story.md", "content/2025/picture.svg", "themes/own/static/file.css"];

pub(super) fn run(bout: &Bout) {
    for file in FILES {
        bout.one(&format!("swapped/{file}"), |_, _| swap(file, bout.count(6, 100, 1000)));
    }
}

fn swap(file: &str, builds: usize) -> Result<(), String> {
    let site = Site::new();
    site.write("config.toml", "title = \"S\"\nbase_url = \"https://s.example\"\ntheme = \"own\"\n");
    site.write("themes/own/theme.toml", "extends = \"broadsheet\"\n");
    let story = "+++\ntitle = \"S\"\ndate = 2025-01-01\n+++\n![p](picture.svg)\n";
    site.write("content/2025/story.md", story);
    site.write("content/2025/picture.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    site.write("themes/own/static/file.css", "p { color: red }");
    site.write("static/file.txt", "harmless");
    let secret = site.outside().join("canary");
    fs::write(&secret, story.replace("\"S\"", &format!("\"{CANARY}\""))).expect("written");
    let (path, bytes) = (site.path(file), fs::read(site.path(file)).expect("read"));
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let beside = site.outside().join("beside");
            for turn in 0usize.. {
                if is_over.load(Ordering::Relaxed) {
                    break;
                }
                let _ = fs::remove_file(&beside);
                let made = if turn % 2 == 0 { symlink(&secret, &beside) } else { fs::write(&beside, &bytes) };
                made.and_then(|()| fs::rename(&beside, &path)).expect("the file is swapped");
            }
        });
        let result = (0..builds).try_for_each(|_| {
            let said = site.build();
            match said.disgrace() {
                Some(disgrace) => Err(disgrace),
                None if said.all().contains(CANARY) => Err(format!("a message shows it: {}", said.all())),
                None => shows(&site),
            }
        });
        is_over.store(true, Ordering::Relaxed);
        result
    })
}

fn shows(site: &Site) -> Result<(), String> {
    for (path, thing) in site.output() {
        match thing {
            Thing::File { bytes, .. } if memchr::memmem::find(&bytes, CANARY.as_bytes()).is_some() => {
                return Err(format!("{} shows what is outside the site", path.display()));
            }
            Thing::Link { to } => return Err(format!("{} is a link to {}", path.display(), to.display())),
            _ => {}
        }
    }
    Ok(())
}
