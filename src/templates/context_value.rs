//! Reads variables back from a template's context. Functions that do so depend only on data that
//! the page's fingerprint covers.

use serde::de::DeserializeOwned;
use tera::{Error, State, TeraResult, Value};

/// Returns a variable of the template; `None` if there is none of this name.
pub(crate) fn context_value<T: DeserializeOwned>(state: &State<'_>, name: &str) -> TeraResult<Option<T>> {
    let Some(value) = state.get::<Value>(name)? else { return Ok(None) };
    let read = T::deserialize(value);
    read.map(Some).map_err(|fault| {
        Error::message(format!("this needs the variable `{name}` as Dateline fills it: {fault}"))
    })
}
