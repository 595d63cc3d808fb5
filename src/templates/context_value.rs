//! A page's variables, read back from its template's context by the functions that tell of the page. What they read is
//! what the template was given, so a page's fingerprint covers it.

use serde::de::DeserializeOwned;
use tera::{Error, State, TeraResult, Value};

/// The template's variable of this name; `None` where it has none.
pub(crate) fn context_value<T: DeserializeOwned>(state: &State<'_>, name: &str) -> TeraResult<Option<T>> {
    let Some(value) = state.get::<Value>(name)? else { return Ok(None) };
    let read = T::deserialize(value);
    read.map(Some).map_err(|fault| {
        Error::message(format!("this needs the variable `{name}` as Dateline fills it: {fault}"))
    })
}
