//! Quotation marks as editors type them, and laws that hold for any text.

use proptest::prelude::*;

use crate::markdown::events::smart_punctuation::smart_text;

#[test]
fn quotations_open_and_close() {
    for (written, expected) in [
        ("\"It's\" -- so...", "“It’s” – so…"),
        ("\"Yes,\" she said, \"we can.\"", "“Yes,” she said, “we can.”"),
        ("'Yes,' she said, 'we can.'", "‘Yes,’ she said, ‘we can.’"),
        ("\"She said, 'No.'\"", "“She said, ‘No.’”"),
        ("'She said, \"No.\"'", "‘She said, “No.”’"),
        ("\"'Hi,' he said, 'there'\"", "“‘Hi,’ he said, ‘there’”"),
        ("(\"a\") [\"b\"] {\"c\"}", "(“a”) [“b”] {“c”}"),
        ("He—\"Bob\"—left--\"now\"--", "He—“Bob”—left–“now”–"),
        ("\"I was—\" he said", "“I was—” he said"),
        ("born \"in 1999\", died \"in 2020\".", "born “in 1999”, died “in 2020”."),
        ("\"...and then\"", "“…and then”"),
        ("'don't do it'", "‘don’t do it’"),
        ("the dogs' bowl", "the dogs’ bowl"),
        ("pre-\"war\" and non-'smart' things", "pre-“war” and non-‘smart’ things"),
        ("\" Bonjour \" dit-il", "“ Bonjour ” dit-il"),
        ("l'été d'une \"dame\"", "l’été d’une “dame”"),
        ("¿\"Qué\"? «\"x\"»", "¿“Qué”? «“x”»"),
        ("他说\"你好\"吗", "他说“你好”吗"),
        ("\"Price: $5\"; \"100%\"", "“Price: $5”; “100%”"),
        ("\"Hi\"? \"Ho\"!", "“Hi”? “Ho”!"),
    ] {
        assert_eq!(smart_text(written), expected, "{written}");
    }
}

#[test]
fn a_mark_after_a_digit_or_a_letter_closes() {
    for (written, expected) in [
        ("A 12\" record", "A 12” record"),
        ("12\" x 14\"", "12” x 14”"),
        ("\"a 12\" record\"", "“a 12” record”"),
        ("rock 'n' roll", "rock ’n’ roll"),
        ("Rock 'N' Roll", "Rock ’N’ Roll"),
        ("rock'n'roll, drum 'n bass", "rock’n’roll, drum ’n bass"),
        ("the '90s, '68 and 1960's", "the ’90s, ’68 and 1960’s"),
        ("'12 Angry Men' is old", "‘12 Angry Men’ is old"),
        ("class of '99. 10' x 12' room", "class of ’99. 10’ x 12’ room"),
        ("the class of '76 and the boys' team", "the class of ’76 and the boys’ team"),
        ("'tis the season, 'Twas; give 'em hell", "’tis the season, ’Twas; give ’em hell"),
        ("\"'Tis,\" he said", "“’Tis,” he said"),
        ("the word 'em' is short", "the word ‘em’ is short"),
        ("'s avonds in 't huis", "’s avonds in ’t huis"),
        ("the 'Ndrangheta's boss", "the ’Ndrangheta’s boss"),
        ("צה\"ל, ארה\"ב, ד\"ר, רו\"ח, מנכ\"לית, ג'ירפה, צ' ", "צה”ל, ארה”ב, ד”ר, רו”ח, מנכ”לית, ג’ירפה, צ’ "),
        ("\"צה\"ל\" ו\"הארץ\"", "“צה”ל” ו“הארץ”"),
    ] {
        assert_eq!(smart_text(written), expected, "{written}");
    }
}

#[test]
fn feet_and_inches_are_primes() {
    for (written, expected) in [
        ("He is 6'2\" tall.", "He is 6′2″ tall."),
        ("5'11\", 6' 2\" and 5'11½\"", "5′11″, 6′ 2″ and 5′11½″"),
        ("\"I'm 6'2\",\" he said", "“I’m 6′2″,” he said"),
        ("\"He is 6'2\"", "“He is 6′2”"),
        ("\"Tall\": 6'2\"", "“Tall”: 6′2″"),
        ("41°24'12.2\"N 2°10'E", "41°24′12.2″N 2°10′E"),
        ("6' tall, 1960's", "6’ tall, 1960’s"),
        ("in '62 and 12\"", "in ’62 and 12”"),
    ] {
        assert_eq!(smart_text(written), expected, "{written}");
    }
}

#[test]
fn dashes_and_dots_come_in_rows() {
    let rows: Vec<String> = (1..=8).map(|count| smart_text(&format!("a{}b", "-".repeat(count)))).collect();
    assert_eq!(rows, ["a-b", "a–b", "a—b", "a––b", "a—–b", "a——b", "a—––b", "a––––b"]);
    assert_eq!(smart_text("a. b.. c... d.... e......"), "a. b.. c… d…. e……");
}

proptest! {
    /// Nothing but marks, hyphens and dots changes, and every mark does.
    #[test]
    fn only_marks_change(text in "[ab1é漢צ \"'.,(—-]{0,40}") {
        let made = smart_text(&text);
        prop_assert!(!made.contains(['"', '\'']));
        let plain = |c: char| !matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’' | '′' | '″' | '-' | '–' | '—' | '.' | '…');
        let kept = |text: &str| text.chars().filter(|c| plain(*c)).collect::<String>();
        prop_assert_eq!(kept(&text), kept(&made));
        if !made.contains("..") {
            prop_assert_eq!(smart_text(&made), made);
        }
    }

    /// An opening mark never follows a Latin letter, and is never last.
    #[test]
    fn no_word_ends_with_an_opening_mark(text in "[ab1 \"'.,(]{0,40}") {
        let made = smart_text(&text);
        let mut before = ' ';
        for c in made.chars() {
            prop_assert!(!(matches!(c, '“' | '‘') && before.is_alphanumeric()), "{}", made);
            before = c;
        }
    }

    /// Of one well-formed quotation within other words, the marks are a pair.
    #[test]
    fn a_quotation_has_two_ends(before in "[a-z]{1,5}", inner in "[a-z]{1,5}( [a-z]{1,5}){0,3}", sign in "[.,!?]?") {
        prop_assert_eq!(
            smart_text(&format!("{before} \"{inner}{sign}\" {before}")),
            format!("{before} “{inner}{sign}” {before}")
        );
    }
}
