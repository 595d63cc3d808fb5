//! Measures the import of a large export of WordPress: time and memory.
//!
//! ```text
//! cargo run --release -p dateline-import --example wordpress_speed -- FOLDER [POSTS]
//! ```
//!
//! Writes `FOLDER/export.xml` unless it is there, imports it into `FOLDER/site`, and prints
//! articles per second and the largest memory of the process (Linux).

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use dateline_import::archive;
use dateline_import::decisions::Decisions;
use dateline_import::kind::Kind;
use dateline_import::request::Request;
use dateline_import::site::Site;

/// Articles of the export, 1.5 GB.
const POSTS: u64 = 225_000;

/// Paragraphs of one article.
const PARAGRAPHS: u64 = 14;

/// Site in a folder.
struct Folder(PathBuf);

impl Folder {
    /// Creates the folder above a file, and returns the file's path.
    fn prepare(&self, path: &str) -> io::Result<PathBuf> {
        let path = self.0.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        Ok(path)
    }
}

impl Site for Folder {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.0.join(path)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            read => read.map(Some),
        }
    }

    fn exists(&self, path: &str) -> io::Result<bool> {
        self.0.join(path).try_exists()
    }

    fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        fs::write(self.prepare(path)?, bytes)
    }

    fn copy(&self, path: &str, from: &mut dyn Read) -> io::Result<u64> {
        io::copy(from, &mut File::create(self.prepare(path)?)?)
    }

    fn slug(&self, name: &str) -> String {
        name.to_lowercase().split(|char: char| !char.is_alphanumeric()).collect::<Vec<_>>().join("-")
    }
}

/// Writes an export.
fn write_export(path: &Path, posts: u64) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    out.write_all(
        b"<rss xmlns:wp=\"http://wordpress.org/export/1.2/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
        xmlns:excerpt=\"http://wordpress.org/export/1.2/excerpt/\" \
        xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>The Harbor Post</title>\n\
        <wp:base_blog_url>https://harbor.example</wp:base_blog_url>\n\
        <wp:author><wp:author_id>1</wp:author_id><wp:author_login>ann</wp:author_login>\
        <wp:author_display_name>Ann Mole</wp:author_display_name></wp:author>\n",
    )?;
    for id in 1..=posts {
        write_post(&mut out, id)?;
    }
    out.write_all(b"</channel></rss>\n")?;
    out.flush()
}

/// Writes an article, and the picture of every tenth.
fn write_post(out: &mut impl Write, id: u64) -> io::Result<()> {
    let (year, month, day) = (2000 + id / 10_000, 1 + id / 830 % 12, 1 + id / 30 % 28);
    write!(
        out,
        "<item><title>Story {id} of the harbor &amp; its ships</title>\
         <link>https://harbor.example/{year}/{month:02}/{day:02}/story-{id}/</link><dc:creator>ann</dc:creator>\
         <guid isPermaLink=\"false\">https://harbor.example/?p={id}</guid><content:encoded><![CDATA["
    )?;
    for paragraph in 0..PARAGRAPHS {
        writeln!(
            out,
            "<strong>Paragraph {paragraph}</strong> of story {id}: the crane at the northern quay lifted {} tons \
             that morning, and the harbor master said it would turn again, as it had on every day of the {paragraph} \
             weeks before. See <a href=\"https://harbor.example/?p={}\">the earlier report</a> & \"the other\" one. \
             Ships waited in the roads, _engines_ running, while the tide fell; nobody knew for how long they would.\n",
            id % 97 * 11 + paragraph,
            1 + id / 2,
        )?;
    }
    writeln!(
        out,
        "[caption id=\"attachment_{0}\" width=\"300\"]<img src=\"https://harbor.example/wp-content/uploads/{1}/{0}-300x200.jpg\" \
         alt=\"A crane\" /> Crane {0}[/caption]]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded>\
         <wp:post_id>{0}</wp:post_id><wp:post_date>{1}-{2:02}-{3:02} 09:30:00</wp:post_date>\
         <wp:post_date_gmt>{1}-{2:02}-{3:02} 09:30:00</wp:post_date_gmt><wp:post_name>story-{0}</wp:post_name>\
         <wp:status>publish</wp:status><wp:post_type>post</wp:post_type>\
         <category domain=\"category\" nicename=\"port\"><![CDATA[Port]]></category>\
         <category domain=\"post_tag\" nicename=\"tag-{4}\"><![CDATA[Tag {4}]]></category></item>",
        id,
        year,
        month,
        day,
        id % 500
    )?;
    if id.is_multiple_of(10) {
        writeln!(
            out,
            "<item><title>{id}</title><link>https://harbor.example/{year}/picture-{id}/</link>\
             <wp:post_id>{0}</wp:post_id><wp:status>inherit</wp:status><wp:post_parent>{id}</wp:post_parent>\
             <wp:post_type>attachment</wp:post_type>\
             <wp:attachment_url>https://harbor.example/wp-content/uploads/{year}/{id}.jpg</wp:attachment_url></item>",
            10_000_000 + id
        )?;
    }
    Ok(())
}

/// Returns the largest memory of this process in MB.
fn largest_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().split(' ').next()?.parse::<u64>().ok().map(|kilobytes| kilobytes / 1000)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("name a folder")?);
    let posts = arguments.next().map_or(Ok(POSTS), |posts| posts.parse())?;
    fs::create_dir_all(&folder)?;
    let export = folder.join("export.xml");
    if !export.exists() {
        write_export(&export, posts)?;
    }
    let size = fs::metadata(&export)?.len();
    let start = Instant::now();
    let archive = archive::open(Kind::WordPress, &[export], &Decisions::default())?;
    let opened = start.elapsed();
    let target = Folder(folder.join("site"));
    let report = archive.import(&Request::default(), &Decisions::default(), &target, None)?;
    let seconds = start.elapsed().as_secs_f64();
    println!("{} MB, opened in {:.1} s", size / 1_000_000, opened.as_secs_f64());
    println!("{} found, {} written in {seconds:.1} s", report.total.found, report.total.written);
    println!("{:.0} articles a second", f64::from(u32::try_from(posts)?) / seconds);
    if let Some(memory) = largest_memory() {
        println!("{memory} MB of memory at most");
    }
    Ok(())
}
