//! Types of the variables that templates receive.
//!
//! The types borrow from the archive and are serialized to Tera values. Cards and terms are built
//! once and shared by all pages that show them.
//!
//! Every template gets `site` ([`Site`]) and `page` ([`Page`]), and the variable of its subject:
//!
//! | Template | Variable | Type |
//! |---|---|---|
//! | `article.html` | `article` | [`Article`] |
//! | `list.html` | `list` | [`List`] |
//! | `month.html` | `month`, `list` | [`Month`], [`List`] |
//! | `year.html` | `year` | [`Year`] |
//! | `archive.html` | `archive` | [`Archive`] |
//! | `terms.html` | `terms`; `calendar` where `page.kind` is `all-days` | [`Terms`], [`YearCalendar`] |
//! | `page.html` | `standing` | [`Standing`] |
//! | `corrections.html` | `corrections` | [`Corrections`] |
//! | `withdrawn.html` | `notice` | [`Notice`] |
//! | `redirect.html` | `redirect` | [`Redirect`] |
//! | `old-address.html` | `old_address` | [`OldAddress`] |
//! | `404.html` | | |

mod article;
mod dates;
mod lists;
mod site;

pub use article::{
    Article, Correction, Heading, Image, MissingImage, Notice, Origin, PictureSource, SeriesPlace, Standing,
};
pub use dates::{
    Archive, ArchiveMonth, ArchiveYear, CalendarDay, DayOfAnyYear, Month, MonthOfAnyYear, Year, YearCalendar,
    YearMonth,
};
pub use lists::{AboutTerm, Author, Card, CorrectionEntry, Corrections, List, Term, TermRow, Terms};
pub use site::{
    Comments, Feed, Link, OldAddress, Page, Publisher, Redirect, Search, SearchEngine, Site, Translation,
};
