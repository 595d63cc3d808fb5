//! Converts errors of the object store client. A response may quote the request, so only harmless
//! parts are passed on, with secrets of the environment removed.

use std::error::Error as _;

use object_store::Error;

use crate::deploy::DeployError;

/// Operation that failed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Operation<'a> {
    /// Something was read.
    Read(&'a str),
    /// Something was looked at.
    Look(&'a str),
    /// Something was written.
    Write(&'a str),
    /// End of a listing.
    List,
    /// Number of deleted files.
    Delete(usize),
    /// The store was opened.
    Open,
}

/// Message for a store without conditional writes.
const CANT: &str = "the store can't do this";
const WHAT_IS_NEEDED: &str =
    "Dateline needs a store that makes an object only if it is not there (If-None-Match)";

/// Length of quoted responses, in characters.
const MAX_QUOTE_CHARS: usize = 300;

impl Operation<'_> {
    /// Converts an error.
    pub(super) fn error(self, error: &Error) -> DeployError {
        let refused = |cause: &str, hint: &str| DeployError::Refused {
            doing: self.to_string(),
            cause: cause.to_owned(),
            hint: hint.to_owned(),
        };
        match error {
            Error::PermissionDenied { .. } => refused(
                &format!("access is denied{}", code(error)),
                "give the credentials the right to list the bucket and to read, write and delete what is in it; see \
                 docs/deploy.md",
            ),
            Error::Unauthenticated { .. } => refused(
                &format!("the store does not know these credentials{}", code(error)),
                "see to the credentials in the environment; run dateline docs deploy",
            ),
            Error::NotFound { .. } => self.not_found(&code(error)),
            Error::NotImplemented { .. } | Error::NotSupported { .. } => refused(CANT, WHAT_IS_NEEDED),
            _ if code(error) == " (NotImplemented)" => refused(CANT, WHAT_IS_NEEDED),
            Error::UnknownConfigurationKey { .. } => refused(
                &redacted(&error.to_string()),
                "see to the target in config.toml, and to the environment",
            ),
            _ if is_without_credentials(error) => refused(
                "there are no credentials",
                "set them in the environment, such as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE; \
                 run dateline docs deploy",
            ),
            _ => DeployError::Failed { doing: self.to_string(), cause: redacted(&deepest(error)) },
        }
    }
}

impl Operation<'_> {
    /// Converts status 404, which a store sends for a missing bucket, object or upload.
    fn not_found(self, code: &str) -> DeployError {
        let doing = self.to_string();
        let is_one_of = |codes: &[&str]| codes.iter().any(|known| code.contains(known));
        if is_one_of(&["NoSuchUpload"]) {
            let cause = format!("the store has dropped the unfinished upload{code}");
            return DeployError::Failed { doing, cause };
        }
        let is_of_object = matches!(self, Self::Read(_) | Self::Look(_) | Self::Delete(_));
        let is_bucket = is_one_of(&["NoSuchBucket", "ContainerNotFound", "BucketNotFound"]);
        if is_one_of(&["NoSuchKey", "BlobNotFound"]) || (is_of_object && !is_bucket) {
            let cause = format!("the file is no longer in the bucket{code}");
            return DeployError::Failed { doing, cause };
        }
        DeployError::Refused {
            doing,
            cause: format!("there is no such bucket{code}"),
            hint: "make the bucket first, and see that its name, region and endpoint in the config are right"
                .to_owned(),
        }
    }
}

impl std::fmt::Display for Operation<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Read(name) => write!(f, "read {name}"),
            Self::Look(name) => write!(f, "look at {name}"),
            Self::Write(name) => write!(f, "write {name}"),
            Self::List => f.write_str("list what is there"),
            Self::Delete(1) => f.write_str("delete a file"),
            Self::Delete(count) => write!(f, "delete {count} files"),
            Self::Open => f.write_str("use the target"),
        }
    }
}

/// Returns the S3 error code, such as `InvalidAccessKeyId`.
fn code(error: &Error) -> String {
    let text = deepest(error);
    let code =
        text.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>")).map(|(code, _)| code);
    let is_word = |code: &&str| code.len() < 64 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    code.filter(is_word).map(|code| format!(" ({code})")).unwrap_or_default()
}

/// Returns whether the client fell back to a metadata service, which only cloud machines have.
fn is_without_credentials(error: &Error) -> bool {
    let text = error.to_string();
    text.contains("169.254.169.254") || text.contains("metadata.google.internal")
}

/// Returns the root cause: outer errors repeat the request.
fn deepest(error: &Error) -> String {
    let mut source = error.source();
    let mut text = error.to_string();
    while let Some(inner) = source {
        text = inner.to_string();
        source = inner.source();
    }
    text
}

/// Shortens a text to one line and removes secrets of the environment.
fn redacted(text: &str) -> String {
    const SECRET: [&str; 5] = ["KEY", "SECRET", "TOKEN", "PASSWORD", "CREDENTIAL"];
    let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for (name, value) in std::env::vars_os() {
        let (name, value) = (name.to_string_lossy().to_ascii_uppercase(), value.to_string_lossy());
        if value.len() >= 8 && SECRET.iter().any(|word| name.contains(word)) {
            text = text.replace(&*value, "…");
        }
    }
    match text.char_indices().nth(MAX_QUOTE_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the message for a 404 with this code.
    fn not_found(operation: Operation<'_>, code: &str) -> String {
        let body = format!("<Error><Code>{code}</Code></Error>");
        let error = Error::NotFound { path: "a".into(), source: body.into() };
        operation.error(&error).to_string()
    }

    #[test]
    fn the_missing_bucket_object_and_upload_are_told_apart() {
        for (operation, code, expected) in [
            (Operation::List, "NoSuchBucket", "there is no such bucket (NoSuchBucket)"),
            (Operation::Read("a"), "NoSuchBucket", "there is no such bucket (NoSuchBucket)"),
            (Operation::Write("a"), "ContainerNotFound", "there is no such bucket (ContainerNotFound)"),
            (Operation::Write("a"), "", "there is no such bucket"),
            (Operation::Read("a"), "NoSuchKey", "the file is no longer in the bucket (NoSuchKey)"),
            (Operation::Look("a"), "", "the file is no longer in the bucket"),
            (Operation::Delete(2), "BlobNotFound", "the file is no longer in the bucket (BlobNotFound)"),
            (Operation::Write("a"), "NoSuchUpload", "dropped the unfinished upload (NoSuchUpload)"),
        ] {
            let said = not_found(operation, code);
            assert!(said.contains(expected), "{said}");
        }
    }
}
