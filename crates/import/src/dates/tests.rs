use super::*;
use proptest::prelude::*;

/// Returns a date as front matter writes it; a question mark if its order is open.
fn read(text: &str) -> String {
    let Some(date) = parse(text) else { return "none".to_owned() };
    date.resolve(None).map_or("?".to_owned(), StoryDate::to_toml)
}

#[test]
fn days_are_read_in_every_usual_form() {
    for text in [
        "2025-11-01",
        "2025/11/1",
        "2025.11.01",
        "20251101",
        "Nov 1, 2025",
        "Nov. 1, 2025",
        "NOVEMBER 1st, 2025",
        "1 November 2025",
        "1. November 2025",
        "Samstag, den 1. November 2025",
        "Veröffentlicht am 1. November 2025",
        "1er novembre 2025",
        "samedi 1 novembre 2025",
        "sam. 1 nov. 2025",
        "sábado, 1 de noviembre de 2025",
        "1 de novembro de 2025",
        "1º novembre 2025",
        "1 listopada 2025",
        "1 ноября 2025 г.",
        "1 Kasım 2025",
        "2025年11月1日",
        "2025년 11월 1일",
        "Posted on Sat, Nov 1 2025",
        "Published: November 1, 2025",
        "1.11.2025",
        "1. 11. 2025",
        "1-Nov-2025",
        "1 Nov 25",
        "2025 Nov 1",
        "Date: (1 November 2025)",
    ] {
        assert_eq!(read(text), "2025-11-01", "{text}");
    }
}

#[test]
fn times_and_offsets_are_read() {
    for (text, expected) in [
        ("2025-11-01T10:00:00Z", "2025-11-01T10:00:00Z"),
        ("2025-11-01T10:00:00.123+02:00", "2025-11-01T10:00:00+02:00"),
        ("2025-11-01 10:00:00", "2025-11-01T10:00:00"),
        ("Sat, 01 Nov 2025 10:00:00 +0100", "2025-11-01T10:00:00+01:00"),
        ("Sat, 01 Nov 2025 10:00:00 GMT", "2025-11-01T10:00:00Z"),
        ("Sat, 1 Nov 2025 10:00 EST (-05:00)", "2025-11-01T10:00:00-05:00"),
        ("November 1, 2025 at 8:05 p.m.", "2025-11-01T20:05:00"),
        ("November 1, 2025, 8 PM", "2025-11-01T20:00:00"),
        ("12:15 am, 1 November 2025", "2025-11-01T00:15:00"),
        ("1. November 2025, 20.30 Uhr", "2025-11-01T20:30:00"),
        ("1 novembre 2025 à 20h30", "2025-11-01T20:30:00"),
        ("20251101203005", "2025-11-01T20:30:05"),
        ("1761991200", "2025-11-01T10:00:00Z"),
        ("1761991200000", "2025-11-01T10:00:00Z"),
        ("Am 3. November 2025", "2025-11-03"),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn months_and_years_stay_as_they_are() {
    for (text, expected) in [
        ("November 2025", "\"2025-11\""),
        ("Nov. 2025", "\"2025-11\""),
        ("11/2025", "\"2025-11\""),
        ("2025-11", "\"2025-11\""),
        ("1974", "\"1974\""),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn a_weekday_that_is_also_a_month_is_a_weekday() {
    assert_eq!(read("mar. 4 nov. 2025"), "2025-11-04");
    assert_eq!(read("4 mar 2025"), "2025-03-04");
}

#[test]
fn other_texts_are_no_dates() {
    for text in [
        "",
        "1",
        "Nov 1",
        "Pakistan blames Taliban for failed peace negotiations",
        "The 12 of 2004",
        "31/02/2004",
        "Apollo 11",
        "25 November",
        "2004 elections",
        "10:30",
        "100%",
        "12 12 2004",
        "1 2 3 4 2005",
    ] {
        assert_eq!(read(text), "none", "{text}");
    }
}

#[test]
fn the_order_comes_from_evidence() {
    let dates: Vec<_> = ["03/04/2005", "25/12/2005", "01/02/05"].map(|text| parse(text).expect(text)).into();
    assert!(dates[0].is_ambiguous());
    let mut evidence = Evidence::default();
    for date in &dates {
        evidence.add(date);
    }
    assert_eq!(evidence.order(), Some(DateOrder::DayMonth));
    let resolved: Vec<_> = dates.iter().filter_map(|date| date.resolve(evidence.order())).collect();
    assert_eq!(
        resolved.into_iter().map(StoryDate::to_toml).collect::<Vec<_>>(),
        ["2005-04-03", "2005-12-25", "2005-02-01"]
    );
    evidence.add(&parse("12/25/2005").expect("a date"));
    assert_eq!(evidence.order(), None);
}

#[test]
fn a_line_can_hold_a_date_and_more() {
    assert_eq!(in_line("By Ann Author | Nov 1, 2025 | 3 comments").map(|date| date.year()), Some(2025));
    assert_eq!(in_line("Last updated: Nov 2, 2025").map(|date| date.event), Some(Event::Updated));
    assert_eq!(in_line("On Nov 1, 2025 he said"), None);
}

proptest! {
    #[test]
    fn no_text_stops_the_reader(text in "\\PC{0,60}") {
        let _ = in_line(&text);
        let _ = from_address(&text);
    }

    #[test]
    fn texts_near_dates_do_not_stop_the_reader(text in "[0-9a-zäé:/. +()-]{0,40}") {
        let _ = parse(&text);
        let _ = from_address(&text);
    }
}
