//! Bytes become files here.
