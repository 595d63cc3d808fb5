//! Files that are larger than what the program may hold in memory.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Stdio;
use std::time::Duration;

use super::run::{LONGEST, Site, peak};

/// Size of a film, in bytes.
const FILM: u64 = 600 << 20;

/// Most memory that a command may have, in MiB: a third of the film.
const MOST: u64 = 200;

#[test]
fn a_film_is_copied_without_being_held_in_memory() {
    let site = Site::new();
    site.write("content/trip/index.md", "+++\ntitle = \"T\"\ndate = 2025-01-01\n+++\n[film](film.mp4)\n");
    site.write_sparse("static/film.mp4", FILM, b"the end");
    site.write_sparse("content/trip/film.mp4", FILM, b"its end");
    for round in ["first", "second"] {
        let ran = site.build();
        assert_eq!((ran.code, ran.said.as_str()), (Some(0), ""), "{round}");
        assert!(ran.memory < MOST, "the {round} build took {} MiB", ran.memory);
        assert!(ran.time < LONGEST, "the {round} build took {:?}", ran.time);
    }
    for (file, end) in [("public/film.mp4", "the end"), ("public/2025/01/01/trip/film.mp4", "its end")] {
        let path = site.path(file);
        assert_eq!(fs::metadata(&path).expect(file).len(), FILM, "{file}");
        let mut file = fs::File::open(path).expect("a film");
        std::io::Seek::seek(&mut file, std::io::SeekFrom::End(-7)).expect("an end");
        let mut read = String::new();
        file.read_to_string(&mut read).expect("text");
        assert_eq!(read, end);
    }
}

#[test]
fn a_film_that_somebody_else_put_into_the_output_is_compared_in_pieces() {
    let site = Site::new();
    site.write_sparse("static/film.mp4", FILM, b"the end");
    site.write_sparse("public/film.mp4", FILM, b"THE END");
    let ran = site.build();
    assert_eq!(ran.code, Some(1), "{}", ran.said);
    assert!(ran.said.contains("film.mp4"), "{}", ran.said);
    assert!(ran.memory < MOST, "{} MiB", ran.memory);
}

#[test]
fn a_film_is_deployed_without_being_held_in_memory() {
    let site = Site::new();
    let target = site.path("target");
    let config = "title = \"T\"\nbase_url = \"https://town.example\"\n[deploy.t]\nto = ";
    site.write("config.toml", format!("{config}\"dir:{}\"\n", target.display()));
    site.write_sparse("static/film.mp4", FILM, b"the end");
    assert_eq!(site.build().code, Some(0));
    let ran = super::run::run(&mut site.command(&["deploy", "-q"]));
    assert_eq!(ran.code, Some(0), "{}", ran.said);
    assert!(ran.memory < MOST, "{} MiB", ran.memory);
}

#[test]
fn eight_readers_of_a_film_and_of_a_photograph_need_little_memory() {
    let site = Site::new();
    site.write_sparse("static/film.mp4", FILM, b"the end");
    site.write_sparse("static/large.jpg", 60 << 20, b"the end");
    let mut child = site
        .command(&["serve", "--port", "0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a preview");
    let lines = BufReader::new(child.stdout.take().expect("its words")).lines();
    let address = lines.map_while(Result::ok).find_map(|line| {
        let at = line.find("http://")? + "http://".len();
        Some(line[at..].trim_end_matches('/').split('/').next()?.trim().to_owned())
    });
    let address = address.expect("an address");
    let readers: Vec<_> = (0..8)
        .map(|reader| {
            let address = address.clone();
            std::thread::spawn(move || {
                let (path, range) = match reader % 4 {
                    0 => ("film.mp4", "Range: bytes=0-9\r\n"),
                    1 => ("film.mp4", "Range: bytes=-7\r\n"),
                    2 => ("large.jpg", "Range: bytes=-7\r\n"),
                    _ => ("film.mp4", ""),
                };
                (reader % 4, read(&address, path, range))
            })
        })
        .collect();
    for reader in readers {
        let (kind, (head, length, last)) = reader.join().expect("a reader");
        let (status, expected) = [("206", 10), ("206", 7), ("206", 7), ("200", FILM)][kind];
        assert!(head.starts_with(&format!("HTTP/1.1 {status}")), "{head}");
        assert!(head.to_ascii_lowercase().contains(&format!("content-length: {expected}\r\n")), "{head}");
        assert_eq!(length, expected);
        if kind > 0 {
            assert_eq!(last, b"the end");
        }
    }
    let memory = peak(&child);
    child.kill().expect("an end");
    child.wait().expect("an end");
    assert!((1..MOST).contains(&memory), "{memory} MiB");
}

/// Reads an answer. Returns its head, how many bytes follow, and the last of them.
fn read(address: &str, path: &str, range: &str) -> (String, u64, Vec<u8>) {
    let mut stream = TcpStream::connect(address).expect("a preview");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a limit");
    write!(stream, "GET /{path} HTTP/1.1\r\nHost: {address}\r\n{range}Connection: close\r\n\r\n")
        .expect("a question");
    let mut stream = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(stream.read_line(&mut head).expect("a head"), 0, "{head}");
    }
    let (mut length, mut last) = (0, Vec::new());
    let mut piece = vec![0; 1 << 16];
    loop {
        let count = stream.read(&mut piece).expect("a body");
        if count == 0 {
            return (head, length, last);
        }
        length += count as u64;
        last.extend_from_slice(&piece[..count]);
        let surplus = last.len().saturating_sub(7);
        last.drain(..surplus);
    }
}
