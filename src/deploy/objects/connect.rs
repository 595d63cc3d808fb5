//! The client of a store. In goes a destination of the config, with the environment's credentials; out comes a client that
//! tries again what is worth trying again.

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, RetryConfig};

use crate::config::deploy::Destination;
use crate::deploy::{Fault, Patience};

use super::answer::Doing;
use super::profile;

/// The client of a destination's store.
pub(super) fn connect(to: &Destination, patience: Patience) -> Result<Box<dyn ObjectStore>, Fault> {
    // Another part of the program may have chosen already, and then that one does.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let store = match to {
        Destination::S3 { bucket, endpoint, region } => {
            let builder = amazon(region.as_deref(), endpoint.as_deref())
                .with_bucket_name(&bucket.name)
                .with_retry(retry(patience))
                .with_client_options(client(patience, endpoint.as_deref()));
            builder.build().map(|store| Box::new(store) as Box<dyn ObjectStore>)
        }
        Destination::Google { bucket, endpoint } => {
            let mut builder = GoogleCloudStorageBuilder::from_env()
                .with_bucket_name(&bucket.name)
                .with_retry(retry(patience))
                .with_client_options(client(patience, endpoint.as_deref()));
            if let Some(endpoint) = endpoint {
                builder = builder.with_base_url(endpoint);
            }
            builder.build().map(|store| Box::new(store) as Box<dyn ObjectStore>)
        }
        Destination::Azure { bucket, endpoint, account } => {
            let mut builder = MicrosoftAzureBuilder::from_env()
                .with_container_name(&bucket.name)
                .with_retry(retry(patience))
                .with_client_options(client(patience, endpoint.as_deref()));
            if let Some(account) = account {
                builder = builder.with_account(account);
            }
            if let Some(endpoint) = endpoint {
                builder = builder.with_endpoint(endpoint.clone());
            }
            builder.build().map(|store| Box::new(store) as Box<dyn ObjectStore>)
        }
        Destination::Git { .. } | Destination::Rsync { .. } | Destination::Folder { .. } => {
            return Err(Fault::Impossible("this is no object store".into(), "see `to` in config.toml"));
        }
    };
    store.map_err(|error| Doing::Open.fault(&error))
}

/// Amazon's, with the environment's credentials; otherwise a profile's. Where there are neither, the client asks the
/// machine itself, which at Amazon has some.
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

fn client(patience: Patience, endpoint: Option<&str>) -> ClientOptions {
    let is_plain = endpoint.is_some_and(|endpoint| endpoint.starts_with("http://"));
    ClientOptions::new()
        .with_allow_http(is_plain)
        .with_timeout(patience.longest_request)
        .with_read_timeout(patience.silence)
        .with_connect_timeout(patience.silence)
}

fn retry(patience: Patience) -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig { max_backoff: patience.longest_pause, ..BackoffConfig::default() },
        max_retries: patience.retries,
        ..RetryConfig::default()
    }
}
