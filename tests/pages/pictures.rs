//! Articles' pictures in the sizes that readers need: what is made of them, what pages say of them, what it costs to make
//! them again, and what is left as it is.

pub(crate) mod site;

use std::fs;

use image::ImageFormat;
use site::{Site, drawn};

const FRONT: &str = "image = { src = \"ship.jpg\", alt = \"A ship\", caption = \"It leaves.\" }\n";
const SMALL: &str = "[pictures]\nwidths = [20, 40, 80]\n";
const OUT: &str = "public/2025/11/01/talks";

/// The names of the files beside the article, without what hashes are in them.
fn names(site: &Site) -> Vec<String> {
    let files = site.files(OUT);
    files
        .keys()
        .map(|name| match name.split('.').collect::<Vec<_>>()[..] {
            [stem, hash, ending] => {
                assert!(hash.len() == 8 && hash.bytes().all(|b| b.is_ascii_hexdigit()), "{name}");
                format!("{stem}.HASH.{ending}")
            }
            _ => name.clone(),
        })
        .collect()
}

/// A page with hashes taken out of its pictures' names.
fn without_hashes(page: &str) -> String {
    let mut parts = page.split("w.");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_hash = part.get(8..).is_some_and(|rest| rest.starts_with(".webp"));
        whole += "w.";
        whole += if is_hash { &part[9..] } else { part };
    }
    whole
}

fn with_ship(width: u32, height: u32, text: &str) -> Site {
    let site = Site::new(SMALL);
    site.article(FRONT, text);
    site.write("content/talks/ship.jpg", drawn(width, height, 9, ImageFormat::Jpeg));
    site
}

#[test]
fn a_picture_is_there_in_every_width_below_its_own_and_as_it_is() {
    let site = with_ship(60, 30, "");
    site.build();
    assert_eq!(
        names(&site),
        ["index.html", "ship-20w.HASH.webp", "ship-40w.HASH.webp", "ship-60w.HASH.webp", "ship.jpg"]
    );
    for (name, bytes) in site.files(OUT) {
        if let Some((_, rest)) = name.split_once('-') {
            let width: u32 = rest.split_once('w').expect("a width").0.parse().expect("a number");
            let made = image::load_from_memory(&bytes).expect("a picture");
            assert_eq!((made.width(), made.height()), (width, width / 2), "{name}");
        }
    }
    let original = fs::read(site.path("content/talks/ship.jpg")).expect("the original");
    assert_eq!(site.files(OUT)["ship.jpg"], original);
}

#[test]
fn the_lead_picture_is_asked_for_first_and_pictures_in_the_text_when_they_come_into_view() {
    let site = with_ship(60, 30, "![A *crane*](ship.jpg 'Up')");
    site.build();
    let page = without_hashes(&site.page());
    let address = "/2025/11/01/talks/ship";
    let srcset = format!("srcset=\"{address}-20w.webp 20w, {address}-40w.webp 40w, {address}-60w.webp 60w\"");
    let lead = format!(
        "<picture><source type=\"image/webp\" {srcset} sizes=\"(min-width: 56em) 54rem, 100vw\">\
         <img src=\"{address}.jpg\" alt=\"A ship\" width=\"60\" height=\"30\" fetchpriority=\"high\"></picture>"
    );
    let inner = format!(
        "<p><picture><source type=\"image/webp\" {srcset} sizes=\"auto, (min-width: 45em) 42em, 100vw\">\
         <img src=\"{address}.jpg\" alt=\"A crane\" title=\"Up\" width=\"60\" height=\"30\" loading=\"lazy\" decoding=\"async\"></picture></p>"
    );
    for expected in [lead, inner] {
        assert!(page.contains(&expected), "{expected}\n{page}");
    }
}

#[test]
fn raw_html_in_the_same_text_takes_nothing_from_a_picture_of_markdown() {
    let site = with_ship(
        60,
        30,
        "<b>Raw</b> ![A crane](ship.jpg)\n\n<img src=\"ship.jpg\" alt=\"x\" srcset=\"https://spy.example/x.png 2x\">",
    );
    site.build();
    let page = without_hashes(&site.page());
    assert!(
        page.contains("ship-60w.webp 60w\" sizes=\"auto, (min-width: 45em) 42em, 100vw\"><img"),
        "{page}"
    );
    assert!(
        page.contains("width=\"60\" height=\"30\" decoding=\"async\" loading=\"lazy\"></picture>"),
        "{page}"
    );
    assert!(!page.contains("spy.example"), "{page}");
}

#[test]
fn a_card_on_a_list_shows_the_smaller_pictures_too() {
    let site = with_ship(60, 30, "");
    site.build();
    let front = without_hashes(&site.file("index.html"));
    assert!(front.contains("/2025/11/01/talks/ship-20w.webp 20w"), "{front}");
    assert!(front.contains("width=\"60\" height=\"30\""), "{front}");
}

#[test]
fn a_site_in_a_folder_has_the_folder_in_every_address() {
    let site = with_ship(30, 30, "");
    site.write("config.toml", format!("title = \"P\"\nbase_url = \"https://post.example/news\"\n{SMALL}"));
    site.build();
    assert!(without_hashes(&site.page()).contains("srcset=\"/news/2025/11/01/talks/ship-20w.webp 20w"));
}

#[test]
fn pictures_of_every_kind_are_made_smaller_and_those_that_nobody_shows_are_not() {
    let site = Site::new(SMALL);
    site.article("", "![A](a.png) ![B](b.gif) ![C](c.webp) ![D](d.svg)");
    for (name, format) in [
        ("a.png", ImageFormat::Png),
        ("b.gif", ImageFormat::Gif),
        ("c.webp", ImageFormat::WebP),
        ("unused.png", ImageFormat::Png),
    ] {
        site.write(&format!("content/talks/{name}"), drawn(25, 10, 9, format));
    }
    site.write("content/talks/d.svg", "<svg width='30' height='20'/>");
    site.build();
    let smaller: Vec<String> = names(&site).into_iter().filter(|name| name.contains("HASH")).collect();
    assert_eq!(
        smaller,
        ["a-20w", "a-25w", "b-20w", "b-25w", "c-20w", "c-25w"].map(|stem| format!("{stem}.HASH.webp"))
    );
    assert!(site.page().contains("d.svg\" alt=\"D\" width=\"30\" height=\"20\""), "{}", site.page());
}

#[test]
fn nothing_is_made_where_the_config_wants_nothing() {
    for settings in ["[pictures]\nenabled = false\n", "[pictures]\nformats = []\n"] {
        let site = with_ship(60, 30, "");
        site.write("config.toml", format!("{}{settings}", site::CONFIG));
        site.build();
        assert_eq!(names(&site), ["index.html", "ship.jpg"]);
        assert!(site.page().contains("width=\"60\" height=\"30\""), "its size is known all the same");
    }
}

#[test]
fn a_site_without_pictures_keeps_nothing_of_any() {
    let site = Site::new("");
    site.article("", "Text.");
    site.build();
    assert!(!site.path(".dateline/looked").exists() && !site.path(".dateline/pictures").exists());
}

#[test]
fn a_picture_is_made_once_and_what_is_shown_no_more_is_forgotten() {
    let site = with_ship(60, 30, "");
    site.build();
    let cached = site.files(".dateline/pictures");
    assert_eq!(cached.len(), 3);
    // The output is lost; what was made is taken from where it is kept, even where it is not what would be made.
    fs::remove_dir_all(site.path("public")).expect("the output is removed");
    let stamp = |name: &str| {
        fs::metadata(site.path(".dateline/pictures").join(name)).expect("kept").modified().expect("a time")
    };
    let before: Vec<_> = cached.keys().map(|name| stamp(name)).collect();
    site.build();
    assert_eq!(cached.keys().map(|name| stamp(name)).collect::<Vec<_>>(), before);
    assert_eq!(names(&site).len(), 5);
    // Another picture of the same name has other addresses.
    let old = site.files(OUT);
    site.write("content/talks/ship.jpg", drawn(60, 30, 200, ImageFormat::Jpeg));
    site.build();
    let new = site.files(OUT);
    assert_eq!(new.len(), 5);
    assert!(new.keys().all(|name| !name.contains("w.") || !old.contains_key(name)), "{:?}", new.keys());
    assert!(site.files(".dateline/pictures").keys().all(|name| !cached.contains_key(name)));
    assert!(new.keys().filter(|name| name.contains("w.")).all(|name| site.page().contains(name.as_str())));
}

#[test]
fn a_damaged_cache_is_as_good_as_none() {
    let site = with_ship(60, 30, "");
    site.build();
    let whole = site.files(OUT);
    for name in site.files(".dateline/pictures").keys() {
        site.write(&format!(".dateline/pictures/{name}"), "damaged");
    }
    fs::remove_dir_all(site.path("public")).expect("the output is removed");
    site.build();
    assert_eq!(site.files(OUT), whole);
}

#[test]
fn an_unchanged_picture_is_not_read_again() {
    let site = with_ship(60, 30, "");
    let ship = site.path("content/talks/ship.jpg");
    // Long enough ago that the clock of no file system could hide a change.
    std::thread::sleep(std::time::Duration::from_millis(120));
    site.build();
    let looked = site.files(".dateline")["looked"].clone();
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let read = |path: &std::path::Path| {
            fs::metadata(path).map(|metadata| (metadata.atime(), metadata.atime_nsec())).ok()
        };
        let before = read(&ship);
        let report = site.build().report;
        assert_eq!((report.rendered, report.written), (0, 0));
        assert_eq!(read(&ship), before);
    }
    assert_eq!(site.files(".dateline")["looked"], looked);
}

#[test]
fn what_is_no_picture_or_too_large_a_one_is_published_as_it_is_with_a_warning() {
    let site = with_ship(60, 30, "");
    let mut bomb = drawn(1, 1, 9, ImageFormat::Png);
    bomb[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    for (bytes, warning) in
        [(bomb, "can't be read as a picture"), (b"text".to_vec(), "can't be read as a picture")]
    {
        site.write("content/talks/ship.jpg", &bytes);
        let outcome = site.build();
        assert_eq!(names(&site), ["index.html", "ship.jpg"]);
        let said: Vec<String> = outcome.warnings.iter().map(|found| found.message.clone()).collect();
        assert!(said.len() == 1 && said[0].contains(warning), "{said:?}");
        // A warning stands until what it says is mended.
        assert_eq!(site.build().warnings.iter().count(), 1);
    }
}

#[test]
fn a_picture_that_was_cut_short_has_a_warning_and_no_smaller_ones() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png] {
        let site = Site::new(SMALL);
        site.article(FRONT, "");
        let whole = drawn(200, 200, 9, format);
        site.write("content/talks/ship.jpg", &whole[..whole.len() / 2]);
        let warnings: Vec<String> = site.build().warnings.iter().map(ToString::to_string).collect();
        let expected =
            "content/talks/ship.jpg: this can't be read as a picture, so no smaller versions are made";
        assert_eq!(warnings, [expected], "{format:?}");
        assert_eq!(names(&site), ["index.html", "ship.jpg"], "{format:?}");
    }
}

#[test]
fn a_picture_without_words_is_a_warning_that_names_the_line() {
    let site =
        with_ship(60, 30, "Text.\n\nA ![](ship.jpg) b, ![ ](ship.jpg), ![`c`](ship.jpg).\n\n`![](ship.jpg)`");
    let outcome = site.build();
    let said: Vec<_> =
        outcome.warnings.iter().map(|found| (found.message.as_str(), found.place.clone())).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    let text = dateline::diagnostic::print(&outcome.warnings, dateline::diagnostic::Paint::Plain);
    assert!(
        text.contains("content/talks/index.md:8:3") && text.contains("content/talks/index.md:8:20"),
        "{text}"
    );
    assert!(text.contains("![](ship.jpg)") && text.contains("no alternative text"), "{text}");
    // A summary of its own spares the search for a first paragraph, and no warning.
    site.article("summary = \"S\"\n", "![](https://other.example/x.png)");
    assert_eq!(site.build().warnings.iter().count(), 1);
}

#[test]
fn settings_that_are_no_good_are_named() {
    for (settings, said) in [
        ("[pictures]\nwidths = []\n", "`pictures.widths` has 0 widths"),
        ("[pictures]\nwidths = [1]\n", "pictures.widths"),
        ("[pictures]\nformats = [\"avif\"]\n", "pictures can't be made as `avif`"),
        ("[pictures]\nquality = 101\n", "quality"),
        ("[pictures]\nwidth = [480]\n", "did you mean"),
    ] {
        let site = Site::new(settings);
        let faults = site.faults();
        assert!(faults.contains(said), "{settings}{faults}");
    }
}

#[test]
fn two_files_that_want_the_address_of_a_smaller_picture_are_named() {
    let site = with_ship(20, 10, "");
    site.build();
    let taken = site.files(OUT).into_keys().find(|name| name.contains("w.")).expect("a smaller picture");
    site.write(&format!("content/talks/{taken}"), "text");
    let faults = site.faults();
    assert!(faults.contains("a smaller variant of content/talks/ship.jpg"), "{faults}");
}
