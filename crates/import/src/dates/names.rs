//! Names of months and weekdays, and the words that stand beside a date.
//!
//! All are in small letters without accents, as `tokens::fold` makes them.

/// Fewest letters of an abbreviated month.
const SHORTEST_MONTH: usize = 3;

/// Names of the months, in the cases that dates need.
const MONTHS: [&str; 12] = [
    "january januar janner janvier enero janeiro gennaio januari gener ianuarie tammikuu \
     tammikuuta styczen stycznia leden ledna januara январь января січень січня ocak \
     ιανουαριος ιανουαριου يناير",
    "february februar feber fevrier febrero fevereiro febbraio februari februarie helmikuu \
     helmikuuta luty lutego unor unora februara февраль февраля лютии лютого subat \
     φεβρουαριος φεβρουαριου فبراير",
    "march mar marz maerz mars marzo marco maart marts martie maret maaliskuu maaliskuuta \
     marzec marca brezen brezna marcius март марта березень березня mart μαρτιος μαρτιου مارس",
    "april avril abril aprile aprilie huhtikuu huhtikuuta kwiecien kwietnia duben dubna \
     aprilis апрель апреля квітень квітня nisan απριλιος απριλιου ابريل",
    "may mai mayo maio maggio mei maj maig toukokuu toukokuuta maja kveten kvetna majus маи \
     мая травень травня mayis μαιος μαιου مايو",
    "june juni juin junio junho giugno juny iunie kesakuu kesakuuta czerwiec czerwca cerven \
     cervna junius июнь июня червень червня haziran ιουνιος ιουνιου يونيو",
    "july juli juillet julio julho luglio juliol iulie heinakuu heinakuuta lipiec lipca \
     cervenec cervence julius июль июля липень липня temmuz ιουλιος ιουλιου يوليو",
    "august aout agosto augustus augusti agost elokuu elokuuta sierpien sierpnia srpen srpna \
     augusztus август августа серпень серпня agustos agustus αυγουστος αυγουστου اغسطس",
    "september septembre septiembre setiembre setembro settembre setembre septembrie syyskuu \
     syyskuuta wrzesien wrzesnia zari szeptember сентябрь сентября вересень вересня eylul \
     σεπτεμβριος σεπτεμβριου سبتمبر",
    "october oktober octobre octubre outubro ottobre octombrie lokakuu lokakuuta pazdziernik \
     pazdziernika rijen rijna октябрь октября жовтень жовтня ekim οκτωβριος οκτωβριου اكتوبر",
    "november novembre noviembre novembro noiembrie marraskuu marraskuuta listopad listopada \
     listopadu ноябрь ноября листопад листопада kasim νοεμβριος νοεμβριου نوفمبر",
    "december dezember decembre diciembre dezembro dicembre desembre desember decembrie \
     joulukuu joulukuuta grudzien grudnia prosinec prosince декабрь декабря грудень грудня \
     aralik δεκεμβριος δεκεμβριου ديسمبر",
];

/// Names of the weekdays.
const WEEKDAYS: &str = "\
    monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch \
    donnerstag freitag samstag sonnabend sonntag lundi mardi mercredi jeudi vendredi samedi \
    dimanche lunes martes miercoles jueves viernes sabado domingo segunda terca quarta \
    quinta sexta feira lunedi martedi mercoledi giovedi venerdi sabato domenica maandag \
    dinsdag woensdag donderdag vrijdag zaterdag zondag mandag tisdag tirsdag onsdag torsdag \
    fredag lordag sondag poniedzialek wtorek sroda czwartek piatek sobota niedziela \
    понедельник вторник четверг пятница";

/// Words that stand beside a date and change nothing.
const FILLERS: &str = "\
    published publication posted date dated created written first on at of the in by st nd \
    rd th publie le la les du de a er veroffentlicht datum stand vom am um uhr den der dem \
    erstellt publicado fecha el del las hora horas hrs pubblicato il data alle ore \
    gepubliceerd op om uur publicerad publisert udgivet kl opublikowano godz em as o ro do \
    опубликовано г года год р року t yil tarih";

/// Words that say that a date is that of the last change.
const UPDATED: &str = "\
    updated modified last aktualisiert geandert actualise actualizado atualizado aggiornato \
    bijgewerkt uppdaterad обновлено";

/// Returns the words of a list.
fn words(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split_ascii_whitespace()
}

/// Returns the month of a name or of its abbreviation, from 1.
///
/// An abbreviation has three letters or more and is that of one month only.
pub(super) fn month(word: &str) -> Option<i8> {
    let number = |index: usize| i8::try_from(index + 1).ok();
    if let Some(index) = MONTHS.iter().position(|names| words(names).any(|name| name == word)) {
        return number(index);
    }
    if word.chars().count() < SHORTEST_MONTH {
        return None;
    }
    let mut found =
        MONTHS.iter().enumerate().filter(|(_, names)| words(names).any(|name| name.starts_with(word)));
    let first = found.next()?;
    if found.next().is_some() { None } else { number(first.0) }
}

/// Reports that a word is a weekday or its abbreviation.
pub(super) fn is_weekday(word: &str) -> bool {
    matches!(word, "火" | "水" | "木" | "金" | "土")
        || (word.chars().count() >= 2 && words(WEEKDAYS).any(|name| name.starts_with(word)))
}

/// Reports that a word beside a date changes nothing.
pub(super) fn is_filler(word: &str) -> bool {
    words(FILLERS).any(|filler| filler == word)
}

/// Reports that a word says that the date is that of the last change.
pub(super) fn means_updated(word: &str) -> bool {
    words(UPDATED).any(|name| name == word)
}

#[cfg(test)]
mod tests {
    use super::super::tokens::fold;
    use super::*;

    #[test]
    fn names_are_folded() {
        for list in MONTHS.into_iter().chain([WEEKDAYS, FILLERS, UPDATED]) {
            assert_eq!(fold(list), list);
        }
    }

    #[test]
    fn a_name_is_that_of_one_month() {
        for (index, names) in MONTHS.iter().enumerate() {
            for name in words(names) {
                assert_eq!(month(name).map(usize::try_from), Some(Ok(index + 1)), "{name}");
            }
        }
        assert_eq!(month("jui"), None);
        assert_eq!(month("sept"), Some(9));
    }
}
