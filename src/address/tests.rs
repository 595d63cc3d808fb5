use proptest::prelude::*;

use super::*;

#[test]
fn an_address_is_read_in_whatever_way_it_is_written() {
    for (written, read) in [
        ("/", "/"),
        ("/index.html", "/"),
        ("/about", "/about/"),
        ("/about/", "/about/"),
        ("/about/index.html", "/about/"),
        ("/old/address.html", "/old/address.html"),
        ("/caf%C3%A9", "/café/"),
        ("/cafe\u{301}", "/café/"),
        ("/a b", "/a b/"),
    ] {
        assert_eq!(Address::parse(written).map(|a| a.to_string()), Ok(read.to_owned()), "{written}");
    }
}

#[test]
fn an_address_can_not_leave_the_site() {
    for written in [
        "about",
        "/../x",
        "/a/%2e%2e/b",
        "/a/./b",
        "/a//b",
        "//evil.example",
        "/a\\b",
        "/c:/d",
        "/%00",
        "/a\nb",
    ] {
        assert!(Address::parse(written).is_err(), "{written}");
    }
    assert!(matches!(Address::parse(&format!("/{}", "é".repeat(128))), Err(AddressError::TooLong(256, 255))));
}

#[test]
fn its_file_and_its_link() {
    let address = Address::known("/2025/11/01/café/");
    assert_eq!(address.file(), "2025/11/01/café/index.html");
    assert_eq!(address.href(), "/2025/11/01/caf%C3%A9/");
    assert_eq!(Address::known("/atom.xml").file(), "atom.xml");
}

#[test]
fn a_numbered_page_is_known_by_its_end() {
    assert!(Address::known("/tags/c/").numbered(12).is_numbered());
    assert!(Address::root().numbered(1).is_numbered());
    for other in ["/page/x/", "/page/1/2/", "/page/1.html", "/page/", "/", "/2025/1/"] {
        assert!(!Address::known(other).is_numbered(), "{other}");
    }
}

#[test]
fn the_files_of_a_text_are_below_it_whatever_its_address_ends_in() {
    let own = |page: &str| Address::known(page).with_own_file("1.svg").map(|address| address.to_string());
    assert_eq!(own("/2020/b/"), Ok("/2020/b/1.svg".to_owned()));
    assert_eq!(own("/2020/b.html"), Ok("/2020/b/1.svg".to_owned()));
    assert_eq!(own("/v1.2/b.tar.html"), Ok("/v1.2/b.tar/1.svg".to_owned()));
}

#[test]
fn the_file_of_a_page_is_the_page() {
    let address = |name: &str| Address::known("/a/").with_file(name).map(|address| address.to_string());
    assert_eq!(address("index.html"), Ok("/a/".to_owned()));
    assert_eq!(address("b/index.html"), Ok("/a/b/".to_owned()));
    assert_eq!(address("my-index.html"), Ok("/a/my-index.html".to_owned()));
}

proptest! {
    /// The fast path of parsing agrees with the full one.
    #[test]
    fn a_plain_address_is_read_like_any_other(text in "(/?[a-z0-9-]{0,3}){0,6}/?", end in "(/|x{260}/)?") {
        let text = text + &end;
        prop_assert_eq!(Address::parse(&text), Address::from_decoded(&text));
    }
}
