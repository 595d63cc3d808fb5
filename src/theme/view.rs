//! What a template gets: one documented type per template, borrowed from the archive and turned into Tera's values
//! as it is. In go a site, its archive and a page of the plan; out comes the context of one rendering. Cards and terms
//! are built once and shared by every page that shows them.
//!
//! Every template gets `site` ([`Site`]) and `page` ([`Page`]); beside them, under the name in the table, what the
//! page is about.
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
pub use lists::{AboutTerm, Card, CorrectionEntry, Corrections, List, Term, TermRow, Terms};
pub use site::{
    Comments, Feed, Link, OldAddress, Page, Publisher, Redirect, Search, SearchEngine, Site, Translation,
};
