//! Creates the client of an object store from the config and the environment.

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, RetryConfig};

use crate::config::{self, deploy::StoreService};
use crate::deploy::{DeployError, RetryPolicy};

use super::error::Operation;
use super::profile;

/// Creates the client of a destination.
pub(super) fn connect(
    to: &config::deploy::ObjectStore,
    retry_policy: RetryPolicy,
) -> Result<Box<dyn ObjectStore>, DeployError> {
    // An already installed provider stays.
    let _ = rustls::crypto::ring::default_provider().install_default();
    refuse_untrusted(to)?;
    let config::deploy::ObjectStore { service, bucket, endpoint } = to;
    let client = client(retry_policy, endpoint.as_deref());
    let store = match service {
        StoreService::S3 { region } => {
            let builder = amazon(region.as_deref(), endpoint.as_deref())
                .with_bucket_name(&bucket.name)
                .with_retry(retry(retry_policy))
                .with_client_options(client);
            builder.build().map(|store| Box::new(store) as Box<dyn ObjectStore>)
        }
        StoreService::Google => {
            let mut builder = GoogleCloudStorageBuilder::from_env()
                .with_bucket_name(&bucket.name)
                .with_retry(retry(retry_policy))
                .with_client_options(client);
            if let Some(endpoint) = endpoint {
                builder = builder.with_base_url(endpoint);
            }
            builder.build().map(|store| Box::new(store) as Box<dyn ObjectStore>)
        }
        StoreService::Azure { account } => {
            let mut builder = MicrosoftAzureBuilder::from_env()
                .with_container_name(&bucket.name)
                .with_retry(retry(retry_policy))
                .with_client_options(client);
            if let Some(account) = account {
                builder = builder.with_account(account);
            }
            if let Some(endpoint) = endpoint {
                builder = builder.with_endpoint(endpoint.clone());
            }
            builder.build().map(|store| Box::new(store) as Box<dyn ObjectStore>)
        }
    };
    store.map_err(|error| Operation::Open.error(&error))
}

/// Variable with an endpoint that may receive a token.
const TRUSTED: &str = "DATELINE_TRUSTED_ENDPOINT";

/// Refuses an unknown endpoint of Google or Azure, which would receive a bearer token: a cloned
/// config could name any server. S3 requests contain signatures only.
fn refuse_untrusted(to: &config::deploy::ObjectStore) -> Result<(), DeployError> {
    let Some(endpoint) = &to.endpoint else { return Ok(()) };
    let theirs: &[&str] = match to.service {
        StoreService::S3 { .. } => return Ok(()),
        StoreService::Google => &["googleapis.com"],
        StoreService::Azure { .. } => {
            &["core.windows.net", "core.usgovcloudapi.net", "core.chinacloudapi.cn"]
        }
    };
    let is_named = std::env::var(TRUSTED).is_ok_and(|named| named.trim_end_matches('/') == endpoint);
    if is_named || is_trusted(endpoint, theirs) {
        return Ok(());
    }
    Err(DeployError::Impossible(
        format!("your token would be sent to {endpoint}, which is none of the service's own addresses"),
        "if you trust it, say so by the environment: DATELINE_TRUSTED_ENDPOINT=https://… with the same address",
    ))
}

/// Returns whether an endpoint belongs to the service or to this machine.
fn is_trusted(endpoint: &str, theirs: &[&str]) -> bool {
    let Ok(url) = url::Url::parse(endpoint) else { return false };
    match url.host() {
        Some(url::Host::Domain(host)) => {
            let is_theirs = |domain: &&str| {
                host.strip_suffix(*domain).is_some_and(|before| before.is_empty() || before.ends_with('.'))
            };
            host == "localhost" || (url.scheme() == "https" && theirs.iter().any(is_theirs))
        }
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// Configures S3 with credentials of the environment or a profile; otherwise the client asks the
/// metadata service.
fn amazon(region: Option<&str>, endpoint: Option<&str>) -> AmazonS3Builder {
    let mut builder = AmazonS3Builder::from_env();
    let profile = profile::read();
    let has = |key: AmazonS3ConfigKey| std::env::var(key.as_ref().to_ascii_uppercase()).is_ok();
    if !has(AmazonS3ConfigKey::AccessKeyId)
        && let (Some(id), Some(secret)) = (profile.id, profile.secret)
    {
        builder = builder.with_access_key_id(id).with_secret_access_key(secret);
        if let Some(token) = profile.token {
            builder = builder.with_token(token);
        }
    }
    let of_environment = has(AmazonS3ConfigKey::Region) || has(AmazonS3ConfigKey::DefaultRegion);
    let profiles = profile.region.filter(|_| !of_environment);
    if let Some(region) = region.map(str::to_owned).or(profiles) {
        builder = builder.with_region(region);
    }
    match endpoint {
        Some(endpoint) => builder.with_endpoint(endpoint),
        None => builder,
    }
}

fn client(retry_policy: RetryPolicy, endpoint: Option<&str>) -> ClientOptions {
    let is_plain = endpoint.is_some_and(|endpoint| endpoint.starts_with("http://"));
    ClientOptions::new()
        .with_allow_http(is_plain)
        .with_timeout(retry_policy.longest_request)
        .with_read_timeout(retry_policy.silence)
        .with_connect_timeout(retry_policy.silence)
}

fn retry(retry_policy: RetryPolicy) -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig { max_backoff: retry_policy.longest_pause, ..BackoffConfig::default() },
        max_retries: retry_policy.retries,
        ..RetryConfig::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_goes_to_the_service_alone() {
        let trusted = |endpoint| is_trusted(endpoint, &["googleapis.com"]);
        for endpoint in [
            "https://storage.googleapis.com",
            "https://storage-x.p.googleapis.com/",
            "http://localhost:4443",
            "http://127.0.0.1:1",
            "http://[::1]:1",
        ] {
            assert!(trusted(endpoint), "{endpoint}");
        }
        for endpoint in [
            "https://evil.example",
            "https://evilgoogleapis.com",
            "https://googleapis.com.evil.example",
            "http://storage.googleapis.com",
            "https://storage.googleapis.com@evil.example",
            "https://192.168.1.1",
        ] {
            assert!(!trusted(endpoint), "{endpoint}");
        }
    }
}
