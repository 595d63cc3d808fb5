//! S3 bucket website configuration (`aws s3api put-bucket-website --website-configuration
//! file://…`): index page, error page, and routing rules for redirects.
//!
//! A rule matches every key with its prefix, a bucket has at most fifty rules, and S3 can't answer
//! 410.

use serde::Serialize;

use crate::address::Address;
use crate::fields::HttpUrl;
use crate::model::SiteModel;

use super::{LimitedFile, moved};

/// Limits of S3: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketWebsite.html>.
pub(super) const TAKES: &str = "takes 50, none of which may be the beginning of another page's address";

const MAX_REDIRECTS: usize = 50;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Website<'a> {
    index_document: Index,
    error_document: Error,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    routing_rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Index {
    suffix: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Error {
    key: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Rule<'a> {
    condition: Condition,
    redirect: Redirect<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Condition {
    key_prefix_equals: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Redirect<'a> {
    protocol: &'a str,
    host_name: &'a str,
    replace_key_with: String,
    http_redirect_code: &'static str,
}

/// The configuration.
pub(super) fn website(model: &SiteModel) -> LimitedFile {
    let base = model.site.base_url.as_str();
    let origin = HttpUrl::parse(base).map_or(base, |web| web.origin);
    let (protocol, host_name) = origin.split_once("://").unwrap_or(("https", origin));
    let mut addresses: Vec<&str> = model.plan.pages().iter().map(|page| page.address.as_str()).collect();
    addresses.sort_unstable();
    let moved = moved(model);
    let fitting = moved.iter().filter(|(from, _)| is_alone(from, &addresses)).take(MAX_REDIRECTS);
    let rules: Vec<Rule<'_>> = fitting
        .map(|(from, to)| Rule {
            condition: Condition { key_prefix_equals: key(model, from) },
            redirect: Redirect {
                protocol,
                host_name,
                replace_key_with: key(model, to),
                http_redirect_code: "301",
            },
        })
        .collect();
    let left_out = moved.len() - rules.len();
    let website = Website {
        index_document: Index { suffix: "index.html" },
        error_document: Error { key: key(model, &Address::known("/404.html")) },
        routing_rules: rules,
    };
    let mut text = serde_json::to_string_pretty(&website).expect("texts become JSON");
    text.push('\n');
    LimitedFile { text, left_out }
}

/// Returns whether no other address of the site begins with this one; addresses are sorted.
fn is_alone(address: &Address, sorted: &[&str]) -> bool {
    let after = sorted.partition_point(|other| *other <= address.as_str());
    sorted.get(after).is_none_or(|next| !next.starts_with(address.as_str()))
}

/// The key of an address: its path, decoded, without the slash that it begins with.
fn key(model: &SiteModel, address: &Address) -> String {
    let base = percent_encoding::percent_decode_str(&model.site.base_path).decode_utf8_lossy();
    format!("{base}{address}").trim_start_matches('/').to_owned()
}
