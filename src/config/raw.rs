//! What the config says.
